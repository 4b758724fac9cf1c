"""What "Retry failed" asks for, and which values it begins with."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import RunStarted
from dagscope.records import ValueRef
from dagscope_app.model.records.graph import GraphSnapshot, consumers_of
from dagscope_app.model.records.runs import NodeRun, Run, started
from dagscope_app.model.runs.targets import Wanted, failed_count, retry_in
from dagscope_app.model.state import AppState, WorkerStatus

from tests.app.controllers.bench import node

NODES = {
    item.name: item
    for item in (
        node("count", kind="input"),
        node("orders", "count"),
        node("item", "orders", kind="expand"),
        node("work", "item", "orders"),
        node("all_work", "work", kind="collect"),
        node("total", "all_work", "orders"),
        node("report", "total"),
    )
}
GRAPH = GraphSnapshot(NODES, consumers=consumers_of(NODES))


def after(finals: tuple[str, ...], generation: int = 1, **states: str) -> AppState:
    run = started(Run("1-1", final_vars=finals), RunStarted("1-1", "main", tuple(states), len(states)))
    nodes = {name: NodeRun(state, 1.0) for name, state in states.items()}  # type: ignore[arg-type]
    counts = {state: list(states.values()).count(state) for state in states.values()}
    run = replace(run, nodes=nodes, counts=counts, status="failed")
    return AppState(graphs={"main": GRAPH}, runs=(run,), worker=WorkerStatus("ready", generation))


def taken_by(wanted: Wanted) -> tuple[ValueRef, ...]:
    return wanted.kept.taken if wanted.kept is not None else ()


def test_what_failed_runs_again_from_what_is_there() -> None:
    state = after(("report",), orders="ok", item="ok", work="ok", all_work="ok", total="failed", report="skipped")
    wanted = retry_in(state)
    assert ("report",) == wanted.names
    assert {ValueRef("main", "1-1", "all_work"), ValueRef("main", "1-1", "orders")} == set(taken_by(wanted))
    assert 1 == failed_count(state)


def test_values_of_branches_are_not_given_but_made_again() -> None:
    state = after(
        ("report",), orders="ok", item="ok", work="failed", all_work="skipped", total="skipped", report="skipped"
    )
    wanted = retry_in(state)
    assert (("report",), (ValueRef("main", "1-1", "orders"),)) == (wanted.names, taken_by(wanted))


def test_values_that_are_out_of_date_or_gone_are_not_given() -> None:
    state = after(("report",), orders="ok", item="ok", work="ok", all_work="ok", total="failed", report="skipped")
    assert (ValueRef("main", "1-1", "orders"),) == taken_by(
        retry_in(replace(state, stale={"all_work": "work changed"}))
    )
    elsewhere = retry_in(replace(state, worker=WorkerStatus("ready", 2)))
    assert () == taken_by(elsewhere) and elsewhere.kept is not None
    assert {"1-1": ("orders", "all_work")} == elsewhere.kept.brought
    lost = replace(state, runs=tuple(replace(run, status="lost") for run in state.runs))  # type: ignore[arg-type]
    gone = retry_in(lost)
    assert gone.kept is not None and {} == gone.kept.right


def test_a_failure_that_is_no_final_variable_is_tried_again_too() -> None:
    state = after(("orders",), orders="ok", total="failed")
    assert ("total",) == retry_in(state).names


def test_nothing_failed() -> None:
    assert "Nothing failed in the last run." == retry_in(after(("orders",), orders="ok")).reason
    assert "There is no run to go on with." == retry_in(AppState()).reason


def test_a_run_stopped_before_it_began_leaves_what_the_one_before_it_said() -> None:
    state = after(("report",), orders="ok", item="ok", work="ok", all_work="ok", total="failed", report="skipped")
    waiting = replace(state.runs[0], id="1-2", number=2, nodes={}, counts={}, status="requested")
    assert "1-2" == (replace(state, runs=(*state.runs, waiting)).run or Run("")).id
    stopped = replace(state, runs=(*state.runs, replace(waiting, status="cancelled")))
    assert retry_in(state) == retry_in(stopped)
    assert 1 == failed_count(stopped)
