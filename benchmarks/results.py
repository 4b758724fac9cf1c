"""Looking at large tables through a real worker: first page, scrolling, sort, filter, wide. It measures no drawing."""

from __future__ import annotations

import importlib.util
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dagscope.records import FilterRule, SortKey
from dagscope.worker import messages as m

from benchmarks.harness import Report

ROWS, COLUMNS = 10_000_000, 20
FLOW = f"""
import numpy as np
import pandas as pd

def tall() -> pd.DataFrame:
    random = np.random.default_rng(0)
    columns = {{f"c{{i}}": random.random({ROWS}) for i in range({COLUMNS - 2})}}
    columns["n"] = random.integers(0, 1_000, {ROWS})
    columns["w"] = pd.Categorical.from_codes(random.integers(0, 3, {ROWS}), ["a", "b", "c"])
    return pd.DataFrame(columns)

def wide() -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(0).random((10, 10_000)), columns=[f"c{{i}}" for i in range(10_000)])
"""


def _client_class() -> Any:
    path = Path(__file__).parent.parent / "tests" / "worker" / "client.py"
    spec = importlib.util.spec_from_file_location("benchmark_client", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_client"] = module
    spec.loader.exec_module(module)
    return module.Client


def _seconds(action: Callable[[], Any], runs: int) -> float:
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def run(report: Report) -> None:
    """Measure against one frame of 10,000,000 x 20 (1.5 GB) and one of 10 x 10,000."""
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as folder, _client_class()() as client:
        (Path(folder) / "flow.py").write_text(FLOW)
        client.wait_for(m.Hello)
        client.build(Path(folder), "flow")
        client.wait_for(m.RunFinished, client.start("tall", "wide"), timeout=120)

        def ask_preview(node: str) -> Callable[[], Any]:
            return lambda: client.ask(m.AskPreview("main", "r", node), m.PreviewAnswer)

        def page(row: int, **options: Any) -> Any:
            return client.ask(
                m.Page("main", "r", "tall", row, 100, 0, 20, **options), m.PageAnswer, timeout=60
            )

        report.add("results.first_page", _seconds(ask_preview("tall"), 5) * 1000, runs=5)
        rows = iter(range(0, ROWS, ROWS // 40))
        report.add("results.page", _seconds(lambda: page(next(rows)), 20) * 1000, runs=20)
        columns = iter(range(5))
        report.add("results.sort", _seconds(lambda: page(0, sort=(SortKey(next(columns)),)), 3), runs=3)
        keep = iter(range(5))
        report.add(
            "results.filter",
            _seconds(lambda: page(0, filter=(FilterRule(next(keep), ">", "0.5"),)), 3),
            runs=3,
        )
        report.add("results.wide", _seconds(ask_preview("wide"), 5) * 1000, runs=5)
