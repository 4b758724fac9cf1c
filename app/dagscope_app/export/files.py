"""Writes an exported file whole or not at all. It must not know what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from dagscope import whole_files

SOURCE_SUFFIXES = (".py", ".pyi", ".ipynb", ".toml")


class ExportError(Exception):
    """A picture could not be written; its text is a sentence for the user."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary file that replaces `path` when the block ends well; else `path` is as it was.

    Raises:
        ExportError: the file cannot be written, or is a source file.
    """
    _check(path)
    try:
        with whole_files.replacing(path, is_durable=True) as file:
            yield cast(BinaryIO, file)
    except OSError as error:
        raise _refused(path, error) from error


def _check(path: Path) -> None:
    if path.suffix.lower() in SOURCE_SUFFIXES:
        raise ExportError(f"{path} is a source file and is never overwritten. Choose another name.")
    if os.path.isdir(path):
        raise ExportError(f"{path} is a folder. Choose a file name in it.")
    if not os.path.isdir(path.parent):
        raise ExportError(f"The folder {path.parent} does not exist. Create it first, or choose another one.")


def _refused(path: Path, error: OSError) -> ExportError:
    reason = (error.strerror or str(error)).rstrip(".")
    return ExportError(f"{path} could not be written: {reason}. Choose another folder or free the file.")
