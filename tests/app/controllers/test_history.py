"""The history: what is written of a run, and what an earlier one shows on today's graph."""

from __future__ import annotations

from dataclasses import replace

from dagscope.expected_time import seconds_text
from dagscope.run_history import PastNode, PastRun
from dagscope_app.model.picture.resolve_context import stop_marks

from tests.app.controllers.bench import Bench


def test_a_run_is_written_when_it_begins_and_when_it_ends(shop: Bench) -> None:
    shop.c.run.run(("report",))
    (began,) = shop.history.begun
    assert (("report",), "plain", "running") == (began.finals, began.scenario["name"], began.status)
    shop.begin()
    shop.print("hello\n")
    shop.finish(total="no good")
    past, nodes, log = shop.history.ended[-1]
    assert (1, "failed", "hello\n") == (past.id, past.status, log)
    assert ("failed", "ok") == (nodes["total"].state, nodes["orders"].state)
    shop.c.run.run(("gap",), "left", "plain")
    assert 1 == len(shop.history.begun), "a comparison's runs are its own"


def test_a_past_run_is_compared_with_the_latest_and_shown_on_the_graph(shop: Bench) -> None:
    shop.history.past = (PastRun(7, 3, 1000.0, {"name": "plain"}, ("report",), "v0", "ok", 2.0),)
    shop.history.past_nodes = {
        "orders": PastNode("ok", 0.001, "1", "int"),
        "total": PastNode("ok", 5.0, "9", "int"),
        "gone": PastNode("ok", 1.0, "1", "int"),
    }
    took = shop.ran("total").nodes["total"].seconds
    shop.c.past.choose(7)
    found = {(each.node, each.what): (each.then, each.now) for each in shop.state.past.changes}
    assert ("9", "1") == found["total", "value"] and ("5.0 s", seconds_text(took)) == found["total", "time"]
    assert ("ok", "") == found["gone", "run"] and ("orders", "value") not in found
    assert not shop.state.past.is_on_graph and shop.state.shown_run is shop.state.run
    shop.c.past.show_on_graph(7)
    shown = shop.state.shown_run
    assert shown is not None and ("ok", 5.0) == (shown.state_of("total"), shown.nodes["total"].seconds)
    assert {} == shop.state.shown_stale and {} == stop_marks(shop.state)
    shop.do("run.leave_past")
    assert shop.state.shown_run is shop.state.run
    shop.c.past.show_on_graph(7)
    shop.c.run.run(("total",))
    assert shop.state.shown_run is shop.state.run, "a new run is looked at"


def test_the_trend_is_the_selected_nodes(shop: Bench) -> None:
    shop.history.times = [(PastRun(1, began=1000.0), 0.5)]
    shop.c.graph.select(["total"])
    assert "total" == shop.state.past.node and [0.5] == [seconds for _, seconds in shop.state.past.trend]
    shop.c.graph.select([])
    assert () == shop.state.past.trend


def test_what_went_wrong_is_said_and_fails_no_run(shop: Bench) -> None:
    shop.history.problem = "The history of runs is not kept: database or disk is full."
    shop.history.fails = True
    assert "ok" == shop.ran("total").status
    assert shop.history.problem == shop.state.past.problem
    assert replace(shop.state.past, problem="").runs == ()


def test_plans_know_the_times_of_earlier_sessions() -> None:
    shop = Bench()
    shop.history.past = (PastRun(7, 3, 1000.0, {"name": "plain"}, ("report",), "v0", "ok", 2.0),)
    shop.history.past_nodes = {
        "orders": PastNode("ok", 90.0, "1", "int"),
        "total": PastNode("cached", 0.1, "1", "int"),
        "gap": PastNode("failed", 5.0, "", ""),
    }
    shop.open()
    shop.do_all_turns()
    assert {"orders": 90.0} == shop.state.past.times  # what was read, and what failed, tells nothing


def test_two_past_runs_are_compared_with_each_other(shop: Bench) -> None:
    older = {"a": PastNode("ok", 1.0, "1", code=5), "gone": PastNode("ok", 1.0)}
    newer = {"a": PastNode("failed", 9.0, "2", code=6), "fresh": PastNode("ok", 1.0)}
    shop.history.past = (PastRun(4, began=2.0, status="ok"), PastRun(3, began=1.0, status="ok"))
    shop.history.nodes_of = {3: older, 4: newer}
    shop.store.update(lambda now: replace(now, past=replace(now.past, runs=shop.history.runs())))
    shop.c.past.compare(4, 3)
    past = shop.state.past
    assert past.chosen is not None and past.other is not None and (3, 4) == (past.chosen.id, past.other.id)
    assert [
        ("a", "code"), ("a", "state"), ("a", "value"), ("a", "time"), ("fresh", "run"), ("gone", "run"),
    ] == [(each.node, each.what) for each in past.changes]  # fmt: skip
    shop.c.past.choose(3)
    assert shop.state.past.other is None
    shop.c.past.compare(3, 99)
    assert shop.state.past.other is None


def test_runs_of_other_processes_are_listed_when_somebody_looks(shop: Bench) -> None:
    shop.history.past = (PastRun(1, 0, 1000.0, {"name": "plain"}, ("report",), "v0", "ok", 2.0),)
    shop.do("run.history")
    assert shop.history.past == shop.state.past.runs
    before = shop.state
    shop.c.past.refresh()
    assert before is shop.state, "nothing new is no change"
