"""What is said once of a project as a whole: a Python it asks for, several projects in one folder. It runs nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from dagscope.packaging_files import is_workspace, package_of
from dagscope.pythons import OLDEST, installed_pythons, satisfies
from dagscope.records import ProblemRecord

_SIGNS = ("pyproject.toml", "requirements.txt", "setup.py", "setup.cfg")
_SHOWN = 6


def surroundings(folder: Path, files: Iterable[Path]) -> list[ProblemRecord]:
    """Return the remarks on the folder as a whole."""
    return [remark for remark in (_python(folder), _several(folder, files)) if remark is not None]


def _python(folder: Path) -> ProblemRecord | None:
    package = package_of(folder)
    version = (sys.version_info[0], sys.version_info[1])
    if package is None or not package.requires_python or satisfies(version, package.requires_python):
        return None
    asked = [each for each in installed_pythons(folder) if satisfies(each.version, package.requires_python)]
    found = [each for each in asked if each.version >= OLDEST]
    listed = ", ".join(f"{each.path} ({each.kind}, {each.version[0]}.{each.version[1]})" for each in found[:_SHOWN])
    advice = (
        f"choose one of these: {listed}" if found else "none was found on this machine; `uv python install` brings one"
    )
    text = (
        f"this project asks for Python {package.requires_python} and runs on {version[0]}.{version[1]} "
        f"({sys.executable}); {advice}"
    )
    return ProblemRecord("python", text, file=str(package.folder / "pyproject.toml"), severity="warning")


def _several(folder: Path, files: Iterable[Path]) -> ProblemRecord | None:
    """Return a problem for a folder that is no project and holds two or more folders that are projects of their own."""
    if any(os.path.isfile(folder / sign) for sign in _SIGNS) and not is_workspace(folder):
        return None
    found: dict[Path, None] = {}
    for path in files:
        for parent in list(path.relative_to(folder).parents)[-2::-1]:
            if any(os.path.isfile(folder / parent / sign) for sign in _SIGNS):
                found[parent] = None
                break
    if len(found) < 2:
        return None
    names = sorted(parent.as_posix() for parent in found)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    text = (
        f"this folder holds {len(names)} projects: {', '.join(names[:_SHOWN])}{more}; open one of them to see it alone"
    )
    return ProblemRecord("several", text, file=str(folder), severity="warning")
