"""What a screen reader finds on the canvas, by queries of Qt, and what it is told when something changes."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem
from dagscope_app.views.canvas import CanvasView, accessible
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

NAME = QAccessible.Text.Name


def scene() -> SceneSpec:
    a = NodeItem("a", "a", "int", "input", Box(0, 0, 120, 48), ports=("much_used",))
    b = NodeItem(
        "daily.C", "C", "float", "function", Box(220, 40, 120, 48), state="ok", time_text="2 ms", is_final=True
    )
    frame = GroupItem("daily", "daily", Box(200, 0, 200, 120), 0, False, 1, is_pinned=True)
    folded = GroupItem("weekly", "weekly", Box(500, 0, 160, 56), 0, True, 5, (("failed", 1), ("ok", 4)))
    wires = [
        WireItem("a", "daily.C", ((120, 24), (220, 64))),
        WireItem("daily.C", "weekly", ((340, 64), (500, 28)), 3, is_optional=True),
    ]
    return SceneSpec({"a": a, "daily.C": b}, {"daily": frame, "weekly": folded}, {w.id: w for w in wires})


def tree_of(canvas: CanvasView) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(canvas)
    assert found is not None
    return found


def names(canvas: CanvasView) -> list[str]:
    tree = tree_of(canvas)
    return [tree.child(i).text(NAME) for i in range(tree.childCount())]


def test_groups_nodes_and_wires_are_there_in_this_order_with_all_that_is_to_know(shown: Any) -> None:
    canvas = shown(scene())

    assert "Dataflow graph, 2 nodes" == tree_of(canvas).text(NAME)
    assert [
        "group daily, unfolded, 1 node, moved by hand",
        "group weekly, folded, 5 nodes, 1 failed, 4 ok",
        "a, int, input, 1 input, not run",
        "C, float, function, group daily, 1 input, ok, 2 ms, final variable",
        "wire from a to daily.C, int",
        "wire from daily.C to group weekly, float, 3 edges, optional",
    ] == names(canvas)


def test_every_child_knows_its_place_its_parent_and_its_state(shown: Any) -> None:
    spec = scene()
    canvas = shown(replace(spec, nodes={**spec.nodes, "a": replace(spec.nodes["a"], is_selected=True)}))
    tree = tree_of(canvas)
    frame, box, node = tree.child(0), tree.child(1), tree.child(2)

    assert list(range(6)) == [tree.indexOfChild(tree.child(i)) for i in range(tree.childCount())]
    assert (True, False) == (frame.state().expanded, frame.state().collapsed)
    assert (False, True) == (box.state().expanded, box.state().collapsed)
    assert node.state().selected and not box.state().selected
    assert QAccessible.Role.List == tree.role() and QAccessible.Role.ListItem == node.role()
    for i in range(tree.childCount()):
        child = tree.child(i)
        assert child.isValid() and child.parent() is tree
        assert child.rect().width() > 0
    middle = node.rect().center()
    assert tree.childAt(middle.x(), middle.y()) is node
    assert None is tree.child(6)


def test_what_is_gone_is_not_valid_any_more(shown: Any) -> None:
    spec = scene()
    canvas = shown(spec)
    node, wire = tree_of(canvas).child(2), tree_of(canvas).child(4)
    canvas.apply(replace(spec, nodes={"daily.C": spec.nodes["daily.C"]}, wires={}), animate=False)

    assert not node.isValid() and not wire.isValid()
    assert 3 == len(names(canvas))


def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[QAccessible.Event, int]]:
    heard: list[tuple[QAccessible.Event, int]] = []

    def hear(event: QAccessibleEvent) -> None:
        heard.append((event.type(), event.child()))

    monkeypatch.setattr(accessible, "is_listened", lambda: True)
    monkeypatch.setattr(accessible, "send", hear)
    return heard


def selecting(spec: SceneSpec, *chosen: str) -> SceneSpec:
    return replace(spec, nodes={n: replace(item, is_selected=n in chosen) for n, item in spec.nodes.items()})


def with_keyboard(qtbot: QtBot, canvas: CanvasView) -> None:
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)


def test_selection_focus_and_new_pictures_are_said(qtbot: QtBot, shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = scene()
    canvas = shown(spec)
    with_keyboard(qtbot, canvas)
    heard = told(monkeypatch)
    event = QAccessible.Event
    canvas.apply(selecting(spec, "a"), animate=False)
    assert [(event.Selection, 2), (event.Focus, 2)] == heard
    heard.clear()
    canvas.apply(selecting(spec, "a", "daily.C"), animate=False)
    assert [(event.SelectionAdd, 3), (event.Focus, 3)] == heard
    heard.clear()
    canvas.apply(selecting(spec), animate=False)
    assert [(event.SelectionRemove, 2), (event.SelectionRemove, 3)] == heard
    heard.clear()
    canvas.apply(replace(spec, groups={}), animate=False)
    assert [(event.ObjectReorder, -1)] == heard


def test_many_changes_of_the_selection_are_said_as_one(
    shown: Any, scenes: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = scenes.grid(60, 6, 80)
    canvas = shown(spec)
    heard = told(monkeypatch)
    canvas.apply(selecting(spec, *spec.nodes), animate=False)

    assert [QAccessible.Event.SelectionWithin] == [kind for kind, _ in heard]


def test_walking_by_arrows_tells_the_focus(qtbot: QtBot, shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = shown(scene())
    with_keyboard(qtbot, canvas)
    heard = told(monkeypatch)
    QTest.keyClick(canvas, Qt.Key.Key_Right)

    assert [(QAccessible.Event.Focus, 2)] == heard
    assert tree_of(canvas).focusChild().text(NAME).startswith("a, int")


def test_another_state_of_what_the_keyboard_is_on_is_said(shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = scene()
    canvas = shown(spec)
    canvas.overlay.cursor = "a"
    heard = told(monkeypatch)
    nodes = {n: replace(item, state="failed") for n, item in spec.nodes.items()}
    canvas.apply(replace(spec, nodes=nodes), animate=False)

    assert [(QAccessible.Event.NameChanged, 2)] == heard
