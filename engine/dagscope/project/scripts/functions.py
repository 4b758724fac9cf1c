"""Functions of a script: what they are given, and what their bodies give.
It follows no other statement and runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import MOST_MODULES, modules_of, tables_of
from dagscope.project.scripts.parameters import Definition, ParameterReader
from dagscope.project.scripts.relevance import Relevance
from dagscope.project.scripts.specs import settled
from dagscope.project.scripts.values import Choice, Driver, Expression, Function, Record, Table, Value
from dagscope.project.scripts.ways import Ways

_DEEPEST_CALL = 24
_CALL_COST = 40  # names are copied


@dataclass(slots=True)
class FunctionReader(ParameterReader):
    """Reads functions."""

    alone: list[tuple[ast.AST, list[Driver], list[tuple[str, int]]]] = field(default_factory=list)
    """The functions that nothing called, the drivers that each builds, and what was said of it."""
    returned: list[list[Value]] = field(default_factory=list)
    """What each function being read gives, so far."""
    given: list[set[str]] = field(default_factory=list)
    """The parameters that each call being read was given."""
    inside: list[str] = field(default_factory=list)
    """The classes of the methods being read."""
    reading: list[Definition] = field(default_factory=list)
    """The functions being read."""
    lambdas: dict[ast.Lambda, Definition] = field(default_factory=dict)
    """Each lambda as a function."""

    leaving: str = ""
    """How a block was left: by `return`, `break`, `continue`, `raise` or the program's `exit`."""
    ways: Ways | None = None
    """The ways through the script; none where all branches are read at once."""
    outermost: set[ast.AST] = field(default_factory=set)
    """The functions that stand in no other one."""
    whole: Mapping[str, Value] = field(default_factory=dict)
    """What the names of the whole file stand for while functions are read."""
    relevance: Relevance = field(default_factory=Relevance)
    """Which statements have a part in what drivers are given."""

    def each_way(self, read: Callable[[], object]) -> None:
        """Read a part of the script once for each way through it."""
        raise NotImplementedError

    def block(self, block: list[ast.stmt]) -> bool:
        """Read statements in order; whether one leaves the function."""
        raise NotImplementedError

    def statement(self, statement: ast.stmt) -> bool:
        """Read one statement; whether it leaves the function."""
        raise NotImplementedError

    def functions(self, functions: list[Definition]) -> None:
        """Read the functions that nothing called: what they are given is known by its default alone."""
        for function in functions:
            if function in self.inlined:
                continue
            saved = dict(self.names)
            before, said = len(self.found.drivers), len(self.found.remarks)
            self.each_way(lambda function=function: self._alone(function))  # type: ignore[misc]
            self.alone.append((function, self.found.drivers[before:], self.found.remarks[said:]))
            self.names = {**saved, **own_parts(self.names), **self._globals(function)}

    def _alone(self, function: Definition) -> None:
        if not self.returned:
            self.whole = dict(self.names)
        self.bind_parameters(function, (), {}, False)
        for value in self._body(function):
            if isinstance(value, Driver) and not value.is_built and (value.modules or value.options):
                self.found.drivers.append(value._replace(is_built=True))  # whoever calls it will build it

    def _body(self, function: Definition, given: set[str] | None = None) -> list[Value]:
        """Read a body; the values it gives."""
        self.returned.append([])
        self.given.append(given or set())
        self.inside.append(self.owners.get(function, ""))
        self.reading.append(function)
        self.block(function.body)
        self.reading.pop()
        self.inside.pop()
        self.given.pop()
        self.leaving = self.leaving if self.leaving in ("raise", "exit") else ""
        return self.returned.pop()

    def yielded(self, value: Value) -> Value:
        if self.returned:
            self.returned[-1].append(value)
        return value

    def lambda_value(self, expression: ast.Lambda) -> Value:
        if expression not in self.lambdas:
            body = ast.copy_location(ast.Return(expression.body), expression)
            made = ast.copy_location(ast.FunctionDef("lambda_", expression.args, [body], []), expression)
            self.lambdas[expression] = made
        return Function(self.lambdas[expression], home=self.own_module or "", written=expression)

    def property_value(self, value: Value, expression: ast.expr) -> Value:
        if not isinstance(value, Function) or not value.skips_first:
            return value
        kinds = [(dotted_name(item) or "").rpartition(".")[2] for item in value.node.decorator_list]
        if "property" not in kinds and "cached_property" not in kinds:
            return value
        return self.inline(value, ast.copy_location(ast.Call(expression, [], []), expression))

    def inline(self, function: Function, call: ast.Call) -> Value:
        """Read a function's body with what this call gives it; what it returns."""
        values = tuple(settled(self.names, v) for argument in call.args for v in self._argument_values(argument))
        keywords = self._words(call)
        if len(self.returned) >= _DEEPEST_CALL or function.node in self.reading:
            return Expression(call)
        self.step(_CALL_COST)
        self.inlined.add(function.node)
        plain = [item.arg for item in function.node.args.args][1 if function.skips_first else 0 :]
        given = {*plain[: len(values)], *keywords} - self._flags_handed_on(call, plain)
        saved, changes = self.names, len(self.replaced)
        home = function.names if function.names is not None else self.outside if self.line else self._around(function)
        if not self.returned:
            self.whole = saved
        self.names = {**home, **own_parts(saved)}
        outer, self.line = self.line, self.line or (call.lineno if function.names is not None else 0)
        if self.line and not outer:
            self.outside = saved
        self.bind_parameters(function.node, values, keywords, function.skips_first)
        returned = self._body(function.node, given)
        self.line = outer
        shared = self._shared(function)
        self.names = {**saved, **own_parts(self.names), **shared}
        self.whole = {**self.whole, **shared} if shared else self.whole
        for old, new in self.replaced[changes:]:
            self.names.update({name: new for name, value in self.names.items() if value is old})
        result = _result(returned, call)
        others = [value for value in returned if value is not result]
        if others and isinstance(result, Table):
            every = [(str(number), value) for number, value in enumerate([*others, result])]
            choice = tables_of(every, call)
            self.alternatives.update({id(result): choice} if choice is not None else {})
        return self._made_of_fields(function, call) or result

    def _around(self, function: Function) -> Mapping[str, Value]:
        """Return the names that a function of this file sees: where it is no inner one, not those of its caller."""
        if not self.returned or function.node not in self.outermost:
            return self.names
        changed = {id(old): new for old, new in self.replaced}
        seen = {name: changed.get(id(value), value) for name, value in self.whole.items()}
        return {**{name: value for name, value in self.names.items() if not name.isidentifier()}, **seen}

    def _flags_handed_on(self, call: ast.Call, plain: list[str]) -> set[str]:
        """Return the parameters that are given a flag which is a choice of whoever runs the script."""
        given = self.given[-1] if self.given else ()
        handed = [*zip(plain, call.args), *((word.arg or "", word.value) for word in call.keywords)]
        names = [(name, node) for name, node in handed if isinstance(node, ast.Name) and node.id not in given]
        return {name for name, node in names if isinstance(self.constant(node), bool)}

    def _globals(self, function: Definition) -> dict[str, Value]:
        """Return what a function that was read gives names of the whole file."""
        named = [name for item in function.body if isinstance(item, ast.Global) for name in item.names]
        return {name: self.names[name] for name in named if isinstance(self.names.get(name), Driver)}

    def _shared(self, function: Function) -> dict[str, Value]:
        """Return what a function that is called gives names that are not its own."""
        if function.names is not None:
            return self._globals(function.node)
        stated = [item for item in function.node.body if isinstance(item, (ast.Global, ast.Nonlocal))]
        return {name: self.names[name] for item in stated for name in item.names if name in self.names}

    def _made_of_fields(self, function: Function, call: ast.Call) -> Record | None:
        """Return the object that a class with fields makes."""
        fields = self.fields.get(self.owners.get(function.node, ""), ())
        if function.node.name != "__init__" or not fields:
            return None
        known = ((name, self.names.get(f"self.{name}")) for name, _ in fields)
        return Record(tuple((name, value) for name, value in known if value is not None), call)

    def _words(self, call: ast.Call) -> dict[str, Value]:
        words: dict[str, Value] = {}
        for word in call.keywords:
            value = settled(self.names, self.evaluate(word.value))
            if word.arg:
                words[word.arg] = value
            elif isinstance(value, Table):
                words.update({str(key): item for key, item in value.items})
        return words


def _result(returned: list[Value], call: ast.Call) -> Value:
    """Return what a call gives; where it gives one of several modules or lists of them, the choice of these."""
    options = list(dict.fromkeys(option for value in returned for option in modules_of(value)))
    if len(options) > 1:
        return Choice(tuple((str(number), value) for number, value in enumerate(options[:MOST_MODULES])), call)
    first = next((value for value in returned if not isinstance(value, Expression)), None)
    if first is not None:
        return first
    is_text = len(returned) == 1 and isinstance(getattr(returned[0], "node", None), ast.Constant)
    return returned[0] if is_text else Expression(call)


def own_parts(names: Mapping[str, Value]) -> dict[str, Value]:
    """Return the methods and attributes of objects among the names."""
    return {name: value for name, value in names.items() if name.startswith("self.")}
