"""Two scenarios side by side on one layout: pan, zoom, folding and selection are shared. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from dagscope.difference_words import scenario_text
from dagscope.records import ValueDiff
from dagscope.scenario import ScenarioChange
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.drawing.translation import tr
from dagscope_app.model.cases import Side
from dagscope_app.model.compare.comparison import count_words, differences_of, picture_of, why_no_values
from dagscope_app.model.compare.merged import merged_scene
from dagscope_app.model.compare.union import ComparePicture, Difference, compare_scenes, selected_in
from dagscope_app.model.picture.overview import NAMES_SCALE
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas import CanvasView
from dagscope_app.views.canvas.camera import Bounds, Camera, fitting
from dagscope_app.views.compare.bar import CompareBar
from dagscope_app.views.compare.side_names import SideName
from dagscope_app.views.compare.sources import CompareSources
from dagscope_app.views.results.two_values import CompareValues
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.fields import make_clearable
from dagscope_app.views.widgets.labels import make_label

NAME_WIDTH = 200
READABLE = 0.8
NEAR_MARGIN = 64.0
GLYPHS = {"left": "◧", "right": "◨", "definition": "≠", "value": "≠", "unknown": "?"}
ROLES = {mark: DIFF_ROLES[mark] for mark in GLYPHS}

_LARGER = 1.3
"""How much larger pictures have to be below each other than beside each other to be put there."""


class ComparePanel(QWidget):
    """Left and right, what differs, and the values of the selected node.

    Signals:
        node_clicked(str), group_toggled(str): on either canvas.
        difference_chosen(str): in the list, or a double click: to be looked at from near.
    """

    node_clicked = Signal(str)
    group_toggled = Signal(str)
    difference_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_following = False
        self._is_fitted = False
        self._compared: tuple[object, ...] | None = None
        self._held: tuple[object, ...] = ()
        """What is text apart by identity must not be replaced at its address."""
        self._scenes = (SceneSpec(), SceneSpec())
        self._selected = ""
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._listed: tuple[object, ...] = ()
        self._fit_timer = QTimer(self)
        self._fit_timer.setSingleShot(True)
        self._fit_timer.setInterval(0)
        self._fit_timer.timeout.connect(self.fit)
        self.left, self.right = CanvasView(theme), CanvasView(theme)
        self.names: dict[Side, SideName] = {"left": SideName("left", self.left), "right": SideName("right", self.right)}
        self._fitted: Camera | None = None
        self.left.installEventFilter(self)
        for canvas in (self.left, self.right):
            canvas.set_movable(False)
        self.values = CompareValues(theme)
        self.sources = CompareSources(theme)
        self.bar = CompareBar(theme)
        self.list = self._make_list()
        self.list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._make_body(), 1)
        for canvas in (self.left, self.right):
            canvas.node_clicked.connect(self._on_node_clicked)
            canvas.node_activated.connect(self._on_node_activated)
            canvas.group_toggled.connect(self.group_toggled)
        self.left.viewport_changed.connect(self._on_left_viewport_changed)
        self.right.viewport_changed.connect(self._on_right_viewport_changed)

    def _make_list(self) -> QTreeWidget:
        rows = QTreeWidget()
        rows.setColumnCount(2)
        rows.setHeaderLabels([tr("Node"), tr("Difference")])
        rows.setRootIsDecorated(False)
        rows.setUniformRowHeights(True)
        rows.header().setStretchLastSection(True)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.setAccessibleName(tr("Differences"))
        rows.currentItemChanged.connect(self._on_row_changed)
        return rows

    def _make_body(self) -> QWidget:
        self._panes = pictures = QSplitter(Qt.Orientation.Horizontal)
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
        self.pictures = QStackedWidget()
        self.pictures.addWidget(pictures)
        self.pictures.addWidget(self._problem)
        body = QSplitter(Qt.Orientation.Vertical)
        body.addWidget(self.pictures)
        body.addWidget(bottom)
        body.setStretchFactor(0, 1)
        body.setSizes([520, 240])
        return body

    def _filtered_list(self) -> QWidget:
        """Return the list below the field that filters it."""
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter differences"))
        make_clearable(self.filter)
        self.filter.setAccessibleName(tr("Filter differences"))
        self.filter.textChanged.connect(self._on_filter_changed)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self.filter)
        column.addLayout(row)
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
        if old is not None and not old.compare.is_open:  # from here on Tab goes through the comparison
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._problem.setText(plain(compare.message, 600))
        self.pictures.setCurrentIndex(1 if compare.message else 0)
        items = differences_of(compare)
        self.bar.set_state(new, count_words(new, len(items)))
        for side, name in self.names.items():
            name.show_name(self.bar.name_of(side), not compare.is_merged)
        if self.right.isHidden() != compare.is_merged:
            self.right.setVisible(not compare.is_merged)
            self._fit_timer.start()  # when both have their new width
        self.set_differences(items, compare.scenario_changes)
        picture = picture_of(new, items)
        self._show_pictures(old, compare, picture)
        self.select(compare.selected, shows=old is not None and old.compare.looks != compare.looks)
        self.set_values(compare.selected, compare.values.get(compare.selected), why_no_values(new))
        self.values.set_pictures(compare.pictures.get(compare.selected))
        self.values.set_rule(compare.rule, compare.keys.get(compare.selected, ()))
        self.sources.set_sources(compare.sources.get(compare.selected))

    def _show_pictures(self, old: AppState | None, compare: CompareState, picture: ComparePicture) -> None:
        """Only what is selected changes at each step: the pictures are made again when anything else did."""
        if compare.layout is None:  # other sides: what was shown is none of them
            if self._compared is not None:
                self._compared, self._held, self._scenes = None, (), (SceneSpec(), SceneSpec())
                self.apply(*self._scenes, animate=False)
            return
        shown = (*_by_identity(picture), id(compare.layout), compare.is_merged, compare.spotlight)
        is_other = self._compared != shown
        if is_other:
            self._compared, self._held = shown, (picture, compare.layout)
            if compare.is_merged:
                scene = merged_scene(picture, compare.layout, compare.spotlight)
                self._scenes = (scene, scene)
            else:
                self._scenes = compare_scenes(picture, compare.layout)
        if is_other or self._selected != compare.selected:
            self._selected = compare.selected
            anchor = next(iter((old.compare.folded if old else frozenset()) ^ compare.folded), "")
            left, right = (
                selected_in(scene, compare.grouping, compare.folded, compare.selected) for scene in self._scenes
            )
            self.apply(left, right, anchor=anchor)

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
        """Show all of both pictures at the same position; all that differs where names could not be read otherwise."""
        boxes = [canvas.geometry_of_scene.bounds for canvas in (self.left, self.right)]
        whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        self._turn(whole)
        size = (self.left.width(), self.left.height())
        camera = fitting(whole, *size)
        if camera.scale < NAMES_SCALE:
            differing = self._differing()
            near = fitting(differing, *size, most=READABLE, margin=NEAR_MARGIN) if differing else camera
            camera = near if near.scale >= NAMES_SCALE else camera
        self.left.set_camera(camera)
        self._fitted = self.left.camera

    def _differing(self) -> Bounds | None:
        """Return what holds all that differs, in nodes or in the folded groups around them; None where nothing does."""
        boxes = []
        for spec in (self.left.spec, self.right.spec):
            boxes += [node.box for node in spec.nodes.values() if node.diff in DIFF_ROLES]
            boxes += [group.box for group in spec.groups.values() if group.is_folded and group.diff in DIFF_ROLES]
        if not boxes:
            return None
        edges = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes]
        left, top, right, bottom = zip(*edges)
        return min(left), min(top), max(right), max(bottom)

    def _turn(self, whole: tuple[float, float, float, float]) -> None:
        """Put the pictures below or beside each other, whichever shows more of them."""
        width, height = self._panes.width(), self._panes.height()
        beside = fitting(whole, width // 2, height).scale
        below = fitting(whole, width, height // 2).scale
        is_below = self._panes.orientation() == Qt.Orientation.Vertical
        wanted = stands_below(beside, below, is_below)
        if wanted != is_below and not self.right.isHidden():
            self._panes.setOrientation(Qt.Orientation.Vertical if wanted else Qt.Orientation.Horizontal)
            self._panes.setSizes([1000, 1000])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit what was fitted into view again when there is another size; the list's columns, too."""
        if watched is self.left and event.type() == QEvent.Type.Resize and self.left.camera == self._fitted:
            self._fit_timer.start()
        elif watched is self.list and event.type() == QEvent.Type.Resize:
            self._fit_names()
        return super().eventFilter(watched, event)

    def refit(self) -> None:
        """Fit the next pictures into view: they are of something else."""
        self._is_fitted = False

    def set_differences(
        self,
        items: Sequence[Difference],
        scenario: Sequence[ScenarioChange] = (),
    ) -> None:
        """Fill the list: what differs between the scenarios, then the nodes."""
        listed = (tuple(items), tuple(scenario))
        if listed == self._listed:
            return
        self._listed = listed
        self.list.blockSignals(True)
        self.list.clear()
        self._rows = {}
        for change in scenario:
            what, left, right = scenario_text(change)
            row = QTreeWidgetItem([plain(f"≠  {what}", 300), plain(f"{left} → {right}", 300)])
            row.setForeground(0, QBrush(self._theme.color("differs")))
            row.setToolTip(1, tip(f"{left} → {right}"))
            self.list.addTopLevelItem(row)
        for item in items:
            text = f"{item.text}: {item.detail}" if item.detail else item.text
            row = QTreeWidgetItem([plain(f"{GLYPHS[item.mark]}  {item.name}", 300), plain(text, 300)])
            row.setToolTip(0, tip(item.name))
            row.setToolTip(1, tip(text))
            row.setData(0, Qt.ItemDataRole.UserRole, item.name)
            row.setForeground(0, QBrush(self._theme.color(ROLES[item.mark])))
            self._rows[item.name] = row
        self.list.addTopLevelItems(list(self._rows.values()))
        self.list.blockSignals(False)
        self._fit_names()
        self._on_filter_changed(self.filter.text())

    def _fit_names(self) -> None:
        """Make the names' column as wide as they need, within a share of the list."""
        self.list.resizeColumnToContents(0)
        most = min(NAME_WIDTH, self.list.viewport().width() * 45 // 100)
        self.list.setColumnWidth(0, max(120, min(self.list.columnWidth(0) + 12, most)))

    def select(self, name: str, *, shows: bool = True) -> None:
        """Mark a node's line, or none where it has none, and bring the node into view."""
        self.list.blockSignals(True)
        row = self._rows.get(name)
        if row is None:
            self.list.setCurrentIndex(QModelIndex())
            self.list.clearSelection()
        elif row is not self.list.currentItem():
            self.list.setCurrentItem(row)
            self.list.scrollToItem(row)
        self.list.blockSignals(False)
        if shows and name:
            # One that is hidden has an old size, and would lead the other one astray.
            for canvas in (self.left,) if self.right.isHidden() else (self.left, self.right):
                canvas.show_items((name,), READABLE)

    def set_cover(self, over: QWidget | None) -> None:
        """Leave room for what lies over the pictures; what is selected comes out from below."""
        for canvas in (self.left, self.right):
            area = QRect(canvas.mapFromGlobal(over.mapToGlobal(QPoint())), over.size()) if over else QRect()
            covered = area.intersected(canvas.rect())
            canvas.set_covers([] if covered.isEmpty() else [covered])
            if not covered.isEmpty() and self._selected and canvas.sees(self._selected):
                canvas.reveal(self._selected)

    def set_values(self, name: str, diff: ValueDiff | None, message: str = "") -> None:
        """Show the values of the selected node, or why there are none."""
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
        self.bar.set_theme(theme)

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
                text = f"{row.text(0)} {row.text(1)}".casefold()
                row.setHidden(not all(word in text for word in words))


def _shown(state: AppState) -> tuple[int, ...]:
    """Return what the comparison shows, by identity: to compare large graphs and runs costs more than to show them."""
    return tuple(map(id, (state.compare, state.runs, state.scenarios, state.graphs)))


def _by_identity(picture: ComparePicture) -> tuple[object, ...]:
    """Return what a picture is made of, all but text by identity: to compare large graphs costs more than to draw."""
    parts = (picture.left, picture.right, picture.union, picture.grouping, picture.left_run, picture.right_run)
    rest = (picture.folded, picture.is_left_stale, picture.is_right_stale, picture.left_finals, picture.right_finals)
    return (*map(id, parts), *rest, picture.direction, tuple(picture.marks.items()))


def _looked_at(state: AppState) -> tuple[object, ...]:
    """Where one of these changes the picture is a new one, which is fitted into view."""
    compare = state.compare
    return (compare.left, compare.right, compare.shows_only_differences, compare.hops, compare.is_merged)


def stands_below(beside: float, below: float, is_below: bool) -> bool:
    """Return whether two pictures stand below each other: a long graph is a strip where they are beside each other.

    Args:
        beside: the scale at which all of them is seen beside each other.
        below: the same, below each other.
        is_below: how they stand now; they stay so while that is no smaller.
    """
    if is_below:
        return below > beside
    return below > beside * _LARGER or beside < NAMES_SCALE <= below
