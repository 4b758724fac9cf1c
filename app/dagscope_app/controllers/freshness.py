"""Keeps track of which values of the latest run are out of date, by node.
It must not run anything or know how code is versioned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskVersions, Event, Versions

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import Run
from dagscope_app.model.runs.freshness import Basis, Made, made_of, stale_of
from dagscope_app.model.state import AppState

NAMES_A_QUESTION = 400
ASKED_IN_RUN = 500


@dataclass(slots=True)
class _Build:
    """One build of the main graph: its nodes as they came, and their code's versions as far as they were asked for."""

    graph: GraphSnapshot
    versions: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)


class FreshnessController:
    """Ties each run to the graph and the scenario it was made with."""

    def __init__(self, store: StorePort, worker: WorkerPort, on_known: Callable[[], None]) -> None:
        """Start listening; `on_known` is called when it is known, after a reload, what is out of date."""
        self._on_known = on_known
        self._is_awaited = False
        self._store = store
        self._worker = worker
        self._build = _Build(GraphSnapshot())
        self._runs: dict[str, tuple[_Build, Mapping[str, Made], Mapping[str, str]]] = {}
        self._made: tuple[object, object, Mapping[str, Made]] = (None, None, {})
        store.listen(self._on_state_changed)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        is_new_run = self._note_runs(old, new)
        if old.worker.generation != new.worker.generation:
            self._is_awaited = bool(old.worker.generation and old.folder == new.folder)
        is_new_graph = new.graph.nodes is not self._build.graph.nodes
        if is_new_graph:
            self._build = _Build(new.graph)
        has_ended = old.active_run is not None and new.active_run is None
        if (is_new_graph and new.runs) or has_ended or _has_begun(old, new):
            self._ask_versions()
        is_other = old.scenario is not new.scenario or old.changed_files is not new.changed_files
        if is_new_run or is_new_graph or is_other:
            self._compare()
        if is_new_graph:
            self._tell_when_known(self._build)

    def _note_runs(self, old: AppState, new: AppState) -> bool:
        """Note what a run that was just asked for is made with; whether there is one."""
        if old.runs is new.runs:
            return False
        known = {run.id for run in new.runs}
        self._runs = {name: basis for name, basis in self._runs.items() if name in known}
        fresh = [run for run in new.runs if run.slot == "main" and run.id not in self._runs]
        for run in fresh:
            taken = {name: old.stale[name] for name in run.taken if name in old.stale}
            self._runs[run.id] = (self._build, self._made_now(new), taken)
        return bool(fresh) or len(old.runs) != len(new.runs)

    def _made_now(self, state: AppState) -> Mapping[str, Made]:
        scenario = state.scenario
        if scenario is None:
            return {}
        if self._made[0] is not state.graph.nodes or self._made[1] is not scenario:
            self._made = (state.graph.nodes, scenario, made_of(state.graph, scenario))
        return self._made[2]

    def _ask_versions(self) -> None:
        """Ask for the versions of the nodes that ran, a part at a time: other questions may come between."""
        state, build = self._store.state, self._build
        wanted = [name for run in state.runs if run.slot == "main" for name in run.order]
        names = [name for name in dict.fromkeys(wanted) if name in build.graph.nodes and name not in build.asked]
        build.asked.update(names)
        for start in range(0, len(names), NAMES_A_QUESTION):
            self._ask_part(build, tuple(names[start : start + NAMES_A_QUESTION]))

    def _ask_part(self, build: _Build, names: tuple[str, ...]) -> None:
        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, Versions):
                build.versions.update(zip(names, message.body.versions))
                if build.asked == build.versions.keys():
                    self._compare()
                    self._tell_when_known(build)

        self._worker.request(AskVersions("main", names), answer)

    def _tell_when_known(self, build: _Build) -> None:
        if self._is_awaited and build is self._build and build.asked == build.versions.keys():
            self._is_awaited = False
            self._on_known()

    def _compare(self) -> None:
        state = self._store.state
        run = state.run
        stale = self._stale(state, run) if run is not None and run.id in self._runs else {}
        if stale != state.stale:
            self._store.update(lambda now: replace(now, stale=stale))

    def _stale(self, state: AppState, run: Run) -> Mapping[str, str]:
        build, made, taken = self._runs[run.id]
        now = Basis(self._made_now(state), self._build.versions, self._build.graph.version, state.changed_files)
        return stale_of(Basis(made, build.versions, build.graph.version), now, state.graph, taken)


def _has_begun(old: AppState, new: AppState) -> bool:
    """Return whether a run has just begun that is small enough to ask while it goes on: a file may be saved as soon as
    it has ended, and then its process has no time for an answer.
    """
    before, now = old.active_run, new.active_run
    is_known = before is not None and bool(before.order)
    return now is not None and 0 < len(now.order) <= ASKED_IN_RUN and not is_known
