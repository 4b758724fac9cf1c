"""The results panel: one tab a result, each with a header and the viewer that fits its kind. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from dagscope.protocol.messages import ChildrenAnswer, PageAnswer, PlotAnswer, StatisticsAnswer
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from dagscope_app.drawing.groups import nodes_text
from dagscope_app.model.group_rows import rows_of
from dagscope_app.model.results import GONE, ResultTab
from dagscope_app.model.state import AppState
from dagscope_app.model.table_window import PageRequest
from dagscope_app.views.results.group_table import GroupTable
from dagscope_app.views.results.page import ResultPage
from dagscope_app.views.results.place import ResultPlace
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.tree import TreeResult
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.labels import make_label, shortened

EMPTY = "No results yet. Double click a node to run it, or run all final variables."


class ResultsPanel(QWidget):
    """All results that are open.

    Signals:
        page_requested(PageRequest), children_requested(ChildrenRequest), statistics_requested(StatisticsRequest)
        plot_requested(PlotRequest)
        tab_closed(str), tab_selected(str), save_requested(str), pin_toggled(str): a result's key
        run_chosen(str, str): compare the result of this key with that run's
        run_requested(str): run this node again
        node_activated(str): show this node's result
        location_activated(str, int): a file and a line of a traceback
    """

    page_requested = Signal(object)
    children_requested = Signal(object)
    statistics_requested = Signal(object)
    tab_closed = Signal(str)
    tab_selected = Signal(str)
    plot_requested = Signal(object)
    save_requested = Signal(str)
    pin_toggled = Signal(str)
    run_chosen = Signal(str, str)
    run_requested = Signal(str)
    node_activated = Signal(str)
    location_activated = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs: tuple[ResultTab, ...] = ()
        self._places: dict[str, ResultPlace] = {}
        self._notes: Mapping[str, str] = {}
        self._state = AppState()
        self._comparable: Callable[[str], Sequence[tuple[str, str]]] = lambda key: ()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setTabsClosable(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.tabCloseRequested.connect(self._on_tab_close_requested)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        empty = make_label(EMPTY, is_quiet=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(self.tabs)
        self._menu = QMenu(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def set_results(self, tabs: tuple[ResultTab, ...], current: str) -> None:
        """Show these results, in this order; a viewer whose result did not change keeps its scroll and its order."""
        if tabs != self._tabs:
            self._tabs = tabs
            self.tabs.blockSignals(True)
            self._place(tabs)
            self.tabs.blockSignals(False)
            self._stack.setCurrentIndex(1 if tabs else 0)
        keys = [tab.key for tab in tabs]
        if current in keys and self.tabs.currentIndex() != keys.index(current):
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(keys.index(current))
            self.tabs.blockSignals(False)
        self._fill_current()

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """What is to be said of these results, by their keys: that they are old, or that no more of them can be read."""
        self._notes = notes
        for place in self._places.values():
            place.set_note(notes.get(place.tab.key, ""))

    def _place(self, tabs: tuple[ResultTab, ...]) -> None:
        places = self._give_places(tabs)
        for place in self._places.values():
            if place not in places:
                self.tabs.removeTab(self.tabs.indexOf(place))
                place.deleteLater()
        self._places = {tab.key: place for tab, place in zip(tabs, places)}
        for number, (tab, place) in enumerate(zip(tabs, places)):
            at = self.tabs.indexOf(place)
            if at == number and place.tab is tab:
                continue  # a tab that is named anew has the whole bar laid out again
            if at < 0:
                self.tabs.insertTab(number, place, "")
            elif at != number:
                self.tabs.tabBar().moveTab(at, number)
            place.set_tab(tab)
            self._name(number, tab)

    def _give_places(self, tabs: tuple[ResultTab, ...]) -> list[ResultPlace]:
        """Each result's own place, that of the same node's earlier result, or a new one."""
        wanted = {tab.key for tab in tabs}
        free = [place for key, place in self._places.items() if key not in wanted]
        places: list[ResultPlace] = []
        for tab in tabs:
            place = self._places.get(tab.key) or next((p for p in free if p.tab.node == tab.node), None)
            if place in free:
                free.remove(place)
            places.append(place or ResultPlace(tab, self._make_page))
        return places

    def _fill_current(self) -> None:
        place = self.tabs.currentWidget()
        if isinstance(place, ResultPlace):
            place.fill()

    def _name(self, number: int, tab: ResultTab) -> None:
        name = shortened(plain(tab.node.rpartition(".")[2]))
        if tab.members:
            self._write_name(number, f"{name}  {nodes_text(len(tab.members))}")
            self.tabs.setTabToolTip(number, tip(f"The nodes of {tab.node} in the latest run"))
            self.tabs.setTabIcon(number, icon("group", self._theme))
            return
        ending = (
            f"  {tab.other} ↔ {tab.number}" if tab.diff is not None else f"  run {tab.number}" if tab.is_pinned else ""
        )
        self._write_name(number, name + ending)
        runs = f"runs {tab.other} and {tab.number} compared" if tab.diff is not None else f"run {tab.number}"
        self.tabs.setTabToolTip(
            number, tip("\n".join(part for part in (tab.node, runs, GONE.get(tab.state, "")) if part))
        )
        is_error = tab.preview is not None and tab.preview.kind == "error"
        picture = ("compare", "quiet") if tab.diff is not None else ("pin", "accent") if tab.is_pinned else ("", "")
        picture = ("error", "failed") if is_error else ("stale", "stale") if tab.is_gone else picture
        if picture[0] or not self.tabs.tabIcon(number).isNull():
            self.tabs.setTabIcon(number, icon(picture[0], self._theme, picture[1]) if picture[0] else QIcon())

    def _write_name(self, number: int, text: str) -> None:
        # The whole bar is laid out again, also for the name that is there already.
        if self.tabs.tabText(number) != text:
            self.tabs.setTabText(number, text)

    def _make_page(self, tab: ResultTab) -> ResultPage:
        page = ResultPage(tab, self._theme)
        page.page_requested.connect(self.page_requested)
        page.children_requested.connect(self.children_requested)
        page.statistics_requested.connect(self.statistics_requested)
        page.plot_requested.connect(self.plot_requested)
        page.save_requested.connect(self.save_requested)
        page.location_activated.connect(self.location_activated)
        page.pin_toggled.connect(self.pin_toggled)
        page.compare_requested.connect(self._on_compare_requested)
        page.run_requested.connect(self.run_requested)
        page.node_activated.connect(self.node_activated)
        page.set_note(self._notes.get(tab.key, ""))
        if isinstance(page.viewer, GroupTable):
            page.viewer.set_rows(rows_of(self._state, tab.members))
            page.viewer.seen.connect(self._on_group_seen)
        return page

    def _on_group_seen(self) -> None:
        self.set_group_rows(self._state)

    def _made_pages(self) -> list[ResultPage]:
        return [place.page for place in self._places.values() if place.page is not None]

    def _page(self, key: str) -> ResultPage | None:
        """A result's page, if it was looked at."""
        place = self._places.get(key)
        return place.page if place is not None else None

    def set_comparable(self, comparable: Callable[[str], Sequence[tuple[str, str]]]) -> None:
        """Have `comparable` tell which runs (an id, what to call it) a result can be compared with."""
        self._comparable = comparable

    def _on_compare_requested(self, key: str) -> None:
        page = self._page(key)
        if page is None:
            return
        runs = self._comparable(key)
        self._menu.clear()
        for run, title in runs:
            self._menu.addAction(title).triggered.connect(partial(self.run_chosen.emit, key, run))
        if not runs:
            self._menu.addAction("No other run has a value of this node. Run it again first.").setEnabled(False)
        self._menu.popup(page.compare_place())

    def set_group_rows(self, state: AppState) -> None:
        """What the latest run says of the nodes that tables of groups list; one out of sight waits until it is seen."""
        self._state = state
        for page in self._made_pages():
            if isinstance(page.viewer, GroupTable) and page.viewer.isVisible():
                page.viewer.set_rows(rows_of(state, page.tab.members))

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is in here."""
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def set_page_problem(self, request: PageRequest, message: str) -> None:
        """Cells cannot be had."""
        page = self._page(request.key)
        if page is not None and isinstance(page.viewer, TableResult):
            page.viewer.put_problem(request, message)

    def set_page(self, request: PageRequest, answer: PageAnswer) -> None:
        """Cells for a table have come."""
        page = self._page(request.key)
        if page is not None and isinstance(page.viewer, TableResult):
            page.viewer.put_page(request, answer)

    def set_children(self, key: str, answer: ChildrenAnswer) -> None:
        """Children for a tree have come."""
        page = self._page(key)
        if page is not None and isinstance(page.viewer, TreeResult):
            page.viewer.put_children(answer)

    def set_plot(self, key: str, answer: PlotAnswer) -> None:
        """Points of a column have come."""
        page = self._page(key)
        if page is not None and isinstance(page.viewer, TableResult):
            page.viewer.put_plot(answer)

    def set_statistics(self, key: str, answer: StatisticsAnswer) -> None:
        """Statistics of a column have come."""
        page = self._page(key)
        if page is not None and isinstance(page.viewer, TableResult):
            page.viewer.put_statistics(answer)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        for page in self._made_pages():
            page.set_theme(theme)

    def viewer(self, key: str) -> QWidget | None:
        """The viewer of a result, for tests and for the picture of the window."""
        place = self._places.get(key)
        return place.fill().viewer if place is not None else None

    def _on_tab_close_requested(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.tab_closed.emit(self._tabs[index].key)

    def _on_tab_changed(self, index: int) -> None:
        self._fill_current()
        if 0 <= index < len(self._tabs):
            self.tab_selected.emit(self._tabs[index].key)
