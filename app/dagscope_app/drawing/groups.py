"""Paints groups: frames with a header and folded boxes. It must not decide which is shown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from dagscope_app.drawing import glyphs
from dagscope_app.drawing.brushes import NO_BRUSH, Inks
from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.drawing.metrics import (
    EDGE_PAD,
    GROUP_HEADER,
    GROUP_RADIUS,
    TEXT_LEFT,
    elided,
    elided_name,
    text_width,
)
from dagscope_app.drawing.nodes import paint_diff, paint_state, paint_tack
from dagscope_app.drawing.text import plain
from dagscope_app.drawing.theme import make_font
from dagscope_app.model.scene import GroupItem

CHIP_GLYPH = 14.0
CHIP_GAP = 8.0
FULL_BOX = 44.0


def tint_of(group: GroupItem) -> str:
    """The fill role of an unfolded frame: a slight tint by depth, three steps at most."""
    return f"group_{min(max(group.depth, 0), 2) + 1}"


def nodes_text(count: int) -> str:
    """`1 node`, `5 nodes`."""
    return f"{count} node" if count == 1 else f"{count:,} nodes"


def paint_group(
    painter: QPainter, group: GroupItem, ink: Inks, width: float, height: float, *, is_filled: bool = True
) -> None:
    """A frame or folded box with its header, at the painter's origin, without selection marks."""
    paint_frame(painter, group, ink, width, height, is_filled=is_filled)
    _paint_header(painter, group, ink, width, height)
    if group.diff:
        paint_diff(painter, group.diff, ink)


def paint_frame(
    painter: QPainter,
    group: GroupItem,
    ink: Inks,
    width: float,
    height: float,
    *,
    is_filled: bool = True,
    far_line: float = 0.0,
) -> None:
    """The frame or box alone; `far_line` is how many device pixels its line is wide at any scale."""
    box = QRectF(0.5, 0.5, width - 1, height - 1)
    if group.is_folded:
        painter.setPen(ink.pen("group_folded_border", 1.0))
        painter.setBrush(ink.brush("canvas"))
        painter.drawRoundedRect(box.adjusted(4, 4, -4, 3), GROUP_RADIUS - 1, GROUP_RADIUS - 1)
        painter.setPen(ink.pen("group_folded_border"))
        painter.setBrush(ink.brush("group_folded"))
    else:
        painter.setPen(ink.pen("group_border", far_line or 1.0, "cosmetic" if far_line else "solid"))
        painter.setBrush(ink.brush(tint_of(group)) if is_filled else NO_BRUSH)
    if group.diff in DIFF_ROLES:
        painter.setPen(ink.pen(DIFF_ROLES[group.diff], 2.25))
    painter.drawRoundedRect(box, GROUP_RADIUS, GROUP_RADIUS)
    if group.is_pinned:
        paint_tack(painter, ink)


def _paint_header(painter: QPainter, group: GroupItem, ink: Inks, width: float, height: float) -> None:
    is_box = group.is_folded and height >= FULL_BOX
    middle = GROUP_HEADER / 2 if is_box or not group.is_folded else height / 2
    _paint_arrow(painter, group.is_folded, ink, QPointF(EDGE_PAD, middle - 6))
    right = width - EDGE_PAD
    if is_box:
        _paint_counts_row(painter, group, ink, width, height)
    else:
        right = _paint_right_side(painter, group, ink, width, middle)
    painter.setPen(ink.pen("text"))
    painter.setFont(make_font("group_name"))
    painter.drawText(QPointF(TEXT_LEFT, middle + 4.4), elided_name(group.label, "group_name", right - TEXT_LEFT))


def _paint_arrow(painter: QPainter, is_folded: bool, ink: Inks, at: QPointF) -> None:
    painter.translate(at)
    painter.setBrush(NO_BRUSH)
    painter.setPen(ink.pen("quiet", 1.6))
    painter.drawPath(glyphs.stroke_path(glyphs.FOLDS[is_folded]))
    painter.translate(-at)


def _paint_right_side(painter: QPainter, group: GroupItem, ink: Inks, width: float, middle: float) -> float:
    """Time, counts by state and number of nodes at the right end of a header; returns where the name must end."""
    right = width - EDGE_PAD
    least = TEXT_LEFT + min(96.0, text_width(plain(group.label, 200), "group_name"))
    painter.setFont(make_font("node_time"))
    painter.setPen(ink.pen("quiet"))
    if group.time_text and right - text_width(group.time_text, "node_time") > least:
        right -= text_width(group.time_text, "node_time")
        painter.drawText(QPointF(right, middle + 4), group.time_text)
        right -= CHIP_GAP + 2
    right = paint_right_chips(painter, group, ink, right, least, middle)
    if group.is_folded and not group.state_counts:
        text = nodes_text(group.count)
        if right - text_width(text, "node_time") > least:
            right -= text_width(text, "node_time")
            painter.setPen(ink.pen("quiet"))
            painter.drawText(QPointF(right, middle + 4), text)
            right -= CHIP_GAP
    return right


def paint_right_chips(
    painter: QPainter, group: GroupItem, ink: Inks, right: float, least: float, middle: float
) -> float:
    """Counts by state from the right, as many as end right of `least`; returns where they begin."""
    for state, count in reversed(group.state_counts):
        text = str(count)
        taken = CHIP_GLYPH + 3 + text_width(text, "node_time")
        if right - taken < least:
            break
        paint_chip(painter, state, text, ink, QPointF(right - taken, middle))
        right -= taken + CHIP_GAP
    return right


def paint_chip(painter: QPainter, state: str, text: str, ink: Inks, at: QPointF) -> None:
    """A state's sign and a number, left end and middle at `at`."""
    paint_state(painter, state, ink, QPointF(at.x(), at.y() - CHIP_GLYPH / 2))
    painter.setPen(ink.pen("text"))
    painter.setFont(make_font("node_time"))
    painter.drawText(QPointF(at.x() + CHIP_GLYPH + 3, at.y() + 4), text)


def _paint_counts_row(painter: QPainter, group: GroupItem, ink: Inks, width: float, height: float) -> None:
    """The second row of a folded box: number of nodes, or counts by state, and the time."""
    middle = height - 16.0
    right = width - EDGE_PAD
    painter.setFont(make_font("node_time"))
    painter.setPen(ink.pen("quiet"))
    if group.time_text:
        right -= text_width(group.time_text, "node_time")
        painter.drawText(QPointF(right, middle + 4), group.time_text)
    if not group.state_counts:
        painter.drawText(
            QPointF(TEXT_LEFT, middle + 4), elided(nodes_text(group.count), "node_time", right - TEXT_LEFT)
        )
        return
    left = TEXT_LEFT
    for state, count in group.state_counts:
        text = f"{count:,}"
        taken = CHIP_GLYPH + 3 + text_width(text, "node_time")
        if left + taken > right - 6:
            break
        paint_chip(painter, state, text, ink, QPointF(left, middle))
        left += taken + CHIP_GAP


def paint_group_marks(
    painter: QPainter, group: GroupItem, ink: Inks, width: float, height: float, scale: float
) -> None:
    """Path and selection rings."""
    thick = max(2.0, 2.0 / scale)
    painter.setBrush(NO_BRUSH)
    painter.setPen(ink.pen("accent", thick))
    if group.is_selected:
        out = 1.5 + thick / 2
        painter.drawRoundedRect(
            QRectF(-out, -out, width + 2 * out, height + 2 * out), GROUP_RADIUS + out, GROUP_RADIUS + out
        )
    elif group.is_on_path:
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), GROUP_RADIUS, GROUP_RADIUS)
