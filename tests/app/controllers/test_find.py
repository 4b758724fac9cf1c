"""The search: what matches, which match one is at, the way back to the graph."""

from __future__ import annotations

from tests.app.controllers.bench import Bench


def test_matches_are_gone_through_in_a_round_and_revealed(shop: Bench) -> None:
    shop.do("view.fold_all")
    shop.c.find.find("chosen")
    assert ("north.chosen", "south.chosen") == shop.state.find.matches
    shop.do("go.find_next")
    assert ("north.chosen",) == shop.state.view.selection and {"south"} == shop.state.view.folded
    shop.do("go.find_next")
    shop.do("go.find_next")
    assert "north.chosen" == shop.state.find.current
    shop.do("go.find_previous")
    assert "south.chosen" == shop.state.find.current == shop.state.selected


def test_a_step_of_the_search_field_brings_the_match_into_view(shop: Bench) -> None:
    shop.c.find.find("ns:north")
    shop.c.find.go_on(1)
    first = shop.state.find.matches[0]
    assert first == shop.state.selected and ("show", first) == shop.camera.calls[-1]


def test_every_match_can_be_selected(shop: Bench) -> None:
    shop.c.find.find("mean_price")
    shop.do("edit.select_matches")
    assert ("north.mean_price", "south.mean_price") == shop.state.view.selection


def test_a_mistake_is_said_and_matches_nothing(shop: Bench) -> None:
    shop.c.find.find("total and kindd:input")
    assert shop.state.find.problem and len("total and ") == shop.state.find.problem_at
    before = shop.state.view
    shop.do("go.find_next")
    assert before == shop.state.view


def test_the_search_begins_in_its_field_and_ends_in_the_graph(shop: Bench) -> None:
    shop.do("go.find")
    shop.do("go.find_here")
    assert [("find",), ("find",)] == shop.window.calls
    shop.c.find.find("total")
    shop.c.find.end()
    assert ("", ()) == (shop.state.find.text, shop.state.find.matches)
    assert ("take_keyboard",) == shop.camera.calls[-1]
