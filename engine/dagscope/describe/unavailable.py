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
    nodes: list[NodeRecord] = []
    definitions: list[DefinitionRecord] = []
    for module, path, reason, static in found:
        if static.name in known:
            continue
        known.add(static.name)
        number = first_id + len(definitions)
        definitions.append(
            DefinitionRecord(
                number,
                static.name,
                static.function,
                module,
                path,
                static.line,
                static.end_line,
                static.source,
                True,
                reason,
            )
        )
        deps = tuple(DependencyRecord(item.name, item.type, item.has_default) for item in static.parameters)
        nodes.append(
            NodeRecord(
                static.name,
                static.name,
                static.type,
                "unavailable",
                module,
                cut(static.doc, LONGEST_DOC),
                {},
                deps,
                (number,),
                "",
                False,
                static.is_async,
                reason,
            )  # fmt: skip
        )
    return nodes, definitions


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
