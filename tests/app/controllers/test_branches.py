"""Branches of a block as the worker tells of them: rows, their sum, and lanes."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from dagscope.protocol.messages import Branches, Execute, RunFinished
from dagscope.records import BranchRow, State
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.runs.branches import branch_rows, has_branches_in, has_lanes_in, lanes_of, sum_of

from tests.app.controllers.bench import PLAIN, Bench, node


def told(shop: Bench, *rows: BranchRow) -> None:
    shop.do("run.final")
    shop.begin()
    shop.tell(Branches(shop.run.id, rows))


def test_rows_stand_branch_after_branch(shop: Bench) -> None:
    told(
        shop,
        BranchRow("total", "10", "ok", 1.0, 3.0, "'x'", "5", "thread 2"),
        BranchRow("gap", "2", "running", 0.0, 2.0, "'y'", "", "thread 1"),
        BranchRow("total", "2", "ok", 1.0, 1.0, "'y'", "4", "thread 1"),
        BranchRow("orders", "", "ok", 1.0, 0.0, "", "3", "thread 1"),
    )
    assert [("total", "2"), ("gap", "2"), ("total", "10")] == [(r.node, r.branch) for r in branch_rows(shop.run)]
    assert has_branches_in(shop.run) and has_lanes_in(shop.run)
    assert {"thread 1": ["orders", "total", "gap"], "thread 2": ["total"]} == {
        name: [row.node for row in rows] for name, rows in lanes_of(shop.run).items()
    }
    assert "3 branches begun so far: 2 done, 1 running" == sum_of(
        branch_rows(shop.run), shop.state.graph, is_over=False
    )


def test_the_newest_state_counts_and_what_never_ended_was_stopped(shop: Bench) -> None:
    told(shop, BranchRow("total", "0", "running", 0.0, 0.1), BranchRow("total", "1", "running", 0.0, 0.2))
    shop.tell(Branches(shop.run.id, (BranchRow("total", "0", "failed", 0.3, 0.1, "1", "ValueError: no"),)))
    shop.tell(RunFinished(shop.run.id, "failed", 1.2))
    assert ["failed", "stopped"] == [row.state for row in branch_rows(shop.run)]
    assert 1.0 == branch_rows(shop.run)[1].seconds


def test_without_branches_there_is_nothing_to_show(shop: Bench) -> None:
    shop.do("run.final")
    shop.finish()
    assert not has_branches_in(shop.run) and not has_lanes_in(shop.run)
    assert "" == sum_of(branch_rows(shop.run), shop.state.graph, is_over=True)


BLOCK = (
    node("count", kind="input"),
    node("orders", "count"),
    node("item", "orders", kind="expand"),
    node("work", "item"),
    node("total", "work", kind="collect"),
)


@pytest.mark.parametrize(
    ("ended", "active", "over"),
    [
        ("a0 ok, b0 ok, a1 ok", "1 done, 1 running", "1 done, 1 unfinished"),
        ("a0 failed, b0 skipped, a1 ok, b1 ok", "1 failed, 1 done", "1 failed, 1 done"),
        ("a0 failed, b0 ok, a1 warning, b1 ok", "1 failed, 1 warning", "1 failed, 1 warning"),
        ("a0 cached, a1 ok, b1 ok", "2 done", "2 done"),
        ("a0 ok, b0 ok, a1 ok, b1 ok, c0 ok, c1 failed", "3 done, 1 failed", "3 done, 1 failed"),
    ],
)
def test_a_branch_is_as_its_worst_node_and_done_when_all_of_it_is(ended: str, active: str, over: str) -> None:
    nodes = (
        node("item", kind="expand"), node("a", "item"), node("b", "a"), node("total", "b", kind="collect"),
        node("other", "total", kind="expand"), node("c", "other"),
    )  # fmt: skip
    graph = GraphSnapshot({each.name: each for each in nodes})
    told_of = [each.split() for each in ended.split(", ")]
    rows = tuple(BranchRow(name[0], name[1:], cast(State, state)) for name, state in told_of)

    assert active == sum_of(rows, graph, is_over=False).partition(": ")[2]
    assert over == sum_of(rows, graph, is_over=True).partition(": ")[2]
    assert "unfinished" not in sum_of(rows, GraphSnapshot(), is_over=True)


def test_a_retry_takes_the_branches_that_ended_well() -> None:
    shop = Bench()
    shop.open(BLOCK, (replace(PLAIN, final_vars=("total",)),))
    shop.do("run.final")
    shop.begin()
    shop.tell(Branches(shop.run.id, (BranchRow("work", "0", "ok"), BranchRow("work", "1", "failed"))))
    first = shop.finish(work="no", total="needs work")
    shop.do("run.retry")
    asked = shop.worker.last(Execute)
    assert ("total",) == asked.final_vars
    assert (first.id, ("item", "work")) == (asked.branches_of, asked.branched)
    assert ["orders"] == [ref.node for ref in asked.taken]


def test_branches_of_code_that_changed_are_computed_again() -> None:
    shop = Bench()
    shop.open(BLOCK, (replace(PLAIN, final_vars=("total",)),))
    shop.do("run.final")
    shop.begin()
    shop.tell(Branches(shop.run.id, (BranchRow("work", "0", "ok"), BranchRow("work", "1", "failed"))))
    shop.finish(work="no", total="needs work")
    shop.store.update(lambda now: replace(now, stale={"work": "work changed"}))
    shop.do("run.retry")
    assert ("item",) == shop.worker.last(Execute).branched
