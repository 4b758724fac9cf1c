"""The containers in a script's expressions: lists, dicts, comprehensions, what is taken out of them or put together.
It runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from dagscope.errors import DagscopeError
from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.known_calls import LONGEST, MOST_ITEMS, constant
from dagscope.project.scripts.specs import settled
from dagscope.project.scripts.values import Choice, Expression, Module, Reading, Sequence, Table, Value
from dagscope.project.source import SourceFile, literal_or_none

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
_NAMESPACES = ("globals", "locals", "vars")
_MOST_STEPS = 40_000


class Enough(DagscopeError):
    """More steps than a script is worth."""


@dataclass(slots=True)
class ContainerReader:
    """Evaluates containers as far as it can be done without running anything.

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
        if owner is not None and isinstance(table, Table) and key is not None:
            self._put_item(table, target, key, value)
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

    def step(self, cost: int = 1) -> None:
        self.steps += cost
        if self.steps > _MOST_STEPS:
            raise Enough

    def _display(self, expression: ast.List | ast.Tuple | ast.Set | ast.Dict) -> Value:
        if isinstance(expression, ast.Dict):
            return self._table(expression)
        if len(expression.elts) > MOST_ITEMS:
            return Expression(expression)
        items: list[Value] = []
        for number, element in enumerate(expression.elts):
            if isinstance(element, ast.Starred):
                starred = self.evaluate(element.value)
                if isinstance(starred, Choice):
                    before = Sequence(tuple(items), expression)
                    rest = self._display(ast.List(expression.elts[number + 1 :], ast.Load()))
                    return self.joined(self.joined(before, starred, expression), rest, expression)
                inner = items_of(starred)
                items.extend(inner if inner is not None else [Expression(element)])
                if len(items) > MOST_ITEMS:
                    return Expression(expression)
            else:
                items.append(settled(self.names, self.evaluate(element)))
        return Sequence(tuple(items), self._display_now(expression, items))

    def _table(self, expression: ast.Dict) -> Value:
        items: list[tuple[object, Value]] = []
        written: list[ast.expr] = []
        if len(expression.values) > MOST_ITEMS:
            return Expression(expression)
        for key, element in zip(expression.keys, expression.values):
            value = settled(self.names, self.evaluate(element))
            if key is None:
                items.extend(value.items if isinstance(value, Table) else ())
                written.append(self.hold(value) if isinstance(value, Table) else element)
            else:
                name = self.constant(key)
                is_key = isinstance(name, (str, int, float, bytes, tuple))
                items.append((name if is_key else ast.dump(key), value))
                written.append(self._as_now(value, element))
        return Table(tuple(dict(items).items()), ast.copy_location(ast.Dict(expression.keys, written), expression))

    def _display_now(self, expression: ast.List | ast.Tuple | ast.Set, items: list[Value]) -> ast.expr:
        """Return a list as it is written, with what its names stand for now."""
        if len(items) != len(expression.elts) or any(isinstance(each, ast.Starred) for each in expression.elts):
            return expression
        elements = [self._as_now(value, element) for value, element in zip(items, expression.elts)]
        if all(mine is theirs for mine, theirs in zip(elements, expression.elts)):
            return expression
        if isinstance(expression, ast.Set):
            return ast.copy_location(ast.Set(elements), expression)
        made = ast.List if isinstance(expression, ast.List) else ast.Tuple
        return ast.copy_location(made(elements, ast.Load()), expression)

    def _as_now(self, value: Value, written: ast.expr) -> ast.expr:
        """Return an item as it is written, with what its names stand for now."""
        if isinstance(value, Expression):
            is_open = isinstance(value.node, (ast.Name, ast.Attribute, ast.Call))
            return written if is_open else value.node
        if not isinstance(value, (Sequence, Table)):
            return written
        is_display = isinstance(written, (ast.Dict, ast.List, ast.Tuple, ast.Set))
        return value.node if is_display else self.hold(value)

    def _subscript(self, expression: ast.Subscript) -> Value:
        if dotted_name(expression.value) == "sys.modules":
            if dotted_name(expression.slice) == "__name__" or literal_or_none(expression.slice) == SELF:
                return Module(self.own_module) if self.own_module else Expression(expression)
            name = self.constant(expression.slice)
            return self.imported(name, expression)
        if isinstance(expression.value, ast.Call) and dotted_name(expression.value.func) in _NAMESPACES:
            return self.names.get(str(self.constant(expression.slice))) or Expression(expression)
        owner = self.evaluate(expression.value)
        if isinstance(owner, (Table, Sequence)):
            return self.item(owner, expression.slice, expression)
        if isinstance(owner, Choice) and all(isinstance(each, (Table, Sequence)) for _, each in owner.options):
            return self._item_of_each(owner, expression)
        whole = text_of(owner)
        if whole is not None and isinstance(expression.slice, ast.Slice):
            return self._cut(whole, expression.slice, expression)
        key = self.constant(expression.slice)
        kept = self.names.get(f"{dotted_name(expression.value)}.{key}") if isinstance(key, str) else None
        return kept if kept is not None else Expression(expression)

    def _item_of_each(self, owner: Choice, expression: ast.Subscript) -> Value:
        """Return the choice among an item of several tables or lists."""
        options: list[tuple[str, Value]] = []
        for label, each in owner.options:
            assert isinstance(each, (Table, Sequence))
            options.append((label, self.item(each, expression.slice, expression)))
        if any(isinstance(value, Choice) for _, value in options):
            return Expression(expression)
        return Choice(tuple(options), expression, owner.by)

    def _cut(self, text: str, part: ast.Slice, expression: ast.expr) -> Value:
        ends: list[int | None] = []
        for end in (part.lower, part.upper):
            found = None if end is None else self.constant(end)
            if end is not None and not isinstance(found, int):
                return Expression(expression)
            ends.append(found if isinstance(found, int) else None)
        return Expression(expression) if part.step is not None else constant(text[slice(*ends)], expression)

    def item(self, owner: Table | Sequence, key: ast.expr, expression: ast.expr) -> Value:
        if isinstance(key, ast.Slice):
            return self._sliced(owner, key, expression)
        wanted = self.constant(key)
        if isinstance(owner, Sequence):
            items = owner.items
            if isinstance(wanted, int) and -len(items) <= wanted < len(items):
                return items[wanted]
            return Choice(tuple((str(n), item) for n, item in enumerate(items)), expression)
        for name, value in owner.items:
            if wanted is not None and name == wanted:
                return value
        if wanted is not None:
            return Expression(expression)
        return Choice(tuple((str(name), value) for name, value in owner.items), expression, ast.dump(key))

    def _sliced(self, owner: Table | Sequence, key: ast.Slice, expression: ast.expr) -> Value:
        ends: list[int | None] = []
        for end in (key.lower, key.upper, key.step):
            value = self.constant(end) if end is not None else None
            if end is not None and not isinstance(value, int):
                return Expression(expression)
            ends.append(value if isinstance(value, int) else None)
        if not isinstance(owner, Sequence) or ends[2] == 0:
            return Expression(expression)
        return Sequence(owner.items[slice(*ends)], expression)

    def joined(self, left: Value | None, right: Value, node: ast.expr) -> Value:
        if isinstance(left, Choice) and isinstance(right, Choice):
            return Expression(node)  # how many there are of both is not for a list of scenarios
        if isinstance(left, Choice):
            return Choice(tuple((label, self.joined(each, right, node)) for label, each in left.options), node, left.by)
        if isinstance(right, Choice):
            return Choice(
                tuple((label, self.joined(left, each, node)) for label, each in right.options), node, right.by
            )
        if isinstance(left, Sequence) or isinstance(right, Sequence):
            parts: list[Value] = []
            for side in (left, right):
                items = items_of(side) if side is not None else None
                parts.extend(items if items is not None else [Expression(node)])
            return Sequence(tuple(parts), node) if len(parts) <= MOST_ITEMS else Expression(node)
        texts = [text for text in map(text_of, (left, right)) if text is not None]
        if len(texts) == 2 and len(texts[0]) + len(texts[1]) <= LONGEST:
            return Expression(ast.copy_location(ast.Constant("".join(texts)), node))
        return Expression(node)

    def imported(self, name: object, expression: ast.expr) -> Value:
        if not isinstance(name, str) or not name:
            return Expression(expression)
        known = self.find_module(name)
        return Module(known) if known is not None else Module(name, is_outside=True)


