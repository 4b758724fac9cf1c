"""Paints the parts of a chart: axes, legend, and lines, bars, dots, boxes, bins, heat maps, outlines.
It must not compute what they show.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from dagscope.protocol.values import PlotAnswer
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from dagscope_app.views.results.chart_scale import Labels, Span, along, ticks
from dagscope_app.views.theme import Theme, plain

WIDEST_BAR = 90.0
WITH_LEGEND = ("line", "scatter", "histogram", "bar")
INKS = ("accent", "final_border", "only_left", "ok", "failed", "only_right", "heat", "config_border")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart is painted: its colours, what the axes cover, and the room between them."""

    theme: Theme
    x: Span
    y: Span
    room: QRectF

    def at(self, x: float, y: float) -> QPointF:
        """Return where a point is painted."""
        return QPointF(along(x, self.x, self.room.left(), self.room.right()), self.height(y))

    def height(self, y: float) -> float:
        """Return where a value of the upright axis is painted."""
        return along(y, self.y, self.room.bottom(), self.room.top())

    def ink(self, number: int) -> QColor:
        """Return the colour of a series."""
        return QColor(self.theme.color(INKS[number % len(INKS)]))  # its own: the theme's are shared


def paint_form(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Paint what the chart shows, between the axes."""
    _PAINTS[answer.form](painter, frame, answer)


def y_ticks(frame: Frame, answer: PlotAnswer) -> Labels:
    """Return the marks of the upright axis."""
    if answer.y_labels:
        return [(at, plain(text, 60)) for at, text in answer.y_labels]
    return ticks(frame.y, answer.y_kind == "time", 5)


def paint_axes(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Paint the marks of both axes, and the name of the lower one."""
    room, measure = frame.room, painter.fontMetrics()
    taken = math.inf
    for value, text in y_ticks(frame, answer):
        y = frame.height(value)
        if not room.top() - 1 <= y <= room.bottom() + 1 or taken - y < 11:
            continue
        taken = y
        painter.setPen(QPen(frame.theme.color("line"), 1))
        if not answer.y_labels:
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.setPen(frame.theme.color("quiet"))
        box = QRectF(0, y - 9, room.left() - 8, 18)
        shown = measure.elidedText(text, Qt.TextElideMode.ElideMiddle, int(box.width()) - 4)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
    labels: Labels = [(at, text) for at, text in answer.labels]
    # Labels that only number the rows are less than round numbers.
    has_labels = any(text != f"{at:.0f}" for at, text in labels)
    _paint_labels(painter, frame, labels if has_labels else ticks(frame.x, answer.x_kind == "time", 6))
    if answer.x and answer.x_kind != "row":
        painter.setPen(frame.theme.color("quiet"))
        box = QRectF(room.left(), room.bottom() + 21, room.width(), 16)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, plain(answer.x, 80))


