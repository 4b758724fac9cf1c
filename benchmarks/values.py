"""Comparing two frames of 1,000,000 x 10, all cells, against `DataFrame.compare` in the same run."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.harness import Report

ROWS = 1_000_000
RUNS = 5


def run(report: Report) -> None:
    """Measure frames of floats and of mixed columns, with few cells that differ and with all floats that do."""
    import numpy as np

    random = np.random.default_rng(0)
    names = ("values.floats.few", "values.floats.many"), ("values.mixed.few", "values.mixed.many")
    for (for_few, for_many), frame in zip(names, (_floats(random), _mixed(random))):
        few = frame.copy()
        few.loc[random.integers(0, ROWS, 1_000), "f0"] += 1
        many = frame.copy()
        many[[column for column in many if column.startswith("f")]] += 1e-3
        _measure(report, for_few, frame, few)
        _measure(report, for_many, frame, many)


def _floats(random: Any) -> Any:
    import pandas as pd

    return pd.DataFrame({f"f{number}": random.random(ROWS) for number in range(10)})


def _mixed(random: Any) -> Any:
    import pandas as pd

    words = random.choice(["one", "two", "three"], ROWS)
    return pd.DataFrame(
        {
            **{f"f{number}": random.random(ROWS) for number in range(4)},
            **{f"n{number}": random.integers(0, 9, ROWS) for number in range(3)},
            "word": words,
            "object": pd.Series(words).astype(object),
            "day": pd.to_datetime(random.integers(0, 10**9, ROWS), unit="s"),
        }
    )


def _measure(report: Report, name: str, left: Any, right: Any) -> None:
    from dagscope.compare.values import verdict_of

    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(RUNS):
        started = time.perf_counter()
        left.compare(right)
        theirs.append(time.perf_counter() - started)
        started = time.perf_counter()
        verdict_of(left, right)
        ours.append(time.perf_counter() - started)
    own, peer = statistics.median(ours), statistics.median(theirs)
    report.add(name, own / peer, ours=own, peer=peer, runs=RUNS)
    if name == "values.mixed.many":
        report.add("compare.cells", own / peer, ours=own, peer=peer, runs=RUNS)
