"""What is inside a node's value as tabs of their own, which follow the node's next values.
It must not show a value itself.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskValue, ErrorAnswer, Event, ValueAnswer
from dagscope.protocol.values import InsideAnswer, InsideAsk

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.controllers.saying import say
from dagscope_app.model.records.results import ResultKey, ValueTab, inside_key, value_key, value_tab, value_tabs
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import AppState

AS = "as "
WAY = -1
"""How a way to look at a value is called in a path and its names; where it is among the ways is found by its name."""


class InsideController:
    """Opens tables, pictures and texts at a path of a value, and finds them again by their names in newer values."""

    def __init__(self, store: StorePort, worker: WorkerPort) -> None:
        self._store = store
        self._worker = worker

    def open(self, key: ResultKey, path: tuple[int, ...], names: tuple[str, ...]) -> None:
        """Show what is found at a path inside the value of a tab."""
        state = self._store.state
        tab = value_tab(state.results, key)
        run = state.run_with(tab.run) if tab is not None else None
        if tab is None or run is None or tab.is_gone:
            say(self._store, "This value is gone. Run the node again, then open what is inside it.")
            return
        whole_path, whole_names = (*tab.path, *path), (*tab.names, *names)
        wanted = inside_key(run.id, tab.node, whole_names)
        there = value_tab(state.results, wanted)
        if there is not None and there.path == whole_path:
            self._store.update(lambda now: replace(now, current_result=wanted))
        else:
            self._ask(run, tab.node, whole_path, whole_names, None)

    def look_as(self, key: ResultKey, way: str) -> None:
        """Show the value of a tab in another way, in its place: as a table or a text; with no way as it is."""
        tab = value_tab(self._store.state.results, key)
        run = self._store.state.run_with(tab.run) if tab is not None else None
        if tab is None or run is None or tab.is_gone:
            say(self._store, "This value is gone. Run the node again, then look at it in another way.")
            return
        path, names = tab.path, tab.names
        if tab.is_seen_otherwise:
            path, names = path[:-1], names[:-1]
        if way:
            path, names = (*path, WAY), (*names, AS + way)
        self._ask(run, tab.node, path, names, tab, is_switched=True)

    def follow(self, run_id: str, node: str) -> None:
        """Bring the tabs of what is inside a node's value to its value in a newer run."""
        state = self._store.state
        run = state.run_with(run_id)
        for tab in value_tabs(state.results):
            if run is not None and tab.node == node and tab.names and tab.follows and tab.run != run_id:
                self._ask(run, node, tab.path, tab.names, tab)

    def _ask(
        self,
        run: Run,
        node: str,
        path: tuple[int, ...],
        names: tuple[str, ...],
        earlier: ValueTab | None,
        is_switched: bool = False,
    ) -> None:
        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, ValueAnswer) and isinstance(body.answer, InsideAnswer):
                found, preview, image = body.answer.path, body.answer.preview, message.attachment
                key = inside_key(run.id, node, names) if names else value_key(run.id, node)
                state = "ok" if earlier is not None else run.state_of(node)
                tab = ValueTab(
                    key, node, run.id, state, preview, image, run.number, is_looked=True, path=found, names=names
                )
                if is_switched and earlier is not None:
                    tab = replace(tab, state=earlier.state, is_pinned=earlier.is_pinned)
                self._put(tab, earlier, is_switched)
            elif isinstance(body, ErrorAnswer):
                say(self._store, body.message)

        self._worker.request(AskValue(run.slot, run.id, node, InsideAsk(path, names)), answer)

    def _put(self, tab: ValueTab, earlier: ValueTab | None, is_switched: bool) -> None:
        """Put what was found into its tab: the one that was opened earlier, unless it was closed or pinned
        meanwhile.
        """

        def change(now: AppState) -> AppState:
            old = value_tab(now.results, earlier.key if earlier is not None else tab.key)
            if earlier is not None and (old is None or not (old.follows or is_switched)):
                return now
            others = tuple(each for each in now.results if each is old or each.key != tab.key)
            now = replace(now, results=others)
            if old is None:
                return replace(now, results=(*now.results, tab), current_result=tab.key)
            results = tuple(tab if each is old else each for each in now.results)
            is_shown = earlier is None or now.current_result == old.key
            return replace(now, results=results, current_result=tab.key if is_shown else now.current_result)

        self._store.update(change)