def _paint_labels(painter: QPainter, frame: Frame, labels: Labels) -> None:
    """As many as there is room for, none over another."""
    painter.setPen(frame.theme.color("quiet"))
    measure, room = painter.fontMetrics(), frame.room
    taken = -1e9
    for at, text in labels:
        x = along(at, frame.x, room.left(), room.right())
        if not room.left() - 1 <= x <= room.right() + 1:
            continue
        shown = measure.elidedText(plain(text, 80), Qt.TextElideMode.ElideRight, 120)
        half = measure.horizontalAdvance(shown) / 2
        middle = min(max(x, room.left() + half), room.right() - half + 12)
        if middle - half < taken:
            continue
        taken = middle + half + 10
        box = QRectF(middle - half - 2, room.bottom() + 4, 2 * half + 4, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def legend_width(measure: QFontMetrics, answer: PlotAnswer) -> float:
    """Return how wide the names of the series are with their colours; 0 where they are not painted."""
    if len(answer.series) < 2 or answer.form not in WITH_LEGEND:
        return 0.0
    return max(measure.horizontalAdvance(plain(series.name, 30)) for series in answer.series) + 26.0


def paint_legend(painter: QPainter, frame: Frame, answer: PlotAnswer, left: float) -> None:
    """Paint the names of the series in their colours, from `left` on."""
    texts = [plain(series.name, 30) for series in answer.series]
    wide = legend_width(painter.fontMetrics(), answer)
    box = QRectF(left, frame.room.top() + 4, wide, 16.0 * len(texts) + 6)
    back = QColor(frame.theme.color("panel"))
    back.setAlphaF(0.85)
    painter.fillRect(box, back)
    for number, text in enumerate(texts):
        y = box.top() + 3 + 16 * number
        painter.fillRect(QRectF(box.left() + 6, y + 5, 10, 6), frame.ink(number))
        painter.setPen(frame.theme.color("text"))
        painter.drawText(QRectF(box.left() + 21, y, wide, 16), Qt.AlignmentFlag.AlignVCenter, text)


def _paint_line(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Each series as a line."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number, series in enumerate(answer.series):
        painter.setPen(QPen(frame.ink(number), 1.6))
        if len(series.points) == 1:
            painter.drawEllipse(frame.at(*series.points[0][:2]), 2.5, 2.5)
        painter.drawPolyline(QPolygonF([frame.at(x, y) for x, y in series.points]))


def _paint_dots(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Each pair as a dot."""
    painter.setPen(Qt.PenStyle.NoPen)
    for number, series in enumerate(answer.series):
        ink = frame.ink(number)
        ink.setAlphaF(0.85 if len(series.points) < 300 else 0.5)
        painter.setBrush(ink)
        for x, y in series.points:
            painter.drawEllipse(frame.at(x, y), 2.6, 2.6)


def _paint_bars(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Paint the series next to each other at each position."""
    painter.setPen(Qt.PenStyle.NoPen)
    positions = sorted({x for series in answer.series for x, _ in series.points})
    nearest = min((b - a for a, b in zip(positions, positions[1:])), default=1.0)
    slot = abs(frame.at(nearest, 0).x() - frame.at(0, 0).x())
    wide = min(WIDEST_BAR, max(1.0, slot - max(1.0, min(4.0, slot * 0.15)) * 2)) / len(answer.series)
    zero = frame.height(0.0)
    for number, series in enumerate(answer.series):
        painter.setBrush(frame.ink(number))
        for x, y in series.points:
            spot = frame.at(x, y)
            left = spot.x() + (number - len(answer.series) / 2) * wide
            painter.drawRect(QRectF(left, min(spot.y(), zero), wide, abs(zero - spot.y())))


def _paint_bins(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Paint counts over their intervals."""
    for number, series in enumerate(answer.series):
        ink = frame.ink(number)
        ink.setAlphaF(1.0 if len(answer.series) == 1 else 0.55)
        painter.setPen(QPen(frame.theme.color("panel"), 0.6))
        painter.setBrush(ink)
        for low, high, count in series.points:
            if count:
                painter.drawRect(QRectF(frame.at(low, count), frame.at(high, 0.0)))


def _paint_boxes(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Box, median and whiskers; a dash at the smallest and the largest value outside."""
    half = min(28.0, 0.3 * abs(frame.at(1, 0).x() - frame.at(0, 0).x()))
    fill = frame.theme.color("function_fill")
    for number, series in enumerate(answer.series):
        low, first, middle, third, high, least, most = series.points[0][:7]
        x = frame.at(number, 0).x()
        painter.setPen(QPen(frame.ink(0), 1.4))
        painter.setBrush(fill)
        for one, other in ((low, first), (third, high)):
            painter.drawLine(QPointF(x, frame.height(one)), QPointF(x, frame.height(other)))
        painter.drawRect(QRectF(QPointF(x - half, frame.height(third)), QPointF(x + half, frame.height(first))))
        for value, wide in ((low, half / 2), (high, half / 2), (middle, half)):
            y = frame.height(value)
            painter.drawLine(QPointF(x - wide, y), QPointF(x + wide, y))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for value in {least, most} - {low, high}:
            painter.drawEllipse(QPointF(x, frame.height(value)), 2.5, 2.5)


def _paint_heat(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Cells darker the more pairs lie in them."""
    cells = answer.series[0].points if answer.series else ()
    most = max((cell[4] for cell in cells), default=1.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for left, right, bottom, top, count in cells:
        ink = frame.ink(0)
        ink.setAlphaF(0.12 + 0.88 * count / most)
        painter.fillRect(QRectF(frame.at(left, top), frame.at(right, bottom)), ink)


def _paint_outline(painter: QPainter, frame: Frame, answer: PlotAnswer) -> None:
    """Shapes by their outlines, points as dots."""
    painter.setPen(QPen(frame.theme.color("function_border"), 1.2))
    fill = frame.theme.color("function_fill")
    for series in answer.series:
        spots = [frame.at(x, y) for x, y in series.points]
        if len(spots) == 1:
            painter.setBrush(frame.theme.color("accent"))
            painter.drawEllipse(spots[0], 2.6, 2.6)
            continue
        is_ring = series.points[0] == series.points[-1]
        painter.setBrush(fill if is_ring else Qt.BrushStyle.NoBrush)
        (painter.drawPolygon if is_ring else painter.drawPolyline)(QPolygonF(spots))


_PAINTS: dict[str, Callable[[QPainter, Frame, PlotAnswer], None]] = {
    "line": _paint_line,
    "scatter": _paint_dots,
    "bar": _paint_bars,
    "counts": _paint_bars,
    "histogram": _paint_bins,
    "box": _paint_boxes,
    "heat": _paint_heat,
    "outline": _paint_outline,
}
