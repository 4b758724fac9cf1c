"""The outlines that tell the kinds of nodes apart. It must not know colours or texts."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from dagscope_app.drawing.metrics import NODE_RADIUS

FOLD = 11.0
CAP = 7.0
INSET = 3.5
HALF = 0.5
SHAPES = {
    "config": "folded",
    "loader": "left_cap",
    "saver": "right_cap",
    "expand": "double",
    "collect": "double",
}


def shape_of(kind: str) -> str:
    """`rounded`, `folded`, `left_cap`, `right_cap` or `double`."""
    return SHAPES.get(kind, "rounded")


@lru_cache(maxsize=4096)
def outline(shape: str, width: float, height: float) -> QPainterPath:
    """The closed outline of a node of this size at the origin; strokes of odd width fall on whole pixels."""
    box = QRectF(HALF, HALF, width - 2 * HALF, height - 2 * HALF)
    path = QPainterPath()
    if shape == "folded":
        path.moveTo(box.left() + NODE_RADIUS, box.top())
        path.lineTo(box.right() - FOLD, box.top())
        path.lineTo(box.right(), box.top() + FOLD)
        path.lineTo(box.right(), box.bottom() - NODE_RADIUS)
        path.quadTo(box.right(), box.bottom(), box.right() - NODE_RADIUS, box.bottom())
        path.lineTo(box.left() + NODE_RADIUS, box.bottom())
        path.quadTo(box.left(), box.bottom(), box.left(), box.bottom() - NODE_RADIUS)
        path.lineTo(box.left(), box.top() + NODE_RADIUS)
        path.quadTo(box.left(), box.top(), box.left() + NODE_RADIUS, box.top())
        path.closeSubpath()
    elif shape in ("left_cap", "right_cap"):
        path.moveTo(box.left() + CAP, box.top())
        path.lineTo(box.right() - CAP, box.top())
        path.arcTo(QRectF(box.right() - 2 * CAP, box.top(), 2 * CAP, box.height()), 90, -180)
        path.lineTo(box.left() + CAP, box.bottom())
        path.arcTo(QRectF(box.left(), box.top(), 2 * CAP, box.height()), 270, -180)
        path.closeSubpath()
    else:
        path.addRoundedRect(box, NODE_RADIUS, NODE_RADIUS)
    return path


@lru_cache(maxsize=4096)
def inner_lines(shape: str, width: float, height: float) -> QPainterPath:
    """The lines inside the outline that complete a shape: fold, cap, second border."""
    box = QRectF(HALF, HALF, width - 2 * HALF, height - 2 * HALF)
    path = QPainterPath()
    if shape == "folded":
        path.moveTo(box.right() - FOLD, box.top())
        path.lineTo(box.right() - FOLD, box.top() + FOLD)
        path.lineTo(box.right(), box.top() + FOLD)
    elif shape == "left_cap":
        path.arcMoveTo(QRectF(box.left(), box.top(), 2 * CAP, box.height()), 90)
        path.arcTo(QRectF(box.left(), box.top(), 2 * CAP, box.height()), 90, -180)
    elif shape == "right_cap":
        path.arcMoveTo(QRectF(box.right() - 2 * CAP, box.top(), 2 * CAP, box.height()), 90)
        path.arcTo(QRectF(box.right() - 2 * CAP, box.top(), 2 * CAP, box.height()), 90, 180)
    elif shape == "double":
        path.addRoundedRect(box.adjusted(INSET, INSET, -INSET, -INSET), NODE_RADIUS - 3, NODE_RADIUS - 3)
    return path


@lru_cache(maxsize=4096)
def hatch_lines(width: float, height: float, step: float = 8.0, inset: float = 2.0) -> QPainterPath:
    """Diagonals inside a node, rising to the right. Lines and not a brush: they grow with the zoom and print."""
    path = QPainterPath()
    right, bottom = width - inset, height - inset
    along = 2 * inset + step
    while along < right + bottom:
        x = max(inset, along - bottom)
        end = min(right, along - inset)
        path.moveTo(x, along - x)
        path.lineTo(end, along - end)
        along += step
    return path


@lru_cache(maxsize=4096)
def broken_outline(shape: str, width: float, height: float, mark: float, gap: float) -> QPainterPath:
    """The outline as strokes of about `mark` and `gap`, evenly around: no odd dash where it closes, none where it is clipped."""
    whole = outline(shape, width, height)
    around = whole.length()
    count = max(1, round(around / (mark + gap)))
    share = mark / (mark + gap)
    path = QPainterPath()
    for number in range(count):
        for step in range(4):
            at = (number + share * step / 3) / count
            point = whole.pointAtPercent(min(1.0, at))
            if step == 0:
                path.moveTo(point)
            else:
                path.lineTo(point)
    return path
