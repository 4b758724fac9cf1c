"""The benchmarks' frame: figures against targets, the file they go to, and dataflows that are what they say."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks import __main__ as command
from benchmarks import dataflows, harness, layered, table

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
        ("engine", "engine engine_first"),
        ("app.open", "app"),
        ("run.live", "app"),
        ("compare.step", "app"),
        ("canvas.fold", "app"),
        ("canvas.frame", "canvas"),
        ("engine.processes", "scaling"),
        ("engine.cache.frame", "caching"),
        ("engine.build.1000", "engine"),
        ("rivals.kedro", "rivals"),
        ("nothing.of.the.kind", ""),
    ],
)
def test_part_is_found_by_the_name_of_a_figure(only: str, part: str) -> None:
    assert command.parts(only) == part.split()


def test_every_target_has_a_part_that_names_it() -> None:
    places = {name: (command.ROOT / "benchmarks" / f"{name}.py").read_text("utf-8") for name in command.parts("")}
    missing = [
        name
        for name in harness.read_targets()
        if not any(f'"{name}"' in text or f'"{name.rpartition(".")[0]}.{{' in text for text in places.values())
    ]

    assert missing == []


def test_the_table_has_a_row_for_every_target_with_its_reason() -> None:
    named = {name: {"name": name, "is": "what | how", **target} for name, target in TARGETS.items()}
    named["late"] = {"name": "late", "is": "nothing", "unit": "MB", "at_most": 1000}
    figures = {
        "quick": harness.Figure("quick", 0.75, "ratio", note="beside other work (load 3.0)"),
        "many": harness.Figure("many", 2.5, "speedup"),
    }

    rows = table.rows(harness.Report(named), figures, {"quick": "the disk is slow", "many": "never shown"})

    assert rows[2:] == [
        "| `quick` | what \\| how | <= 0.5 | 0.75 | **missed**; the disk is slow; beside other work (load 3.0) |",
        "| `many` | what \\| how | >= 2 speedup | 2.5 speedup | ok |",
        "| `late` | nothing | <= 1,000 MB | not measured | not measured in this run |",
    ]


def test_the_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text(f"# Head\n\n{table.BEGIN}\nold\n{table.END}\n\nrest\n", "utf-8")

    table.write(document, ["| new |"])

    assert document.read_text("utf-8") == f"# Head\n\n{table.BEGIN}\n| new |\n{table.END}\n\nrest\n"


def test_reasons_are_given_for_figures_that_there_are() -> None:
    assert set(json.loads(table.REASONS.read_text("utf-8"))) <= set(harness.read_targets())


def test_a_part_that_began_on_a_busy_machine_says_so() -> None:
    report = harness.Report(TARGETS, load=2.5)
    report.add("quick", 0.4)
    report.end()

    assert "beside other work (load 2.5)" in report.figures[0].note


def test_the_layered_graph_is_the_same_dataflow_in_every_form(tmp_path: Path) -> None:
    flow = layered.layers(3, 4)
    layered.write_python(flow, tmp_path / "python")
    layered.write_onnx(flow, tmp_path / "flow.onnx")
    layered.write_kedro(flow, tmp_path / "kedro", "1.0.0")

    text = (tmp_path / "python" / "flow.py").read_text("utf-8")
    model = (tmp_path / "flow.onnx").read_bytes()
    pipeline = (tmp_path / "kedro" / "src" / "layered" / "pipeline_registry.py").read_text("utf-8")
    assert len(flow) == 12
    for name, needs in flow:
        assert f"def {name}({', '.join(f'{each}: int' for each in needs)})" in text
        assert model.count(name.encode()) >= 2
        assert f"'{name}_data', name='{name}'" in pipeline
    compile(pipeline, "pipeline_registry.py", "exec")
