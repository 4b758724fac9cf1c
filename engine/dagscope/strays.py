"""Temporary files and folders that say whose they are, and the removal of those whose process was killed.
It must not make any.

Folders are shared between machines, and between containers whose processes have numbers of their own: a name holds
where its process runs, and what is from elsewhere stays, since nobody here can know that its owner is gone.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import time
from collections.abc import Iterable

YOUNG_S = 60.0
_OLD_S = 86_400.0
_OWNED = re.compile(r"dagscope-\w+-(\w+-\d+)-.*")
_PLACES = ("/proc/sys/kernel/random/boot_id", "/etc/machine-id")


def temporary_prefix(kind: str) -> str:
    """Return how a temporary name of this process begins."""
    return f"dagscope-{kind}-{owner()}-"


def owner() -> str:
    """Return who this process is, for a name: where it runs, and its number there."""
    return f"{_here()}-{os.getpid()}"


@functools.cache
def _here() -> str:
    """Return a short name of where processes have their numbers: a machine since its start, or a container."""
    import hashlib
    import platform

    facts = [platform.node()]
    for path in _PLACES:
        try:
            with open(path, encoding="ascii") as file:
                facts.append(file.read().strip())
        except (OSError, ValueError):
            continue
    try:
        facts.append(os.readlink("/proc/self/ns/pid"))
    except (OSError, AttributeError):
        if sys.platform.startswith("linux"):  # it may be a container like others: nobody but this process is from here
            facts.append(os.urandom(8).hex())
    return hashlib.sha256("|".join(facts).encode()).hexdigest()[:10]


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


def is_dead(name: str) -> bool:
    """Return whether an owner is surely gone: it ran here, and there is no such process."""
    owner, _, number = name.rpartition("-")
    return owner == _here() and number.isdecimal() and not is_running(int(number))


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
    owned = _OWNED.fullmatch(entry.name)
    if owned is None:
        return False
    try:
        facts = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    if sys.platform != "win32" and facts.st_uid != os.getuid():
        return False
    age = time.time() - facts.st_mtime
    return age > _OLD_S if sys.platform == "win32" else age > YOUNG_S and is_dead(owned[1])
