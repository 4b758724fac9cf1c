"""A node as source text says it, and what several readers of decorators make nodes from.
It must not import or evaluate anything.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dagscope.project.expressions import UNREADABLE, text_or_none
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
    kind: str = ""
    """What it is where that is not the function's kind: a loader, a saver."""


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
    """Return an annotation's text as loading shows it, without the modules of names; empty without one."""
    if expression is None:
        return ""
    if isinstance(expression, ast.Name):
        return expression.id  # as nearly all are; a copy of a tree costs fifty times as much
    return text_or_none(_Plain().visit(copy.deepcopy(resolved(expression)))) or "..."


def resolved(annotation: ast.expr) -> ast.expr:
    """Return what an annotation says that is written as a text."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return ast.parse(annotation.value, mode="eval").body
        except UNREADABLE:
            return annotation
    return annotation


def elements_of(annotation: ast.expr | None) -> tuple[str, list[ast.expr]]:
    """Return `tuple` and what stands in the brackets for `tuple[int, str]`; nothing for what has no brackets."""
    found = resolved(annotation) if annotation is not None else None
    if not isinstance(found, ast.Subscript):
        return "", []
    inside = found.slice
    return decorator_name(found.value).lower(), list(inside.elts) if isinstance(inside, ast.Tuple) else [inside]


class _Plain(ast.NodeTransformer):
    """Takes the modules off names, and what `Annotated` and `htypes.column` add."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.copy_location(ast.Name(node.attr, ast.Load()), node)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return resolved(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        name = decorator_name(node.value)
        if name == "Literal":
            return ast.copy_location(ast.Subscript(ast.Name(name, ast.Load()), node.slice, ast.Load()), node)
        if name in ("Annotated", "column") and isinstance(node.slice, ast.Tuple) and node.slice.elts:
            inner: ast.AST = self.visit(node.slice.elts[0])
            return inner
        return self.generic_visit(node)


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
        elif kind == "group" and isinstance(expression, ast.Call):
            members = _members(expression, need[0])
            if members is None:
                return None
            needs.update(members)
        elif kind != "value":
            return None
    return replace(node, needs=needs)


def _members(group: ast.Call, kind: str) -> dict[str, tuple[str, bool]] | None:
    """Return what a `group(...)` reads, each of the type of the list's or dict's elements; None where that is open."""
    try:
        _, elements = elements_of(ast.parse(kind, mode="eval").body if kind else None)
    except UNREADABLE:
        elements = []
    need = (type_text(elements[-1]) if elements else "", False)
    found: dict[str, tuple[str, bool]] = {}
    for item in (*group.args, *(keyword.value for keyword in group.keywords)):
        which = decorator_name(item) if isinstance(item, ast.Call) else ""
        name = literal_or_none(item.args[0]) if isinstance(item, ast.Call) and item.args else None
        if which == "source" and isinstance(name, str):
            found[name] = need
        elif which != "value":
            return None
    return found


def ends(nodes: list[Written]) -> set[str]:
    """Return the names of the nodes that no other of them needs: what comes after them follows these."""
    needed = {name for node in nodes for name in node.needs}
    return {node.name for node in nodes if node.name not in needed and not node.is_inside}


class ModuleNames(Protocol):
    """What names of a module stand for, and what subdags make of them."""

    def expand(self, function: FunctionDef, call: ast.Call) -> list[Written] | None:
        """Return the nodes of a subdag, those inside included; None where only loading shows."""
        ...

    def columns(self, node: Written, function: FunctionDef, call: ast.Call) -> list[Written] | None:
        """Return the nodes of `with_columns` and the one it stands on; None where only loading shows."""
        ...

    def function(self, expression: ast.expr) -> FunctionDef | None:
        """Return the function that a name, or `module.name`, stands for; None where that is not of this folder."""
        ...

    def fields(self, annotation: ast.expr | None) -> list[tuple[str, str]] | None:
        """Return the fields of the `TypedDict` that an annotation names, with their types; None where that is open."""
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
