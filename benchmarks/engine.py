"""The engine against apache-hamilton: importing, building, executing, memory. Dataflows come from `dataflows`."""

from __future__ import annotations

import gc
import logging
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
import warnings
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.dataflows import CONFIG, chain, discard, function, random_modules, tree
from benchmarks.harness import Report, measure


def run(report: Report) -> None:
    """Record every `engine.*` figure of this part."""
    _import(report)
    ours, peer = _drivers()
    # Small subjects first: collecting garbage in a large heap empties the processor's caches for what follows.
    _request(report, ours, peer)
    _rebuild(report, ours)
    _execute(report, ours, peer)
    _release(report, ours)
    _build(report, ours, peer)
    _memory(report, ours)


def _drivers() -> tuple[Any, Any]:
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from dagscope import driver as ours
        from hamilton import driver as peer  # type: ignore[import-untyped]
    return ours, peer


def _builder(driver: Any, modules: list[ModuleType], config: dict[str, Any] | None = None) -> Any:
    return driver.Builder().with_modules(*modules).with_config(config or {})


BYTECODE = Path(__file__).parents[1] / "build" / "bytecode"


def _import(report: Report) -> None:
    # Compiled files are what a user has, also where the shell forbids to write them beside the sources.
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    seconds: dict[str, list[float]] = {}
    for index in range(6):
        for code in ("pass", "import dagscope.driver", "import hamilton.driver"):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=env, check=True, capture_output=True)
            if index:  # The first round warms the file system's cache and the compiled files.
                seconds.setdefault(code, []).append(time.perf_counter() - started)
    bare, ours, peer = (statistics.median(each) for each in seconds.values())
    report.add(
        "engine.import", (ours - bare) / (peer - bare), ours=ours - bare, peer=peer - bare, runs=5,
        note=f"{(ours - bare) * 1000:.0f} ms over a bare interpreter",
    )  # fmt: skip


def _build(report: Report, ours: Any, peer: Any) -> None:
    for count in (1_000, 10_000):
        our_modules, peer_modules = random_modules(count, "dagscope"), random_modules(count, "hamilton")

        def build_ours(modules: list[ModuleType] = our_modules) -> Any:
            _forget(modules)
            return _builder(ours, modules, CONFIG).build()

        def build_peer(modules: list[ModuleType] = peer_modules) -> Any:
            return _builder(peer, modules, CONFIG).build()

        report.compare(f"engine.build.{count}", build_ours, build_peer, runs=9, inner=10_000 // count)
        del build_ours, build_peer
        discard([*our_modules, *peer_modules])
    _linear(report, ours)


def _linear(report: Report, ours: Any) -> None:
    small, large = random_modules(10_000, "dagscope"), random_modules(100_000, "dagscope")

    def build(modules: list[ModuleType]) -> Any:
        _forget(modules)
        return _builder(ours, modules, CONFIG).build()

    small_seconds, large_seconds = measure(partial(build, small), partial(build, large), runs=5)
    a_small, a_large = small_seconds / 10_000, large_seconds / 100_000
    report.add("engine.build.linear", a_large / a_small, ours=a_large, peer=a_small, runs=5)
    discard(small)
    discard(large)


def _forget(modules: list[ModuleType]) -> None:
    """Make the engine build from nothing: what it remembers of functions it has seen before is dropped."""
    from dagscope.build import forget_expansions

    forget_expansions()


def _rebuild(report: Report, ours: Any) -> None:
    # A third of the functions decorated, as in the projects of Hamilton's own examples.
    (module,) = random_modules(500, "dagscope", seed=11, decorated=0.35)
    changes = 0

    def full() -> Any:
        _forget([module])
        return _builder(ours, [module], CONFIG).build()

    def change_one() -> Any:
        nonlocal changes
        changes += 1
        name = "node_000250"
        module.__dict__[name] = function(name, ["node_000001", f"input_{changes}"], module.__name__)
        return _builder(ours, [module], CONFIG).build()

    full()
    (rebuilt,) = measure(change_one, runs=11, inner=10)
    (built,) = measure(full, runs=11, inner=10)
    report.add("engine.rebuild.500", rebuilt / built, ours=rebuilt, peer=built, runs=11)


def _execute(report: Report, ours: Any, peer: Any) -> None:
    for count in (1_000, 10_000):
        module, by_hand = tree(count)
        our_driver, peer_driver = _builder(ours, [module]).build(), _builder(peer, [module]).build()
        our_driver.execute(["n0"], inputs={"x": 1})
        ours_seconds, peer_seconds, hand_seconds = measure(
            partial(our_driver.execute, ["n0"], inputs={"x": 1}),
            partial(peer_driver.execute, ["n0"], inputs={"x": 1}),
            partial(by_hand, 1),
            runs=9,
            inner=10_000 // count,
        )
        overhead, peer_overhead = (ours_seconds - hand_seconds) / count, (peer_seconds - hand_seconds) / count
        suffix = "" if count == 1_000 else f".{count}"
        report.add(
            f"engine.execute.{count}", overhead / peer_overhead, ours=overhead, peer=peer_overhead, runs=9, unit="ratio"
        )
        del our_driver, peer_driver
        discard([module])
        report.add(
            f"engine.execute.hand{suffix}",
            ours_seconds / hand_seconds,
            ours=ours_seconds,
            peer=hand_seconds,
            runs=9,
            unit="ratio",
        )


def _request(report: Report, ours: Any, peer: Any) -> None:
    module, _ = tree(8)
    request = _builder(ours, [module]).build().compile(["n0"], inputs=["x"])
    driver = _builder(peer, [module]).build()

    def ours_many() -> None:
        for _ in range(10_000):
            request({"x": 1})

    def peer_many() -> None:
        for _ in range(100):
            driver.execute(["n0"], inputs={"x": 1})

    our_seconds, peer_seconds = measure(ours_many, peer_many)
    report.add(
        "engine.request", (our_seconds / 10_000) / (peer_seconds / 100), ours=our_seconds / 10_000,
        peer=peer_seconds / 100, runs=5,
    )  # fmt: skip


def _memory(report: Report, ours: Any) -> None:
    peaks = []
    modules = random_modules(100_000, "dagscope", decorated=0.0)
    _builder(ours, random_modules(100, "dagscope"), CONFIG).build()
    for _ in range(3):
        _forget(modules)
        gc.collect()
        tracemalloc.start()
        driver = _builder(ours, modules).build()
        peaks.append(tracemalloc.get_traced_memory()[1] / len(driver.graph.nodes))
        tracemalloc.stop()
        del driver
    report.add("engine.memory", statistics.median(peaks), ours=statistics.median(peaks), runs=3)


def _release(report: Report, ours: Any) -> None:
    import numpy
    import pandas

    def make() -> Any:
        return pandas.DataFrame({"a": numpy.zeros(10_000_000 // 8)})

    def change(frame: Any) -> Any:
        return pandas.DataFrame({"a": frame["a"].to_numpy() + 1})

    module = chain(1_000, make, change, pandas.DataFrame)
    driver = _builder(ours, [module]).build()
    peaks = []
    for _ in range(2):  # The first run goes step by step, the second one compiled.
        gc.collect()
        tracemalloc.start()
        driver.execute(["n999"])
        peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.stop()
    report.add("engine.release", max(peaks), ours=max(peaks), runs=2)
