"""`dagscope script`: every example's every scenario as Python gives what running the scenario gives."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.warm_python import run_python

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
SCENARIOS = [
    ("feature_engineering_multiple_contexts", "etl"),
    ("feature_engineering_multiple_contexts", "fastapi_server"),
    ("feature_engineering_multiple_contexts", "all modules"),
    ("module_overrides", "run"),
    ("module_overrides", "run_plain"),
    ("module_overrides", "all modules"),
    ("my_dataflow", "my_dataflow"),
    ("my_dataflow", "notebook"),
    ("my_dataflow", "run"),
    ("my_dataflow", "all modules"),
    ("parameterized_subdags", "run"),
    ("parameterized_subdags", "run_resolved"),
    ("parameterized_subdags", "all modules"),
    ("reusing_functions", "run"),
    ("reusing_functions", "all modules"),
]
LARGE = {"on_a_cluster"}  # thousands of nodes: tests/examples runs it
# Runs the scenario in a session, then the script in the same process, and compares the values.
CHECK = """
import asyncio, inspect, runpy, sys
from pathlib import Path
from dagscope.commands.opened import RUN, Opened
from dagscope.commands.options import named_scenario
from dagscope.session.script_text import asked_for, script_text
from dagscope.compare.values import verdict_of
from dagscope.session.run import Run

folder, name = sys.argv[1:3]
opened = Opened(folder)
slot = opened.build(named_scenario(opened.project, name))
script = opened.project.folder / "written_script.py"
script.write_text(script_text(opened.project, slot, asked_for(slot), script.parent), encoding="utf-8")
finished = opened.run(slot)
values = slot.runs.get(RUN, Run(RUN, "")).values
found = runpy.run_path(str(script))
try:
    if "main" in found:
        results = asyncio.run(found["main"]())
    else:
        results = found["dr"].execute(found["final_vars"], inputs=found["inputs"], overrides=found["overrides"])
except Exception as error:
    assert finished.status != "ok", error
    print("both fail")
    sys.exit()
assert finished.status == "ok", finished.message
assert set(results) == set(found["final_vars"])
for name in results:
    print(name, verdict_of(values[name], results[name]).verdict)
"""


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copied") / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__", ".hamilton_cache"))
    return folder


@pytest.mark.parametrize(("example", "scenario"), SCENARIOS, ids=[" ".join(pair) for pair in SCENARIOS])
def test_a_scenario_as_a_script_gives_its_results(examples: Path, example: str, scenario: str) -> None:
    done = run_python("-c", CHECK, str(examples / example), scenario)

    assert 0 == done.returncode, done.stderr[-3000:]
    verdicts = {
        line.rsplit(" ", 1)[1] for line in done.stdout.splitlines() if line.endswith(("equal", "different", "able"))
    }
    assert verdicts <= {"equal"}, done.stdout


def test_every_scenario_of_the_examples_is_tried() -> None:
    code = (
        "import json, sys\nfrom dagscope.commands.opened import Opened\n"
        "from dagscope.commands.options import named_scenario\nfrom dagscope.scenario import diff, to_plain\n"
        "project = Opened(sys.argv[1]).project\n"
        "for each in project.scenarios:\n"
        "    assert not diff(each, named_scenario(project, json.dumps(to_plain(each))))\n"
        "    print(each.name)\n"
    )
    found = []
    for example in sorted(each.name for each in EXAMPLES.iterdir() if each.is_dir() and any(each.glob("*.py"))):
        if example in LARGE:
            continue
        done = run_python("-c", code, str(EXAMPLES / example))
        assert 0 == done.returncode, done.stderr
        found += [(example, name) for name in done.stdout.splitlines()]

    assert set(SCENARIOS) == set(found)


FLOW = """
import datetime
import enum
class Level(enum.Enum):
    LOW = 1
    HIGH = 2
def total(day: datetime.date, level: Level, rate: float, words: list, ready: bool) -> str:
    return f"{day:%Y} {level.name} {rate} {words} {ready}"
def twice(total: str) -> str:
    return total * 2
