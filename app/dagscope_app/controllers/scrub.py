"""An input that is moved like a slider: what depends on it runs live, from the values that stay right.
It must not know the slider.
"""

from __future__ import annotations

from dagscope.protocol.messages import Cancel
from dagscope.scenario import ValueSpec

from dagscope_app.controllers.ports import Later, StorePort, WorkerPort
from dagscope_app.controllers.run import RunController
from dagscope_app.controllers.saying import say
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.model.runs.targets import wanted_in
from dagscope_app.model.state import AppState

FIRST_RUN = "Run the dataflow once. From then on what depends on the slider runs while it moves."


class ScrubController:
    """The newest position counts: a run of an earlier one is asked to end, and the next begins when it has."""

    def __init__(
        self, store: StorePort, worker: WorkerPort, scenario: ScenarioController, run: RunController, later: Later
    ) -> None:
        self._store = store
        self._worker = worker
        self._scenario = scenario
        self._run = run
        self._later = later
        self._is_wanted = False
        self._own = ""
        self._has_said = False
        store.listen(self._on_state_changed)

    def move(self, name: str, spec: ValueSpec) -> None:
        """Give an input this value, and compute what depends on it."""
        self._scenario.set_input(name, spec)
        if self._store.state.run is None:
            if not self._has_said:
                self._has_said = True
                say(self._store, FIRST_RUN, "info", "run.final", "Run")
            return
        self._is_wanted = True
        self._advance()

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.folder != new.folder:
            self._is_wanted, self._own, self._has_said = False, "", False
        elif self._is_wanted and old.active_run is not None and new.active_run is None:
            self._later(self._advance)

    def _advance(self) -> None:
        """Run what the moves of the inputs changed, unless a run is under way; one of our own is asked to end."""
        state = self._store.state
        active = state.active_run
        if active is not None:
            if active.id == self._own and active.status != "cancelling":
                self._worker.request(Cancel(active.id))
            return
        wanted = wanted_in(state, "stale")
        if self._is_wanted and wanted.names and not state.is_building:
            self._is_wanted = False
            self._own = self._run.run(wanted.names, kept=wanted.kept)
