"""The main window: puts every view in its place and hands each the part of the state it shows. It must not decide anything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.model.compare import ComparePicture, compare_scenes
from dagscope_app.model.details import shown_of
from dagscope_app.model.finding import find_nodes
from dagscope_app.model.results import note_of
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.actions import Actions
from dagscope_app.views.chrome.banner import BannerWidget
from dagscope_app.views.chrome.docks import Docks
from dagscope_app.views.chrome.graph_area import GraphArea
from dagscope_app.views.chrome.graph_picture import GraphPicture
from dagscope_app.views.chrome.menus import ContextMenus, fill_bar
from dagscope_app.views.chrome.status import StatusBar
from dagscope_app.views.chrome.toolbar import ToolBar
from dagscope_app.views.chrome.welcome import Example, WelcomePage
from dagscope_app.views.compare.panel import ComparePanel
from dagscope_app.views.compare.picture import compared_differences, picture_of
from dagscope_app.views.dialogs.asker import Asker
from dagscope_app.views.dialogs.palette import Palette
from dagscope_app.views.dialogs.shortcut_sheet import ShortcutSheet
from dagscope_app.views.panels.details import DetailsPanel
from dagscope_app.views.panels.log import LogPanel
from dagscope_app.views.panels.outline import OutlinePanel
from dagscope_app.views.panels.problems import ProblemsPanel
from dagscope_app.views.panels.runs import RunsPanel
from dagscope_app.views.panels.scenario import ScenarioPanel
from dagscope_app.views.panels.timeline import TimelinePanel
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.theme import Theme, app_icon, plain

WELCOME, GRAPH, COMPARE = 0, 1, 2
BOTTOM_TABS = ("results", "log", "runs", "timeline", "problems")


class MainWindow(QMainWindow):
    """The window.

    Signals:
        folder_dropped(str): a folder to open, dropped or chosen among the recent ones
        closing()
    """

    folder_dropped = Signal(str)
    closing = Signal()

    def __init__(self, theme: Theme, examples: Sequence[Example] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._state = AppState()
        self._is_compare_shown = False
        self._compared: tuple[ComparePicture, object] | None = None
        self.setWindowTitle("Dagscope")
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.graph_area = GraphArea(theme)
        self.canvas = self.graph_area.canvas
        self.picture = GraphPicture(self.canvas, self._show_run, self)
        self.compare = ComparePanel(theme)
        self.welcome = WelcomePage(theme, examples)
        self.banner = BannerWidget(theme)
        self.outline = OutlinePanel(theme, lambda text: find_nodes(self._state, text))
        self.scenario = ScenarioPanel(theme)
        self.details = DetailsPanel(theme)
        self.results = ResultsPanel(theme)
        self.log = LogPanel(theme)
        self.runs = RunsPanel(theme)
        self.timeline = TimelinePanel(theme)
        self.problems = ProblemsPanel(theme)
        self.commands = Actions(self, self.canvas)
        self.toolbar = ToolBar(theme, self.commands)
        self.status = StatusBar()
        self.palette_popup = Palette(theme, self)
        self.asker = Asker(self, self.palette_popup, self.canvas, lambda: self._theme)
        self.menus = ContextMenus(self.commands, self)
        self._build()
        self.commands.set_theme(theme)
        self.canvas.context_requested.connect(self.menus.popup)
        self.outline.context_requested.connect(self.menus.popup)

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        menus = fill_bar(self.menuBar(), self.commands)
        self.recent_menu = QMenu("Open recent", self)
        self.recent_menu.aboutToShow.connect(self._on_recent_about_to_show)
        self.recent_menu.triggered.connect(self._on_recent_triggered)
        menus["Project"].insertMenu(self.commands["project.reload"], self.recent_menu)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.toolbar)
        self.setStatusBar(self.status)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.graph_area)
        self.stack.addWidget(self.compare)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(8, 0, 8, 0)
        above.addWidget(self.banner)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self.bottom = QTabWidget()
        self.bottom.setDocumentMode(True)
        for name, panel in zip(BOTTOM_TABS, (self.results, self.log, self.runs, self.timeline, self.problems)):
            self.bottom.addTab(panel, name.capitalize())
        panels = {"outline": self.outline, "scenario": self.scenario, "details": self.details, "bottom": self.bottom}
        self.docks = Docks(self, panels)
        # What a panel asks for must not push the others out of a small window.
        for widget, least in (
            (self.bottom, 260),
            (self.compare, 300),
            (self.details, 220),
            (self.outline, 230),
            (self.scenario, 230),
        ):
            widget.setMinimumWidth(least)
        self.toolbar.hide()

    def save_panels(self) -> tuple[QByteArray, QByteArray]:
        """The window's place and its panels' places, those that gave way to a comparison as if it were over."""
        return self.saveGeometry(), self.docks.saved()

    def restore_panels(self, geometry: QByteArray, panels: QByteArray) -> None:
        """Put window and panels where they were."""
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        self.docks.restore(panels)

    # -- the state ----------------------------------------------------------------------------------------------

    def show_state(self, old: AppState | None, new: AppState) -> None:
        """Show another state; only what changed is touched."""
        self._state = new
        self._show_frame(old, new)
        self._show_panels(old, new)
        self.commands.set_state(new)
        self.toolbar.set_state(old, new)
        self.status.set_state(old, new)
        self.picture.set_state(old, new)

    def _show_frame(self, old: AppState | None, new: AppState) -> None:
        if old is None or old.folder != new.folder:
            name = new.folder.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
            self.setWindowTitle(f"{name} — Dagscope" if name else "Dagscope")
            if old is None or bool(old.folder) != bool(new.folder):
                self.docks.show(bool(new.folder))
                self.toolbar.setVisible(bool(new.folder))
            self.picture.clear()
        if old is None or old.preferences is not new.preferences:
            preferences = new.preferences
            self.graph_area.set_overlays(preferences.shows_minimap, preferences.shows_legend)
            self.canvas.set_reduced_motion(preferences.is_motion_reduced)
            self.canvas.set_wheel_pans(not preferences.wheel_zooms)
        if not new.folder:
            self.welcome.set_recent(new.preferences.recent)
        if old is None or old.banner is not new.banner:
            self.banner.set_banner(new.banner)
        if old is None or old.phase != new.phase:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        if old is not None and old.compare.is_open != new.compare.is_open:
            self.docks.make_room(new.compare.is_open)
        page = WELCOME if not new.folder else COMPARE if new.compare.is_open else GRAPH
        if self.stack.currentIndex() != page:
            self.stack.setCurrentIndex(page)
        self.graph_area.set_word(word_of(new))

    def _show_panels(self, old: AppState | None, new: AppState) -> None:
        is_new_graph = old is None or old.graphs.get("main") is not new.graphs.get("main")
        graph, scenario = new.graph, new.scenario
        if is_new_graph:
            self.outline.set_graph(graph)
        if (
            is_new_graph
            or old is None
            or (old.scenarios, old.current, old.modules) != (new.scenarios, new.current, new.modules)
        ):
            self.scenario.modules.set_scenario(scenario, new.modules, graph)
            self.scenario.executor.set_executor(scenario.executor if scenario else "")
            self.scenario.executor.set_cache(scenario.cache if scenario else "")
            self.scenario.config.set_config(graph.config_keys, scenario.config if scenario else {})
        if (
            is_new_graph
            or old is None
            or (old.scenarios, old.current, old.checked) != (new.scenarios, new.current, new.checked)
        ):
            given = scenario.inputs if scenario else {}
            self.scenario.inputs.set_inputs(graph.inputs, given, new.checked, new.folder)
            missing = sum(1 for item in graph.inputs if item.required and item.name not in given)
            mark = f"! {missing} missing" if missing else ""
            self.scenario.sections["inputs"].set_mark(mark, self._theme.hex("failed"))
        if old is None or old.grouping is not new.grouping or old.view.has_sections != new.view.has_sections:
            self.outline.set_grouping(new.grouping, new.view.has_sections)
        chosen = new.view.selection, new.view.selected_groups
        if is_new_graph or old is None or (old.view.selection, old.view.selected_groups) != chosen:
            self.outline.set_selection(*chosen)
            self.timeline.set_selection(new.view.selection)
        if old is None or _detailed(old) != _detailed(new):
            self.details.set_shown(shown_of(new))
        self._show_bottom(old, new)
        if old is None or old.compare is not new.compare or old.runs is not new.runs:
            self._show_compare(old, new)

    def _show_bottom(self, old: AppState | None, new: AppState) -> None:
        if old is None or (old.results, old.current_result) != (new.results, new.current_result):
            self.results.set_results(new.results, new.current_result)
        if old is None or old.results is not new.results:
            self.results.set_state(new)
        if old is None or old.results is not new.results or old.runs is not new.runs:
            self.results.set_notes({tab.key: note_of(tab, new.runs) for tab in new.results})
        if old is not None and new.current_result and old.current_result != new.current_result:
            self.bottom.setCurrentWidget(self.results)
        if old is None or old.log is not new.log:
            self.log.set_lines(new.log)
        problems = new.problems
        if old is None or problems != old.problems:
            self.problems.set_problems(problems)
            count = len(problems)
            at = self.bottom.indexOf(self.problems)
            self.bottom.setTabText(at, f"Problems {count}" if count else "Problems")
            has_errors = any(item.severity == "error" for item in problems)
            role = "failed" if has_errors else "stale"
            if has_errors and not new.graph.nodes and new.folder:
                self.show_bottom("problems")
            self.bottom.tabBar().setTabTextColor(at, self._theme.color(role if count else "quiet"))

    def _show_compare(self, old: AppState | None, new: AppState) -> None:
        compare = new.compare
        if not compare.is_open:
            self._is_compare_shown = False
            return
        if not self._is_compare_shown or (old is not None and old.compare.union is not compare.union):
            self.compare.refit()
            self._is_compare_shown = True
        self.compare.set_scenarios([item.name for item in new.scenarios], compare.left, compare.right)
        items = compared_differences(new)
        self.compare.set_differences(items, compare.is_loading)
        picture = picture_of(new, items)
        if compare.layout is not None and self._compared != (picture, compare.layout):
            self._compared = (picture, compare.layout)
            anchor = next(iter((old.compare.folded if old else frozenset()) ^ compare.folded), "")
            left, right = compare_scenes(picture, compare.layout)
            self.compare.apply(left, right, anchor=anchor)
        is_new = old is None or old.compare.selected != compare.selected
        self.compare.select(compare.selected, shows=is_new)
        self.compare.set_values(compare.selected, compare.values.get(compare.selected), compare.message)

    def _show_run(self, state: AppState) -> None:
        """How far the run is, beside the canvas; as often as the canvas is drawn, which is no more than can be borne."""
        self.outline.set_run(state.run, state.is_stale)
        self.timeline.set_run(state.run)
        self.runs.set_runs(state.runs)
        self.details.set_shown(shown_of(state))
        self.results.set_state(state)

    # -- themes, palettes, menus --------------------------------------------------------------------------------

    def set_theme(self, theme: Theme, examples: Sequence[Example] = ()) -> None:
        """Draw everything in its colours."""
        self._theme = theme
        for view in (
            self.graph_area,
            self.compare,
            self.banner,
            self.outline,
            self.scenario,
            self.details,
            self.results,
            self.log,
            self.runs,
            self.timeline,
            self.problems,
            self.commands,
            self.toolbar,
            self.palette_popup,
        ):
            view.set_theme(theme)
        self.welcome.set_theme(theme, examples)
        self.show_state(None, self._state)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys beside the window."""
        ShortcutSheet(self._theme, self).show()

    def show_bottom(self, name: str) -> None:
        """Bring a bottom tab to the front."""
        self.docks["bottom"].show()
        self.bottom.setCurrentIndex(BOTTOM_TABS.index(name))

    def _on_recent_about_to_show(self) -> None:
        self.recent_menu.clear()
        for folder in self._state.preferences.recent:
            self.recent_menu.addAction(plain(folder, 200)).setData(folder)
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction("No project was opened yet").setEnabled(False)

    def _on_recent_triggered(self, action: QAction) -> None:
        self.folder_dropped.emit(str(action.data()))

    # -- Qt events ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.palette_popup.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.acceptProposedAction()
                self.folder_dropped.emit(url.toLocalFile())
                return

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible():  # not when everything ends already, and the window was hidden for that
            self.closing.emit()
        super().closeEvent(event)


def word_of(state: AppState) -> str:
    """What to say where there is no picture."""
    if state.graph.nodes and state.layout is not None:
        return ""
    if state.phase == "broken":
        return "There is nothing to draw yet. The message above says what to do."
    if state.graph.problems and not state.graph.nodes:
        return "No node could be built. Problems, below, says why."
    return "Loading the dataflow…" if state.folder and not state.graph.nodes else ""


def _detailed(state: AppState) -> tuple[object, ...]:
    """What the details depend on besides the states of a run."""
    compare = state.compare
    return state.view, state.scenarios, state.graphs, compare.is_open, compare.selected, compare.left_run
