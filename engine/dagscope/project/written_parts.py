"""The nodes that `extract_columns`, `extract_fields` and `unpack_fields` take out of another one.
It must not import or evaluate anything.
"""

from __future__ import annotations

import ast
from typing import Any

from dagscope.project.source import FunctionDef, SourceFile, literal_or_none
from dagscope.project.written_nodes import (
    ModuleNames,
    Written,
    decorator_name,
    elements_of,
    ends,
    left_open,
    type_text,
)

EXTRACTS = ("extract_columns", "extract_fields", "unpack_fields")


def with_extracts(
    nodes: list[Written], function: FunctionDef, call: ast.Call, names: ModuleNames | None
) -> list[Written]:
    """Return the nodes, and what a decorator takes out of those that no other of them needs."""
    decorator = decorator_name(call)
    if decorator == "extract_columns":
        return with_parts(nodes, _columns(call), decorator)
    given = _unpacked(function, call) if decorator == "unpack_fields" else _fields(function, call, names)
    return with_parts(nodes, given, decorator)


def _columns(call: ast.Call) -> list[tuple[Any, str]]:
    columns = [literal_or_none(item) for item in call.args]
    return [(item[0] if isinstance(item, tuple) and item else item, "Series") for item in columns]


def _unpacked(function: FunctionDef, call: ast.Call) -> list[tuple[Any, str]]:
    """Return the names with the types of the tuple's items."""
    kind, places = elements_of(function.returns)
    if len(places) == 2 and isinstance(places[1], ast.Constant) and places[1].value is Ellipsis:
        places = [places[0]] * len(call.args)
    types = [type_text(place) for place in places] if kind == "tuple" else []
    types += [""] * len(call.args)
    return [(literal_or_none(item), kind) for item, kind in zip(call.args, types)]


def _fields(function: FunctionDef, call: ast.Call, names: ModuleNames | None) -> list[tuple[Any, str]]:
    first = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "fields"), None)
    if first is None:
        found = names.fields(function.returns) if names is not None else None
        return list(found or ())
    pairs = entries_of(first)
    if pairs is not None:
        return [(name, type_text(kind)) for name, kind in pairs]
    items = first.elts if isinstance(first, (ast.List, ast.Tuple)) else call.args
    _, places = elements_of(function.returns)
    kind = type_text(places[-1]) if places else ""
    return [(literal_or_none(item), kind) for item in items]


def written_fields(source: SourceFile, name: str) -> list[tuple[str, str]] | None:
    """Return the fields of a `TypedDict` that a file defines, with their types; None where it defines no such class."""
    body = source.tree.body if source.tree is not None else []
    found = next((item for item in reversed(body) if isinstance(item, ast.ClassDef) and item.name == name), None)
    if found is None or [decorator_name(base) for base in found.bases] != ["TypedDict"]:
        return None  # one that extends another has the fields of that one too
    fields = []
    for item in found.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            kind, places = elements_of(item.annotation)
            is_wrapped = kind in ("required", "notrequired", "readonly") and len(places) == 1
            fields.append((item.target.id, type_text(places[0] if is_wrapped else item.annotation)))
    return fields


def with_parts(nodes: list[Written], parts: list[tuple[Any, str]], decorator: str) -> list[Written]:
    """Return the nodes, and the parts of each of them that no other needs."""
    found = []
    names = [name for name, _ in parts if isinstance(name, str)]
    last = ends(nodes)
    for node in nodes:
        if node.name not in last:
            found.append(node)
            continue
        found.append(node if names and len(names) == len(parts) else left_open(node, decorator))
        found += [
            Written(name, kind, {node.name: (node.type, False)}, node.doc, node.tags)
            for name, kind in parts
            if isinstance(name, str)
        ]
    return found


def entries_of(expression: ast.expr) -> list[tuple[Any, ast.expr]] | None:
    """Return the entries of `{...}` or `dict(...)` with literal keys, or None where there are others."""
    if isinstance(expression, ast.Dict):
        keys = [literal_or_none(key) for key in expression.keys]
        return None if None in keys else list(zip(keys, expression.values))
    if isinstance(expression, ast.Call) and decorator_name(expression) == "dict" and not expression.args:
        names = [keyword.arg for keyword in expression.keywords]
        return None if None in names else [(item.arg, item.value) for item in expression.keywords]
    return None
