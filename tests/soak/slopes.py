"""How a process grows: samples of memory, descriptors and threads, and the straight line through the later half.
It must not act.
"""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass

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


def sample(action: int) -> Sample:
    """Look at this process."""
    process = psutil.Process()
    return Sample(action, process.memory_info().rss, len(os.listdir("/proc/self/fd")), process.num_threads())


def slopes(samples: list[Sample]) -> dict[str, float]:
    """Return the growth of each figure for an action, in the later half: the first fills caches."""
    later = samples[len(samples) // 2 :]
    actions = [float(each.action) for each in later]
    return {
        name: statistics.linear_regression(actions, [float(getattr(each, name)) for each in later]).slope
        for name in LIMITS
    }


def too_steep(found: dict[str, float]) -> list[str]:
    """Return a sentence for each figure that grows more than it may."""
    return [
        f"{name} grows by {found[name]:.3g} an action, more than {most:.3g}"
        for name, most in LIMITS.items()
        if found[name] > most
    ]
