"""The play sign at the corner of the node under the pointer: where it is, and how it looks.
It must not run anything.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPolygonF

from dagscope_app.drawing.brushes import Inks
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import NodeItem

RADIUS = 8.0
INSET = 10.0
FROM_SCALE = 0.4
NOT_RUN = ("input", "config")


def middle_of(node: NodeItem, scale: float) -> tuple[float, float] | None:
    """Return the middle of the sign in scene units; None for what is not run, and where there is no room."""
    if scale < FROM_SCALE or node.kind in NOT_RUN:
        return None
    box: Box = node.box
    return box.x + box.width - INSET / scale, box.y + box.height - INSET / scale


def is_on(node: NodeItem, scale: float, x: float, y: float) -> bool:
    """Return whether a point of the scene lies on a node's sign."""
    middle = middle_of(node, scale)
    reach = (RADIUS + 1) / scale
    return middle is not None and abs(x - middle[0]) <= reach and abs(y - middle[1]) <= reach


def paint(painter: QPainter, node: NodeItem, ink: Inks, scale: float) -> None:
    """Paint the sign; the painter maps scene units."""
    middle = middle_of(node, scale)
    if middle is None:
        return
    radius, side = RADIUS / scale, 4.0 / scale
    painter.setPen(ink.pen("canvas", 1.5 / scale))
    painter.setBrush(ink.brush("accent"))
    painter.drawEllipse(QPointF(*middle), radius, radius)
    painter.setPen(ink.pen("accent_text", 0.5 / scale))
    painter.setBrush(ink.brush("accent_text"))
    x, y = middle
    painter.drawPolygon(
        QPolygonF([QPointF(x - side * 0.7, y - side), QPointF(x - side * 0.7, y + side), QPointF(x + side, y)])
    )
