"""One undo history for edits, moves and the layout's choices; back and bookmarks bring place and zoom along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from dagscope.scenario import ValueSpec
from dagscope_app.model.placement import Layout, pin_key
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def places(desk: Desk) -> Layout:
    layout = desk.state.layout
    assert layout is not None
    return layout


def settle(desk: Desk) -> None:
    """Wait until the picture of the state is drawn."""
    desk.wait(
        lambda: (
            desk.state.drawn.folded == desk.state.view.folded
            and desk.state.drawn.direction == desk.state.view.direction
        )
    )
    desk.draw()


def test_one_history_in_the_order_things_were_done(shop: Desk) -> None:
    shop.take_keyboard()
    window, canvas = shop.window, shop.window.canvas
    before = places(shop).nodes["north.chosen"]
    canvas.items_moved.emit({("north.chosen", False): (before.x + 40.0, before.y + 60.0)})
    shop.controllers.scenario.set_override("north.chosen", ValueSpec("literal", "3"))
    shop.application.do("view.turn")

    assert "Undo turn" == window.commands["edit.undo"].text()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert "LR" == shop.state.view.direction
    assert "Undo override of north.chosen" == window.commands["edit.undo"].text()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert {} == shop.state.scenario.overrides
    assert "Undo move of north.chosen" == window.commands["edit.undo"].text()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert {} == shop.state.pinned
    assert not window.commands["edit.undo"].isEnabled()
    settle(shop)
    shop.wait(lambda: places(shop).nodes["north.chosen"] == before)

    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert ["north.chosen"] == list(shop.state.pinned)
    assert ["north.chosen"] == list(shop.state.scenario.overrides)
    assert "TB" == shop.state.view.direction


def test_several_things_and_groups_are_moved_and_let_go(shop: Desk) -> None:
    first = places(shop)
    frame, node = first.groups["north"], first.nodes["north.chosen"]
    outside = next(name for name in first.nodes if "." not in name)
    box = first.nodes[outside]
    target = (frame.x + 30.0, frame.y + 400.0)
    moved = {("north", True): target, (outside, False): (box.x - 10.0, box.y - 300.0)}
    shop.window.canvas.items_moved.emit(moved)
    shop.wait(lambda: places(shop) is not first)
    shop.draw()
    after = places(shop)

    assert {pin_key("north", is_group=True), outside} == set(shop.state.pinned)
    assert target == (after.groups["north"].x, after.groups["north"].y)
    assert node.x - frame.x == pytest.approx(after.nodes["north.chosen"].x - target[0])
    assert shop.window.canvas.spec.groups["north"].is_pinned
    assert shop.window.canvas.spec.nodes[outside].is_pinned
    assert "Undo move of 2 things" == shop.window.commands["edit.undo"].text()

    shop.click_group("north")
    assert shop.window.commands["view.reset_selected"].isEnabled()
    shop.application.do("view.reset_selected")
    assert [outside] == list(shop.state.pinned)
    assert not shop.window.commands["view.reset_selected"].isEnabled()
    shop.application.do("edit.undo")
    assert {pin_key("north", is_group=True), outside} == set(shop.state.pinned)


def test_back_forward_and_bookmarks_bring_place_and_zoom_along(shop: Desk) -> None:
    shop.take_keyboard()
    canvas = shop.window.canvas
    canvas.set_viewport_state(1.7, 60.0, 40.0)
    here = canvas.viewport_state()
    QTest.keyClick(shop.window, Qt.Key.Key_4, CTRL)
    shop.application.do("view.fold_all")
    settle(shop)
    canvas.fit()
    there = canvas.viewport_state()
    assert there != here

    QTest.keyClick(shop.window, Qt.Key.Key_Left, ALT)
    settle(shop)
    assert seen(shop, here) == pytest.approx(canvas.viewport_state(), abs=0.5)
    QTest.keyClick(shop.window, Qt.Key.Key_Right, ALT)
    settle(shop)
    assert canvas.viewport_state()[0] == pytest.approx(there[0])
    QTest.keyClick(canvas, Qt.Key.Key_4, SHIFT)
    settle(shop)
    assert seen(shop, here) == pytest.approx(canvas.viewport_state(), abs=0.5)


def seen(desk: Desk, view: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return a view of the first picture in the picture now, which may lie elsewhere: found by the bookmark's item."""
    look = desk.state.history.bookmarks[4].look
    box = desk.window.canvas.geometry_of_scene.box_of(look.item)
    scale = view[0]
    width, height = desk.window.canvas.width(), desk.window.canvas.height()
    return scale, box.x + look.x - width / scale / 2, box.y + look.y - height / scale / 2


def test_back_leads_to_where_one_looked_before_a_jump(shop: Desk) -> None:
    canvas = shop.window.canvas
    start = canvas.geometry_of_scene.box_of("orders")
    canvas.set_viewport_state(3.5, start.x - 20.0, start.y - 20.0)
    here = canvas.viewport_state()
    shop.application.show_node("orders")
    assert not shop.state.history.back

    shop.application.show_node("gap")
    shop.draw()
    assert canvas.sees("gap") and not canvas.sees("orders")
    shop.application.do("go.back")
    shop.draw()
    assert pytest.approx(canvas.viewport_state()) == here
    assert ("orders",) == shop.state.view.selection
    shop.application.do("go.forward")
    shop.draw()
    assert canvas.sees("gap")
