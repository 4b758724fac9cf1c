"""The outline panel: the graph as a tree, in step with the canvas. It must not decide what is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dagscope.records import NodeRecord
from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QTreeView, QVBoxLayout, QWidget

from dagscope_app.drawing.inks import inks_of
from dagscope_app.drawing.nodes import paint_state
from dagscope_app.model.graph import GraphSnapshot, Grouping
from dagscope_app.model.outline import OUTLINE_KINDS, OutlineRow, outline, outline_grouping
from dagscope_app.model.runs import Run, shown_state
from dagscope_app.model.search import looks_like_selection
from dagscope_app.model.state import Find
from dagscope_app.views.theme import Theme, plain, tip

FILTER_TIP = "Part of a name or type, or a selection as in the search field: state:failed, kind:input, tag:owner=ana"
EMPTY = "The dataflow's nodes are listed here once it can be built."
NO_MATCH = "No node matches."
Index = QModelIndex | QPersistentModelIndex


def state_icon(state: str, theme: Theme) -> QIcon:
    """The sign of a state, as the graph has it; a selected row keeps its colour."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(2, 2)
    paint_state(painter, state, inks_of(theme), QPointF(1, 1))
    painter.end()
    pixmap.setDevicePixelRatio(2)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


class OutlineModel(QAbstractItemModel):
    """The rows of the outline for a tree view."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: list[OutlineRow] = []
        self._top: list[int] = []
        self._run: Run | None = None
        self._is_stale = False
        self._places: dict[str, int] = {}
        self._nodes: Mapping[str, NodeRecord] = {}
        self._notes: Mapping[str, str] = {}
        self._theme = theme
        self._icons: dict[str, QIcon] = {}

    def set_theme(self, theme: Theme) -> None:
        """Draw the dots in its colours."""
        self._theme = theme
        self._icons.clear()
        self._all_changed()

    def set_rows(
        self, rows: list[OutlineRow], nodes: Mapping[str, NodeRecord], notes: Mapping[str, str]
    ) -> None:
        """Show another tree; `notes` are told of headings instead of their ids."""
        self.beginResetModel()
        self._notes = notes
        self._rows = rows
        self._nodes = nodes
        self._top = sorted((i for i, row in enumerate(rows) if row.parent < 0), key=lambda i: rows[i].place)
        self._places = {row.id: i for i, row in enumerate(rows) if row.is_node}
        self.endResetModel()

    def set_run(self, run: Run | None, is_stale: bool) -> bool:
        """Have the dots of this run from the next painting on; whether they may be others."""
        is_new = run is not self._run or is_stale != self._is_stale
        self._run, self._is_stale = run, is_stale
        return is_new

    def _state_of(self, name: str) -> str:
        return shown_state(self._run, name, self._is_stale)

    def _all_changed(self) -> None:
        if self._top:
            first, last = self.index(0, 0), self.index(len(self._top) - 1, 0)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DecorationRole])

    def row_at(self, index: Index) -> OutlineRow | None:
        """The row behind an index."""
        return self._rows[index.internalId()] if index.isValid() else None

    def index_of(self, name: str) -> QModelIndex:
        """Where a node is."""
        at = self._places.get(name)
        return QModelIndex() if at is None else self.createIndex(self._rows[at].place, 0, at)

    def index_of_heading(self, name: str) -> QModelIndex:
        """Where a group is; there are few of them, and it is asked for one at a time."""
        at = next((i for i, row in enumerate(self._rows) if not row.is_node and row.id == name), -1)
        return QModelIndex() if at < 0 else self.createIndex(self._rows[at].place, 0, at)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        siblings = self._rows[parent.internalId()].children if parent.isValid() else self._top
        return self.createIndex(row, column, siblings[row]) if 0 <= row < len(siblings) else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        above = self._rows[index.internalId()].parent if index.isValid() else -1
        return QModelIndex() if above < 0 else self.createIndex(self._rows[above].place, 0, above)

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
            told = f"{row.id}: {self._nodes[row.id].type}" if row.is_node else self._notes.get(row.id, row.id)
            return tip(told)
        if role == Qt.ItemDataRole.DecorationRole and row.is_node:
            state = self._state_of(row.id)
            if state not in self._icons:
                self._icons[state] = state_icon(state, self._theme)
            return self._icons[state]
        if role == Qt.ItemDataRole.FontRole and not row.is_node:
            return self._theme.font("strong")
        return None


class _Tree(QTreeView):
    """A tree that says what would be in it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.empty_text = EMPTY

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.theme.color("quiet"))
            box = self.viewport().rect().adjusted(12, 8, -12, -8)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap), self.empty_text)
            painter.end()


