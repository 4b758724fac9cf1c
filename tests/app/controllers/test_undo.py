"""One history for edits, moves and the layout's choices."""

from __future__ import annotations

from dagscope.protocol.messages import Build
from dagscope.scenario import ValueSpec
from dagscope_app.controllers.conditions import can_redo, can_undo
from dagscope_app.controllers.titles import redo_title, undo_title
from dagscope_app.model.edits.editing import with_choices, with_pinned, with_scenario

from tests.app.controllers.bench import PLAIN, Bench

THREE = ValueSpec("literal", "3")


def test_edits_are_taken_back_in_the_order_they_were_made(shop: Bench) -> None:
    shop.c.arrangement.move({("gap", False): (900.0, 40.0)})
    shop.c.scenario.set_override("north.chosen", THREE)
    shop.do("view.turn")
    titles = []
    for _ in range(3):
        titles.append(undo_title(shop.state))
        shop.do("edit.undo")

    assert ["Undo turn", "Undo override of north.chosen", "Undo move of gap"] == titles
    assert ("LR", {}, {}) == (shop.state.view.direction, shop.scenario.overrides, dict(shop.state.pinned))
    assert not can_undo(shop.state) and can_redo(shop.state)
    assert "LR" == shop.layout.requests[-1].options.direction and {} == shop.layout.asked[-1]["pinned"]
    for _ in range(3):
        shop.do("edit.redo")
    assert ("TB", {"north.chosen": THREE}, ["gap"]) == (
        shop.state.view.direction,
        shop.scenario.overrides,
        list(shop.state.pinned),
    )
    assert "Redo" == redo_title(shop.state)


def test_an_edit_of_the_config_is_built_anew_when_it_is_taken_back(shop: Bench) -> None:
    shop.c.scenario.set_config("rounding", ValueSpec("literal", "half"))
    shop.build()
    shop.worker.take()
    shop.do("edit.undo")
    assert [PLAIN] == [command.scenario for command in shop.worker.sent(Build)]
    assert shop.state.is_saved


def test_a_new_edit_takes_away_what_could_be_done_again(shop: Bench) -> None:
    shop.do("view.turn")
    shop.do("edit.undo")
    shop.do("view.ports")
    assert not can_redo(shop.state)


def test_views_are_not_edits(shop: Bench) -> None:
    shop.do("view.fold_all")
    shop.c.graph.select(["total"])
    assert not can_undo(shop.state)


def test_what_changes_nothing_is_no_edit(shop: Bench) -> None:
    state = shop.state
    assert state is with_pinned(state, {}, "move of a")
    assert state is with_choices(state, "turn", {"direction": state.view.direction})
    assert state is with_scenario(state, shop.scenario)


def test_an_edit_that_changes_nothing_any_more_is_passed_over(shop: Bench) -> None:
    shop.c.scenario.set_override("north.chosen", THREE)
    shop.do("view.turn")
    shop.do("go.back")
    assert "LR" == shop.state.view.direction
    shop.do("edit.undo")
    assert {} == shop.scenario.overrides
