"""Two graphs, node by node. It must not look at values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dagscope.records import DefinitionRecord, NodeDiff, NodeRecord

Status = Literal["same", "left", "right", "definition", "type", "dependencies", "config"]


def _active(node: NodeRecord, definitions: dict[int, DefinitionRecord]) -> DefinitionRecord | None:
    for number in node.definitions:
        found = definitions.get(number)
        if found is not None and found.is_active:
            return found
    return None


def _place(definition: DefinitionRecord | None) -> str:
    return f"{definition.module}.{definition.function}" if definition is not None else "given from outside"


def _compared(
    left: NodeRecord,
    right: NodeRecord,
    left_definitions: dict[int, DefinitionRecord],
    right_definitions: dict[int, DefinitionRecord],
) -> tuple[Status, str]:
    one, other = _active(left, left_definitions), _active(right, right_definitions)
    if "config" in (left.kind, right.kind) and left.kind != right.kind:
        return "config", f"{left.kind} on the left, {right.kind} on the right"
    if (one is None) != (other is None):
        return "definition", f"{_place(one)} | {_place(other)}"
    if one is not None and other is not None:
        if (one.module, one.function) != (other.module, other.function):
            return "definition", f"{_place(one)} | {_place(other)}"
        if one.source != other.source:
            return "definition", f"{_place(one)} has other code"
    if left.type != right.type:
        return "type", f"{left.type} | {right.type}"
    left_names = [dependency.name for dependency in left.deps]
    right_names = [dependency.name for dependency in right.deps]
    if left_names != right_names:
        return "dependencies", f"{', '.join(left_names)} | {', '.join(right_names)}"
    return "same", ""


def compare_graphs(
    left: Sequence[NodeRecord],
    left_definitions: Sequence[DefinitionRecord],
    right: Sequence[NodeRecord],
    right_definitions: Sequence[DefinitionRecord],
) -> tuple[NodeDiff, ...]:
    """Every node of both, the left's in order, then what only the right has."""
    others = {node.name: node for node in right}
    ones = {definition.id: definition for definition in left_definitions}
    twos = {definition.id: definition for definition in right_definitions}
    rows: list[NodeDiff] = []
    for node in left:
        other = others.pop(node.name, None)
        if other is None:
            rows.append(NodeDiff(node.name, "left", "only on the left"))
        else:
            rows.append(NodeDiff(node.name, *_compared(node, other, ones, twos)))
    rows += [NodeDiff(name, "right", "only on the right") for name in others]
    return tuple(rows)
