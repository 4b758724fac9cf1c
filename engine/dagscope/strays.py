"""Temporary files and folders that say whose they are, and the removal of those whose process was killed.
It must not make any.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable

YOUNG_S = 60.0
_OLD_S = 86_400.0
_OWNED = re.compile(r"dagscope-(?:\w+-)?(\d+)-.*")
_NAMELESS = re.compile(r"dagscope-\w{6}\.trail")


def temporary_prefix(kind: str) -> str:
    """Return how a temporary name of this process begins."""
    return f"dagscope-{kind}-{os.getpid()}-"


def sweep(folder: str) -> list[str]:
    """Remove what killed processes of this user left in a folder for temporary files; return the names."""
    return remove(folder, (entry.name for entry in _entries(folder) if _is_left(entry)))


def remove(folder: str, names: Iterable[str]) -> list[str]:
    """Remove files and folders; return the names of those that are gone."""
    import shutil

    gone = []
    for name in list(names):
        path = os.path.join(folder, name)
        try:
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
        except OSError:
            continue
        gone.append(name)
    return gone


def is_running(pid: int) -> bool:
    """Return whether a process is there; where that cannot be asked without harm, yes."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_left(entry: os.DirEntry[str]) -> bool:
    owned, is_nameless = _OWNED.fullmatch(entry.name), _NAMELESS.fullmatch(entry.name) is not None
    if owned is None and not is_nameless:
        return False
    try:
        facts = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    if sys.platform != "win32" and facts.st_uid != os.getuid():
        return False
    age = time.time() - facts.st_mtime
    if owned is None or sys.platform == "win32":
        return age > _OLD_S
    # A young one may belong to a process of a container, whose number says nothing here.
    return age > YOUNG_S and not is_running(int(owned[1]))
