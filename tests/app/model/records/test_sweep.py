"""A sweep as it is typed, as a table, as scenarios and as a plot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.protocol.messages import SweepRow
from dagscope.scenario import Scenario
from dagscope_app.model.records.sweep import (
    MOST_LINES,
    Sweep,
    SweepProblem,
    as_text,
    cells_of,
    columns_of,
    keys_of,
    plot_of,
    progress_of,
    scenario_of,
    seconds_text,
    varied_from_text,
)

BASE = Scenario("base", "run.py", based_on="other")


def row(method: str, k: str, d: float | None, error: str = "") -> SweepRow:
    results = {} if d is None else {"d": f"{d:g}", "t": "text"}
    return SweepRow((method, k), BASE, results, {} if d is None else {"d": repr(d)}, 0.5, error, 4)


SWEEP = Sweep(
    BASE, {"method": ("mean", "median"), "k": ("10", "2")},
    (row("mean", "10", 1.5), row("mean", "2", 2.0), row("median", "10", None, "d: ValueError: no\nfour")), 4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("region=US,CA; grain=day", {"region": ("US", "CA"), "grain": ("day",)}),
        ("k=1,[2, 3],'a;b,c'", {"k": ("1", "[2, 3]", "'a;b,c'")}),
        ("  k = 1 , 2 ;; ", {"k": ("1", "2")}),
    ],
)
def test_what_is_typed_is_read(text: str, found: dict[str, tuple[str, ...]]) -> None:
    assert found == varied_from_text(text)


@pytest.mark.parametrize("text", ["", ";", "k", "k=", "=1", "k=1,,2", "k=1,1", "k=1; k=2"])
def test_what_cannot_be_read_is_one_sentence(text: str) -> None:
    with pytest.raises(SweepProblem) as problem:
        varied_from_text(text)
    assert str(problem.value).endswith(".") and "\n" not in str(problem.value)


def test_the_table_has_what_was_varied_and_what_came_of_it() -> None:
    assert ["0.00", "0.00042", "0.013", "0.25", "12.35"] == [*map(seconds_text, (0.0, 0.00042, 0.0131, 0.25, 12.346))]
    assert ("method", "k", "d", "t", "seconds", "error") == columns_of(SWEEP)
    assert ("median", "10", "", "", "0.50", "d: ValueError: no\nfour") == cells_of(SWEEP, SWEEP.rows[2])
    lines = as_text(SWEEP, True)[0].split("\n")
    assert 4 == len(lines) and "median\t10\t\t\t0.50\td: ValueError: no four" == lines[3]
    assert "3 of 4, 1 failed, stopped" == progress_of(SWEEP)
    assert "starting" == progress_of(Sweep(BASE, {}, is_running=True))


def test_a_copied_table_holds_formulas_only_where_that_is_wanted() -> None:
    hostile = replace(SWEEP, varied={"=method": ("@SUM(1)",)}, rows=(replace(SWEEP.rows[0], values=("@SUM(1)",)),))
    assert ("'=method", "'@SUM(1)") == tuple(line.split("\t")[0] for line in as_text(hostile, True)[0].split("\n"))
    assert 2 == as_text(hostile, True)[1]
    assert "=method" == as_text(hostile, False)[0].split("\t")[0] and 0 == as_text(hostile, False)[1]


def test_a_row_is_a_scenario_of_its_own() -> None:
    made = scenario_of(SWEEP, SWEEP.rows[1])
    assert ("base method=mean k=2", "", "") == (made.name, made.origin, made.based_on)


def test_a_number_stands_at_its_place_and_a_text_in_its_turn() -> None:
    by_number = plot_of(SWEEP, "d", "k")
    assert [("mean", ((2.0, 2.0), (10.0, 1.5)))] == [(each.name, each.points) for each in by_number.series]
    by_text = plot_of(SWEEP, "d", "method")
    assert ((0.0, "mean"), (1.0, "median")) == by_text.labels and "label" == by_text.x_kind
    assert ("k", "method") == keys_of(SWEEP)
    assert () == plot_of(SWEEP, "", "k").series == plot_of(SWEEP, "d", "gone").series


def test_lines_that_are_left_out_are_said() -> None:
    values = tuple(str(number) for number in range(MOST_LINES + 2))
    rows = tuple(row(value, "2", 1.0) for value in values)
    answer = plot_of(Sweep(BASE, {"method": values, "k": ("2",)}, rows), "d", "k")
    assert MOST_LINES == len(answer.series) and f"the first {MOST_LINES} of {len(values)} lines" == answer.note
