"""Cached dataflows against apache-hamilton: 1,000 nodes with nothing changed, and large values for the first time.

It knows no other subject.
"""

from __future__ import annotations

import logging
import pickle
import random
import shutil
import tempfile
import warnings
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.harness import Report

COUNT = 1_000
ROWS = 1_000_000


def run(report: Report) -> None:
    """Record `engine.cache.second`."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, peer = (_Cached(engine, Path(folder, engine)) for engine in ("dagscope", "hamilton"))
        first = ours.run(), peer.run()
        report.compare("engine.cache.second", ours.run, peer.run, runs=9)
        results = {pickle.dumps(each) for each in (*first, ours.run(), peer.run())}
        if len(results) != 1:
            raise AssertionError("The second run's results are not the first one's.")
        for name, value in _large_values().items():
            first_ours, first_peer = (_Large(engine, Path(folder, name), value) for engine in ("dagscope", "hamilton"))
            runs = 3 if name == "frame" else 5  # a run of the frame takes Hamilton a quarter of a minute
            report.compare(f"engine.cache.{name}", first_ours.run, first_peer.run, runs=runs)


def source(count: int = COUNT, seed: int = 11) -> str:
    """Return a module of `count` functions, each adding up to two of the twenty before it."""
    rng = random.Random(seed)
    functions = ["def n0(x: int) -> int:\n    return x + 1\n"]
    for index in range(1, count):
        read = sorted({rng.randrange(max(0, index - 20), index) for _ in range(2)})
        parameters = ", ".join(f"n{each}: int" for each in read)
        total = " + ".join(f"n{each}" for each in read)
        functions.append(f"def n{index}({parameters}) -> int:\n    return ({total} + {index}) % 1_000_003\n")
    return "\n".join(functions)


class _Cached:
    """The dataflow under one engine, with a cache of its own."""

    def __init__(self, engine: str, folder: Path) -> None:
        utils: Any = import_module(f"{engine}.ad_hoc_utils")
        driver: Any = import_module(f"{engine}.driver")
        module: ModuleType = utils.module_from_source(source(), f"cached_by_{engine}")
        self.names = [f"n{index}" for index in range(COUNT)]
        self.driver = driver.Builder().with_modules(module).with_cache(path=str(folder)).build()

    def run(self) -> dict[str, int]:
        """Return every node's value."""
        results: dict[str, int] = self.driver.execute(self.names, inputs={"x": 1})
        return results


def _large_values() -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(7)
    texts = [f"name {number % 50_000}" for number in range(ROWS)]
    frame = pd.DataFrame({"f": rng.random(ROWS), "i": rng.integers(0, 1_000, ROWS), "t": texts})
    return {"frame": frame, "list": list(range(ROWS)), "array": rng.random((ROWS, 4))}


class _Large:
    """A dataflow of one node, whose value takes no time to make, run for the first time with a cache."""

    def __init__(self, engine: str, folder: Path, value: Any) -> None:
        utils: Any = import_module(f"{engine}.ad_hoc_utils")
        self._driver: Any = import_module(f"{engine}.driver")
        text = "def value(n: int) -> object:\n    return LARGE\n"
        self._module: Any = utils.module_from_source(text, f"large_{folder.name}_by_{engine}")
        self._module.LARGE = value
        self._folder = Path(folder, engine)

    def run(self) -> None:
        """Run it with a cache that is empty."""
        shutil.rmtree(self._folder, ignore_errors=True)
        driver = self._driver.Builder().with_modules(self._module).with_cache(path=str(self._folder)).build()
        driver.execute(["value"], inputs={"n": 1})