def text_of(value: Value | None) -> str | None:
    node = value.node if isinstance(value, Expression) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def keys_in(value: Value) -> tuple[object, ...] | None:
    """Return what `in` finds in a dict or in a list of texts, or None where that is unknown."""
    if isinstance(value, Table):
        return tuple(key for key, _ in value.items)
    items = items_of(value)
    texts = tuple(map(text_of, items)) if items is not None else (None,)
    return None if None in texts else texts


def items_of(value: Value) -> tuple[Value, ...] | None:
    """Return the items of a loop over the value, or None where they are unknown."""
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Table):
        return tuple(key_value(key, value.node) for key, _ in value.items)
    if isinstance(value, Expression) and isinstance(value.node, (ast.List, ast.Tuple)):
        return tuple(Expression(element) for element in value.node.elts)
    return None


def key_value(key: object, near: ast.expr) -> Expression:
    return Expression(ast.copy_location(ast.Constant(key if isinstance(key, (str, int, float)) else str(key)), near))


def _with_item(table: Table, target: ast.Subscript, key: object, value: Value) -> Table:
    """Return a dict in which a key has been given a value."""
    rest = tuple(item for item in table.items if item[0] != key)
    node = table.node
    if isinstance(node, ast.Dict) and isinstance(value, Expression):
        node = ast.Dict([*node.keys, target.slice], [*node.values, value.node])
    return Table((*rest, (key, value)), node)
