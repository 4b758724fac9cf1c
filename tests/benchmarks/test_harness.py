"""The benchmarks' frame: figures against targets, the file they go to, and dataflows that are what they say."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks import __main__ as command
from benchmarks import dataflows, harness

TARGETS = {"quick": {"unit": "ratio", "at_most": 0.5}, "many": {"unit": "speedup", "at_least": 2}}


@pytest.fixture(autouse=True)
def _clean_modules() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("name", "value", "holds"),
    [
        ("quick", 0.5, True),
        ("quick", 0.6, False),
        ("many", 2, True),
        ("many", 1.9, False),
        ("quick", None, False),
        ("free", 1, None),
    ],
)
def test_figure_is_held_against_its_target(name: str, value: float | None, holds: bool | None) -> None:
    report = harness.Report(TARGETS)

    assert report.holds(harness.Figure(name, value, "")) is holds


def test_report_keeps_the_figures_of_other_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "build" / "bench.json"
    first, second = harness.Report(TARGETS), harness.Report(TARGETS)
    first.add("quick", 0.4, ours=0.4, peer=1.0, runs=5)
    first.write(path)
    second.add("many", 1.0)
    second.write(path)

    rows = json.loads(path.read_text("utf-8"))
    assert [(row["name"], row["value"], row["unit"]) for row in rows] == [
        ("quick", 0.4, "ratio"),
        ("many", 1.0, "speedup"),
    ]
    assert {"name", "value", "unit", "ours", "peer", "runs"} <= set(rows[0])
    assert "MISSED" in capsys.readouterr().out


def test_measuring_takes_turns_after_a_warm_up() -> None:
    calls: list[str] = []
    seconds = harness.measure(lambda: calls.append("ours"), lambda: calls.append("peer"), runs=3)

    assert calls == ["ours", "peer"] * 4
    assert len(seconds) == 2


def test_every_target_has_a_bound_and_a_meaning() -> None:
    for target in harness.read_targets().values():
        assert ("at_most" in target) != ("at_least" in target)
        assert target["unit"] and target["is"]


def test_tree_by_hand_gives_what_the_engine_gives() -> None:
    from dagscope.driver import Builder

    module, by_hand = dataflows.tree(50)
    driver = Builder().with_modules(module).build()

    assert driver.execute(["n0"], inputs={"x": 3}) == by_hand(3)
    assert len(driver.graph.nodes) == 51


def test_random_modules_are_the_same_each_time_and_build() -> None:
    from dagscope.driver import Builder

    def build() -> list[str]:
        modules = dataflows.random_modules(700, "dagscope", decorated=0.3)
        return list(Builder().with_modules(*modules).with_config(dataflows.CONFIG).build().graph.nodes)

    first = build()
    assert first == build()
    assert len(first) > 700


@pytest.mark.parametrize(
    ("only", "part"),
    [
        ("engine", "engine"),
        ("app.open", "app"),
        ("run.live", "app"),
        ("compare.step", "app"),
        ("canvas.fold", "app"),
        ("canvas.frame", "canvas"),
    ],
)
def test_part_is_found_by_the_name_of_a_figure(only: str, part: str) -> None:
    assert command.parts(only) == [part]


# Targets whose measuring may still have to be written; the command tells those as not measured.
UNMEASURED = [
    "start.small",
    "start.1000",
    "rivals.netron.1000",
    "rivals.kedro_viz.300",
    "rivals.kedro_viz.memory",
    "engine.memory.import",
    "engine.first",
    "scaling.dask.task",
    "scaling.ray.task",
    "compare.cells",
    "scenario.what_if",
    "results.very_wide",
    "results.headers",
    "results.copy",
    "results.select_all",
    "reload.kept",
    "feel.hover",
    "feel.theme",
    "feel.palette",
    "window.memory.10000",
    "engine.wide",
    "engine.branches",
    "engine.draw",
    "project.open.linear",
]


def test_every_other_target_has_a_part_that_names_it() -> None:
    places = {name: (command.ROOT / "benchmarks" / f"{name}.py").read_text("utf-8") for name in command.parts("")}
    missing = [
        name
        for name in harness.read_targets()
        if not any(f'"{name}"' in text or f'"{name.rpartition(".")[0]}.{{' in text for text in places.values())
    ]

    assert set(missing) <= set(UNMEASURED)
