"""Mouse, wheel and keys on a canvas, by real events."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from dagscope_app.drawing.geometry import Hit
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from tests.app.views.canvas.hands import LEFT, MIDDLE, NONE, RIGHT, drag, hover, middle_of, with_group


def test_click_names_the_node_and_the_keys(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    with qtbot.waitSignal(canvas.node_clicked) as caught:
        QTest.mouseClick(canvas, LEFT, Qt.KeyboardModifier.ControlModifier, middle_of(canvas, "filtered_interactions"))
    assert caught.args == ["filtered_interactions", Qt.KeyboardModifier.ControlModifier]


def test_click_on_nothing_is_emitted(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    with qtbot.waitSignal(canvas.background_clicked), qtbot.assertNotEmitted(canvas.node_clicked):
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(700, 500))


def test_click_on_wire_names_its_ends(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    start, end = canvas.spec.wires["raw_interactions", "filtered_interactions"].points
    x, y = canvas.camera.to_screen((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    with qtbot.waitSignal(canvas.wire_clicked) as caught:
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(round(x), round(y)))
    assert caught.args == ["raw_interactions", "filtered_interactions"]


def test_double_click_activates_toggles_or_fits(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(with_group(scenes))
    with qtbot.waitSignal(canvas.node_activated) as caught:
        QTest.mouseDClick(canvas, LEFT, NONE, middle_of(canvas, "daily.C"))
    assert caught.args == ["daily.C"]
    with qtbot.waitSignal(canvas.group_toggled) as caught:
        QTest.mouseDClick(canvas, LEFT, NONE, middle_of(canvas, "weekly"))
    assert caught.args == ["weekly"]
    before = canvas.viewport_state()
    QTest.mouseDClick(canvas, LEFT, NONE, QPoint(30, 150))
    assert before != canvas.viewport_state()


def test_fold_arrow_toggles_and_header_is_clicked(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(with_group(scenes))
    with qtbot.waitSignal(canvas.group_toggled) as caught, qtbot.assertNotEmitted(canvas.group_clicked):
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(40 + 14, 240 + 16))
    assert caught.args == ["daily"]
    with qtbot.waitSignal(canvas.group_clicked) as caught, qtbot.assertNotEmitted(canvas.group_toggled):
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(40 + 120, 240 + 16))
    assert caught.args == ["daily", NONE]


def test_arrow_of_a_group_that_holds_a_node_of_its_name(qtbot: QtBot, laid_out: ModuleType, shown: Any) -> None:
    canvas = shown(laid_out.nested())
    box = canvas.spec.groups["US"].box
    canvas.set_viewport_state(1.0, box.x - 50, box.y - 50)
    assert "US" in canvas.spec.nodes
    with qtbot.waitSignal(canvas.group_toggled) as caught:
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(50 + 14, 50 + 16))
    assert caught.args == ["US"]


def test_right_click_asks_for_a_menu_and_right_drag_pans(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    at = middle_of(canvas, "report")
    with qtbot.waitSignal(canvas.context_requested) as caught:
        QTest.mouseClick(canvas, RIGHT, NONE, at)
    assert caught.args == ["node", "report", canvas.mapToGlobal(at)]
    with qtbot.assertNotEmitted(canvas.context_requested):
        drag(canvas, at, at + QPoint(50, 30), RIGHT)
    assert canvas.viewport_state() == (1.0, -90.0, -70.0)


@pytest.mark.parametrize("how", ["middle", "space"])
def test_panning_moves_the_picture_by_the_drag(scenes: ModuleType, shown: Any, how: str) -> None:
    canvas = shown(scenes.small())
    if how == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    drag(canvas, QPoint(400, 300), QPoint(460, 280), MIDDLE if how == "middle" else LEFT)
    if how == "space":
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.viewport_state() == (1.0, -100.0, -20.0)


def test_rubber_band_names_the_nodes_in_it(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    with qtbot.waitSignal(canvas.selection_dragged) as caught:
        drag(canvas, QPoint(20, 25), QPoint(330, 180))
    assert caught.args == [("raw_interactions", "region", "filtered_interactions")]
    assert canvas.overlay.band is None


def test_ctrl_drag_zooms_to_the_range(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    drag(canvas, QPoint(20, 400), QPoint(245, 550), LEFT, Qt.KeyboardModifier.ControlModifier)
    assert canvas.viewport_state() == (4.0, -20.0, 360.0)


def test_dragging_a_node_tells_where_it_went(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    start = middle_of(canvas, "report")
    with qtbot.waitSignal(canvas.items_moved) as caught, qtbot.assertNotEmitted(canvas.node_clicked):
        drag(canvas, start, start + QPoint(33, -12))
    box = canvas.spec.nodes["report"].box
    assert caught.args == [{("report", False): (box.x + 33, box.y - 12)}]


def test_dragging_one_of_several_selected_takes_all_along(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    spec = with_group(scenes)
    chosen = {name: replace(spec.nodes[name], is_selected=True) for name in ("report", "region", "daily.C")}
    frames = {**spec.groups, "daily": replace(spec.groups["daily"], is_selected=True)}
    canvas = shown(replace(spec, nodes={**spec.nodes, **chosen}, groups=frames))
    start = middle_of(canvas, "region")
    with qtbot.waitSignal(canvas.items_moved) as caught:
        drag(canvas, start, start + QPoint(20, 10))
    moved = caught.args[0]

    assert [("region", False), ("report", False), ("daily", True)] == list(moved)
    assert (20.0, 210.0) == moved["daily", True]


def test_a_group_is_moved_by_its_header_and_by_its_box(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(with_group(scenes))
    with qtbot.waitSignal(canvas.items_moved) as caught, qtbot.assertNotEmitted(canvas.group_clicked):
        drag(canvas, QPoint(40 + 120, 240 + 16), QPoint(40 + 150, 240 + 36))
    assert caught.args == [{("daily", True): (30.0, 220.0)}]
    start = middle_of(canvas, "weekly")
    with qtbot.waitSignal(canvas.items_moved) as caught:
        drag(canvas, start, start + QPoint(-20, 40))
    assert caught.args == [{("weekly", True): (480.0, 290.0)}]


@pytest.mark.parametrize("keys", [NONE, Qt.KeyboardModifier.ControlModifier])
@pytest.mark.parametrize("what", ["report", ""])
def test_escape_ends_a_drag_and_nothing_has_happened(
    qtbot: QtBot, scenes: ModuleType, shown: Any, what: str, keys: Qt.KeyboardModifier
) -> None:
    canvas = shown(scenes.small())
    before = canvas.viewport_state()
    start = middle_of(canvas, what) if what else QPoint(20, 25)
    at = QPointF(start) + QPointF(200, 90)
    with qtbot.assertNotEmitted(canvas.items_moved), qtbot.assertNotEmitted(canvas.selection_dragged):
        QTest.mousePress(canvas, LEFT, keys, start)
        move = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), LEFT, LEFT, keys)
        QApplication.sendEvent(canvas, move)
        assert canvas.overlay.dragged or canvas.overlay.band is not None
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
        assert not canvas.overlay.dragged and canvas.overlay.band is None
        QTest.mouseRelease(canvas, LEFT, keys, at.toPoint())

    assert before == canvas.viewport_state()


def test_arrows_walk_along_the_wires_and_enter_activates(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.setFocus()
    walked: list[str] = []
    canvas.node_clicked.connect(lambda name, _keys: walked.append(name))
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
    ):
        QTest.keyClick(canvas, key)
    assert walked == [
        "raw_interactions",
        "filtered_interactions",
        "unique_users",
        "mean_spend",
        "report",
        "mean_spend",
    ]
    with qtbot.waitSignal(canvas.node_activated) as caught:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert caught.args == ["mean_spend"]


def test_arrows_bring_what_they_reach_into_view(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.resize(300, 200)
    canvas.overlay.cursor = "filtered_interactions"
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    box = canvas.spec.nodes["unique_users"].box
    left, top, right, bottom = canvas.camera.view(canvas.width(), canvas.height())
    assert left <= box.x and box.x + box.width <= right and top <= box.y and box.y + box.height <= bottom


def test_other_keys_are_left_to_the_window(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    before = canvas.viewport_state()
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(canvas, Qt.Key.Key_F)
    assert before == canvas.viewport_state() and canvas.overlay.cursor == ""


def test_hover_finds_what_is_under_the_pointer(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(with_group(scenes))
    for item_id, kind in (("report", "node"), ("weekly", "group")):
        hover(canvas, middle_of(canvas, item_id))
        assert (canvas.overlay.hover.kind, canvas.overlay.hover.id) == (kind, item_id)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert canvas.overlay.hover == Hit("background")


def test_hover_lights_the_neighbours(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    before = canvas.grab().toImage()
    hover(canvas, middle_of(canvas, "filtered_interactions"))
    after = canvas.grab().toImage()
    box = canvas.spec.nodes["unique_users"].box
    border = QPoint(round(box.x + 40 + box.width / 2), round(box.y + 40))
    accent = canvas.theme.color("accent")
    near = [after.pixelColor(border + QPoint(0, dy)) for dy in (-1, 0, 1)]
    assert before != after
    assert any(abs(pixel.blue() - accent.blue()) < 40 and pixel.red() < 90 for pixel in near)


def test_menu_key_asks_for_the_menu_of_the_current_node(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.overlay.cursor = "report"
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(canvas.context_requested) as caught:
        QApplication.sendEvent(canvas, event)
    assert caught.args is not None and caught.args[:2] == ["node", "report"]
    assert event.isAccepted()


def test_mouse_menu_event_is_not_passed_on_to_the_window(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5))
    with qtbot.assertNotEmitted(canvas.context_requested):
        QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_alt_double_click_asks_for_the_source(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    name = next(iter(canvas.spec.nodes))
    with qtbot.waitSignal(canvas.source_wanted) as caught:
        QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, middle_of(canvas, name))
    assert caught.args == [name]


def test_what_is_not_drawn_yet_comes_into_view_with_its_picture(laid_out: ModuleType, shown: Any) -> None:
    canvas = shown(laid_out.nested(folded=("US", "CA")))
    canvas.set_reduced_motion(True)
    canvas.set_viewport_state(1.0, 5000.0, 5000.0)
    spec = laid_out.nested()
    name = next(name for name in spec.nodes if name.startswith("US.daily."))

    canvas.show_items((name,))
    canvas.apply(spec)

    box, (left, top, right, bottom) = spec.nodes[name].box, canvas.camera.view(canvas.width(), canvas.height())
    assert left <= box.x <= right and top <= box.y <= bottom


def test_rest_on_a_wire_tells_its_ends_and_type(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    wire = canvas.spec.wires["raw_interactions", "filtered_interactions"]
    (ax, ay), (bx, by) = wire.points[0], wire.points[-1]
    x, y = canvas.camera.to_screen((ax + bx) / 2, (ay + by) / 2)
    hover(canvas, QPoint(round(x), round(y)))

    assert canvas.overlay.hover.kind == "wire"
    assert (True, 300) == (canvas._tips.timer.isActive(), canvas._tips.timer.interval())
    canvas._tips.timer.timeout.emit()
    kind = canvas.spec.nodes["raw_interactions"].type_text
    assert f"raw_interactions → filtered_interactions: {kind}" in QToolTip.text()
    hover(canvas, QPoint(700, 500))
    assert not canvas._tips.timer.isActive()
    QToolTip.hideText()


def test_a_tooltip_goes_when_the_picture_moves_under_the_pointer(
    scenes: ModuleType, shown: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = shown(scenes.small())
    hidden: list[str] = []
    monkeypatch.setattr(QToolTip, "hideText", lambda: hidden.append("hidden"))
    canvas.set_reduced_motion(True)
    canvas.zoom_by(1.5)
    assert 1 == len(hidden)

    node = canvas.spec.nodes["raw_interactions"]
    moved = replace(node, box=replace(node.box, x=node.box.x - 400))
    canvas.apply(replace(canvas.spec, nodes={**canvas.spec.nodes, node.id: moved}), animate=False)
    assert len(hidden) > 1


def test_ctrl_drag_zooms_to_the_range_even_over_a_node(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    start = middle_of(canvas, "report")
    with qtbot.assertNotEmitted(canvas.items_moved):
        drag(canvas, start, start + QPoint(150, 90), LEFT, Qt.KeyboardModifier.ControlModifier)
    assert canvas.viewport_state()[0] > 1.0


def test_shift_adds_the_rubber_band_to_the_selection(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    spec = scenes.small()
    canvas = shown(replace(spec, nodes={**spec.nodes, "report": replace(spec.nodes["report"], is_selected=True)}))
    with qtbot.waitSignal(canvas.selection_dragged) as caught:
        drag(canvas, QPoint(20, 25), QPoint(330, 180), LEFT, Qt.KeyboardModifier.ShiftModifier)
    assert caught.args == [("report", "raw_interactions", "region", "filtered_interactions")]


def test_nothing_is_moved_where_nothing_can_be(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.set_movable(False)
    start = middle_of(canvas, "report")
    with qtbot.assertNotEmitted(canvas.items_moved):
        drag(canvas, start, start + QPoint(33, -12))


def test_a_large_selection_is_dragged_as_one_frame(scenes: ModuleType, shown: Any) -> None:
    spec = scenes.grid(300, 20, 300)
    canvas = shown(replace(spec, nodes={n: replace(item, is_selected=True) for n, item in spec.nodes.items()}))
    canvas.overlay.dragged = tuple((name, False) for name in spec.nodes)
    canvas.overlay.dragged_by = (30.0, 40.0)
    moved = canvas.grab().toImage()
    canvas.overlay.dragged = ()

    assert moved != canvas.grab().toImage()
