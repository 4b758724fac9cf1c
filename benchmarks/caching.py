"""The second run of a cached dataflow against apache-hamilton: 1,000 nodes, nothing changed. It knows no other subject."""

from __future__ import annotations

import logging
import pickle
import random
import tempfile
import warnings
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.harness import Report

COUNT = 1_000


def run(report: Report) -> None:
    """Takes down `engine.cache.second`."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, peer = (_Cached(engine, Path(folder, engine)) for engine in ("dagscope", "hamilton"))
        first = ours.run(), peer.run()
        report.compare("engine.cache.second", ours.run, peer.run, runs=9)
        results = {pickle.dumps(each) for each in (*first, ours.run(), peer.run())}
        if len(results) != 1:
            raise AssertionError("The second run's results are not the first one's.")


def source(count: int = COUNT, seed: int = 11) -> str:
    """A module of `count` functions, each adding up to two of the twenty before it."""
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
        """Every node's value."""
        results: dict[str, int] = self.driver.execute(self.names, inputs={"x": 1})
        return results
