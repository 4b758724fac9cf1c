"""When to look at how much memory a process and everything below it use, and what to say of it.
It must not measure or end anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

WARNING = 0.8
AGAIN = 0.6
_FASTEST_S, _SLOWEST_S = 0.1, 1.0
_GROWTH = 4_000_000_000
"""Bytes a second: faster than a process can fill its memory, so that none is far over the limit when it is looked
at.
"""


@dataclass(slots=True)
class Watch:
    """Looks at one process from time to time.

    Attributes:
        limit: the bytes that it may use; 0 for any number.
        measure: the bytes that it and all below it use; exact from the second number on, which may take longer.
        is_warned: more than four fifths were said already, and it was not much less since.
    """

    pid: int
    limit: int
    measure: Callable[[int, float], int]
    is_warned: bool = False

    def look(self) -> tuple[int, str]:
        """Return the bytes in use and what that is: `limit`, `warning` once for each rise, or nothing."""
        used = self.measure(self.pid, WARNING * self.limit)
        return used, self._word_for(used)

    def pause(self, used: int) -> float:
        """Return the seconds until the limit could be reached."""
        return min(_SLOWEST_S, max(_FASTEST_S, (self.limit - used) / _GROWTH))

    def _word_for(self, used: int) -> str:
        if used > self.limit:
            return "limit"
        if used > WARNING * self.limit and not self.is_warned:
            self.is_warned = True
            return "warning"
        if used < AGAIN * self.limit:
            self.is_warned = False
        return ""


def report(descriptor: int, level: str, used: int, limit: int) -> None:
    """Write for the window what is used."""
    try:
        os.write(descriptor, f"dagscope memory {level} {used} {limit}\n".encode("ascii"))
    except OSError:
        pass  # nobody reads it any more
