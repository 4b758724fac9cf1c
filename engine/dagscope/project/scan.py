"""Which files of a folder are worth reading. It must not read or import any of them.

Only regular files of at most 1 MB that lie in the folder: opening a FIFO hangs, a link may lead to `/dev/zero`, and
parsing a file of many megabytes takes gigabytes.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_FILE_BYTES = 1_000_000
MAX_FILES = 3_000
MAX_DEPTH = 8
MAX_FOLDERS = 4_000
_SKIPPED_FOLDERS = frozenset(
    {
        "__pycache__",
        "node_modules",
        "site-packages",
        "build",
        "dist",
        "venv",
        "env",
        "tests",
        "test",
        "__pypackages__",
    }
)
_SKIPPED_FILES = frozenset(
    {"setup.py", "conftest.py", "noxfile.py", "tasks.py", "sitecustomize.py", "usercustomize.py"}
)
SOURCE_ENDINGS = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file left out that the user may miss, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """Paths of Python files and notebooks in a steady order, and what was left out."""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def _is_skipped_folder(path: str, name: str) -> bool:
    return (
        name.startswith(".")
        or name in _SKIPPED_FOLDERS
        or name.endswith(".egg-info")
        or os.path.exists(os.path.join(path, "pyvenv.cfg"))
    )


def is_test_file(name: str) -> bool:
    """Whether a file's name says that it is a test or belongs to the tooling."""
    return name.startswith("test_") or name.endswith("_test.py") or name in _SKIPPED_FILES


def _is_source(name: str) -> bool:
    return name.endswith(SOURCE_ENDINGS) and not name.startswith(".") and not is_test_file(name)


def _refusal(path: str, root: str) -> str | None:
    """Why a file is not read; `None` when it is."""
    try:
        found = os.stat(path)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if not stat.S_ISREG(found.st_mode):
        return "it is not a regular file"
    if found.st_size > MAX_FILE_BYTES:
        return f"it has {found.st_size:,} bytes; files of more than {MAX_FILE_BYTES:,} are not read"
    if os.path.islink(path) and not os.path.realpath(path).startswith(root + os.sep):
        return "it is a link to a place outside of the folder"
    return None


def _candidates(folder: str) -> Iterator[str]:
    waiting = deque([(folder, 0)])
    for _ in range(MAX_FOLDERS):
        if not waiting:
            return
        here, depth = waiting.popleft()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH and not _is_skipped_folder(entry.path, entry.name):
                    waiting.append((entry.path, depth + 1))
            elif _is_source(entry.name):
                yield entry.path


def scan(folder: Path) -> Scan:
    """List the folder's Python files: breadth first, by name, the folder's own files before those below."""
    root = os.path.realpath(folder)
    files: list[Path] = []
    skipped: list[Skipped] = []
    for path in _candidates(root):
        reason = _refusal(path, root)
        if reason is not None:
            skipped.append(Skipped(path, reason))
        elif len(files) >= MAX_FILES:
            skipped.append(Skipped(path, f"the folder has more than {MAX_FILES:,} Python files"))
            break
        else:
            files.append(Path(path))
    return Scan(tuple(files), tuple(skipped))
