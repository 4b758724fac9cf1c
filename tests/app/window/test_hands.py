"""Keys do what the table says, in the real window, by real key events; and a screen reader reaches the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas import accessible
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.window.conftest import Desk

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key
ALL = frozenset({"north", "south"})


def ready(desk: Desk) -> None:
    desk.open_copy("shop")
    desk.take_keyboard()
    desk.controllers.graph.select(["orders"])
    desk.draw()


@pytest.mark.parametrize(
    ("key", "modifiers", "holds"),
    [
        (Key.Key_BracketLeft, CTRL | SHIFT, lambda s: s.view.folded == ALL),
        (Key.Key_1, ALT, lambda s: s.view.folded == ALL),
        (Key.Key_Up, CTRL, lambda s: set(s.view.selection) >= {"orders", "count"}),
        (Key.Key_Down, CTRL, lambda s: "total" in s.view.selection and "report" not in s.view.selection),
        (Key.Key_Down, CTRL | SHIFT, lambda s: "report" in s.view.selection),
        (Key.Key_A, CTRL, lambda s: len(s.view.selection) == len(s.graph.nodes)),
        (Key.Key_I, NONE, lambda s: s.view.isolated == {"orders"}),
        (Key.Key_H, CTRL | SHIFT, lambda s: s.view.isolated == {"orders"}),
        (Key.Key_X, NONE, lambda s: s.view.hidden == {"orders"}),
        (Key.Key_O, ALT, lambda s: s.view.direction == "TB"),
        (Key.Key_O, NONE, lambda s: "orders" in s.scenario.final_vars),
        (Key.Key_M, CTRL, lambda s: not s.preferences.shows_minimap),
        (Key.Key_Z, CTRL | ALT, lambda s: not s.preferences.wheel_zooms),
        (Key.Key_Escape, NONE, lambda s: s.view.selection == ()),
        (Key.Key_Up, ALT, lambda s: s.view.isolated is not None and "total" in s.view.isolated),
        (Key.Key_Right, NONE, lambda s: s.view.selection not in ((), ("orders",))),
        (Key.Key_W, NONE, lambda s: s.view.wire is not None and "orders" in s.view.wire),
        (Key.Key_F5, NONE, lambda s: s.run is not None and s.run.final_vars == ("orders",)),
        (Key.Key_Return, CTRL, lambda s: s.run is not None),
    ],
)
def test_keys_of_the_graph(
    desk: Desk, key: Qt.Key, modifiers: Qt.KeyboardModifier, holds: Callable[[AppState], bool]
) -> None:
    ready(desk)
    assert not holds(desk.state)
    QTest.keyClick(desk.window.canvas, key, modifiers)
    desk.wait(lambda: holds(desk.state))

    assert holds(desk.state)
    desk.wait(lambda: desk.state.active_run is None)


def test_all_that_was_folded_is_unfolded_level_by_level(desk: Desk) -> None:
    ready(desk)
    canvas = desk.window.canvas
    QTest.keyClick(canvas, Key.Key_1, ALT)
    assert ALL == desk.state.view.folded
    QTest.keyClick(canvas, Key.Key_2, ALT)
    assert frozenset() == desk.state.view.folded
    QTest.keyClick(canvas, Key.Key_BracketLeft, CTRL | SHIFT)
    QTest.keyClick(canvas, Key.Key_BracketRight, CTRL | SHIFT)
    assert frozenset() == desk.state.view.folded
    desk.controllers.graph.click_group("north")
    QTest.keyClick(canvas, Key.Key_BracketLeft)
    assert {"north"} == desk.state.view.folded
    QTest.keyClick(canvas, Key.Key_BracketRight)
    assert frozenset() == desk.state.view.folded


def test_escape_steps_out_one_thing_at_a_time(desk: Desk) -> None:
    ready(desk)
    canvas = desk.window.canvas
    QTest.keyClick(canvas, Key.Key_I)
    assert desk.state.view.isolated is not None and desk.state.view.selection
    QTest.keyClick(canvas, Key.Key_Escape)
    assert desk.state.view.isolated is not None and not desk.state.view.selection
    QTest.keyClick(canvas, Key.Key_Escape)
    assert desk.state.view.isolated is None


def test_full_screen_and_the_sheet_of_keys(desk: Desk) -> None:
    ready(desk)
    window = desk.window
    QTest.keyClick(window, Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Key.Key_F11)
    assert not window.isFullScreen()
    QTest.keyClick(window.canvas, Key.Key_Question)
    sheets = [item for item in window.children() if type(item).__name__ == "ShortcutSheet"]
    assert 1 == len(sheets)
    sheets[0].close()


def test_a_question_mark_is_typed_where_one_types(desk: Desk) -> None:
    ready(desk)
    edit = desk.window.toolbar.search.edit
    desk.application.do("go.find")
    desk.wait(edit.hasFocus)
    QTest.keyClicks(edit, "o?d")

    assert "o?d" == edit.text()
    assert [] == [item for item in desk.window.children() if type(item).__name__ == "ShortcutSheet"]


def test_wires_are_walked_through_by_keys(desk: Desk) -> None:
    ready(desk)
    canvas = desk.window.canvas
    count = len(canvas.geometry_of_scene.adjacent["orders"])
    seen = []
    for _ in range(count + 1):
        QTest.keyClick(canvas, Key.Key_W)
        desk.draw()
        seen.append(desk.state.view.wire)

    assert count == len(set(seen)) and seen[0] == seen[-1]
    assert all("orders" in ends for ends in seen)
    QTest.keyClick(canvas, Key.Key_W, SHIFT)
    assert seen[-2] == desk.state.view.wire


def reached(top: QAccessibleInterface) -> dict[str, QAccessibleInterface]:
    """Everything below an interface, by name."""
    found: dict[str, QAccessibleInterface] = {}
    waiting = [top]
    while waiting:
        item = waiting.pop()
        found[item.text(QAccessible.Text.Name)] = item
        children = [item.child(i) for i in range(item.childCount())]
        waiting += [child for child in children if child is not None]
    return found


def test_a_screen_reader_reaches_every_node_from_the_window(desk: Desk) -> None:
    ready(desk)
    desk.run("orders")
    found = reached(QAccessible.queryAccessibleInterface(desk.window))
    node = next(name for name in found if name.startswith("orders, ") and "group" not in name)

    assert node.startswith("orders, DataFrame, function, 2 inputs, ok")
    assert node.endswith("selected")
    assert any(name.startswith("chosen, DataFrame, function, group north, ") for name in found)
    assert any(name.startswith("wire from orders to total") for name in found)
    assert {"Outline of the graph", "Filter the outline"} <= set(found)


def test_a_message_is_told_to_a_screen_reader_and_put_away_by_escape(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(desk)
    heard: list[tuple[QAccessible.Event, object]] = []
    monkeypatch.setattr(accessible, "is_listened", lambda: True)
    monkeypatch.setattr(accessible, "send", lambda event: heard.append((event.type(), event.object())))
    desk.controllers.graph.select([])
    QGuiApplication.clipboard().setText("nothing")
    desk.application.do("scenario.paste_config")

    assert (QAccessible.Event.Alert, desk.window.banner.text) in heard
    assert desk.state.banner.text == desk.window.banner.text.text()
    QTest.keyClick(desk.window.canvas, Key.Key_Escape)
    assert None is desk.state.banner


def test_the_keyboard_does_not_go_on_to_reload_while_something_runs(desk: Desk) -> None:
    ready(desk)
    button, canvas = desk.window.toolbar.run_button, desk.window.canvas
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert canvas.hasFocus(), "a click on Run leaves the keyboard in the graph"
    desk.wait_run()

    button.setFocus()
    desk.wait(button.hasFocus)
    QTest.keyClick(button, Key.Key_Space)
    assert desk.state.active_run is not None and QApplication.focusWidget() is None
    desk.wait_run()
    desk.wait(button.hasFocus)


def test_a_search_that_is_over_leaves_no_clear_button(desk: Desk) -> None:
    ready(desk)
    edit = desk.window.toolbar.search.edit
    (clear,) = [
        item
        for item in edit.findChildren(QToolButton)
        if item.defaultAction() and "clear" in item.defaultAction().objectName()
    ]
    desk.application.do("go.find")
    desk.wait(edit.hasFocus)
    QTest.keyClicks(edit, "orders")
    desk.wait(clear.isVisible)
    QTest.keyClick(edit, Key.Key_Escape)
    desk.wait(lambda: not edit.text())
    desk.wait(clear.isHidden)
