"""What the branches of a script change: names, and the modules these then stand for. It follows no statement itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.values import Choice, Module, Sequence, Value

# More alternatives than this are none that anybody chooses from.
MOST_OPTIONS = 12
_MOST_NODES = 4_000
_GROW = ("append", "extend", "insert")


def changed_names(statement: ast.stmt) -> tuple[str, ...]:
    """Return the names that the statement assigns, imports or appends to; none of a very long one."""
    found: dict[str, None] = {}
    for number, node in enumerate(ast.walk(statement)):
        if number > _MOST_NODES:
            return ()
        found.update(dict.fromkeys(_changed(node)))
    return tuple(found)


def _changed(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store):
        yield dotted_name(node) or ""
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GROW:
        yield dotted_name(node.func.value) or ""


def modules_of(value: Value | None) -> tuple[Value, ...]:
    """Return the value if it is a module or nothing but modules, or the options of such a choice."""
    if isinstance(value, Choice):
        return tuple(option for _, each in value.options for option in modules_of(each))
    is_list = isinstance(value, Sequence) and value.items and all(isinstance(item, Module) for item in value.items)
    return (value,) if value is not None and (isinstance(value, Module) or is_list) else ()
