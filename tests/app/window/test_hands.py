"""Keys do what the table says, in the real window, by real key events; and a screen reader reaches the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas import accessible
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key
ALL = frozenset({"north", "south"})


def ready(shop: Desk) -> None:
    shop.take_keyboard()
    shop.click("orders")
    shop.draw()


KEYS: list[tuple[Qt.Key, Qt.KeyboardModifier, Callable[[AppState], bool]]] = [
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
]


def test_keys_of_the_graph(shop: Desk) -> None:
    missed = []
    for key, modifiers, holds in KEYS:
        shop.reset()
        ready(shop)
        assert not holds(shop.state), key
        QTest.keyClick(shop.window.canvas, key, modifiers)
        if not holds(shop.state):
            missed.append(key)

    assert [] == missed


def test_brackets_fold_and_unfold_what_is_selected(shop: Desk) -> None:
    ready(shop)
    canvas = shop.window.canvas
    QTest.keyClick(canvas, Key.Key_BracketLeft, CTRL | SHIFT)
    QTest.keyClick(canvas, Key.Key_BracketRight, CTRL | SHIFT)
    assert frozenset() == shop.state.view.folded
    shop.click_group("north")
    QTest.keyClick(canvas, Key.Key_BracketLeft)
    assert {"north"} == shop.state.view.folded
    QTest.keyClick(canvas, Key.Key_BracketRight)
    assert frozenset() == shop.state.view.folded


def test_full_screen_and_the_sheet_of_keys(shop: Desk) -> None:
    ready(shop)
    window = shop.window
    QTest.keyClick(window, Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Key.Key_F11)
    assert not window.isFullScreen()
    QTest.keyClick(window.canvas, Key.Key_Question)
    sheets = [item for item in window.children() if type(item).__name__ == "ShortcutSheet"]
    assert 1 == len(sheets)
    sheets[0].close()


def test_a_question_mark_is_typed_where_one_types(shop: Desk) -> None:
    ready(shop)
    edit = shop.window.toolbar.search.edit
    shop.application.do("go.find")
    shop.wait(edit.hasFocus)
    QTest.keyClicks(edit, "o?d")

    assert "o?d" == edit.text()
    assert [] == [item for item in shop.window.children() if type(item).__name__ == "ShortcutSheet"]


def test_wires_are_walked_through_by_keys(shop: Desk) -> None:
    ready(shop)
    canvas = shop.window.canvas
    count = len(canvas.geometry_of_scene.adjacent["orders"])
    seen = []
    for _ in range(count + 1):
        QTest.keyClick(canvas, Key.Key_W)
        shop.draw()
        seen.append(shop.state.view.wire)

    assert count == len(set(seen)) and seen[0] == seen[-1]
    assert all("orders" in ends for ends in seen)
    QTest.keyClick(canvas, Key.Key_W, SHIFT)
    assert seen[-2] == shop.state.view.wire


def reached(top: QAccessibleInterface) -> dict[str, QAccessibleInterface]:
    """Return everything below an interface, by name."""
    found: dict[str, QAccessibleInterface] = {}
    waiting = [top]
    while waiting:
        item = waiting.pop()
        found[item.text(QAccessible.Text.Name)] = item
        children = [item.child(i) for i in range(item.childCount())]
        waiting += [child for child in children if child is not None]
    return found


def test_a_screen_reader_reaches_every_node_from_the_window(shop: Desk) -> None:
    ready(shop)
    shop.run("orders")
    found = reached(QAccessible.queryAccessibleInterface(shop.window))
    node = next(name for name in found if name.startswith("orders, ") and "group" not in name)

    assert node.startswith("orders, DataFrame, function, 2 inputs, ok")
    assert node.endswith("selected")
    assert any(name.startswith("chosen, DataFrame, function, group north, ") for name in found)
    assert any(name.startswith("wire from orders to total") for name in found)
    assert {"Outline of the graph", "Filter the outline"} <= set(found)


def test_a_message_is_said_to_a_screen_reader_and_put_away_by_escape(
    shop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(shop)
    heard: list[tuple[QAccessible.Event, object]] = []
    monkeypatch.setattr(accessible, "is_listened", lambda: True)
    monkeypatch.setattr(accessible, "send", lambda event: heard.append((event.type(), event.object())))
    shop.controllers.graph.select([])
    QGuiApplication.clipboard().setText("nothing")
    shop.application.do("scenario.paste_config")

    assert (QAccessible.Event.Alert, shop.window.banner.text) in heard
    assert shop.state.banner.text == shop.window.banner.text.text()
    QTest.keyClick(shop.window.canvas, Key.Key_Escape)
    assert None is shop.state.banner


def test_the_keyboard_does_not_go_on_to_reload_while_something_runs(shop: Desk) -> None:
    ready(shop)
    button, canvas = shop.window.toolbar.run_button, shop.window.canvas
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert canvas.hasFocus(), "a click on Run leaves the keyboard in the graph"
    shop.wait_run()

    button.setFocus()
    shop.wait(button.hasFocus)
    QTest.keyClick(button, Key.Key_Space)
    assert shop.state.active_run is not None and QApplication.focusWidget() is None
    shop.wait_run()
    shop.wait(button.hasFocus)


def test_a_search_that_is_over_leaves_no_clear_button(shop: Desk) -> None:
    ready(shop)
    edit = shop.window.toolbar.search.edit
    (clear,) = [
        item
        for item in edit.findChildren(QToolButton)
        if item.defaultAction() and "clear" in item.defaultAction().objectName()
    ]
    shop.application.do("go.find")
    shop.wait(edit.hasFocus)
    QTest.keyClicks(edit, "orders")
    shop.wait(clear.isVisible)
    QTest.keyClick(edit, Key.Key_Escape)
    shop.wait(lambda: not edit.text())
    shop.wait(clear.isHidden)
