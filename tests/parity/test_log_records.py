"""What the engine logs reaches the loggers that projects set up by Hamilton's names, at the levels they set."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import logging, logging.config, sys
from hamilton import driver
from hamilton.ad_hoc_utils import create_temporary_module
from hamilton.execution import executors
from hamilton.htypes import Collect, Parallelizable

class Lines(logging.Handler):
    def emit(self, record):
        print(record.name, record.levelname, record.getMessage().splitlines()[:1])

def a() -> int: return 1
def b(a: int) -> int: return a + 2

name, level, work = sys.argv[1:]
logging.config.dictConfig({
    "version": 1, "disable_existing_loggers": False,
    "handlers": {"lines": {"()": Lines}}, "loggers": {name: {"level": level, "handlers": ["lines"]}},
})
builder = driver.Builder().with_modules(create_temporary_module(a, b, module_name="logged"))
if work == "cached":
    builder = builder.with_cache(path="cache")
if work == "tasks":
    builder = builder.enable_dynamic_execution(allow_experimental_mode=True)
dr = builder.build()
for _ in range(3):
    print(dr.execute(["b"]))
"""


def _lines(folder: Path, engine: list[str], arguments: tuple[str, ...]) -> list[str]:
    folder.mkdir()
    (folder / "script.py").write_text(SCRIPT, "utf-8")
    command = [sys.executable, *engine, "script.py", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "arguments",
    [
        ("hamilton.caching", "INFO", "cached"),
        ("hamilton.caching", "WARNING", "cached"),
        ("hamilton", "INFO", "cached"),
        ("hamilton.execution.graph_functions", "DEBUG", "plain"),
        ("hamilton.execution.graph_functions", "DEBUG", "tasks"),
        ("hamilton.execution.graph_functions", "INFO", "plain"),
    ],
)
def test_loggers_set_up_by_a_dictionary_get_the_same_lines(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    theirs = _lines(tmp_path / "theirs", [], arguments)
    ours = _lines(tmp_path / "ours", ["-m", "dagscope.compat.hamilton"], arguments)

    assert theirs == ours


def test_a_debugged_cache_logs_each_event(tmp_path: Path) -> None:
    lines = _lines(tmp_path / "ours", ["-m", "dagscope.compat.hamilton"], ("hamilton.caching", "DEBUG", "cached"))

    assert "hamilton.caching DEBUG ['a::adapter::execute_node']" in lines
    assert "hamilton.caching DEBUG ['b::result_store::get_result::hit']" in lines
    assert "hamilton.caching DEBUG ['a::adapter::resolve_behavior']" in lines
