"""`dagscope.toml`: what is saved comes back; what is broken is kept."""

from __future__ import annotations

import datetime
import decimal
import json
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from dagscope.project.settings import FILE_NAME, KEYS, read_settings
from dagscope.project.values import make_value
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec, diff

HAND_WRITTEN = """# shop
[[scenario]]
name = "us"          # the shop
moduls = ["a"]
config = { method = "median" }

[[scenario]]
name = "eu"
based_on = "run"
[scenario.confg]
x = 1
[scenario.config]
as_of = 2024-02-01
buckets = ["a", "bb"]
method = {none = ""}
[scenario.inputs]
df = { file = "x.csv" }

[tool.mine]
anything = 1

[tool_x]
y = 1
"""


def test_unknown_keys_are_said_with_their_line_and_what_is_meant(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(HAND_WRITTEN)

    found = read_settings(tmp_path, [Scenario("run", "run.py:1")])

    assert [
        (4, "warning", "scenario 'us': moduls is not known and has no effect; is modules meant?"),
        (10, "warning", "scenario 'eu': confg is not known and has no effect; is config meant?"),
        (22, "warning", "tool_x is not known and has no effect; is tool meant?"),
    ] == sorted((item.line, item.severity, item.message) for item in found.problems)


def test_what_a_scenario_does_not_say_is_that_of_the_one_it_follows(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(HAND_WRITTEN.replace("confg", "overrides"))
    base = Scenario(
        "run", "run.py:1", (ModuleChoice("a"),), True, {"method": ValueSpec("literal", "1"), "k": ValueSpec("literal",
            "2")},
        final_vars=("z",),
    )  # fmt: skip

    eu = read_settings(tmp_path, [base]).scenarios[1]

    assert ("eu", FILE_NAME, "run") == (eu.name, eu.origin, eu.based_on)
    assert (base.modules, True, ("z",)) == (eu.modules, eu.allow_module_overrides, eu.final_vars)
    assert {
        "k": ValueSpec("literal", "2"),
        "as_of": ValueSpec("literal", "datetime.date(2024, 2, 1)"),
        "buckets": ValueSpec("literal", "['a', 'bb']"),
    } == eu.config
    gone = read_settings(tmp_path).problems
    assert any("is based on 'run', which is not there (any more)" in item.message and 9 == item.line for item in gone)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[[scenario]]\nname = 'a'\n\n[[scenario]]\nname = 'b'\nexecutor = 3\n", 6),
        ("[[scenario]]\nname = 'a'\n[[scenario]]\nname = 'a'\n", 4),
        ("[[scenario]]\nname = 'a'\n\nnot toml\n", 4),
        ("\n[positions]\nx = [1]\n", 3),
    ],
)
def test_a_problem_says_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / FILE_NAME).write_text(text)

    assert [line] == [item.line for item in read_settings(tmp_path).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("datetime.date(2024, 2, 1)", datetime.date(2024, 2, 1)),
        ("datetime.datetime(2024, 2, 1, 12, 30)", datetime.datetime(2024, 2, 1, 12, 30)),
        ("Decimal('1.10')", decimal.Decimal("1.10")),
        ("__import__('os').getcwd()", "__import__('os').getcwd()"),
        ("datetime.date.today()", "datetime.date.today()"),
        ("US", "US"),
    ],
)
def test_literals_write_dates_and_never_call_anything_else(tmp_path: Path, text: str, value: object) -> None:
    assert value == make_value(ValueSpec("literal", text), Any, tmp_path)


def test_the_schema_knows_every_key() -> None:
    assert set(KEYS) - {"off"} == {each.name for each in fields(Scenario)} - {"origin"}
    schema = json.loads((files("dagscope_resources") / "dagscope.schema.json").read_text(encoding="utf-8"))

    assert set(KEYS) == set(schema["$defs"]["scenario"]["properties"])
    documented = (Path(__file__).parents[3] / "docs" / "dagscope_toml.md").read_text(encoding="utf-8")
    assert [] == [key for key in KEYS if f"`{key}`" not in documented]


@pytest.mark.parametrize(
    "text", ["positions = 3", "[positions]\nC = [1]", '[positions]\nC = ["a", 2]', "[positions]\nC = [nan, 2]"]
)
def test_unusable_positions_are_one_problem_and_cost_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(
        f"{text}\n[[scenario]]\nname = 'a'\n" if text.startswith("pos") else f"[[scenario]]\nname = 'a'\n{text}\n"
    )
    found = read_settings(tmp_path)

    (problem,) = found.problems
    assert "positions" in problem.message and not found.positions
    assert ["a"] == [scenario.name for scenario in found.scenarios]


@pytest.mark.parametrize(
    "text",
    [
        "[[scenario]\n",
        "\x00",
        "[[scenario]]\nname = 3\n",
        "scenario = 1\n",
        "[[scenario]]\nname='a'\nmodules='m'\n",
    ],
)
def test_a_broken_file_is_reported_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text)

    (problem,) = read_settings(tmp_path).problems

    assert ("settings", str(path)) == (problem.kind, problem.file)
    assert text == path.read_text()


def test_a_folder_in_its_place_is_reported(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()

    assert "settings" == read_settings(tmp_path).problems[0].kind


def test_differences_are_named_in_a_fixed_order() -> None:
    left = Scenario("l", "", (ModuleChoice("a"),), config={"k": ValueSpec("literal", "1")})
    right = Scenario("r", "x", (ModuleChoice("b"),), config={"j": ValueSpec("file", "f")}, final_vars=("z",))

    changes = [(c.what, c.key, c.left, c.right) for c in diff(left, right)]

    assert [
        ("modules", "", "a", "b"),
        ("config", "k", "1", ""),
        ("config", "j", "", "file: f"),
        ("final_vars", "", "", "z"),
    ] == changes


def test_a_cache_is_true_or_a_folder(tmp_path: Path) -> None:
    text = "[[scenario]]\nname = 'a'\ncache = true\n[[scenario]]\nname = 'b'\ncache = 'far/away'\n"
    (tmp_path / FILE_NAME).write_text(text + "[[scenario]]\nname = 'c'\ncache = 3\n")
    found = read_settings(tmp_path)

    assert [".hamilton_cache", "far/away"] == [scenario.cache for scenario in found.scenarios]
    assert "cache is true, false or a folder" in found.problems[0].message


@pytest.mark.parametrize(("key", "meant"), [("fil", "file"), ("expresion", "expression"), ("litteral", "literal")])
def test_a_misspelt_kind_of_value_is_reported_at_its_line(tmp_path: Path, key: str, meant: str) -> None:
    text = (
        f'[[scenario]]\nname = "s"\n[scenario.inputs]\nx = {{{key} = "a.csv"}}\ny = {{unit = "m"}}\nz = {{{key} = 3}}\n'
    )
    (tmp_path / FILE_NAME).write_text(text)
    (problem,) = read_settings(tmp_path).problems
    assert (4, "warning") == (problem.line, problem.severity)
    assert f"x is the dict {{{key}: ...}}; is {{{meant} = ...}} meant?" in problem.message
