"""The comprehensions in a script's expressions, and which of their tests hold. It runs nothing."""

from __future__ import annotations

import ast
import copy
import operator
from collections.abc import Callable

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.containers import ContainerReader
from dagscope.project.scripts.known_calls import MOST_ITEMS, is_something
from dagscope.project.scripts.values import (
    Choice,
    Expression,
    Module,
    Sequence,
    Table,
    Value,
    is_open,
    items_of,
    keys_in,
    text_of,
)
from dagscope.project.source import literal_or_none

_ORDERS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


class ComprehensionReader(ContainerReader):
    """Evaluates comprehensions and tests."""

    __slots__ = ()

    def comprehension(self, expression: Comprehension) -> Value:
        first = self.evaluate(expression.generators[0].iter)
        if isinstance(first, Choice) and all(items_of(each) is not None for _, each in first.options):
            return self._comprehension_of_each(expression, first)
        kept = self._kept(expression, items_of(first) or ())
        if kept is not None:
            return kept
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

    def _comprehension_of_each(self, expression: Comprehension, over: Choice) -> Value:
        """Return the choice among what a comprehension makes of several lists."""
        first, *rest = expression.generators
        options: list[tuple[str, Value]] = []
        for label, items in over.options:
            of = ast.comprehension(first.target, self.hold(items), first.ifs, first.is_async)
            each = copy.copy(expression)
            each.generators = [of, *rest]
            options.append((label, self.comprehension(each)))
        return Choice(tuple(options), expression, over.by)

    def _kept(self, expression: Comprehension, items: tuple[Value, ...]) -> Value | None:
        """Return `[m for m in [a, b if x else None] if m]`, where an item is a choice; None for any other."""
        generator = expression.generators[0]
        if isinstance(expression, ast.DictComp) or len(expression.generators) > 1 or not generator.ifs:
            return None
        is_plain = isinstance(expression.elt, ast.Name) and dotted_name(generator.target) == expression.elt.id
        if not is_plain or sum(isinstance(item, Choice) for item in items) != 1:
            return None
        before = self.names.get(dotted_name(generator.target) or "")
        found: Value = Sequence((), expression)
        for item in items:
            options = [each for _, each in item.options] if isinstance(item, Choice) else [item]
            parts: list[Value] = []
            for option in options:
                self.bind(generator.target, option)
                tests = [self._passes(test) for test in generator.ifs]
                if None in tests:
                    return None
                parts.append(Sequence((option,) if all(tests) else (), expression))
            many = Choice(tuple((str(n), part) for n, part in enumerate(parts)), expression)
            found = self.joined(found, many if len(parts) > 1 else parts[0], expression)
        self.bind(generator.target, before if before is not None else Expression(expression))
        return found

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
        """Return whether an item passes a test of a comprehension; None where that is unknown."""
        if isinstance(test, ast.Name):
            item = self.evaluate(test)
            return None if isinstance(item, Choice) else is_something(item)
        return self.truth(test)

    def truth(self, test: ast.expr) -> bool | None:
        """Return whether a test of known values holds, None where that is unknown."""
        if isinstance(test, ast.BoolOp):
            parts = [self.truth(each) for each in test.values]
            decisive = isinstance(test.op, ast.Or)
            return decisive if decisive in parts else None if None in parts else not decisive
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self.truth(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            return self._compared(test.left, test.ops[0], test.comparators[0])
        if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute):
            known = self._has_item(test, test.func)
            return known if known is not None else self._begins_or_ends(test, test.func)
        value = self.evaluate(test)
        if isinstance(value, Module) and value.is_outside:
            return None  # a value of another library as well: `os.environ`
        return None if id(value) in self.unsure else _known_truth(value)

    def _has_item(self, call: ast.Call, function: ast.Attribute) -> bool | None:
        """Return whether `config.get(key)` gives something, of a dict whose keys are known."""
        table = self.evaluate(function.value) if function.attr == "get" and call.args else None
        key = self.constant(call.args[0]) if isinstance(table, Table) else None
        if key is None or not isinstance(table, Table) or is_open(table):
            return None
        items = dict(table.items)
        found = items[key] if key in items else self.evaluate(call.args[1]) if call.args[1:] else None
        return found is not None and _known_truth(found)

    def _begins_or_ends(self, call: ast.Call, function: ast.Attribute) -> bool | None:
        text, wanted = self._text_of(function.value), [self.constant(each) for each in call.args]
        if function.attr not in ("startswith", "endswith") or text is None or len(wanted) != 1:
            return None
        either = literal_or_none(call.args[0]) if isinstance(call.args[0], ast.Tuple) else wanted[0]
        if isinstance(either, tuple) and not all(isinstance(each, str) for each in either):
            return None
        if not isinstance(either, (str, tuple)):
            return None
        return text.startswith(either) if function.attr == "startswith" else text.endswith(either)

    def _text_of(self, expression: ast.expr) -> str | None:
        return text_of(self.evaluate(expression))

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> bool | None:
        value = self.evaluate(left)
        if id(value) in self.unsure:
            return None
        if isinstance(op, (ast.In, ast.NotIn)):
            wanted, known = self.constant(left), keys_in(self.evaluate(right))
            is_in = wanted in known if wanted is not None and known is not None else None
            return is_in if is_in is None else is_in is isinstance(op, ast.In)
        if isinstance(op, (ast.Is, ast.IsNot)) and literal_or_none(right) is None and isinstance(right, ast.Constant):
            if isinstance(value, Choice) or (
                isinstance(value, Expression) and not isinstance(value.node, ast.Constant)
            ):
                return None
            is_none = isinstance(value, Expression) and self.constant(left) is None
            return is_none is isinstance(op, ast.Is)
        mine, theirs = self.constant(left), self.constant(right)
        if isinstance(op, (ast.Eq, ast.NotEq)) and mine is not None and theirs is not None:
            return (mine == theirs) is isinstance(op, ast.Eq)
        if isinstance(mine, (int, float)) and isinstance(theirs, (int, float)) and type(op) in _ORDERS:
            return _ORDERS[type(op)](mine, theirs)
        return None


def _known_truth(value: Value) -> bool | None:
    if isinstance(value, Expression) and not isinstance(value.node, ast.Constant):
        literal = literal_or_none(value.node)
        return None if literal is None else bool(literal)
    return None if isinstance(value, Choice) else is_something(value)
