"""What a function's decorators make of it, as far as their arguments are literals.
It must not import or evaluate anything.

Decorators are known by the last part of their names. What only running them would tell is left open, with a reason.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dagscope.project.expressions import text_or_none
from dagscope.project.source import FunctionDef, literal_or_none

CONDITIONS = ("when", "when_not", "when_in", "when_not_in")
_PLAIN = frozenset(
    {"tag", "cache", "output", "hamilton_exclude", "does", "dataloader", "datasaver", "wraps", "overload", *CONDITIONS}
)
"""Decorators that leave the nodes and what they need as they are."""


@dataclass(frozen=True, slots=True)
class Written:
    """A node as decorators and function say it: `needs` maps what it needs to a type, in order."""

    name: str
    type: str
    needs: Mapping[str, tuple[str, bool]]
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


# Whether it is a part of the dataflow -------------------------------------------------------------------------------


def is_chosen(function: FunctionDef, config: Mapping[str, Any] | None, unknown: Collection[str]) -> bool | None:
    """Return whether `config.when` and the like choose a function; None where only loading tells.

    Without a config every function is chosen.
    """
    answers = [
        _holds(decorator_name(item), keyword, config, unknown)
        for item in function.decorator_list
        if isinstance(item, ast.Call) and decorator_name(item) in CONDITIONS and config is not None
        for keyword in item.keywords
        if keyword.arg != "name"
    ]
    return False if False in answers else None if None in answers else True


def _holds(
    condition: str, keyword: ast.keyword, config: Mapping[str, Any] | None, unknown: Collection[str]
) -> bool | None:
    is_none = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
    wanted = literal_or_none(keyword.value)
    if keyword.arg is None or keyword.arg in unknown or config is None or (wanted is None and not is_none):
        return None
    found = config.get(keyword.arg)
    try:
        holds = found in wanted if "in" in condition.split("_") else bool(found == wanted)
    except TypeError:
        return None
    return holds != ("not" in condition.split("_"))


def own_name(function: FunctionDef) -> str:
    for item in function.decorator_list:
        if isinstance(item, ast.Call) and decorator_name(item) in CONDITIONS:
            for keyword in item.keywords:
                name = literal_or_none(keyword.value) if keyword.arg == "name" else None
                if isinstance(name, str):
                    return name
    return function.name.split("__")[0] or function.name


SUBDAGS = ("subdag", "parameterized_subdag")
ExpandSubdag = Callable[[FunctionDef, ast.Call], "list[Written] | None"]


# What it makes ------------------------------------------------------------------------------------------------------


def written_nodes(function: FunctionDef, expand_subdag: ExpandSubdag | None = None) -> list[Written]:
    """Return the nodes that a function makes, as far as its decorators say it in literals.

    Args:
        function: the function.
        expand_subdag: makes the nodes of a subdag, those inside included; None where only loading tells.
    """
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    with_default = {item.arg for item in plain[len(plain) - len(arguments.defaults) :]}
    with_default |= {item.arg for item, value in zip(arguments.kwonlyargs, arguments.kw_defaults) if value is not None}
    needs = {item.arg: (_text(item.annotation), item.arg in with_default) for item in [*plain, *arguments.kwonlyargs]}
    nodes = [Written(own_name(function), _text(function.returns), needs, ast.get_docstring(function) or "")]
    inside: list[Written] = []
    for decorator in reversed(function.decorator_list):
        name = decorator_name(decorator)
        if name in SUBDAGS and isinstance(decorator, ast.Call) and expand_subdag is not None and not inside:
            found = expand_subdag(function, decorator)
            if found is not None:
                inside = [node for node in found if node.is_inside]
                nodes = [node for node in found if not node.is_inside]
                continue
        expand = _EXPANSIONS.get(name)
        if expand is not None and isinstance(decorator, ast.Call):
            nodes = expand(nodes, decorator)
        elif name not in _PLAIN:
            nodes = [_left_open(node, name) for node in nodes]
        if name == "tag" and isinstance(decorator, ast.Call):
            nodes = [replace(node, tags={**node.tags, **_texts_of(decorator)}) for node in nodes]
        if name == "dataloader":
            nodes = [made for node in nodes for made in _loader(node)]
    return [*inside, *nodes]


def _loader(node: Written) -> list[Written]:
    """Return the two nodes of a loader: what it reads, with facts about it, and its value alone."""
    inner = replace(node, name=f"{node.name}.loader", is_inside=True)
    return [inner, replace(node, needs={inner.name: ("", False)})]


def _text(expression: ast.expr | None) -> str:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return expression.value
    return "" if expression is None else text_or_none(expression) or "..."


def _left_open(node: Written, decorator: str) -> Written:
    return node if node.open else replace(node, open=f"What @{decorator or '...'} makes of it is known after loading.")


def entries_of(expression: ast.expr) -> list[tuple[Any, ast.expr]] | None:
    """Return the entries of `{...}` or `dict(...)` with literal keys, or None where there are others."""
    if isinstance(expression, ast.Dict):
        keys = [literal_or_none(key) for key in expression.keys]
        return None if None in keys else list(zip(keys, expression.values))
    if isinstance(expression, ast.Call) and decorator_name(expression) == "dict" and not expression.args:
        names = [keyword.arg for keyword in expression.keywords]
        return None if None in names else [(item.arg, item.value) for item in expression.keywords]
    return None


def keywords_of(call: ast.Call) -> list[tuple[str, ast.expr]] | None:
    return entries_of(ast.Call(ast.Name("dict"), [], call.keywords))


def _texts_of(call: ast.Call) -> dict[str, str]:
    found = [(name, literal_or_none(value)) for name, value in keywords_of(call) or ()]
    return {name: value for name, value in found if isinstance(value, str) and name != "target_"}


def _bound(node: Written, bindings: list[tuple[Any, ast.expr]]) -> Written | None:
    """Return the node with parameters bound to values or to other nodes, or None where a binding is no literal."""
    needs = dict(node.needs)
    for parameter, expression in bindings:
        kind = decorator_name(expression) if isinstance(expression, ast.Call) else ""
        named = literal_or_none(expression.args[0]) if isinstance(expression, ast.Call) and expression.args else None
        place = needs.pop(parameter, ("", False))
        if kind == "source" and isinstance(named, str):
            needs[named] = place
        elif kind != "value":
            return None
    return replace(node, needs=needs)


def _each(
    node: Written, call: ast.Call, name: str, make: Callable[[Written, ast.expr], Written | None]
) -> list[Written]:
    """Return one node for each keyword, as `make` binds it."""
    pairs = keywords_of(call)
    if pairs is None or call.args or not pairs:
        return [_left_open(node, name)]
    found = []
    for made, expression in pairs:
        doc = node.doc
        if isinstance(expression, ast.Tuple) and len(expression.elts) == 2:
            doc = str(literal_or_none(expression.elts[1]) or doc)
            expression = expression.elts[0]
        other = replace(node, name=made, doc=doc)
        found.append(make(other, expression) or _left_open(other, name))
    return found


def _parameterize(nodes: list[Written], call: ast.Call) -> list[Written]:
    def make(node: Written, expression: ast.expr) -> Written | None:
        pairs = entries_of(expression)
        return None if pairs is None else _bound(node, pairs)

    return [made for node in nodes for made in _each(node, call, "parameterize", make)]


def _parameterize_sources(nodes: list[Written], call: ast.Call) -> list[Written]:
    def make(node: Written, expression: ast.expr) -> Written | None:
        pairs = entries_of(expression)
        if pairs is None:
            return None
        return _bound(node, [(name, ast.Call(ast.Name("source"), [value], [])) for name, value in pairs])

    return [made for node in nodes for made in _each(node, call, "parameterize_sources", make)]


def _parameterize_values(nodes: list[Written], call: ast.Call) -> list[Written]:
    given = dict(zip(("parameter", "assigned_output"), call.args)) | dict(keywords_of(call) or ())
    parameter, outputs = (
        literal_or_none(given.get("parameter")),
        entries_of(given.get("assigned_output", ast.Tuple([]))),
    )
    if not isinstance(parameter, str) or not outputs:
        return [_left_open(node, "parameterize_values") for node in nodes]
    found = []
    for node in nodes:
        needs = {name: item for name, item in node.needs.items() if name != parameter}
        for key, _ in outputs:
            name, doc = key if isinstance(key, tuple) and len(key) == 2 else (key, node.doc)
            found.append(replace(node, name=str(name), doc=str(doc), needs=needs))
    return found


def _inject(nodes: list[Written], call: ast.Call) -> list[Written]:
    pairs: list[tuple[Any, ast.expr]] | None = list(keywords_of(call) or ()) or None
    return [(_bound(node, pairs) if pairs else None) or _left_open(node, "inject") for node in nodes]


def _extract_columns(nodes: list[Written], call: ast.Call) -> list[Written]:
    columns = [literal_or_none(item) for item in call.args]
    names = [item[0] if isinstance(item, tuple) and item else item for item in columns]
    return _with_parts(nodes, [(name, "Series") for name in names], "extract_columns")


def _extract_fields(nodes: list[Written], call: ast.Call) -> list[Written]:
    first = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "fields"), ast.Tuple([]))
    pairs = entries_of(first)
    if pairs is not None:
        return _with_parts(nodes, [(name, _text(kind)) for name, kind in pairs], "extract_fields")
    items = first.elts if isinstance(first, (ast.List, ast.Tuple)) else call.args
    return _with_parts(nodes, [(literal_or_none(item), "") for item in items], "extract_fields")


def _with_parts(nodes: list[Written], parts: list[tuple[Any, str]], decorator: str) -> list[Written]:
    found = []
    for node in nodes:
        names = [name for name, _ in parts if isinstance(name, str)]
        found.append(node if names and len(names) == len(parts) else _left_open(node, decorator))
        found += [
            Written(name, kind, {node.name: (node.type, False)}, node.doc, node.tags)
            for name, kind in parts
            if isinstance(name, str)
        ]
    return found


def _subdag(nodes: list[Written], call: ast.Call) -> list[Written]:
    """Return the node itself, which needs what the subdag is given; the nodes inside are left open."""
    inputs = next((item.value for item in call.keywords if item.arg == "inputs"), ast.Dict([], []))
    text = "The nodes inside are known after loading."
    return [
        replace(_bound(replace(node, needs={}), entries_of(inputs) or []) or replace(node, needs={}), open=text)
        for node in nodes
    ]


_EXPANSIONS: Mapping[str, Callable[[list[Written], ast.Call], list[Written]]] = {
    "parameterize": _parameterize,
    "parameterize_sources": _parameterize_sources,
    "parameterize_values": _parameterize_values,
    "inject": _inject,
    "extract_columns": _extract_columns,
    "extract_fields": _extract_fields,
    "unpack_fields": _extract_fields,
    "subdag": _subdag,
}
