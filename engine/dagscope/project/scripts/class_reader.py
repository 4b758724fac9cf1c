"""Classes of a script: their methods, what they keep, what they derive from, the objects made of them.
It follows no other statement and runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.calls import CallReader
from dagscope.project.scripts.classes import (
    base_key,
    fields_of,
    has_fields,
    is_enumeration,
    made_init,
    members_key,
    method_key,
)
from dagscope.project.scripts.functions import FunctionReader, own_parts
from dagscope.project.scripts.parameters import Definition
from dagscope.project.scripts.values import Expression, Function, Module, Record, Sequence, Value

_MOST_OBJECTS = 60
_MOST_BASES = 12


@dataclass(slots=True)
class ClassReader(FunctionReader):
    """Reads classes."""

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

    def call(self, call: ast.Call) -> Value:
        if isinstance(call.func, ast.Attribute):
            self._take_of_module(call.func)
        owner, outer = self._object(call.func), own_parts(self.names)
        if owner is not None:
            self._be(owner)
        value = CallReader.call(self, call)
        if owner is not None:
            self._keep(owner)
            self.names.update(outer if self.inside and self.inside[-1] else {})
        name = dotted_name(call.func) or ""
        if name in self.classes and len(self.objects) < _MOST_OBJECTS:
            self.objects.append((name, call.lineno, own_parts(self.names)))
            value = Record(self._attributes(name, {}), call) if isinstance(value, Expression) else value
        return value

    def property_of(self, owner: Record, expression: ast.Attribute) -> Value | None:
        if self._class_of(owner) not in self.classes:
            return None
        outer = own_parts(self.names)
        self._be(owner)
        method = self.names.get(f"self.{expression.attr}")
        value = self.property_value(method, expression) if method is not None else None
        self._keep(owner)
        self.names.update(outer if self.inside and self.inside[-1] else {})
        return value if value is not method else None

    def _object(self, called: ast.expr) -> Record | None:
        """Return the object of a class of the script whose method is called: by name, as an item or an attribute."""
        holder = called.value if isinstance(called, ast.Attribute) else None
        value = self.names.get(dotted_name(holder) or "") if holder is not None else None
        # The call evaluates its holder again, so what changes something (`order.pop()`) is left to that one time.
        if value is None and isinstance(holder, (ast.Attribute, ast.Subscript)) and not _has_effects(holder):
            value = self.evaluate(holder)
        is_own = isinstance(value, Record) and isinstance(value.node, ast.Call)
        return value if is_own and isinstance(value, Record) and self._class_of(value) in self.classes else None

    def _class_of(self, value: Record) -> str:
        return dotted_name(value.node.func) or "" if isinstance(value.node, ast.Call) else ""

    def _be(self, value: Record) -> None:
        """Have `self` be an object, with what it holds now."""
        self.become(self._class_of(value))
        self.names.update({f"self.{name}": part for name, part in value.items})

    def _keep(self, value: Record) -> None:
        """Have an object hold what its method has made of it."""
        items = self._attributes(self._class_of(value), dict(value.items))
        if items != value.items:
            self.replace(value, Record(items, value.node))

    def _attributes(self, class_: str, before: Mapping[object, Value]) -> tuple[tuple[object, Value], ...]:
        """Return what the object that is `self` holds besides what its class does."""
        line = self._line_of(class_)
        methods = {name for each in line for name in self.classes[each]}
        shared = {id(value) for each in line for value in self.kept.get(each, {}).values()}
        parts = ((name.removeprefix("self."), value) for name, value in own_parts(self.names).items())
        own = [(name, value) for name, value in parts if name.isidentifier() and name[:2] != "__"]
        return tuple((n, value) for n, value in own if n not in methods and (n in before or id(value) not in shared))

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
        call = ast.fix_missing_locations(ast.Call(ast.Name(method, ast.Load()), [], [], lineno=line, col_offset=0))
        self.each_way(lambda: self.inline(function, call))
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

    def inherited(self, method: str) -> Value | None:
        """Return the method that `super().method` is; a class of the framework where it is no class of the script."""
        owner = self.inside[-1] if self.inside else ""
        base = self.names.get(base_key(owner))
        name = self.owners.get(base.node, "") if isinstance(base, Function) else ""
        if isinstance(base, Expression) and isinstance(base.node, ast.Name):
            name = base.node.id
        return self.names.get(method_key(name, method)) or base


def _names_driver(function: Definition) -> bool:
    """Return whether something in a function is called by a name of drivers or builders."""
    named = (getattr(node, "attr", "") or getattr(node, "id", "") for node in ast.walk(function))
    return any("driver" in name.lower() or "builder" in name.lower() for name in named)


def _has_effects(expression: ast.expr) -> bool:
    return any(isinstance(node, (ast.Call, ast.NamedExpr, ast.Await)) for node in ast.walk(expression))
