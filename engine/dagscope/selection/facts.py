"""What a selection can ask of a built graph, taken from its records. It must not build or run anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from dagscope.records import DefinitionRecord, NodeRecord
from dagscope.selection.evaluate import NodeFacts, SelectionGraph


def graph_of_records(
    nodes: Sequence[NodeRecord],
    definitions: Mapping[int, DefinitionRecord],
    states: Mapping[str, str] | None = None,
    changed: Set[str] = frozenset(),
) -> SelectionGraph:
    """Return the graph as the selection language sees it.

    Args:
        nodes: in display order.
        definitions: by id; a node's active one gives its source, and the module it was written in.
        states: of the last run; nodes without one were not run, but for config keys, which are no step of a run.
        changed: names of nodes that are not as they were before.
    """
    facts = {}
    for node in nodes:
        known = [definitions[number] for number in node.definitions if number in definitions]
        active = next((item for item in known if item.is_active), known[0] if known else None)
        facts[node.name] = NodeFacts(
            name=node.name,
            kind=node.kind,
            type=node.type,
            module=active.module if active is not None and active.module else node.module,
            doc=node.doc,
            source=active.source if active is not None else "",
            state=(states or {}).get(node.name, "" if node.kind == "config" else "not_run"),
            is_changed=node.name in changed,
            tags=node.tags,
        )
    return SelectionGraph(facts, {node.name: [dep.name for dep in node.deps] for node in nodes})
