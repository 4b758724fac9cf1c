"""What makes an environment of a project's own, as commands to run one after the other. It runs none of them."""

from __future__ import annotations

import os
from dataclasses import dataclass

NAME = ".venv"


@dataclass(frozen=True, slots=True)
class FoundPython:
    """An interpreter of this machine: its path, its version and where it comes from, for a reader."""

    path: str
    version: str
    kind: str
    asked_for: str = ""
    """The versions that the project asks for, where this is none of them."""


def environment_python(folder: str, is_windows: bool = False) -> str:
    """Return the path of the interpreter that a folder's own environment has, or would have."""
    inner = ("Scripts", "python.exe") if is_windows else ("bin", "python3")
    return os.path.join(folder, NAME, *inner)


def environment_steps(
    folder: str, python: str, packages: tuple[str, ...], uv: str, is_windows: bool = False
) -> tuple[tuple[str, ...], ...]:
    """Return the commands that make a folder's environment and install packages into it.

    Args:
        folder: the project's; the environment is its `.venv`.
        python: the interpreter the environment is made from.
        packages: arguments of `pip install`; none leave the environment empty.
        uv: the path of `uv`, which is preferred; empty where there is none.
        is_windows: whether the environment has the shape that Windows wants.
    """
    path = os.path.join(folder, NAME)
    inner = environment_python(folder, is_windows)
    make: tuple[str, ...]
    install: tuple[str, ...]
    if uv:
        make = (uv, "venv", "--quiet", "--python", python, path)
        install = (uv, "pip", "install", "--python", inner, *packages)
    else:
        # Isolated: in the project's folder a `types.py` would be taken for the standard library's.
        make = (python, "-I", "-m", "venv", path)
        install = (inner, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *packages)
    return (make, install) if packages else (make,)
