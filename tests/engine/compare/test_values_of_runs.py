"""What two runs gave, beside what differs in their dataflows: cause, affected or by chance."""

from __future__ import annotations

import pytest
from dagscope.compare.classify import Classification
from dagscope.compare.runs import compared
from dagscope.session.run import Run

from tests.engine.compare.sides import BASE, Make, run_of

VALUES: list[tuple[str, Run, Run, str, str, str]] = [
    ("equal", run_of({"a": 1}), run_of({"a": 1}), "equal", "same", ""),
    ("close", run_of({"a": 0.3}), run_of({"a": 0.1 + 0.2}), "close", "same", "equal within tolerance"),
    ("type", run_of({"a": 1}), run_of({"a": 1.0}), "equal", "cause", ""),
    ("different", run_of({"a": 1}), run_of({"a": 2}), "different", "cause", "time, chance or a file"),
    ("not comparable", run_of({"a": object()}), run_of({"a": object()}), "incomparable", "cause", "not comparable"),
    ("ran on the left only", run_of({"a": 1}), run_of({}), "left", "cause", "ran on the left only"),
    ("ran on the right only", run_of({}), run_of({"a": 1}), "right", "cause", "ran on the right only"),
    ("failed on one side", run_of({"a": 1}), run_of({}, a="failed"), "failed", "cause",
        "has a value on the left; failed: ValueError: no on the right"),
    ("failed on both sides", run_of({}, a="failed"), run_of({}, a="failed"), "failed", "cause",
        "failed: ValueError: no on both sides"),
    ("skipped on one side", run_of({"a": 1}), run_of({}, a="skipped"), "skipped", "cause",
        "has a value on the left; skipped on the right"),
    ("skipped on both sides", run_of({}, a="skipped"), run_of({}, a="skipped"), "skipped", "cause",
        "skipped on both sides"),
    ("not run", run_of({}), run_of({}), "not_run", "same", "it did not run"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "value", "role", "detail"), [case[1:] for case in VALUES], ids=[case[0] for case in VALUES]
)
def test_values_of_two_runs_are_classified(
    make: Make, left: Run, right: Run, value: str, role: str, detail: str
) -> None:
    side = make(flow=BASE)

    rows = {row.name: row for row in compared(Classification(side, side), left, right)}

    assert (value, role) == (rows["a"].value, rows["a"].role)
    assert detail in rows["a"].detail
    assert "not_run" == rows["other"].value


def test_values_tell_whether_what_is_below_a_cause_is_affected(make: Make) -> None:
    text = (
        "def a() -> int: return {0}\ndef b(a: int) -> int: return a * 0\ndef c(a: int) -> int: return a\n"
        "def d(c: int) -> int: return c\n"
    )
    sides = make(flow=text.format(1)), make(flow=text.format(2))
    left, right = run_of({"a": 1, "b": 0, "c": 1, "d": 1}), run_of({"a": 2, "b": 0, "c": 2}, d="failed")

    rows = {row.name: (row.role, row.value) for row in compared(Classification(*sides), left, right)}

    assert {
        "a": ("cause", "different"), "b": ("same", "equal"), "c": ("affected", "different"), "d": ("affected",
            "failed"),
    } == rows  # fmt: skip


def test_what_needs_a_node_that_differs_by_chance_is_affected(make: Make) -> None:
    side = make(flow=BASE)
    rows = {
        row.name: row
        for row in compared(Classification(side, side), run_of({"a": 1, "b": 2}), run_of({"a": 3, "b": 6}))
    }

    assert ("cause", "affected") == (rows["a"].role, rows["b"].role)
