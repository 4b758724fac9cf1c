"""Which nodes a view shows. It must not know where they are drawn."""

from __future__ import annotations

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.state import AppState, ViewState

PORT_CONSUMERS = 8
PORT_NODES = 30


def port_names(graph: GraphSnapshot, view: ViewState) -> frozenset[str]:
    """Return inputs and config that very many nodes use: small ports at their consumers instead of wires."""
    if not view.has_ports or len(graph.nodes) < PORT_NODES:
        return frozenset()
    return frozenset(
        name
        for name, node in graph.nodes.items()
        if node.kind in ("input", "config") and len(graph.consumers.get(name, ())) >= PORT_CONSUMERS
    )


def visible_nodes(graph: GraphSnapshot, view: ViewState) -> list[str]:
    """Return the nodes that are drawn, in graph order: not hidden, isolated away or ports; folded ones count."""
    shown, hidden = view.isolated, view.hidden | port_names(graph, view)
    return [name for name in graph.nodes if (shown is None or name in shown) and name not in hidden]


def is_laid_out(state: AppState) -> bool:
    """Return whether the picture is that of the view; else the layout is on its way."""
    drawn, view = state.drawn, state.view
    return (
        drawn is not None
        and (drawn.folded, drawn.direction) == (view.folded, view.direction)
        and (drawn.grouping is state.grouping)
    )
