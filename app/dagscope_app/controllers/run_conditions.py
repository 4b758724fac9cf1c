"""When a command of runs, values or a cluster can be given: small questions to the state. They must not change it."""

from __future__ import annotations

from dagscope_app.controllers.conditions import has_any_selected, has_graph, has_selection
from dagscope_app.model.records.runs import WITH_VALUE
from dagscope_app.model.runs.freshness import update_in
from dagscope_app.model.runs.targets import failed_count
from dagscope_app.model.state import AppState


def has_final_vars(state: AppState) -> bool:
    """Return whether final variables are chosen."""
    return state.scenario is not None and bool(state.scenario.final_vars)


def is_sweeping(state: AppState) -> bool:
    """Return whether a sweep goes on."""
    return state.sweep is not None and state.sweep.is_running


def has_sweep(state: AppState) -> bool:
    """Return whether a sweep has rows."""
    return state.sweep is not None and bool(state.sweep.rows)


def can_sweep(state: AppState) -> bool:
    """Return whether a run could begin now, and no sweep goes on."""
    return can_run(state) and not is_sweeping(state) and state.worker.is_alive


def can_resume_sweep(state: AppState) -> bool:
    """Return whether a sweep ended before its end, or with failures, and could go on now."""
    return can_sweep(state) and state.sweep is not None and not state.sweep.is_whole


def has_ended_run(state: AppState) -> bool:
    """Return whether a run is over."""
    return state.run is not None and not state.run.is_active


def can_run(state: AppState) -> bool:
    """Return whether there is a graph whose code may run, a worker that is there or starts, and no run under way."""
    is_there = state.worker.is_alive or state.is_building
    is_free = is_there and state.active_run is None and not state.trust.is_preview
    return is_free and state.graph.has_functions


def is_first_load(state: AppState) -> bool:
    """Return whether the code of a folder is being loaded that has no graph yet, and may be run."""
    return state.is_building and not has_graph(state) and not state.trust.is_preview


def can_ask_to_run(state: AppState) -> bool:
    """Return whether a run could begin, now or as soon as the folder is loaded for the first time."""
    return can_run(state) or is_first_load(state)


def can_update(state: AppState) -> bool:
    """Return whether a run can start, and values are out of date."""
    return can_run(state) and bool(update_in(state).names)


def shows_past(state: AppState) -> bool:
    """Return whether a run of the history is on the graph."""
    return state.past.is_on_graph


def can_retry(state: AppState) -> bool:
    """Return whether a run can start, and something failed in the latest one."""
    return can_run(state) and failed_count(state) > 0


def can_run_selection(state: AppState) -> bool:
    """Return whether a run can start, and something is selected, or may be once the folder is loaded."""
    return is_first_load(state) or (can_run(state) and has_any_selected(state))


def is_running(state: AppState) -> bool:
    """Return whether a run is under way."""
    return state.active_run is not None


def is_held(state: AppState) -> bool:
    """Return whether the run waits between two nodes."""
    run = state.active_run
    return run is not None and bool(run.held_where) and run.status == "running"


def can_pause(state: AppState) -> bool:
    """Return whether a run goes on, or waits."""
    run = state.active_run
    return run is not None and run.status == "running" and run.slot == "main"


def has_breakpoints(state: AppState) -> bool:
    """Return whether a run would stop somewhere."""
    return bool(state.breakpoints)


def stops_before(state: AppState) -> bool:
    """Return whether runs stop before the selected node."""
    return state.selected in state.breakpoints.before


def stops_after(state: AppState) -> bool:
    """Return whether runs stop after the selected node."""
    return state.selected in state.breakpoints.after


def has_received(state: AppState) -> bool:
    """Return whether the latest run knows what the selected node was given."""
    run, node = state.run, state.graph.nodes.get(state.selected)
    if run is None or node is None or node.kind in ("input", "config", "unavailable"):
        return False
    return run.status != "lost" and any(run.state_of(dep.name) in WITH_VALUE for dep in node.deps)


def can_start_cluster(state: AppState) -> bool:
    """Return whether a project's code may run, and there is no cluster yet."""
    is_ready = state.worker.is_alive and not state.trust.is_preview and state.scenario is not None
    return is_ready and state.cluster.phase == "none"


def has_cluster(state: AppState) -> bool:
    """Return whether a cluster was started here."""
    return state.cluster.phase != "none"


def has_dashboard(state: AppState) -> bool:
    """Return whether the cluster has a web page."""
    return bool(state.cluster.dashboard)


def has_running(state: AppState) -> bool:
    """Return whether a node runs."""
    return state.active_run is not None and bool(state.active_run.running)


def is_following(state: AppState) -> bool:
    """Return whether the node that runs is kept in view."""
    return state.is_following


def is_building(state: AppState) -> bool:
    """Return whether a project is being loaded."""
    return state.is_building and state.worker.is_alive


def is_busy(state: AppState) -> bool:
    """Return whether the worker runs code of the project, loads it, or takes long for an answer."""
    return is_running(state) or is_building(state) or is_sweeping(state) or is_late(state)


def has_failed(state: AppState) -> bool:
    """Return whether the last run ended with an error."""
    return state.run is not None and state.run.error is not None


def can_run_nodes(state: AppState) -> bool:
    """Return whether a run can start, and a node is selected."""
    return can_run(state) and has_selection(state)


def has_log(state: AppState) -> bool:
    """Return whether something was written."""
    return bool(state.log)


def has_result(state: AppState) -> bool:
    """Return whether a result is shown."""
    return bool(state.current_result)


def has_run(state: AppState) -> bool:
    """Return whether something was run."""
    return state.run is not None


def has_failed_node(state: AppState) -> bool:
    """Return whether a node failed in the last run."""
    return state.run is not None and state.run.count("failed") > 0


def is_late(state: AppState) -> bool:
    """Return whether an answer of the worker takes long: a comparison, a file, a page of a table."""
    return state.worker.is_late
