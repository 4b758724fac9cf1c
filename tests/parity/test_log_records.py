"""What the engine logs reaches the loggers that projects set up by Hamilton's names, at the levels they set."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

SCRIPT = """
import contextlib, io, json, logging, logging.config, os, sys
from hamilton import driver
from hamilton.ad_hoc_utils import create_temporary_module
from hamilton.execution import executors
from hamilton.htypes import Collect, Parallelizable

class Lines(logging.Handler):
    def emit(self, record):
        print(record.name, record.levelname, record.getMessage().splitlines()[:1])

def a() -> int: return 1
def b(a: int) -> int: return a + 2

def run(name, level, work, folder):
    logging.config.dictConfig({
        "version": 1, "disable_existing_loggers": False,
        "handlers": {"lines": {"()": Lines}}, "loggers": {name: {"level": level, "handlers": ["lines"]}},
    })
    builder = driver.Builder().with_modules(create_temporary_module(a, b, module_name="logged"))
    if work == "cached":
        builder = builder.with_cache(path=folder)
    if work == "tasks":
        builder = builder.enable_dynamic_execution(allow_experimental_mode=True)
    dr = builder.build()
    for _ in range(3):
        print(dr.execute(["b"]))
    logging.getLogger(name).handlers.clear()
    logging.getLogger(name).setLevel(logging.NOTSET)
    del sys.modules["logged"]

found = []
for number, case in enumerate(json.loads(sys.argv[1])):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        run(*case, f"cache{number}")
    found.append(printed.getvalue().splitlines())
print(json.dumps(found))
"""
SAME = [
    ("hamilton.caching", "INFO", "cached"),
    ("hamilton.caching", "WARNING", "cached"),
    ("hamilton", "INFO", "cached"),
    ("hamilton.execution.graph_functions", "DEBUG", "plain"),
    ("hamilton.execution.graph_functions", "DEBUG", "tasks"),
    ("hamilton.execution.graph_functions", "INFO", "plain"),
]
DEBUGGED = ("hamilton.caching", "DEBUG", "cached")


@cache
def _lines(*engine: str) -> dict[tuple[str, str, str], list[str]]:
    """Return what each case prints, all in one process: most of the time goes into importing Hamilton."""
    cases = [*SAME, DEBUGGED]
    with TemporaryDirectory() as folder:
        (Path(folder) / "script.py").write_text(SCRIPT, "utf-8")
        command = [sys.executable, *engine, "script.py", json.dumps(cases)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return dict(zip(cases, json.loads(done.stdout), strict=True))


def _ours() -> dict[tuple[str, str, str], list[str]]:
    return _lines("-m", "dagscope.compat.hamilton")


@pytest.mark.parametrize("case", SAME, ids=" ".join)
def test_loggers_set_up_by_a_dictionary_get_the_same_lines(case: tuple[str, str, str]) -> None:
    theirs = _lines()[case]

    assert ["{'b': 3}"] * 3 == [line for line in theirs if line.startswith("{")]
    assert theirs == _ours()[case]


def test_each_case_has_lines_of_its_own() -> None:
    """What one case set up is gone in the next: at a higher level less is said, and plain runs name no task."""
    logged = {case: [line for line in lines if not line.startswith("{")] for case, lines in _lines().items()}

    assert [] == logged[SAME[1]] and [] == logged[SAME[5]]
    assert all(logged[case] for case in (SAME[0], SAME[2], SAME[3], SAME[4]))


def test_a_debugged_cache_logs_each_event() -> None:
    lines = _ours()[DEBUGGED]

    assert "hamilton.caching DEBUG ['a::adapter::execute_node']" in lines
    assert "hamilton.caching DEBUG ['b::result_store::get_result::hit']" in lines
    assert "hamilton.caching DEBUG ['a::adapter::resolve_behavior']" in lines
