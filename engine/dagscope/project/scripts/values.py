"""What a name in a script stands for, as far as it is known without running the script. Plain data.

Named tuples: making a data class takes eight times as long, at every start of a worker.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Module(NamedTuple):
    """A module: of the project, or an installed one."""

    name: str
    is_outside: bool = False


class Expression(NamedTuple):
    """Anything else, as it is written."""

    node: ast.expr


class Sequence(NamedTuple):
    """A list, a tuple or a set; `node` is the same as an expression."""

    items: tuple[Value, ...]
    node: ast.expr


# The key of a dict that has others besides which are known only when the script runs.
OPEN = "\0open"


class Table(NamedTuple):
    """A dict whose keys are known; all of them, unless one is `OPEN`."""

    items: tuple[tuple[object, Value], ...]
    node: ast.expr


class Record(NamedTuple):
    """An object of a class of the script whose fields are what it is made with."""

    items: tuple[tuple[object, Value], ...]
    node: ast.expr


class Choice(NamedTuple):
    """One of several values; which one is known when the script runs."""

    options: tuple[tuple[str, Value], ...]
    node: ast.expr
    by: object = None
    """What decides: of choices with one `by`, options with one label belong together."""


class Function(NamedTuple):
    """A function of the script, or of a file it imports from (then with that file's names)."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    names: Mapping[str, Value] | None = None
    skips_first: bool = False
    home: str = ""
    """The module it is defined in."""
    written: ast.expr | None = None
    """The lambda that it is."""


class Partial(NamedTuple):
    """A callable with some of its arguments: what it calls, and these, as names that hold them."""

    call: ast.Call


class Where(NamedTuple):
    """A path, from the root or from where the script runs."""

    path: str
    node: ast.expr


class Captured(NamedTuple):
    """An expression and what its names stood for where it was read."""

    node: ast.expr
    names: Mapping[str, Value]
    choices: tuple[tuple[str, Choice], ...] = ()
    """The names that stand for one of several dicts."""


class Driver(NamedTuple):
    """A builder or a driver as far as it is read."""

    line: int
    modules: tuple[str, ...] = ()
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Modules that are chosen when the script runs: a label and the modules of each choice."""
    chosen_by: object = None
    """What decides among the options."""
    before: int = 0
    """How many of the modules come before the chosen ones."""
    config: tuple[Captured, ...] = ()
    allows_overrides: bool = False
    executor: str = "sync"
    cache: str = ""
    is_built: bool = False
    is_partial: bool = False
    """It takes modules besides that could not be read."""


Value = Module | Expression | Sequence | Table | Record | Choice | Function | Driver | Partial | Where


class Made(NamedTuple):
    """A module that the script makes of its own functions, or of a text."""

    name: str
    text: str
    functions: tuple[str, ...] = ()
    """The functions that are its nodes; all of its text's when empty."""


@dataclass(slots=True)
class Reading:
    """What was found in a script so far."""

    drivers: list[Driver] = field(default_factory=list)
    runs: list[tuple[Driver, ast.Call, Mapping[str, Value]]] = field(default_factory=list)
    made: dict[str, Made] = field(default_factory=dict)
    is_cut: bool = False
    has_many_ways: bool = False
    """Whether there are more ways through it than were followed."""
    remarks: list[tuple[str, int]] = field(default_factory=list)
    """Sentences on what is not followed, each with its line."""
    unread: list[tuple[str, int]] = field(default_factory=list)
    """The data files that could not be read: their kind, and the line."""


def text_of(value: Value | None) -> str | None:
    node = value.node if isinstance(value, Expression) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def keys_in(value: Value) -> tuple[object, ...] | None:
    """Return what `in` finds in a dict or in a list of texts, or None where that is unknown."""
    if isinstance(value, Table):
        return None if is_open(value) else tuple(key for key, _ in value.items)
    items = items_of(value)
    texts = tuple(map(text_of, items)) if items is not None else (None,)
    return None if None in texts else texts


def items_of(value: Value) -> tuple[Value, ...] | None:
    """Return the items of a loop over the value, or None where they are unknown."""
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Table):
        return None if is_open(value) else tuple(key_value(key, value.node) for key, _ in value.items)
    if isinstance(value, Expression) and isinstance(value.node, (ast.List, ast.Tuple)):
        return tuple(Expression(element) for element in value.node.elts)
    return None


def is_open(table: Table) -> bool:
    """Return whether a dict has keys that are known only when the script runs."""
    return any(key == OPEN for key, _ in table.items)


def key_value(key: object, near: ast.expr) -> Expression:
    return Expression(ast.copy_location(ast.Constant(key if isinstance(key, (str, int, float)) else str(key)), near))
