"""Running: from chosen nodes to what the worker is asked for, and stopping.
It must not know how a node is computed, what the worker says of it, or how a value is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.messages import (
    Cancel,
    Execute,
    Forget,
    RunFinished,
)
from dagscope.scenario import Scenario

from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers import titles
from dagscope_app.controllers.awaited_run import AwaitedRun, Waiting
from dagscope_app.controllers.command import command
from dagscope_app.controllers.handing import Brought, Handing
from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.controllers.run_events import RunEvents
from dagscope_app.controllers.saying import say
from dagscope_app.model.cases import RunTarget, Severity, Slot
from dagscope_app.model.graph.conflicts import kept_banner
from dagscope_app.model.records.other_side import OtherSide
from dagscope_app.model.records.results import ValueTab, owner_of, value_tabs, with_state
from dagscope_app.model.records.runs import Run, make_run
from dagscope_app.model.runs.kept import Kept
from dagscope_app.model.runs.reusable_inputs import alone
from dagscope_app.model.runs.targets import last_nodes_of, retry_in, wanted_in
from dagscope_app.model.state import RUN_LIMIT, AppState, LogLine, with_log
from dagscope_app.model.translation import tr, trn


class RunController:
    """Starts runs, one at a time, and stops them."""

    def __init__(self, store: StorePort, worker: WorkerPort, events: RunEvents) -> None:
        self._store = store
        self._worker = worker
        self._events = events
        self._handing = Handing(store, worker)
        self._number = 0
        self._bringing = ""
        store.listen(self._on_state_changed)
        targets: dict[RunTarget, Callable[[], None]] = {
            "final": self.run_final,
            "all": self.run_all,
            "selection": self.run_selection,
        }
        self._awaited = AwaitedRun(store, self.run, targets)

    @command(
        "run.final", "Run", "Run", key="Ctrl+Return Ctrl+Enter", when=run_when.can_ask_to_run, icon="run",
        menu="Run 10, background 11",
    )  # fmt: skip
    def run_final(self) -> None:
        """Run the final variables, or everything where none is chosen."""
        state = self._store.state
        scenario = state.scenario
        if self._awaited.waits_for_graph("final") or scenario is None:
            return
        names = tuple(name for name in scenario.final_vars if name in state.graph.nodes)
        unknown = [name for name in scenario.final_vars if name not in state.graph.nodes]
        if not scenario.final_vars and not last_nodes_of(state.graph):
            text = (
                "There is nothing to run: no function of this graph ends it. Choose final variables, or run everything."
            )
            say(self._store, text, "error", "view.problems", "Show problems")
        elif names or not unknown:
            self.run(names or last_nodes_of(state.graph))
        if unknown:
            text = trn(
                "{names} is not a node of this graph and cannot be run. Choose other final variables.",
                "{names} are not nodes of this graph and cannot be run. Choose other final variables.",
                len(unknown),
                names=", ".join(unknown),
            )
            severity: Severity = "warning" if names else "error"
            say(self._store, text, severity, "scenario.clear_final", "Clear final variables")

    @command(
        "run.all", "Run everything", "Run", key="Ctrl+Alt+Return", when=run_when.can_ask_to_run, icon="run_all",
        menu="Run 11",
    )  # fmt: skip
    def run_all(self) -> None:
        """Run all nodes, whichever final variables are chosen."""
        if not self._awaited.waits_for_graph("all"):
            self.run(last_nodes_of(self._store.state.graph))

    @command(
        "run.selection", "Run to here", "Run", key="F5", when=run_when.can_run_selection, icon="run_one",
        says=titles.run_selection_title, menu="Run 12, node 11, group 21",
    )  # fmt: skip
    def run_selection(self) -> None:
        """Run the selected nodes and what they need."""
        state = self._store.state
        if self._awaited.waits_for_graph("selection"):
            return
        runnable = tuple(n for n in state.chosen if state.graph.nodes[n].kind not in ("config", "unavailable"))
        if runnable:
            self.run(runnable)

    def run_node(self, name: str) -> None:
        """Run one node, if the graph still has it."""
        name = owner_of(name)
        if name in self._store.state.graph.nodes:
            self.run((name,))

    @command(
        "run.only", "Run only this", "Run", key="Ctrl+F5", when=run_when.can_run_nodes, icon="run_one",
        menu="Run 13, node 12",
    )  # fmt: skip
    def run_only(self) -> None:
        """Run the selected nodes alone; what they need comes from earlier runs."""
        state = self._store.state
        kinds = ("config", "input", "unavailable")
        names = tuple(n for n in state.view.selection if state.graph.nodes[n].kind not in kinds)
        if not names:
            return
        wanted = alone(state, names)
        if wanted.problem:
            say(self._store, wanted.problem, "warning", "run.selection", "Run to here")
        else:
            self.run(names, kept=wanted.kept)

    @command(
        "run.update", "Update", "Run", key="Ctrl+Shift+Return", when=run_when.can_update, icon="reload",
        says=titles.update_title, menu="Run 14", help="Run what is out of date, from the values that are still right.",
    )  # fmt: skip
    def update(self) -> None:
        """Run what is out of date, from the values that are still right."""
        wanted = wanted_in(self._store.state, "stale")
        if wanted.names:
            self.run(wanted.names, kept=wanted.kept)

    def update_on_save(self) -> None:
        """Run what is out of date, now that it is known after files were saved, if the user likes that."""
        state = self._store.state
        if state.preferences.runs_on_save and run_when.can_update(state):
            self.update()

    @command(
        "run.retry", "Retry failed", "Run", key="Ctrl+Alt+F5", when=run_when.can_retry, icon="reload",
        says=titles.retry_title, menu="Run 15",
    )  # fmt: skip
    def retry(self) -> None:
        """Run what failed or was stopped, and what waited for it, from the values the run has."""
        wanted = retry_in(self._store.state)
        if wanted.names:
            self.run(wanted.names, kept=wanted.kept)

    def run(
        self,
        names: tuple[str, ...],
        slot: Slot = "main",
        scenario_name: str = "",
        kept: Kept | None = None,
        side: OtherSide | None = None,
    ) -> str:
        """Run these nodes and open their results; the run's id, or nothing where it cannot start.

        Args:
            names: the nodes.
            slot: which graph.
            scenario_name: another scenario than the current one.
            kept: values of earlier runs that stand in their nodes' places.
            side: the side of a comparison that is run.
        """
        state = self._store.state
        wanted = scenario_name or state.current
        scenario = side.scenario if side is not None else state.scenario_named(wanted)
        if scenario is None or not names:
            return ""
        if state.is_building and slot == "main" and not state.trust.is_preview:
            self._awaited.note(Waiting(names, scenario_name, kept is not None))
            return ""
        if not self._may_start(state, scenario):
            return ""
        self._number += 1
        revision = side.revision if side is not None else ""
        named = scenario if side is None else replace(scenario, name=side.name)
        made = make_run(self._number, state.worker.generation, slot, named, names, revision)
        values = kept or Kept()
        taken = {ref.node: ref.run for ref in values.taken}
        run = replace(made, taken=taken, reasons=state.stale if slot == "main" else {})
        stay = self._forget_old((*state.runs, run), values)

        def change(now: AppState) -> AppState:
            runs = tuple(item for item in (*now.runs, run) if item.id in stay)
            results = tuple(
                tab if isinstance(tab, ValueTab) and tab.run in stay else with_state(tab, "forgotten")
                for tab in now.results
            )
            return replace(now, runs=runs, results=results, banner=kept_banner(now))

        self._store.update(change)
        command = _execute_of(run, scenario, state, values)
        self._bringing = run.id
        self._handing.bring(values, lambda brought: self._execute(command, values, brought))
        return run.id

    def _may_start(self, state: AppState, scenario: Scenario) -> bool:
        """Return whether a run can begin now; a reason against it is shown."""
        if state.trust.is_preview:
            say(self._store, "This folder's code has not been run.", "info", "project.trust", "Trust and load...")
        elif not state.worker.is_alive:
            pass  # the message over the graph says what became of it
        elif run_when.is_sweeping(state):
            say(self._store, "A sweep is under way. Stop it first, or wait for its end.", "info", "sweep.stop", "Stop")
        elif state.active_run is not None:
            say(self._store, "A run is under way. Stop it first, or wait for its end.", "info", "run.stop", "Stop")
        elif state.cluster.is_awaited(scenario.executor):
            say(self._store, "The Dask cluster is starting. Run again once it is ready.")
        else:
            return True
        return False

    def _execute(self, command: Execute, values: Kept, brought: Brought) -> None:
        """Start the run, now that the values it starts from are at hand; others that are right stay where they are."""
        run = self._events.find(command.run)
        if run is None or self._bringing != run.id or run.status != "requested":
            return  # it was stopped, or its process ended, while values were brought
        self._bringing = ""
        taken = {**run.taken, **{name: values.home_of(name) for name in brought.nodes}}
        held = values.held_beside(taken)
        self._events.put(replace(run, taken=taken, held=held))
        for name, reason in brought.refused:
            text = tr("{name} is not taken from the earlier process: {reason}", name=name, reason=reason)
            self._log(LogLine(text, "warning", name, run.id))
        self._worker.request(
            replace(command, handed=brought.files), lambda message: self._events.on_answer(command.run, message)
        )

    def _log(self, line: LogLine) -> None:
        self._store.update(lambda now: with_log(now, line))

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.folder != new.folder:
            self._number = 0
        if old.worker.generation != new.worker.generation and self._bringing:
            # The process that was to run it is no longer the current one, and the new one has no graph yet.
            run, self._bringing = self._events.find(self._bringing), ""
            if run is not None and run.is_active:
                self._events.end(
                    RunFinished(run.id, "cancelled", message=tr("the project was loaded again before it began"))
                )

    def _forget_old(self, runs: tuple[Run, ...], values: Kept) -> frozenset[str]:
        """Release what is not needed any more; the ids of the runs that stay: the latest, the pinned, homes of
        values.
        """
        pinned = {tab.run for tab in value_tabs(self._store.state.results) if tab.is_pinned}
        homes = {item.home for item in values.right.values()} | {ref.run for ref in values.taken}
        kept = frozenset(run.id for run in runs[-RUN_LIMIT:]) | pinned | homes
        for old in runs:
            if old.id not in kept and old.status != "lost":
                self._worker.request(Forget(old.slot, old.id))
        return kept

    @command("run.clear_log", "Clear log", "Run", when=run_when.has_log, icon="delete", menu="Run 41")
    def clear_log(self) -> None:
        """Empty the log."""
        self._store.update(lambda now: replace(now, log=()))

    @command("run.stop", "Stop", "Run", key="Shift+F5", when=run_when.is_running, icon="stop", menu="Run 17")
    def stop(self) -> None:
        """Stop the run: ask, insist, then end the process."""
        run = self._store.state.active_run
        if run is None:
            return
        if run.id == self._bringing:  # the process that would run it has not heard of it yet
            self._bringing = ""
            self._events.end(RunFinished(run.id, "cancelled", message="stopped"))
            return
        self._events.put(replace(run, status="cancelling"))
        self._worker.request(Cancel(run.id))
        self._worker.interrupt()


def _execute_of(run: Run, scenario: Scenario, state: AppState, kept: Kept) -> Execute:
    """Return what asks the worker for a run."""
    fresh = tuple(state.changed_files) if run.slot == "main" and scenario.cache else ()
    return Execute(
        run.slot,
        run.id,
        run.final_vars,
        scenario.inputs,
        scenario.overrides,
        state.cluster.executor(scenario.executor),
        scenario.cache,
        kept.taken,
        kept.branches_of,
        kept.branched,
        fresh=fresh,
    )
