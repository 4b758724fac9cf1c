"""How much memory a process and everything below it use, and when that has to be looked at again. It must not end anything."""

from __future__ import annotations

import os
from dataclasses import dataclass

WARNING = 0.8
_FASTEST_S, _SLOWEST_S = 0.1, 1.0
_GROWTH = 4_000_000_000
"""Bytes a second: faster than a process can fill its memory, so that none is far over the limit when it is looked at."""


@dataclass(slots=True)
class Watch:
    """Looks at one process from time to time.

    Attributes:
        limit: the bytes that it may use; 0 for any number.
        is_warned: more than four fifths were said already.
    """

    pid: int
    limit: int
    is_warned: bool = False

    def used(self) -> int:
        """Return the bytes in use; what several processes share counts once, as far as it matters."""
        pids = _tree(self.pid)
        quick = sum(_resident(pid) for pid in pids)
        if len(pids) == 1 or quick < WARNING * self.limit:
            return quick
        return sum(_proportional(pid) or _resident(pid) for pid in pids)

    def pause(self, used: int) -> float:
        """Return the seconds until the limit could be reached."""
        return min(_SLOWEST_S, max(_FASTEST_S, (self.limit - used) / _GROWTH))

    def word_for(self, used: int) -> str:
        """Return `limit`, once `warning`, or nothing."""
        if used > self.limit:
            return "limit"
        if used > WARNING * self.limit and not self.is_warned:
            self.is_warned = True
            return "warning"
        return ""


def can_watch() -> bool:
    """Whether this system says how much memory a process uses."""
    return os.path.exists("/proc/self/statm")


def _resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _proportional(pid: int) -> int:
    """The bytes of a process, with its part of what it shares."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            line = next(line for line in file if line.startswith(b"Pss:"))
        return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError, StopIteration):
        return 0


def _tree(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for parent in found:  # it grows
        found.extend(_children(parent))
    return found


def _children(pid: int) -> list[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    found: list[int] = []
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found.extend(int(child) for child in file.read().split())
        except (OSError, ValueError):
            continue
    return found
