"""The branches of a Parallelizable block: state, time, input, value or error, worker. It must not run anything."""

from __future__ import annotations

from typing import Any

from dagscope.expected_time import seconds_text
from dagscope.records import BranchRow
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.runs import Run
from dagscope_app.model.runs.branches import branch_rows, sum_of
from dagscope_app.model.state import EMPTY_GRAPH, AppState
from dagscope_app.views.canvas.tooltips import state_word
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.watch import Watch, Watches
from dagscope_app.views.widgets.labels import ElidedLabel
from dagscope_app.views.widgets.row_model import SORT, RowModel, RowTable

COLUMNS = ("Branch", "Input", "Node", "State", "Time", "Value or error", "Worker")
TIME = COLUMNS.index("Time")
STATE = COLUMNS.index("State")


class BranchModel(RowModel[BranchRow]):
    """A row for each node in each branch."""

    columns = COLUMNS
    numbers = frozenset({TIME})

    def key_of(self, row: BranchRow) -> Any:
        return (row.node, row.branch)

    def cell(self, row: BranchRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            time = seconds_text(row.seconds) if row.state != "running" else ""
            state = state_word(row.state)
            return plain((row.branch, row.item, row.node, state, time, row.summary, row.lane)[column], 300)
        if role == SORT:
            number = tuple(int(part) for part in row.branch.split("."))
            key = ".".join(f"{part:09d}" for part in number)
            return (key, row.item, row.node, row.state, row.seconds, row.summary, row.lane)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            return self.icon_of(row.state)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(
                tr(
                    "{node}, branch {branch}\n{item}\n{summary}",
                    node=row.node,
                    branch=row.branch,
                    item=row.item,
                    summary=row.summary,
                )
            )
        return None


class BranchesPanel(QWidget):
    """The table, how many branches ended how, and a button to try again what failed.

    Signals:
        node_clicked(str)
        command_requested(str)
    """

    node_clicked = Signal(str)
    command_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._graph = EMPTY_GRAPH
        self.model = BranchModel(theme, self)
        self.table = RowTable(self.model, tr("Branches of the block"), (70, 180, 170, 100, 80, 230))
        self.summary = ElidedLabel()
        self.retry = QPushButton(tr("Retry failed"))
        self.retry.clicked.connect(self._on_retry_clicked)
        row = QHBoxLayout()
        row.setContentsMargins(10, 6, 10, 4)
        row.setSpacing(8)
        row.addWidget(self.summary, 1)
        row.addWidget(self.retry)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(0)
        column_box.addLayout(row)
        column_box.addWidget(self.table, 1)
        self.table.clicked.connect(self._on_clicked)
        self._watches = Watches([Watch(lambda s: s.active_run is None, self._show_retry)])

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.model.set_theme(theme)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Offer to try again what failed."""
        self._watches.update(old, new)

    def _show_retry(self, state: AppState) -> None:
        run = state.run
        self.retry.setVisible(run is not None and not run.is_active and run.count("failed", "stopped") > 0)

    def show_run(self, state: AppState) -> None:
        """Show how far the branches are; put in order when somebody looks."""
        self._run, self._graph = state.run, state.graph
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        rows = branch_rows(self._run) if self._run is not None else ()
        self.model.set_rows(rows)
        self.summary.set_text(sum_of(rows, self._graph, is_over=self._run is None or not self._run.is_active))

    def _on_retry_clicked(self) -> None:
        self.command_requested.emit("run.retry")

    def _on_clicked(self, index: QModelIndex) -> None:
        self.node_clicked.emit(self.table.row_at(index).node)
