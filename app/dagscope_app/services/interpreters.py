"""Finds the Python a project belongs to, by looking at files alone. It must not run anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

_ENVIRONMENTS = (".venv", "venv", "env", ".env", ".conda")
_PROGRAMS = ("bin/python3", "bin/python", "Scripts/python.exe", "python.exe")


class Interpreters:
    """Chooses an interpreter: the one the user set, the project's environment in or above its folder, else ours."""

    @property
    def own(self) -> str:
        """The interpreter that this program runs in."""
        return sys.executable

    def find(self, folder: str, preferred: str) -> str:
        """Return the interpreter's path, not resolved: a virtual environment is found through its link."""
        for candidate in _candidates(folder, preferred):
            if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
                return candidate
        return self.own


def _candidates(folder: str, preferred: str) -> Iterator[str]:
    if preferred:
        yield preferred
    path = Path(folder).absolute()
    for above in (path, *path.parents):
        for name in _ENVIRONMENTS:
            environment = above / name
            if os.path.isfile(environment / "pyvenv.cfg") or os.path.isdir(environment / "conda-meta"):
                yield from (str(environment / program) for program in _PROGRAMS)
        if os.path.exists(above / ".git") or above == Path.home():
            break
