"""Functions and classes of a script: what their parameters stand for, what they give, how a class is made.
It follows no other statement and runs nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import MOST_MODULES, modules_of, tables_of
from dagscope.project.scripts.calls import CallReader
from dagscope.project.scripts.classes import (
    Fields,
    base_key,
    fields_of,
    has_fields,
    is_enumeration,
    made_init,
    members_key,
    method_key,
)
from dagscope.project.scripts.command_options import parameter_choice
from dagscope.project.scripts.containers import items_of
from dagscope.project.scripts.specs import settled
from dagscope.project.scripts.values import Choice, Driver, Expression, Function, Module, Record, Sequence, Table, Value

Definition = ast.FunctionDef | ast.AsyncFunctionDef
_DEEPEST_CALL = 6
_CALL_COST = 40  # names are copied
_MOST_OBJECTS = 60
_MOST_BASES = 12


@dataclass(slots=True)
class FunctionReader(CallReader):
    """Reads functions and classes."""

    alone: list[tuple[ast.AST, list[Driver]]] = field(default_factory=list)
    returned: list[list[Value]] = field(default_factory=list)
    given: list[set[str]] = field(default_factory=list)
    """The parameters that each call being read was given."""
    owners: dict[ast.AST, str] = field(default_factory=dict)
    """The class of each method."""
    inside: list[str] = field(default_factory=list)
    """The classes of the methods being read."""
    reading: list[Definition] = field(default_factory=list)
    """The functions being read."""
    fields: dict[str, Fields] = field(default_factory=dict)
    lambdas: dict[ast.Lambda, Definition] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The methods of each class."""
    bases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What each class derives from."""
    kept: dict[str, dict[str, Value]] = field(default_factory=dict)
    """The attributes of each class."""
    driving: dict[ast.AST, bool] = field(default_factory=dict)
    """Whether a method names a driver or a builder."""
    objects: list[tuple[str, int, dict[str, Value]]] = field(default_factory=list)
    """The objects that are made: their class, the line, their attributes."""

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
            self._bind_parameters(function, (), {}, False)
            before = len(self.found.drivers)
            for value in self._body(function):
                if isinstance(value, Driver) and not value.is_built and (value.modules or value.options):
                    self.found.drivers.append(value._replace(is_built=True))  # whoever calls it will build it
            self.alone.append((function, self.found.drivers[before:]))
            self.names = {**saved, **own_parts(self.names), **self._globals(function)}

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

    def call(self, call: ast.Call) -> Value:
        if isinstance(call.func, ast.Attribute):
            self._take_of_module(call.func)
        value = CallReader.call(self, call)
        name = dotted_name(call.func) or ""
        if name in self.classes and len(self.objects) < _MOST_OBJECTS:
            self.objects.append((name, call.lineno, own_parts(self.names)))
        return value

    def read_class(self, statement: ast.ClassDef) -> None:
        """Take in a class: its methods, what it keeps, how it is made."""
        methods = self.take_methods(statement, None)
        self.take_attributes(statement)
        self.functions(methods)
        if self.bases[statement.name] and len(self.objects) < _MOST_OBJECTS:
            self.objects.append((statement.name, statement.lineno, own_parts(self.names)))

    def take_class(self, name: str, bound: str, names: Mapping[str, Value]) -> None:
        """Take in a class of another file, whose names are given, under the name it has here."""
        if name not in self.classes or not any(key.startswith(method_key(name, "")) for key in names):
            return
        begins = ((f"{name}.", f"{bound}."), (method_key(name, ""), method_key(bound, "")))
        parts = {
            new + key[len(old) :]: value for old, new in begins for key, value in names.items() if key.startswith(old)
        }
        self.names = {**own_parts(names), **parts, **self.names}
        self.classes[bound] = self.classes[name]
        self.bases[bound] = self.bases.get(name, ())

    def read_methods(self) -> None:
        """Read the methods that nothing here calls, for each object and each derived class: others call them."""
        for class_, line, parts in list(self.objects):
            self.names = {**self.names, **parts}
            self.become(class_)
            for method in dict.fromkeys(name for each in self._line_of(class_) for name in self.classes[each]):
                function = self.names.get(f"self.{method}")
                if not isinstance(function, Function) or function.node in self.inlined or method[:2] == "__":
                    continue
                if function.node not in self.driving:
                    self.driving[function.node] = _names_driver(function.node)
                if self.driving[function.node]:
                    self._read_method(function, method, line)

    def _read_method(self, function: Function, method: str, line: int) -> None:
        known = list(self.found.drivers)
        call = ast.Call(ast.Name(method, ast.Load()), [], [], lineno=line, col_offset=0)
        self.inline(function, ast.fix_missing_locations(call))
        self.inlined.discard(function.node)
        lines = {driver.line for driver in known if driver.modules or driver.options}
        own = function.names is None
        fresh = [new for new in self.found.drivers[len(known) :] if not own or new.line not in lines]
        self.found.drivers = [*known, *fresh]

    def take_attributes(self, statement: ast.ClassDef) -> None:
        """Bind what the statements of a class make, other than its methods."""
        members: list[Value] = []
        inner_names: dict[str, Value | None] = {}
        for item in statement.body:
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            before = dict(self.names)
            self.statement(item)
            inner = f"{item.name}." if isinstance(item, ast.ClassDef) else "."
            own = {
                name: value
                for name, value in self.names.items()
                if value is not before.get(name) and ("." not in name or name.startswith(inner))
            }
            for owner in ("self", "cls", statement.name):
                self.names.update({f"{owner}.{name}": value for name, value in own.items()})
            self.kept.setdefault(statement.name, {}).update(own)
            inner_names |= {name: before.get(name) for name in own if "." not in name and name not in inner_names}
            members += own.values() if isinstance(item, ast.Assign) else ()
        for name, value in inner_names.items():  # outside the class they are not known by these names
            if value is not None:
                self.names[name] = value
        if is_enumeration(statement):
            self.names[members_key(statement.name)] = Sequence(tuple(members), ast.Name(statement.name, ast.Load()))

    def take_methods(self, statement: ast.ClassDef, names: dict[str, Value] | None) -> list[Definition]:
        """Take in a class's methods, with the names of the file they are in if it is another one."""
        methods: list[Definition] = [
            item for item in statement.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        self.classes[statement.name] = tuple(method.name for method in methods)
        self.bases[statement.name] = tuple(name for name in map(dotted_name, statement.bases) if name)
        self.names.pop(base_key(statement.name), None)
        for each in self.bases[statement.name]:
            self._take_base(statement.name, each)
        base = next(iter(self.bases[statement.name]), "")
        made = list(methods)
        if has_fields(statement) or base in self.fields:
            fields = [*self.fields.get(base, ()), *fields_of(statement)]
            self.fields[statement.name] = fields
            if all(method.name != "__init__" for method in methods):
                made.append(made_init(statement, fields))
        for method in made:
            is_static = any(dotted_name(item) == "staticmethod" for item in method.decorator_list)
            function = Function(method, names, not is_static, self.own_module or "")
            self.owners[method] = statement.name
            self.names[f"self.{method.name}"] = self.names[method_key(statement.name, method.name)] = function
            self.names[f"{statement.name}.{method.name}"] = function
            if method.name == "__init__":
                self.names[statement.name] = function
        return methods

    def make_class(self, statement: ast.ClassDef) -> Value:
        self.take_methods(statement, None)
        return self.names[statement.name]

    def _take_base(self, name: str, base: str) -> None:
        """Note what a class derives from: it is made as its base is, until it has a way of its own."""
        expression = ast.parse(base, mode="eval").body
        if isinstance(expression, ast.Attribute):
            self._take_of_module(expression)
        inherited = self.evaluate(expression)
        self.names.setdefault(base_key(name), inherited)
        is_framework = isinstance(inherited, Module) and inherited.name.endswith(("Driver", "Builder"))
        if isinstance(inherited, Function) or is_framework:
            self.names[name] = self.names[base_key(name)] = inherited

    def _take_of_module(self, expression: ast.Attribute) -> None:
        """Take in a class that is asked of a module of the project: `flows.Base`."""
        name = dotted_name(expression)
        if name is None or name in self.classes:
            return
        module = self.names.get(name.rpartition(".")[0])
        if isinstance(module, Module) and not module.is_outside and module.name != self.own_module:
            self.take_class(expression.attr, name, self.peek(module.name))

    def _line_of(self, class_: str) -> list[str]:
        """Return the classes an object of this class takes its methods from, the first one first."""
        found: list[str] = []
        waiting = [class_]
        while waiting and len(found) < _MOST_BASES:
            name = waiting.pop(0)
            if name in self.classes and name not in found:
                found.append(name)
                waiting += self.bases.get(name, ())
        return found

    def become(self, class_: str) -> None:
        """Have `self` be of this class from here on."""
        named = self.names.get(class_)
        if isinstance(named, Expression) and dotted_name(named.node) in self.classes:
            class_ = dotted_name(named.node) or class_  # `for cls in (One, Two)`
        for name in reversed(self._line_of(class_)):
            self.names.update({f"self.{attribute}": value for attribute, value in self.kept.get(name, {}).items()})
            for method in self.classes[name]:
                known = self.names.get(method_key(name, method))
                if known is not None:
                    self.names[f"self.{method}"] = known

    def property_value(self, value: Value, expression: ast.expr) -> Value:
        if not isinstance(value, Function) or not value.skips_first:
            return value
        kinds = [(dotted_name(item) or "").rpartition(".")[2] for item in value.node.decorator_list]
        if "property" not in kinds and "cached_property" not in kinds:
            return value
        return self.inline(value, ast.copy_location(ast.Call(expression, [], []), expression))

    def inherited(self, method: str) -> Value | None:
        """Return the method that `super().method` is; a class of the framework where it is no class of the script."""
        owner = self.inside[-1] if self.inside else ""
        base = self.names.get(base_key(owner))
        name = self.owners.get(base.node, "") if isinstance(base, Function) else ""
        if isinstance(base, Expression) and isinstance(base.node, ast.Name):
            name = base.node.id
        return self.names.get(method_key(name, method)) or base

    def _bind_parameters(
        self,
        function: Definition,
        values: tuple[Value, ...],
        keywords: Mapping[str, Value],
        skips_first: bool,
    ) -> None:
        arguments = function.args
        plain = [*arguments.posonlyargs, *arguments.args][1 if skips_first else 0 :]
        defaults = dict(zip([item.arg for item in plain][len(plain) - len(arguments.defaults) :], arguments.defaults))
        defaults |= {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults) if d is not None}
        given = dict(zip([item.arg for item in plain], values)) | dict(keywords)
        for item in [*plain, *arguments.kwonlyargs]:
            default = defaults.get(item.arg)
            self.names.pop(item.arg, None)
            value = given.get(item.arg)
            if value is None or self._is_class(value):
                value = self._chosen(function, item, default) or value
            if value is None and default is not None:
                value = self.evaluate(default)
            if value is not None:
                self.names[item.arg] = value
        if arguments.kwarg is not None:
            named = {item.arg for item in (*plain, *arguments.kwonlyargs)}
            rest = {key: value for key, value in keywords.items() if key not in named}
            written = ast.Dict([ast.Constant(key) for key in rest], [self.hold(value) for value in rest.values()])
            self.names[arguments.kwarg.arg] = Table(tuple(rest.items()), ast.copy_location(written, function))
        if arguments.vararg is not None:
            self.names.pop(arguments.vararg.arg, None)
            if len(values) > len(plain):
                node = ast.Name(arguments.vararg.arg, ast.Load())
                self.names[arguments.vararg.arg] = Sequence(values[len(plain) :], node)

    def _is_class(self, value: Value) -> bool:
        """Return whether it is a class with fields: what a container of dependencies gives, which makes one."""
        return isinstance(value, Function) and bool(self.fields.get(self.owners.get(value.node, "")))

    def _chosen(self, function: Definition, item: ast.arg, default: ast.expr | None) -> Value | None:
        """Return what a parameter that is not given can be: of a command's options, or of its annotation."""
        found = parameter_choice(function, item) or self._of_decorator(function, item)
        annotation = dotted_name(item.annotation) or ""
        members = self.names.get(members_key(annotation))
        if found is None and default is None and self.fields.get(annotation):
            return self.call(ast.Call(item.annotation or ast.Name(annotation, ast.Load()), [], [], lineno=item.lineno))
        if found is not None or not isinstance(members, Sequence):
            return found
        first = self.evaluate(default) if default is not None else None
        values = sorted(members.items, key=lambda value: value is not first)
        return Choice(tuple((str(number), value) for number, value in enumerate(values)), members.node)

    def _of_decorator(self, function: Definition, item: ast.arg) -> Value | None:
        """Return what hydra gives a function, or pytest a test: its config, one of `parametrize`'s values."""
        for decorator in function.decorator_list:
            called = dotted_name(decorator.func) if isinstance(decorator, ast.Call) else None
            if not isinstance(decorator, ast.Call) or called is None:
                continue
            if called.endswith("hydra.main") and item is function.args.args[0]:
                return self.config_of_hydra(decorator)
            if called.endswith("parametrize") and len(decorator.args) > 1:
                names = re.split(r"\s*,\s*", str(self.constant(decorator.args[0]) or ""))
                if item.arg in names:
                    return self._parametrized(decorator, names.index(item.arg), len(names))
            if called.endswith("fixture") and item.arg == "request":
                listed = next((word.value for word in decorator.keywords if word.arg == "params"), None)
                values = items_of(self.evaluate(listed)) if listed is not None else None
                return Table((("param", _choice(values, listed)),), listed) if values and listed is not None else None
        return None

    def _parametrized(self, decorator: ast.Call, at: int, of: int) -> Value | None:
        values = items_of(self.evaluate(decorator.args[1]))
        if values is None or not values:
            return None
        if of > 1:
            rows = [items_of(self._row(value)) for value in values]
            known = [(str(number), row[at]) for number, row in enumerate(rows) if row is not None and len(row) == of]
            return Choice(tuple(known), decorator, decorator) if known else None
        return _choice(values, decorator)

    def _row(self, value: Value) -> Value:
        """Return the row of values that `pytest.param(...)` holds; others as they are."""
        node = value.node if isinstance(value, Expression) else None
        is_row = isinstance(node, ast.Call) and (dotted_name(node.func) or "").rpartition(".")[2] == "param"
        return self.evaluate(ast.Tuple(node.args, ast.Load())) if is_row and isinstance(node, ast.Call) else value

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
        home = function.names if function.names is not None else self.outside if self.line else saved
        self.names = {**home, **own_parts(saved)}
        outer, self.line = self.line, self.line or (call.lineno if function.names is not None else 0)
        if self.line and not outer:
            self.outside = saved
        self._bind_parameters(function.node, values, keywords, function.skips_first)
        returned = self._body(function.node, given)
        self.line = outer
        shared = self._shared(function)
        self.names = {**saved, **own_parts(self.names), **shared}
        for old, new in self.replaced[changes:]:
            self.names.update({name: new for name, value in self.names.items() if value is old})
        result = _result(returned, call)
        others = [value for value in returned if value is not result]
        if others and isinstance(result, Table):
            every = [(str(number), value) for number, value in enumerate([*others, result])]
            choice = tables_of(every, call)
            self.alternatives.update({id(result): choice} if choice is not None else {})
        return self._made_of_fields(function, call) or result

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


def _names_driver(function: Definition) -> bool:
    """Return whether something in a function is called by a name of drivers or builders."""
    named = (getattr(node, "attr", "") or getattr(node, "id", "") for node in ast.walk(function))
    return any("driver" in name.lower() or "builder" in name.lower() for name in named)


def _choice(values: tuple[Value, ...], node: ast.expr) -> Value:
    try:
        different = list(dict.fromkeys(values))[:MOST_MODULES]
    except TypeError:  # a function of another file holds that file's names
        different = list(values)[:MOST_MODULES]
    return Choice(tuple((str(n), value) for n, value in enumerate(different)), node)


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
