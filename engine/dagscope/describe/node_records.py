"""Nodes as records: what kind each is, what it needs, and what its tags say."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from dagscope.class_home import home_of
from dagscope.node import DependencyType, Node, NodeType, plain_name
from dagscope.preview.budget import cut
from dagscope.preview.scalars import short_repr
from dagscope.records import DependencyRecord, NodeKind, NodeRecord
from dagscope.type_text import type_text as written_type
from dagscope.value_code import value_code

LONGEST_DOC = 4_000


def type_text(kind: Any) -> str:
    """Return a type with its arguments, as it would be written."""
    if kind is None or kind is Any or kind is inspect.Parameter.empty:
        return "Any"
    if (
        type(kind) is type and kind.__name__ and kind is not type(None)
    ):  # most are, and none has code of its own to be asked
        return cut(kind.__name__, 300)
    if isinstance(kind, str):
        return cut(kind, 300)
    try:
        with value_code():
            return cut(written_type(kind), 300)
    except Exception:  # noqa: BLE001 - a type can be any object of the user's
        return cut(getattr(kind, "__name__", "?"), 300)


def _kind(node: Node, config: Mapping[str, Any]) -> NodeKind:
    role = node.node_role
    if role is NodeType.EXTERNAL:
        return "config" if node.name in config else "input"
    if role is NodeType.EXPAND:
        return "expand"
    if role is NodeType.COLLECT:
        return "collect"
    if node.tags.get("hamilton.data_loader"):
        return "loader"
    return "saver" if node.tags.get("hamilton.data_saver") else "function"


def _module(node: Node) -> str:
    functions = node.originating_functions
    if functions:
        return home_of(functions[0])
    return str(node.tags.get("module", ""))


def _dependencies(node: Node) -> tuple[DependencyRecord, ...]:
    return tuple(
        DependencyRecord(name, type_text(kind), how is DependencyType.OPTIONAL)
        for name, (kind, how) in node.input_types.items()
    )


def node_record(
    node: Node, config: Mapping[str, Any], definitions: Mapping[str, list[int]], default: str
) -> NodeRecord:
    tags = {
        str(plain_name(key)): cut(plain_name(value) if isinstance(value, str) else short_repr(value), 500)
        for key, value in node.tags.items()
    }
    kind = _kind(node, config)
    return NodeRecord(
        node.name,
        tags.get("display_name") or node.name.rsplit(".", 1)[-1],
        type_text(node.type),
        kind,
        _module(node),
        cut(inspect.cleandoc(node.documentation or ""), LONGEST_DOC),
        tags,
        _dependencies(node),
        tuple(definitions.get(node.name, ())),
        default,
        kind not in ("input", "config"),
        inspect.iscoroutinefunction(node.callable),
    )