"""
SETTINGS = """
[[scenario]]
name = "odd"
modules = ["flow"]
final_vars = ["twice"]
[scenario.inputs]
day = "2024-02-01"
level = "HIGH"
rate = 2
words = {literal = "['a', 'b']"}
ready = {literal = "yes"}
[scenario.overrides]
"""


def test_the_written_file_runs_by_itself_from_anywhere(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "flow.py").write_text(FLOW)
    (project / "dagscope.toml").write_text(SETTINGS)
    target = tmp_path / "scripts" / "odd.py"
    target.parent.mkdir()

    made = _dagscope("script", str(project), "--scenario", "odd", "-o", str(target))
    done = run_python(str(target), cwd="/")

    assert 0 == made.returncode, made.stderr
    assert "twice: 2024 HIGH 2.0 ['a', 'b'] True2024 HIGH 2.0 ['a', 'b'] True\n" == done.stdout, done.stderr


RICH = """
import datetime
import enum
from typing import Annotated, List, Literal, Optional
from hamilton.function_modifiers import config
class Level(enum.Enum):
    LOW = 1
    HIGH = 2
@config.when(grain="day")
def size__day() -> int:
    return 1
@config.when(grain=Level.HIGH)
def size__high() -> int:
    return 7
def many(
    days: List[datetime.date], level: Optional[Level], mode: Literal["1", "2"], levels: dict[str, Level],
    n: Annotated[int, "x"],
) -> str:
    return f"{[type(each).__name__ for each in days]} {level} {mode!r} {levels} {n}"
def base() -> int:
    return 1
def both(many: str, base: int, size: int) -> str:
    return f"{many} {base} {size}"
"""
RICH_MOCK = """
def base() -> int:
    return 100
def both() -> str:
    return "not taken"
"""
RICH_SCENARIO = {
    "name": "rich",
    "modules": ["flow", "mock"],
    "allow_module_overrides": True,
    "config": {"grain": {"expression": "importlib.import_module('flow').Level.HIGH"}},
    "inputs": {
        "days": {"literal": "['2024-02-01']"},
        "level": {"literal": "Level.LOW"},
        "mode": {"literal": "1"},
        "levels": {"literal": "{'a': 'HIGH'}"},
        "n": {"expression": "1 + 1"},
    },
    "overrides": {},
    "final_vars": ["both"],
    "executor": "threads:2",
    "definitions": {"base": "mock", "both": "flow"},
    "cache": "kept",
}
WRITE = """
import sys
from dagscope.commands.opened import Opened
from dagscope.commands.options import named_scenario
from dagscope.session.script_text import asked_for, script_text
opened = Opened(sys.argv[1], is_trusted=True)
slot = opened.build(named_scenario(opened.project, sys.argv[2]))
print(script_text(opened.project, slot, asked_for(slot), None))
"""
RICH_RESULT = "['date'] Level.LOW '1' {'a': <Level.HIGH: 2>} 2 100 7"


@pytest.mark.parametrize("home", ["here", "nowhere"])
def test_a_scenario_with_everything_gives_the_same_as_python_and_as_a_command(tmp_path: Path, home: str) -> None:
    (tmp_path / "flow.py").write_text(RICH)
    (tmp_path / "mock.py").write_text(RICH_MOCK)
    written = json.dumps(RICH_SCENARIO)
    ran = _dagscope("run", str(tmp_path), "--trust", "--scenario", written, "--json")
    assert 0 == ran.returncode, ran.stderr + ran.stdout
    assert RICH_RESULT in ran.stdout.replace('\\"', '"')
    if home == "here":
        made = _dagscope("script", str(tmp_path), "--trust", "--scenario", written, "-o", "-")
        text = made.stdout
    else:
        text = run_python("-c", WRITE, str(tmp_path), written).stdout
    target = tmp_path / "written_script.py"
    target.write_text(text)
    done = run_python(str(target), cwd=tmp_path)
    assert f"both: {RICH_RESULT}\n" == done.stdout, done.stderr
    assert ".with_executor('threads:2')" in text


def test_a_scenario_as_json_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text("def a() -> int:\n    return 1\n")
    refused = _dagscope("run", str(tmp_path), "--trust", "--scenario", '{"name": 3')
    assert 2 == refused.returncode and "no scenario as JSON" in refused.stderr


def test_a_wrong_name_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text("def a() -> int:\n    return 1\n")

    refused = _dagscope("script", str(tmp_path), "-o", str(tmp_path / "script.txt"))
    unknown = _dagscope("script", str(tmp_path), "--trust", "--final-vars", "aa", "-o", str(tmp_path / "script.py"))

    assert 2 == refused.returncode
    assert 1 == len(refused.stderr.splitlines()) and ".py" in refused.stderr
    assert (1, True, False) == (
        unknown.returncode,
        "Unknown nodes [aa]" in unknown.stderr,
        (tmp_path / "script.py").exists(),
    )


def _dagscope(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run_python("-m", "dagscope_app.cli", *arguments)
