"""Paints what differs as it is seen from afar: boxes of one colour, never too small to be seen.
It must not decide what differs.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from dagscope_app.drawing.brushes import NO_PEN, Inks
from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.model.records.scene import GroupItem, NodeItem

ROLES = frozenset(DIFF_ROLES.values())
LEAST_PIXELS = 5.0
FRAMED_FROM = 9.0
"""From so many pixels on a box has its border and its fill; a smaller one is of its colour as a whole."""
WHOLE_BELOW = 16.0
"""A folded group lower than this many pixels has no room for a name or a count: it is of its colour as a whole."""


def role_of(item: NodeItem | GroupItem) -> str:
    """Return the colour of what differs, nothing for what is the same; for an open group that of most nodes in it."""
    mark = item.diff or (item.diff_counts[0][0] if isinstance(item, GroupItem) and item.diff_counts else "")
    return DIFF_ROLES.get(mark, "")


def paint_blocks(painter: QPainter, rects: Iterable[QRectF], role: str, ink: Inks, scale: float) -> None:
    """Paint boxes that differ, a few pixels large at least."""
    grown = [_grown(rect, LEAST_PIXELS / scale) for rect in rects]
    large = [rect for rect in grown if rect.height() * scale >= FRAMED_FROM]
    painter.setPen(NO_PEN)
    painter.setBrush(ink.brush(role))
    painter.drawRects([rect for rect in grown if rect.height() * scale < FRAMED_FROM])
    painter.setPen(ink.pen(role, 2.0, "cosmetic"))
    painter.setBrush(ink.brush(f"{role}_fill"))
    painter.drawRects(large)


def paint_folded(painter: QPainter, group: GroupItem, ink: Inks, scale: float) -> None:
    """Paint a folded group at the origin in which something differs, where it is too small for anything else."""
    role = role_of(group)
    if role and group.box.height * scale < WHOLE_BELOW:
        paint_blocks(painter, [QRectF(0.0, 0.0, group.box.width, group.box.height)], role, ink, scale)


def _grown(rect: QRectF, least: float) -> QRectF:
    wide, high = max(0.0, least - rect.width()) / 2, max(0.0, least - rect.height()) / 2
    return rect.adjusted(-wide, -high, wide, high)
