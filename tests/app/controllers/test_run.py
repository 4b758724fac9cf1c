"""Runs: what the worker is asked, and what its events make of the state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.protocol.messages import (
    Batch,
    Cancel,
    ErrorAnswer,
    Execute,
    Forget,
    Hello,
    Open,
    Output,
    Project,
    RunFinished,
)
from dagscope.records import ProblemRecord, State, StateRow
from dagscope.scenario import ValueSpec
from dagscope_app.model.records.results import value_tabs
from dagscope_app.model.runs.exit_reasons import Ending
from dagscope_app.model.state import RUN_LIMIT

from tests.app.controllers.bench import FOLDER, MODULES, PLAIN, SHOP, Bench, node
from tests.app.controllers.test_conditions import possible


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


def test_final_variables_that_are_no_nodes_are_told(shop: Bench) -> None:
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


def test_a_run_that_could_not_begin_says_why(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.worker.answer(Execute, ErrorAnswer("nothing can be run or read: the dataflow could not be built"))
    assert "failed" == shop.run.status and shop.said.startswith("nothing can be run or read")


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


def test_output_that_was_left_out_is_counted(shop: Bench) -> None:
    shop.c.run.run(("total",))
    shop.begin()
    shop.tell(Output(shop.run.id, "total", "stdout", "x", dropped=1000))
    assert "... 1000 more characters were left out" == shop.state.log[-1].text


def test_what_the_graph_does_not_have_is_not_run(shop: Bench) -> None:
    shop.c.run.run_node("nobody")
    shop.c.graph.select(["count"])
    shop.do("run.only")
    assert [] == shop.worker.sent(Execute)
    shop.c.run.run_node("total")
    assert 1 == len(shop.worker.sent(Execute))


def test_a_run_asked_for_while_the_code_is_loaded_waits_its_turn(shop: Bench) -> None:
    shop.do("project.reload")
    shop.do("run.final")
    assert [] == shop.worker.sent(Execute) and shop.said.startswith("The code is being loaded")
    shop.reload()
    assert ("report", "gap") == shop.worker.last(Execute).final_vars
    shop.finish()
    assert "ok" == shop.run.status and 1 == len(shop.worker.sent(Execute))


@pytest.mark.parametrize("command", ["run.final", "run.all"])
def test_a_run_asked_for_in_the_very_first_load_waits_its_turn(bench: Bench, command: str) -> None:
    bench.start()
    assert {"run.final", "run.all", "run.selection"} <= possible(bench)
    bench.do(command)
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN,)))
    assert [] == bench.worker.sent(Execute) and bench.said.startswith("The code is being loaded")
    bench.build()
    assert ("report", "gap") == bench.worker.last(Execute).final_vars
    bench.finish()
    assert "ok" == bench.run.status and 1 == len(bench.worker.sent(Execute))


def test_a_selection_to_run_that_is_none_after_the_first_load_is_said(bench: Bench) -> None:
    bench.start()
    bench.do("run.selection")
    bench.worker.answer(Open, Project(FOLDER, MODULES, (PLAIN,)))
    bench.build()
    assert [] == bench.worker.sent(Execute) and bench.said.startswith("Nothing is selected")


def test_a_run_asked_for_in_a_first_load_that_fails_is_dropped(bench: Bench) -> None:
    bench.start()
    bench.do("run.final")
    bench.worker.answer(Open, Project(FOLDER, (), (), (ProblemRecord("syntax", "does not parse"),)))
    assert [] == bench.worker.sent(Execute) and not bench.said.startswith("The code is being loaded")


def test_a_waiting_run_names_what_the_changed_code_has_no_more(shop: Bench) -> None:
    shop.do("project.reload")
    shop.c.run.run(("total", "gap"))
    shop.reload(tuple(item for item in SHOP if item.name != "gap"))
    assert ("total",) == shop.worker.last(Execute).final_vars


def test_a_waiting_run_does_not_start_with_code_that_cannot_be_built(shop: Bench) -> None:
    shop.do("project.reload")
    shop.do("run.final")
    shop.c.project.on_hello(Hello("3.12", "python", 8, "1"))
    shop.worker.answer(Open, Project(FOLDER, (), (), (ProblemRecord("syntax", "does not parse"),)))
    assert [] == shop.worker.sent(Execute)


def test_runs_are_numbered_by_project(shop: Bench) -> None:
    assert [1, 2] == [shop.ran("total").number, shop.ran("total").number]
    shop.open(folder="/projects/other")
    assert 1 == shop.ran("total").number


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
    shop.ran("total")
    assert () == shop.state.problems


def test_a_run_that_failed_by_itself_is_a_problem(shop: Bench) -> None:
    shop.c.run.run(("total",))
    run = shop.begin()
    shop.tell(RunFinished(run.id, "failed", 0.1, None, "BrokenProcessPool: it did not start"))
    assert ["Run #1 failed: BrokenProcessPool: it did not start"] == [row.message for row in shop.state.problems]


@pytest.mark.parametrize("told", ["running", "waiting"])
def test_the_node_that_ran_when_the_process_ended_failed_whatever_was_told_of_it(shop: Bench, told: State) -> None:
    shop.c.run.run(("total",))
    run = shop.begin()
    shop.tell(Batch.of(run.id, (StateRow("orders", "ok", 0.1), StateRow("total", told, 0.0, 0.1))))
    shop.c.worker_life.on_died(Ending("crashed(SIGSEGV)", "running total (orders.py, line 7)", "total"), True)
    lost = next(item for item in shop.state.runs if item.id == run.id)
    assert "failed" == lost.state_of("total") and "orders.py, line 7" in lost.nodes["total"].summary
    assert ["total"] == [row.node for row in shop.state.problems if row.severity == "error"]
