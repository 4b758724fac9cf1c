"""A node as source text says it, and what several readers of decorators make nodes from.
It must not import or evaluate anything.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dagscope.project.expressions import text_or_none
from dagscope.project.source import FunctionDef, literal_or_none

CONDITIONS = ("when", "when_not", "when_in", "when_not_in")
Needs = Mapping[str, tuple[str, bool]]
"""What a node needs: a type and whether it can be left out, by name, in order."""


@dataclass(frozen=True, slots=True)
class Written:
    """A node as decorators and function say it: `needs` maps what it needs to a type, in order."""

    name: str
    type: str
    needs: Needs
    doc: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    open: str = ""
    """What cannot be known before the code is loaded; empty when all of it is."""
    is_inside: bool = False
    """Whether it is a node inside a subdag, which decorators around it leave alone."""


def decorator_name(decorator: ast.expr) -> str:
    """Return the last part of a decorator's name: `when` for `config.when(...)`."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def needs_of(function: FunctionDef) -> Needs:
    """Return a function's parameters as what its node needs."""
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    with_default = {item.arg for item in plain[len(plain) - len(arguments.defaults) :]}
    with_default |= {item.arg for item, value in zip(arguments.kwonlyargs, arguments.kw_defaults) if value is not None}
    return {
        item.arg: (type_text(item.annotation), item.arg in with_default) for item in [*plain, *arguments.kwonlyargs]
    }


def result_type(function: FunctionDef) -> str:
    """Return what a function's annotation says it returns."""
    return type_text(function.returns)


def type_text(expression: ast.expr | None) -> str:
    """Return an annotation's text, also of one that is written as a text; empty without one."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return expression.value
    return "" if expression is None else text_or_none(expression) or "..."


def left_open(node: Written, decorator: str) -> Written:
    """Return the node with the remark that a decorator's part in it is known after loading."""
    return node if node.open else replace(node, open=f"What @{decorator or '...'} makes of it is known after loading.")


def bound(node: Written, bindings: Sequence[tuple[Any, ast.expr]]) -> Written | None:
    """Return the node with parameters bound to values or to other nodes; None where a binding is no literal."""
    needs = dict(node.needs)
    for parameter, expression in bindings:
        kind = decorator_name(expression) if isinstance(expression, ast.Call) else ""
        named = literal_or_none(expression.args[0]) if isinstance(expression, ast.Call) and expression.args else None
        need = needs.pop(parameter, ("", False))
        if kind == "source" and isinstance(named, str):
            needs[named] = need
        elif kind != "value":
            return None
    return replace(node, needs=needs)


class ModuleNames(Protocol):
    """What names of a module stand for, and what subdags make of them."""

    def expand(self, function: FunctionDef, call: ast.Call) -> list[Written] | None:
        """Return the nodes of a subdag, those inside included; None where only loading shows."""
        ...

    def function(self, expression: ast.expr) -> FunctionDef | None:
        """Return the function that a name, or `module.name`, stands for; None where that is not of this folder."""
        ...

    def holds(self, conditions: Sequence[ast.Call]) -> bool | None:
        """Return whether the config fulfils `.when(...)` and the like; None where only loading shows."""
        ...


def conditions_hold(calls: Sequence[ast.Call], config: Mapping[str, Any], unknown: Collection[str]) -> bool | None:
    """Return whether a config fulfils `when(...)`, `when_not(...)` and the like; None where only loading shows."""
    answers = [
        _holds(decorator_name(item), keyword, config, unknown)
        for item in calls
        for keyword in item.keywords
        if keyword.arg != "name"
    ]
    return False if False in answers else None if None in answers else True


def _holds(condition: str, keyword: ast.keyword, config: Mapping[str, Any], unknown: Collection[str]) -> bool | None:
    is_none = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
    wanted = literal_or_none(keyword.value)
    if keyword.arg is None or keyword.arg in unknown or (wanted is None and not is_none):
        return None
    found = config.get(keyword.arg)
    try:
        holds = found in wanted if "in" in condition.split("_") else bool(found == wanted)
    except TypeError:
        return None
    return holds != ("not" in condition.split("_"))
