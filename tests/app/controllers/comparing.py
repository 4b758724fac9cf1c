"""A comparison of the two scenarios of the shop, and the answers it waits for. It must not test anything."""

from __future__ import annotations

from dagscope.protocol.messages import (
    Build,
    Compare,
    CompareEnd,
    ComparePage,
)
from dagscope.records import Change, NodeDiff
from dagscope.scenario import ValueSpec

from tests.app.controllers.bench import SHOP, Bench, node, pages

DIFFS = (
    NodeDiff("total", "cause", (Change("code", "orders.total"),)),
    NodeDiff("north.chosen", "cause", (Change("right"),)),
)
LEFT = tuple(item for item in SHOP if item.name != "north.chosen")


def answer_both(bench: Bench) -> None:
    bench.worker.answer(Build, *pages(LEFT))
    bench.worker.answer(Build, *pages((*SHOP, node("more", "total"))))
    bench.do_all_turns()


def compared(bench: Bench, *diffs: NodeDiff) -> None:
    bench.worker.answer(Compare, ComparePage(diffs or DIFFS), CompareEnd(10, 2))


def run_both(bench: Bench) -> None:
    bench.do("compare.run")
    bench.finish()
    bench.finish()
    compared(bench)


def edit(bench: Bench, value: str) -> None:
    """Change the current scenario, and build what that asks for."""
    bench.c.scenario.set_config("rounding", ValueSpec("literal", value))
    bench.build()
    answer_both(bench)
    compared(bench)
