"""The results panel: one tab a result, each with a header and the viewer that fits its kind. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dagscope.records import Preview
from dagscope.worker.messages import ChildrenAnswer, PageAnswer, StatisticsAnswer
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.model.results import ResultTab
from dagscope_app.model.table_window import PageRequest
from dagscope_app.views.labels import make_label
from dagscope_app.views.results.plain import ErrorResult, ImageResult, NumberResult, TextResult
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.tree import TreeResult
from dagscope_app.views.theme import Theme, icon, plain, tip

NARROW = 640
EMPTY = "No results yet. Double click a node to run it, or run all final variables."


@dataclass(frozen=True, slots=True)
class ChildrenRequest:
    """Ask for some children of a value in a tree."""

    key: str
    path: tuple[int, ...]
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class StatisticsRequest:
    """Ask for the statistics of the column at a position."""

    key: str
    column: int


class ResultsPanel(QWidget):
    """All results that are open.

    Signals:
        page_requested(PageRequest), children_requested(ChildrenRequest), statistics_requested(StatisticsRequest)
        tab_closed(str), tab_selected(str), save_requested(str): a result's key
        location_activated(str, int): a file and a line of a traceback
    """

    page_requested = Signal(object)
    children_requested = Signal(object)
    statistics_requested = Signal(object)
    tab_closed = Signal(str)
    tab_selected = Signal(str)
    save_requested = Signal(str)
    location_activated = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs: tuple[ResultTab, ...] = ()
        self._pages: dict[str, _ResultPage] = {}
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

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """What is to be said of these results, by their keys: that they are old, or that no more of them can be read."""
        for key, page in self._pages.items():
            page.set_note(notes.get(key, ""))

    def _place(self, tabs: tuple[ResultTab, ...]) -> None:
        wanted = {tab.key: tab for tab in tabs}
        for key in [key for key, page in self._pages.items() if wanted.get(key) is None or page.tab != wanted[key]]:
            page = self._pages.pop(key)
            self.tabs.removeTab(self.tabs.indexOf(page))
            page.deleteLater()
        for number, tab in enumerate(tabs):
            page = self._pages.get(tab.key) or self._make_page(tab)
            at = self.tabs.indexOf(page)
            if at < 0:
                self.tabs.insertTab(number, page, _short(plain(tab.node.rpartition(".")[2])))
                self.tabs.setTabToolTip(number, tip(f"{tab.node}\nrun {tab.run}"))
            elif at != number:
                self.tabs.tabBar().moveTab(at, number)
            if page.preview.kind == "error":
                self.tabs.setTabIcon(self.tabs.indexOf(page), icon("error", self._theme, "failed"))

    def _make_page(self, tab: ResultTab) -> _ResultPage:
        page = _ResultPage(tab, self._theme)
        page.page_requested.connect(self.page_requested)
        page.children_requested.connect(self.children_requested)
        page.statistics_requested.connect(self.statistics_requested)
        page.save_requested.connect(self.save_requested)
        page.location_activated.connect(self.location_activated)
        self._pages[tab.key] = page
        return page

    def set_page(self, request: PageRequest, answer: PageAnswer) -> None:
        """Cells for a table have come."""
        page = self._pages.get(request.key)
        if page is not None and isinstance(page.viewer, TableResult):
            page.viewer.put_page(request, answer)

    def set_children(self, key: str, answer: ChildrenAnswer) -> None:
        """Children for a tree have come."""
        page = self._pages.get(key)
        if page is not None and isinstance(page.viewer, TreeResult):
            page.viewer.put_children(answer)

    def set_statistics(self, key: str, answer: StatisticsAnswer) -> None:
        """Statistics of a column have come."""
        page = self._pages.get(key)
        if page is not None and isinstance(page.viewer, TableResult):
            page.viewer.put_statistics(answer)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        for page in self._pages.values():
            page.set_theme(theme)

    def viewer(self, key: str) -> QWidget | None:
        """The viewer of a result, for tests and for the picture of the window."""
        page = self._pages.get(key)
        return page.viewer if page else None

    def _on_tab_close_requested(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.tab_closed.emit(self._tabs[index].key)

    def _on_tab_changed(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.tab_selected.emit(self._tabs[index].key)


def _short(name: str, most: int = 28) -> str:
    """A name for a tab: its middle gives way, so that tabs scroll instead of shrinking to nothing."""
    half = most // 2
    return name if len(name) <= most else f"{name[:half]}…{name[-half:]}"


class _ResultPage(QWidget):
    """One result: a line that says what it is, and its viewer."""

    page_requested = Signal(object)
    children_requested = Signal(object)
    statistics_requested = Signal(object)
    save_requested = Signal(str)
    location_activated = Signal(str, int)

    def __init__(self, tab: ResultTab, theme: Theme) -> None:
        super().__init__()
        self.tab = tab
        self.preview = tab.preview or Preview("none", text="waiting for the value")
        self._theme = theme
        self.viewer = self._make_viewer(tab, self.preview, theme)
        self.note = make_label(is_quiet=True)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header(tab))
        column.addWidget(self.viewer, 1)

    def _make_header(self, tab: ResultTab) -> QWidget:
        name = make_label(plain(tab.node), font=self._theme.font("strong"))
        type_text = make_label(plain(self.preview.type)[:200], font=self._theme.font("node_type"))
        summary = make_label(plain(self.preview.summary)[:300], is_quiet=True)
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(name)
        row.addWidget(self.note)
        row.addWidget(type_text)
        self._type = type_text
        if isinstance(self.viewer, TableResult):
            row.addWidget(self.viewer.bar, 1)
        else:
            row.addWidget(summary)
            row.addStretch(1)
        if tab.preview is not None and self.preview.kind != "error" and tab.state != "lost":
            save = QToolButton()
            save.setText("Save…")
            save.setToolTip(tip("Save this value to a file"))
            save.clicked.connect(self._on_save_clicked)
            row.addWidget(save)
        return header

    def set_note(self, text: str) -> None:
        """Say it beside the name."""
        self.note.setText(plain(text))
        self.note.setToolTip(tip("Its values are gone: this is what was shown of it." if self.tab.state == "lost" else "Not of the latest run."))
        self.note.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel the buttons stay whole and the texts give way."""
        super().resizeEvent(event)
        self._type.setVisible(self.width() >= NARROW)
        if isinstance(self.viewer, TableResult):
            self.viewer.set_narrow(self.width() < NARROW)

    def _make_viewer(self, tab: ResultTab, preview: Preview, theme: Theme) -> QWidget:
        kind = preview.kind
        if kind in ("table", "series"):
            table = TableResult(tab.key, preview, theme)
            table.page_requested.connect(self.page_requested)
            table.statistics_requested.connect(self._on_statistics_requested)
            return table
        if kind == "tree":
            tree = TreeResult(preview)
            tree.children_requested.connect(self._on_children_requested)
            return tree
        if kind == "image":
            return ImageResult(tab.image)
        if kind == "error":
            error = ErrorResult(preview, theme)
            error.location_activated.connect(self.location_activated)
            return error
        return NumberResult(preview, theme) if kind in ("number", "none") else TextResult(preview, theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        if isinstance(self.viewer, TableResult):
            self.viewer.set_theme(theme)

    def _on_statistics_requested(self, column: int) -> None:
        self.statistics_requested.emit(StatisticsRequest(self.tab.key, column))

    def _on_children_requested(self, path: tuple[int, ...], start: int, count: int) -> None:
        self.children_requested.emit(ChildrenRequest(self.tab.key, path, start, count))

    def _on_save_clicked(self) -> None:
        self.save_requested.emit(self.tab.key)
