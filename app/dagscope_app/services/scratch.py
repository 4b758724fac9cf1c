"""Files between two processes of one project: in a folder of the user's own, which goes with the window.
It reads and writes none.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path

_PREFIX = "dagscope-values-"


class Scratch:
    """One window's folder, made when it is first needed. What windows that were killed left behind goes then."""

    def __init__(self, root: str = "") -> None:
        """Store where such folders lie: `root`, or the system's folder for temporary files where it is not given."""
        self._root = Path(root or tempfile.gettempdir())
        self._folder: Path | None = None
        self._numbers = itertools.count(1)

    def new_file(self) -> str:
        """Return the path of a file that is not there yet."""
        if self._folder is None:
            self._remove_left_behind()
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=self._root))
        return str(self._folder / str(next(self._numbers)))

    def clear(self) -> None:
        """Remove the folder."""
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_left_behind(self) -> None:
        for folder in self._root.glob(f"{_PREFIX}*-*"):
            owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
            if owner.isdecimal() and not _is_running(int(owner)):
                with contextlib.suppress(OSError):
                    if sys.platform == "win32" or folder.stat().st_uid == os.getuid():
                        shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":  # there the question would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
