"""Runs: what the worker is asked for, and when."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import (
    Cancel,
    ErrorAnswer,
    Execute,
    Forget,
    RunFinished,
)
from dagscope.scenario import ValueSpec
from dagscope_app.model.records.results import value_tabs
from dagscope_app.model.state import RUN_LIMIT

from tests.app.controllers.bench import PLAIN, Bench, node


def test_final_variables_are_run_to_their_end(shop: Bench) -> None:
    shop.do("run.final")
    asked = shop.worker.last(Execute)
    assert ("main", ("report", "gap"), PLAIN.inputs) == (asked.slot, asked.final_vars, asked.inputs)
    assert "requested" == shop.run.status
    assert shop.begin().status == "running" and "waiting" == shop.run.state_of("total")
    shop.print("adding up\n")
    shop.finish()

    assert ("ok", {"ok": 12}) == (shop.run.status, {k: n for k, n in shop.run.counts.items() if n})
    assert ["report", "gap"] == [tab.node for tab in shop.state.results]
    assert ("adding up\n", "total") == (shop.state.log[-1].text, shop.state.log[-1].node)
    assert "idle" in shop.worker.calls
    shop.do("run.clear_log")
    assert () == shop.state.log


def test_without_final_variables_everything_nobody_needs_is_run(shop: Bench) -> None:
    shop.do("scenario.clear_final")
    shop.do("run.final")
    assert ("report", "gap") == shop.worker.last(Execute).final_vars


def test_final_variables_that_are_no_nodes_are_said(shop: Bench) -> None:
    shop.c.scenario.set_final_vars(("nothing", "total"))
    shop.do("run.final")
    assert ("total",) == shop.worker.last(Execute).final_vars
    assert shop.said.startswith("nothing is not a node") and "scenario.clear_final" == shop.offered
    assert "warning" == (shop.state.banner and shop.state.banner.severity)
    shop.finish()
    shop.c.scenario.set_final_vars(("nothing", "neither"))
    shop.do("run.final")
    assert 1 == len(shop.state.runs) and "are not nodes" in shop.said
    assert "error" == (shop.state.banner and shop.state.banner.severity)


def test_a_cycle_has_nothing_to_run(bench: Bench) -> None:
    bench.open((node("a", "b"), node("b", "a")), (replace(PLAIN, final_vars=()),))
    bench.do("run.final")
    assert bench.said.startswith("There is nothing to run") and [] == bench.worker.sent(Execute)


def test_the_selection_is_run_groups_as_a_whole(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("run.selection")
    assert ("total",) == shop.worker.last(Execute).final_vars
    shop.finish()
    shop.c.graph.click_group("north")
    shop.do("run.selection")
    assert {"north", "north.chosen", "north.mean_price"} == set(shop.worker.last(Execute).final_vars)


def test_one_node_alone_takes_what_it_needs_from_earlier_runs(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("run.only")
    assert shop.said.startswith("total cannot run alone: ") and "orders" in shop.said
    assert ("run.selection", ()) == (shop.offered, shop.state.runs)

    first = shop.ran("total")
    shop.do("run.only")
    (taken,) = shop.worker.last(Execute).taken
    assert (first.id, "orders") == (taken.run, taken.node)
    shop.finish()
    assert (("total",), False) == (shop.run.order, bool(shop.state.stale))


def test_what_is_made_of_values_that_are_out_of_date_is_out_of_date(shop: Bench) -> None:
    shop.ran("total")
    shop.c.scenario.set_input("count", ValueSpec("literal", "20"))
    assert shop.state.stale
    shop.c.graph.select(["total"])
    shop.do("run.only")
    shop.finish()
    assert shop.state.stale
    shop.ran("total")
    assert not shop.state.stale


def test_one_run_at_a_time(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.begin()
    assert "" == shop.c.run.run(("gap",))
    assert (1, "run.stop") == (len(shop.worker.sent(Execute)), shop.offered)
    shop.do(shop.offered)
    assert Cancel(shop.run.id) == shop.worker.commands[-1] and "interrupt" == shop.worker.calls[-1]
    assert "cancelling" == shop.run.status
    shop.tell(RunFinished(shop.run.id, "cancelled"))
    assert ("cancelled", None) == (shop.run.status, shop.state.active_run)
    shop.do("run.stop")
    assert 1 == len(shop.worker.sent(Cancel))


def test_a_run_that_could_not_begin_says_why(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.worker.answer(Execute, ErrorAnswer("nothing can be run or read: the dataflow could not be built"))
    assert "failed" == shop.run.status and shop.said.startswith("nothing can be run or read")


def test_old_runs_are_forgotten_but_for_the_pinned_ones(shop: Bench) -> None:
    first = shop.ran("orders")
    shop.c.tabs.toggle_pin(shop.state.results[0].key)
    second = shop.ran("gap")
    for _ in range(RUN_LIMIT):
        shop.ran("report")
    kept = [run.id for run in shop.state.runs]
    assert first.id in kept and second.id not in kept
    assert [Forget("main", second.id)] == shop.worker.sent(Forget)
    assert ["ok", "forgotten"] == [tab.state for tab in value_tabs(shop.state.results)[:2]]


def test_what_the_graph_does_not_have_is_not_run(shop: Bench) -> None:
    shop.c.run.run_node("nobody")
    shop.c.graph.select(["count"])
    shop.do("run.only")
    assert [] == shop.worker.sent(Execute)
    shop.c.run.run_node("total")
    assert 1 == len(shop.worker.sent(Execute))


def test_runs_are_numbered_by_project(shop: Bench) -> None:
    assert [1, 2] == [shop.ran("total").number, shop.ran("total").number]
    shop.open(folder="/projects/other")
    assert 1 == shop.ran("total").number
