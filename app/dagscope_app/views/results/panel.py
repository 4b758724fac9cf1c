"""The results panel: one tab a result, each with a header and the viewer that fits its kind. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from dagscope.protocol.values import Ask
from dagscope.value_records import ErrorPreview
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QTabBar, QTabWidget, QVBoxLayout, QWidget

from dagscope_app.drawing.anatomy.groups import nodes_text
from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import (
    DiffTab,
    GroupTab,
    ResultKey,
    ResultTab,
    ValueTab,
    gone_text,
    note_of,
    short_names,
)
from dagscope_app.model.records.runs import WITH_VALUE
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.results.page import ResultActions, ResultPage
from dagscope_app.views.results.slot import ResultSlot
from dagscope_app.views.results.viewer import Failed, Then
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.watch import Same, Watch, Watches
from dagscope_app.views.widgets.labels import make_label, shortened
from dagscope_app.views.widgets.tab_order import stop_at_bar

EMPTY = later("No results yet. Double-click a node, or press Run (Ctrl+Enter).")
EMPTY_RAN = later("Double-click a node to see its value.")
EMPTY_PREVIEW = later("Results are shown here once this folder is trusted and loaded.")
EMPTY_LOADING = later("Results are shown here.")


class ResultsPanel(QWidget):
    """All results that are open.

    What can be done with a result is handed to its page (`set_actions`) and not passed on by signals.

    Signals:
        tab_closed(str), tab_selected(str): a result's key
        run_chosen(str, str): compare the result of this key with that run's
        maximise_requested(): a tab was double clicked
    """

    tab_closed = Signal(str)
    tab_selected = Signal(str)
    run_chosen = Signal(str, str)
    maximise_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs: tuple[ResultTab, ...] = ()
        self._slots: dict[str, ResultSlot] = {}
        self._notes: Mapping[str, str] = {}
        self._state = AppState()
        self._watches = Watches(
            [
                Watch(lambda s: (s.results, s.current_result), lambda s: self.set_results(s.results, s.current_result)),
                Watch(lambda s: Same(s.results), self.show_run),
                Watch(_empty_text, lambda s: self.empty.setText(tr(_empty_text(s)))),
                Watch(
                    lambda s: (Same(s.results), Same(s.runs), Same(s.stale)),
                    lambda s: self.set_notes({tab.key: note_of(tab, s.runs, s.stale) for tab in s.results}),
                ),
            ]
        )
        self._comparable: Callable[[ResultKey], Sequence[tuple[str, str]]] = lambda key: ()
        self.set_actions(ResultActions(_ask_nobody))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setObjectName("results")
        stop_at_bar(self.tabs)
        self.tabs.tabBar().setAccessibleName(tr("Results"))
        self.tabs.setTabsClosable(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.tabCloseRequested.connect(self._on_tab_close_requested)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.tabs.tabBar().tabBarDoubleClicked.connect(self.maximise_requested)
        self.empty = make_label(tr(EMPTY), is_quiet=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.tabs)
        self._menu = QMenu(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def set_actions(self, actions: ResultActions) -> None:
        """Set what pages that are made from now on can ask and do; comparing begins with a menu of the panel's."""
        self._actions = replace(actions, compare=self._on_compare_requested, state=lambda: self._state)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the open results and what is to be said of them."""
        self._watches.update(old, new)

    def set_results(self, tabs: tuple[ResultTab, ...], current: ResultKey) -> None:
        """Show these results, in this order; a viewer whose result did not change keeps its scroll and its order."""
        if tabs != self._tabs:
            self._tabs = tabs
            self.tabs.blockSignals(True)
            self._arrange(tabs)
            self.tabs.blockSignals(False)
            self._stack.setCurrentIndex(1 if tabs else 0)
        keys = [tab.key for tab in tabs]
        if current in keys and self.tabs.currentIndex() != keys.index(current):
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(keys.index(current))
            self.tabs.blockSignals(False)
        self._fill_current()

    def set_notes(self, notes: Mapping[str, str]) -> None:
        """Set the notes on these results, by their keys: that they are old, or that no more of them can be read."""
        self._notes = notes
        for slot in self._slots.values():
            slot.set_note(notes.get(slot.tab.key, ""))

    def _arrange(self, tabs: tuple[ResultTab, ...]) -> None:
        slots = self._give_slots(tabs)
        for slot in self._slots.values():
            if slot not in slots:
                slot.close_asks()
                self.tabs.removeTab(self.tabs.indexOf(slot))
                slot.deleteLater()
        self._slots = {tab.key: slot for tab, slot in zip(tabs, slots)}
        for number, (tab, slot) in enumerate(zip(tabs, slots)):
            at = self.tabs.indexOf(slot)
            if at == number and slot.tab is tab:
                continue
            if at < 0:
                self.tabs.insertTab(number, slot, "")
            elif at != number:
                self.tabs.tabBar().moveTab(at, number)
            slot.set_tab(tab)
        self._name_all()

    def _name_all(self) -> None:
        names = short_names(tab.node for tab in self._tabs)
        for number, tab in enumerate(self._tabs):
            self._name(number, tab, names[tab.node])

    def _give_slots(self, tabs: tuple[ResultTab, ...]) -> list[ResultSlot]:
        """Return each result's own slot, that of the node's earlier result, or a new one."""
        wanted = {tab.key for tab in tabs}
        free = [slot for key, slot in self._slots.items() if key not in wanted]
        slots: list[ResultSlot] = []
        for tab in tabs:
            slot = self._slots.get(tab.key) or next((p for p in free if _follows(p.tab, tab)), None)
            if slot in free:
                free.remove(slot)
            slots.append(slot or ResultSlot(tab, self._make_page))
        return slots

    def _fill_current(self) -> None:
        slot = self.tabs.currentWidget()
        if isinstance(slot, ResultSlot):
            slot.fill()

    def _name(self, number: int, tab: ResultTab, name: str) -> None:
        name = shortened(plain(name))
        if isinstance(tab, (ValueTab, DiffTab)) and tab.names:
            name = shortened(plain(" › ".join((name, *tab.names))))
        picture = ("", "")
        if isinstance(tab, GroupTab):
            name += f"  {nodes_text(len(tab.members))}"
            hint, picture = tr("The nodes of {node} in the latest run", node=tab.node), ("group", "")
        elif isinstance(tab, DiffTab):
            name += f"  {tab.other} ↔ {tab.number}"
            compared = tr("runs #{other} and #{number} compared", other=tab.other, number=tab.number)
            hint, picture = f"{' › '.join((tab.node, *tab.names))}\n{compared}", ("compare", "quiet")
        else:
            run = tr("run #{number}", number=tab.number)
            name += f"  {run}" if tab.is_pinned else ""
            hint = "\n".join(part for part in (tab.title, run, gone_text(tab.state)) if part)
            picture = _picture_of(tab)
        self._write_name(number, name)
        self.tabs.setTabToolTip(number, tip(hint))
        button = self.tabs.tabBar().tabButton(number, QTabBar.ButtonPosition.RightSide)
        if button is not None:
            button.setAccessibleName(tr("Close {name}", name=plain(tab.node, 200)))
        sign = icon(picture[0], self._theme, picture[1]) if picture[0] else QIcon()
        if sign.cacheKey() != self.tabs.tabIcon(number).cacheKey():
            self.tabs.setTabIcon(number, sign)

    def _write_name(self, number: int, text: str) -> None:
        # The whole bar is laid out again, also for the name that is there already.
        if self.tabs.tabText(number) != text:
            self.tabs.setTabText(number, text)

    def _make_page(self, tab: ResultTab) -> ResultPage:
        page = ResultPage(tab, self._theme, self._actions)
        page.set_note(self._notes.get(tab.key, ""))
        return page

    def _made_pages(self) -> list[ResultPage]:
        return [slot.page for slot in self._slots.values() if slot.page is not None]

    def _page(self, key: ResultKey) -> ResultPage | None:
        """Return a result's page, if it was looked at."""
        slot = self._slots.get(key)
        return slot.page if slot is not None else None

    def set_comparable(self, comparable: Callable[[ResultKey], Sequence[tuple[str, str]]]) -> None:
        """Have `comparable` tell which runs (an id, what to call it) a result can be compared with."""
        self._comparable = comparable

    def _on_compare_requested(self, key: ResultKey) -> None:
        page = self._page(key)
        if page is None:
            return
        runs = self._comparable(key)
        self._menu.clear()
        for run, title in runs:
            self._menu.addAction(title).triggered.connect(partial(self.run_chosen.emit, key, run))
        if not runs:
            self._menu.addAction(tr("No other run has a value of this node. Run it again first.")).setEnabled(False)
        self._menu.popup(page.compare_place())

    def show_run(self, state: AppState) -> None:
        """Bring a new state of the window to the viewers that can be seen."""
        self._state = state
        for page in self._made_pages():
            page.set_state(state)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is in here."""
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        for page in self._made_pages():
            page.set_theme(theme)
        self._name_all()

    def viewer(self, key: ResultKey) -> QWidget | None:
        """Return the viewer of a result, for tests and for the picture of the window."""
        slot = self._slots.get(key)
        return slot.fill().viewer if slot is not None else None

    def _on_tab_close_requested(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.tab_closed.emit(self._tabs[index].key)

    def _on_tab_changed(self, index: int) -> None:
        self._fill_current()
        if 0 <= index < len(self._tabs):
            self.tab_selected.emit(self._tabs[index].key)


def _follows(old: ResultTab, new: ResultTab) -> bool:
    """Return whether a result replaces an earlier one: it shows the corresponding part of the node's value."""
    return old.node == new.node and getattr(old, "names", ()) == getattr(new, "names", ())


def _picture_of(tab: ValueTab) -> tuple[str, str]:
    """Return the icon of a value's tab and its colour."""
    if isinstance(tab.preview, ErrorPreview):
        return "error", "failed"
    if tab.is_gone:
        return "stale", "stale"
    return ("pin", "accent") if tab.is_pinned else ("", "")


def _empty_text(state: AppState) -> str:
    """Return what to say while no result is open: what to do is said when it can be done."""
    if state.trust.is_preview:
        return EMPTY_PREVIEW
    if state.run is not None and not state.run.is_active and state.run.count(*WITH_VALUE):
        return EMPTY_RAN
    return EMPTY if state.graph.nodes else EMPTY_LOADING


def _ask_nobody(key: ResultKey, ask: Ask, then: Then, failed: Failed | None = None) -> None:
    """Answer nothing: no worker is there."""