class OutlinePanel(QWidget):
    """The tree with its filter.

    Signals:
        node_clicked(str), node_activated(str), group_clicked(str): of a row
        context_requested(str, str, QPoint): the menu of a row: `node` or `group`, its name, the global position
    """

    node_clicked = Signal(str)
    node_activated = Signal(str)
    group_clicked = Signal(str)
    context_requested = Signal(str, str, QPoint)

    def __init__(self, theme: Theme, find: Callable[[str], Find], parent: QWidget | None = None) -> None:
        """`find` reads a line of the selection language in the graph that is shown."""
        super().__init__(parent)
        self._find = find
        self._graph = GraphSnapshot()
        self._has_sections = True
        self._grouped: tuple[GraphSnapshot, str, bool, Grouping | None] | None = None
        self._selected: tuple[str, ...] = ()
        self._groups: tuple[str, ...] = ()
        # The tree waits a moment, so that the canvas comes first.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)
        self._later.timeout.connect(self._rebuild)
        self.filter_edit = QLineEdit()
        self.filter_edit.setPlaceholderText("Filter")
        self.filter_edit.setToolTip(tip(FILTER_TIP))
        self.filter_edit.setClearButtonEnabled(True)
        self.filter_edit.setAccessibleName("Filter the outline")
        self.kind_box = QComboBox()
        for kind, title in OUTLINE_KINDS.items():
            self.kind_box.addItem(title, kind)
        self.kind_box.setAccessibleName("Order of the outline")
        self.model = OutlineModel(theme)
        self.tree = _Tree(theme)
        self.tree.setModel(self.model)
        self.tree.setObjectName("outline")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(16)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setAccessibleName("Outline of the graph")
        row = QHBoxLayout()
        row.setContentsMargins(8, 8, 8, 4)
        row.setSpacing(6)
        row.addWidget(self.filter_edit, 1)
        row.addWidget(self.kind_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        self.filter_edit.textChanged.connect(self._rebuild)
        self.kind_box.currentIndexChanged.connect(self._later.start)
        self.tree.clicked.connect(self._on_tree_clicked)
        self.tree.activated.connect(self._on_tree_activated)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._on_tree_context)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.model.set_theme(theme)
        self.tree.theme = theme

    def set_graph(self, graph: GraphSnapshot) -> None:
        """Show another graph."""
        self._graph = graph
        self._later.start()

    def set_grouping(self, grouping: Grouping, has_sections: bool) -> None:
        """Order the tree as the canvas is grouped; to be told after the graph."""
        if has_sections != self._has_sections:
            self._has_sections = has_sections
            self._later.start()
        kinds = list(OUTLINE_KINDS)
        kind = grouping.kind.partition(":")[0]
        if kind not in kinds:
            return
        self._grouped = (self._graph, grouping.kind, has_sections, grouping)
        at = kinds.index(kind)
        if self.kind_box.itemData(at) != grouping.kind:
            self.kind_box.setItemData(at, grouping.kind)
            self._later.start()
        self.kind_box.setCurrentIndex(at)

    def set_run(self, run: Run | None, is_stale: bool) -> None:
        """Show the nodes' states in this run; a filter may ask for them."""
        if looks_like_selection(self.filter_edit.text()):
            self._later.start()
        if self.model.set_run(run, is_stale):
            # Telling the tree that every row changed has it look through all of them; only dots in view are painted.
            self.tree.viewport().update()

    def set_selection(self, names: tuple[str, ...], groups: tuple[str, ...] = ()) -> None:
        """Select what the canvas has selected: the last node, else the last group."""
        self._selected, self._groups = names, groups
        self._select()

    def _select(self) -> None:
        names = self._selected
        index = self.model.index_of(names[-1]) if names else QModelIndex()
        if not names and self._groups:
            index = self.model.index_of_heading(self._groups[-1])
        selection = self.tree.selectionModel()
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            selection.setCurrentIndex(index, flag)
            self.tree.scrollTo(index)
        else:
            selection.clear()

    def _rebuild(self) -> None:
        wanted = self.filter_edit.text()
        kind = self.kind_box.currentData()
        grouping = self._grouping(kind)
        found = self._find(wanted) if looks_like_selection(wanted) else None
        self.filter_edit.setToolTip(tip(found.problem if found is not None and found.problem else FILTER_TIP))
        only = None if found is None else frozenset(found.matches)
        rows = outline(self._graph, kind, wanted, grouping, only)
        problem = found.problem if found is not None else ""
        self.tree.empty_text = (problem or NO_MATCH) if wanted and self._graph.nodes else EMPTY
        self.model.set_rows(rows, self._graph.nodes, grouping.notes if grouping is not None else {})
        if len(rows) <= 200 or (wanted and len(rows) <= 2000):
            self.tree.expandAll()
        elif len(rows) <= 2000:
            self.tree.expandToDepth(0)
        self._select()

    def _grouping(self, kind: str) -> Grouping | None:
        """The tree's groups, kept while only the filter changes."""
        known = self._grouped
        if known is None or known[0] is not self._graph or known[1:3] != (kind, self._has_sections):
            found = outline_grouping(self._graph, kind, self._has_sections)
            self._grouped = known = (self._graph, kind, self._has_sections, found)
        return known[3]

    def _on_tree_context(self, place: QPoint) -> None:
        row = self.model.row_at(self.tree.indexAt(place))
        if row is not None:
            kind = "node" if row.is_node else "group"
            self.context_requested.emit(kind, row.id, self.tree.viewport().mapToGlobal(place))

    def _on_tree_clicked(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None and row.is_node:
            self.node_clicked.emit(row.id)
        elif row is not None:
            self.group_clicked.emit(row.id)

    def _on_tree_activated(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None and row.is_node:
            self.node_activated.emit(row.id)
        elif row is not None:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))
