"""Two scenarios side by side on one layout: pan, zoom, folding and selection are shared. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from dagscope.difference_words import scenario_text
from dagscope.records import ValueDiff
from dagscope.scenario import ScenarioChange
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.commands.table import with_key
from dagscope_app.model.cases import Side
from dagscope_app.model.compare import ComparePicture, Difference, compare_scenes
from dagscope_app.model.comparison import count_words, differences_of, picture_of, sides_of, why_no_values
from dagscope_app.model.placement import Layout
from dagscope_app.model.scene import SceneSpec
from dagscope_app.model.side_choices import key_of, side_choices
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas import CanvasView
from dagscope_app.views.canvas.camera import fitting
from dagscope_app.views.compare.sources import CompareSources
from dagscope_app.views.results.two_values import CompareValues
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.labels import make_label

NAME_WIDTH = 200
READABLE = 0.8
MOST_HOPS = 9
GLYPHS = {"left": "◧", "right": "◨", "definition": "≠", "value": "≠"}
ROLES = {"left": "only_left", "right": "only_right", "definition": "differs", "value": "differs"}


class ComparePanel(QWidget):
    """Left and right, what differs, and the values of the selected node.

    Signals:
        side_chosen(str, str): a side (`left`, `right`) and the key of a choice, see `model.side_choices`.
        swapped(), closed(), run_requested(): the buttons.
        node_clicked(str), group_toggled(str): on either canvas.
        difference_chosen(str): in the list, or a double click: to be looked at from near.
        stepped(int): to the next (1) or previous (-1) difference.
        only_differences_changed(bool): show only what differs, with its neighbours.
        hops_changed(int): how many steps around it.
    """

    side_chosen = Signal(str, str)
    swapped = Signal()
    closed = Signal()
    run_requested = Signal()
    node_clicked = Signal(str)
    group_toggled = Signal(str)
    stepped = Signal(int)
    only_differences_changed = Signal(bool)
    hops_changed = Signal(int)
    difference_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_following = False
        self._is_fitted = False
        self._compared: tuple[ComparePicture, Layout] | None = None
        self._listed: tuple[object, ...] = ()
        self._buttons: list[tuple[QToolButton, str]] = []
        self.left, self.right = CanvasView(theme), CanvasView(theme)
        for canvas in (self.left, self.right):
            canvas.set_movable(False)
        self.values = CompareValues(theme)
        self.sources = CompareSources(theme)
        self.list = self._make_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_bar())
        column.addWidget(self._make_body(), 1)
        for canvas in (self.left, self.right):
            canvas.node_clicked.connect(self._on_node_clicked)
            canvas.node_activated.connect(self._on_node_activated)
            canvas.group_toggled.connect(self.group_toggled)
        self.left.viewport_changed.connect(self._on_left_viewport_changed)
        self.right.viewport_changed.connect(self._on_right_viewport_changed)

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(8)
        self._choices: dict[Side, QComboBox] = {"left": QComboBox(), "right": QComboBox()}
        self._shown_choices: dict[Side, tuple[tuple[str, str], ...]] = {}
        for side, choice in self._choices.items():
            choice.setAccessibleName(f"{side.title()} scenario")
            choice.setMinimumWidth(96)
            choice.setMaximumWidth(260)
            choice.setMinimumContentsLength(9)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._choices["left"].activated.connect(self._on_left_chosen)
        self._choices["right"].activated.connect(self._on_right_chosen)
        self.run = QPushButton("Run both")
        self.run.clicked.connect(self.run_requested)
        self._count = make_label(is_quiet=True)
        self.only = QCheckBox("Only differences")
        self.only.toggled.connect(self.only_differences_changed)
        self.hops = QSpinBox()
        self.hops.setRange(0, MOST_HOPS)
        self.hops.setPrefix("± ")
        self.hops.setAccessibleName("Steps around the differences")
        self.hops.setToolTip("How many steps around the differences are shown with them")
        self.hops.valueChanged.connect(self.hops_changed)
        row.addWidget(self._choices["left"], 1)
        row.addWidget(self._button("swap", "Swap left and right", self.swapped))
        row.addWidget(self._choices["right"], 1)
        row.addWidget(self.run)
        row.addStretch(0)
        row.addWidget(self._count)
        row.addWidget(self._button("previous", with_key("compare.previous"), self._on_previous_clicked))
        row.addWidget(self._button("next", with_key("compare.next"), self._on_next_clicked))
        row.addWidget(self.only)
        row.addWidget(self.hops)
        row.addWidget(self._button("close", "Close the comparison", self.closed))
        return bar

    def _button(self, picture: str, text: str, slot: object) -> QToolButton:
        button = icon_button(picture, text, self._theme)
        button.clicked.connect(slot)
        self._buttons.append((button, picture))
        return button

    def _make_list(self) -> QTreeWidget:
        rows = QTreeWidget()
        rows.setColumnCount(2)
        rows.setHeaderLabels(["Node", "Difference"])
        rows.setRootIsDecorated(False)
        rows.setUniformRowHeights(True)
        rows.header().setStretchLastSection(True)
        rows.setAccessibleName("Differences")
        rows.currentItemChanged.connect(self._on_row_changed)
        return rows

    def _make_body(self) -> QWidget:
        pictures = QSplitter(Qt.Orientation.Horizontal)
        pictures.addWidget(self.left)
        pictures.addWidget(self.right)
        pictures.setSizes([500, 500])
        bottom = QSplitter(Qt.Orientation.Horizontal)
        bottom.addWidget(self._filtered_list())
        bottom.addWidget(self.sources)
        bottom.addWidget(self.values)
        bottom.setSizes([380, 480, 320])
        self._problem = make_label()
        self._problem.setWordWrap(True)
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem.setContentsMargins(48, 24, 48, 24)
        self._pictures = QStackedWidget()
        self._pictures.addWidget(pictures)
        self._pictures.addWidget(self._problem)
        body = QSplitter(Qt.Orientation.Vertical)
        body.addWidget(self._pictures)
        body.addWidget(bottom)
        body.setStretchFactor(0, 1)
        body.setSizes([520, 240])
        return body

    def _filtered_list(self) -> QWidget:
        """The list below the field that filters it."""
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter differences")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter differences")
        self.filter.textChanged.connect(self._on_filter_changed)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self.list)
        return part

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the comparison while it is open."""
        if new.compare.is_open and (old is None or _shown(old) != _shown(new)):
            self._show(old, new)

    def _show(self, old: AppState | None, new: AppState) -> None:
        compare = new.compare
        if old is None or _looked_at(old) != _looked_at(new):
            self.refit()
        self.set_choices(new)
        with QSignalBlocker(self.only), QSignalBlocker(self.hops):
            self.only.setChecked(compare.shows_only_differences)
            self.hops.setValue(compare.hops)
        self._problem.setText(plain(compare.message, 600))
        self._pictures.setCurrentIndex(1 if compare.message else 0)
        items = differences_of(compare)
        self.set_differences(items, compare.scenario_changes, count_words(new, len(items)))
        picture = picture_of(new, items)
        if compare.layout is not None and self._compared != (picture, compare.layout):
            self._compared = (picture, compare.layout)
            anchor = next(iter((old.compare.folded if old else frozenset()) ^ compare.folded), "")
            left, right = compare_scenes(picture, compare.layout)
            self.apply(left, right, anchor=anchor)
        self.select(compare.selected, shows=old is not None and old.compare.looks != compare.looks)
        self.set_values(compare.selected, compare.values.get(compare.selected), why_no_values(new))
        self.sources.set_sources(compare.sources.get(compare.selected))

    def set_choices(self, state: AppState) -> None:
        """What can be compared, and what is."""
        choices = side_choices(state)
        for side, name in sides_of(state.compare):
            box = self._choices[side]
            if self._shown_choices.get(side) != choices:
                self._shown_choices[side] = choices
                box.clear()
                for key, text in choices:
                    if text:
                        box.addItem(plain(text, 120), key)
                    else:
                        box.insertSeparator(box.count())
            box.setCurrentIndex(box.findData(key_of(state, name)))
            box.setToolTip(tip(name))

    def apply(self, left: SceneSpec, right: SceneSpec, *, animate: bool = True, anchor: str = "") -> None:
        """Show both pictures; the first time they are fitted into view."""
        self._is_following = True
        self.left.apply(left, animate=animate, anchor=anchor)
        self.right.apply(right, animate=animate, anchor=anchor)
        self._is_following = False
        if not self._is_fitted and (left.nodes or left.groups or right.nodes or right.groups):
            self._is_fitted = True
            self.fit()

    def fit(self) -> None:
        """Show all of both pictures at the same place: the room they share must hold either."""
        boxes = [canvas.geometry_of_scene.bounds for canvas in (self.left, self.right)]
        whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        self.left.set_camera(fitting(whole, self.left.width(), self.left.height()))

    def refit(self) -> None:
        """The next pictures are of something else: fit them into view."""
        self._is_fitted = False

    def set_differences(
        self,
        items: Sequence[Difference],
        scenario: Sequence[ScenarioChange] = (),
        count: str = "",
    ) -> None:
        """Fill the list: what differs between the scenarios, then the nodes."""
        listed = (tuple(items), tuple(scenario), count)
        if listed == self._listed:
            return
        self._listed = listed
        self.list.blockSignals(True)
        self.list.clear()
        for change in scenario:
            what, left, right = scenario_text(change)
            row = QTreeWidgetItem([plain(what, 300), plain(f"{left} | {right}", 300)])
            row.setToolTip(1, tip(f"{left} | {right}"))
            self.list.addTopLevelItem(row)
        for item in items:
            text = f"{item.text}: {item.detail}" if item.detail else item.text
            row = QTreeWidgetItem([plain(f"{GLYPHS[item.mark]}  {item.name}", 300), plain(text, 300)])
            row.setToolTip(0, tip(item.name))
            row.setToolTip(1, tip(text))
            row.setData(0, Qt.ItemDataRole.UserRole, item.name)
            row.setForeground(0, QBrush(self._theme.color(ROLES[item.mark])))
            self.list.addTopLevelItem(row)
        self.list.resizeColumnToContents(0)
        self.list.setColumnWidth(0, max(120, min(self.list.columnWidth(0) + 12, NAME_WIDTH)))
        self.list.blockSignals(False)
        self._on_filter_changed(self.filter.text())
        self._count.setText(count)

    def select(self, name: str, *, shows: bool = True) -> None:
        """Mark a node's line, and bring the node into view."""
        self.list.blockSignals(True)
        for number in range(self.list.topLevelItemCount()):
            row = self.list.topLevelItem(number)
            if row is not None and row.data(0, Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentItem(row)
                self.list.scrollToItem(row)
        self.list.blockSignals(False)
        if shows and name:
            for canvas in (self.left, self.right):
                canvas.show_items((name,), READABLE)

    def set_values(self, name: str, diff: ValueDiff | None, message: str = "") -> None:
        """The values of the selected node, or why there are none."""
        if diff is None:
            self.values.clear(name, message)
        else:
            self.values.set_diff(name, diff)

    def set_theme(self, theme: Theme) -> None:
        """Everything in the colours of another theme."""
        self._theme = theme
        for canvas in (self.left, self.right):
            canvas.set_theme(theme)
        self.values.set_theme(theme)
        self.sources.set_theme(theme)
        self._listed = ()
        for button, picture in self._buttons:
            button.setIcon(icon(picture, theme))

    def _on_left_viewport_changed(self) -> None:
        self._follow(self.left, self.right)

    def _on_right_viewport_changed(self) -> None:
        self._follow(self.right, self.left)

    def _follow(self, moved: CanvasView, other: CanvasView) -> None:
        if self._is_following:
            return
        self._is_following = True
        other.set_viewport_state(*moved.viewport_state())
        self._is_following = False

    def _on_node_clicked(self, name: str, _modifiers: object) -> None:
        self.node_clicked.emit(name)

    def _on_node_activated(self, name: str) -> None:
        self.difference_chosen.emit(name)

    def _on_row_changed(self, row: QTreeWidgetItem | None) -> None:
        name = row.data(0, Qt.ItemDataRole.UserRole) if row is not None else None
        if name:
            self.difference_chosen.emit(str(name))

    def _on_filter_changed(self, text: str) -> None:
        """Hide the rows that do not hold every word."""
        words = text.casefold().split()
        for number in range(self.list.topLevelItemCount()):
            row = self.list.topLevelItem(number)
            if row is not None:
                told = f"{row.text(0)} {row.text(1)}".casefold()
                row.setHidden(not all(word in told for word in words))

    def _on_left_chosen(self, index: int) -> None:
        self._choose("left", index)

    def _on_right_chosen(self, index: int) -> None:
        self._choose("right", index)

    def _choose(self, side: Side, index: int) -> None:
        key = self._choices[side].itemData(index)
        self._shown_choices.pop(side)  # what is chosen may not come about: then the box shows again what is there
        self.side_chosen.emit(side, key)

    def _on_previous_clicked(self) -> None:
        self.stepped.emit(-1)

    def _on_next_clicked(self) -> None:
        self.stepped.emit(1)


def _shown(state: AppState) -> tuple[int, ...]:
    """What the comparison shows, by identity: to compare large graphs and runs costs more than to show them."""
    return tuple(map(id, (state.compare, state.runs, state.scenarios, state.graphs)))


def _looked_at(state: AppState) -> tuple[object, ...]:
    """With another of these the picture is another one, which is fitted into view."""
    compare = state.compare
    return (compare.left, compare.right, compare.shows_only_differences, compare.hops)
