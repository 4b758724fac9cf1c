"""How a process grows: samples of memory, descriptors and threads, and their slope in the later half.
It must not act.

A leak grows all the time, a step once: memory that `malloc` has got for the picture of a large graph (19 MB) and keeps
for the next one, until it gives it back. So the slope is the smaller one of the two quarters of the later half, and in
each the median of the slopes between any two samples, which a step does not change.
"""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass
from itertools import combinations

import psutil

# What may grow for each action in the long run; docs/reliability.md has what was measured.
LIMITS = {"memory": 20_000.0, "descriptors": 0.01, "threads": 0.01}


@dataclass(frozen=True)
class Sample:
    """The process after an action."""

    action: int
    memory: int
    descriptors: int
    threads: int
    held: int = 0


def sample(action: int, held: int = 0) -> Sample:
    """Look at this process.

    Args:
        action: its number.
        held: how many earlier processes are kept for their values.
    """
    process = psutil.Process()
    return Sample(action, process.memory_info().rss, len(os.listdir("/proc/self/fd")), process.num_threads(), held)


def slopes(samples: list[Sample]) -> dict[str, float]:
    """Return the growth of each figure for an action, in the later half: the first fills caches."""
    later = samples[len(samples) // 2 :]
    return {name: _slope(name, _alike(later) if name == "descriptors" else later) for name in LIMITS}


def _alike(samples: list[Sample]) -> list[Sample]:
    """Return those with no earlier process: up to two are kept by design, and each has pipes. What leaks is in all."""
    found = [each for each in samples if not each.held]
    return found if len(found) > 1 else samples


def _slope(name: str, samples: list[Sample]) -> float:
    points = [(each.action, getattr(each, name)) for each in samples]
    middle = len(points) // 2
    return min(_median_slope(points[:middle]), _median_slope(points[middle:]))


def _median_slope(points: list[tuple[int, int]]) -> float:
    slopes = [(after - before) / (later - earlier) for (earlier, before), (later, after) in combinations(points, 2)]
    return statistics.median(slopes) if slopes else 0.0


def too_steep(found: dict[str, float]) -> list[str]:
    """Return a sentence for each figure that grows more than it may."""
    return [
        f"{name} grows by {found[name]:.3g} an action, more than {most:.3g}"
        for name, most in LIMITS.items()
        if found[name] > most
    ]
