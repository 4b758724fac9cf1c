"""The runs of this session, newest first: what was run, how it ended, whether its values are still there.
It must not run anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from dagscope.expected_time import seconds_text
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QTreeWidget, QTreeWidgetItem, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.runs import Run
from dagscope_app.model.scenario.names import shown_name
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.labels import make_label
from dagscope_app.views.widgets.state_icons import state_icon

COLUMNS = (later("Run"), later("Scenario"), later("State"), later("Nodes"), later("Time"), later("Outputs"))
EMPTY = later("No run yet. Every run of this session is listed here.")
WORDS = {
    "requested": later("starting"),
    "cancelling": later("stopping"),
    "ok": later("done"),
    "cancelled": later("stopped"),
    "lost": later("values cleared"),
}
STATES = {"requested": "waiting", "cancelling": "running", "cancelled": "stopped", "lost": "stale"}
Row = tuple[str, ...]


def row_of(run: Run) -> Row:
    """Return a run as text, column by column."""
    counts = run.ended_text()
    side = "" if run.slot == "main" else f" ({run.slot})"
    time = "" if run.is_active else seconds_text(run.seconds)
    name = shown_name(run.made_of) if run.made_of is not None else run.scenario
    scenario = f"{name}{side}"
    return (str(run.number), scenario, tr(WORDS.get(run.status, run.status)), counts, time, ", ".join(run.final_vars))


def sign_of(run: Run) -> str:
    """Return whose sign a run has: one whose checks failed has not simply gone well."""
    return "warning" if run.warning_text() else STATES.get(run.status, run.status)


class RunsPanel(QWidget):
    """A line a run.

    Signals:
        run_activated(str): a run's id: its values are wanted
    """

    run_activated = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: list[tuple[str, str, Row]] = []
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([tr(title) for title in COLUMNS])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(tr("Runs"))
        header = self.tree.header()
        header.setStretchLastSection(True)
        for column in range(len(COLUMNS) - 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        empty = make_label(tr(EMPTY), is_quiet=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(self.tree)
        self.tree.itemActivated.connect(self._on_tree_activated)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        shown, self._shown = self._shown, []
        self._show(shown)

    def show_run(self, state: AppState) -> None:
        """Show how far the runs are."""
        self.set_runs(state.runs)

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Show these; the newest is at the top."""
        self._show([(run.id, sign_of(run), row_of(run)) for run in reversed(runs)])

    def _show(self, rows: list[tuple[str, str, Row]]) -> None:
        if rows == self._shown:
            return
        if [row[0] for row in rows] != [row[0] for row in self._shown]:
            self.tree.clear()
            self.tree.addTopLevelItems([QTreeWidgetItem() for _ in rows])
        for number, (run_id, state, texts) in enumerate(rows):
            item = self.tree.topLevelItem(number)
            if item is None:
                continue
            for column, text in enumerate(texts):
                item.setText(column, plain(text, 200))
            item.setIcon(2, state_icon(state, self._theme))
            item.setToolTip(5, tip(texts[5]))
            item.setData(0, Qt.ItemDataRole.UserRole, run_id)
        self._shown = rows
        self._stack.setCurrentIndex(1 if rows else 0)

    def _on_tree_activated(self, item: QTreeWidgetItem) -> None:
        self.run_activated.emit(str(item.data(0, Qt.ItemDataRole.UserRole)))
