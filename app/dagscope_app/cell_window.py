"""Opens the window on a folder that was written for a notebook's cells, and removes the folder when the window closes:
`python -m dagscope_app.cell_window FOLDER`.

It must not remove what somebody made or changed in the folder.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from dagscope_app import cli

MADE_BY_RUNNING = frozenset({"__pycache__", ".hamilton_cache"})


def main(argv: Sequence[str]) -> int:
    """Open the window on the folder named in `argv` and return its exit code."""
    folder = Path(argv[0])
    written = contents(folder)
    code = cli.main([str(folder)])
    if contents(folder) == written:
        shutil.rmtree(folder, ignore_errors=True)
    return code


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a folder, without those that running its code leaves."""
    found: dict[str, bytes] = {}
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in MADE_BY_RUNNING]
        for name in files:
            path = os.path.join(place, name)
            # A pipe, or what cannot be read, is nothing that was written for the window.
            found[path] = Path(path).read_bytes() if os.path.isfile(path) and os.access(path, os.R_OK) else b""
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
