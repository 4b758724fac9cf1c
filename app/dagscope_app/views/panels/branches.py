"""The branches of a Parallelizable block: state, time, input, value or error, worker. It must not run anything."""

from __future__ import annotations

from typing import Any

from dagscope.records import BranchRow
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from dagscope_app.model.branches import branch_rows, sum_of
from dagscope_app.model.runs import Run, seconds_text
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas.tooltips import STATE_WORDS
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.watch import Watch, Watches
from dagscope_app.views.widgets.labels import ElidedLabel
from dagscope_app.views.widgets.state_icons import state_icon

COLUMNS = ("Branch", "Input", "Node", "State", "Time", "Value or error", "Worker")
TIME = COLUMNS.index("Time")
STATE = COLUMNS.index("State")
_SORT = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class BranchModel(QAbstractTableModel):
    """A row for each node in each branch."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons: dict[str, QIcon] = {}
        self.rows: tuple[BranchRow, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs of states in its colours."""
        self._theme, self._icons = theme, {}

    def set_rows(self, rows: tuple[BranchRow, ...]) -> None:
        """Show these; where only their states are others, they keep their places and what is selected."""
        if [(row.node, row.branch) for row in rows] != [(row.node, row.branch) for row in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        elif rows != self.rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            time = seconds_text(row.seconds) if row.state != "running" else ""
            state = STATE_WORDS.get(row.state, row.state)
            return plain((row.branch, row.item, row.node, state, time, row.summary, row.lane)[column], 300)
        if role == _SORT:
            number = tuple(int(part) for part in row.branch.split("."))
            key = ".".join(f"{part:09d}" for part in number)
            return (key, row.item, row.node, row.state, row.seconds, row.summary, row.lane)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            if row.state not in self._icons:
                self._icons[row.state] = state_icon(row.state, self._theme)
            return self._icons[row.state]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{row.node}, branch {row.branch}\n{row.item}\n{row.summary}")
        if role == Qt.ItemDataRole.TextAlignmentRole and column == TIME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
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
        self.model = BranchModel(theme, self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(_SORT)
        self.table = QTableView()
        self.table.setModel(self._sorted)
        self.table.setAccessibleName("Branches of the block")
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        for column, width in enumerate((70, 180, 170, 100, 80, 230)):
            header.resizeSection(column, width)
        self.summary = ElidedLabel()
        self.retry = QPushButton("Retry failed")
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
        self._watches.tell(old, new)

    def _show_retry(self, state: AppState) -> None:
        run = state.run
        self.retry.setVisible(run is not None and not run.is_active and run.count("failed", "stopped") > 0)

    def show_run(self, state: AppState) -> None:
        """Show how far the branches are; put in order when somebody looks."""
        self._run = state.run
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        rows = branch_rows(self._run) if self._run is not None else ()
        self.model.set_rows(rows)
        self.summary.set_text(sum_of(rows))

    def _on_retry_clicked(self) -> None:
        self.command_requested.emit("run.retry")

    def _on_clicked(self, index: QModelIndex) -> None:
        self.node_clicked.emit(self.model.rows[self._sorted.mapToSource(index).row()].node)
