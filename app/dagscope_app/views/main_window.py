"""The main window: puts every view in its place and hands each the part of the state it shows.
It must not decide anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QMainWindow,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.paths import last_part
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.actions import Actions
from dagscope_app.views.chrome.banner import BannerWidget
from dagscope_app.views.chrome.bottom import BottomTabs
from dagscope_app.views.chrome.centre import Centre
from dagscope_app.views.chrome.docks import Docks
from dagscope_app.views.chrome.graph_area import GraphArea
from dagscope_app.views.chrome.graph_picture import GraphPicture
from dagscope_app.views.chrome.menus import ContextMenus, fill_bar
from dagscope_app.views.chrome.overlay import Overlay
from dagscope_app.views.chrome.pages import Pages
from dagscope_app.views.chrome.question_strip import QuestionStrip
from dagscope_app.views.chrome.rail import Rail
from dagscope_app.views.chrome.recent import RecentMenu
from dagscope_app.views.chrome.status import StatusBar
from dagscope_app.views.chrome.toast import ToastWidget
from dagscope_app.views.chrome.toolbar import ToolBar
from dagscope_app.views.chrome.tour import TourCard
from dagscope_app.views.chrome.trust_strip import TrustStrip
from dagscope_app.views.chrome.welcome import Example, WelcomePage
from dagscope_app.views.compare.panel import ComparePanel
from dagscope_app.views.dialogs.asker import Asker
from dagscope_app.views.dialogs.palette import Palette
from dagscope_app.views.dialogs.shortcut_sheet import ShortcutSheet
from dagscope_app.views.panels.branches import BranchesPanel
from dagscope_app.views.panels.details import DetailsPanel
from dagscope_app.views.panels.history import HistoryPanel
from dagscope_app.views.panels.lanes import LanesPanel
from dagscope_app.views.panels.log import LogPanel
from dagscope_app.views.panels.outline import OutlinePanel
from dagscope_app.views.panels.plan import PlanPanel
from dagscope_app.views.panels.problems import ProblemsPanel
from dagscope_app.views.panels.runs import RunsPanel
from dagscope_app.views.panels.scenario import ScenarioPanel
from dagscope_app.views.panels.sweep import SweepPanel
from dagscope_app.views.panels.timeline import TimelinePanel
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.theme import Theme, app_icon, apply_stylesheet, plain, styled_parent

FIRST_SIZE = QSize(1440, 900)
FRAME, TITLE_BAR = 4, 32  # of the desktop's window frames; most are thinner


class View(Protocol):
    """What shows a part of the state."""

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the part that changed; everything where there was no state before."""
        ...


