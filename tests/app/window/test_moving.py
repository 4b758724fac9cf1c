"""Nodes moved by hand in the real window, laid out by the real layout process."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from dagscope_app.model.placement import Box, Layout

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def places(desk: Desk) -> Layout:
    layout = desk.state.layout
    assert layout is not None
    return layout


def test_a_node_dragged_within_its_frame_lands_where_it_was_dropped(desk: Desk) -> None:
    desk.open_copy("shop")
    before = places(desk)
    frame, node = before.groups["north"], before.nodes["north.chosen"]
    target = (frame.x + 120.0, node.y + 90.0)
    desk.window.canvas.items_moved.emit({("north.chosen", False): target})
    desk.wait(lambda: places(desk) is not before)
    after = places(desk)

    assert Box(*target, node.width, node.height) == after.nodes["north.chosen"]
    assert (frame.x, frame.y) == (after.groups["north"].x, after.groups["north"].y)

    desk.controllers.arrangement.reset_positions()
    desk.wait(lambda: places(desk) is not after)

    assert before.nodes == places(desk).nodes


def test_saved_places_are_there_for_whoever_opens_the_folder(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    before = places(desk)
    box = before.nodes["north.chosen"]
    desk.window.canvas.items_moved.emit({("north.chosen", False): (box.x + 30.0, box.y + 80.0)})
    desk.wait(lambda: places(desk) is not before)
    pinned = dict(desk.state.pinned)
    desk.application.do("scenario.save")
    desk.wait(lambda: (folder / "dagscope.toml").exists() and desk.state.banner is not None)
    copy = folder.with_name("copied")
    shutil.copytree(folder, copy)
    desk.open(copy)

    assert pinned == {name: tuple(place) for name, place in desk.state.pinned.items()}
    after = places(desk)
    frame, node = after.groups["north"], after.nodes["north.chosen"]
    assert (node.x - frame.x, node.y - frame.y) == pinned["north.chosen"]
