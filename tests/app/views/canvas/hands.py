"""Real events on a canvas: a drag, a move of the pointer, a turn of the wheel."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem
from dagscope_app.views.canvas import CanvasView
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


NONE = Qt.KeyboardModifier.NoModifier


def middle_of(canvas: CanvasView, item_id: str) -> QPoint:
    box = canvas.geometry_of_scene.box_of(item_id)
    assert box is not None
    x, y = canvas.camera.to_screen(box.x + box.width / 2, box.y + box.height / 2)
    return QPoint(round(x), round(y))


def drag(
    canvas: CanvasView,
    start: QPoint,
    end: QPoint,
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = NONE,
) -> None:
    QTest.mousePress(canvas, button, keys, start)
    for share in (0.3, 0.7, 1.0):
        at = QPointF(start) + (QPointF(end) - QPointF(start)) * share
        event = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), button, button, keys)
        QApplication.sendEvent(canvas, event)
    QTest.mouseRelease(canvas, button, keys, end)


def hover(canvas: CanvasView, at: QPoint) -> None:
    none = Qt.MouseButton.NoButton
    place = QPointF(at)
    QApplication.sendEvent(
        canvas, QMouseEvent(QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), none, none, NONE)
    )


def wheel(
    canvas: CanvasView, at: QPoint, turn: int, keys: Qt.KeyboardModifier = NONE, pixels: QPoint | None = None
) -> None:
    phase = Qt.ScrollPhase.ScrollUpdate if pixels else Qt.ScrollPhase.NoScrollPhase
    angle = QPoint(0, turn)
    event = QWheelEvent(
        QPointF(at),
        canvas.mapToGlobal(QPointF(at)),
        pixels or QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        keys,
        phase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def with_group(scenes: ModuleType) -> Any:
    spec = scenes.small()
    frame = GroupItem("daily", "daily", Box(0, 200, 400, 150), 0, False, 1)
    inner = NodeItem("daily.C", "C", "float", "function", Box(40, 250, 120, 48))
    folded = GroupItem("weekly", "weekly", Box(500, 250, 160, 56), 0, True, 3)
    return replace(spec, nodes={**spec.nodes, inner.id: inner}, groups={"daily": frame, "weekly": folded})
