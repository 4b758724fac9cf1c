"""What an expression of a script stands for: through names, attributes, operators, texts.
It runs nothing.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.command_options import OPTION, is_parsed
from dagscope.project.scripts.comprehensions import ComprehensionReader
from dagscope.project.scripts.known_calls import constant, formatted, number_or_literal, part_of_value, united
from dagscope.project.scripts.paths import FILE, divided, path_part
from dagscope.project.scripts.values import (
    Choice,
    Driver,
    Expression,
    Module,
    Partial,
    Record,
    Sequence,
    Table,
    Value,
    Where,
    text_of,
)
from dagscope.project.source import literal_or_none


@dataclass(slots=True)
class ExpressionReader(ComprehensionReader):
    """Evaluates expressions as far as it can be done without running anything."""

    forks: bool = False
    """Whether the statement being read has a part in what drivers are given, and its branches are read one by one."""

    def holds(self, test: ast.expr, is_first: bool = True) -> bool:
        """Return whether a test holds on the way through the script that is being followed."""
        raise NotImplementedError

    def call(self, call: ast.Call) -> Value:
        """Return what a call returns."""
        raise NotImplementedError

    def yielded(self, value: Value) -> Value:
        """Note that the function being read gives a value."""
        raise NotImplementedError

    def property_value(self, value: Value, expression: ast.expr) -> Value:
        """Return what a property gives; the value itself where it is none."""
        raise NotImplementedError

    def property_of(self, owner: Record, expression: ast.Attribute) -> Value | None:
        """Return what a property of an object of the script's gives; None where it has none of the name."""
        raise NotImplementedError

    def lambda_value(self, expression: ast.Lambda) -> Value:
        """Return a lambda as a function."""
        raise NotImplementedError

    def peek(self, module: str) -> dict[str, Value]:
        """Return what the names of another of the project's files stand for."""
        raise NotImplementedError

    def evaluate(self, expression: ast.expr) -> Value:
        """Return what an expression stands for; drivers that it builds and runs are noted."""
        self.step()
        if isinstance(expression, (ast.Name, ast.Attribute)):
            return self._named(expression)
        if isinstance(expression, ast.Call):
            return self.call(expression)
        if isinstance(expression, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
            return self._display(expression)
        if isinstance(expression, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            return self.comprehension(expression)
        if isinstance(expression, ast.Subscript):
            return self._subscript(expression)
        if isinstance(expression, ast.BinOp):
            return self._operated(expression)
        if isinstance(expression, (ast.IfExp, ast.BoolOp)):
            return self._either(expression)
        if isinstance(expression, ast.JoinedStr):
            return self._formatted(expression)
        if isinstance(expression, ast.Lambda):
            return self.lambda_value(expression)
        return self._other_expression(expression)

    def _other_expression(self, expression: ast.expr) -> Value:
        if isinstance(expression, ast.Await):
            return self.evaluate(expression.value)
        if isinstance(expression, ast.Yield) and expression.value is not None:
            return self.yielded(self.evaluate(expression.value))
        if isinstance(expression, ast.NamedExpr):
            value = self.evaluate(expression.value)
            self.bind(expression.target, value)
            return value
        if not isinstance(expression, ast.Constant):
            for child in ast.iter_child_nodes(expression):
                if isinstance(child, ast.expr):
                    self.evaluate(child)
        return Expression(expression)

    def _operated(self, expression: ast.BinOp) -> Value:
        left, right = self.evaluate(expression.left), self.evaluate(expression.right)
        found: Value | None = None
        if isinstance(expression.op, ast.Add):
            return self.joined(left, right, expression)
        if isinstance(expression.op, ast.BitOr):
            found = united(left, right, expression)
        elif isinstance(expression.op, ast.Div):
            found = divided(left, right, expression)
        elif isinstance(expression.op, ast.Mod) and text_of(left) is not None:
            items = right.items if isinstance(right, Sequence) else (right,)
            parts = [text_of(item) for item in items]
            if all(part is not None for part in parts):
                found = formatted(text_of(left) or "", tuple(parts), expression)
        return found if found is not None else Expression(expression)

    def _either(self, expression: ast.IfExp | ast.BoolOp) -> Value:
        """Return the choice of `a if x else b`, or of `given or default`."""
        if isinstance(expression, ast.IfExp):
            if self.forks:
                return self.evaluate(expression.body if self.holds(expression.test) else expression.orelse)
            self.evaluate(expression.test)  # it may assign what the branches read: `[m] if (m := b) else []`
            options = (("", self.evaluate(expression.body)), ("otherwise", self.evaluate(expression.orelse)))
            return Choice(options, expression)
        values = [self.evaluate(value) for value in expression.values]
        found = next((value for value in values if not isinstance(value, Expression)), Expression(expression))
        before = values[: values.index(found)] if found in values else []
        is_open = any(
            id(each) in self.unsure or not isinstance(getattr(each, "node", None), ast.Constant) for each in before
        )
        return Expression(expression) if is_open and getattr(found, "items", None) == () else found

    def _named(self, expression: ast.Name | ast.Attribute) -> Value:
        name = dotted_name(expression)
        if name is not None and name in self.names:
            value = self.names[name]
            return self.property_value(value, expression) if "." in name else value
        if name is not None and name in self.held:
            return self.held[name]
        if name in ("__package__", "__name__") and self.own_module:
            package = self.own_module if self.source.path.name == "__init__.py" else self.own_module.rpartition(".")[0]
            return constant(package if name == "__package__" else self.own_module, expression)
        if name == FILE:
            return Where(str(self.source.path), expression)
        if isinstance(expression, ast.Attribute):
            return self._attribute(expression) or Expression(expression)
        return Expression(expression)

    def _attribute(self, expression: ast.Attribute) -> Value | None:
        owner, name = self.evaluate(expression.value), expression.attr
        if _is_own_class(expression.value):
            return self.names.get(f"self.{name}")
        if isinstance(owner, Module):
            found = self.part(owner, name)
            if found is not None and not (owner.is_outside and name == "__name__"):
                return found
        if isinstance(owner, Driver):  # a method that is called later
            return Partial(ast.Call(ast.Attribute(self.hold(owner), name, ast.Load()), [], []))
        if isinstance(owner, Where):
            return path_part(owner, name, expression)
        if isinstance(owner, Choice) and name == "value":
            return owner
        if isinstance(owner, Choice) and all(isinstance(each, (Record, Table)) for _, each in owner.options):
            parts = [(label, part_of_value(each, name, expression)) for label, each in owner.options]
            return Choice(tuple((label, part) for label, part in parts if part is not None), expression, owner.by)
        if isinstance(owner, Expression) and is_parsed(owner.node):
            return self.names.get(OPTION + name)
        part = part_of_value(owner, name, expression)
        return part if part is not None or not isinstance(owner, Record) else self.property_of(owner, expression)

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
        return number_or_literal(value.node) if isinstance(value, Expression) else None

    def _formatted(self, expression: ast.JoinedStr) -> Value:
        """Return an f-string of constants as a text; of a choice among them, a choice."""
        found: Value = constant("", expression)
        for part in expression.values:
            if isinstance(part, ast.FormattedValue) and (part.format_spec is not None or part.conversion != -1):
                return Expression(expression)
            value = self.evaluate(part.value if isinstance(part, ast.FormattedValue) else part)
            number = literal_or_none(value.node) if isinstance(value, Expression) else None
            text = constant(str(number), expression) if isinstance(number, (str, int)) else value
            found = self.joined(found, text, expression)
        return found if isinstance(found, Choice) or text_of(found) is not None else Expression(expression)


def _is_own_class(expression: ast.expr) -> bool:
    """Return whether it is `type(self)` or `self.__class__`."""
    if isinstance(expression, ast.Call):
        return dotted_name(expression.func) == "type" and [dotted_name(each) for each in expression.args] == ["self"]
    return dotted_name(expression) == "self.__class__"
