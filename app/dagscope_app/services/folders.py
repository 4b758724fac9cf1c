"""Looks up the folder somebody names, and copies an example to one. It must not read what is in it."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

import dagscope_app


class Folders:
    """Finds folders."""

    def find(self, path: str) -> str:
        """Return the whole path of a folder, or of the folder a file lies in; empty where there is none."""
        found = Path(path).expanduser()
        if found.is_file():
            found = found.parent
        return str(found.absolute()) if found.is_dir() else ""

    def is_installed(self, folder: str) -> bool:
        """Return whether a folder is part of the installed program, which nobody should write to."""
        package = Path(dagscope_app.__file__).resolve().parent
        return Path(folder).resolve().is_relative_to(package)

    def copy(self, folder: str, place: str) -> str:
        """Copy a folder into another one, under a name that is free there; return the copy's path.

        Raises:
            OSError: it cannot be written there.
        """
        source = Path(folder)
        names = (source.name if number == 1 else f"{source.name}_{number}" for number in count(1))
        target = next(path for path in (Path(place) / name for name in names) if not path.exists())
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        return str(target)
