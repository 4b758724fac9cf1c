"""Files between two processes of one project: in a folder of the user's own, which goes with the window.
It reads and writes none.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path

from dagscope.strays import sweep, temporary_prefix


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
            sweep(str(self._root))
            self._folder = Path(tempfile.mkdtemp(prefix=temporary_prefix("values"), dir=self._root))
        return str(self._folder / str(next(self._numbers)))

    def clear(self) -> None:
        """Remove the folder."""
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
