"""Writes a file whole or not at all, through a temporary name next to it. It must not know what is in it.

Nothing but the file itself is touched, whatever happens while it is written.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from dagscope.strays import YOUNG_S, is_dead, owner, remove


@contextmanager
def temporary_name(path: str | os.PathLike[str], is_durable: bool = False) -> Iterator[str]:
    """Yield a name to write to; the file takes the place of `path` when the block ends well, else `path` is as it was.

    What is no regular file (a pipe, `/dev/null`), or lies in a folder where no file can be made, is written directly.

    Args:
        path: The file to write; a link is replaced, what it leads to is left alone.
        is_durable: Whether the bytes are on the disk before the name is.

    Raises:
        OSError: The file cannot be written; the error names `path`.
    """
    target = os.fspath(path)
    if not target:
        raise FileNotFoundError(2, "No such file or directory", target)
    if os.path.isdir(target):
        raise IsADirectoryError(21, "Is a directory", target)
    if os.path.isfile(target) and not os.path.islink(target) and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", target)  # the name could be taken, and what is there be lost
    temporary = _make(target)
    if temporary is None:
        yield target
        return
    try:
        yield temporary
        if is_durable:
            _sync(temporary)
        os.chmod(temporary, _mode_for(target))
        os.replace(temporary, target)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename == temporary:
            error.filename = target
        _remove(temporary)
        raise


@contextmanager
def replacing(
    path: str | os.PathLike[str], mode: str = "wb", encoding: str | None = None, is_durable: bool = False
) -> Iterator[IO[Any]]:
    """Yield an open file that takes the place of `path` when the block ends well; see `temporary_name`."""
    with temporary_name(path, is_durable) as temporary, open(temporary, mode, encoding=encoding) as file:
        yield file


@contextmanager
def saving(
    path: str | bytes | int | os.PathLike[str], mode: str = "wb", encoding: str | None = None
) -> Iterator[IO[Any]]:
    """Yield an open file as `open(path, mode)` does, a link followed, but leave the old content until all is
    written.

    Args:
        path: What `open` takes; to a file that is open already (its number) it is written directly.
    """
    if isinstance(path, int):
        with open(path, mode, encoding=encoding) as file:
            yield file
        return
    given = os.fsdecode(path)
    with replacing(os.path.realpath(given) if os.path.islink(given) else given, mode, encoding) as file:
        yield file


def write_bytes(path: str | os.PathLike[str], data: bytes, is_durable: bool = False) -> None:
    """Write the file: old content or new, never something between."""
    with replacing(path, is_durable=is_durable) as file:
        file.write(data)


def _make(target: str) -> str | None:
    """Make a temporary file and return its name; None for what is written directly."""
    import tempfile

    exists = os.path.exists(target)
    if exists and not os.path.isfile(target):
        return None
    folder, name = os.path.split(target)
    _sweep(folder or os.curdir, name)
    try:
        # The suffix stays last: writers choose format and compression by it.
        handle, temporary = tempfile.mkstemp(
            prefix=f".{name[:40]}.{owner()}-", suffix=os.path.splitext(name)[1], dir=folder or os.curdir
        )
    except OSError as error:
        if isinstance(error, PermissionError) and exists and os.access(target, os.W_OK):
            return None
        error.filename = target
        raise
    os.close(handle)
    return temporary


def _sweep(folder: str, name: str) -> None:
    """Remove what processes that were killed left of earlier writings of this file."""
    begin, end = f".{name[:40]}.", os.path.splitext(name)[1]
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if entry.name.startswith(begin) and entry.name.endswith(end)]
    except OSError:
        return
    for entry in found:
        whose = "-".join(entry.name[len(begin) :].split("-")[:2])
        try:
            is_old = time.time() - entry.stat(follow_symlinks=False).st_mtime > YOUNG_S
        except OSError:
            continue
        if is_old and is_dead(whose):
            remove(folder, [entry.name])


def _sync(path: str) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mode_for(path: str) -> int:
    """Return the permissions the file had, or those any new file of the user gets."""
    try:
        return os.stat(path).st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
