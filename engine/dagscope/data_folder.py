"""Where the user's larger data are kept, for the command line and the window. It must not make or read anything."""

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
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        given = os.environ.get("XDG_DATA_HOME", "")
        base = Path(given) if os.path.isabs(given) else home / ".local" / "share"
    return base / "dagscope"


def history_path(root: Path, project: str | os.PathLike[str]) -> Path:
    """Return where the runs of a project are kept in a folder for data: by the project's real path."""
    name = hashlib.sha256(os.path.realpath(project).encode()).hexdigest()[:24]
    return root / "history" / f"{name}.sqlite"
