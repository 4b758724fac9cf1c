"""Which Python a project asks for, and which interpreters this machine has. Reads names and files; it starts none."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dagscope.small_files import read_small

_NUMBER = re.compile(r"(\d+)\.(\d+)")
_CLAUSE = re.compile(r"\s*(>=|<=|==|~=|!=|>|<|\^|~)?\s*v?(\d+)(?:\.(\d+|\*))?(?:\.(\d+|\*))?")

Version = tuple[int, int]

# The oldest one that a worker runs in (`worker.bootstrap` says it for itself, in old syntax).
OLDEST: Version = (3, 10)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python on this machine, by its path and version."""

    path: str
    version: Version
    kind: str


def satisfies(version: Version, wanted: str) -> bool:
    """Return whether a version is allowed by `requires-python` or Poetry's `^3.11`; what cannot be read allows all."""
    return any(
        all(_allows(clause, version) for clause in part.split(",") if clause.strip()) for part in wanted.split("||")
    )


def _allows(clause: str, version: Version) -> bool:
    match = _CLAUSE.match(clause)
    if match is None:
        return True
    operator, major, minor, patch = match.groups()
    bound = (int(major), int(minor) if minor and minor != "*" else 0)
    if operator in (None, "=="):
        return version == bound if minor and minor != "*" else version[0] == bound[0]
    if operator == "!=":
        return version != bound or patch not in (None, "*")
    if operator == ">=":
        return version >= bound
    if operator == ">":  # `>3.9` excludes 3.9.0 alone
        return version >= bound
    if operator == "<=":
        return version <= bound
    if operator == "<":
        return version < bound or (version == bound and patch not in (None, "0", "*"))
    if operator == "^" or (operator == "~=" and patch is None):
        return bound <= version and version[0] == bound[0]
    return version == bound


def installed_pythons(folder: Path) -> tuple[Interpreter, ...]:
    """Return the interpreters of the folder's environment, pyenv, uv, conda and the system, the newest first."""
    found: dict[str, Interpreter] = {}
    for kind, path, version in _all(folder):
        real = os.path.realpath(path)
        if version is not None and os.access(path, os.X_OK):
            found.setdefault(real if kind == "system" else path, Interpreter(path, version, kind))
    return tuple(
        sorted(found.values(), key=lambda each: (each.kind != "environment", -each.version[0], -each.version[1]))
    )


def _all(folder: Path) -> Iterator[tuple[str, str, Version | None]]:
    home = Path.home()
    for name in (".venv", "venv", "env"):
        yield "environment", str(folder / name / _inner()), _environment_version(folder / name)
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    for prefix in _folders(pyenv / "versions"):
        yield "pyenv", str(prefix / _inner()), _version_in(prefix.name)
    data = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or home / ".local/share/uv/python")
    for prefix in _folders(data):
        yield "uv", str(prefix / _inner()), _version_in(prefix.name)
    for base in ("miniconda3", "anaconda3", "miniforge3", "mambaforge"):
        for prefix in [home / base, *_folders(home / base / "envs")]:
            yield "conda", str(prefix / _inner()), _conda_version(prefix)
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        for minor in range(10, 20):
            path = os.path.join(entry, f"python3.{minor}")
            # A folder named from the working folder may be one of a project that nobody vouches for.
            if os.path.isabs(entry) and os.path.isfile(path) and "shims" not in path:
                yield "system", path, (3, minor)


def _inner() -> str:
    return "Scripts/python.exe" if sys.platform == "win32" else "bin/python3"


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if os.path.isdir(each) and not os.path.islink(each))
    except OSError:
        return []


def _version_in(text: str) -> Version | None:
    match = _NUMBER.search(text)
    return (int(match.group(1)), int(match.group(2))) if match else None


def _environment_version(folder: Path) -> Version | None:
    try:
        lines = read_small(folder / "pyvenv.cfg").decode("utf-8").splitlines()
    except (OSError, UnicodeError):
        return None
    return next((_version_in(line) for line in lines if line.startswith("version")), None)


def _conda_version(folder: Path) -> Version | None:
    try:
        names = [path.name for path in (folder / "conda-meta").glob("python-3.*.json")]
    except OSError:
        return None
    return _version_in(names[0]) if names else None
