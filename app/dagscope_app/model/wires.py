"""Which real edges a drawn wire stands for, and the longest way through a run. It must not draw or lay out."""

from __future__ import annotations

from collections.abc import Mapping

from dagscope_app.model.graph import GraphSnapshot, Grouping, representative
from dagscope_app.model.runs import Run
from dagscope_app.model.state import ViewState
from dagscope_app.model.visibility import visible_nodes

Edge = tuple[str, str]


def edges_of_wire(graph: GraphSnapshot, grouping: Grouping, view: ViewState) -> tuple[Edge, ...]:
    """The real edges behind the selected wire, in graph order; a folded group stands for what it holds."""
    if view.wire is None:
        return ()
    source, target = view.wire
    shown = frozenset(visible_nodes(graph, view))
    found: dict[Edge, None] = {}
    for name in grouping.members.get(target, (target,)):
        if name not in shown or representative(grouping, view.folded, name) != target:
            continue
        for dep in graph.nodes[name].deps:
            if dep.name in shown and representative(grouping, view.folded, dep.name) == source:
                found[dep.name, name] = None
    return tuple(found)


def critical_path(graph: GraphSnapshot, run: Run | None) -> tuple[str, ...]:
    """The chain of nodes that took longest together in this run, first to last; empty where nothing was timed."""
    times = {name: item.seconds for name, item in run.nodes.items() if item.seconds} if run is not None else {}
    if not times:
        return ()
    totals: dict[str, float] = {}
    before: dict[str, str] = {}
    for name in _in_order(graph):
        best, total = "", 0.0
        for dep in graph.nodes[name].deps:
            if totals.get(dep.name, 0.0) > total:
                best, total = dep.name, totals[dep.name]
        totals[name] = total + (times.get(name) or 0.0)
        before[name] = best
    name = max(totals, key=lambda key: totals[key])
    chain: list[str] = []
    while name:
        chain.append(name)
        name = before[name]
    return tuple(reversed(chain))


def _in_order(graph: GraphSnapshot) -> list[str]:
    """The nodes, every one after those it needs."""
    left: Mapping[str, set[str]] = {
        name: {dep.name for dep in node.deps if dep.name in graph.nodes} for name, node in graph.nodes.items()
    }
    ready = [name for name, needs in left.items() if not needs]
    for name in ready:  # grows while it is gone through
        for user in graph.consumers.get(name, ()):
            if name in left[user]:
                left[user].discard(name)
                if not left[user]:
                    ready.append(user)
    return ready