class MainWindow(QMainWindow):
    """The window.

    Signals:
        folder_dropped(str): a folder to open, dropped or chosen among the recent ones
        closing()
    """

    folder_dropped = Signal(str)
    closing = Signal()

    def __init__(
        self,
        theme: Theme,
        examples: Sequence[Example] = (),
        picture_of: Callable[[str], bytes] = lambda folder: b"",
    ) -> None:
        parent = styled_parent(theme)  # held until the window has left it: it takes its children along
        super().__init__(parent)
        self.setParent(None)
        self._theme = theme
        self._state = AppState()
        self._before_presenting = (QByteArray(), False)
        apply_stylesheet(self, theme)
        self.setWindowTitle(tr("Dagscope"))
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.graph_area = GraphArea(theme)
        self.canvas = self.graph_area.canvas
        self.picture = GraphPicture(self.canvas, self._show_run, self)
        self.compare = ComparePanel(theme)
        self.welcome = WelcomePage(theme, examples, picture_of)
        self.banner = BannerWidget(theme)
        self.toast = ToastWidget(theme)
        self.trust = TrustStrip(theme)
        self.question = QuestionStrip(theme)
        self.outline = OutlinePanel(theme)
        self.scenario = ScenarioPanel(theme)
        self.details = DetailsPanel(theme)
        self.results = ResultsPanel(theme)
        self.log = LogPanel(theme)
        self.plan = PlanPanel(theme)
        self.runs = RunsPanel(theme)
        self.history = HistoryPanel(theme)
        self.timeline = TimelinePanel(theme)
        self.sweep = SweepPanel(theme)
        self.branches = BranchesPanel(theme)
        self.lanes = LanesPanel(theme)
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
        self.recent = RecentMenu(self)
        self.recent.chosen.connect(self.folder_dropped)
        menus["Project"].insertMenu(self.commands["project.reload"], self.recent)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.toolbar)
        self.setStatusBar(self.status)
        self.pages = Pages(self.welcome, self.graph_area, self.compare)
        self._centre = Centre(self.pages, (self.trust, self.question), self.banner, self.toast, self.compare.bar)
        self.setCentralWidget(self._centre)
        self._centre.banner_placed.connect(self._on_banner_placed)
        self._build_panels()
        self.toolbar.hide()
        self.tour = self._make_tour()
        self._views: tuple[View, ...] = (
            self.recent,
            self.docks,
            self.toolbar,
            self.graph_area,
            self.welcome,
            self.banner,
            self.toast,
            self.trust,
            self.question,
            self.pages,
            self.outline,
            self.scenario,
            self.details,
            self.timeline,
            self.plan,
            self.history,
            self.branches,
            self.results,
            self.bottom,
            self.log,
            self.problems,
            self.sweep,
            self.compare,
            self.commands,
            self.status,
            self.picture,
            self.tour,
        )

    def _build_panels(self) -> None:
        tabs = {
            "results": self.results,
            "log": self.log,
            "plan": self.plan,
            "runs": self.runs,
            "history": self.history,
            "timeline": self.timeline,
            "branches": self.branches,
            "workers": self.lanes,
            "sweep": self.sweep,
            "problems": self.problems,
        }
        self.bottom = BottomTabs(self._theme, tabs)
        panels = {"outline": self.outline, "scenario": self.scenario, "details": self.details, "bottom": self.bottom}
        self.rail = Rail(self._theme, self)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.rail)
        self.rail.hide()
        self.overlay = Overlay(tr("Details"), self._theme, self.pages, self.compare.pictures)
        self.overlay.placed.connect(self._on_overlay_placed)
        self._centre.keep_free(self.overlay)
        self.docks = Docks(self, panels, self.overlay, self.rail)
        self.bottom.wanted.connect(self.docks["bottom"].show)
        self.bottom.value_opened.connect(self.docks.give_room_to_values)
        self.bottom.maximise_requested.connect(self._on_maximise_requested)
        self.bottom.close_requested.connect(self.docks["bottom"].hide)
        self.results.maximise_requested.connect(self._on_maximise_requested)
        # What a panel asks for must not push the others out of a small window.
        for widget, least in (
            (self.bottom, 260),
            (self.compare, 300),
            (self.details, 220),
            (self.outline, 230),
            (self.scenario, 246),
        ):
            widget.setMinimumWidth(least)

    def _make_tour(self) -> TourCard:
        return TourCard(
            self._theme,
            self,
            {
                "graph": self.canvas,
                "run": self.toolbar.run_button,
                "results": self.bottom,
                "scenario": self.scenario,
            },
        )

    def save_panels(self) -> tuple[QByteArray, QByteArray]:
        """Return the geometry of the window and of its panels, those that gave way to a comparison as if it were
        over.
        """
        return self.saveGeometry(), self.docks.saved()

    def restore_panels(self, geometry: QByteArray, panels: QByteArray) -> None:
        """Put window and panels where they were; at first where they suit the screen."""
        if geometry.isEmpty():
            self.setGeometry(first_place(self.screen().availableGeometry()))
        else:
            self.restoreGeometry(geometry)
        self.docks.restore(panels)

    def screen_name(self) -> str:
        """Return the size of the screen the window is on: what suits one may not fit another."""
        size = self.screen().size()
        return f"{size.width()}x{size.height()}"

    # -- the state ----------------------------------------------------------------------------------------------

    def show_state(self, old: AppState | None, new: AppState) -> None:
        """Show another state: each view looks whether its part of it has changed."""
        self._state = new
        self.setWindowTitle(title_of(new.folder))
        for view in self._views:
            view.set_state(old, new)

    def _show_run(self, state: AppState) -> None:
        """Show how far the run is next to the canvas, as often as that is drawn."""
        panels = (self.outline, self.timeline, self.branches, self.lanes, self.runs, self.details, self.results)
        for view in (*panels, self.commands):
            view.show_run(state)

    # -- themes, palettes, menus --------------------------------------------------------------------------------

    def set_theme(self, theme: Theme, examples: Sequence[Example] = ()) -> None:
        """Draw everything in its colours."""
        self._theme = theme
        apply_stylesheet(self, theme)
        for view in (
            self.graph_area,
            self.compare,
            self.banner,
            self.toast,
            self.trust,
            self.question,
            self.outline,
            self.scenario,
            self.details,
            self.results,
            self.log,
            self.runs,
            self.history,
            self.plan,
            self.timeline,
            self.branches,
            self.lanes,
            self.problems,
            self.sweep,
            self.bottom,
            self.commands,
            self.toolbar,
            self.palette_popup,
            self.tour,
            self.rail,
            self.overlay,
        ):
            view.set_theme(theme)
        self.welcome.set_theme(theme, examples)
        # What paints by itself keeps its place: the picture, the panels' arrangement, what the status bar shows,
        # the outline's rows, which would open and close as if the project were another.
        stays = (self.picture, self.graph_area, self.docks, self.pages, self.status, self.recent, self.outline)
        for part in self._views:
            if part not in stays:
                part.set_state(None, self._state)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys next to the window."""
        ShortcutSheet(self._theme, self).show()

    def show_bottom(self, name: str) -> None:
        """Bring a bottom tab to the front."""
        self.bottom.show_tab(name)

    def present(self, is_on: bool) -> None:
        """Give the graph the whole screen, without panels and bars; or put everything back."""
        if is_on:
            self._before_presenting = (self.docks.saved(), self.isFullScreen())
        for bar in (self.menuBar(), self.toolbar, self.status):
            bar.setVisible(not is_on)
        if is_on:
            self.docks.hide()
            self.showFullScreen()
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            panels, was_full = self._before_presenting
            if not was_full:
                self.showNormal()
            self.docks.put_back(panels)
        self.canvas.fit()

    def _on_overlay_placed(self) -> None:
        """Let the pictures know what of them is covered."""
        is_there = not self.overlay.isHidden()
        self.graph_area.set_side(self.overlay.width() if is_there else 0)
        self.compare.set_cover(self.overlay if is_there else None)

    def _on_banner_placed(self, area: QRect) -> None:
        """Let the graph know what of it is covered by a message."""
        self.graph_area.set_banner(area.translated(self.graph_area.mapFrom(self._centre, QPoint())))

    def _on_maximise_requested(self) -> None:
        self.docks.maximise("bottom")

    # -- Qt events ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.palette_popup.hide()
        self.docks.on_resized()

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


def first_place(screen: QRect) -> QRect:
    """Return where a window first opens: in the middle of the screen, its frame included, and never larger than it.

    Args:
        screen: the part of the screen that is free for windows.
    """
    room = screen.adjusted(FRAME, TITLE_BAR, -FRAME, -FRAME)
    width, height = min(FIRST_SIZE.width(), room.width()), min(FIRST_SIZE.height(), room.height())
    return QRect(room.x() + (room.width() - width) // 2, room.y() + (room.height() - height) // 2, width, height)


def title_of(folder: str) -> str:
    """Return the window's title for a project's folder."""
    name = plain(last_part(folder), 200)
    return tr("{name} — Dagscope", name=name) if name else "Dagscope"
