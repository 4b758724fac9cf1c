"""Rows of bars over an axis of time: scrolling, clicks, tips, the axis. It must not know what the rows and bars are."""

from __future__ import annotations

from dagscope.expected_time import seconds_text
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from dagscope_app.views.theme import Theme, tip

AXIS = 24


def ticks(total: float, width: float) -> list[float]:
    """Return round moments for the axis, about a hundred pixels apart."""
    if total <= 0 or width <= 0:
        return []
    rough = total / max(1.0, width / 110)
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    count = int(total / step + 1e-9)
    return [step * i for i in range(count + 1)]


class TimeRows(QAbstractScrollArea):
    """The area; a panel says how many rows there are, what stands at a point, and paints its rows.

    Signals:
        node_clicked(str)
    """

    node_clicked = Signal(str)
    row_height = 24

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def node_at(self, point: QPoint) -> str:
        """Return the node whose bar or row is there, an empty text where there is none."""
        raise NotImplementedError

    def tip_at(self, point: QPoint) -> str:
        """Return what the tip says there."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.viewport().update()

    def measure(self) -> None:
        """Let the rows there are now be scrolled, and paint them."""
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.row_count() * self.row_height + AXIS - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self.row_height)
        self.viewport().update()

    def top_of(self, row: int) -> int:
        """Return where a row begins, as far as it is scrolled."""
        return AXIS + row * self.row_height - self.verticalScrollBar().value()

    def row_number_at(self, point: QPoint) -> int | None:
        """Return the row that is there; the axis covers what is scrolled below it."""
        number = (point.y() - AXIS + self.verticalScrollBar().value()) // self.row_height
        return number if point.y() >= AXIS and 0 <= number < self.row_count() else None

    def visible_rows(self) -> range:
        """Return the rows that can be seen."""
        first = max(0, self.verticalScrollBar().value() // self.row_height)
        return range(first, min(first + self.viewport().height() // self.row_height + 2, self.row_count()))

    def paint_axis(self, painter: QPainter, left: int, total: float, width: float) -> float:
        """Paint the axis of so many seconds and pixels; return the pixels of a second, and paint below it from now."""
        scale = width / total if total > 0 else 0.0
        for moment in ticks(total, width):
            x = left + moment * scale
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(int(x), AXIS - 4, int(x), self.viewport().height())
            painter.setPen(self._theme.color("quiet"))
            text = "0" if moment == 0 else seconds_text(moment)
            painter.drawText(QRectF(x - 40, 0, 80, AXIS - 4), Qt.AlignmentFlag.AlignCenter, text)
        painter.setClipRect(QRect(0, AXIS, self.viewport().width(), self.viewport().height() - AXIS))
        return scale

    def painter(self) -> QPainter:
        """Return a painter of the cleared area."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), self._theme.color("panel"))
        painter.setFont(self._theme.font("small"))
        return painter

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        node = self.node_at(event.position().toPoint())
        if node:
            self.node_clicked.emit(node)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the end of a click: what is around did not see its beginning."""
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tip(self.tip_at(event.pos())), self)
            return True
        return super().viewportEvent(event)
