"""How long nodes will take, by how long they took, and for the command line in words. It must not measure or remember.

The window has words of its own, which are translated.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dagscope.executor_names import read_executor
from dagscope.run_history import PastNode

# A node read from the cache says nothing about how long its function takes.
TIMED = ("ok", "warning", "stale")
MANY = 10_000
SOME_HOURS = 5_400
"""From so many seconds on a duration is given in hours."""


@dataclass(frozen=True, slots=True)
class Expected:
    """So many seconds are to be expected of the nodes that were timed; of so many others nothing is known."""

    seconds: float = 0.0
    unknown: int = 0
    known: int = 0

    def text(self) -> str:
        """Return the expected time as text; nothing where nothing is known."""
        if not self.known:
            return ""
        if not self.unknown:
            return f"about {rough(self.seconds)}"
        return f"at least {rough(self.seconds)}; {self.unknown} {'was' if self.unknown == 1 else 'were'} never timed"


def times_of(nodes: Mapping[str, PastNode]) -> dict[str, float]:
    """Return how long the nodes took that a past run computed."""
    return {name: item.seconds for name, item in nodes.items() if item.state in TIMED and item.seconds}


def expected_of(
    names: Sequence[str],
    needs: Mapping[str, Sequence[str]],
    times: Mapping[str, float],
    executor: str,
    spent: float = 0.0,
) -> Expected:
    """Return what is to be expected of these nodes, each as soon as what it needs is there and a worker is free.

    Args:
        names: the nodes that will run, in their order.
        needs: what they need, by name.
        times: how long nodes take, as far as that is known.
        executor: where they run.
        spent: how long the first of them has run already.
    """
    known = [name for name in names if name in times]
    workers = _workers(executor)
    if workers == 1:
        total = sum([times[name] for name in known])
    else:
        total = _side_by_side(names, needs, times, workers)
    return Expected(max(0.0, total - spent), len(names) - len(known), len(known))


def rough(seconds: float) -> str:
    """Return a duration that is only expected, in no more digits than it deserves."""
    if seconds < 10:
        return seconds_text(seconds)
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{rough_minutes(seconds):g} min" if seconds < SOME_HOURS else f"{seconds / 3600:.1f} h"


def rough_minutes(seconds: float) -> float:
    """Return a duration in minutes, the first ten of them in tenths."""
    return round(seconds / 60) if seconds >= 600 else round(seconds / 6) / 10


def seconds_text(seconds: float | None) -> str:
    """Return a duration in as few characters as are needed."""
    if seconds is None:
        return ""
    if seconds < 0.001:
        return "<1 ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(round(seconds)), 60)
    return f"{minutes}:{rest:02d} min"


def _workers(executor: str) -> int:
    try:
        name = read_executor(executor or "sync")
    except ValueError:
        return 1
    return 1 if name.kind == "sync" else name.count or MANY


def _side_by_side(
    names: Sequence[str], needs: Mapping[str, Sequence[str]], times: Mapping[str, float], workers: int
) -> float:
    """Return when the last node is done: the nodes in their order, each on the worker that is free first."""
    done: dict[str, float] = {}
    free: list[float] = []
    for name in names:
        ready = max([done.get(needed, 0.0) for needed in needs.get(name, ())], default=0.0)
        begins = max(ready, heapq.heappop(free)) if len(free) >= workers else ready
        done[name] = begins + times.get(name, 0.0)
        heapq.heappush(free, done[name])
    return max(done.values(), default=0.0)
