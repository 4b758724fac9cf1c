"""Two scenarios side by side: both built, their union laid out, both run, their values compared."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from dagscope.protocol.messages import (
    Build,
    Compare,
    CompareEnd,
    ComparePage,
    CompareValues,
    ErrorAnswer,
    Execute,
    Plan,
    RunFinished,
    RunStarted,
    ValueDiffAnswer,
)
from dagscope.records import Change, CompareRule, NodeDiff, ValueDiff
from dagscope.scenario import ValueSpec
from dagscope_app.commands.table import BY_ID
from dagscope_app.model.cases import Side
from dagscope_app.model.compare.comparison import count_words, why_no_values
from dagscope_app.model.compare.kept import comparison_from_plain, comparison_to_plain
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.grouping import GroupBy
from dagscope_app.model.records.other_side import OtherSide
from dagscope_app.model.state import RUN_LIMIT

from tests.app.controllers.bench import DISCOUNTED, FOLDER, PLAIN, Bench, pages
from tests.app.controllers.comparing import DIFFS, LEFT, answer_both, compared, edit, run_both


def test_the_current_scenario_and_the_next_are_built_and_their_union_is_laid_out(shop: Bench) -> None:
    shop.do("view.group_module")
    shop.do("compare.open")
    assert [("left", PLAIN), ("right", DISCOUNTED)] == [(c.slot, c.scenario) for c in shop.worker.sent(Build)]
    assert shop.state.compare.is_open and shop.state.compare.is_loading
    answer_both(shop)
    compare = shop.state.compare
    assert {"more", "north.chosen", "total"} <= set(compare.union.nodes)
    assert compare.grouping.by == shop.state.grouping.by == GroupBy("module"), "the groups are those of the graph"
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
    opened.c.compare_picture.toggle_group("north")
    folded = opened.state.compare.folded
    opened.worker.take()
    seen = []
    for command in ("compare.next", "compare.next", "compare.previous"):
        opened.do(command)
        seen.append(opened.state.compare.selected)
    assert ["north.chosen", "total", "north.chosen"] == seen
    assert "north" in folded and "north" not in opened.state.compare.folded
    assert ("north.chosen",) == opened.state.view.selection
    # The graph, which shows the same selection afterwards, lights its path and no other.
    assert [("north.chosen",), ("total",), ("north.chosen",)] == [c.final_vars for c in opened.worker.sent(Plan)]


def test_both_sides_are_run_one_after_the_other_and_their_values_compared(opened: Bench) -> None:
    opened.do("compare.run")
    assert ["left"] == [command.slot for command in opened.worker.sent(Execute)]
    left = opened.finish()
    assert ["left", "right"] == [command.slot for command in opened.worker.sent(Execute)]
    right = opened.finish()

    assert (left.id, right.id) == (opened.state.compare.left_run, opened.state.compare.right_run)
    assert (left.id, right.id) == (opened.worker.last(Compare).left_run, opened.worker.last(Compare).right_run)
    opened.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(10, 2))
    asked = opened.worker.last(CompareValues)
    assert (left.id, right.id, "total") == (asked.left.run, asked.right.run, asked.left.node)
    opened.worker.answer(CompareValues, ValueDiffAnswer(ValueDiff("different", "number")))
    assert ["total"] == list(opened.state.compare.values)
    opened.do("compare.next")
    opened.worker.answer(CompareValues, ErrorAnswer("that value is gone"))
    assert ["total"] == list(opened.state.compare.values)
    assert [] == list(opened.state.results), "the values of a comparison get no tabs"


def test_a_run_of_the_window_is_compared_though_its_scenario_asks_for_inputs_and_what_is_overridden(
    bench: Bench,
) -> None:
    plain = replace(PLAIN, final_vars=("count", "total", "report"), overrides={"total": ValueSpec("literal", "3")})
    bench.open(scenarios=(plain, replace(plain, name="other", final_vars=("report",))))
    bench.do("run.final")
    asked = bench.worker.last(Execute)
    bench.tell(RunStarted(asked.run, asked.slot, ("shown_total", "report"), 2))
    run = bench.finish()
    bench.do("compare.open")
    answer_both(bench)
    compared(bench)
    assert run.id == bench.state.compare.left_run == bench.state.compare.right_run


def test_with_one_scenario_the_way_to_a_second_one_is_offered(bench: Bench) -> None:
    bench.open(scenarios=(PLAIN,))
    assert BY_ID["compare.open"].enabled_when(bench.state)
    bench.do("compare.open")

    assert bench.state.banner is not None and not bench.state.compare.is_open
    assert "scenario.duplicate" == bench.state.banner.command


def test_a_first_run_that_cannot_begin_has_no_second_one(opened: Bench) -> None:
    opened.c.run.run(("gap",))
    opened.begin()
    opened.do("compare.run")
    opened.finish()
    assert ["main"] == [command.slot for command in opened.worker.sent(Execute)]


def test_a_side_that_cannot_run_says_why_and_is_not_compared(opened: Bench) -> None:
    opened.do("compare.run")
    left = opened.finish()
    refused = opened.worker.last(Execute).run
    opened.tell(RunFinished(refused, "failed", message="total is defined more than once."))
    opened.do_all_turns()

    assert {("", "")} == {(asked.left_run, asked.right_run) for asked in opened.worker.sent(Compare)}
    assert (left.id, "") == (opened.state.compare.left_run, opened.state.compare.right_run)
    opened.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(10, 2))
    assert "total is defined more than once." in opened.said


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


# Following ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("current", ["plain", "discounted"])
def test_an_edit_of_either_side_builds_and_compares_anew(opened: Bench, current: str) -> None:
    opened.c.scenario.choose(current)
    opened.do_all_turns()
    opened.worker.drop()
    edit(opened, "half")
    sent = {command.slot: command.scenario for command in opened.worker.sent(Build)}
    side: Side = "left" if current == "plain" else "right"
    assert ValueSpec("literal", "half") == sent[side].config["rounding"]
    assert opened.state.compare.is_open and not opened.state.compare.is_loading
    assert "total" == opened.state.compare.selected


def test_values_of_an_earlier_scenario_are_out_of_date_until_the_edit_is_undone(opened: Bench) -> None:
    run_both(opened)
    first = opened.state.compare.left_run
    edit(opened, "half")
    assert "" == opened.worker.last(Compare).left_run == opened.state.compare.left_run
    assert "values out of date" in count_words(opened.state, 2)
    assert "plain was changed after its run" in why_no_values(opened.state)
    opened.do("edit.undo")
    opened.build()
    answer_both(opened)
    compared(opened)
    assert first == opened.state.compare.left_run and "out of date" not in count_words(opened.state, 2)


def test_both_sides_are_run_as_they_are_after_an_edit(opened: Bench) -> None:
    opened.c.scenario.set_input("count", ValueSpec("literal", "41"))
    opened.do("compare.run")
    assert [] == opened.worker.sent(Execute), "both are built first"
    answer_both(opened)
    compared(opened)
    left = opened.finish()
    assert "41" == opened.worker.sent(Execute)[0].inputs["count"].text
    opened.finish()
    assert left.id == opened.worker.last(Compare).left_run


def test_a_saved_file_builds_and_compares_anew(opened: Bench) -> None:
    run_both(opened)
    opened.c.file_changes.on_changed()
    assert opened.state.compare.is_open and opened.state.compare.union.nodes
    opened.reload()
    answer_both(opened)
    compared(opened)
    assert not opened.state.compare.is_loading and "" == opened.state.compare.left_run
    assert "loaded again" in why_no_values(opened.state)


def test_runs_are_kept_when_the_comparison_is_left_or_its_sides_are_swapped(opened: Bench) -> None:
    run_both(opened)
    left, right = opened.state.compare.left_run, opened.state.compare.right_run
    sent = len(opened.worker.commands)
    opened.do("compare.close")
    opened.do("compare.open")
    assert (left, right) == (opened.state.compare.left_run, opened.state.compare.right_run)
    assert sent == len(opened.worker.commands), "nothing has changed, so nothing is asked"
    opened.do("compare.swap")
    answer_both(opened)
    compared(opened)
    asked = opened.worker.last(Compare)
    assert (right, left) == (asked.left_run, asked.right_run)
    assert ("right", "left") == (
        opened.worker.last(CompareValues).left.slot,
        opened.worker.last(CompareValues).right.slot,
    )


def test_a_run_whose_values_were_released_is_compared_no_more(opened: Bench) -> None:
    run_both(opened)
    for _ in range(RUN_LIMIT):
        opened.ran("total")
    compared(opened)
    assert ("", "") == (opened.state.compare.left_run, opened.state.compare.right_run)


def test_a_renamed_scenario_is_followed_with_its_values(opened: Bench) -> None:
    run_both(opened)
    runs = opened.state.compare.left_run, opened.state.compare.right_run
    opened.c.scenario.rename("base")
    compare = opened.state.compare
    assert ("base", "discounted", *runs) == (compare.left, compare.right, compare.left_run, compare.right_run)
    assert "out of date" not in count_words(opened.state, 2)


def test_the_base_stands_on_the_left(shop: Bench) -> None:
    shop.c.scenario.choose("discounted")
    shop.do_all_turns()
    shop.do("compare.open")
    assert ("plain", "discounted") == (shop.state.compare.left, shop.state.compare.right)


def test_why_there_are_no_values_is_said(opened: Bench) -> None:
    assert "Run both to see the values of this node." == why_no_values(opened.state)
    opened.do("compare.run")
    assert "when both sides have run" in why_no_values(opened.state)
    opened.finish()
    opened.finish()
    compared(
        opened,
        NodeDiff("total", "cause", (Change("code"),), "not_run"),
        NodeDiff("gap", "cause", (), "failed", "failed: no"),
    )
    assert "Neither run needed this node." in why_no_values(opened.state)
    opened.do("compare.next")
    assert "failed: no." == why_no_values(opened.state)


# One picture, tolerances, pictures of values
# ---------------------------------------------------------------------------


def test_other_tolerances_and_keys_compare_again_and_stay(opened: Bench) -> None:
    run_both(opened)
    rule = CompareRule(0.1, 0.5)
    opened.c.compare.set_rule(rule, ("id",))
    asked = opened.worker.last(Compare)
    assert (rule, {"total": ("id",)}) == (asked.rule, asked.keys) and asked.left_run
    compared(opened)
    value = opened.worker.last(CompareValues)
    assert CompareRule(0.1, 0.5, "key", ("id",)) == value.rule
    count = len(opened.worker.sent(Compare))
    opened.c.compare.set_rule(rule, ("id",))
    assert count == len(opened.worker.sent(Compare)), "nothing is another one"
    opened.do("compare.close")
    opened.do("compare.open")
    assert (rule, {"total": ("id",)}) == (opened.state.compare.rule, opened.state.compare.keys)
    opened.c.compare.set_rule(rule)
    assert {} == opened.state.compare.keys


# Kept -------------------------------------------------------------------------------------------------------------


def test_a_comparison_is_there_again_in_the_next_session(opened: Bench) -> None:
    opened.c.compare.set_rule(CompareRule(0.1, 0.5), ("id",))
    opened.c.compare_picture.show_only_differences(True)
    opened.do("compare.merge")
    kept = comparison_to_plain(opened.state.compare)
    again = Bench()
    again.settings.views[FOLDER] = {"comparison": json.loads(json.dumps(kept))}
    again.open()
    compare = again.state.compare
    assert (PLAIN.name, DISCOUNTED.name, True) == (compare.left, compare.right, compare.is_open)
    assert compare.is_merged and compare.shows_only_differences and {"total": ("id",)} == compare.keys
    assert compare.is_loading, "its sides are being built"


@pytest.mark.parametrize("broken", [None, 3, {}, {"left": "plain"}, {"tolerance": "x", "others": 1}])
def test_what_was_kept_and_makes_no_sense_is_no_comparison(broken: object) -> None:
    assert CompareState() == comparison_from_plain(broken)


def test_a_comparison_with_a_run_is_not_kept_and_one_of_scenarios_that_are_gone_not_opened(bench: Bench) -> None:
    with_run = CompareState("run 1", "plain", others=(OtherSide("run 1", PLAIN, run="1-1"),))
    assert {} == comparison_to_plain(with_run)
    kept = comparison_to_plain(CompareState("gone", "plain", is_open=True))
    bench.settings.views[FOLDER] = {"comparison": kept}
    bench.open()
    assert not bench.state.compare.is_open
