"""Which real edges a drawn wire stands for, and the longest way through a run. It must not draw or lay out."""

from __future__ import annotations

from typing import Any

from dagscope_app.model.graph.visibility import visible_nodes
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import Grouping, representative
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import ViewState

Edge = tuple[str, str]


def edges_of_wire(graph: GraphSnapshot, grouping: Grouping, view: ViewState) -> tuple[Edge, ...]:
    """Return the real edges behind the selected wire, in graph order; a folded group stands for what it holds."""
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
    """Return the chain of nodes that took longest together in this run, first to last; empty where nothing was
    timed.
    """
    times = {name: item.seconds for name, item in run.nodes.items() if item.seconds} if run is not None else {}
    if not times:
        return ()
    import networkx  # 0.1 s, which opening a project need not wait for

    ways: Any = networkx.DiGraph()
    ways.add_weighted_edges_from(("", name, times.get(name, 0.0)) for name in graph.nodes)  # "" is before everything
    ways.add_weighted_edges_from(
        (dep.name, name, times.get(name, 0.0))
        for name, node in graph.nodes.items()
        for dep in node.deps
        if dep.name in graph.nodes
    )
    try:
        chain = networkx.dag_longest_path(ways)[1:]
    except networkx.NetworkXUnfeasible:  # the graph was reloaded with a cycle in it
        return ()
    timed = [number for number, name in enumerate(chain) if name in times]
    return tuple(chain[timed[0] : timed[-1] + 1]) if timed else ()
