"""Paints how a column's values are spread, as small bars, and says which bar lies where. It asks for nothing."""

from __future__ import annotations

from dagscope.value_records import Bar, ColumnProfile
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from dagscope_app.drawing.translation import tr
from dagscope_app.views.theme import Theme

MISSING_HEIGHT = 3.0
_GAP = 1.0
_LEAST = 1.5
_OTHERS = Bar("other values")


def shown_bars(profile: ColumnProfile) -> tuple[Bar, ...]:
    """Return the bars, with one for the values that have none of their own."""
    if not profile.others:
        return profile.bars
    label = "infinite" if profile.is_binned else "other values"
    return (*profile.bars, Bar(label, profile.others))


def paint_bars(
    painter: QPainter, room: QRectF, profile: ColumnProfile, theme: Theme, hovered: int = -1, is_new: bool = True
) -> None:
    """Paint the bars from left to right; the tallest is as high as the room."""
    bars = shown_bars(profile)
    if not bars:
        return
    most = max(bar.count for bar in bars[: len(profile.bars)] or bars) or 1
    width = room.width() / len(bars)
    gap = _GAP if width > 3 else 0.0
    for number, bar in enumerate(bars):
        if not bar.count:
            continue
        height = max(_LEAST, room.height() * min(1.0, bar.count / most))
        is_other = number >= len(profile.bars)
        ink = "accent" if number == hovered and bar.where else "quiet" if is_other else "function_border"
        color = QColor(theme.color(ink))
        if not is_new or (is_other and number != hovered):
            color.setAlphaF(0.45)
        painter.fillRect(QRectF(room.left() + number * width, room.bottom() - height, width - gap, height), color)


def paint_missing(painter: QPainter, room: QRectF, profile: ColumnProfile, theme: Theme) -> None:
    """Paint a line as long as the room, of which the part in the ink of warnings is missing."""
    if not profile.looked:
        return
    painter.fillRect(room, theme.color("line"))
    if profile.missing:
        width = max(2.0, room.width() * profile.missing / profile.looked)
        painter.fillRect(QRectF(room.left(), room.top(), min(width, room.width()), room.height()), theme.color("stale"))


def bar_at(profile: ColumnProfile, room: QRectF, x: float) -> int:
    """Return the number of the bar at a position from left to right, -1 outside them."""
    bars = shown_bars(profile)
    if not bars or not room.left() <= x < room.right():
        return -1
    return min(int((x - room.left()) / room.width() * len(bars)), len(bars) - 1)


def share_text(profile: ColumnProfile) -> str:
    """Return how much is missing, in few words; empty where nothing is."""
    if not profile.missing:
        return ""
    share = 100 * profile.missing / profile.looked
    return f"{'<1' if share < 1 else '>99' if 99 < share < 100 else f'{share:.0f}'} % missing"


def looked_text(profile: ColumnProfile) -> str:
    """Return of how many rows the counts are, where not of all; else empty."""
    if profile.looked == profile.rows:
        return ""
    return tr("counted in {looked:,} of {rows:,} rows", looked=profile.looked, rows=profile.rows)


def describe(profile: ColumnProfile, number: int) -> str:
    """Return what a bar says in words."""
    bars = shown_bars(profile)
    if not 0 <= number < len(bars):
        return ""
    bar = bars[number]
    return f"{bar.label}: {bar.count:,}"
