"""The tabs below the graph: results, log, plan, runs, timeline, problems. It must not know what is in them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTabWidget, QToolButton, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.runs.branches import has_branches_in, has_lanes_in
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.theme import Theme, icon, tip
from dagscope_app.views.watch import Watch, Watches
from dagscope_app.views.widgets.first_shown import FirstShown
from dagscope_app.views.widgets.tab_order import stop_at_bar

TITLES = {
    "results": later("Results"),
    "log": later("Log"),
    "plan": later("Plan"),
    "runs": later("Runs"),
    "history": later("History"),
    "timeline": later("Timeline"),
    "branches": later("Branches"),
    "workers": later("Workers"),
    "sweep": later("Sweep"),
    "problems": later("Problems"),
}


class BottomTabs(QTabWidget):
    """The tabs by name; the problems' tab says how many there are.

    Signals:
        wanted(): a tab came to the front that is to be seen
        maximise_requested(): it is to have all the room, or to give it back
        close_requested(): it is to be hidden
        value_opened(): a value came to the front, which is to be read
        tab_shown(str): the name of the tab that is at the front now; empty while none can be seen
    """

    wanted = Signal()
    maximise_requested = Signal()
    close_requested = Signal()
    tab_shown = Signal(str)
    value_opened = Signal()

    def __init__(self, theme: Theme, panels: Mapping[str, QWidget]) -> None:
        """Add a tab for each widget of `panels`, in their order."""
        super().__init__()
        self._theme = theme
        self._names = tuple(panels)
        self._sign_of_problems: tuple[str, str] | None = None
        self.setDocumentMode(True)
        stop_at_bar(self)
        self.tabBar().setAccessibleName(tr("Panels below the graph"))
        for name, panel in panels.items():
            panel.setMinimumSize(1, 1)  # a panel that asks for much must not take it from the graph
            self.addTab(FirstShown(panel), tr(TITLES[name]))
        self.maximise_button = _small_button(tr("Maximise, or back (double-click a tab)"))
        self.maximise_button.clicked.connect(self.maximise_requested)
        self.close_button = _small_button(tr("Hide this panel (Ctrl+J)"))
        self.close_button.clicked.connect(self.close_requested)
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(2)
        row.addWidget(self.maximise_button)
        row.addWidget(self.close_button)
        self.setCornerWidget(corner, Qt.Corner.TopRightCorner)
        self.currentChanged.connect(self._tell_shown)
        self.tabBar().tabBarDoubleClicked.connect(self.maximise_requested)
        self._paint_buttons()
        has_branches = Watch(
            lambda s: has_branches_in(s.run), lambda s: self._offer("branches", has_branches_in(s.run))
        )
        has_lanes = Watch(lambda s: has_lanes_in(s.run), lambda s: self._offer("workers", has_lanes_in(s.run)))
        self._watches = Watches([Watch(lambda s: s.problems, self._name_problems), has_branches, has_lanes])

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self._paint_buttons()

    def _paint_buttons(self) -> None:
        self._paint_sign()
        self.maximise_button.setIcon(icon("full_screen", self._theme))
        self.close_button.setIcon(icon("down", self._theme))

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Name the tabs, and bring the one to the front that has news."""
        if old is not None and old.folder != new.folder:
            self.setCurrentIndex(self._names.index("results"))  # what the project before was looked at by
        if old is not None and new.current_result and old.current_result != new.current_result:
            self.setCurrentIndex(self._names.index("results"))
            self.value_opened.emit()
        self._watches.update(old, new)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self.wanted.emit()
        self.setCurrentIndex(self._names.index(name))

    def take_keyboard(self) -> None:
        """Let the keyboard be in what is at the front: in its rows, where it has some."""
        page = self.currentWidget()
        stops = [part for part in page.findChildren(QWidget) if _is_stop(part)] if page is not None else []
        rows = [part for part in stops if isinstance(part, QAbstractItemView)]
        next(iter([*rows, *stops]), self.tabBar()).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_shown()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.tab_shown.emit("")

    def _tell_shown(self) -> None:
        self.tab_shown.emit(self._names[self.currentIndex()] if self.isVisible() else "")

    def _offer(self, name: str, is_there: bool) -> None:
        """Show a tab only for a run that has something for it."""
        if name in self._names:
            self.setTabVisible(self._names.index(name), is_there)

    def _name_problems(self, state: AppState) -> None:
        count, at = len(state.problems), self._names.index("problems")
        self.setTabText(at, f"{tr('Problems')} {count}" if count else tr("Problems"))
        has_errors = any(item.severity == "error" for item in state.problems)
        if has_errors and not state.graph.nodes and state.folder:
            self.show_tab("problems")
        self._sign_of_problems = ("error", "failed") if has_errors else ("warning", "stale") if count else None
        self._paint_sign()

    def _paint_sign(self) -> None:
        """Sign the problems' tab: a style sheet leaves a tab's text no colour of its own."""
        sign = self._sign_of_problems
        self.setTabIcon(self._names.index("problems"), icon(sign[0], self._theme, sign[1]) if sign else QIcon())


def _small_button(hint: str) -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip(hint))
    button.setAccessibleName(hint.partition("(")[0].strip())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _is_stop(part: QWidget) -> bool:
    """Return whether the keyboard can be in a part of a panel."""
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.isVisible() and part.isEnabled()
