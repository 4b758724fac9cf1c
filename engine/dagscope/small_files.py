"""Reads files of projects that should be small: never a pipe, a device, or more than was asked for.

Opening a named pipe waits for ever, a link may lead to `/dev/zero`, and a file may have grown since it was looked at.
It must not know what is in them.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

MOST = 4_000_000


def is_closed(folder: str | os.PathLike[str]) -> bool:
    """Return whether a folder is there, or may be, that this user may not look into."""
    try:
        os.stat(folder)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return os.path.isdir(folder) and not os.access(folder, os.R_OK | os.X_OK)


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file to be read. What it is, is asked of the open file: between a look and the opening it can be
    replaced.

    Args:
        path: the file, or a link to it.

    Raises:
        OSError: it is not there, or is no regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", os.fspath(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_small(path: str | os.PathLike[str], most: int = MOST) -> bytes:
    """Return what is in a regular file.

    Args:
        path: the file, or a link to it.
        most: how many bytes it may have.

    Raises:
        OSError: it is not there, is no regular file, or has more.
    """
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes", os.fspath(path))
    return data
