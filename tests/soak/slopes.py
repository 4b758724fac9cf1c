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
    actions = [float(each.action) for each in samples]
    return statistics.linear_regression(actions, [float(getattr(each, name)) for each in samples]).slope


def too_steep(found: dict[str, float]) -> list[str]:
    """Return a sentence for each figure that grows more than it may."""
    return [
        f"{name} grows by {found[name]:.3g} an action, more than {most:.3g}"
        for name, most in LIMITS.items()
        if found[name] > most
    ]
