"""Which folders and files of a project its code is looked for in. It must not look into any of them.

Whoever reads a project and whoever notices that it has changed ask here, so that nothing is read and not followed.
"""

from __future__ import annotations

import os

MAX_FOLDERS = 4_000
SOURCE_ENDINGS = (".py", ".ipynb")
SETTINGS = "dagscope.toml"
_SKIPPED_FOLDERS = frozenset(
    {
        "__pycache__",
        "node_modules",
        "site-packages",
        "build",
        "dist",
        "venv",
        "env",
        "__pypackages__",
    }
)
SKIPPED_FILES = frozenset({"setup.py", "conftest.py", "noxfile.py", "tasks.py", "sitecustomize.py", "usercustomize.py"})


def is_skipped_folder(path: str, name: str) -> bool:
    """Return whether a folder below the project's holds no code of it: an environment, what a build made."""
    return (
        name.startswith(".")
        or name in _SKIPPED_FOLDERS
        or name.endswith(".egg-info")
        or os.path.exists(os.path.join(path, "pyvenv.cfg"))
    )


def is_source(name: str) -> bool:
    """Return whether a file's name is that of a module, a script or a notebook that is read."""
    is_skipped = name in SKIPPED_FILES and name != "conftest.py"  # fixtures are where tests build their drivers
    return name.endswith(SOURCE_ENDINGS) and not name.startswith(".") and not is_skipped
