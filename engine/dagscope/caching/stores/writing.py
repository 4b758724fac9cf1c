"""Files of a cache: complete or not there, written under another name and renamed. It knows no results.

Unlike `whole_files` it seals what it writes, never writes in place, and can find what killed processes left.
Nothing waits for the disk, except for files other programs read: after a power cut a file may have lost parts of its
content. A seal at its end says so, so that such a file is recognised and never taken for what was written.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pathlib
import secrets
import shutil
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

TEMPORARY = ".writing-"
STALE_SECONDS = 3600.0
_BINARY: int = getattr(os, "O_BINARY", 0)
_counter = itertools.count()
# Machines and containers that share a folder have processes of equal numbers.
_here = secrets.token_hex(4)

# Behind a pickle's end, where whoever loads the pickle does not look: check sum, length, mark.
_SEAL = struct.Struct("<IQ8s")
_MARK = b"dagscope"
# A file within one block of the disk is there or not.
_UNSEALED = 4096


def temporary_name(path: pathlib.Path) -> pathlib.Path:
    """Return a name next to a file that no other process and thread uses.

    Args:
        path: the file.
    """
    # The suffix stays last: writers choose compression and format by it.
    return path.with_name(f"{TEMPORARY}{_here}-{os.getpid()}-{next(_counter)}-{path.name}")


class SealedFile:
    """A file that takes all it is given, and ends with a seal."""

    def __init__(self, descriptor: int) -> None:
        """Write to a file.

        Args:
            descriptor: the open file.
        """
        self._descriptor = descriptor
        self._check_sum = 0
        self._length = 0

    def write(self, content: Any) -> int:
        """Write all of the content, which may be any buffer.

        Args:
            content: what is written.
        """
        view = memoryview(content).cast("B")
        _write_all(self._descriptor, view)
        self._check_sum = zlib.crc32(view, self._check_sum)
        self._length += len(view)
        return len(view)

    def seal(self) -> None:
        """Write the seal, unless the file is so small that it needs none."""
        if self._length > _UNSEALED:
            _write_all(self._descriptor, _SEAL.pack(self._check_sum, self._length, _MARK))


def write_whole(path: pathlib.Path, write: Callable[[SealedFile], object]) -> None:
    """Write a file so that it has all of its content or is not there, also on a full disk.

    Args:
        path: the file.
        write: writes the content to the file it is given.
    """
    temporary = str(temporary_name(path))
    with _removed_on_failure(temporary):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            file = SealedFile(descriptor)
            write(file)
            file.seal()
        finally:
            os.close(descriptor)
        _put_in_place(temporary, path)


def _put_in_place(temporary: str, path: pathlib.Path) -> None:
    try:
        os.replace(temporary, path)
    except PermissionError:  # Windows lets nobody rename over a file that somebody reads; it has the same content
        if os.name != "nt" or not os.path.isfile(path):
            raise
        remove(pathlib.Path(temporary))


def append_whole(path: pathlib.Path, content: bytes) -> None:
    """Append to a file that other processes append to as well.

    Args:
        path: the file; it is made if it is not there.
        content: what is appended.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o666)
    try:
        _write_all(descriptor, content)
    finally:
        os.close(descriptor)


def written_beside(path: pathlib.Path, write: Callable[[pathlib.Path], object]) -> None:
    """Let somebody else write a file or a folder, and put it in its place once it is complete and on the disk.

    Args:
        path: where it is to be.
        write: writes it at the path it is given.
    """
    temporary = temporary_name(path)
    with _removed_on_failure(str(temporary)):
        write(temporary)
        # A directory cannot be renamed over another; the version is the same, so is the content.
        if os.path.isdir(path):
            remove(temporary)
            return
        _flush_to_disk(temporary)
        os.replace(temporary, path)


def unsealed(content: bytes) -> bytes:
    """Return the content as it is, once its seal, if it has one, is found to be right.

    Args:
        content: what was read from a file.

    Raises:
        ValueError: if the content is not what was written.
    """
    if not content.endswith(_MARK) or len(content) < _SEAL.size:
        return content
    check_sum, length, _ = _SEAL.unpack_from(content, len(content) - _SEAL.size)
    body = memoryview(content)[: -_SEAL.size]
    if length != len(body) or check_sum != zlib.crc32(body):
        raise ValueError("parts of its content are missing")
    return content


def sweep(folder: pathlib.Path) -> None:
    """Remove half-written files of processes that were killed; those of the last hour may still be in use.

    Args:
        folder: where they are.
    """
    with contextlib.suppress(OSError):
        for file in list(folder.glob(f"{TEMPORARY}*")):
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime > STALE_SECONDS:
                    remove(file)


def remove(path: pathlib.Path) -> None:
    """Remove a file or a folder, if it is there.

    Args:
        path: what is removed.
    """
    if os.path.isdir(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _write_all(descriptor: int, content: bytes | memoryview) -> None:
    # One call writes 2 GiB at most, and on a disk that is nearly full less than it is given.
    rest = memoryview(content)
    while rest:
        written = os.write(descriptor, rest)
        if written <= 0:
            raise OSError("the disk takes no more")
        rest = rest[written:]


def _flush_to_disk(path: pathlib.Path) -> None:
    for file in path.rglob("*") if os.path.isdir(path) else (path,):
        if os.path.isfile(file):
            descriptor = os.open(file, os.O_RDWR | _BINARY)  # Windows flushes only what may be written
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextlib.contextmanager
def _removed_on_failure(temporary: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            remove(pathlib.Path(temporary))
        raise
