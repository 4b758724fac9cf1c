"""How long a run may take, and what is left of one."""

from __future__ import annotations

import pytest
from dagscope.records import DependencyRecord, NodeRecord
from dagscope.scenario import Scenario
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.runs.expected import Expected, expected_of, known_times, left_of, rough


def graph(**needs: str) -> GraphSnapshot:
    return GraphSnapshot(
        {
            name: NodeRecord(
                name, name, "int", "function", deps=tuple(DependencyRecord(n, "int") for n in deps.split())
            )
            for name, deps in needs.items()
        }
    )


DIAMOND = graph(a="", b="a", c="a", d="b c")
TIMES = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 1.0}


@pytest.mark.parametrize(
    ("executor", "seconds"), [("", 8), ("sync", 8), ("threads:1", 8), ("threads:2", 6), ("dask", 6), ("nonsense", 8)]
)
def test_workers_share_what_is_independent(executor: str, seconds: float) -> None:
    assert Expected(seconds, 0, 4) == expected_of(("a", "b", "c", "d"), DIAMOND, TIMES, executor)


def test_what_was_never_timed_is_said() -> None:
    found = expected_of(("a", "b", "x"), DIAMOND, TIMES, "")
    assert "at least 3.0 s; 1 was never timed" == found.text()
    assert "about 8.0 s" == expected_of(tuple("abcd"), DIAMOND, TIMES, "").text()
    assert "" == expected_of(("x",), DIAMOND, TIMES, "").text()


def test_the_latest_computed_time_counts_and_no_other() -> None:
    runs = (
        Run("1-1", nodes={"a": NodeRun("ok", 3.0), "b": NodeRun("warning", 2.0), "c": NodeRun("failed", 9.0)}),
        Run("1-2", nodes={"a": NodeRun("ok", 1.0), "b": NodeRun("cached", 0.1)}),
        Run("1-3", slot="left", nodes={"a": NodeRun("ok", 7.0)}),
    )
    assert {"a": 1.0, "b": 2.0} == known_times(runs)


def going_on(executor: str = "", **states: NodeRun) -> Run:
    running = tuple(name for name, item in states.items() if item.state == "running")
    return Run(
        "1-1", order=tuple(states), nodes=states, running=running, status="running", began=100.0,
        made_of=Scenario("s", executor=executor),
    )  # fmt: skip


def test_what_is_left_is_what_waits_and_the_rest_of_what_runs() -> None:
    run = going_on(a=NodeRun("ok", 1.0), b=NodeRun("running", begun=1.0), c=NodeRun(), d=NodeRun())
    assert "about 6.0 s left" == left_of(run, DIAMOND, TIMES, 102.0)
    assert "about 5.0 s left" == left_of(run, DIAMOND, TIMES, 108.0)  # longer than the last time: no less than nothing
    assert "" == left_of(run, DIAMOND, {"a": 1.0}, 102.0)
    over = going_on(a=NodeRun("ok", 1.0))
    assert "" == left_of(over, DIAMOND, TIMES, 102.0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "200 ms"), (9.4, "9.4 s"), (42.4, "42 s"), (90, "1.5 min"), (720, "12 min"), (7200, "2.0 h")],
)
def test_expected_times_have_few_digits(seconds: float, text: str) -> None:
    assert text == rough(seconds)
