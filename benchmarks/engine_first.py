"""What a short script pays, against apache-hamilton: memory of the import, a driver's first run, many branches."""

from __future__ import annotations

import gc
import logging
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.dataflows import tree
from benchmarks.harness import Report

RUNS = 5
NODES = 1_000
BRANCHES = 3_000
BYTECODE = Path(__file__).parents[1] / "build" / "bytecode"
ENGINES = ("dagscope", "hamilton")
# Not `ru_maxrss`: a process starts with the most that the one which started it has needed. Linux alone tells this.
IMPORTED = "import re, {module}; print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"


def run(report: Report) -> None:
    """Record `engine.memory.import`, `engine.first` and `engine.branches`."""
    logging.disable(logging.CRITICAL)
    with report.trying("engine.memory.import"):
        _memory(report)
    with warnings.catch_warnings(), report.trying("engine.first", "engine.branches"):
        warnings.simplefilter("ignore")
        _first(report)
        report.compare("engine.branches", _branches("dagscope"), _branches("hamilton"), runs=RUNS)


def _memory(report: Report) -> None:
    """Measure the most memory that a bare interpreter has needed after the import, less that of one without."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    megabytes: dict[str, list[float]] = {}
    for index in range(RUNS + 1):
        for module in ("sys", "dagscope.driver", "hamilton.driver"):
            code = IMPORTED.format(module=module)
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", code], env=env, check=True, capture_output=True
            )
            if index:
                megabytes.setdefault(module, []).append(int(done.stdout) / 1024)
    bare, ours, peer = (statistics.median(each) for each in megabytes.values())
    report.add(
        "engine.memory.import", (ours - bare) / (peer - bare), ours=ours - bare, peer=peer - bare, runs=RUNS,
        note="MB over a bare interpreter",
    )  # fmt: skip


def _first(report: Report) -> None:
    """Measure the first run of a driver that was just built, which plans it; building is not counted."""
    module, _ = tree(NODES)
    seconds: dict[str, list[float]] = {engine: [] for engine in ENGINES}
    for index in range(RUNS + 1):
        for engine in ENGINES:
            driver = import_module(f"{engine}.driver").Builder().with_modules(module).build()
            gc.collect()
            began = time.perf_counter()
            driver.execute(["n0"], inputs={"x": 1})
            if index:
                seconds[engine].append(time.perf_counter() - began)
    ours, peer = (statistics.median(each) for each in seconds.values())
    report.add("engine.first", ours / peer, ours=ours, peer=peer, runs=RUNS)


def _branches(engine: str) -> Callable[[], Any]:
    text = (
        f"from {engine}.htypes import Collect, Parallelizable\n"
        f"def item() -> Parallelizable[int]:\n    yield from range({BRANCHES})\n"
        "def one(item: int) -> int:\n    return item + 1\n"
        "def two(one: int) -> int:\n    return one + 1\n"
        "def three(two: int) -> int:\n    return two + 1\n"
        "def total(three: Collect[int]) -> int:\n    return sum(three)\n"
    )
    module = import_module(f"{engine}.ad_hoc_utils").module_from_source(text, f"branches_of_{engine}")
    local = import_module(f"{engine}.execution.executors").SynchronousLocalTaskExecutor()
    builder = import_module(f"{engine}.driver").Builder().with_modules(module)
    builder = builder.enable_dynamic_execution(allow_experimental_mode=True)
    driver = builder.with_local_executor(local).with_remote_executor(local).build()
    return lambda: driver.execute(["total"])
