"""Nodes moved by hand in the real window, laid out by the real layout process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope_app.model.placement import Box, Layout

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def places(desk: Desk) -> Layout:
    layout = desk.state.layout
    assert layout is not None
    return layout


def test_a_node_dragged_within_its_frame_lands_where_it_was_dropped(shop: Desk) -> None:
    before = places(shop)
    frame, node = before.groups["north"], before.nodes["north.chosen"]
    target = (frame.x + 120.0, node.y + 90.0)
    shop.window.canvas.items_moved.emit({("north.chosen", False): target})
    shop.wait(lambda: places(shop) is not before)
    after = places(shop)

    assert Box(*target, node.width, node.height) == after.nodes["north.chosen"]
    assert (frame.x, frame.y) == (after.groups["north"].x, after.groups["north"].y)

    shop.application.do("view.reset_positions")
    shop.wait(lambda: places(shop) is not after)

    assert before.nodes == places(shop).nodes
