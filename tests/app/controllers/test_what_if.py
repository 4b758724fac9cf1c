"""A change of the scenario is looked at before it is made, and told of afterwards."""

from __future__ import annotations

from dagscope.protocol.messages import Build, ErrorAnswer, WhatIf, WhatIfAnswer
from dagscope.scenario import ValueSpec

from tests.app.controllers.bench import SHOP, Bench, node

HALF = ValueSpec("literal", "half")
EFFECT = WhatIfAnswer(("new",), ("north",), ("total",), ("report",), (node("new", "total"),), (1, 1, 1, 1))


def test_a_hint_asks_and_marks_the_graph(shop: Bench) -> None:
    shop.c.what_if.hint_module("discounts", True)
    assert shop.state.ghost is not None and shop.state.ghost.is_loading
    asked = shop.worker.last(WhatIf)
    assert (shop.state.scenario, "discounts") == (asked.left, asked.right.module_names()[-1])
    shop.worker.answer(WhatIf, EFFECT)
    ghost = shop.state.ghost
    assert {"new": "added", "north": "removed", "total": "definition", "report": "affected"} == ghost.marks
    assert {"new"} == set(ghost.sizes) and (1, 1, 1, 1) == ghost.counts


def test_another_order_and_later_modules_are_hinted_at(shop: Bench) -> None:
    assert shop.state.scenario is not None
    names = shop.state.scenario.module_names()[::-1]
    shop.c.what_if.hint_order(names)
    asked = shop.worker.last(WhatIf)
    assert (shop.state.scenario, names) == (asked.left, asked.right.module_names())
    allowed = shop.state.scenario.allow_module_overrides
    shop.c.what_if.hint_later_wins(not allowed)
    assert (not allowed) == shop.worker.last(WhatIf).right.allow_module_overrides


def test_apply_makes_the_change_and_undo_takes_it_back(shop: Bench) -> None:
    before = shop.state.scenario
    shop.c.what_if.hint_config("rounding", HALF)
    shop.worker.answer(WhatIf, EFFECT)
    shop.do("scenario.apply_what_if")
    assert shop.state.ghost is None and shop.state.scenario is not None
    assert HALF == shop.state.scenario.config["rounding"]
    shop.do("edit.undo")
    assert before == shop.state.scenario


def test_leave_changes_nothing_and_a_late_answer_is_dropped(shop: Bench) -> None:
    before = shop.state.scenarios
    shop.c.what_if.hint_config("rounding", HALF)
    shop.do("scenario.leave_what_if")
    shop.worker.answer(WhatIf, EFFECT)
    assert shop.state.ghost is None and before is shop.state.scenarios


def test_what_cannot_be_built_says_why(shop: Bench) -> None:
    shop.c.what_if.hint_override("total", HALF)
    shop.worker.answer(WhatIf, ErrorAnswer("no such module"))
    assert shop.state.ghost is not None and "no such module" == shop.state.ghost.problem


def test_what_is_there_already_shows_nothing(shop: Bench) -> None:
    shop.c.what_if.hint_input("count", ValueSpec("literal", "40"))
    assert shop.state.ghost is None and [] == shop.worker.sent(WhatIf)


def test_while_a_run_goes_on_nothing_is_asked(shop: Bench) -> None:
    shop.c.run.run(("gap",))
    shop.c.what_if.hint_config("rounding", HALF)
    assert shop.state.ghost is None and [] == shop.worker.sent(WhatIf)


def test_another_scenario_ends_the_look(shop: Bench) -> None:
    shop.c.what_if.hint_config("rounding", HALF)
    shop.c.scenario.choose("discounted")
    assert shop.state.ghost is None


def test_after_an_edit_its_effect_is_said_with_a_way_to_compare(shop: Bench) -> None:
    before = shop.state.scenario
    shop.c.scenario.set_config("rounding", HALF)
    assert [] == shop.worker.sent(WhatIf), "the graph is on its way"
    shop.build(SHOP)
    asked = shop.worker.last(WhatIf)
    assert (shop.state.scenario, before) == (asked.left, asked.right)
    shop.worker.answer(WhatIf, WhatIfAnswer(("old",), (), ("total",), (), (), (1, 0, 1, 0)))
    toast = shop.state.toast
    assert toast is not None and "compare.before" == toast.command
    assert "Effect of this edit: 1 node removed, 1 redefined." == toast.text


def test_edits_in_a_row_are_said_as_one_and_undo_is_not(shop: Bench) -> None:
    before = shop.state.scenario
    shop.c.scenario.set_config("rounding", HALF)
    shop.c.scenario.set_config("rounding", ValueSpec("literal", "up"))
    shop.build(SHOP)
    shop.build(SHOP)
    assert [before] == [asked.right for asked in shop.worker.sent(WhatIf)]
    shop.do("edit.undo")
    shop.worker.answer(Build, ErrorAnswer("gone"))
    assert 1 == len(shop.worker.sent(WhatIf))


def test_final_variables_and_choices_are_no_edits_of_the_graph(shop: Bench) -> None:
    shop.c.scenario.set_final_vars(("total",))
    shop.c.scenario.choose("discounted")
    shop.build(SHOP)
    assert [] == shop.worker.sent(WhatIf)


def test_another_executor_and_a_cleared_override_are_hinted_at(shop: Bench) -> None:
    shop.c.what_if.hint_executor("threads:4")
    assert "threads:4" == shop.worker.last(WhatIf).right.executor
    shop.worker.answer(WhatIf, WhatIfAnswer())
    shop.do("scenario.apply_what_if")
    assert shop.state.scenario is not None and "threads:4" == shop.state.scenario.executor
    shop.c.scenario.set_override("total", HALF)
    shop.c.what_if.hint_override("total", ValueSpec("none"))
    asked = shop.worker.last(WhatIf)
    assert ({"total": HALF}, {}) == (asked.left.overrides, asked.right.overrides)
    assert shop.state.ghost is not None and "Compute total again" == shop.state.ghost.title
