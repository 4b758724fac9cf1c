"""Looks up the folder somebody names. It must not read what is in it."""

from __future__ import annotations

from pathlib import Path


class Folders:
    """Finds folders."""

    def find(self, path: str) -> str:
        """Return the whole path of a folder, or of the folder a file lies in; empty where there is none."""
        found = Path(path).expanduser()
        if found.is_file():
            found = found.parent
        return str(found.absolute()) if found.is_dir() else ""
