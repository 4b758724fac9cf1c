"""Glances at the values of the nodes that are looked at closely, a few at a time and never while a run goes on.
It must not choose the nodes.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskValue, Event, ValueAnswer
from dagscope.protocol.values import PeekAnswer, PeekAsk

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.records.peeks import Peek, unknown
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import AppState

AT_ONCE = 40


class PeekingController:
    """Asks once for each value; what is asked again of the same run is known."""

    def __init__(self, store: StorePort, worker: WorkerPort) -> None:
        self._store = store
        self._worker = worker
        self._near: tuple[str, ...] = ()
        self._asked: set[tuple[str, str]] = set()
        store.listen(self._on_state_changed)

    def look_closely(self, names: tuple[str, ...]) -> None:
        """Glance at the values of these nodes, and of those that they get from now on."""
        self._near = names[:AT_ONCE]
        self._ask()

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.folder != new.folder:
            self._near, self._asked = (), set()
        if old.run is not new.run and self._near:
            self._ask()

    def _ask(self) -> None:
        state = self._store.state
        run = state.run
        if run is None or not state.worker.is_alive or state.active_run is not None:
            return
        for name in unknown(run, state.peeks, self._near):
            home = run.home_of(name)
            if (home, name) not in self._asked:
                self._asked.add((home, name))
                self._ask_one(run, home, name)

    def _ask_one(self, run: Run, home: str, name: str) -> None:
        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, ValueAnswer) and isinstance(body.answer, PeekAnswer):
                peek = Peek(home, body.answer.text, body.answer.points, message.attachment)
                self._store.update(lambda now: replace(now, peeks={**_few(now), name: peek}))

        self._worker.request(AskValue(run.slot, home, name, PeekAsk()), answer)


def _few(state: AppState) -> dict[str, Peek]:
    """Return what is known, without that of nodes that are gone."""
    return {name: peek for name, peek in state.peeks.items() if name in state.graph.nodes}
