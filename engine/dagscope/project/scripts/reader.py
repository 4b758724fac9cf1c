"""Follows the statements of a script to the drivers it builds. It must not run any of them.

Names are followed to what was assigned to them: over several lines, through lists, dicts and comprehensions of modules,
through functions of the script and of the project's files it imports from. What is unknown stays an expression.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import MOST_OPTIONS, changed_names, modules_of
from dagscope.project.scripts.calls import CallReader
from dagscope.project.scripts.command_options import parameter_choice
from dagscope.project.scripts.expressions import SELF, Enough, items_of
from dagscope.project.scripts.values import Choice, Driver, Expression, Function, Module, Reading, Sequence, Value

_Method = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_ROUNDS = 12
_DEEPEST_CALL = 6
_CALL_COST = 40  # names are copied


@dataclass(slots=True)
class ScriptReader(CallReader):
    """Reads one script."""

    _inlined: set[ast.AST] = field(default_factory=set)
    _alone: list[tuple[ast.AST, list[Driver]]] = field(default_factory=list)
    _returned: list[list[Value]] = field(default_factory=list)
    _peeked: dict[str, dict[str, Value]] = field(default_factory=dict)

    def read(self, tree: ast.Module) -> Reading:
        """Read all of it."""
        try:
            self.block(tree.body)
        except Enough:
            self.found.is_cut = True
        # A function that another one calls is read there, with what it is given.
        twice = {id(driver) for function, drivers in self._alone if function in self._inlined for driver in drivers}
        self.found.drivers = [driver for driver in self.found.drivers if id(driver) not in twice]
        return self.found

    def block(self, block: list[ast.stmt]) -> None:
        later: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        for statement in block:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.names[statement.name] = Function(statement)
                later.append(statement)
            else:
                self._statement(statement)
        self._functions(later)

    def _functions(self, functions: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> None:
        """Read the functions that nothing called: what they are given is known by its default alone."""
        for function in functions:
            if function in self._inlined:
                continue
            saved = dict(self.names)
            self._bind_parameters(function, (), {}, False)
            self._returned.append([])
            before = len(self.found.drivers)
            self.block(function.body)
            self._alone.append((function, self.found.drivers[before:]))
            self._returned.pop()
            self.names = {**saved, **_own_parts(self.names)}

    def _statement(self, statement: ast.stmt) -> None:
        self.step()
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                self._bind_import(alias.asname or alias.name.split(".")[0], alias.name, bool(alias.asname))
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                self._bind_from(statement, alias)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            self._bind_assignment(statement)
        elif isinstance(statement, ast.ClassDef):
            self._class(statement)
        elif isinstance(statement, ast.Return):
            if statement.value is not None:
                value = self.evaluate(statement.value)
                if self._returned:
                    self._returned[-1].append(value)
        elif isinstance(statement, (ast.For, ast.AsyncFor)):
            self._loop(statement)
        elif isinstance(statement, (ast.If, ast.Match, ast.Try)):
            self._branches(statement)
        else:
            for expression in _own_expressions(statement):
                self.evaluate(expression)
            for block in _blocks(statement):
                self.block(block)

    def _branches(self, statement: ast.If | ast.Match | ast.Try) -> None:
        """Read every branch; a name that stands for modules in several of them is a choice of these."""
        for expression in _own_expressions(statement):
            self.evaluate(expression)
        names = changed_names(statement)
        found: dict[str, dict[Value, None]] = {name: {} for name in names}
        first = {name: self.names.get(name) for name in names}
        for block in _blocks(statement):
            before = {name: self.names.get(name) for name in names}
            self.block(block)
            for name in names:
                value = self.names.get(name)
                if value is not None and value is not before[name]:
                    found[name].update(dict.fromkeys(modules_of(value)))
        is_complete = isinstance(statement, ast.If) and bool(statement.orelse)
        for name, values in found.items():
            known = () if is_complete or first[name] is None or not values else modules_of(first[name])
            options = list(dict.fromkeys([*known, *values]))
            if 1 < len(options) <= MOST_OPTIONS:
                node = ast.Name(name, ast.Load())
                self.names[name] = Choice(tuple((str(n), value) for n, value in enumerate(options)), node)

    def _class(self, statement: ast.ClassDef) -> None:
        methods = self._methods(statement, None)
        for item in statement.body:
            if item not in methods:
                before = dict(self.names)
                self._statement(item)
                own = {name: value for name, value in self.names.items() if value is not before.get(name)}
                for owner in ("self", "cls", statement.name):
                    self.names.update({f"{owner}.{name}": value for name, value in own.items() if "." not in name})
        self._functions(methods)

    def _methods(self, statement: ast.ClassDef, names: dict[str, Value] | None) -> list[_Method]:
        """Take in a class's methods, with the names of the file they are in if it is another one."""
        methods = [item for item in statement.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))]
        for method in methods:
            self.names[f"self.{method.name}"] = Function(method, names, skips_first=True)
            if method.name == "__init__":
                self.names[statement.name] = Function(method, names, skips_first=True)
        return methods

    def _loop(self, statement: ast.For | ast.AsyncFor) -> None:
        """Read the body once for each item that is known, or once."""
        items = items_of(self.evaluate(statement.iter))
        for value in items[:_MOST_ROUNDS] if items else [None]:
            if value is not None:
                self.bind(statement.target, value)
            self.block(statement.body)
        self.found.is_cut |= len(items or ()) > _MOST_ROUNDS
        self.block(statement.orelse)

    def _bind_import(self, bound: str, dotted: str, is_renamed: bool) -> None:
        if dotted == SELF and self.own_module:
            self.names[bound] = Module(self.own_module)
            return
        known = self.find_module(dotted)
        if is_renamed or "." not in dotted:
            self.names[bound] = Module(known) if known is not None else Module(dotted, is_outside=True)
            return
        if known is not None:
            self.names[dotted] = Module(known)
        if bound not in self.names or not isinstance(self.names[bound], Module):
            package = self.find_module(bound)
            self.names[bound] = Module(package) if package is not None else Module(bound, is_outside=True)

    def _bind_from(self, statement: ast.ImportFrom, alias: ast.alias) -> None:
        stem = statement.module or ""
        bound = alias.asname or alias.name
        if statement.level and self.own_module:
            parts = self.own_module.split(".")[: -statement.level]
            stem = ".".join([*parts, *([stem] if stem else [])])
        dotted = f"{stem}.{alias.name}" if stem else alias.name
        known = self.find_module(dotted)
        if known is not None:
            self.names[bound] = Module(known)
            return
        holder = self.find_module(stem) if stem else None
        if holder is None:
            self.names[bound] = Module(dotted, is_outside=True)
            return
        self.names.pop(bound, None)
        if holder != self.own_module:
            names = self.peek(holder)
            if alias.name == "*":
                self.names.update(names)
            elif alias.name in names:
                self.names[bound] = names[alias.name]
                if isinstance(self.names[bound], Function):  # perhaps a class: its methods
                    self.names = {**_own_parts(names), **self.names}

    def peek(self, module: str) -> dict[str, Value]:
        """Return what the names of another of the project's files stand for; its own drivers are its own."""
        if module not in self._peeked:
            self._peeked[module] = {}  # files that import each other
            source = self.find_source(module)
            if source is not None and source.tree is not None:
                reader = ScriptReader(self.find_module, self.find_source, module, source, _peeked=self._peeked)
                reader.steps = self.steps
                for statement in source.tree.body:
                    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        reader.names[statement.name] = Function(statement, reader.names)
                    elif isinstance(statement, ast.ClassDef):
                        reader._methods(statement, reader.names)
                    elif isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)):
                        reader._statement(statement)
                self.steps = reader.steps
                self._peeked[module] = reader.names
        return self._peeked[module]

    def _bind_assignment(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        if statement.value is None:
            return
        value = self.evaluate(statement.value)
        if isinstance(statement, ast.AugAssign):
            name = dotted_name(statement.target)
            if name is not None and isinstance(statement.op, ast.Add):
                before = self.names.get(name)
                node = before.node if isinstance(before, (Expression, Sequence)) else statement.target
                self.names[name] = self.joined(before, value, ast.BinOp(node, ast.Add(), statement.value))
            return
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            self.bind(target, value)

    def _bind_parameters(
        self,
        function: ast.FunctionDef | ast.AsyncFunctionDef,
        values: tuple[Value, ...],
        words: Mapping[str, Value],
        skips_first: bool,
    ) -> None:
        arguments = function.args
        plain = [*arguments.posonlyargs, *arguments.args][1 if skips_first else 0 :]
        defaults = dict(zip([item.arg for item in plain][len(plain) - len(arguments.defaults) :], arguments.defaults))
        defaults |= {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults) if d is not None}
        given = dict(zip([item.arg for item in plain], values)) | dict(words)
        for item in [*plain, *arguments.kwonlyargs]:
            self.names.pop(item.arg, None)
            if item.arg in given:
                self.names[item.arg] = given[item.arg]
            else:
                chosen = parameter_choice(function, item)
                if chosen is not None:
                    self.names[item.arg] = chosen
                elif item.arg in defaults:
                    self.names[item.arg] = self.evaluate(defaults[item.arg])
        if arguments.vararg is not None:
            self.names.pop(arguments.vararg.arg, None)
            if len(values) > len(plain):
                node = ast.Name(arguments.vararg.arg, ast.Load())
                self.names[arguments.vararg.arg] = Sequence(values[len(plain) :], node)

    def inline(self, function: Function, call: ast.Call) -> Value:
        """Read a function's body with what this call gives it; what it returns."""
        values = tuple(value for argument in call.args for value in self._argument_values(argument))
        words = {k.arg: self.evaluate(k.value) for k in call.keywords if k.arg}
        if len(self._returned) >= _DEEPEST_CALL:
            return Expression(call)
        self.step(_CALL_COST)
        self._inlined.add(function.node)
        saved = self.names
        self.names = dict(saved) if function.names is None else {**function.names, **_own_parts(saved)}
        self._bind_parameters(function.node, values, words, function.skips_first)
        self._returned.append([])
        self.block(function.node.body)
        returned = self._returned.pop()
        self.names = {**saved, **_own_parts(self.names)}
        return next((value for value in returned if not isinstance(value, Expression)), Expression(call))


def _own_parts(names: Mapping[str, Value]) -> dict[str, Value]:
    """Return the methods and attributes of objects among the names."""
    return {name: value for name, value in names.items() if name.startswith("self.")}


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for each in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
        yield each.body


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr
