"""Direction, groups, ports, what was moved by hand: the state, and what the layout is asked for."""

from __future__ import annotations

from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.placement import Layout, pin_key
from dagscope_app.model.records.grouping import GroupBy

from tests.app.controllers.bench import Bench


def places(bench: Bench) -> Layout:
    assert bench.state.layout is not None
    return bench.state.layout


def request(bench: Bench) -> LayoutRequest:
    return bench.layout.requests[-1]


def test_the_graph_is_turned(shop: Bench) -> None:
    shop.do("view.turn")
    assert (
        "TB"
        == shop.state.view.direction
        == request(shop).options.direction
        == (shop.state.drawn and shop.state.drawn.direction)
    )
    shop.do("view.turn")
    assert "LR" == shop.state.view.direction


def test_groups_by_module_namespace_both_or_none(shop: Bench) -> None:
    expected = {
        "view.group_module": {"module:orders", "module:regions"},
        "view.group_both": {"module:orders", "north", "south"},
        "view.group_none": set(),
        "view.group_namespace": {"north", "south"},
    }
    for command, groups in expected.items():
        shop.do(command)
        assert groups == set(shop.state.grouping.group_parents), command
        assert {item.id for item in request(shop).groups} == groups


def test_a_tag_is_chosen_among_those_there_are(shop: Bench) -> None:
    shop.do("view.group_tag")
    assert [("owner", "owner")] == [(option.key, option.text) for option in shop.ask.options]
    shop.ask.answer("owner")
    assert {"tag:owner=ana"} <= set(shop.state.grouping.group_parents)
    assert GroupBy("tag", "owner") == shop.state.view.grouping


def test_another_grouping_is_taken_back_with_what_was_folded(shop: Bench) -> None:
    shop.c.folding.toggle_group("north")
    folded = shop.state.view.folded
    shop.do("view.group_module")
    assert "module" == shop.state.grouping.by.kind
    shop.do("edit.undo")
    assert ("namespace", folded) == (shop.state.grouping.by.kind, shop.state.view.folded)


def test_sections_and_ports_are_switches(shop: Bench) -> None:
    shop.do("view.sections")
    shop.do("view.ports")
    assert (False, False) == (shop.state.view.has_sections, shop.state.view.has_ports)
    shop.do("view.ports")
    assert shop.state.view.has_ports


def test_a_node_moved_within_its_frame_keeps_its_position_in_the_frame(shop: Bench) -> None:
    frame, box = places(shop).groups["north"], places(shop).nodes["north.chosen"]
    target = (frame.x + 120.0, box.y + 90.0)
    shop.c.arrangement.move({("north.chosen", False): target})

    assert {"north.chosen": (120.0, box.y + 90.0 - frame.y)} == dict(shop.state.pinned)
    moved = places(shop).nodes["north.chosen"]
    assert target == (moved.x, moved.y)
    assert "north.chosen" == shop.layout.asked[-1]["anchor"]


def test_several_things_are_moved_at_once_and_let_go_one_at_a_time(shop: Bench) -> None:
    frame = places(shop).groups["north"]
    shop.c.arrangement.move({("north", True): (frame.x + 30.0, frame.y + 400.0), ("gap", False): (900.0, 40.0)})
    assert {pin_key("north", is_group=True), "gap"} == set(shop.state.pinned)
    assert "move of 2 things" == shop.state.edits.done[-1].title

    shop.c.graph.click_group("north")
    shop.do("view.reset_selected")
    assert {"gap": (900.0, 40.0)} == dict(shop.state.pinned)
    shop.c.graph.select(["total"])
    shop.do("view.reset_selected")
    assert ["gap"] == list(shop.state.pinned), "what was not moved is not let go"
    shop.do("edit.undo")
    assert {pin_key("north", is_group=True), "gap"} == set(shop.state.pinned)


def test_tidying_up_forgets_what_was_moved_and_lays_out_afresh(shop: Bench) -> None:
    before = places(shop).nodes
    shop.c.arrangement.move({("gap", False): (900.0, 500.0)})
    assert before != places(shop).nodes
    shop.do("view.reset_positions")
    assert {} == dict(shop.state.pinned) and before == places(shop).nodes
    assert shop.layout.asked[-1]["is_fresh"]
    asked = len(shop.layout.requests)
    shop.do("view.reset_positions")
    assert asked + 1 == len(shop.layout.requests), "tidied up again although nothing was moved"


def test_nothing_moved_is_no_edit(shop: Bench) -> None:
    before = shop.state
    shop.c.arrangement.move({})
    assert before is shop.state
