"""Where the user's files are kept, for the command line and the window. It must not make or read anything."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

VARIABLE = "DAGSCOPE_DATA"
"""An environment variable with another folder, for tests and for machines that work unattended."""


def data_folder() -> Path:
    """Return the user's folder for data."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen)
    return _user_folder("XDG_DATA_HOME", ".local/share") / "dagscope"


def settings_folder() -> Path:
    """Return the user's folder for settings."""
    return _user_folder("XDG_CONFIG_HOME", ".config") / "dagscope"


def _user_folder(variable: str, usual: str) -> Path:
    """Return a folder for all programs of a user: on Linux the one that a variable names, or the usual one in the
    user's home.
    """
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return xdg_folder(os.environ.get(variable, ""), home / usual)


def xdg_folder(given: str, usual: Path) -> Path:
    """Return the folder that a variable names: one that is not absolute is ignored, says the base directory
    specification. It would be another one in each working folder, and a project could bring it along.
    """
    return Path(given) if os.path.isabs(given) else usual


def history_path(root: Path, project: str | os.PathLike[str]) -> Path:
    """Return where the runs of a project are kept in a folder for data: by the project's real path."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(project))).hexdigest()[:24]
    return root / "history" / f"{name}.sqlite"
