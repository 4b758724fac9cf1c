"""The timeline of a run: a bar a node, when it began and how long it took. It must not know what the nodes are."""

from __future__ import annotations

from dagscope.expected_time import seconds_text
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.runs import Run, memory_text
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.canvas.tooltips import state_word
from dagscope_app.views.panels.time_rows import TimeRows
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.watch import Same, Watch, Watches

NAME_WIDTH = 360
EMPTY = later("No run yet. A run shows here when each node began and how long it took.")


class TimelinePanel(TimeRows):
    """Bars in the order the nodes ran."""

    row_height = 22

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Timeline of the run"), parent)
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

    def row_count(self) -> int:
        return len(self.rows)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Mark what is selected."""
        self._watches.update(old, new)

    def show_run(self, state: AppState) -> None:
        """Show how far the run is."""
        self.set_run(state.shown_run)

    def set_run(self, run: Run | None) -> None:
        """Show a run; put in order when somebody looks, for a large one changes ten times a second."""
        self._run = run
        self._rows = None
        if self.isVisible():
            self.measure()

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

    def node_at(self, point: QPoint) -> str:
        row = self.row_number_at(point)
        return self.rows[row] if row is not None else ""

    def tip_at(self, point: QPoint) -> str:
        name = self.node_at(point)
        return self._describe(name) if name else ""

    def _describe(self, name: str) -> str:
        item = self._run.nodes[name] if self._run is not None else None
        if item is None:
            return name
        is_stopped = item.state == "stopped"
        grown = f"{memory_text(item.memory)} {tr('of memory')}" if item.memory else ""
        took = seconds_text(item.seconds)
        first = tr("stopped after {time}", time=took) if is_stopped else f"{state_word(item.state)}, {took}"
        began = tr("began after {time}", time=seconds_text(item.begun))
        lines = [name, f"{first}, {began}", grown, item.summary]
        return "\n".join(line for line in lines if line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        run = self._run
        if run is None or not self.rows:
            painter.setPen(self._theme.color("quiet"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, tr(EMPTY))
            return
        names = self._names_width()
        total = max((run.nodes[n].begun + (run.nodes[n].seconds or 0.0) for n in self.rows), default=0.0)
        scale = self.paint_axis(painter, names, total, self.viewport().width() - names - 112)
        for row in self.visible_rows():
            self._paint_row(painter, row, names, scale)

    def _names_width(self) -> int:
        """Return how wide the names need to be, within a third of the panel."""
        metrics = QFontMetricsF(self._theme.font("small"))
        longest = max(
            (metrics.horizontalAdvance(plain(name, 300)) for name in sorted(self.rows, key=len)[-8:]), default=0.0
        )
        return min(NAME_WIDTH, self.viewport().width() // 3, round(longest) + 28)

    def _paint_row(self, painter: QPainter, row: int, left: int, scale: float) -> None:
        name = self.rows[row]
        item = self._run.nodes[name] if self._run is not None else None
        if item is None:
            return
        top = self.top_of(row)
        if name in self._selected:
            painter.fillRect(QRectF(0, top, self.viewport().width(), self.row_height), self._theme.color("accent_soft"))
        painter.setPen(self._theme.color("text"))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(plain(name, 300), Qt.TextElideMode.ElideMiddle, left - 20)
        painter.drawText(QRectF(12, top, left - 16, self.row_height), Qt.AlignmentFlag.AlignVCenter, text)
        seconds = item.seconds or 0.0
        bar = QRectF(left + item.begun * scale, top + 5, max(3.0, seconds * scale), self.row_height - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(item.state))
        painter.drawRoundedRect(bar, 3, 3)
        if item.state == "stopped":  # open at its end: nobody knows how long it would have taken
            painter.fillRect(QRectF(bar.right() - 3, bar.top(), 3, bar.height()), self._theme.color("panel"))
            for step in (0, 1, 2):
                height = bar.height() / 5
                painter.fillRect(QRectF(bar.right() - 3, bar.top() + 2 * step * height, 3, height), painter.brush())
        painter.setPen(self._theme.color("quiet"))
        label = seconds_text(item.seconds) if item.state != "running" else tr("running")
        label = tr("stopped after {time}", time=label) if item.state == "stopped" else label
        painter.drawText(QRectF(bar.right() + 6, top, 106, self.row_height), Qt.AlignmentFlag.AlignVCenter, label)
