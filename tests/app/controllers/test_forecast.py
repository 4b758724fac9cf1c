"""The plan panel: what is asked of the worker, when, and what becomes of its answer."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import Execute, Foresee, Foreseen
from dagscope.records import ValueRef
from dagscope.scenario import ValueSpec
from dagscope_app.model.records.forecast import PlanRow, rows_of, sum_of

from tests.app.controllers.bench import PLAIN, Bench


def plan(shop: Bench) -> Foresee:
    shop.c.forecast.set_shown(True)
    return shop.worker.last(Foresee)


def test_nothing_is_asked_while_nobody_looks(shop: Bench) -> None:
    shop.c.scenario.set_final_vars(("total",))
    assert [] == shop.worker.sent(Foresee)


def test_the_plan_follows_what_would_run(shop: Bench) -> None:
    asked = plan(shop)
    assert (("report", "gap"), PLAIN.inputs, {}, "", ()) == (
        asked.final_vars, asked.inputs, asked.overrides, asked.cache, asked.taken,
    )  # fmt: skip
    shop.c.scenario.set_final_vars(("total",))
    assert ("total",) == shop.worker.last(Foresee).final_vars
    shop.c.scenario.set_override("orders", ValueSpec("literal", "3"))
    assert {"orders"} == shop.worker.last(Foresee).overrides.keys()
    shop.c.scenario.set_input("count", ValueSpec("none"))
    assert {} == shop.worker.last(Foresee).inputs
    shop.c.forecast.choose("all")
    assert ("report", "gap") == shop.worker.last(Foresee).final_vars
    before = len(shop.worker.sent(Foresee))
    shop.c.graph.select(["total"])
    assert before == len(shop.worker.sent(Foresee))
    shop.c.forecast.choose("selection")
    assert ("total",) == shop.worker.last(Foresee).final_vars
    assert [] == shop.worker.sent(Execute)


def test_only_the_latest_answer_counts(shop: Bench) -> None:
    plan(shop)
    shop.c.scenario.set_final_vars(("total",))
    shop.worker.answer(Foresee, Foreseen(runs=("gap",)))
    assert shop.state.forecast.answer is None
    shop.worker.answer(Foresee, Foreseen(runs=("orders", "total")))
    assert shop.state.forecast.answer == Foreseen(runs=("orders", "total"))


def test_a_refusal_is_shown_instead(shop: Bench) -> None:
    plan(shop)
    shop.worker.answer(Foresee, Foreseen(problem="orders cannot run: it could not be imported"))
    assert "orders cannot run: it could not be imported" == shop.state.forecast.problem
    shop.c.forecast.choose("failed")
    assert "There is no run to go on with." == shop.state.forecast.problem
    shop.c.forecast.choose("stale")
    assert "Nothing is out of date." == shop.state.forecast.problem


def test_it_is_asked_again_when_a_run_has_ended(shop: Bench) -> None:
    plan(shop)
    shop.do("run.final")
    during = len(shop.worker.sent(Foresee))
    shop.finish()
    assert during + 1 == len(shop.worker.sent(Foresee))


def test_what_failed_is_planned_from_the_values_that_are_there(shop: Bench) -> None:
    plan(shop)
    shop.do("run.final")
    shop.finish(total="no orders")
    shop.c.forecast.choose("failed")
    asked = shop.worker.last(Foresee)
    assert ("total",) == asked.final_vars
    assert ValueRef("main", shop.run.id, "orders") in asked.taken


def test_rows_say_what_happens_to_each_node() -> None:
    answer = Foreseen(("a", "b"), ("a",), ("c",), ("d",), ("e",), ("f",), ("g",))
    rows = rows_of(answer, {"a": 3.0, "b": 2.0})
    assert (
        PlanRow("g", "missing"), PlanRow("a", "cached"), PlanRow("b", "runs", 2.0), PlanRow("e", "kept"),
        PlanRow("d", "overridden"), PlanRow("c", "cut"), PlanRow("f", "given"),
    ) == rows  # fmt: skip
    assert "1 node runs, 1 from the cache, 1 kept, 1 cut off, 1 missing" == sum_of(answer)
    assert "0 nodes run" == sum_of(replace(answer, runs=(), cached=(), cut=(), kept=(), missing=()))
