"""What a project says of itself as a package: `pyproject.toml`, `setup.cfg`, `requirements.txt`.
It reads those files and runs nothing.
"""

from __future__ import annotations

import configparser
import importlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagscope.small_files import read_small

_HIGHEST = 6
_MOST_FILES = 10
_REQUIREMENTS = (
    "requirements.txt",
    "requirements.in",
    *(f"requirements/{name}.txt" for name in ("requirements", "base", "main", "common", "prod", "production", "dev")),
    "requirements-dev.txt",
)
_OTHER_FILE = re.compile(r"\s*(?:-r|--requirement)[ =]\s*(\S+)")
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


@dataclass(frozen=True, slots=True)
class Package:
    """What is known of the package a folder belongs to."""

    folder: Path
    name: str = ""
    version: str = ""
    requires_python: str = ""
    dependencies: frozenset[str] = frozenset()
    """Normalised names of what it asks for."""
    requirements: str = ""
    """The name of a requirements file in its folder."""
    is_installable: bool = False


def normalised(name: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def package_of(folder: Path) -> Package | None:
    """Return the package that a folder is or lies in; None where no file says anything."""
    return next(filter(None, map(_package_in, folders_above(folder))), None)


def folders_above(folder: Path) -> Iterator[Path]:
    """Yield a folder and those above it, up to its repository or the home."""
    for here in [folder, *folder.parents][:_HIGHEST]:
        yield here
        if os.path.exists(here / ".git") or here == Path.home():
            return


def is_workspace(folder: Path) -> bool:
    """Return whether a folder's files hold projects together, or settings of tools, and make it none itself."""
    found = _package_in(folder)
    return found is not None and not found.is_installable and not found.requirements


def _package_in(folder: Path) -> Package | None:
    data = toml_of_file(folder / "pyproject.toml")
    requirements = next((name for name in _REQUIREMENTS if os.path.isfile(folder / name)), "")
    older = _older(folder / "setup.cfg")
    if data is None and not requirements and not older:
        return Package(folder, is_installable=True) if os.path.isfile(folder / "setup.py") else None
    given = _table(data, "project")
    poetry = _table(data, "tool", "poetry")
    dependencies = [item for item in _list(given.get("dependencies")) if isinstance(item, str)]
    for extra in _table(data, "project", "optional-dependencies").values():
        dependencies += [item for item in _list(extra) if isinstance(item, str)]
    dependencies += [name for name in _table(data, "tool", "poetry", "dependencies") if name != "python"]
    dependencies += older.get("dependencies", "").splitlines()
    dynamic = _table(data, "tool", "setuptools", "dynamic", "dependencies").get("file", [])
    for name in dynamic if isinstance(dynamic, list) else [dynamic]:
        dependencies += _lines(folder / str(name))
    python = given.get("requires-python") or _table(data, "tool", "poetry", "dependencies").get("python")
    return Package(
        folder,
        str(given.get("name") or poetry.get("name") or older.get("name", "")),
        str(given.get("version") or poetry.get("version") or older.get("version", "")),
        python if isinstance(python, str) else older.get("python", ""),
        frozenset([*names_of(dependencies), *names_of(_lines(folder / requirements) if requirements else [])]),
        requirements,
        bool(given or poetry or older) or os.path.isfile(folder / "setup.py"),
    )


def names_of(entries: Iterable[str]) -> list[str]:
    """Return the normalised names in a list of requirements."""
    found = [_NAME.match(entry) for entry in entries]
    return [normalised(match.group(1)) for match in found if match is not None]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _lines(path: Path, read: set[Path] | None = None) -> list[str]:
    """Return the entries of a requirements file, and of those it names."""
    read = set() if read is None else read
    read.add(path)
    found: list[str] = []
    for line in (text_of_file(path) or "").splitlines():
        other = _OTHER_FILE.match(line)
        inner = path.parent / other.group(1) if other is not None else path
        if inner not in read and len(read) < _MOST_FILES:
            found += _lines(inner, read)
        elif not line.lstrip().startswith(("#", "-")):
            found.append(line)
    return found


def _older(path: Path) -> dict[str, str]:
    """Return what a `setup.cfg` says of the package; nothing where it holds the settings of tools alone."""
    read = configparser.RawConfigParser(strict=False)
    try:
        read.read_string(text_of_file(path) or "")
    except configparser.Error:
        return {}
    keys = {
        "name": ("metadata", "name"),
        "version": ("metadata", "version"),
        "python": ("options", "python_requires"),
        "dependencies": ("options", "install_requires"),
    }
    found = {key: read.get(*place) for key, place in keys.items() if read.has_option(*place)}
    return {key: text for key, text in found.items() if not text.startswith(("attr:", "file:"))}


def text_of_file(path: Path) -> str | None:
    """Return a small file's text, or None where there is none to read."""
    try:
        return read_small(path).decode("utf-8")
    except (OSError, UnicodeError):
        return None


def toml_of_file(path: Path) -> dict[str, Any] | None:
    """Return the file's content, or None where it is missing or broken, or no parser is installed."""
    text = text_of_file(path)
    if text is None:
        return None
    for name in ("tomllib", "tomli"):
        try:
            parser: Any = importlib.import_module(name)
        except ImportError:
            continue
        try:
            loaded: dict[str, Any] = parser.loads(text)
        except (ValueError, RecursionError):
            return None
        return loaded
    return None
