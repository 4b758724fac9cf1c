"""What Python's own functions and the methods of texts give for values that are known. It runs nothing of a project.

Nothing here can grow without a limit: texts are split, joined and cut, never padded or repeated.
"""

from __future__ import annotations

import ast
import itertools
import math
import operator
from collections.abc import Callable
from typing import Any

from dagscope.project.scripts.values import Expression, Module, Record, Sequence, Table, Value
from dagscope.project.source import literal_or_none

_TEXT_METHODS = frozenset(
    ("split", "rsplit", "splitlines", "strip", "lstrip", "rstrip", "lower", "upper", "removesuffix", "removeprefix")
    + ("replace", "partition", "rpartition", "format", "join")
)
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_LARGEST = 10**9
LONGEST = 1_000
MOST_ITEMS = 200


def constant(value: object, near: ast.expr) -> Expression:
    """Return a text, a number or None as a value."""
    return Expression(ast.copy_location(ast.Constant(value), near))  # type: ignore[arg-type]


def number_or_literal(node: ast.expr) -> object:
    """Return the number that a sum, a difference or a product of small numbers is; the value of any other literal."""
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = number_or_literal(node.left), number_or_literal(node.right)
        if _is_small(left) and _is_small(right):
            return _OPERATORS[type(node.op)](left, right)
        return None
    return literal_or_none(node)


def _is_small(value: object) -> bool:
    return isinstance(value, (int, float)) and abs(value) < _LARGEST


def text_method(text: str, name: str, arguments: list[object], near: ast.expr) -> Value | None:
    """Return what a method of a text gives for constants; None for a method that is not followed."""
    if name not in _TEXT_METHODS or (name == "format" and ":" in text):
        return None
    if len(text) + sum(len(str(each)) for each in arguments) > LONGEST:
        return None
    try:
        found = getattr(text, name)(*arguments)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None
    if isinstance(found, str):
        return constant(found, near) if len(found) <= LONGEST else None
    return Sequence(tuple(constant(each, near) for each in found), near)


def formatted(text: str, arguments: object, near: ast.expr) -> Value | None:
    """Return `text % arguments`, where it does no more than insert texts."""
    if text.replace("%s", "").count("%") or len(text) > LONGEST:
        return None
    try:
        return constant(text % arguments, near)
    except (TypeError, ValueError):
        return None


def combined(name: str, items: list[tuple[Value, ...] | None], near: ast.expr) -> Value | None:
    """Return what a function of Python makes of the items of what it is given; None where that is not known."""
    known = [each for each in items if each is not None]
    if len(known) < len(items) or not known or sum(map(len, known)) > MOST_ITEMS:
        return None
    return _COMBINED[name](known, near)


def numbers(arguments: list[object], near: ast.expr) -> Value | None:
    """Return the numbers that `range` gives; None for too many."""
    known = [each for each in arguments if isinstance(each, int)]
    if len(known) < len(arguments) or known[2:] == [0]:
        return None
    found = range(*known)
    return Sequence(tuple(constant(each, near) for each in found), near) if len(found) <= MOST_ITEMS else None


def is_combining(name: str) -> bool:
    """Return whether `combined` knows the function."""
    return name in _COMBINED


def _zip(items: list[tuple[Value, ...]], near: ast.expr) -> Value:
    return Sequence(tuple(Sequence(pair, near) for pair in zip(*items)), near)


def _enumerate(items: list[tuple[Value, ...]], near: ast.expr) -> Value:
    pairs = [Sequence((constant(number, near), item), near) for number, item in enumerate(items[0])]
    return Sequence(tuple(pairs), near)


def _chain(items: list[tuple[Value, ...]], near: ast.expr) -> Value:
    return Sequence(tuple(item for each in items for item in each), near)


def _product(items: list[tuple[Value, ...]], near: ast.expr) -> Value:
    if math.prod(map(len, items)) > MOST_ITEMS:
        return Expression(near)
    return Sequence(tuple(Sequence(each, near) for each in itertools.product(*items)), near)


_COMBINED: dict[str, Callable[[list[tuple[Value, ...]], ast.expr], Value]] = {
    "zip": _zip,
    "enumerate": _enumerate,
    "chain": _chain,
    "product": _product,
}


def is_something(value: Value) -> bool:
    """Return whether a value counts as true, as far as it is known."""
    if isinstance(value, (Sequence, Table)):
        return bool(value.items)
    return not (isinstance(value, Expression) and isinstance(value.node, ast.Constant) and not value.node.value)


def part_of_value(owner: Value, name: str, near: ast.expr) -> Value | None:
    """Return an attribute of a value: a module's name, a namespace's part, the value of an enumeration's member."""
    if isinstance(owner, Record) and name == "__dict__":
        return fields_as_table(owner)
    if isinstance(owner, (Table, Record)):
        return next((value for key, value in owner.items if key == name), None)
    if isinstance(owner, Module) and name == "__name__":
        return constant(owner.name, near)
    if name == "value" and (isinstance(owner, Module) or _is_text(owner)):
        return owner
    if name in ("__module__", "__name__"):
        home = getattr(owner, "home", "")
        found = home if name == "__module__" else getattr(getattr(owner, "node", None), "name", "")
        return constant(found, near) if isinstance(found, str) and found else None
    return None


def fields_as_table(record: Record) -> Table:
    """Return the dict that `asdict`, `vars` and the like make of an object."""
    keys: list[ast.expr | None] = [ast.Constant(str(key)) for key, _ in record.items]
    nodes = [getattr(value, "node", None) for _, value in record.items]
    written = [node if isinstance(node, ast.expr) else ast.Name("of_the_object", ast.Load()) for node in nodes]
    return Table(record.items, ast.copy_location(ast.Dict(keys, written), record.node))


def _is_text(value: Value) -> bool:
    return isinstance(value, Expression) and isinstance(value.node, ast.Constant) and isinstance(value.node.value, str)


def united(left: Value, right: Value, node: ast.expr) -> Value | None:
    """Return `left | right` of two sets or two dicts."""
    if isinstance(left, Table) and isinstance(right, Table):
        return Table(tuple((dict(left.items) | dict(right.items)).items()), node)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        if not all(isinstance(item, Module) for item in (*left.items, *right.items)):
            return None
        return Sequence(tuple(dict.fromkeys((*left.items, *right.items))), node)
    return None
