"""What the Run menu offers to run: names to ask for, and values of earlier runs that stand for their nodes.
It must not run them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, get_args

from dagscope_app.model.cases import RunTarget
from dagscope_app.model.records.graph import GraphSnapshot, upstream
from dagscope_app.model.records.runs import WITH_VALUE, Run, RunId
from dagscope_app.model.runs.freshness import update_in
from dagscope_app.model.runs.kept import Kept, kept_for
from dagscope_app.model.state import AppState

TARGETS: tuple[RunTarget, ...] = get_args(RunTarget)
NOT_RUN = ("input", "config", "unavailable")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is asked for; `reason` says why there is nothing to run."""

    names: tuple[str, ...] = ()
    kept: Kept | None = None
    reason: str = ""


def wanted_in(state: AppState, target: RunTarget) -> Wanted:
    """Return what a command of the Run menu would ask for now."""
    if target == "stale":
        names = update_in(state).names
        return Wanted(names, kept_for(state, names), "" if names else "Nothing is out of date.")
    if target == "failed":
        return retry_in(state)
    if target == "selection":
        names = tuple(name for name in state.chosen if state.graph.nodes[name].kind not in ("config", "unavailable"))
        return Wanted(names, None, "" if names else "Nothing is selected.")
    chosen = state.scenario.final_vars if state.scenario is not None and target == "final" else ()
    names = tuple(name for name in chosen if name in state.graph.nodes) or last_nodes_of(state.graph)
    return Wanted(names, None, "" if names else "There is nothing to run.")


def last_nodes_of(graph: GraphSnapshot) -> tuple[str, ...]:
    """Return the functions whose value nobody else needs."""
    return tuple(
        name for name, node in graph.nodes.items() if not graph.consumers.get(name) and node.kind not in NOT_RUN
    )


def retry_in(state: AppState) -> Wanted:
    """Return what the latest run failed to compute, from the values it has and that are still right."""
    run, graph = state.run, state.graph
    if run is None or run.is_active:
        return Wanted(reason="There is no run to go on with.")
    lacking = [name for name in run.nodes if name in graph.nodes and run.nodes[name].state not in WITH_VALUE]
    lacking = [name for name in lacking if graph.nodes[name].kind not in NOT_RUN]
    broken = {name for name in lacking if run.nodes[name].state in ("failed", "stopped")}
    if not broken:
        return Wanted(reason="Nothing failed in the last run.")
    wanted = {*broken, *(name for name in run.final_vars if name in lacking)}
    needed = upstream(graph, [dep.name for name in wanted for dep in graph.nodes[name].deps])
    names = tuple(name for name in run.order if name in wanted and name not in needed)
    return Wanted(names, replace(kept_for(state, names), **_finished_branches(state, run)))


def _finished_branches(state: AppState, run: Run) -> dict[str, Any]:
    """Return what of a run's blocks need not be computed again: branches that ended well, of unchanged code."""
    blocks = {node for node, branch in run.branches if branch}
    blocks |= {name for name, node in state.graph.nodes.items() if node.kind == "expand" and name in run.nodes}
    right = tuple(name for name in run.order if name in blocks and name not in state.stale)
    if not right or run.status == "lost" or RunId.parse(run.id).generation != state.worker.generation:
        return {}
    return {"branches_of": run.id, "branched": right}


def failed_count(state: AppState) -> int:
    """Return how many nodes of the latest run failed or were stopped, and can be tried again."""
    run = state.run
    return 0 if run is None or run.is_active else run.count("failed", "stopped")
