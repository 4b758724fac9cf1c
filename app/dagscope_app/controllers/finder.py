"""Finds nodes for the find bar, by words or by the selection language. It must not change what is shown."""

from __future__ import annotations

from dagscope.selection import NodeFacts, SelectionGraph

from dagscope_app.model.search import find
from dagscope_app.model.state import AppState, Find


def facts_of(state: AppState) -> SelectionGraph:
    """The current graph as the selection language sees it."""
    graph = state.graph
    run = state.run
    nodes = {}
    for name, node in graph.nodes.items():
        definition = graph.active_definition(name)
        nodes[name] = NodeFacts(
            name=name,
            kind=node.kind,
            type=node.type,
            module=node.module,
            doc=node.doc,
            source=definition.source if definition else "",
            state=run.state_of(name) if run else "not_run",
            is_changed=name in state.changed,
            tags=node.tags,
        )
    return SelectionGraph(nodes, {name: [d.name for d in node.deps] for name, node in graph.nodes.items()})


def find_nodes(state: AppState, text: str) -> Find:
    """What a line in the find bar means; the current match stays where it still is one."""
    if not text.strip():
        return Find()
    found = find(facts_of(state), text)
    known = tuple(name for name in found.names if name in state.graph.nodes)
    before = state.find.current
    index = known.index(before) if before in known else -1
    return Find(text, known, index, found.message, found.position)
