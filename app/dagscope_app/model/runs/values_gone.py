"""What is left of runs and results when processes that held their values are gone. It must not end any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.results import ValueTab, with_state
from dagscope_app.model.records.runs import Run, RunId, lost, without_homes
from dagscope_app.model.runs.problems import run_problems
from dagscope_app.model.state import AppState


def without_values(
    message: str, holders: tuple[int, ...], is_stopped: bool = False, guilty: str = "", now: float = 0.0
) -> Callable[[AppState], AppState]:
    """Return the change to a state in which the values of all other processes are lost.

    Args:
        message: why they are.
        holders: the generations of processes that still hold values.
        is_stopped: whether they were to be stopped.
        guilty: the node that ended them, where that is known.
        now: the moment it happened.
    """

    def after(run: Run, graph: GraphSnapshot) -> Run:
        ended = lost(run, message, is_stopped, guilty, now)
        return replace(ended, problems=run_problems(ended, graph)) if run.is_active else ended

    def change(state: AppState) -> AppState:
        def is_gone(run_id: str) -> bool:
            return RunId.parse(run_id).generation not in holders

        def is_lost_now(run: Run) -> bool:
            # A comparison's runs are compared in the process that has its graphs, the current one.
            is_apart = run.slot != "main" and RunId.parse(run.id).generation != state.worker.generation
            return run.status != "lost" and (is_gone(run.id) or is_apart)

        runs = tuple(without_homes(after(run, state.graph) if is_lost_now(run) else run, is_gone) for run in state.runs)
        results = tuple(
            with_state(tab, "lost") if not isinstance(tab, ValueTab) or is_gone(tab.run) else tab
            for tab in state.results
        )
        return replace(state, runs=runs, results=results, preview_plan=None)

    return change
