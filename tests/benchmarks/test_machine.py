"""What the benchmarks make of what they measure: factors, misses, noise. Nothing is measured here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.harness import Report, read_targets
from benchmarks.machine import Machine

TARGETS = {
    "part.time": {"name": "part.time", "unit": "s", "at_most": 0.5, "scaled": True},
    "part.ratio": {"name": "part.ratio", "unit": "ratio", "at_most": 0.5},
    "export.png": {"name": "export.png", "unit": "s", "at_most": 3, "scaled": True},
}


def test_times_are_judged_after_division_and_ratios_as_they_are() -> None:
    report = Report(TARGETS, machine=Machine(python=2.0, raster=4.0))
    report.add("part.time", 0.8)
    report.add("part.ratio", 0.8)
    report.add("export.png", 8.0)

    assert [0.4, 0.8, 2.0] == [figure.value for figure in report.figures]
    assert [0.8, None, 8.0] == [figure.ours for figure in report.figures]
    assert [True, False, True] == [report.holds(figure) for figure in report.figures]


def test_what_raises_is_missed_with_its_reason_and_the_rest_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(TARGETS)
    with report.trying("part.time", "part.ratio"):
        report.add("part.time", 0.1)
        raise AttributeError("no attribute 'table'")
    report.add("export.png", 1.0)

    found = {figure.name: (figure.value, figure.note) for figure in report.figures}
    assert (None, "AttributeError: no attribute 'table'") == found["part.ratio"]
    assert (0.1, "") == found["part.time"] and 1.0 == found["export.png"][0]
    assert "MISSED" in capsys.readouterr().out


def test_a_whole_part_that_raises_says_so_for_each_of_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        @staticmethod
        def run(report: Report) -> None:
            report.add("layout.2000", 0.01)
            raise OSError("no room")

    monkeypatch.setattr(command, "RESULTS", tmp_path / "bench.json")
    monkeypatch.setattr(command, "measure_machine", lambda: Machine(1.0, 1.0))
    monkeypatch.setattr("benchmarks.harness.measure_machine", lambda: Machine(1.1, 1.0))
    monkeypatch.setattr("importlib.import_module", lambda name: Broken)

    assert 1 == command.run_part("layout")
    rows = {row["name"]: row for row in json.loads((tmp_path / "bench.json").read_text("utf-8"))}
    assert 0.01 == rows["layout.2000"]["value"]
    assert (None, "OSError: no room") == (rows["layout.vs_dot"]["value"], rows["layout.vs_dot"]["note"])
    assert (1.0, "drift 1.10") == (rows["machine.python"]["value"], rows["machine.python"]["note"])


def test_figures_are_marked_where_the_machine_changed_its_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.harness.measure_machine", lambda: Machine(1.5))
    report = Report(TARGETS, machine=Machine(1.0))
    report.add("part.time", 0.1)
    report.end()

    assert "noisy: the machine drifted by 1.50" == report.figures[0].note
    assert Machine(2.0, 3.0).drift_to(Machine(2.0, 1.5)) == 2.0


def test_every_target_has_one_bound_and_a_meaning() -> None:
    targets = read_targets()

    assert len(targets) > 50
    assert [] == [
        name for name, each in targets.items() if ("at_most" in each) == ("at_least" in each) or not each["is"]
    ]
