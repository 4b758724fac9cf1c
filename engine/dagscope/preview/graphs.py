"""Graphs of networkx: their nodes and edges, or the part of a large one that can be read.
It must not lay out or draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from dagscope.preview.budget import attempt, cut, guarded_text, is_a, type_name
from dagscope.preview.kind import Kind, Shown
from dagscope.preview.scalars import short_repr
from dagscope.value_records import GraphEdge, GraphNode, GraphPreview, ObjectPreview

MOST_NODES = 200
MOST_EDGES = 400
_NAME = 80
_DETAIL = 200


def is_graph(value: Any) -> bool:
    """Return whether a value is a graph of networkx."""
    return is_a(value, "networkx", "Graph")


def _summary(value: Any) -> str:
    return attempt(lambda: _size_words(value), lambda reason: f"<{type_name(value)}>")


def _size_words(value: Any) -> str:
    nodes, edges = value.number_of_nodes(), value.number_of_edges()
    return f"{nodes:,} {'node' if nodes == 1 else 'nodes'}, {edges:,} {'edge' if edges == 1 else 'edges'}"


def _near(graph: Any) -> tuple[list[Any], str]:
    """Return the nodes that are shown: all, or those nearest to the one with most edges, and a note on it."""
    total = graph.number_of_nodes()
    if total <= MOST_NODES:
        return list(graph), ""
    middle = max(graph.degree(), key=lambda pair: pair[1])[0]
    found: dict[Any, None] = dict.fromkeys([middle])
    for node in _walk(graph, found):
        found[node] = None
        if len(found) == MOST_NODES:
            break
    name = guarded_text(str, middle, 40)
    return list(found), f"the {len(found):,} of {total:,} nodes nearest to {name}, which has most edges"


def _walk(graph: Any, found: dict[Any, None]) -> Iterator[Any]:
    """Yield neighbours in either direction, nearest first."""
    waiting = list(found)
    while waiting:
        ring: list[Any] = []
        for node in waiting:
            around = [*graph.adj[node], *(graph.pred[node] if graph.is_directed() else ())]
            for other in around:
                if other not in found and other not in ring[-MOST_NODES:]:
                    ring.append(other)
                    yield other
        waiting = ring


def _look(value: Any) -> Shown:
    return attempt(lambda: _shown(value), lambda reason: _unreadable(value, reason))


def _unreadable(value: Any, reason: str) -> Shown:
    text = f"a graph that cannot be read: {reason}"
    return Shown(ObjectPreview(type_name(value), text, text=text))


def _shown(graph: Any) -> Shown:
    shown, part = _near(graph)
    index = {node: at for at, node in enumerate(shown)}
    nodes = tuple(GraphNode(guarded_text(str, node, _NAME), _detail(graph.nodes[node])) for node in shown)
    within = (
        (index[source], index[target], data)
        for source, target, data in graph.edges(shown, data=True)
        if source in index and target in index
    )
    edges = tuple(GraphEdge(source, target, _detail(data)) for source, target, data in islice(within, MOST_EDGES))
    if next(within, None) is not None:
        part = f"{part}; " if part else ""
        part += f"the first {MOST_EDGES:,} edges of them" if part else f"the first {MOST_EDGES:,} edges"
    count, total = graph.number_of_nodes(), graph.number_of_edges()
    return Shown(
        GraphPreview(
            type_name(graph), _size_words(graph), 0, is_directed=bool(graph.is_directed()),
            node_count=count, edge_count=total, nodes=nodes, edges=edges, part=part,
        )
    )  # fmt: skip


def _detail(data: Any) -> str:
    """Return the data of a node or an edge in a line."""
    if not data:
        return ""
    return cut(", ".join(f"{short_repr(key, 40).strip(chr(39))}: {short_repr(data[key], 60)}" for key in data), _DETAIL)


KIND = Kind("graph", is_graph, _look, _summary)
