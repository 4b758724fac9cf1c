"""What the names of a script stand for at each statement: bound, forgotten, and changed wherever a value is held.
It evaluates no expression and runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from dagscope.errors import DagscopeError
from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.values import OPEN, Choice, Expression, Reading, Sequence, Table, Value, items_of
from dagscope.project.source import SourceFile

FindModule = Callable[[str], str | None]
FindSource = Callable[[str], SourceFile | None]
FindFile = Callable[[str], str | None]
ReadText = Callable[[str], str | None]
ListFiles = Callable[[str, str], tuple[str, ...]]


class Beside(NamedTuple):
    """What a script can look at beside it: the project's files, by the paths and names that scripts write."""

    find_file: FindFile = lambda path: None
    """The path of a file -> the project's module name, or None."""
    inner: Callable[[str], tuple[str, ...]] = lambda package: ()
    """A package -> the modules in it, by their own names."""
    read_text: ReadText = lambda path: None
    """The path of a data file of the project -> its text, or None."""
    list_files: ListFiles = lambda folder, pattern: ()
    """A folder and a pattern -> the paths of the project's Python files there."""


NOTHING_BESIDE = Beside()

SELF = "__main__"
_MOST_STEPS = 40_000


class Enough(DagscopeError):
    """More steps than a script is worth."""


