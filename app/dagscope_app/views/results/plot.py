"""Shows a chart, of which a part can be chosen with the mouse. It must not compute what the chart shows."""

from __future__ import annotations

from dagscope.protocol.values import PlotAnswer
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.translation import later
from dagscope_app.views.results.chart_paint import Frame, legend_width, paint_axes, paint_form, paint_legend, y_ticks
from dagscope_app.views.results.chart_scale import Span, back_to, spans_of, title_of
from dagscope_app.views.theme import Theme, plain

TOP, BOTTOM, RIGHT = 30, 42, 16
LEAST_ROOM = 160
NO_NUMBERS = later("There is no number to plot here.")
ZOOMED = ("line", "scatter", "histogram", "heat")


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
        self.setAccessibleName(tr("Plot"))

    @property
    def answer(self) -> PlotAnswer | None:
        """What is painted."""
        return self._answer

    def set_waiting(self) -> None:
        """Note that points are on their way; what is painted stays until they are here."""
        self._word = "…"
        self.update()

    def set_problem(self, text: str) -> None:
        """Show why there is no chart."""
        self._answer, self._word = None, text
        self.setAccessibleDescription(text)
        self.update()

    def set_plot(self, answer: PlotAnswer) -> None:
        """Show a `plot` answer."""
        self._answer = answer
        self._word = "" if any(series.points for series in answer.series) else tr(NO_NUMBERS)
        self._x, self._y = spans_of(answer)
        self.setAccessibleDescription(title_of(answer))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def at(self, x: float, y: float) -> QPointF:
        """Return where a point is painted."""
        return self._frame.at(x, y)

    @property
    def _frame(self) -> Frame:
        return Frame(self._theme, self._x, self._y, self._room)

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
            paint_axes(painter, self._frame, answer)
        painter.save()
        painter.setClipRect(self._room.adjusted(-3, -3, 3, 3))
        paint_form(painter, self._frame, answer)
        painter.restore()
        legend = legend_width(painter.fontMetrics(), answer)
        if legend:
            is_beside = self._room.right() + legend < self.width()
            left = self._room.right() + 6 if is_beside else self._room.right() - legend - 4
            paint_legend(painter, self._frame, answer, left)
        self._paint_dragged(painter)

    def _set_room(self, painter: QPainter, answer: PlotAnswer) -> None:
        texts = [text for _, text in y_ticks(self._frame, answer)] if answer.form != "outline" else [""]
        left = 20 + min(140, max((painter.fontMetrics().horizontalAdvance(text) for text in texts), default=0))
        legend = legend_width(painter.fontMetrics(), answer)  # beside what it names, as long as that has room
        right = legend + 10 if legend and self.width() - left - legend >= LEAST_ROOM else RIGHT
        self._room = QRectF(left, TOP, max(10.0, self.width() - left - right), max(10.0, self.height() - TOP - BOTTOM))
        if answer.form == "outline":
            self._keep_aspect()

    def _keep_aspect(self) -> None:
        """Keep the proportions of shapes."""
        wide, high = self._x[1] - self._x[0], self._y[1] - self._y[0]
        scale = min(self._room.width() / wide, self._room.height() / high)
        box = QRectF(0, 0, wide * scale, high * scale)
        box.moveCenter(self._room.center())
        self._room = box

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
        ends = [back_to(x, room.left(), room.right(), self._x) for x in (box.left(), box.right())]
        if self._answer is not None and self._answer.form == "heat":
            ends += [back_to(y, room.bottom(), room.top(), self._y) for y in (box.bottom(), box.top())]
        self.zoomed.emit(tuple(ends))
