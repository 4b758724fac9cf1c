"""The problems panel: what is wrong in the project, where, and what to do. It must not look for problems."""

from __future__ import annotations

from collections.abc import Container

from dagscope.records import ProblemRecord
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.panels.sentences import sentence
from dagscope_app.model.paths import last_part
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.labels import make_label

SIGN_ROOM = 44
EMPTY = "No problems. Mistakes in the dataflow are listed here with their file and line."


def sentence_of(problem: ProblemRecord, names: Container[str] = ()) -> str:
    """Return what is wrong and what to do; where a switch of this window helps, that one is named.

    Args:
        problem: what is wrong.
        names: of the graph's nodes.
    """
    if problem.kind == "duplicate" and problem.node:
        return tr(
            '{node} is defined more than once. Switch "Allow overrides" on in the Modules panel, '
            "or switch one of its modules off.",
            node=problem.node,
        )
    return sentence(problem.message, {problem.node} if problem.message.startswith(f"{problem.node} ") else names)


class _Wrapped(QStyledItemDelegate):
    """Rows as high as their text needs: a style sheet's rows do not grow by themselves."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        tree = self.parent()
        assert isinstance(tree, QTreeWidget)
        room = tree.columnWidth(0) - SIGN_ROOM
        bounds = QRect(0, 0, max(room, 1), 10_000)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        needed = tree.fontMetrics().boundingRect(bounds, int(flags), str(index.data())).height() + 8
        return QSize(hint.width(), max(hint.height(), needed))


class ProblemsPanel(QWidget):
    """A line a problem.

    Signals:
        problem_clicked(str): its node
        location_activated(str, int): its file and line
    """

    problem_clicked = Signal(str)
    location_activated = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._problems: tuple[ProblemRecord, ...] = ()
        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([tr("Problem"), tr("Node"), tr("Place")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(False)
        self.tree.setWordWrap(True)
        self.tree.setItemDelegateForColumn(0, _Wrapped(self.tree))
        self.tree.setAccessibleName(tr("Problems"))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        # A row is as high as its text needs at this width.
        header.sectionResized.connect(self.tree.scheduleDelayedItemsLayout)
        empty = make_label(tr(EMPTY), is_quiet=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(self.tree)
        self.tree.itemClicked.connect(self._on_tree_clicked)
        self.tree.itemActivated.connect(self._on_tree_activated)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        problems, self._problems = self._problems, ()
        self.set_problems(problems)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the project's problems."""
        self.set_problems(new.problems, new.graph.nodes)

    def set_problems(self, problems: tuple[ProblemRecord, ...], names: Container[str] = ()) -> None:
        """Show these; `names` are those of the graph's nodes."""
        if problems == self._problems:
            return
        self._problems = problems
        self.tree.clear()
        for number, problem in enumerate(problems):
            line = f":{problem.line}" if problem.line else ""
            where = f"{last_part(problem.file)}{line}" if problem.file else ""
            item = QTreeWidgetItem(
                [plain(sentence_of(problem, names), 1000), plain(problem.node, 100), plain(where, 200)]
            )
            is_error = problem.severity == "error"
            item.setIcon(0, icon("error" if is_error else "warning", self._theme, "failed" if is_error else "stale"))
            item.setToolTip(0, tip(problem.message))
            item.setToolTip(2, tip(f"{problem.file}{line}" if problem.file else ""))
            item.setData(0, Qt.ItemDataRole.UserRole, number)
            self.tree.addTopLevelItem(item)
        self._stack.setCurrentIndex(1 if problems else 0)

    def _problem(self, item: QTreeWidgetItem) -> ProblemRecord:
        return self._problems[int(item.data(0, Qt.ItemDataRole.UserRole))]

    def _on_tree_clicked(self, item: QTreeWidgetItem) -> None:
        problem = self._problem(item)
        if problem.node:
            self.problem_clicked.emit(problem.node)

    def _on_tree_activated(self, item: QTreeWidgetItem) -> None:
        problem = self._problem(item)
        if problem.file:
            self.location_activated.emit(problem.file, problem.line)
