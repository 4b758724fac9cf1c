"""The plan of a run before it starts, kept up to date while somebody looks at it. It must not run anything."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import ErrorAnswer, Event, Foresee, Foreseen

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import StorePort, WindowPort, WorkerPort
from dagscope_app.model.runs.kept import Kept
from dagscope_app.model.runs.targets import TARGETS, wanted_in
from dagscope_app.model.state import AppState


class ForecastController:
    """Owns what the plan panel shows."""

    def __init__(self, store: StorePort, worker: WorkerPort, window: WindowPort) -> None:
        self._store = store
        self._worker = worker
        self._window = window
        self._number = 0
        store.listen(self._on_state_changed)

    @command("run.plan", "Plan", "Run", key="Ctrl+Shift+Y", when=when.has_graph, icon="outline", menu="Run 16")
    def show(self) -> None:
        """Show what a run would compute, what it takes from the cache or from earlier runs, what is missing, and how
        long it may take.
        """
        self._window.go_to_bottom("plan")

    def choose(self, target: str) -> None:
        """Plan something else."""
        found = next((item for item in TARGETS if item == target), None)
        if found is not None:
            self._store.update(lambda now: replace(now, forecast=replace(now.forecast, target=found)))

    def set_shown(self, is_shown: bool) -> None:
        """Keep the plan up from now on, or no more."""
        if self._store.state.forecast.is_shown is not is_shown:
            self._store.update(lambda now: replace(now, forecast=replace(now.forecast, is_shown=is_shown)))

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if new.forecast.is_shown and _may_ask(new) and (_basis(old) != _basis(new) or not _may_ask(old)):
            self._ask(new)

    def _ask(self, state: AppState) -> None:
        self._number += 1
        number, scenario = self._number, state.scenario
        wanted = wanted_in(state, state.forecast.target)
        if scenario is None or not wanted.names:
            self._put(None, wanted.reason)
            return

        def answer(message: Message[Event]) -> None:
            body = message.body
            if number != self._number:
                return
            if isinstance(body, Foreseen):
                self._put(body, body.problem)
            elif isinstance(body, ErrorAnswer):
                self._put(None, body.message)

        kept = wanted.kept or Kept()
        brought = tuple(name for names in kept.brought.values() for name in names if name in kept.needed)
        question = Foresee(
            "main", wanted.names, scenario.inputs, scenario.overrides, scenario.cache, kept.taken, brought,
            tuple(state.changed_files),
        )  # fmt: skip
        self._worker.request(question, answer)

    def _put(self, answer: Foreseen | None, problem: str) -> None:
        self._store.update(lambda now: replace(now, forecast=replace(now.forecast, answer=answer, problem=problem)))


def _may_ask(state: AppState) -> bool:
    """Return whether a plan can be asked for now: not during a run, whose end is a better moment."""
    is_ready = state.worker.is_alive and not state.is_building and not state.trust.is_preview
    return is_ready and bool(state.graph.nodes) and state.active_run is None


def _basis(state: AppState) -> tuple[object, ...]:
    """Return everything a plan depends on."""
    target = state.forecast.target
    chosen = state.chosen if target == "selection" else ()
    stale = id(state.stale) if target in ("stale", "failed") else 0
    return (state.forecast.is_shown, target, state.scenario, id(state.graph.nodes), chosen, stale, len(state.runs))
