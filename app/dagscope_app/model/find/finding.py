"""Finds nodes for the find bar, by words or by the selection language. It must not change what is shown."""

from __future__ import annotations

from dagscope.selection import SelectionGraph, graph_of_records

from dagscope_app.model.find.search import find
from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.records.runs import shown_state
from dagscope_app.model.state import AppState, Find


def facts_of(state: AppState) -> SelectionGraph:
    """Return the current graph as the selection language sees it."""
    graph, run = state.graph, state.run
    states = {name: shown_state(run, name, state.stale) for name in run.nodes} if run else {}
    states.update(dict.fromkeys(blocked_in(state), "blocked"))
    return graph_of_records(tuple(graph.nodes.values()), graph.definitions, states, state.changed)


def find_nodes(state: AppState, text: str) -> Find:
    """Return what a line in the find bar means; the current match stays where it still is one."""
    if not text.strip():
        return Find()
    found = find(facts_of(state), text)
    known = tuple(name for name in found.names if name in state.graph.nodes)
    before = state.find.current
    index = known.index(before) if before in known else -1
    return Find(text, known, index, found.message, found.position)
