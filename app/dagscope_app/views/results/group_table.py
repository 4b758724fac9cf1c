"""A group's nodes in one table: state, time, type, value; a row leads to the node's result. It must not read values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dagscope_app.model.panels.group_rows import GroupRow, rows_of
from dagscope_app.model.picture.group_summaries import STATE_ORDER
from dagscope_app.model.records.graph import is_never_run
from dagscope_app.model.records.results import GroupTab
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas.tooltips import state_word
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.row_model import SORT, RowModel, RowTable

COLUMNS = ("Node", "State", "Time", "Type", "Value")
STATE = COLUMNS.index("State")
MOST_NAME = 420


class GroupModel(RowModel[GroupRow]):
    """The rows as they are; sorting is the view's."""

    columns = COLUMNS
    numbers = frozenset({COLUMNS.index("Time")})

    def key_of(self, row: GroupRow) -> str:
        return row.node

    def cell(self, row: GroupRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            words = "" if is_never_run(row.kind, row.state) else state_word(row.state)
            texts = (row.node, words, row.time_text, row.type, row.summary)
            return plain(texts[column], 300)
        if role == SORT:
            return (row.node, STATE_ORDER.index(row.state), row.seconds or 0.0, row.type, row.summary)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            return None if is_never_run(row.kind, row.state) else self.icon_of(row.state)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(row.summary or row.node)
        return None


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
        self.table = RowTable(self.model, "Nodes of the group", (240, 110, 80, 160))
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
        self.node_activated.emit(self.table.row_at(index).node)


def make(tab: GroupTab, desk: Desk) -> Viewer:
    """Return the viewer of a group's nodes."""
    table = GroupTable(tab.members, desk.theme, desk.state)
    table.node_activated.connect(desk.show_node)
    table.set_state(desk.state())
    return Viewer(table, set_theme=table.set_theme, set_state=table.set_state)
