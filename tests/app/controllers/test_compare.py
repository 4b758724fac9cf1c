"""Two scenarios side by side: both built, their union laid out, both run, their values compared."""

from __future__ import annotations

import pytest
from dagscope.protocol.messages import (
    Build,
    Compare,
    CompareEnd,
    ComparePage,
    CompareValues,
    ErrorAnswer,
    Execute,
    ValueDiffAnswer,
)
from dagscope.records import NodeDiff, ValueDiff

from tests.app.controllers.bench import DISCOUNTED, PLAIN, SHOP, Bench, node, pages

DIFFS = (NodeDiff("total", "cause"), NodeDiff("north.chosen", "cause"))
LEFT = tuple(item for item in SHOP if item.name != "north.chosen")


def answer_both(bench: Bench) -> None:
    bench.worker.answer(Build, *pages(LEFT))
    bench.worker.answer(Build, *pages((*SHOP, node("more", "total"))))
    bench.do_all_turns()


@pytest.fixture
def opened(shop: Bench) -> Bench:
    """Return the shop with its two scenarios side by side."""
    shop.do("compare.open")
    answer_both(shop)
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(10, 2))
    return shop


def test_the_current_scenario_and_the_next_are_built_and_their_union_is_laid_out(shop: Bench) -> None:
    shop.do("compare.open")
    assert [("left", PLAIN), ("right", DISCOUNTED)] == [(c.slot, c.scenario) for c in shop.worker.sent(Build)]
    assert shop.state.compare.is_open and shop.state.compare.is_loading
    answer_both(shop)
    compare = shop.state.compare
    assert {"more", "north.chosen", "total"} <= set(compare.union.nodes)
    assert compare.layout is not None and {item.id for item in shop.second_layout.requests[-1].nodes} == set(
        compare.union.nodes
    )
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(10, 2))
    assert (False, DIFFS, "total") == (
        shop.state.compare.is_loading,
        shop.state.compare.diffs,
        shop.state.compare.selected,
    )


def test_one_scenario_cannot_be_compared(bench: Bench) -> None:
    bench.open(scenarios=(PLAIN,))
    bench.do("compare.open")
    assert not bench.state.compare.is_open and "scenario.duplicate" == bench.offered


def test_a_side_that_cannot_be_built_is_named(shop: Bench) -> None:
    shop.do("compare.open")
    shop.worker.answer(Build, ErrorAnswer("no such module"))
    assert "plain: no such module" == shop.state.compare.message and not shop.state.compare.is_loading


def test_differences_are_gone_through_and_unfolded(opened: Bench) -> None:
    opened.c.compare.toggle_group("north")
    folded = opened.state.compare.folded
    seen = []
    for command in ("compare.next", "compare.next", "compare.previous"):
        opened.do(command)
        seen.append(opened.state.compare.selected)
    assert ["north.chosen", "total", "north.chosen"] == seen
    assert "north" in folded and "north" not in opened.state.compare.folded
    assert ("north.chosen",) == opened.state.view.selection


def test_only_differences_shows_what_differs_with_its_neighbours(opened: Bench) -> None:
    opened.c.compare.show_only_differences(True)
    shown = {item.id for item in opened.second_layout.requests[-1].nodes}
    assert {"total", "north.chosen"} <= shown and "south.mean_price" not in shown
    opened.c.compare.show_only_differences(False)
    assert len(opened.second_layout.requests[-1].nodes) > len(shown)


def test_both_sides_are_run_one_after_the_other_and_their_values_compared(opened: Bench) -> None:
    opened.do("compare.run")
    assert ["left"] == [command.slot for command in opened.worker.sent(Execute)]
    left = opened.finish()
    assert ["left", "right"] == [command.slot for command in opened.worker.sent(Execute)]
    right = opened.finish()

    assert (left.id, right.id) == (opened.state.compare.left_run, opened.state.compare.right_run)
    assert Compare("left", "right", left.id, right.id) == opened.worker.last(Compare), "all values in one stream"
    assert opened.state.compare.is_loading
    differing = NodeDiff("report", "affected")
    opened.worker.answer(Compare, ComparePage((*DIFFS, differing)), CompareEnd(9, 3))
    assert not opened.state.compare.is_loading and differing in opened.state.compare.diffs

    (asked,) = opened.worker.sent(CompareValues)
    assert (left.id, right.id, "total") == (asked.left.run, asked.right.run, asked.left.node), (
        "the one that is looked at"
    )
    opened.worker.answer(CompareValues, ValueDiffAnswer(ValueDiff("scalar")))
    assert ValueDiff("scalar") == opened.state.compare.values["total"]
    opened.c.compare.select("report")
    opened.worker.answer(CompareValues, ErrorAnswer("that value is gone"))
    assert "report" not in opened.state.compare.values
    assert [] == list(opened.state.results), "the values of a comparison get no tabs"


def test_a_first_run_that_cannot_begin_has_no_second_one(opened: Bench) -> None:
    opened.c.run.run(("gap",))
    opened.begin()
    opened.do("compare.run")
    opened.finish()
    assert ["main"] == [command.slot for command in opened.worker.sent(Execute)]


def test_sides_are_swapped_chosen_and_closed(opened: Bench) -> None:
    opened.do("compare.swap")
    assert ("discounted", "plain") == (opened.state.compare.left, opened.state.compare.right)
    opened.c.compare.choose("left", "plain")
    assert ("plain", "discounted") == (opened.state.compare.left, opened.state.compare.right)
    opened.do("compare.close")
    assert (False, "plain", "discounted") == (
        opened.state.compare.is_open,
        opened.state.compare.left,
        opened.state.compare.right,
    )


def test_what_comes_after_another_choice_is_dropped(shop: Bench) -> None:
    shop.do("compare.open")
    shop.do("compare.swap")
    shop.worker.answer(Build, *pages(LEFT))
    shop.worker.answer(Build, *pages(LEFT))
    shop.do_all_turns()
    assert {} == dict(shop.state.compare.union.nodes)
    answer_both(shop)
    assert "total" in shop.state.compare.union.nodes
