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
from dagscope_app.model.edits.editing import joined_to_last
from dagscope_app.model.records.edits import Edit
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
        self._row: tuple[str, Edit | None] = ("", None)
        """The input that is moved, and the edit that undo takes back: the moves of one input in a row are one."""
        store.listen(self._on_state_changed)

    def move(self, name: str, spec: ValueSpec) -> None:
        """Give an input this value, and compute what depends on it."""
        before = self._store.state.edits.done
        self._scenario.set_input(name, spec)
        self._join(name, before)
        if self._store.state.run is None:
            if not self._has_said:
                self._has_said = True
                say(self._store, FIRST_RUN, "info", "run.final", "Run")
            return
        self._is_wanted = True
        self._advance()

    def _join(self, name: str, before: tuple[Edit, ...]) -> None:
        done = self._store.state.edits.done
        if done is before or not done:
            return
        if before and name == self._row[0] and before[-1] is self._row[1] and len(done) > 1:
            self._store.update(joined_to_last)
        else:
            self._row = name, done[-1]

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
