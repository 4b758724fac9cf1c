"""Runs: what the worker's events make of the state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.protocol.messages import (
    Batch,
    Output,
    RunFinished,
)
from dagscope.records import State, StateRow
from dagscope_app.model.panels.details import Shown, shown_of
from dagscope_app.model.records.results import value_tabs
from dagscope_app.model.runs.exit_reasons import Ending

from tests.app.controllers.bench import Bench, node


def test_a_failure_comes_to_the_front_and_names_its_node(shop: Bench) -> None:
    shop.ran("orders")
    shop.c.run.run(("total", "report"))
    shop.finish(total="no <b>")
    current = next(tab for tab in value_tabs(shop.state.results) if tab.key == shop.state.current_result)
    assert ("total", "failed") == (current.node, current.state)
    assert ("total: ValueError: no <b>", "run.show_error") == (shop.said, shop.offered)
    shop.c.tabs.select(shop.state.results[0].key)
    shop.do(shop.offered)
    assert current.key == shop.state.current_result


@pytest.mark.parametrize(
    ("event", "said", "offered"),
    [
        (
            RunFinished("", "failed", missing=("count",)),
            "Missing input: count. Give a value in the Inputs panel.",
            "panel.inputs",
        ),
        (RunFinished("", "failed", missing=("a", "b")), "Missing inputs: a, b. Give a value", "panel.inputs"),
        (
            RunFinished("", "failed", message="input 'df': c.json is no table"),
            "input 'df': c.json is no table",
            "panel.inputs",
        ),
    ],
)
def test_what_a_run_lacks_leads_to_where_it_is_given(shop: Bench, event: RunFinished, said: str, offered: str) -> None:
    shop.c.run.run(("total",))
    shop.begin()
    shop.tell(replace(event, run=shop.run.id))
    assert shop.said.startswith(said) and offered == shop.offered


def test_functions_that_the_config_does_not_choose_are_told_apart_from_inputs(bench: Bench) -> None:
    bench.open((*(node(name) for name in ("rate", "score")),))
    bench.store.update(lambda now: replace(now, graphs={"main": _without_value(now.graph)}))
    bench.c.run.run(("score",))
    bench.begin()
    bench.tell(RunFinished(bench.run.id, "failed", missing=("rate",)))
    assert "No value for rate: the config chooses none of the functions of that name. Set rounding." == bench.said
    assert "panel.config" == bench.offered


def _without_value(graph):  # type: ignore[no-untyped-def]
    return replace(graph, config_keys=tuple(replace(key, value="") for key in graph.config_keys))


def test_output_that_was_left_out_is_counted(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.begin()
    shop.tell(Output(shop.run.id, "total", "stdout", "x", dropped=1000))
    assert "... 1000 more characters were left out" == shop.state.log[-1].text


def test_failed_and_stopped_nodes_and_failed_checks_are_problems_of_the_run(shop: Bench) -> None:
    shop.ran("total")
    assert () == shop.state.problems
    shop.c.run.run(("report",))
    run = shop.begin()
    rows = (
        StateRow("orders", "warning", 0.1, 0.0, "1 of 2 checks failed: 58 values outside"),
        StateRow("total", "failed", 0.2, 0.1, "ValueError: no"),
        StateRow("shown_total", "stopped", 9.1, 0.2),
    )
    shop.tell(Batch.of(run.id, rows))
    shop.tell(RunFinished(run.id, "cancelled", 9.4, None, "stopped"))
    assert [
        ("total", "error", "total: ValueError: no"),
        ("shown_total", "warning", "shown_total: stopped after 9.1 s"),
        ("orders", "warning", "orders: 1 of 2 checks failed: 58 values outside"),
    ] == [(row.node, row.severity, row.message) for row in shop.state.problems]
    assert all(row.file and row.line for row in shop.state.problems)
    assert "1 warning, 1 failed, 1 stopped" in shop.run.describe()
    shop.c.graph.select(["total"])
    shown = shown_of(shop.state)
    assert isinstance(shown, Shown) and "1 of 2 checks failed" == shown.received["orders"]
    shop.ran("total")
    assert () == shop.state.problems


def test_a_run_that_failed_by_itself_is_a_problem(shop: Bench) -> None:
    shop.c.run.run(("total",))
    run = shop.begin()
    shop.tell(RunFinished(run.id, "failed", 0.1, None, "BrokenProcessPool: it did not start"))
    assert ["Run #1 failed: BrokenProcessPool: it did not start"] == [row.message for row in shop.state.problems]


@pytest.mark.parametrize("said", ["running", "waiting"])
def test_the_node_that_ran_when_the_process_ended_failed_whatever_was_said_of_it(shop: Bench, said: State) -> None:
    shop.c.run.run(("total",))
    run = shop.begin()
    shop.tell(Batch.of(run.id, (StateRow("orders", "ok", 0.1), StateRow("total", said, 0.0, 0.1))))
    shop.c.worker_life.on_died(Ending("crashed(SIGSEGV)", "running total (orders.py, line 7)", "total"), True)
    lost = next(item for item in shop.state.runs if item.id == run.id)
    assert "failed" == lost.state_of("total") and "orders.py, line 7" in lost.nodes["total"].summary
    assert ["total"] == [row.node for row in shop.state.problems if row.severity == "error"]
