"""Writes an exported file whole or not at all. It must not know what is in it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SOURCE_SUFFIXES = (".py", ".pyi", ".ipynb", ".toml")


class ExportError(Exception):
    """A picture could not be written; its text is a sentence for the user."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` when the block ends well; else `path` is as it was.

    Raises:
        ExportError: the place cannot be written, or is a source file.
    """
    _check(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise _refused(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode_for(path))
        os.replace(name, path)
    except OSError as error:
        _remove(name)
        raise _refused(path, error) from error
    except BaseException:
        _remove(name)
        raise


def _check(path: Path) -> None:
    if path.suffix.lower() in SOURCE_SUFFIXES:
        raise ExportError(f"{path} is a source file and is never overwritten. Choose another name.")
    if path.is_dir():
        raise ExportError(f"{path} is a folder. Choose a file name in it.")
    if not path.parent.is_dir():
        raise ExportError(f"The folder {path.parent} does not exist. Make it first, or choose another one.")


def _refused(path: Path, error: OSError) -> ExportError:
    reason = (error.strerror or str(error)).rstrip(".")
    return ExportError(f"{path} could not be written: {reason}. Choose another folder or free the file.")


def _mode_for(path: Path) -> int:
    """The permissions the file had, or those any new file of the user gets."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _remove(name: str) -> None:
    try:
        os.unlink(name)
    except OSError:
        pass
