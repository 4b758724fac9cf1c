"""The selected wire: clicked, walked through, unbundled, followed to an end."""

from __future__ import annotations

import pytest
from dagscope_app.model.placement import ThingKey, ThingKind, WireKey

from tests.app.controllers.bench import Bench

BUNDLED = ("orders", "north")


@pytest.fixture
def folded(shop: Bench) -> Bench:
    """Return the shop with both regions folded."""
    shop.do("view.fold_all")
    return shop


def test_a_click_on_a_plain_wire_selects_its_ends(shop: Bench) -> None:
    shop.c.wires.click("orders", "total")
    assert (("orders", "total"), ("orders", "total")) == (shop.state.view.wire, shop.state.view.selection)
    assert shop.ask.question is None


def test_a_wire_of_a_folded_group_asks_which_of_its_edges_is_meant(folded: Bench) -> None:
    folded.c.wires.click(*BUNDLED)
    assert ("orders",) == folded.state.view.selection and ("north",) == folded.state.view.selected_groups
    assert "1 edges: choose one to see its ends" == folded.ask.question
    assert ["orders → north.chosen"] == [option.text for option in folded.ask.options]
    folded.ask.answer(folded.ask.options[0].key)

    assert ("orders", "north.chosen") == folded.state.view.selection
    assert {"south"} == folded.state.view.folded
    assert ("show", "orders", "north.chosen") == folded.camera.calls[-1]
    assert "north" == folded.layout.asked[-1]["anchor"], "what was folded keeps its header in place"


def test_unbundling_unfolds_what_hides_the_real_ends(folded: Bench) -> None:
    folded.c.wires.click(*BUNDLED)
    folded.do("view.unbundle")
    assert {"south"} == folded.state.view.folded
    assert ("orders", "north.chosen") == folded.state.view.selection


def test_the_edges_are_listed_again_on_demand(folded: Bench) -> None:
    folded.c.wires.select(*BUNDLED)
    assert folded.ask.question is None
    folded.do("view.wire_edges")
    assert 1 == len(folded.ask.options)


def test_wires_at_the_cursor_are_walked_through_in_a_round(shop: Bench) -> None:
    wires = (("count", "orders"), ("orders", "total"), ("orders", "north.chosen"))
    shop.canvas.wires = wires
    seen = []
    for _ in range(4):
        shop.do("go.next_wire")
        seen.append(shop.state.view.wire)
    assert [*wires, wires[0]] == seen
    shop.do("go.previous_wire")
    assert wires[-1] == shop.state.view.wire
    shop.c.graph.select_none()
    shop.do("go.previous_wire")
    assert wires[-1] == shop.state.view.wire, "from nowhere, the way back begins at the end"


def test_the_ends_of_a_wire_are_gone_to(folded: Bench) -> None:
    folded.do("go.wire_source")
    assert [] == folded.canvas.calls
    folded.c.wires.select(*BUNDLED)
    folded.do("go.wire_target")
    assert ("north",) == folded.state.view.selected_groups and ("reveal", "north") == folded.canvas.calls[-1]
    folded.c.wires.select(*BUNDLED)
    folded.do("go.wire_source")
    assert ("orders",) == folded.state.view.selection


@pytest.mark.parametrize(
    ("kind", "name", "selection", "groups"),
    [
        ("node", "total", ("total",), ()),
        ("group", "north", (), ("north",)),
        ("wire", WireKey("orders", "total"), ("orders", "total"), ()),
        ("background", "", ("gap", "report"), ()),
        ("node", "gap", ("gap", "report"), ()),
    ],
)
def test_a_menu_is_about_what_it_is_asked_for(
    shop: Bench, kind: ThingKind, name: ThingKey, selection: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    shop.c.graph.select(["gap", "report"])
    assert shop.c.wires.point_at(kind, name)
    assert (selection, groups) == (shop.state.view.selection, shop.state.view.selected_groups)


def test_a_heading_that_is_no_group_has_no_menu(shop: Bench) -> None:
    before = shop.state
    assert not shop.c.wires.point_at("group", "module:orders")
    assert before is shop.state
