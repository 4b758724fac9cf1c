"""Has files that are written reach the disk, so that a power cut cannot take them. It must not write any.

The waiting (5 to 15 ms, on a busy disk 150) is left to a thread that does nothing else: it waits in the system, not in
Python, so that it holds up nothing. The program's end waits for it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from dagscope.system.current import system

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class Flushing:
    """The files that are to reach the disk; one that is named again is waited for once more."""

    def __init__(self) -> None:
        self._due: set[str] = set()
        self._pool: ThreadPoolExecutor | None = None

    def flush(self, path: str | os.PathLike[str]) -> None:
        """Have a file, and its name, reach the disk soon."""
        from concurrent.futures import ThreadPoolExecutor  # a start of the window does not need it

        name = os.fspath(path)
        if name in self._due:
            return
        self._pool = self._pool or ThreadPoolExecutor(1)
        self._due.add(name)
        try:
            self._pool.submit(self._flush, name)
        except RuntimeError:  # no thread can be had: the system writes it all the same, later
            self._due.discard(name)

    def _flush(self, name: str) -> None:
        self._due.discard(name)
        with suppress(OSError):  # a disk that is gone, or a kind of file system that cannot
            system.flush(name)
