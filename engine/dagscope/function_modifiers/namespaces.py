"""Nodes of a namespace: names, nodes that hand a value in, choosing those that are needed. It knows no decorator."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dagscope import node
from dagscope.function_modifiers.calls import reading, rename_inputs
from dagscope.function_modifiers.dependencies import LiteralDependency
from dagscope.htypes import types_match

NON_FINAL_TAGS = {"hamilton.non_final_node": True}


def assign_namespace(node_name: str, namespace: str) -> str:
    """Return the node's name inside the namespace."""
    return ".".join((namespace, node_name))  # as texts, also where they are members of an `Enum`


def into_namespace(nodes: Collection[node.Node], namespace: str, also: Collection[str] = ()) -> list[node.Node]:
    """Return the nodes under a namespace; they read each other, and the names in `also`, inside it."""
    inner = {each.name: assign_namespace(each.name, namespace) for each in nodes}
    inner.update((name, assign_namespace(name, namespace)) for name in also)
    return [rename_inputs(each, inner, name=inner[each.name], namespace=()) for each in nodes]


def derive_type(dependency: LiteralDependency) -> type:
    """Return the type of a literal."""
    return type(dependency.value)


def same(found: Any) -> Any:
    """Return the value unchanged."""
    return found


def create_identity_node(
    from_: str, typ: Any, name: str, namespace: tuple[str, ...], tags: dict[str, Any]
) -> node.Node:
    """Return a node that passes on the value of another one."""

    return node.Node(
        name,
        typ,
        callabl=reading(same, "found", from_),
        input_types={from_: typ},
        namespace=namespace,
        tags=dict(tags),
    )


def create_static_node(typ: Any, name: str, value: Any, namespace: tuple[str, ...], tags: dict[str, Any]) -> node.Node:
    """Return a node that always has the same value."""

    def static() -> Any:
        return value

    return node.Node(name, typ, callabl=static, input_types={}, namespace=namespace, tags=dict(tags))


def extract_all_known_types(nodes: Collection[node.Node]) -> dict[str, Any]:
    """Return the types of everything the nodes read: the last one that suits all readers of a name."""
    asked: dict[str, list[Any]] = {}
    for each in nodes:
        for read, (type_, _) in each.input_types.items():
            asked.setdefault(read, []).append(type_)
    return {read: _common_type(types_) for read, types_ in asked.items()}


def _common_type(types_: list[Any]) -> Any:
    for type_ in reversed(types_):
        if all(types_match(each, type_) for each in types_):
            return type_
    return types_[-1]


def prune_nodes(nodes: list[node.Node], select: list[str] | None = None) -> list[node.Node]:
    """Return the selected nodes and those that they need, in the given order; all without a selection.

    Raises:
        ValueError: A selected node is not among them.
    """
    if select is None:
        return nodes
    by_name = {each.name: each for each in nodes}
    if not by_name.keys() >= set(select):
        raise ValueError(
            "At least one of the selected nodes is not not in the DAG. "
            f"You selected: {select}, but we only found nodes: {list(by_name)}."
        )
    needed: set[str] = set()
    waiting = list(select)
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in needed:
            needed.add(name)
            waiting.extend(by_name[name].input_types)
    return [each for each in nodes if each.name in needed]
