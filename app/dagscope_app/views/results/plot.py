"""Paints charts: lines, bars, dots, boxes, bins, heat maps, outlines, with their axes. It computes nothing but places on the screen."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from dagscope.protocol.values import PlotAnswer
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.views.theme import Theme, plain

TOP, BOTTOM, RIGHT = 30, 42, 16
WIDEST_BAR = 90.0
NO_NUMBERS = "There is no number to plot here."
Labels = list[tuple[float, str]]
Span = tuple[float, float]
INKS = ("accent", "final_border", "only_left", "ok", "failed", "only_right", "heat", "config_border")
BARS = ("bar", "counts")
ZOOMED = ("line", "scatter", "histogram", "heat")


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


def moment(seconds: float, span: float) -> str:
    """A moment as it is marked on an axis that covers so many seconds."""
    try:
        found = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    except OverflowError:
        return f"{seconds:,g} s"
    if span > 86_400 * 900:
        return f"{found:%Y}"
    if span > 86_400 * 4:
        return f"{found:%Y-%m-%d}"
    return f"{found:%m-%d %H:%M}" if span > 3_600 else f"{found:%H:%M:%S}"


def title_of(answer: PlotAnswer) -> str:
    """What is seen: the columns, and how much of them."""
    if answer.form == "outline":
        return f"{answer.series[0].name if answer.series else ''}: {answer.note}"
    names = ", ".join(series.name for series in answer.series[:4]) + (", …" if len(answer.series) > 4 else "")
    if answer.form == "counts":
        names = f"{names}: how often the most frequent values occur"
    elif answer.form == "box":
        names = f"{answer.y} by {answer.x}" if answer.x else names
    elif answer.x_kind != "row" and answer.x and answer.form != "histogram":
        names = f"{names} by {answer.x}"
    rows = "1 row" if answer.total_rows == 1 else f"{answer.total_rows:,} rows"
    return f"{names}: {rows}" + (f" ({answer.note})" if answer.note else "")


class Plot(QWidget):
    """A chart. The wheel looks closer, dragging chooses what is looked at closely, a double click is for all of it."""

    zoomed = Signal(tuple)
    """Which part is wanted: the ends of the axis, of both for dots and heat maps; empty for all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answer: PlotAnswer | None = None
        self._word = ""
        self._dragged: tuple[QPointF, QPointF] | None = None
        self._x: Span = (0.0, 1.0)
        self._y: Span = (0.0, 1.0)
        self._room = QRectF()
        self.setMinimumSize(220, 120)
        self.setAccessibleName("Plot")

    @property
    def answer(self) -> PlotAnswer | None:
        """What is painted."""
        return self._answer

    def set_waiting(self) -> None:
        """Points are on their way; what is painted stays until they are here."""
        self._word = "…"
        self.update()

    def set_problem(self, text: str) -> None:
        """Why there is no chart."""
        self._answer, self._word = None, text
        self.setAccessibleDescription(text)
        self.update()

    def set_plot(self, answer: PlotAnswer) -> None:
        """Show a `plot` answer."""
        self._answer = answer
        self._word = "" if any(series.points for series in answer.series) else NO_NUMBERS
        self._x, self._y = _spans(answer)
        self.setAccessibleDescription(title_of(answer))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def ink(self, number: int) -> QColor:
        """The colour of a series."""
        return QColor(self._theme.color(INKS[number % len(INKS)]))  # its own: the theme's are shared

    def at(self, x: float, y: float) -> QPointF:
        """Where a point is painted."""
        return QPointF(_along(x, self._x, self._room.left(), self._room.right()), self._height(y))

    def _height(self, y: float) -> float:
        return _along(y, self._y, self._room.bottom(), self._room.top())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.color("quiet"))
        answer = self._answer
        if answer is None or not any(series.points for series in answer.series):
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 8, -16, -8), int(flags), plain(self._word, 400))
            return
        measure = painter.fontMetrics()
        title = measure.elidedText(plain(title_of(answer), 400), Qt.TextElideMode.ElideRight, self.width() - 24)
        painter.drawText(QRectF(12, 4, self.width() - 24, TOP - 8), Qt.AlignmentFlag.AlignVCenter, title)
        self._set_room(painter, answer)
        if answer.form != "outline":
            self._paint_axes(painter, answer)
        painter.save()
        painter.setClipRect(self._room.adjusted(-3, -3, 3, 3))
        _PAINTS[answer.form](self, painter, answer)
        painter.restore()
        if len(answer.series) > 1 and answer.form in ("line", "scatter", "histogram", "bar"):
            self._paint_legend(painter, answer)
        self._paint_dragged(painter)

    def _set_room(self, painter: QPainter, answer: PlotAnswer) -> None:
        texts = [text for _, text in self._y_ticks(answer)] if answer.form != "outline" else [""]
        left = 20 + min(140, max((painter.fontMetrics().horizontalAdvance(text) for text in texts), default=0))
        self._room = QRectF(left, TOP, max(10.0, self.width() - left - RIGHT), max(10.0, self.height() - TOP - BOTTOM))
        if answer.form == "outline":
            self._keep_aspect()

    def _keep_aspect(self) -> None:
        """Shapes keep their proportions."""
        wide, high = self._x[1] - self._x[0], self._y[1] - self._y[0]
        scale = min(self._room.width() / wide, self._room.height() / high)
        box = QRectF(0, 0, wide * scale, high * scale)
        box.moveCenter(self._room.center())
        self._room = box

    def _y_ticks(self, answer: PlotAnswer) -> Labels:
        if answer.y_labels:
            return [(at, plain(text, 60)) for at, text in answer.y_labels]
        return _ticks(self._y, answer.y_kind == "time", 5)

    def _paint_axes(self, painter: QPainter, answer: PlotAnswer) -> None:
        room, measure = self._room, painter.fontMetrics()
        taken = math.inf
        for value, text in self._y_ticks(answer):
            y = self._height(value)
            if not room.top() - 1 <= y <= room.bottom() + 1 or taken - y < 11:
                continue
            taken = y
            painter.setPen(QPen(self._theme.color("line"), 1))
            if not answer.y_labels:
                painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(self._theme.color("quiet"))
            box = QRectF(0, y - 9, room.left() - 8, 18)
            shown = measure.elidedText(text, Qt.TextElideMode.ElideMiddle, int(box.width()) - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        labels: Labels = [(at, text) for at, text in answer.labels]
        has_labels = bool(labels)
        self._paint_labels(painter, labels if has_labels else _ticks(self._x, answer.x_kind == "time", 6))
        if answer.x and answer.x_kind != "row":
            painter.setPen(self._theme.color("quiet"))
            box = QRectF(room.left(), room.bottom() + 21, room.width(), 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, plain(answer.x, 80))

    def _paint_labels(self, painter: QPainter, labels: Labels) -> None:
        """As many as there is room for, none over another."""
        painter.setPen(self._theme.color("quiet"))
        measure, room = painter.fontMetrics(), self._room
        taken = -1e9
        for at, text in labels:
            x = _along(at, self._x, room.left(), room.right())
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

    def _paint_legend(self, painter: QPainter, answer: PlotAnswer) -> None:
        measure = painter.fontMetrics()
        texts = [plain(series.name, 30) for series in answer.series]
        wide = max(measure.horizontalAdvance(text) for text in texts) + 26
        box = QRectF(self._room.right() - wide - 4, self._room.top() + 4, wide, 16.0 * len(texts) + 6)
        back = QColor(self._theme.color("panel"))
        back.setAlphaF(0.85)
        painter.fillRect(box, back)
        for number, text in enumerate(texts):
            y = box.top() + 3 + 16 * number
            painter.fillRect(QRectF(box.left() + 6, y + 5, 10, 6), self.ink(number))
            painter.setPen(self._theme.color("text"))
            painter.drawText(QRectF(box.left() + 21, y, wide, 16), Qt.AlignmentFlag.AlignVCenter, text)

    def paint_line(self, painter: QPainter, answer: PlotAnswer) -> None:
        """Each series as a line."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number, series in enumerate(answer.series):
            painter.setPen(QPen(self.ink(number), 1.6))
            if len(series.points) == 1:
                painter.drawEllipse(self.at(*series.points[0][:2]), 2.5, 2.5)
            painter.drawPolyline(QPolygonF([self.at(x, y) for x, y in series.points]))

    def paint_dots(self, painter: QPainter, answer: PlotAnswer) -> None:
        """Each pair as a dot."""
        painter.setPen(Qt.PenStyle.NoPen)
        for number, series in enumerate(answer.series):
            ink = self.ink(number)
            ink.setAlphaF(0.85 if len(series.points) < 300 else 0.5)
            painter.setBrush(ink)
            for x, y in series.points:
                painter.drawEllipse(self.at(x, y), 2.6, 2.6)

    def paint_bars(self, painter: QPainter, answer: PlotAnswer) -> None:
        """The series beside each other at each place."""
        painter.setPen(Qt.PenStyle.NoPen)
        places = sorted({x for series in answer.series for x, _ in series.points})
        nearest = min((b - a for a, b in zip(places, places[1:])), default=1.0)
        slot = abs(self.at(nearest, 0).x() - self.at(0, 0).x())
        wide = min(WIDEST_BAR, max(1.0, slot - max(1.0, min(4.0, slot * 0.15)) * 2)) / len(answer.series)
        zero = self._height(0.0)
        for number, series in enumerate(answer.series):
            painter.setBrush(self.ink(number))
            for x, y in series.points:
                spot = self.at(x, y)
                left = spot.x() + (number - len(answer.series) / 2) * wide
                painter.drawRect(QRectF(left, min(spot.y(), zero), wide, abs(zero - spot.y())))

    def paint_bins(self, painter: QPainter, answer: PlotAnswer) -> None:
        """Counts over their intervals."""
        for number, series in enumerate(answer.series):
            ink = self.ink(number)
            ink.setAlphaF(1.0 if len(answer.series) == 1 else 0.55)
            painter.setPen(QPen(self._theme.color("panel"), 0.6))
            painter.setBrush(ink)
            for low, high, count in series.points:
                if count:
                    painter.drawRect(QRectF(self.at(low, count), self.at(high, 0.0)))

    def paint_boxes(self, painter: QPainter, answer: PlotAnswer) -> None:
        """Box, median and whiskers; a dash at the smallest and the largest value outside."""
        half = min(28.0, 0.3 * abs(self.at(1, 0).x() - self.at(0, 0).x()))
        fill = self._theme.color("function_fill")
        for number, series in enumerate(answer.series):
            low, first, middle, third, high, least, most = series.points[0][:7]
            x = self.at(number, 0).x()
            painter.setPen(QPen(self.ink(0), 1.4))
            painter.setBrush(fill)
            for one, other in ((low, first), (third, high)):
                painter.drawLine(QPointF(x, self._height(one)), QPointF(x, self._height(other)))
            painter.drawRect(QRectF(QPointF(x - half, self._height(third)), QPointF(x + half, self._height(first))))
            for value, wide in ((low, half / 2), (high, half / 2), (middle, half)):
                y = self._height(value)
                painter.drawLine(QPointF(x - wide, y), QPointF(x + wide, y))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for value in {least, most} - {low, high}:
                painter.drawEllipse(QPointF(x, self._height(value)), 2.5, 2.5)

    def paint_heat(self, painter: QPainter, answer: PlotAnswer) -> None:
        """Cells darker the more pairs lie in them."""
        cells = answer.series[0].points if answer.series else ()
        most = max((cell[4] for cell in cells), default=1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for left, right, bottom, top, count in cells:
            ink = self.ink(0)
            ink.setAlphaF(0.12 + 0.88 * count / most)
            painter.fillRect(QRectF(self.at(left, top), self.at(right, bottom)), ink)

    def paint_outline(self, painter: QPainter, answer: PlotAnswer) -> None:
        """Shapes by their outlines, points as dots."""
        painter.setPen(QPen(self._theme.color("function_border"), 1.2))
        fill = self._theme.color("function_fill")
        for series in answer.series:
            spots = [self.at(x, y) for x, y in series.points]
            if len(spots) == 1:
                painter.setBrush(self._theme.color("accent"))
                painter.drawEllipse(spots[0], 2.6, 2.6)
                continue
            is_ring = series.points[0] == series.points[-1]
            painter.setBrush(fill if is_ring else Qt.BrushStyle.NoBrush)
            (painter.drawPolygon if is_ring else painter.drawPolyline)(QPolygonF(spots))

    def _paint_dragged(self, painter: QPainter) -> None:
        if self._dragged is None:
            return
        box = self._chosen(*self._dragged)
        painter.setPen(QPen(self._theme.color("accent"), 1))
        shade = QColor(self._theme.color("accent"))
        shade.setAlphaF(0.15)
        painter.setBrush(shade)
        painter.drawRect(box)

    def _chosen(self, start: QPointF, end: QPointF) -> QRectF:
        box = QRectF(start, end).normalized()
        if self._answer is None or self._answer.form != "heat":
            box.setTop(self._room.top())
            box.setBottom(self._room.bottom())
        return box & self._room

    @property
    def can_zoom(self) -> bool:
        """Whether a part of what is shown can be looked at closely."""
        answer = self._answer
        return answer is not None and answer.form in ZOOMED and bool(answer.series) and not answer.y_labels

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.can_zoom and self._room.contains(event.position()):
            self._dragged = (event.position(), event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            self._dragged = (self._dragged[0], event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            return
        box = self._chosen(self._dragged[0], event.position())
        self._dragged = None
        self.update()
        if box.width() > 6:
            self._zoom_to(box)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self.zoomed.emit(())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if not self.can_zoom or not turned or not self._room.contains(event.position()):
            event.ignore()
            return
        factor, spot, room = 1.2 ** (-turned / 120), event.position(), self._room
        left, right = (spot.x() - room.left()) * factor, (room.right() - spot.x()) * factor
        up, down = (spot.y() - room.top()) * factor, (room.bottom() - spot.y()) * factor
        self._zoom_to(QRectF(QPointF(spot.x() - left, spot.y() - up), QPointF(spot.x() + right, spot.y() + down)))
        event.accept()

    def _zoom_to(self, box: QRectF) -> None:
        room = self._room
        ends = [_back(x, room.left(), room.right(), self._x) for x in (box.left(), box.right())]
        if self._answer is not None and self._answer.form == "heat":
            ends += [_back(y, room.bottom(), room.top(), self._y) for y in (box.bottom(), box.top())]
        self.zoomed.emit(tuple(ends))


def _spans(answer: PlotAnswer) -> tuple[Span, Span]:
    """What the axes cover."""
    form = answer.form
    points = [point for series in answer.series for point in series.points]
    if not points:
        return (0.0, 1.0), (0.0, 1.0)
    if form == "heat":
        return (min(p[0] for p in points), max(p[1] for p in points)), (
            min(p[2] for p in points),
            max(p[3] for p in points),
        )
    if form == "box":
        return (-0.5, len(answer.series) - 0.5), _wide(min(p[5] for p in points), max(p[6] for p in points))
    if form == "histogram":
        return (min(p[0] for p in points), max(p[1] for p in points)), (0.0, steps(0.0, max(p[2] for p in points))[-1])
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    if form in BARS:
        return (min(xs) - 0.5, max(xs) + 0.5), _wide(min(0.0, *ys), max(0.0, *ys))
    if form == "outline":
        return _apart(min(xs), max(xs)), _apart(min(ys), max(ys))
    low, high = min(xs), max(xs)
    return _apart(low, high), _wide(min(ys), max(ys))


def _apart(low: float, high: float) -> Span:
    half = max(0.5, abs(low) * 1e-9)
    return (low, high) if high > low else (low - half, high + half)


def _wide(low: float, high: float) -> Span:
    """From the round value below to the one above."""
    found = steps(low, high)
    return found[0], found[-1]


def _ticks(span: Span, is_time: bool, count: int) -> Labels:
    if not is_time:
        return [(tick, f"{tick:,g}") for tick in steps(*span, count)]
    wide = span[1] - span[0]
    return [(span[0] + wide * part / count, moment(span[0] + wide * part / count, wide)) for part in range(count + 1)]


def _along(value: float, span: Span, start: float, end: float) -> float:
    wide = span[1] - span[0]
    if math.isfinite(wide):
        return start + (end - start) * ((value - span[0]) / wide if wide else 0.5)
    low, high = span[0] / 2, span[1] / 2  # halves: the whole span is no float
    return start + (end - start) * ((value / 2 - low) / (high - low))


def _back(place: float, start: float, end: float, span: Span) -> float:
    part = (place - start) / (end - start)
    return span[0] * (1 - part) + span[1] * part


_PAINTS: dict[str, Callable[[Plot, QPainter, PlotAnswer], None]] = {
    "line": Plot.paint_line,
    "scatter": Plot.paint_dots,
    "bar": Plot.paint_bars,
    "counts": Plot.paint_bars,
    "histogram": Plot.paint_bins,
    "box": Plot.paint_boxes,
    "heat": Plot.paint_heat,
    "outline": Plot.paint_outline,
}
