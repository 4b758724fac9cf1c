"""Why a node ran, did not run, or would run next, in one sentence. It must not know how it is shown."""

from __future__ import annotations

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import WITH_VALUE, Run, shown_state
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

_RAN = ("ok", "warning", "failed", "stopped", "running")


def why(state: AppState, run: Run | None, name: str) -> str:
    """Return the sentence; empty where there is nothing to say."""
    if run is None or name not in run.nodes:
        return ""
    shown = shown_state(run, name, state.stale if run.slot == "main" else {})
    if shown == "stale":
        reason = state.stale.get(name, "")
        if reason:
            return tr("An update runs it: {reason}.", reason=reason)
        return tr("An update runs it: its value went with its process.")
    item = run.nodes[name]
    if item.state in WITH_VALUE and (item.home or name in run.taken):
        home = next((each.number for each in state.runs if each.id == (item.home or run.taken.get(name))), 0)
        if home:
            return tr("It did not run: its value of run {number} is still right.", number=home)
        return tr("It did not run: its value of an earlier run is still right.")
    if item.state == "cached":
        return tr("It did not run: its value was in the cache.")
    if item.state not in _RAN:
        return ""
    is_now = item.state == "running"
    if name in run.reasons:
        return tr("It runs because {reason}." if is_now else "It ran because {reason}.", reason=run.reasons[name])
    if name in run.final_vars:
        return tr("It runs because it was asked for." if is_now else "It ran because it was asked for.")
    graph = state.graphs.get(run.slot)
    asked = _asked_above(graph, run, name) if graph is not None else ""
    if not asked:
        return ""
    return tr(
        "It runs because {node} was asked for and needs it."
        if is_now
        else "It ran because {node} was asked for and needs it.",
        node=asked,
    )


def _asked_above(graph: GraphSnapshot, run: Run, name: str) -> str:
    """Return the nearest node above that was asked for, over nodes that ran."""
    waiting, seen = [name], {name}
    finals = set(run.final_vars)
    for each in waiting:  # grows while it is read: nearest first
        for user in graph.consumers.get(each, ()):
            if user in finals:
                return user
            if user not in seen and user in run.nodes:
                seen.add(user)
                waiting.append(user)
    return ""
