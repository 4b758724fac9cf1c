"""What an expression of a script stands for: through names, lists, dicts, comprehensions, attributes.
It runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from dagscope.errors import DagscopeError
from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.command_options import OPTION, PARSERS
from dagscope.project.scripts.values import Choice, Expression, Module, Reading, Sequence, Table, Value
from dagscope.project.source import SourceFile, literal_or_none

FindModule = Callable[[str], str | None]
FindSource = Callable[[str], SourceFile | None]

SELF = "__main__"
_MOST_STEPS = 40_000
_MOST_ITEMS = 200


class Enough(DagscopeError):
    """More steps than a script is worth."""


@dataclass(slots=True)
class ExpressionReader:
    """Evaluates expressions as far as it can be done without running anything.

    Args:
        find_module: A dotted name as the script imports it -> the project's module name, or None.
        find_source: A project's module name -> its source, for names that the script imports from it.
        own_module: The script's own module name, for `__main__` given to a driver.
        source: The script.
    """

    find_module: FindModule
    find_source: FindSource
    own_module: str | None
    source: SourceFile
    names: dict[str, Value] = field(default_factory=dict)
    found: Reading = field(default_factory=Reading)
    steps: int = 0

    def call(self, call: ast.Call) -> Value:
        """Return what a call returns."""
        raise NotImplementedError

    def peek(self, module: str) -> dict[str, Value]:
        """Return what the names of another of the project's files stand for."""
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

    def step(self, cost: int = 1) -> None:
        self.steps += cost
        if self.steps > _MOST_STEPS:
            raise Enough

    def evaluate(self, expression: ast.expr) -> Value:
        """Return what an expression stands for; drivers that it builds and runs are noted."""
        self.step()
        if isinstance(expression, ast.Await):
            return self.evaluate(expression.value)
        if isinstance(expression, (ast.Name, ast.Attribute)):
            return self._named(expression)
        if isinstance(expression, ast.Call):
            return self.call(expression)
        if isinstance(expression, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
            return self._display(expression)
        if isinstance(expression, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            return self._comprehension(expression)
        if isinstance(expression, ast.Subscript):
            return self._subscript(expression)
        if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
            return self.joined(self.evaluate(expression.left), self.evaluate(expression.right), expression)
        if isinstance(expression, (ast.IfExp, ast.BoolOp)):
            return self._either(expression)
        if isinstance(expression, ast.NamedExpr):
            value = self.evaluate(expression.value)
            self.bind(expression.target, value)
            return value
        if isinstance(expression, ast.JoinedStr):
            return self._formatted(expression)
        if not isinstance(expression, (ast.Lambda, ast.Constant)):
            for child in ast.iter_child_nodes(expression):
                if isinstance(child, ast.expr):
                    self.evaluate(child)
        return Expression(expression)

    def _either(self, expression: ast.IfExp | ast.BoolOp) -> Value:
        """Return the choice of `a if x else b`, or of `given or default`."""
        if isinstance(expression, ast.IfExp):
            options = (("", self.evaluate(expression.body)), ("otherwise", self.evaluate(expression.orelse)))
            return Choice(options, expression)
        values = [self.evaluate(value) for value in expression.values]
        return next((value for value in values if not isinstance(value, Expression)), Expression(expression))

    def _named(self, expression: ast.Name | ast.Attribute) -> Value:
        name = dotted_name(expression)
        if name is not None and name in self.names:
            return self.names[name]
        if isinstance(expression, ast.Attribute):
            owner = self.evaluate(expression.value)
            if isinstance(owner, Module):
                return self.part(owner, expression.attr) or Expression(expression)
            if isinstance(owner, Expression) and isinstance(owner.node, ast.Call) and _parses(owner.node):
                return self.names.get(OPTION + expression.attr) or Expression(expression)
        return Expression(expression)

    def part(self, owner: Module, name: str) -> Value | None:
        """Return a module inside a package, or what a name of one of the project's files stands for."""
        known = self.find_module(f"{owner.name}.{name}")
        if known is not None:
            return Module(known)
        if not owner.is_outside and owner.name != self.own_module:
            return self.peek(owner.name).get(name)
        return Module(f"{owner.name}.{name}", is_outside=True) if owner.is_outside else None

    def constant(self, expression: ast.expr) -> object:
        """Return the text or number an expression is, or None for any other."""
        if isinstance(expression, ast.Constant):
            return expression.value
        value = self.evaluate(expression)
        return literal_or_none(value.node) if isinstance(value, Expression) else None

    def _formatted(self, expression: ast.JoinedStr) -> Value:
        """Return an f-string of constants as a text."""
        parts: list[object] = []
        for part in expression.values:
            if isinstance(part, ast.FormattedValue) and (part.format_spec is not None or part.conversion != -1):
                return Expression(expression)
            parts.append(self.constant(part.value if isinstance(part, ast.FormattedValue) else part))
        if not all(isinstance(part, (str, int)) for part in parts):
            return Expression(expression)
        return Expression(ast.copy_location(ast.Constant("".join(map(str, parts))), expression))

    def _display(self, expression: ast.List | ast.Tuple | ast.Set | ast.Dict) -> Value:
        if isinstance(expression, ast.Dict):
            return self._table(expression)
        if len(expression.elts) > _MOST_ITEMS:
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
        if len(expression.values) > _MOST_ITEMS:
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
                if items is None or generator.ifs or len(items) * len(rounds) > _MOST_ITEMS:
                    self.names = saved
                    return None
                for item in items:
                    before = dict(self.names)
                    self.bind(generator.target, item)
                    following.append({n: v for n, v in self.names.items() if before.get(n) is not v} | bindings)
                    self.names = before
            rounds = following
        self.names = saved
        return rounds

    def _subscript(self, expression: ast.Subscript) -> Value:
        if dotted_name(expression.value) == "sys.modules":
            if dotted_name(expression.slice) == "__name__" or literal_or_none(expression.slice) == SELF:
                return Module(self.own_module) if self.own_module else Expression(expression)
            name = self.constant(expression.slice)
            return self.imported(name, expression)
        owner = self.evaluate(expression.value)
        if isinstance(owner, (Table, Sequence)):
            return self.item(owner, expression.slice, expression)
        return Expression(expression)

    def item(self, owner: Table | Sequence, key: ast.expr, expression: ast.expr) -> Value:
        if isinstance(key, ast.Slice):
            return Expression(expression)
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
            return Sequence(tuple(parts), node)
        texts = [text for text in map(_text_of, (left, right)) if text is not None]
        if len(texts) == 2:
            return Expression(ast.copy_location(ast.Constant("".join(texts)), node))
        return Expression(node)

    def imported(self, name: object, expression: ast.expr) -> Value:
        if not isinstance(name, str) or not name:
            return Expression(expression)
        known = self.find_module(name)
        return Module(known) if known is not None else Module(name, is_outside=True)


def _parses(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in PARSERS


def _text_of(value: Value | None) -> str | None:
    node = value.node if isinstance(value, Expression) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


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
