"""Config, inputs and final variables of a script as data: literals, expressions, or left open. It runs nothing.

What is no literal becomes an expression to evaluate in the worker when it only needs pandas, numpy and builtins, and is
left open otherwise.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Mapping

from dagscope import settings
from dagscope.project.expressions import UNREADABLE, dotted_name, text_or_none
from dagscope.project.scripts.values import (
    OPEN,
    Captured,
    Expression,
    Function,
    Module,
    Record,
    Sequence,
    Table,
    Value,
    Where,
)
from dagscope.project.source import literal_or_none
from dagscope.scenario import ValueSpec

_EVALUATED_NAMES = {"pandas": "pd", "numpy": "np"}
_MAX_EXPRESSION = 2_000
_MOST_NAMES = 2_000
_MOST_SETTLED = 200
_TOO_LONG = "\0too_long"

Names = Mapping[str, Value]


class _Substitute(ast.NodeTransformer):
    """Puts what a name was assigned in the place of the name, and calls pandas `pd`."""

    def __init__(self, names: Mapping[str, Value], most: int = _MOST_NAMES) -> None:
        self._names = names
        self._most = most
        self._depth = 0
        self._visits = 0

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        known = _part(self._names, node)
        found = self._put(known) if known is not None else None
        return found if found is not None else self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        found = self._put(self._names.get(node.id))
        return found if found is not None else ast.Name(_EVALUATED_NAMES.get(node.id, node.id), ast.Load())

    def _put(self, value: Value | None) -> ast.expr | None:
        """Return what a value was written as; None for what is not known."""
        self._visits += 1
        if self._visits > self._most:
            raise ValueError("names that stand for names that stand for many more")
        written = value.written if isinstance(value, Function) else getattr(value, "node", None)
        is_known = isinstance(value, (Expression, Sequence, Table, Where, Function))
        if is_known and written is not None and self._depth < 8:
            self._depth += 1
            found = self.visit(copy.deepcopy(written))
            self._depth -= 1
            assert isinstance(found, ast.expr)
            return found
        return None


def _part(names: Names, node: ast.expr) -> Value | None:
    """Return what an attribute stands for: of `self`, or of a config that was read of a file."""
    name = dotted_name(node)
    if name is None or not isinstance(node, ast.Attribute):
        return None
    owner = names.get(name.rpartition(".")[0]) or _part(names, node.value)
    parts = dict(owner.items) if isinstance(owner, (Table, Record)) else {}
    return names.get(name) or parts.get(node.attr)


def _resolved(names: Names, expression: ast.expr) -> ast.expr:
    found = _Substitute(names).visit(copy.deepcopy(expression))
    assert isinstance(found, ast.expr)
    return found


def settled(names: Names, value: Value) -> Value:
    """Return an expression in which names are what they stand for now; they may stand for other things later."""
    if not isinstance(value, Expression) or not _has_names_to_settle(value.node):
        return value
    try:
        node = _Substitute(names, _MOST_SETTLED).visit(copy.deepcopy(value.node))
    except UNREADABLE:
        return Expression(ast.copy_location(ast.Name(_TOO_LONG, ast.Load()), value.node))
    is_short = all(number < _MOST_SETTLED for number, _ in enumerate(ast.walk(node)))
    return Expression(ast.copy_location(node if is_short else ast.Name(_TOO_LONG, ast.Load()), value.node))


def _has_names_to_settle(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and hasattr(builtins, node.func.id)
    return isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.JoinedStr, ast.List, ast.Tuple, ast.Set))


def _free_names(expression: ast.expr) -> set[str]:
    bound: set[str] = set()
    used: set[str] = set()
    for item in ast.walk(expression):
        if isinstance(item, ast.Name):
            (used if isinstance(item.ctx, ast.Load) else bound).add(item.id)
        elif isinstance(item, ast.arg):
            bound.add(item.arg)
    return used - bound


def _spec(names: Names, expression: ast.expr) -> ValueSpec:
    try:
        resolved = _resolved(names, expression)
    except UNREADABLE:
        return ValueSpec("none")
    text = text_or_none(resolved)
    if text is None or len(text) > _MAX_EXPRESSION:
        return ValueSpec("none")
    try:
        ast.literal_eval(resolved)
        return ValueSpec("literal", text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        pass
    allowed = {"pd", "np", "pathlib", "datetime", "math"}
    if all(name in allowed or hasattr(builtins, name) for name in _free_names(resolved)):
        return ValueSpec("expression", text)
    return ValueSpec("none")


def _key_name(names: Names, key: ast.expr) -> object:
    """Return a dict's key as text; settings' constants are known by their names."""
    if (dotted_name(key) or "").endswith("ENABLE_POWER_USER_MODE"):
        return settings.ENABLE_POWER_USER_MODE
    try:
        return literal_or_none(_resolved(names, key))
    except UNREADABLE:
        return None


def value_of(names: Names, expression: ast.expr) -> Value:
    """Return what a name was assigned; anything else as it is."""
    if isinstance(expression, ast.Await):
        return value_of(names, expression.value)
    known = names.get(dotted_name(expression) or "")
    return known if known is not None else Expression(expression)


def _node_of(names: Names, expression: ast.expr) -> ast.expr:
    value = value_of(names, expression)
    return value.node if isinstance(value, (Expression, Sequence, Table, Where)) else expression


def specs_of(names: Names, expression: ast.expr, read: set[int] | None = None) -> dict[str, ValueSpec]:
    """Return the entries of a dict given as a display, a variable holding one, or `dict(a=1)`."""
    value = value_of(names, expression)
    node = _node_of(names, expression)
    read = set() if read is None else read
    is_read = id(value) in read  # `c = c | other`
    read.add(id(value))
    specs = _written_specs(names, node, read) if not is_read or not isinstance(value, Table) else {}
    if not isinstance(value, Table):
        return specs
    # What it holds is known better than what is written: `{**defaults(), "a": 1}`, `config.pop("b")`.
    held = {key for key, _ in value.items}
    specs = {key: spec for key, spec in specs.items() if key in held or key.startswith("hamilton.")}
    for key, item in value.items:
        held_as = getattr(item, "node", None)
        is_name = (
            isinstance(key, str) and key != OPEN and (key in specs or not key.endswith(")"))
        )  # of other keys it has the code
        if is_name and isinstance(item, (Expression, Table, Sequence)) and isinstance(held_as, ast.expr):
            specs[str(key)] = _spec(names, held_as)
    return specs


def _written_specs(names: Names, node: ast.expr, read: set[int]) -> dict[str, ValueSpec]:
    specs: dict[str, ValueSpec] = {}
    if isinstance(node, ast.Dict):
        for key, item in zip(node.keys, node.values):
            if key is None:
                specs.update(specs_of(names, item, read))
                continue
            name = _key_name(names, key)
            if isinstance(name, str):
                specs[name] = _spec(names, item)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        for argument in node.args:
            specs.update(specs_of(names, argument, read))
        for keyword in node.keywords:
            if keyword.arg is None:
                specs.update(specs_of(names, keyword.value, read))
            else:
                specs[keyword.arg] = _spec(names, keyword.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        specs = {**specs_of(names, node.left, read), **specs_of(names, node.right, read)}
    return specs


def captured_specs(captured: tuple[Captured, ...]) -> dict[str, ValueSpec]:
    """Return the entries of several dicts, the later ones winning."""
    found: dict[str, ValueSpec] = {}
    for each in captured:
        found.update(specs_of(each.names, each.node))
    return found


def outputs_of(names: Names, expression: ast.expr) -> tuple[str | None, ...]:
    """Return the names of nodes in a list, a variable holding one, or a sum of such; None in the place of others."""
    node = _node_of(names, expression)
    value = value_of(names, expression)
    texts = [literal_or_none(item.node) for item in getattr(value, "items", ()) if isinstance(item, Expression)]
    is_known = isinstance(value, Sequence) and len(texts) == len(value.items)
    found: list[str | None] = []
    if isinstance(value, Sequence) and (is_known or not isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.BinOp))):
        found += [text if isinstance(text, str) else None for text in texts] or [None] * bool(value.items)
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        for item in node.elts:
            inner = item.value if isinstance(item, ast.Starred) else item
            text = literal_or_none(_resolved(names, inner))
            if isinstance(text, str):
                found.append(text)
            elif isinstance(inner, ast.Attribute) and isinstance(value_of(names, inner.value), Module):
                found.append(inner.attr.split("__")[0])  # `execute([module.function])`
            elif isinstance(item, ast.Starred):
                found.extend(outputs_of(names, inner))
            elif not _is_no_name(names, inner):
                found.append(None)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        found += outputs_of(names, node.left) + outputs_of(names, node.right)
    elif not isinstance(node, ast.Constant):
        found.append(None)
    return tuple(dict.fromkeys(found))


def _is_no_name(names: Names, item: ast.expr) -> bool:
    """Return whether an output is a materializer: `to.json(...)`."""
    called = item.func if isinstance(item, ast.Call) else None
    return isinstance(called, ast.Attribute) and (dotted_name(called) or "").split(".")[0] in ("to", "from_")
