"""What is known of functions whose modules could not be imported, as records: what their source says."""

from __future__ import annotations

from collections.abc import Sequence

from dagscope.describe.node_records import LONGEST_DOC
from dagscope.preview.budget import cut
from dagscope.project.static import StaticNode
from dagscope.records import DefinitionRecord, DependencyRecord, NodeRecord


def static_records(
    found: Sequence[tuple[str, str, str, StaticNode]], first_id: int, known: set[str]
) -> tuple[list[NodeRecord], list[DefinitionRecord]]:
    """Return a node and its definition for each function whose name is not known yet.

    Args:
        found: a module, its path, why it could not be imported, and what the source says of one of its functions.
        first_id: the number of the first definition.
        known: the names that there are; those that are added here are put in.
    """
    nodes: list[NodeRecord] = []
    definitions: list[DefinitionRecord] = []
    for module, path, reason, static in found:
        if static.name in known:
            continue
        known.add(static.name)
        number = first_id + len(definitions)
        definitions.append(_definition(number, module, path, reason, static))
        nodes.append(_node(number, module, reason, static))
    return nodes, definitions


def _definition(number: int, module: str, path: str, reason: str, static: StaticNode) -> DefinitionRecord:
    return DefinitionRecord(
        id=number,
        node=static.name,
        function=static.function,
        module=module,
        file=path,
        line=static.line,
        end_line=static.end_line,
        source=static.source,
        is_active=True,
        reason=reason,
    )


def _node(definition: int, module: str, reason: str, static: StaticNode) -> NodeRecord:
    return NodeRecord(
        name=static.name,
        label=static.name,
        type=static.type,
        kind="unavailable",
        module=module,
        doc=cut(static.doc, LONGEST_DOC),
        deps=tuple(DependencyRecord(item.name, item.type, item.has_default) for item in static.parameters),
        definitions=(definition,),
        is_final_candidate=False,
        is_async=static.is_async,
        reason=reason,
    )


def missing_inputs(nodes: Sequence[NodeRecord], known: set[str]) -> list[NodeRecord]:
    """Return records for the parameters of unavailable functions that nothing defines."""
    found: dict[str, NodeRecord] = {}
    for node in nodes:
        for dependency in node.deps:
            if dependency.name not in known and dependency.name not in found:
                found[dependency.name] = NodeRecord(
                    dependency.name, dependency.name, dependency.type, "input", is_final_candidate=False
                )
    return list(found.values())
