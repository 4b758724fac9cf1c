"""The containers in a script's expressions: lists, dicts, comprehensions, what is taken out of them or put together.
It runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from dagscope.errors import DagscopeError
from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.known_calls import LONGEST, MOST_ITEMS, is_something
from dagscope.project.scripts.values import Choice, Expression, Module, Reading, Sequence, Table, Value
from dagscope.project.source import SourceFile, literal_or_none

FindModule = Callable[[str], str | None]
FindSource = Callable[[str], SourceFile | None]
FindFile = Callable[[str], str | None]

SELF = "__main__"
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
        find_file: The path of a file as a script writes it -> the project's module name, or None.
        inner: A package -> the modules in it, by their own names.
    """

    find_module: FindModule
    find_source: FindSource
    own_module: str | None
    source: SourceFile
    names: dict[str, Value] = field(default_factory=dict)
    found: Reading = field(default_factory=Reading)
    steps: int = 0
    find_file: FindFile = lambda path: None
    inner: Callable[[str], tuple[str, ...]] = lambda package: ()
    held: dict[str, Value] = field(default_factory=dict)
    """Values that are no names of the script's: what a partial call was given."""
    replaced: list[tuple[Value, Value]] = field(default_factory=list)
    """Lists and builders that changed, and what they are then."""

    def evaluate(self, expression: ast.expr) -> Value:
        """Return what an expression stands for."""
        raise NotImplementedError

    def constant(self, expression: ast.expr) -> object:
        """Return the text or number an expression is, or None for any other."""
        raise NotImplementedError

    def bind(self, target: ast.expr, value: Value) -> None:
        name = dotted_name(target)
        if name is not None:
            self.names[name] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = items_of(value) or ()
            for number, part in enumerate(target.elts):
                self.bind(part, items[number] if number < len(items) else Expression(part))
        elif isinstance(target, ast.Subscript):
            owner, key = dotted_name(target.value), self.constant(target.slice)
            table = self.names.get(owner or "")
            if owner is not None and isinstance(table, Table) and key is not None:
                rest = tuple(item for item in table.items if item[0] != key)
                node = table.node
                if isinstance(node, ast.Dict) and isinstance(value, Expression):
                    node = ast.Dict([*node.keys, target.slice], [*node.values, value.node])
                self.names[owner] = Table((*rest, (key, value)), node)

    def replace(self, old: Value, new: Value) -> None:
        """Note that a list or a builder changed: every name of it stands for what it is then."""
        self.replaced.append((old, new))
        for name, value in self.names.items():
            if value is old:
                self.names[name] = new

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
            else:
                items.append(self.evaluate(element))
        return Sequence(tuple(items), expression)

    def _table(self, expression: ast.Dict) -> Value:
        items: list[tuple[object, Value]] = []
        if len(expression.values) > MOST_ITEMS:
            return Expression(expression)
        for key, element in zip(expression.keys, expression.values):
            value = self.evaluate(element)
            if key is None:
                items.extend(value.items if isinstance(value, Table) else ())
            else:
                name = self.constant(key)
                items.append((name if name is not None else ast.dump(key), value))
        return Table(tuple(items), expression)

    def _comprehension(self, expression: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        rounds = self._rounds(expression.generators)
        if rounds is None:
            return Expression(expression)
        saved = dict(self.names)
        items: list[Value] = []
        table: list[tuple[object, Value]] = []
        for bindings in rounds:
            self.names = {**saved, **bindings}
            if isinstance(expression, ast.DictComp):
                table.append((self.constant(expression.key), self.evaluate(expression.value)))
            else:
                items.append(self.evaluate(expression.elt))
        self.names = saved
        return Table(tuple(table), expression) if table else Sequence(tuple(items), expression)

    def _rounds(self, generators: list[ast.comprehension]) -> list[dict[str, Value]] | None:
        """Return what the names of a comprehension stand for in each round, or None where that is unknown."""
        saved = dict(self.names)
        rounds: list[dict[str, Value]] = [{}]
        for generator in generators:
            following: list[dict[str, Value]] = []
            for bindings in rounds:
                self.names = {**saved, **bindings}
                items = items_of(self.evaluate(generator.iter))
                if items is None or len(items) * len(rounds) > MOST_ITEMS:
                    self.names = saved
                    return None
                for item in items:
                    before = dict(self.names)
                    self.bind(generator.target, item)
                    kept = [self._passes(test) for test in generator.ifs]
                    if None in kept:
                        self.names = saved
                        return None
                    if all(kept):
                        following.append({n: v for n, v in self.names.items() if before.get(n) is not v} | bindings)
                    self.names = before
            rounds = following
        self.names = saved
        return rounds

    def _passes(self, test: ast.expr) -> bool | None:
        """Return whether an item passes `if item`, `is not None` or `in NAMES`; None for other tests."""
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.In, ast.NotIn)):
            wanted, known = self.constant(test.left), keys_in(self.evaluate(test.comparators[0]))
            is_in = wanted in known if wanted is not None and known is not None else None
            return is_in if is_in is None else is_in is isinstance(test.ops[0], ast.In)
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and literal_or_none(test.comparators[0]) is None:
            is_none = isinstance(test.comparators[0], ast.Constant)
            value = self.evaluate(test.left)
            if is_none and isinstance(test.ops[0], ast.IsNot) and not isinstance(value, (Expression, Choice)):
                return True
            if is_none and isinstance(test.ops[0], ast.IsNot) and isinstance(value, Expression):
                return value.node.value is not None if isinstance(value.node, ast.Constant) else None
            return None
        item = self.evaluate(test) if isinstance(test, ast.Name) else None
        return None if item is None or isinstance(item, Choice) else is_something(item)

    def _subscript(self, expression: ast.Subscript) -> Value:
        if dotted_name(expression.value) == "sys.modules":
            if dotted_name(expression.slice) == "__name__" or literal_or_none(expression.slice) == SELF:
                return Module(self.own_module) if self.own_module else Expression(expression)
            name = self.constant(expression.slice)
            return self.imported(name, expression)
        if isinstance(expression.value, ast.Call) and dotted_name(expression.value.func) in ("globals", "locals"):
            return self.names.get(str(self.constant(expression.slice))) or Expression(expression)
        owner = self.evaluate(expression.value)
        if isinstance(owner, (Table, Sequence)):
            return self.item(owner, expression.slice, expression)
        return Expression(expression)

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
        return Choice(tuple((str(name), value) for name, value in owner.items), expression)

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
            return Choice(tuple((label, self.joined(each, right, node)) for label, each in left.options), node)
        if isinstance(right, Choice):
            return Choice(tuple((label, self.joined(left, each, node)) for label, each in right.options), node)
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
