"""Paths as they are shown. They can be of another system than this one: a path with `\\` is cut where that cuts."""

from __future__ import annotations


def last_part(path: str) -> str:
    """Return the name of the file or folder that a path leads to."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]
