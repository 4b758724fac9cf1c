"""What the results panel and the commands about results ask for, brought to the controllers. It must not decide anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from dagscope_app.controllers.handlers import Controllers
from dagscope_app.model.results import ResultTab, newest_tab
from dagscope_app.model.state import Banner
from dagscope_app.services.store import Store
from dagscope_app.views.main_window import MainWindow


class ResultWiring(QObject):
    """Listens to the results panel; its commands mean the shown result while the keyboard is there, else the selected node's.

    Signals:
        node_wanted(str): a node is to be selected and brought into view
        place_wanted(str, int): a file and a line to open in the editor
        path_wanted(): ask where to save the shown value
    """

    node_wanted = Signal(str)
    place_wanted = Signal(str, int)
    path_wanted = Signal()

    def __init__(self, window: MainWindow, store: Store, controllers: Controllers, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._controllers = controllers
        panel, c = window.results, controllers
        panel.node_activated.connect(self._on_node_activated)
        panel.page_requested.connect(c.results.page)
        panel.children_requested.connect(c.results.children)
        panel.plot_requested.connect(c.results.plot)
        panel.statistics_requested.connect(c.results.statistics)
        panel.tab_closed.connect(c.run.close_result)
        panel.pin_toggled.connect(c.run.toggle_pin)
        panel.compare_requested.connect(self._on_result_compare_requested)
        panel.run_chosen.connect(c.results.compare)
        panel.run_requested.connect(c.run.run_node)
        panel.tab_selected.connect(c.run.select_result)
        panel.save_requested.connect(self._on_save_requested)
        panel.location_activated.connect(self.place_wanted)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command does."""
        return {
            "run.group_table": self._controllers.results.list_group,
            "result.pin": self._pin,
            "result.compare": self._compare,
            "result.close": self._close,
            "result.next": partial(self._step, 1),
            "result.previous": partial(self._step, -1),
        }

    def _target(self) -> ResultTab | None:
        """The result that is meant; where the selected node has none, that is told."""
        state = self._store.state
        if state.selected and not self._window.results.has_focus:
            tab = newest_tab(state.results, state.selected)
            if tab is None:
                text = f"{state.selected} has no result that is open. Show it first."
                banner = Banner(text, "info", "run.show_result", "Show result")
                self._store.update(lambda now: replace(now, banner=banner))
            return tab
        return next((tab for tab in state.results if tab.key == state.current_result and tab.is_value), None)

    def _pin(self) -> None:
        tab = self._target()
        if tab is not None:
            self._controllers.run.select_result(tab.key)
            self._controllers.run.toggle_pin(tab.key)

    def _compare(self) -> None:
        tab = self._target()
        if tab is None:
            return
        self._controllers.run.select_result(tab.key)
        runs = self._controllers.results.comparable(tab.key)
        if runs:
            self._window.ask.run(tab.key, tab.node, runs)
        else:
            banner = Banner(
                f"No other run has a value of {tab.node}. Run it again first.", "info", "run.selection", "Run to here"
            )
            self._store.update(lambda now: replace(now, banner=banner))

    def _close(self) -> None:
        self._controllers.run.close_result(self._store.state.current_result)

    def _step(self, step: int) -> None:
        state = self._store.state
        keys = [tab.key for tab in state.results]
        if state.current_result in keys:
            at = (keys.index(state.current_result) + step) % len(keys)
            self._controllers.run.select_result(keys[at])
            self._window.show_bottom("results")

    def _on_node_activated(self, name: str) -> None:
        self.node_wanted.emit(name)
        self._controllers.run.show_result(name)

    def _on_result_compare_requested(self, key: str) -> None:
        self._window.results.offer_runs(key, self._controllers.results.comparable(key))

    def _on_save_requested(self, key: str) -> None:
        self._controllers.run.select_result(key)
        self.path_wanted.emit()
