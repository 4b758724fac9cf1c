"""A table model over a tuple of records, and the sorted table that shows one. It must not know what the records are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QTableView

from dagscope_app.model.cases import ShownState
from dagscope_app.views.theme import Theme
from dagscope_app.views.widgets.state_icons import state_icon

SORT = Qt.ItemDataRole.UserRole
Index: TypeAlias = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
_VERTICAL = Qt.AlignmentFlag.AlignVCenter


class RowModel(QAbstractTableModel, Generic[Row]):
    """A record a row; a model of one kind says its columns, what identifies a row, and what its cells show."""

    columns: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()  # the columns set flush right

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.rows: tuple[Row, ...] = ()

    def key_of(self, row: Row) -> Any:
        """Return what identifies a row: while these are equal, rows and selection stay."""
        raise NotImplementedError

    def cell(self, row: Row, column: int, role: int) -> Any:
        """Return what a cell shows in a role, None where it has nothing for it."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs of states in its colours."""
        self.theme = theme

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these; where the keys are equal, only what differs is drawn again."""
        if [self.key_of(row) for row in rows] != [self.key_of(row) for row in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        changed = [number for number, row in enumerate(rows) if row != self.rows[number]]
        self.rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(self.columns) - 1))

    def icon_of(self, state: ShownState | Literal[""]) -> QIcon:
        """Return the sign of a state."""
        return state_icon(state, self.theme)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section]
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return self.cell(self.rows[index.row()], index.column(), role)

    def _side(self, column: int) -> Qt.AlignmentFlag:
        is_number = column in self.numbers
        return (Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft) | _VERTICAL


class RowTable(QTableView, Generic[Row]):
    """A table of whole rows: in the order of the model until a click on a title sorts it, by `SORT`."""

    def __init__(self, model: RowModel[Row], name: str, widths: Sequence[int]) -> None:
        super().__init__()
        self._rows = model
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(SORT)
        self.setModel(self._sorted)
        self.setAccessibleName(name)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setShowGrid(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        for column, width in enumerate(widths):
            header.resizeSection(column, width)

    def row_at(self, index: QModelIndex) -> Row:
        """Return the record that a cell of the table belongs to."""
        return self._rows.rows[self._sorted.mapToSource(index).row()]
