"""By how much the process grows while one node runs alone. It must not measure where several nodes run at once."""

from __future__ import annotations

import os
import sys

LEAST = 1 << 20
"""Less is not worth telling: the interpreter's own bookkeeping moves as much."""


class MemoryUse:
    """Asked before and after each node; 0 where the system does not say."""

    def __init__(self) -> None:
        self._file = -1
        self._before = 0
        self._page = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0

    def open(self) -> None:
        """Begin a run."""
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY)
        except OSError:
            self._file = -1

    def close(self) -> None:
        """End it."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._before = -1, 0

    def begin(self, is_looked_at: bool = True) -> None:
        """Note that a node begins alone; without `is_looked_at` nothing was looked at since the one before ended."""
        if is_looked_at or not self._before:
            self._before = self._used()

    def grown(self) -> int:
        """Return by how many bytes the process grew since then; 0 where that is not known, or hardly any."""
        if not self._before:
            return 0
        now = self._used()
        grown, self._before = now - self._before, now
        return grown if grown >= LEAST else 0

    def _used(self) -> int:
        if sys.platform == "win32" or self._file < 0:
            return 0
        return int(os.pread(self._file, 200, 0).split()[1]) * self._page
