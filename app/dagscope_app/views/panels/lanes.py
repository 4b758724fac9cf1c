"""The lanes of a run: a row a worker, a bar for each node it ran. It must not know what the nodes are."""

from __future__ import annotations

from dagscope.expected_time import seconds_text
from dagscope.records import BranchRow
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.runs import Run
from dagscope_app.model.runs.branches import lanes_of
from dagscope_app.model.state import AppState
from dagscope_app.views.panels.time_rows import TimeRows
from dagscope_app.views.theme import Theme, plain

LEFT, RIGHT = 110, 24


class LanesPanel(TimeRows):
    """Bars by worker and time."""

    row_height = 30

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Workers of the run"), parent)
        self._run: Run | None = None
        self._lanes: dict[str, list[BranchRow]] = {}

    def row_count(self) -> int:
        return len(self._lanes)

    def show_run(self, state: AppState) -> None:
        """Show how far the run is, while somebody looks."""
        self._run = state.run
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        self._lanes = lanes_of(self._run) if self._run is not None else {}
        self.measure()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    @property
    def _total(self) -> float:
        rows = [row for lane in self._lanes.values() for row in lane]
        return max((row.begun + self._length(row) for row in rows), default=0.0)

    @property
    def _width(self) -> int:
        return self.viewport().width() - LEFT - RIGHT

    def _length(self, row: BranchRow) -> float:
        """Return the length of a row in seconds: what still runs reaches as far as the run has come."""
        return max(0.0, self._run.seconds - row.begun) if row.state == "running" and self._run else row.seconds

    def _bar(self, number: int, row: BranchRow, scale: float) -> QRectF:
        width = max(3.0, self._length(row) * scale)
        return QRectF(LEFT + row.begun * scale, self.top_of(number) + 4, width, self.row_height - 8)

    def row_at(self, point: QPoint) -> BranchRow | None:
        """Return what ran there and then."""
        number, total = self.row_number_at(point), self._total
        if number is None:
            return None
        scale, lane = self._width / total if total > 0 else 0.0, list(self._lanes.values())[number]
        return next((r for r in reversed(lane) if self._bar(number, r, scale).contains(point)), None)

    def node_at(self, point: QPoint) -> str:
        row = self.row_at(point)
        return row.node if row is not None else ""

    def tip_at(self, point: QPoint) -> str:
        row = self.row_at(point)
        return _describe(row) if row is not None else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        scale = self.paint_axis(painter, LEFT, self._total, self._width)
        lanes = list(self._lanes.items())
        for number in self.visible_rows():
            self._paint_lane(painter, number, *lanes[number], scale)

    def _paint_lane(self, painter: QPainter, number: int, name: str, rows: list[BranchRow], scale: float) -> None:
        theme, top = self._theme, self.top_of(number)
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(12, top, LEFT - 16, self.row_height), Qt.AlignmentFlag.AlignVCenter, plain(name, 60))
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


def _describe(row: BranchRow) -> str:
    where = tr(", branch {branch}", branch=row.branch) if row.branch else ""
    lines = [
        f"{row.node}{where}",
        tr(
            "{state}, {seconds}, begun at {begun}",
            state=row.state,
            seconds=seconds_text(row.seconds),
            begun=seconds_text(row.begun),
        ),
    ]
    return "\n".join(line for line in (*lines, row.item, row.summary) if line)
