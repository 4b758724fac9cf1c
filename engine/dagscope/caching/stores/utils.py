"""Sizes of directories, and how they are written. Changes nothing."""

from __future__ import annotations

import os
import pathlib


# parity: hamilton.caching.stores.utils.get_directory_size
def get_directory_size(directory: str) -> float:
    """Return the size of all files in a directory, in bytes.

    Args:
        directory: where to look; sub-directories count.
    """
    total = 0
    for path in pathlib.Path(directory).rglob("*"):
        try:
            total += path.stat().st_size if os.path.isfile(path) else 0
        except FileNotFoundError:  # Another process is using the cache too.
            continue
    return total


def readable_bytes_size(n_bytes: float) -> str:
    """Return a number of bytes as text with a unit.

    Args:
        n_bytes: the size.
    """
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if n_bytes <= 1024 or unit == "TB":
            break
        n_bytes /= 1024
    return f"{n_bytes:.2f} {unit}"
