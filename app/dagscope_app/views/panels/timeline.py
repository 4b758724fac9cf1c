"""The timeline of a run: a bar a node, when it began and how long it took. It must not know what the nodes are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from dagscope_app.model.runs import Run, memory_text, seconds_text
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.watch import Same, Watch, Watches

ROW = 22
AXIS = 24
NAME_WIDTH = 360
EMPTY = "No run yet. A run shows here when each node began and how long it took."


def ticks(total: float, width: float) -> list[float]:
    """Round moments for the axis, about a hundred pixels apart."""
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


class TimelinePanel(QAbstractScrollArea):
    """Bars in the order the nodes ran.

    Signals:
        node_clicked(str)
    """

    node_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._run: Run | None = None
        self._rows: list[str] | None = None
        self._selected: frozenset[str] = frozenset()
        self._watches = Watches(
            [
                Watch(
                    lambda s: (Same(s.graph), s.view.selection, s.view.selected_groups),
                    lambda s: self.set_selection(s.view.selection),
                )
            ]
        )
        self.setAccessibleName("Timeline of the run")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.viewport().update()

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Mark what is selected."""
        self._watches.tell(old, new)

    def show_run(self, state: AppState) -> None:
        """Show how far the run is."""
        self.set_run(state.shown_run)

    def set_run(self, run: Run | None) -> None:
        """Show a run; put in order when somebody looks, for a large one changes ten times a second."""
        self._run = run
        self._rows = None
        if self.isVisible():
            self._measure()
            self.viewport().update()

    def set_selection(self, names: tuple[str, ...]) -> None:
        """Mark the selected nodes' rows."""
        self._selected = frozenset(names)
        self.viewport().update()

    @property
    def rows(self) -> list[str]:
        """The names shown, top down."""
        if self._rows is None:
            run = self._run
            nodes = run.nodes if run is not None else {}
            ran = [name for name, item in nodes.items() if item.state not in ("waiting", "skipped")]
            self._rows = sorted(ran, key=lambda name: nodes[name].begun)
        return self._rows

    def _measure(self) -> None:
        bar = self.verticalScrollBar()
        height = len(self.rows) * ROW + AXIS
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(ROW)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        name = self._name_at(event.position().toPoint())
        if name:
            self.node_clicked.emit(name)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            name = self._name_at(event.pos())
            QToolTip.showText(event.globalPos(), tip(self._describe(name)) if name else "", self)
            return True
        return super().viewportEvent(event)

    def _describe(self, name: str) -> str:
        item = self._run.nodes[name] if self._run is not None else None
        if item is None:
            return name
        word = "stopped after" if item.state == "stopped" else f"{item.state},"
        grown = f"{memory_text(item.memory)} of memory" if item.memory else ""
        lines = [name, f"{word} {seconds_text(item.seconds)}, begun at {seconds_text(item.begun)}", grown, item.summary]
        return "\n".join(line for line in lines if line)

    def _name_at(self, point: QPoint) -> str:
        row = (point.y() - AXIS + self.verticalScrollBar().value()) // ROW
        return self.rows[row] if point.y() >= AXIS and 0 <= row < len(self.rows) else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), self._theme.color("panel"))
        painter.setFont(self._theme.font("small"))
        run = self._run
        if run is None or not self.rows:
            painter.setPen(self._theme.color("quiet"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, EMPTY)
            return
        names = self._names_width()
        total = max((run.nodes[n].begun + (run.nodes[n].seconds or 0.0) for n in self.rows), default=0.0)
        width = self.viewport().width() - names - 112
        scale = width / total if total > 0 else 0.0
        self._paint_axis(painter, names, total, width, scale)
        first = max(0, (self.verticalScrollBar().value()) // ROW)
        last = first + self.viewport().height() // ROW + 2
        painter.setClipRect(0, AXIS, self.viewport().width(), self.viewport().height() - AXIS)
        for row in range(first, min(last, len(self.rows))):
            self._paint_row(painter, row, names, scale)

    def _names_width(self) -> int:
        """Return how wide the names need to be, within a third of the panel."""
        metrics = QFontMetricsF(self._theme.font("small"))
        longest = max(
            (metrics.horizontalAdvance(plain(name, 300)) for name in sorted(self.rows, key=len)[-8:]), default=0.0
        )
        return min(NAME_WIDTH, self.viewport().width() // 3, round(longest) + 28)

    def _paint_axis(self, painter: QPainter, left: int, total: float, width: float, scale: float) -> None:
        height = self.viewport().height()
        for moment in ticks(total, width):
            x = left + moment * scale
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(int(x), AXIS - 4, int(x), height)
            painter.setPen(self._theme.color("quiet"))
            text = "0" if moment == 0 else seconds_text(moment)
            painter.drawText(QRectF(x - 40, 0, 80, AXIS - 4), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_row(self, painter: QPainter, row: int, left: int, scale: float) -> None:
        name = self.rows[row]
        item = self._run.nodes[name] if self._run is not None else None
        if item is None:
            return
        top = AXIS + row * ROW - self.verticalScrollBar().value()
        if name in self._selected:
            painter.fillRect(QRectF(0, top, self.viewport().width(), ROW), self._theme.color("accent_soft"))
        painter.setPen(self._theme.color("text"))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(plain(name, 300), Qt.TextElideMode.ElideMiddle, left - 20)
        painter.drawText(QRectF(12, top, left - 16, ROW), Qt.AlignmentFlag.AlignVCenter, text)
        seconds = item.seconds or 0.0
        bar = QRectF(left + item.begun * scale, top + 5, max(3.0, seconds * scale), ROW - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(item.state))
        painter.drawRoundedRect(bar, 3, 3)
        if item.state == "stopped":  # open at its end: nobody knows how long it would have taken
            painter.fillRect(QRectF(bar.right() - 3, bar.top(), 3, bar.height()), self._theme.color("panel"))
            for step in (0, 1, 2):
                height = bar.height() / 5
                painter.fillRect(QRectF(bar.right() - 3, bar.top() + 2 * step * height, 3, height), painter.brush())
        painter.setPen(self._theme.color("quiet"))
        label = seconds_text(item.seconds) if item.state != "running" else "running"
        label = f"stopped {label}" if item.state == "stopped" else label
        painter.drawText(QRectF(bar.right() + 6, top, 106, ROW), Qt.AlignmentFlag.AlignVCenter, label)
