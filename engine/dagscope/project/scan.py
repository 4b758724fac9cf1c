"""Which files of a folder are worth reading. It must not read or import any of them.

Only regular files of at most 1 MB: opening a FIFO hangs, a link may lead to `/dev/zero`, and parsing a file of many
megabytes takes gigabytes. Links are followed where Python would import what they lead to; what lies outside is marked.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dagscope.source_folders import MAX_FOLDERS, SKIPPED_FILES, SOURCE_ENDINGS, is_skipped_folder, is_source

MAX_FILE_BYTES = 1_000_000
MAX_NOTEBOOK_BYTES = 16_000_000  # most of it pictures
MAX_TESTS = 300
MAX_FILES = 3_000
MAX_FOLDERS_OUTSIDE = 400  # behind all links: one that leads to a whole disk must cost no more
_TEST_FOLDERS = frozenset({"tests", "test"})


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
    tests: tuple[Path, ...] = ()
    """Files that may drive the dataflow in tests; they define no modules."""
    outside: tuple[Path, ...] = ()
    """Those of the files that a link leads to out of the folder, as Python would import them."""


def is_test_file(name: str) -> bool:
    """Return whether a file's name marks it as a test or as part of the tooling."""
    return name.startswith("test_") or name.endswith("_test.py") or name in SKIPPED_FILES


def _refusal(path: str) -> str | None:
    """Return why a file is not read, or None when it is."""
    try:
        found = os.stat(path)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if not stat.S_ISREG(found.st_mode):
        return "it is not a regular file"
    most = MAX_NOTEBOOK_BYTES if path.endswith(".ipynb") else MAX_FILE_BYTES
    if found.st_size > most:
        return f"it has {found.st_size:,} bytes; files of more than {most:,} are not read"
    if os.path.islink(path) and not os.path.realpath(path).endswith(SOURCE_ENDINGS):
        return "it is a link to what is no Python file"
    return None


def _leads_out(path: str, root: str) -> bool:
    real = os.path.realpath(path)
    return real != root and not real.startswith(root + os.sep)


def _is_new_folder(entry: os.DirEntry[str], root: str, seen: set[str]) -> bool:
    """Return whether to go into a folder; a link only where it leads out, not to what holds the folder, and once."""
    if entry.is_dir(follow_symlinks=False):
        return True
    try:
        if not entry.is_dir():
            return False
    except OSError:
        return False
    real = os.path.realpath(entry.path)
    if not _leads_out(entry.path, root) or root.startswith(os.path.join(real, "")) or real in seen:
        return False
    seen.add(real)
    return True


def _candidates(folder: str) -> Iterator[str | Skipped]:
    """Yield the paths of sources, those behind links after all others, and where looking further was given up."""
    seen: set[str] = set()
    links: deque[str] = deque()
    yield from _below(folder, deque([folder]), links, seen, MAX_FOLDERS)
    yield from _below(folder, links, links, seen, MAX_FOLDERS_OUTSIDE)


def _below(root: str, waiting: deque[str], links: deque[str], seen: set[str], most: int) -> Iterator[str | Skipped]:
    """Yield what is in the folders that wait and below; what links lead to waits in `links`."""
    for _ in range(most):
        if not waiting:
            return
        here = waiting.popleft()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Skipped(here, f"the folder cannot be read: {error.strerror}")
            continue
        for entry in entries:
            if _is_new_folder(entry, root, seen):
                if not is_skipped_folder(entry.path, entry.name):
                    (links if entry.is_symlink() else waiting).append(entry.path)
            elif is_source(entry.name):
                yield entry.path
    if waiting:
        where = " behind links" if waiting is links else ""
        yield Skipped(waiting[0], f"only {most:,} folders{where} are looked into; more are left out after it")


def scan(folder: Path) -> Scan:
    """Return the folder's Python files: breadth first, by name, the folder's own files before those below."""
    root = os.path.realpath(folder)
    files: list[Path] = []
    tests: list[Path] = []
    skipped: list[Skipped] = []
    for path in _candidates(root):
        if isinstance(path, Skipped):
            skipped.append(path)
            continue
        refusal = _refusal(path)
        if _is_test(path, root):
            if refusal is None:
                tests.append(Path(path))
        elif refusal is not None:
            skipped.append(Skipped(path, refusal))
        elif len(files) >= MAX_FILES:
            skipped.append(Skipped(path, f"the folder has more than {MAX_FILES:,} Python files"))
            break
        else:
            files.append(Path(path))
    if len(tests) > MAX_TESTS:
        others = f"{len(tests) - MAX_TESTS - 1:,} more after it"
        more = f"only {MAX_TESTS:,} files of tests are looked through for drivers; so are {others}"
        skipped.append(Skipped(str(tests[MAX_TESTS]), more))
    outside = tuple(path for path in files if _leads_out(str(path), root))
    return Scan(tuple(files), tuple(skipped), tuple(tests[:MAX_TESTS]), outside)


def _is_test(path: str, root: str) -> bool:
    *folders, name = os.path.relpath(path, root).split(os.sep)
    return is_test_file(name) or not _TEST_FOLDERS.isdisjoint(folders)
