"""Wheel, touchpad and two fingers on a canvas, by real events."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from dagscope_app.views.canvas import CanvasView
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture
from pytestqt.qtbot import QtBot

from tests.app.views.canvas.hands import LEFT, NONE, middle_of, wheel


def test_wheel_zooms_at_the_pointer(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    at = QPoint(300, 200)
    before = canvas.camera.to_scene(300, 200)
    wheel(canvas, at, 120)
    assert canvas.viewport_state()[0] == pytest.approx(1.2)
    assert canvas.camera.to_scene(300, 200) == pytest.approx(before)


def test_touchpad_pans_and_ctrl_makes_it_zoom(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    wheel(canvas, QPoint(300, 200), 40, pixels=QPoint(10, 20))
    assert canvas.viewport_state() == (1.0, -50.0, -60.0)
    wheel(canvas, QPoint(300, 200), 40, Qt.KeyboardModifier.ControlModifier, QPoint(0, 20))
    assert canvas.viewport_state()[0] > 1.0


def test_shift_wheel_goes_sideways_and_alt_wheel_asks_for_hops(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    wheel(canvas, QPoint(300, 200), 120, Qt.KeyboardModifier.ShiftModifier)
    scale, x, y = canvas.viewport_state()
    assert (scale, y) == (1.0, -40.0) and x < -40.0
    with qtbot.waitSignal(canvas.hop_requested) as caught:
        wheel(canvas, QPoint(300, 200), -120, Qt.KeyboardModifier.AltModifier)
    assert caught.args == [-1]


def test_a_notched_wheel_that_tells_pixels_still_zooms(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    at = QPointF(300, 200)
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(0, 12),
        QPoint(0, 120),
        none,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.viewport_state()[0] == pytest.approx(1.2)


def pinched(canvas: CanvasView, factor: float, at: QPoint) -> None:
    pad = QPointingDevice.primaryPointingDevice()
    kind = Qt.NativeGestureType.ZoomNativeGesture
    place = QPointF(at)
    event = QNativeGestureEvent(kind, pad, 2, place, place, canvas.mapToGlobal(place), factor - 1.0, QPointF(0, 0))
    QApplication.sendEvent(canvas, event)


@pytest.mark.parametrize("factor", [1.25, 0.8])
def test_pinch_on_a_touchpad_zooms_where_the_pointer_is(scenes: ModuleType, shown: Any, factor: float) -> None:
    canvas = shown(scenes.small())
    before = canvas.camera.to_scene(310, 220)
    pinched(canvas, factor, QPoint(310, 220))

    assert canvas.viewport_state()[0] == pytest.approx(factor)
    assert canvas.camera.to_scene(310, 220) == pytest.approx(before)


def touched(canvas: CanvasView, factor: float, center: QPointF, last: QPointF) -> QGestureEvent:
    pinch = QPinchGesture(canvas)
    pinch.setScaleFactor(factor)
    pinch.setLastCenterPoint(canvas.mapToGlobal(last))
    pinch.setCenterPoint(canvas.mapToGlobal(center))
    event = QGestureEvent([pinch])
    QApplication.sendEvent(canvas, event)
    return event


def test_pinch_on_a_screen_zooms_between_the_fingers_and_moves_with_them(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    before = canvas.camera.to_scene(300, 200)
    touched(canvas, 1.5, QPointF(320, 230), QPointF(300, 200))

    assert canvas.viewport_state()[0] == pytest.approx(1.5)
    assert canvas.camera.to_scene(320, 230) == pytest.approx(before)


def test_two_fingers_on_a_screen_zoom_as_far_as_they_move(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    screen = QTest.createTouchDevice()
    before = canvas.camera.to_scene(300, 200)

    def touch(how: str, apart: int) -> None:
        points = QTest.touchEvent(canvas, screen)
        for finger, x in ((0, 300 - apart), (1, 300 + apart)):
            getattr(points, how)(finger, QPoint(x, 200), canvas)
        points.commit()

    with qtbot.assertNotEmitted(canvas.selection_dragged), qtbot.assertNotEmitted(canvas.items_moved):
        touch("press", 50)
        for apart in (55, 65, 80, 100, 130):
            touch("move", apart)
        touch("release", 130)

    assert canvas.viewport_state()[0] == pytest.approx(2.6)
    assert canvas.camera.to_scene(300, 200) == pytest.approx(before, abs=1.0)


def test_a_pinch_ends_the_drag_that_its_first_finger_began(qtbot: QtBot, scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    start = middle_of(canvas, "report")
    at = QPointF(start) + QPointF(40, 0)
    with qtbot.assertNotEmitted(canvas.items_moved), qtbot.assertNotEmitted(canvas.node_clicked):
        QTest.mousePress(canvas, LEFT, NONE, start)
        QApplication.sendEvent(canvas, QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), LEFT, LEFT, NONE))
        touched(canvas, 1.1, QPointF(300, 200), QPointF(300, 200))
        QTest.mouseRelease(canvas, LEFT, NONE, at.toPoint())

    assert () == canvas.overlay.dragged


def test_wheel_moves_the_picture_where_that_is_chosen_and_ctrl_still_zooms(scenes: ModuleType, shown: Any) -> None:
    canvas = shown(scenes.small())
    canvas.set_wheel_pans(True)
    before = canvas.viewport_state()
    wheel(canvas, QPoint(300, 200), 120)
    assert (before[0], before[1]) == canvas.viewport_state()[:2] and canvas.viewport_state()[2] < before[2]
    wheel(canvas, QPoint(300, 200), 120, Qt.KeyboardModifier.ControlModifier)
    assert canvas.viewport_state()[0] == pytest.approx(1.2)
