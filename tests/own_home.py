"""A home of the tests' own, so that no file of the user's (`~/.hamilton.conf`, `.gitconfig`, `matplotlibrc`) decides
what they find. It must not hide what only saves time: interpreters and caches stay the user's.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

# Each names a file or folder of settings in place of the one in the home.
_SETTINGS = (
    "DASK_CONFIG",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "MATPLOTLIBRC",
    "MPLCONFIGDIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
)


def move_in(home: Path, environment: MutableMapping[str, str]) -> None:
    """Make a new folder the home that the variables name; processes inherit them."""
    users = Path(os.path.expanduser("~"))
    _keep(environment, "PYENV_ROOT", users / ".pyenv")
    # Fonts, wheels: to look for all of them again takes each process of a test seconds.
    _keep(environment, "XDG_CACHE_HOME", users / ".cache")
    for name in _SETTINGS:
        environment.pop(name, None)
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    home.mkdir()
    environment["HOME"] = environment["USERPROFILE"] = str(home)


def _keep(environment: MutableMapping[str, str], name: str, folder: Path) -> None:
    """Name a folder of the user's, unless another is named or this one cannot be used."""
    if folder.is_absolute() and os.access(environment.get(name) or folder, os.W_OK):
        environment.setdefault(name, str(folder))
    else:
        environment.pop(name, None)
