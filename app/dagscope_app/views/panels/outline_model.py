"""The rows of the outline as an item model: names, states, tooltips. It must not order or filter them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagscope.records import NodeRecord
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt

from dagscope_app.model.panels.outline import OutlineRow
from dagscope_app.model.records.graph import is_never_run
from dagscope_app.model.records.runs import Run, shown_state
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.row_model import Index
from dagscope_app.views.widgets.state_icons import state_icon


class OutlineModel(QAbstractItemModel):
    """The rows of the outline for a tree view."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: list[OutlineRow] = []
        self._top: list[int] = []
        self._run: Run | None = None
        self._stale: Mapping[str, str] = {}
        self._indexes: dict[str, int] = {}
        self._nodes: Mapping[str, NodeRecord] = {}
        self._notes: Mapping[str, str] = {}
        self._blocked: frozenset[str] = frozenset()
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs of states in its colours."""
        self._theme = theme
        self._all_changed()

    def set_rows(self, rows: list[OutlineRow], nodes: Mapping[str, NodeRecord], notes: Mapping[str, str]) -> None:
        """Show another tree; `notes` are shown of headings instead of their ids."""
        self.beginResetModel()
        self._notes = notes
        self._rows = rows
        self._nodes = nodes
        self._top = sorted((i for i, row in enumerate(rows) if row.parent < 0), key=lambda i: rows[i].position)
        self._indexes = {row.id: i for i, row in enumerate(rows) if row.is_node}
        self.endResetModel()

    def set_run(self, run: Run | None, stale: Mapping[str, str], blocked: frozenset[str] = frozenset()) -> bool:
        """Have the states of this run from the next painting on; whether they may be others."""
        is_new = run is not self._run or stale is not self._stale or blocked != self._blocked
        self._run, self._stale, self._blocked = run, stale, blocked
        return is_new

    def _state_of(self, name: str) -> str:
        node, state = self._nodes.get(name), shown_state(self._run, name, self._stale, self._blocked)
        return "" if node is not None and is_never_run(node.kind, state) else state

    def _all_changed(self) -> None:
        if self._top:
            first, last = self.index(0, 0), self.index(len(self._top) - 1, 0)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DecorationRole])

    def row_at(self, index: Index) -> OutlineRow | None:
        """Return the row behind an index."""
        return self._rows[index.internalId()] if index.isValid() else None

    def index_of(self, name: str) -> QModelIndex:
        """Return the index of a node."""
        at = self._indexes.get(name)
        return QModelIndex() if at is None else self.createIndex(self._rows[at].position, 0, at)

    def index_of_heading(self, name: str) -> QModelIndex:
        """Return the index of a group; there are few of them, and it is asked for one at a time."""
        at = next((i for i, row in enumerate(self._rows) if not row.is_node and row.id == name), -1)
        return QModelIndex() if at < 0 else self.createIndex(self._rows[at].position, 0, at)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        siblings = self._rows[parent.internalId()].children if parent.isValid() else self._top
        return self.createIndex(row, column, siblings[row]) if 0 <= row < len(siblings) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        above = self._rows[index.internalId()].parent if index.isValid() else -1
        return QModelIndex() if above < 0 else self.createIndex(self._rows[above].position, 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        if parent.isValid():
            return len(self._rows[parent.internalId()].children)
        return len(self._top)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(row.label, 200)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = f"{row.id}: {self._nodes[row.id].type}" if row.is_node else self._notes.get(row.id, row.id)
            return tip(text)
        if role == Qt.ItemDataRole.DecorationRole and row.is_node:
            state = self._state_of(row.id)
            return state_icon(state, self._theme)
        if role == Qt.ItemDataRole.FontRole and not row.is_node:
            return self._theme.font("strong")
        return None
