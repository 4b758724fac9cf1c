"""Which nodes a view shows. It must not know where they are drawn."""

from __future__ import annotations

from dagscope_app.model.graph import GraphSnapshot, representative
from dagscope_app.model.state import AppState, ViewState


def visible_nodes(graph: GraphSnapshot, view: ViewState) -> list[str]:
    """The nodes that are neither hidden nor outside the isolated ones, in graph order; folded ones count as shown."""
    shown = view.isolated
    return [name for name in graph.nodes if (shown is None or name in shown) and name not in view.hidden]


def shown_count(state: AppState) -> int:
    """How many boxes are seen: nodes, and folded groups in place of what they hold."""
    view = state.view
    if not view.folded and view.isolated is None and not view.hidden:
        return len(state.graph.nodes)
    names = visible_nodes(state.graph, view)
    return len({representative(state.grouping, state.view.folded, name) for name in names})
