"""Looks up the folder somebody names, and copies an example to one. It must not read what is in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import dagscope_app


class Folders:
    """Finds folders."""

    def find(self, path: str) -> str:
        """Return the whole path of a folder, or of the folder a file lies in; empty where there is none."""
        found = Path(path).expanduser()
        if os.path.isfile(found):
            found = found.parent
        return str(found.absolute()) if os.path.isdir(found) else ""

    def is_installed(self, folder: str) -> bool:
        """Return whether a folder is part of the installed program, which nobody should write to."""
        package = Path(dagscope_app.__file__).resolve().parent
        return Path(folder).resolve().is_relative_to(package)

    def example(self, name: str) -> str:
        """Return the folder of an example, next to the packages or in the installed one; empty if it is not there."""
        package = Path(dagscope_app.__file__).resolve().parent
        folders = (package.parents[1] / "examples", package / "examples")
        return next((str(folder / name) for folder in folders if os.path.isdir(folder / name)), "")

    def make(self, parent: str, name: str, files: Mapping[str, str]) -> str:
        """Make a folder with these files in another one, under a name that is free there; return its path.

        Raises:
            OSError: it cannot be written there.
        """
        target = _free(Path(parent), name)
        target.mkdir()
        for file, text in files.items():
            (target / file).write_text(text, encoding="utf-8")
        return str(target)

    def copy(self, folder: str, parent: str) -> str:
        """Copy a folder into another one, under a name that is free there; return the copy's path.

        Raises:
            OSError: it cannot be written there.
        """
        source = Path(folder)
        target = _free(Path(parent), source.name)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        return str(target)


def _free(parent: Path, name: str) -> Path:
    """Return a path in a folder that nothing is at: the name, or the name with a number."""
    names = (name if number == 1 else f"{name}_{number}" for number in count(1))
    return next(path for path in (parent / each for each in names) if not os.path.exists(path))
