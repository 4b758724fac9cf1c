"""The lanes of a run: a row a worker, a bar for each node it ran. It must not know what the nodes are."""

from __future__ import annotations

from dagscope.records import BranchRow
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from dagscope_app.model.branches import lanes_of
from dagscope_app.model.runs import Run, seconds_text
from dagscope_app.model.state import AppState
from dagscope_app.views.panels.timeline import AXIS, ticks
from dagscope_app.views.theme import Theme, plain, tip

ROW, LEFT, RIGHT = 30, 110, 24


class LanesPanel(QAbstractScrollArea):
    """Bars by worker and time.

    Signals:
        node_clicked(str)
    """

    node_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._run: Run | None = None
        self._lanes: dict[str, list[BranchRow]] = {}
        self.setAccessibleName("Workers of the run")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.viewport().update()

    def show_run(self, state: AppState) -> None:
        """Show how far the run is, while somebody looks."""
        self._run = state.run
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        self._lanes = lanes_of(self._run) if self._run is not None else {}
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._lanes) * ROW + AXIS - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    @property
    def _scale(self) -> float:
        rows = [row for lane in self._lanes.values() for row in lane]
        total = max((row.begun + self._length(row) for row in rows), default=0.0)
        return (self.viewport().width() - LEFT - RIGHT) / total if total > 0 else 0.0

    def _length(self, row: BranchRow) -> float:
        """Return the length of a row in seconds: what still runs reaches as far as the run has come."""
        return max(0.0, self._run.seconds - row.begun) if row.state == "running" and self._run else row.seconds

    def _bar(self, number: int, row: BranchRow, scale: float) -> QRectF:
        top = AXIS + number * ROW - self.verticalScrollBar().value()
        return QRectF(LEFT + row.begun * scale, top + 4, max(3.0, self._length(row) * scale), ROW - 8)

    def row_at(self, point: QPoint) -> BranchRow | None:
        """Return what ran there and then."""
        number = (point.y() - AXIS + self.verticalScrollBar().value()) // ROW
        lanes = list(self._lanes.values())
        if not 0 <= number < len(lanes):
            return None
        scale = self._scale
        return next((r for r in reversed(lanes[number]) if self._bar(number, r, scale).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint())
        if row is not None:
            self.node_clicked.emit(row.node)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            row = self.row_at(event.pos())
            QToolTip.showText(event.globalPos(), tip(_told(row)) if row is not None else "", self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, scale = QPainter(self.viewport()), self._theme, self._scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), theme.color("panel"))
        painter.setFont(theme.font("small"))
        for moment in ticks(
            (self.viewport().width() - LEFT - RIGHT) / scale if scale else 0.0, self.viewport().width() - LEFT
        ):
            x = int(LEFT + moment * scale)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(x, AXIS - 4, x, self.viewport().height())
            painter.setPen(theme.color("quiet"))
            text = "0" if moment == 0 else seconds_text(moment)
            painter.drawText(QRectF(x - 40, 0, 80, AXIS - 4), Qt.AlignmentFlag.AlignCenter, text)
        painter.setClipRect(0, AXIS, self.viewport().width(), self.viewport().height() - AXIS)
        for number, (name, rows) in enumerate(self._lanes.items()):
            self._paint_lane(painter, number, name, rows, scale)

    def _paint_lane(self, painter: QPainter, number: int, name: str, rows: list[BranchRow], scale: float) -> None:
        theme, top = self._theme, AXIS + number * ROW - self.verticalScrollBar().value()
        if top > self.viewport().height() or top + ROW < AXIS:
            return
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(12, top, LEFT - 16, ROW), Qt.AlignmentFlag.AlignVCenter, plain(name, 60))
        metrics = QFontMetricsF(painter.font())
        for row in rows:
            bar = self._bar(number, row, scale)
            painter.setPen(QPen(theme.color("panel"), 1))
            painter.setBrush(theme.color(row.state))
            painter.drawRoundedRect(bar, 3, 3)
            text = f"{row.node} {row.branch}".rstrip()
            if bar.width() > 40:
                painter.setPen(theme.color("panel"))
                shown = metrics.elidedText(plain(text, 120), Qt.TextElideMode.ElideRight, bar.width() - 10)
                painter.drawText(bar.adjusted(5, 0, -5, 0), Qt.AlignmentFlag.AlignVCenter, shown)


def _told(row: BranchRow) -> str:
    where = f", branch {row.branch}" if row.branch else ""
    lines = [f"{row.node}{where}", f"{row.state}, {seconds_text(row.seconds)}, begun at {seconds_text(row.begun)}"]
    return "\n".join(line for line in (*lines, row.item, row.summary) if line)
