"""One undo history for edits, moves and the layout's choices; back and bookmarks bring place and zoom along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from dagscope.scenario import ValueSpec
from dagscope_app.model.editing import with_choices, with_pinned, with_scenario
from dagscope_app.model.placement import GROUP_PIN, Layout
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
    """Until the picture of the state is drawn."""
    desk.wait(
        lambda: (
            desk.state.drawn.folded == desk.state.view.folded
            and desk.state.drawn.direction == desk.state.view.direction
        )
    )
    desk.draw()


def test_one_history_in_the_order_things_were_done(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.take_keyboard()
    window, canvas = desk.window, desk.window.canvas
    before = places(desk).nodes["north.chosen"]
    canvas.items_moved.emit({("north.chosen", False): (before.x + 40.0, before.y + 60.0)})
    desk.controllers.scenario.set_override("north.chosen", ValueSpec("literal", "3"))
    desk.application.do("view.turn")

    assert "Undo turn" == window.commands["edit.undo"].text()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert "LR" == desk.state.view.direction
    assert "Undo override of north.chosen" == window.commands["edit.undo"].text()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert {} == desk.state.scenario.overrides
    assert "Undo move of north.chosen" == window.commands["edit.undo"].text()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert {} == desk.state.pinned
    assert not window.commands["edit.undo"].isEnabled()
    settle(desk)
    desk.wait(lambda: places(desk).nodes["north.chosen"] == before)

    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert ["north.chosen"] == list(desk.state.pinned)
    assert ["north.chosen"] == list(desk.state.scenario.overrides)
    assert "TB" == desk.state.view.direction


def test_grouping_comes_back_with_what_was_folded(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.folding.toggle_group("north")
    folded = desk.state.view.folded
    desk.controllers.arrangement.set_grouping("module")
    assert "module" == desk.state.grouping.kind
    desk.application.do("edit.undo")

    assert ("namespace", folded) == (desk.state.grouping.kind, desk.state.view.folded)


def test_an_edit_that_changes_nothing_any_more_is_passed_over(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.controllers.scenario.set_override("north.chosen", ValueSpec("literal", "3"))
    desk.application.do("view.turn")
    desk.application.do("go.back")
    assert "LR" == desk.state.view.direction
    desk.application.do("edit.undo")

    assert {} == desk.state.scenario.overrides


def test_several_things_and_groups_are_moved_and_let_go(desk: Desk) -> None:
    desk.open_copy("shop")
    first = places(desk)
    frame, node = first.groups["north"], first.nodes["north.chosen"]
    outside = next(name for name in first.nodes if "." not in name)
    box = first.nodes[outside]
    target = (frame.x + 30.0, frame.y + 400.0)
    moved = {("north", True): target, (outside, False): (box.x - 10.0, box.y - 300.0)}
    desk.window.canvas.items_moved.emit(moved)
    desk.wait(lambda: places(desk) is not first)
    desk.draw()
    after = places(desk)

    assert {GROUP_PIN + "north", outside} == set(desk.state.pinned)
    assert target == (after.groups["north"].x, after.groups["north"].y)
    assert node.x - frame.x == pytest.approx(after.nodes["north.chosen"].x - target[0])
    assert desk.window.canvas.spec.groups["north"].is_pinned
    assert desk.window.canvas.spec.nodes[outside].is_pinned
    assert "Undo move of 2 things" == desk.window.commands["edit.undo"].text()

    desk.controllers.graph.click_group("north")
    assert desk.window.commands["view.reset_selected"].isEnabled()
    desk.application.do("view.reset_selected")
    assert [outside] == list(desk.state.pinned)
    assert not desk.window.commands["view.reset_selected"].isEnabled()
    desk.application.do("edit.undo")
    assert {GROUP_PIN + "north", outside} == set(desk.state.pinned)


def test_back_forward_and_bookmarks_bring_place_and_zoom_along(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.take_keyboard()
    canvas = desk.window.canvas
    canvas.set_viewport_state(1.7, 60.0, 40.0)
    here = canvas.viewport_state()
    QTest.keyClick(desk.window, Qt.Key.Key_4, CTRL)
    desk.application.do("view.fold_all")
    settle(desk)
    canvas.fit()
    there = canvas.viewport_state()
    assert there != here

    QTest.keyClick(desk.window, Qt.Key.Key_Left, ALT)
    settle(desk)
    assert seen(desk, here) == pytest.approx(canvas.viewport_state(), abs=0.5)
    QTest.keyClick(desk.window, Qt.Key.Key_Right, ALT)
    settle(desk)
    assert canvas.viewport_state()[0] == pytest.approx(there[0])
    QTest.keyClick(canvas, Qt.Key.Key_4, SHIFT)
    settle(desk)
    assert seen(desk, here) == pytest.approx(canvas.viewport_state(), abs=0.5)


def test_a_bookmark_of_the_same_picture_is_gone_to_at_once(desk: Desk) -> None:
    desk.open_copy("shop")
    canvas = desk.window.canvas
    canvas.set_viewport_state(2.0, 30.0, 20.0)
    desk.application.do("go.set_bookmark_1")
    canvas.fit()
    desk.application.do("go.bookmark_1")
    desk.draw()

    assert (2.0, 30.0, 20.0) == pytest.approx(canvas.viewport_state())


def seen(desk: Desk, view: tuple[float, float, float]) -> tuple[float, float, float]:
    """A view of the first picture in the picture now, which may lie elsewhere: told by the bookmark's item."""
    look = desk.state.history.bookmarks[4].look
    box = desk.window.canvas.geometry_of_scene.box_of(look.item)
    scale = view[0]
    width, height = desk.window.canvas.width(), desk.window.canvas.height()
    return scale, box.x + look.x - width / scale / 2, box.y + look.y - height / scale / 2


def test_edits_are_pure_and_know_what_they_are_called(desk: Desk) -> None:
    desk.open_copy("shop")
    state = desk.state
    assert state is with_pinned(state, {}, "move of a")
    assert state is with_choices(state, "turn", {"direction": state.view.direction})
    assert state is with_scenario(state, state.scenario)


def test_back_leads_to_where_one_looked_before_a_jump(desk: Desk) -> None:
    desk.open_copy("shop")
    canvas = desk.window.canvas
    start = canvas.geometry_of_scene.box_of("orders")
    canvas.set_viewport_state(3.5, start.x - 20.0, start.y - 20.0)
    here = canvas.viewport_state()
    desk.application.show_node("orders")
    assert not desk.state.history.back

    desk.application.show_node("gap")
    desk.draw()
    assert canvas.sees("gap") and not canvas.sees("orders")
    desk.application.do("go.back")
    desk.draw()
    assert pytest.approx(canvas.viewport_state()) == here
    assert ("orders",) == desk.state.view.selection
    desk.application.do("go.forward")
    desk.draw()
    assert canvas.sees("gap")


def test_a_moved_group_is_where_it_was_put_when_the_folder_is_opened_again(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    first = places(desk)
    frame = first.groups["north"]
    desk.window.canvas.items_moved.emit({("north", True): (frame.x + 40.0, frame.y + 500.0)})
    desk.wait(lambda: places(desk) is not first)
    moved = places(desk)
    desk.application.do("scenario.save")
    desk.wait(lambda: desk.state.banner is not None and desk.state.banner.text.startswith("Scenarios saved"))
    assert '"group:north" = [' in (folder / "dagscope.toml").read_text()
    desk.application.do("project.close")
    desk.open(folder)

    assert [GROUP_PIN + "north"] == list(desk.state.pinned)
    assert moved.groups["north"] == places(desk).groups["north"]
