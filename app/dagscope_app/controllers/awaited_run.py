"""A run that is asked for while the code is being loaded: it is noted, and starts with the next graph.
It must not know how a run is started.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.ports import StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.model.cases import RunTarget, Slot
from dagscope_app.model.graph.conflicts import conflicts_in
from dagscope_app.model.runs.kept import Kept
from dagscope_app.model.runs.reusable_inputs import alone
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later, trn

LOADING = later("The code is being loaded. The run starts as soon as that is done.")


class StartRun(Protocol):
    """Starts a run of some nodes."""

    def __call__(
        self, names: tuple[str, ...], slot: Slot = "main", scenario_name: str = "", kept: Kept | None = None
    ) -> str:
        """Return the run's id, or nothing where it cannot start."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that was asked for while the code was being loaded: its nodes, or what it is to be of the first graph."""

    names: tuple[str, ...] = ()
    scenario: str = ""
    is_alone: bool = False
    target: RunTarget | None = None


class AwaitedRun:
    """Holds one run, the last that was asked for."""

    def __init__(self, store: StorePort, run: StartRun, targets: Mapping[RunTarget, Callable[[], None]]) -> None:
        """`targets` do what is asked for before there is a graph."""
        self._store = store
        self._run = run
        self._targets = targets
        self._waiting: Waiting | None = None
        store.listen(self._on_state_changed)

    def note(self, waiting: Waiting) -> None:
        """Wait with a run, and say so."""
        self._waiting = waiting
        say(self._store, LOADING)

    def waits_for_graph(self, target: RunTarget) -> bool:
        """Return whether a run has to wait for the folder's first graph; then it is noted."""
        if not run_when.is_first_load(self._store.state):
            return False
        self.note(Waiting(target=target))
        return True

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.folder != new.folder:
            self._waiting = None
        if old.is_building and not new.is_building and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._start(waiting)

    def _start(self, waiting: Waiting) -> None:
        """Run what was asked for while the code was loaded, unless it cannot be run any more."""
        state = self._store.state
        if not state.worker.is_alive or state.active_run is not None or state.phase != "ready":
            return
        if state.banner is not None and state.banner.is_about_build and not conflicts_in(state):
            return  # it could not be built: the message says why, and the graph on show is not the one asked for
        if waiting.target is not None:
            self._run_target(waiting.target)
            return
        names = tuple(name for name in waiting.names if name in state.graph.nodes)
        gone = [name for name in waiting.names if name not in state.graph.nodes]
        if gone:
            text = trn(
                "{names} is gone from the changed code and was not run.",
                "{names} are gone from the changed code and were not run.",
                len(gone),
                names=", ".join(gone),
            )
            say(self._store, text, "warning")
        if not names:
            return
        if waiting.is_alone:
            wanted = alone(state, names)
            if wanted.problem:
                say(self._store, wanted.problem, "warning", "run.selection", "Run to here")
                return
            self._run(names, "main", waiting.scenario, wanted.kept)
            return
        self._run(names, "main", waiting.scenario)

    def _run_target(self, target: RunTarget) -> None:
        """Run what was asked for before there was a graph."""
        if target == "selection" and not self._store.state.chosen:
            say(self._store, "Nothing is selected. Select a node, then run to it.")
            return
        self._targets[target]()
