"""The tabs of results: which are open, pinned, in front. It must not fetch values or run anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

from dagscope.records import ValueName
from dagscope.value_records import Preview

from dagscope_app.controllers.ports import Later, StorePort
from dagscope_app.model.cases import TabState
from dagscope_app.model.records.results import ResultKey, ResultTab, ValueTab, inside_key, value_key, value_tabs
from dagscope_app.model.records.runs import WITH_VALUE, Run
from dagscope_app.model.state import AppState

TABS_LIMIT = 12


Follow = Callable[[str, str], None]


def _nobody(run: str, node: str) -> None:
    pass


class TabsController:
    """Owns the open results; `follow` is called with the run that has a new value of which node."""

    def __init__(self, store: StorePort, later: Later, follow: Follow = _nobody) -> None:
        self._store = store
        self._later = later
        self._follow = follow
        self._arrived: list[Callable[[AppState], AppState]] = []
        self._seen_before = ("", "")

    def _looked_at(self, run_id: str) -> str:
        """Return the node whose value was in front when the run's first value came: it stays there, if it runs too."""
        if run_id != self._seen_before[0]:
            state = self._store.state
            tabs = value_tabs(state.results)
            node = next((tab.node for tab in tabs if tab.key == state.current_result and tab.follows), "")
            self._seen_before = (run_id, node)
        return self._seen_before[1]

    def put(
        self, run_id: str, node: str, state: TabState, preview: Preview, image: bytes, is_asked: bool = False
    ) -> None:
        """Put a value into its tab: the node's earlier tab is reused. What nobody asked for gets no tab."""
        run = self._store.state.run_with(run_id)
        if run is None or run.slot != "main":
            return
        if state != "failed":
            self._follow(run_id, node)
        tab = ValueTab(value_key(run_id, node), node, run_id, state, preview, image, run.number, is_looked=is_asked)
        is_wanted = node in run.final_vars[:TABS_LIMIT] or state == "failed" or ValueName.parse(node).is_figure
        if not is_wanted and not is_asked and _tab_of(self._store.state, node) is None:
            return
        looked_at = self._looked_at(run_id)
        is_first = is_wanted and node in (run.final_vars[:1] or (node,)) and looked_at not in run.final_vars
        # Results come a dozen at a time, and the window is updated once for those that came together.
        self._arrived.append(lambda now: _with_tab(now, tab, is_shown=is_asked or is_first))
        if is_asked:
            self.show_arrived()
        elif len(self._arrived) == 1:
            self._later(self.show_arrived)

    def refill(self, key: str, preview: Preview, image: bytes) -> None:
        """Put what a longer look found into the tab of a value."""

        def change(now: AppState) -> AppState:
            tabs = tuple(
                replace(t, preview=preview, image=image, is_looked=True)
                if isinstance(t, ValueTab) and t.key == key
                else t
                for t in now.results
            )
            return replace(now, results=tabs)

        self._store.update(change)

    def show_arrived(self) -> None:
        """Put the values into their tabs that came together."""
        changes, self._arrived = self._arrived, []
        if changes:
            self._store.update(lambda now: reduce(lambda state, change: change(state), changes, now))

    def carry_on(self, run: Run) -> None:
        """Let tabs of values that a run took over be of that run: the values are the same."""
        taken = {name: home for name, home in run.taken.items() if run.state_of(name) in WITH_VALUE}

        def moved(tab: ResultTab) -> ResultTab:
            if not isinstance(tab, ValueTab) or not tab.follows or tab.is_gone or taken.get(tab.node) != tab.run:
                return tab
            key = inside_key(run.id, tab.node, tab.names) if tab.names else value_key(run.id, tab.node)
            return replace(tab, key=key, run=run.id, number=run.number)

        def change(now: AppState) -> AppState:
            tabs = tuple(map(moved, now.results))
            keys = {old.key: new.key for old, new in zip(now.results, tabs)}
            return replace(now, results=tabs, current_result=keys.get(now.current_result, now.current_result))

        if taken:
            self._store.update(change)

    def select(self, key: ResultKey) -> None:
        """Bring a tab to the front."""
        self._store.update(lambda now: replace(now, current_result=key))

    def toggle_pin(self, key: ResultKey) -> None:
        """Keep a tab and its run's values, or let the node's next run take its place again."""

        def change(now: AppState) -> AppState:
            tabs = tuple(
                replace(t, is_pinned=not t.is_pinned) if isinstance(t, ValueTab) and t.key == key else t
                for t in now.results
            )
            return replace(now, results=tabs)

        self._store.update(change)

    def close(self, key: ResultKey) -> None:
        """Close a tab; its neighbour comes to the front."""

        def change(now: AppState) -> AppState:
            at = next((i for i, tab in enumerate(now.results) if tab.key == key), -1)
            rest = tuple(tab for tab in now.results if tab.key != key)
            current = now.current_result
            if current == key:
                current = rest[min(at, len(rest) - 1)].key if rest else ResultKey("")
            return replace(now, results=rest, current_result=current)

        self._store.update(change)

    def step(self, step: int) -> None:
        """Bring the tab so many to the right to the front; after the last comes the first."""
        state = self._store.state
        keys = [tab.key for tab in state.results]
        if state.current_result in keys:
            self.select(keys[(keys.index(state.current_result) + step) % len(keys)])


def _tab_of(state: AppState, node: str) -> ValueTab | None:
    """Return the tab that goes on with a node's newest value."""
    return next((tab for tab in value_tabs(state.results) if tab.node == node and tab.follows and not tab.names), None)


def _with_tab(state: AppState, tab: ValueTab, *, is_shown: bool) -> AppState:
    """Return the state with a value in its node's tab, or in a new one; a pinned one of the same value stays."""
    if any(each.key == tab.key and each.is_pinned for each in value_tabs(state.results)):
        return replace(state, current_result=tab.key)
    earlier = _tab_of(state, tab.node)
    if earlier is None:
        results = (*state.results, tab)
    else:
        results = tuple(tab if each is earlier else each for each in state.results)
    is_in_front = is_shown or not state.current_result or (earlier is not None and state.current_result == earlier.key)
    return replace(state, results=results, current_result=tab.key if is_in_front else state.current_result)
