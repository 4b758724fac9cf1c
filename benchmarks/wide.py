"""Frames of many columns, pictures of and questions about large graphs, against apache-hamilton. It knows no caches."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.harness import Report

COLUMNS = 1_000
SUBDAGS = 200
ENGINES = ("dagscope", "hamilton")

INNER = """
def p(x: int) -> int:
    return x

def q(p: int, k: int) -> int:
    return p

def r(p: int, q: int) -> int:
    return q
"""


def run(report: Report) -> None:
    """Record `engine.wide`, `engine.draw` and `engine.upstream`."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, peer = map(_wide, ENGINES)
        report.compare("engine.wide", ours, peer, runs=9)
        ours, peer = map(_nested, ENGINES)
        report.compare("engine.draw", lambda: _drawn(ours), lambda: _drawn(peer))
        report.compare("engine.upstream", lambda: _upstream(ours), lambda: _upstream(peer), runs=9)


def _wide(engine: str) -> Callable[[], Any]:
    """Return a run that takes a frame apart, and makes one of all its columns."""
    import numpy as np
    import pandas as pd

    names = [f"c{number}" for number in range(COLUMNS)]
    text = (
        f"import pandas as pd\nfrom {engine}.function_modifiers import extract_columns\n"
        f"@extract_columns(*{names!r})\ndef frame(n: int) -> pd.DataFrame:\n    return FRAME\n"
    )
    module = import_module(f"{engine}.ad_hoc_utils").module_from_source(text, f"wide_of_{engine}")
    module.FRAME = pd.DataFrame(np.random.default_rng(3).random((1_000, COLUMNS)), columns=names)
    builder = import_module(f"{engine}.driver").Builder().with_modules(module)
    driver = builder.with_adapters(import_module(f"{engine}.base").PandasDataFrameResult()).build()
    return lambda: driver.execute(names, inputs={"n": 1})


def _nested(engine: str) -> Any:
    """Return a driver of subdags, each reading the one before."""
    make = import_module(f"{engine}.ad_hoc_utils").module_from_source
    name = f"inner_of_{engine}"
    sys.modules[name] = make(INNER, name)
    parts = [f"from {engine}.function_modifiers import subdag, source\nimport {name} as inner\n"]
    for number in range(SUBDAGS):
        read = f"s{number - 1}" if number else "x0"
        parts.append(
            f'@subdag(inner, inputs={{"x": source("{read}")}}, namespace="g{number}")\n'
            f"def s{number}(r: int) -> int:\n    return r\n"
        )
    module = make("\n".join(parts), f"nested_of_{engine}")
    return import_module(f"{engine}.driver").Builder().with_modules(module).build()


def _drawn(driver: Any) -> str:
    return str(driver.display_all_functions().source)


def _upstream(driver: Any) -> int:
    return len(driver.what_is_upstream_of(f"s{SUBDAGS - 1}"))
