"""The containers in a script's expressions: lists, dicts, comprehensions, what is taken out of them or put together.
It runs nothing.
"""

from __future__ import annotations

import ast

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.bindings import SELF, BindingReader
from dagscope.project.scripts.known_calls import LONGEST, MOST_ITEMS, constant
from dagscope.project.scripts.specs import settled
from dagscope.project.scripts.values import (
    OPEN,
    Choice,
    Expression,
    Module,
    Sequence,
    Table,
    Value,
    items_of,
    text_of,
)
from dagscope.project.source import literal_or_none

_NAMESPACES = ("globals", "locals", "vars")


class ContainerReader(BindingReader):
    """Evaluates containers as far as it can be done without running anything."""

    __slots__ = ()

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
                items.extend(value.items if isinstance(value, Table) else [(OPEN, Expression(element))])
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