@dataclass(slots=True)
class BindingReader:
    """Binds names to values, wherever a value is held.

    Args:
        find_module: A dotted name as the script imports it -> the project's module name, or None.
        find_source: A project's module name -> its source, for names that the script imports from it.
        own_module: The script's own module name, for `__main__` given to a driver.
        source: The script.
        beside: The files of the project, as a script finds them.
    """

    find_module: FindModule
    find_source: FindSource
    own_module: str | None
    source: SourceFile
    names: dict[str, Value] = field(default_factory=dict)
    found: Reading = field(default_factory=Reading)
    steps: int = 0
    beside: Beside = NOTHING_BESIDE
    held: dict[str, Value] = field(default_factory=dict)
    """Values that are no names of the script's: what a partial call was given."""
    alternatives: dict[int, Choice] = field(default_factory=dict)
    """The dicts that branches make of a name, by the identity of the last one, which stands for the name."""
    many: dict[int, Value] = field(default_factory=dict)
    """The dicts that are one of more than can be listed, by their identity."""
    unsure: dict[int, Value] = field(default_factory=dict)
    """Values that stand for what the script is given when it runs, by their identity: defaults."""
    replaced: list[tuple[Value, Value]] = field(default_factory=list)
    """Lists and builders that changed, and what they are then."""

    def evaluate(self, expression: ast.expr) -> Value:
        """Return what an expression stands for."""
        raise NotImplementedError

    def hold(self, value: Value) -> ast.Name:
        """Return a name that stands for a value wherever it is read."""
        name = f"\0{len(self.held)}"
        self.held[name] = value
        return ast.Name(name, ast.Load())

    def constant(self, expression: ast.expr) -> object:
        """Return the text or number an expression is, or None for any other."""
        raise NotImplementedError

    def put_into(self, owner: Value | None, value: Value) -> None:
        """Note that a value is put into a module that the script makes by hand."""

    def bind(self, target: ast.expr, value: Value) -> None:
        name = dotted_name(target)
        if name is not None:
            self.names[name] = value
            if isinstance(target, ast.Attribute):
                self.put_into(self.names.get(name.rpartition(".")[0]), value)
        elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, Choice):
            rows = [(label, items_of(each) or ()) for label, each in value.options]
            by = value.node if value.by is None else value.by
            for number, part in enumerate(target.elts):
                known = tuple((label, row[number]) for label, row in rows if number < len(row))
                self.bind(part, Choice(known, value.node, by) if known else Expression(part))
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = items_of(value) or ()
            for number, part in enumerate(target.elts):
                self.bind(part, items[number] if number < len(items) else Expression(part))
        elif isinstance(target, ast.Subscript):
            self._bind_item(target, value)

    def _bind_item(self, target: ast.Subscript, value: Value) -> None:
        owner, key = dotted_name(target.value), self.constant(target.slice)
        table = self.names.get(owner or "")
        if owner is not None and isinstance(table, Table):
            self._put_item(table, target, OPEN if key is None else key, value)
        elif isinstance(target.value, ast.Subscript) and key is not None:
            inner = self.evaluate(target.value)
            if isinstance(inner, Table):
                self._put_item(inner, target, key, value)
        elif isinstance(table, Sequence) and isinstance(key, int) and -len(table.items) <= key < len(table.items):
            items = list(table.items)
            items[key] = value
            self.replace(table, Sequence(tuple(items), target.value))
        elif owner is not None and isinstance(key, str) and not isinstance(table, Sequence):
            self.names[f"{owner}.{key}"] = value  # `app["driver"]`, `session_state["modules"]`

    def _put_item(self, table: Table, target: ast.Subscript, key: object, value: Value) -> None:
        """Give a key of a dict a value, in each of the dicts that it can be."""
        changed = _with_item(table, target, key, value)
        if id(table) in self.many:
            self.many[id(changed)] = changed
        choice = self.alternatives.get(id(table))
        if choice is not None:
            tables = [(label, each) for label, each in choice.options if isinstance(each, Table)]
            every = [(label, _with_item(each, target, key, value)) for label, each in tables]
            changed = every[-1][1]
            self.alternatives[id(changed)] = choice._replace(options=tuple(every))
        self.replace(table, changed)

    def forget(self, target: ast.expr) -> None:
        """Take out of a container what `del table[key]` names."""
        if not isinstance(target, ast.Subscript):
            return
        owner, key = self.evaluate(target.value), self.constant(target.slice)
        if isinstance(owner, Table):
            gone = Table(tuple(item for item in owner.items if item[0] != key), owner.node)
            choice = self.alternatives.get(id(owner))
            if choice is not None:
                tables = [(label, each) for label, each in choice.options[:-1] if isinstance(each, Table)]
                rest = [(n, Table(tuple(i for i in each.items if i[0] != key), each.node)) for n, each in tables]
                self.alternatives[id(gone)] = choice._replace(options=(*rest, (choice.options[-1][0], gone)))
            self.replace(owner, gone)
        elif isinstance(owner, Sequence) and isinstance(key, int) and -len(owner.items) <= key < len(owner.items):
            items = list(owner.items)
            del items[key]
            self.replace(owner, Sequence(tuple(items), target.value))

    def replace(self, old: Value, new: Value) -> None:
        """Note that a list or a builder changed: every name of it stands for what it is then."""
        self.replaced.append((old, new))
        holding: dict[int, tuple[Value, Table]] = {}
        for name, value in self.names.items():
            if value is old:
                self.names[name] = new
            elif isinstance(value, Table) and any(item is old for _, item in value.items):
                if id(value) not in holding:
                    items = tuple((key, new if item is old else item) for key, item in value.items)
                    holding[id(value)] = (value, Table(items, value.node))
                self.names[name] = holding[id(value)][1]
        self.replaced += holding.values()

    def copied(self, value: Value) -> Value:
        """Return a container of its own with the same items."""
        if not isinstance(value, (Sequence, Table)):
            return value
        copy = Table(value.items, value.node) if isinstance(value, Table) else Sequence(value.items, value.node)
        choice = self.alternatives.get(id(value))
        if choice is not None:
            self.alternatives[id(copy)] = choice._replace(options=(*choice.options[:-1], (choice.options[-1][0], copy)))
        if id(value) in self.many:
            self.many[id(copy)] = copy
        return copy

    def unsure_of(self, value: Value) -> Value:
        """Return a value of its own that may be another one when the script runs."""
        if isinstance(value, Expression):
            value = Expression(value.node)
            self.unsure[id(value)] = value
        return value

    def is_empty(self, value: Value) -> bool:
        """Return whether a list or dict has no items for certain."""
        if not isinstance(value, (Sequence, Table)) or value.items or id(value) in self.unsure:
            return False
        return isinstance(value.node, (ast.List, ast.Tuple, ast.Dict))

    def step(self, cost: int = 1) -> None:
        self.steps += cost
        if self.steps > _MOST_STEPS:
            raise Enough


def _with_item(table: Table, target: ast.Subscript, key: object, value: Value) -> Table:
    """Return a dict in which a key has been given a value."""
    rest = tuple(item for item in table.items if item[0] != key)
    node = table.node
    if isinstance(node, ast.Dict) and isinstance(value, Expression) and key != OPEN:
        node = ast.Dict([*node.keys, target.slice], [*node.values, value.node])
    return Table((*rest, (key, value)), node)
