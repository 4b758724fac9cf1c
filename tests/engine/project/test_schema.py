"""The JSON schema of `dagscope.toml` against the reader: it accepts what that takes, refuses what that reports."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import tomlkit
from dagscope.executor_names import read_executor
from dagscope.project.settings import FILE_NAME, read_settings
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((files("dagscope_resources") / "dagscope.schema.json").read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA)

_WORDS = st.text("abcxyz_ .é", min_size=1, max_size=6)
_PLAIN = st.one_of(
    st.integers(-9, 9), st.booleans(), st.floats(-9, 9), _WORDS, st.dates(), st.datetimes(), st.lists(st.integers(0, 9))
)
_MARKED = st.sampled_from([{"file": "x.csv"}, {"expression": "f(1)"}, {"literal": "(1, 2)"}, {"none": ""}])
_VALUES = st.dictionaries(_WORDS, st.one_of(_PLAIN, _MARKED, st.dictionaries(_WORDS, _PLAIN, min_size=2)), max_size=3)
_NAMES = st.lists(_WORDS, max_size=3, unique=True)
_SCENARIO = st.fixed_dictionaries(
    {"name": _WORDS},
    optional={
        "modules": _NAMES,
        "off": _NAMES,
        "final_vars": _NAMES,
        "allow_module_overrides": st.booleans(),
        "config": _VALUES,
        "inputs": _VALUES,
        "overrides": _VALUES,
        "executor": st.sampled_from(["sync", "threads:4", "dask://host:8786"]),
        "cache": st.one_of(st.booleans(), _WORDS),
        "definitions": st.dictionaries(_WORDS, _WORDS, max_size=2),
    },
)
_FILES = st.fixed_dictionaries(
    {"scenario": st.one_of(_SCENARIO, st.lists(_SCENARIO, max_size=3, unique_by=lambda each: str(each["name"])))},
    optional={
        "positions": st.dictionaries(_WORDS, st.lists(st.integers(-9, 9), min_size=2, max_size=2), max_size=2),
        "tool": st.just({"other": {"key": 1}}),
    },
)


def refused(text: str) -> list[str]:
    """Return what the schema has against a text; dates are texts to JSON."""
    plain = json.loads(json.dumps(tomlkit.parse(text).unwrap(), default=str))
    return [error.message for error in CHECK.iter_errors(plain)]


def reported(text: str) -> list[str]:
    """Return what the reader reports of a text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE_NAME).write_text(text, encoding="utf-8")
        return [problem.message for problem in read_settings(Path(folder)).problems]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", [*ROOT.glob("examples/**/dagscope.toml"), *ROOT.glob("docs/**/dagscope.toml")])
def test_the_files_of_examples_are_accepted(path: Path) -> None:
    assert [] == refused(path.read_text(encoding="utf-8"))


@settings(max_examples=200)
@given(content=_FILES)
def test_what_the_reader_takes_is_accepted(content: dict[str, Any]) -> None:
    text = tomlkit.dumps(content)
    assert ([], []) == (reported(text), refused(text))


@pytest.mark.parametrize(
    "change",
    [
        {"moduls": ["a"]}, {"module": ["a"]}, {"modules": "a"}, {"modules": [1]}, {"final_var": ["a"]},
        {"final_vars": "a"}, {"confg": {"a": 1}}, {"config": 3}, {"config": [1]}, {"input": {"a": 1}},
        {"inputs": "a"}, {"override": {"a": 1}}, {"allow_module_override": True}, {"allow_module_overrides": "yes"},
        {"executer": "sync"}, {"executor": 4}, {"cach": True}, {"cache": 3}, {"definitions": {"a": 1}},
        {"definition": {"a": "b"}}, {"basedon": "a"}, {"based_on": 3}, {"off": "a"}, {"name": ""}, {"name": 3},
        {"Name": "a"}, {"NAME": "a"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_single", [True, False])
def test_what_the_reader_reports_of_a_scenario_is_refused(change: dict[str, Any], is_single: bool) -> None:
    scenario = {"name": "us", "modules": ["m"], **change}
    if "modules" in str(change) and "modules" not in change:
        del scenario["modules"]
    text = tomlkit.dumps({"scenario": scenario if is_single else [{"name": "eu"}, scenario]})
    assert reported(text) and refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "scenarios = []", "scenario = 1", "[[scenarios]]\nname = 'a'", "[[scenario]]\nmodules = ['a']",
        "[scenario]\nx = 1",
        "[position]\na = [1, 2]", "positions = 3", "[positions]\na = [1]", "[positions]\na = ['b', 2]",
        "[positions]\na = [1, 2, 3]", "[tools.x]\ny = 1", "scenario = [1]",
    ],
)  # fmt: skip
def test_what_the_reader_reports_of_a_file_is_refused(text: str) -> None:
    assert reported(text) and refused(text)


@pytest.mark.parametrize(
    "name",
    [
        *("sync", "threads", "threads:16", "processes:2", "dask", "dask://h:1/", "ray://10.0.0.1:10001", " sync "),
        *("", "thread:4", "threads:", "threads:0", "threads:x", "sync:2", "dask:h:1", "dask://h", "spark", "Threads"),
    ],
)
def test_executors_are_those_that_can_be_named(name: str) -> None:
    try:
        read_executor(name)
        can_be_named = True
    except ValueError:
        can_be_named = False
    assert can_be_named == (not refused(tomlkit.dumps({"scenario": [{"name": "a", "executor": name}]})))
