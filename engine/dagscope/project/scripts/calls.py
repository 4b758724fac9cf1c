"""What the calls in a script give, whatever is called. What a driver's own methods do is in `driver_calls`."""

from __future__ import annotations

import ast

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.command_options import OPTION, added_option, is_parsed
from dagscope.project.scripts.driver_calls import DriverCallReader
from dagscope.project.scripts.values import (
    Choice,
    Driver,
    Expression,
    Function,
    Module,
    Partial,
    Record,
    Sequence,
    Table,
    Value,
    items_of,
    key_value,
    text_of,
)

_PASSED_THROUGH = ("list", "tuple", "set", "frozenset", "sorted", "reversed", "reload", "deepcopy")
_FRAMEWORKS_OWN = ("Builder", "Driver", "AsyncDriver", "__init__")
FRAMEWORKS = ("hamilton", "dagscope", "dagworks", "hamilton_sdk")
_PASSES_ON = ("nullcontext", "closing", "enter_context", "enter_async_context", "run", "run_until_complete", "gather")


def called_name(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_super(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Call) and called_name(expression) == "super"


class CallReader(DriverCallReader):
    """Evaluates calls."""

    __slots__ = ()

    def call(self, call: ast.Call) -> Value:
        name = called_name(call)
        owner: Value | None = None
        if isinstance(call.func, ast.Attribute):
            owner = self.evaluate(call.func.value)
            found = self._method_called(owner, name, call)
            if found is not None:
                return found
        partial = self.evaluate(call.func) if isinstance(call.func, (ast.Name, ast.Call, ast.Subscript)) else None
        if isinstance(partial, Partial):
            whole = partial.call
            every = ast.Call(whole.func, [*whole.args, *call.args], [*whole.keywords, *call.keywords])
            return self.call(ast.copy_location(every, call))
        if isinstance(partial, Function) and not isinstance(call.func, ast.Name):
            return self.inline(partial, call)
        if isinstance(partial, Choice) and isinstance(call.func, ast.Subscript):
            return self._called_each(partial, call)
        name = self._own_name(call, name)
        self.become(dotted_name(call.func) or "")
        function = self._called(call, owner)
        if isinstance(function, Function):
            return self.inline(function, call)
        made = self._made_driver(function, name, call)
        if made is not None:
            return made
        special = self._special(name, call) or self.known(name, owner, call) or self.handed_on(name, owner, call)
        if special is not None:
            return special
        if isinstance(function, Choice):
            return self._called_each(function, call)
        self._hand(call)
        return Expression(call)

    def _method_called(self, owner: Value, name: str, call: ast.Call) -> Value | None:
        """Return what a method of a driver, of one of several drivers or of a container gives; None for any other."""
        if isinstance(owner, Driver):
            return self.driver_called(owner, name, call)
        drivers = [each for _, each in owner.options if isinstance(each, Driver)] if isinstance(owner, Choice) else []
        if drivers:
            return [self.driver_called(each, name, call) for each in drivers][-1]
        return self.container_call(owner, name, call)

    def _made_driver(self, function: Value | None, name: str, call: ast.Call) -> Value | None:
        """Return the builder or the driver that the framework's classes make."""
        is_outside = isinstance(function, Module) and function.is_outside and name not in _FRAMEWORKS_OWN
        if is_outside and isinstance(function, Module) and function.name.partition(".")[0] not in FRAMEWORKS:
            return None  # `burr.core.ApplicationBuilder`
        if name.endswith("Builder") and not call.args:
            return Driver(self.line or call.lineno)
        is_base = name == "__init__" and isinstance(function, Module) and function.name.endswith("Driver")
        if is_base or (name.endswith("Driver") and (call.args or call.keywords)):
            return self.old_driver(call)
        return None

    def _hand(self, call: ast.Call) -> None:
        """Take note of the builders that something unknown is given."""
        for argument in [*call.args, *[keyword.value for keyword in call.keywords]]:
            value = self.evaluate(argument)
            if isinstance(value, Driver) and not value.is_built and (value.modules or value.options):
                self.handed.append(value)
            elif isinstance(value, (Sequence, Table)):
                self.unsure[id(value)] = value  # it may be filled there

    def _own_name(self, call: ast.Call, name: str) -> str:
        """Return the name of what is called where the script imports it under another one."""
        known = (self.names.get(name) or self.held.get(name)) if isinstance(call.func, ast.Name) else None
        return known.name.rpartition(".")[2] if isinstance(known, Module) and known.is_outside else name

    def become(self, class_: str) -> None:
        """Take note of an object of this class being made, where it is a class of the script."""
        raise NotImplementedError

    def inherited(self, method: str) -> Value | None:
        """Return what `super().method` is."""
        raise NotImplementedError

    def _called(self, call: ast.Call, owner: Value | None) -> Value | None:
        """Return the callee; a method of a class of this script also where the object is not known."""
        if isinstance(call.func, ast.Attribute) and _is_super(call.func.value):
            return self.inherited(call.func.attr)
        called = dotted_name(call.func) or ""
        known = self.names.get(called) or self.held.get(called)
        if isinstance(known, (Expression, Record)) and isinstance(known.node, ast.Call):
            return self.names.get("self.__call__", known)  # an object that can be called
        if known is not None or owner is None:
            return known
        if isinstance(owner, Module):
            return self.part(owner, called_name(call))
        if isinstance(owner, Expression) and is_parsed(owner.node):
            return self.names.get(f"{OPTION}{called_name(call)}")
        return self.names.get(f"self.{called_name(call)}") if isinstance(owner, (Expression, Record)) else None

    def _special(self, name: str, call: ast.Call) -> Value | None:
        """Return the value of a call whose result is known, or None for others."""
        found = self.module_call(name, call)
        if found is not None:
            return found
        if name == "set_defaults":
            return self._parser_defaults(call)
        if name == "add_argument":
            option = added_option(call)
            if option is not None:
                self.names[OPTION + option[0]] = self.unsure_of(option[1])
            return Expression(call)
        if name == "namedtuple" and len(call.args) > 1:
            return self._named_tuple(call)
        if name == "getattr" and len(call.args) > 1:
            owner, part = self.evaluate(call.args[0]), self.constant(call.args[1])
            if isinstance(owner, Module) and isinstance(part, str):
                return self.part(owner, part) or Expression(call)
        if name in _PASSED_THROUGH and len(call.args) == 1:
            value = self.evaluate(call.args[0])
            if isinstance(value, Table) and name != "deepcopy":
                return Sequence(tuple(key_value(key, call) for key, _ in value.items), call)
            return self.copied(value) if not isinstance(value, Expression) else Expression(call)
        if name in _PASSES_ON and len(call.args) == 1 and isinstance(call.func, ast.Attribute):
            value = self.evaluate(call.args[0])
            return value if isinstance(value, Driver) else Expression(call)
        made = self.made_container(name, call)
        if made is not None:
            return made
        if name == "map" and len(call.args) == 2:
            items = items_of(self.evaluate(call.args[1]))
            if items is not None and called_name(ast.Call(call.args[0], [], [])) == "import_module":
                nodes = [item.node for item in items if isinstance(item, Expression)]
                return Sequence(tuple(self.imported(self.constant(node), call) for node in nodes), call)
        return None

    def make_class(self, statement: ast.ClassDef) -> Value:
        """Return a class with fields."""
        raise NotImplementedError

    def _named_tuple(self, call: ast.Call) -> Value:
        """Return the class that `namedtuple("Plan", "modules outputs")` makes."""
        name, given = self.constant(call.args[0]), self.evaluate(call.args[1])
        text = text_of(given)
        names = text.replace(",", " ").split() if text is not None else list(map(text_of, items_of(given) or ()))
        if not isinstance(name, str) or not all(isinstance(each, str) and each.isidentifier() for each in names):
            return Expression(call)
        body: list[ast.stmt] = [
            ast.AnnAssign(ast.Name(str(each), ast.Store()), ast.Name("object", ast.Load()), None, 1) for each in names
        ]
        made = ast.ClassDef(name, [ast.Name("NamedTuple", ast.Load())], [], body, [])
        return self.make_class(ast.fix_missing_locations(ast.copy_location(made, call)))

    def _parser_defaults(self, call: ast.Call) -> Value:
        """Take note of what `set_defaults` gives the options; several parsers' are a choice."""
        for word in call.keywords:
            value, before = self.evaluate(word.value), self.names.get(f"{OPTION}{word.arg}")
            options = before.options if isinstance(before, Choice) else (("0", before),) if before is not None else ()
            every = [each for _, each in options if each != value] + [value]
            choice = Choice(tuple((str(n), each) for n, each in enumerate(every)), word.value)
            self.names[f"{OPTION}{word.arg}"] = choice if len(every) > 1 else value
        return Expression(call)

    def _called_each(self, functions: Choice, call: ast.Call) -> Value:
        """Return what a call gives where one of several functions is called."""
        values = [self.inline(each, call) for _, each in functions.options if isinstance(each, Function)]
        if len(values) > 1 and all(isinstance(value, Driver) for value in values):
            return Choice(tuple((str(number), value) for number, value in enumerate(values)), call)
        return values[-1] if values else Expression(call)
