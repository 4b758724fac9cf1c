"""A group's nodes in one table: state, time, type, value; a row leads to the node's result. It must not read values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from dagscope_app.model.group_rows import GroupRow, rows_of
from dagscope_app.model.group_summaries import STATE_ORDER
from dagscope_app.model.results import GroupTab
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas.tooltips import STATE_WORDS
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.state_icons import state_icon

COLUMNS = ("Node", "State", "Time", "Type", "Value")
_SORT = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class GroupModel(QAbstractTableModel):
    """The rows as they are; sorting is the view's."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons: dict[str, QIcon] = {}
        self.rows: tuple[GroupRow, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs of states in its colours."""
        self._theme, self._icons = theme, {}

    def set_rows(self, rows: tuple[GroupRow, ...]) -> None:
        """Show these; the same nodes keep their rows, and whatever is selected."""
        if [row.node for row in rows] != [row.node for row in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        changed = [number for number, row in enumerate(rows) if row != self.rows[number]]
        self.rows = rows
        if changed:
            last = self.index(changed[-1], len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(changed[0], 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == 2 else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            texts = (row.node, STATE_WORDS.get(row.state, row.state), row.time_text, row.type, row.summary)
            return plain(texts[column], 300)
        if role == _SORT:
            return (row.node, STATE_ORDER.index(row.state), row.seconds or 0.0, row.type, row.summary)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 1:
            if row.state not in self._icons:
                self._icons[row.state] = state_icon(row.state, self._theme)
            return self._icons[row.state]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(row.summary or row.node)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 2:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


MOST_NAME = 420


class GroupTable(QWidget):
    """The table.

    Signals:
        node_activated(str): Enter or double click on a row
    """

    node_activated = Signal(str)

    def __init__(
        self,
        members: tuple[str, ...],
        theme: Theme,
        state: Callable[[], AppState] = AppState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._members = members
        self._state = state
        self.model = GroupModel(theme, self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(_SORT)
        self.table = QTableView()
        self.table.setModel(self._sorted)
        self.table.setAccessibleName("Nodes of the group")
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setShowGrid(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((240, 110, 80, 160)):
            header.resizeSection(column, width)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.addWidget(self.table)
        self.table.activated.connect(self._on_activated)

    def set_rows(self, rows: tuple[GroupRow, ...]) -> None:
        """Show what the latest run says."""
        self.model.set_rows(rows)
        measure = self.table.fontMetrics()
        longest = max((measure.horizontalAdvance(row.node[:80]) for row in rows[:200]), default=0)
        self.table.setColumnWidth(0, max(self.table.columnWidth(0), min(longest + 28, MOST_NAME)))

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.model.set_theme(theme)

    def set_state(self, state: AppState) -> None:
        """Show what this state says of the nodes."""
        self.set_rows(rows_of(state, self._members))

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is known now: while it is out of sight it is not updated."""
        super().showEvent(event)
        self.set_state(self._state())

    def _on_activated(self, index: QModelIndex) -> None:
        self.node_activated.emit(self.model.rows[self._sorted.mapToSource(index).row()].node)


def make(tab: GroupTab, desk: Desk) -> Viewer:
    """Return the viewer of a group's nodes."""
    table = GroupTable(tab.members, desk.theme, desk.state)
    table.node_activated.connect(desk.show_node)
    table.set_state(desk.state())
    return Viewer(table, set_theme=table.set_theme, set_state=table.set_state)
