"""Paints a column as a line or as bars, with its axes. It computes nothing but places on the screen."""

from __future__ import annotations

import math

from dagscope.protocol.values import PlotAnswer
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from dagscope_app.views.theme import Theme, plain

TITLE = 30
BOTTOM = 24
WIDEST_BAR = 90.0
NO_NUMBERS = "There is no number to plot in this column."
Labels = list[tuple[float, str]]


def steps(low: float, high: float, count: int = 5) -> list[float]:
    """Round values that cover the range, about so many."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(1, count)
    if not 1e-300 < rough < 1e300:  # beyond what can be rounded
        return [low, high]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough), power * 10)
    first = math.floor(low / step)
    return [float(f"{(first + number) * step:.12g}") for number in range(math.ceil(high / step) - first + 1)]


def title_of(answer: PlotAnswer) -> str:
    """What is seen: the column, and how much of it."""
    if answer.form == "counts":
        return f"{answer.column}: how often the most frequent values occur"
    rows = f"{answer.total_rows:,} rows"
    return f"{answer.column}: every {answer.step:,}th of {rows}" if answer.step > 1 else f"{answer.column}: {rows}"


class Plot(QWidget):
    """A chart of one column."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answer: PlotAnswer | None = None
        self._word = ""
        self.setMinimumWidth(220)
        self.setAccessibleName("Plot")

    @property
    def answer(self) -> PlotAnswer | None:
        """What is painted."""
        return self._answer

    def set_waiting(self) -> None:
        """Points are on their way."""
        self._answer, self._word = None, "…"
        self.update()

    def set_plot(self, answer: PlotAnswer) -> None:
        """Show a `plot` answer."""
        self._answer = answer
        self._word = "" if answer.points else NO_NUMBERS
        self.setAccessibleDescription(title_of(answer))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.color("quiet"))
        answer = self._answer
        if answer is None or not answer.points:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._word)
            return
        painter.drawText(
            QRectF(12, 4, self.width() - 24, TITLE - 8), Qt.AlignmentFlag.AlignVCenter, plain(title_of(answer), 200)
        )
        is_bars = answer.form != "line"
        values = [value for _, value in answer.points]
        low, high = min(values), max(values)
        ticks = steps(min(low, 0.0) if is_bars else low, max(high, 0.0) if is_bars else high)
        left = 20 + max(painter.fontMetrics().horizontalAdvance(f"{tick:,g}") for tick in ticks)
        room = QRectF(left, TITLE, max(10.0, self.width() - left - 16), max(10.0, self.height() - TITLE - BOTTOM))
        self._paint_axis(painter, room, ticks)
        if is_bars:
            self._paint_bars(painter, room, ticks, answer)
        else:
            self._paint_line(painter, room, ticks, answer)

    def _paint_axis(self, painter: QPainter, room: QRectF, ticks: list[float]) -> None:
        for tick in ticks:
            y = _at(tick, ticks, room)
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(self._theme.color("quiet"))
            box = QRectF(0, y - 9, room.left() - 8, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{tick:,g}")

    def _paint_line(self, painter: QPainter, room: QRectF, ticks: list[float], answer: PlotAnswer) -> None:
        last = max(1, answer.total_rows - 1)
        line = QPolygonF(
            [QPointF(room.left() + room.width() * row / last, _at(value, ticks, room)) for row, value in answer.points]
        )
        painter.setPen(QPen(self._theme.color("accent"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
        self._paint_labels(
            painter, room, [(room.left() + room.width() * row / last, text) for row, text in answer.labels]
        )

    def _paint_bars(self, painter: QPainter, room: QRectF, ticks: list[float], answer: PlotAnswer) -> None:
        count = max(row for row, _ in answer.points) + 1
        wide = room.width() / count
        zero = _at(0.0, ticks, room)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.color("accent")))
        for row, value in answer.points:
            top = _at(value, ticks, room)
            gap = max(min(4.0, wide * 0.15), (wide - WIDEST_BAR) / 2)
            painter.drawRect(QRectF(room.left() + row * wide + gap, min(top, zero), wide - 2 * gap, abs(zero - top)))
        self._paint_labels(painter, room, [(room.left() + (row + 0.5) * wide, text) for row, text in answer.labels])

    def _paint_labels(self, painter: QPainter, room: QRectF, labels: Labels) -> None:
        """As many as there is room for, none over another."""
        painter.setPen(self._theme.color("quiet"))
        measure = painter.fontMetrics()
        taken = -1e9
        for x, text in labels:
            shown = measure.elidedText(plain(text, 80), Qt.TextElideMode.ElideRight, 120)
            half = measure.horizontalAdvance(shown) / 2
            middle = min(max(x, room.left() + half), room.right() - half + 12)
            if middle - half < taken:
                continue
            taken = middle + half + 10
            box = QRectF(middle - half - 2, room.bottom() + 4, 2 * half + 4, BOTTOM - 6)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def _at(value: float, ticks: list[float], room: QRectF) -> float:
    low, high = ticks[0] / 2, ticks[-1] / 2  # halves: the whole span of floats is no float
    return room.bottom() - room.height() * ((value / 2 - low) / (high - low))
