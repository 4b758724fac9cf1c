"""The outline panel: the graph as a tree, in step with the canvas. It must not decide what is selected."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QTreeView, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.find.finding import find_nodes
from dagscope_app.model.find.search import looks_like_selection
from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.panels.outline import OUTLINE_KINDS, outline, outline_grouping
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import AppState
from dagscope_app.views.panels.outline_model import OutlineModel
from dagscope_app.views.theme import Theme, tip
from dagscope_app.views.watch import Same, Watch, Watches
from dagscope_app.views.widgets.fields import make_clearable

FILTER_TIP = "Part of a name or type, or a selection as in the search field: state:failed, kind:input, tag:owner=ana"
EMPTY = "Nodes are listed here once the dataflow is loaded."
NO_MATCH = "No node matches."
DELAY_MS = 120
# Of a large graph the tree and the picture are work for the window: not both at once. A picture may fail to come.
LARGE, PATIENCE_MS = 2_000, 2_000


class _Tree(QTreeView):
    """A tree that says what would be in it.

    Signals:
        walked(QModelIndex): a key led to another row: an arrow, or the first letters of its name
    """

    walked = Signal(QModelIndex)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.empty_text = EMPTY

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = QPersistentModelIndex(self.currentIndex())
        super().keyPressEvent(event)
        if self.currentIndex().isValid() and self.currentIndex() != before:
            self.walked.emit(self.currentIndex())

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

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._watches = self._make_watches()
        self._graph = GraphSnapshot()
        self._has_sections = True
        self._tag = ""
        self._grouped: tuple[GraphSnapshot, GroupBy | None, bool, Grouping | None] | None = None
        self._selected: tuple[str, ...] = ()
        self._groups: tuple[str, ...] = ()
        # The tree waits, so that the canvas comes first.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._awaits_picture = False
        self._later.timeout.connect(self._rebuild)
        self.filter_edit = QLineEdit()
        self.filter_edit.setPlaceholderText(tr("Filter"))
        self.filter_edit.setToolTip(tip(tr(FILTER_TIP)))
        make_clearable(self.filter_edit)
        self.filter_edit.setAccessibleName(tr("Filter the outline"))
        self.kind_box = QComboBox()
        for kind, title in OUTLINE_KINDS.items():
            self.kind_box.addItem(tr(title), kind)
        self.kind_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind_box.setMinimumContentsLength(8)
        self.kind_box.setAccessibleName(tr("Order of the outline"))
        self.model = OutlineModel(theme)
        self.tree = _Tree(theme)
        self.tree.setModel(self.model)
        self.tree.setObjectName("outline")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(16)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setAccessibleName(tr("Outline of the graph"))
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
        self.kind_box.currentIndexChanged.connect(self._begin)
        self.tree.clicked.connect(self._on_tree_clicked)
        self.tree.walked.connect(self._on_tree_clicked)
        self.tree.activated.connect(self._on_tree_activated)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._on_tree_context)

    def _make_watches(self) -> Watches:
        return Watches(
            [
                Watch(lambda s: Same(s.graph), lambda s: self.set_graph(s.graph)),
                Watch(lambda s: Same(s.layout), lambda s: self._on_picture()),
                Watch(
                    lambda s: (Same(s.grouping), s.view.has_sections),
                    lambda s: self.set_grouping(s.grouping, s.view.has_sections),
                ),
                Watch(
                    lambda s: (Same(s.graph), s.view.selection, s.view.selected_groups),
                    lambda s: self.set_selection(s.view.selection, s.view.selected_groups),
                ),
            ]
        )

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.model.set_theme(theme)
        self.tree.theme = theme

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the graph and what is selected of it."""
        self._state = new
        self._watches.update(old, new)

    def show_run(self, state: AppState) -> None:
        """Show how far the run is."""
        self.set_run(state.shown_run, state.shown_stale, blocked_in(state))

    def set_graph(self, graph: GraphSnapshot) -> None:
        """Show another graph."""
        self._graph = graph
        self._awaits_picture = len(graph.nodes) > LARGE
        self._begin()

    def _begin(self) -> None:
        self._later.start(PATIENCE_MS if self._awaits_picture else DELAY_MS)

    def _on_picture(self) -> None:
        if self._awaits_picture:
            self._awaits_picture = False
            self._begin()

    def set_grouping(self, grouping: Grouping, has_sections: bool) -> None:
        """Order the tree as the canvas is grouped; to be called after the graph."""
        if has_sections != self._has_sections:
            self._has_sections = has_sections
            self._begin()
        kinds = list(OUTLINE_KINDS)
        kind = grouping.by.kind
        if kind not in kinds:
            return
        self._grouped = (self._graph, grouping.by, has_sections, grouping)
        if kind == "tag" and grouping.by.tag != self._tag:
            self._tag = grouping.by.tag
            self._begin()
        self.kind_box.setCurrentIndex(kinds.index(kind))

    def set_run(self, run: Run | None, stale: Mapping[str, str], blocked: frozenset[str] = frozenset()) -> None:
        """Show the nodes' states in this run; a filter may ask for them."""
        if looks_like_selection(self.filter_edit.text()):
            self._begin()
        if self.model.set_run(run, stale, blocked):
            # Telling the tree that every row changed has it look through all of them; only the signs in view are
            # painted.
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
        self._awaits_picture = False
        wanted = self.filter_edit.text()
        kind = self.kind_box.currentData()
        by = None if kind == "type" else GroupBy(kind, self._tag if kind == "tag" else "")
        grouping = self._grouping(by)
        found = find_nodes(self._state, wanted) if looks_like_selection(wanted) else None
        self.filter_edit.setToolTip(tip(found.problem if found is not None and found.problem else tr(FILTER_TIP)))
        only = None if found is None else frozenset(found.matches)
        rows = outline(self._graph, by, wanted, grouping, only)
        problem = found.problem if found is not None else ""
        self.tree.empty_text = (problem or NO_MATCH) if wanted and self._graph.nodes else EMPTY
        self.model.set_rows(rows, self._graph.nodes, grouping.notes if grouping is not None else {})
        if len(rows) <= 200 or (wanted and len(rows) <= 2000):
            self.tree.expandAll()
        elif len(rows) <= 2000:
            self.tree.expandToDepth(0)
        self._select()

    def _grouping(self, by: GroupBy | None) -> Grouping | None:
        """Return the tree's groups, kept while only the filter changes."""
        known = self._grouped
        if known is None or known[0] is not self._graph or known[1:3] != (by, self._has_sections):
            found = outline_grouping(self._graph, by, self._has_sections)
            self._grouped = known = (self._graph, by, self._has_sections, found)
        return known[3]

    def _on_tree_context(self, point: QPoint) -> None:
        row = self.model.row_at(self.tree.indexAt(point))
        if row is not None:
            kind = "node" if row.is_node else "group"
            self.context_requested.emit(kind, row.id, self.tree.viewport().mapToGlobal(point))

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
