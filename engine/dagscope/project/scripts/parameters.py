"""What a function's parameters stand for: what a call gives, a default, a decorator or an annotation.
It reads no body.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dagscope.project.expressions import dotted_name
from dagscope.project.scripts.branches import MOST_MODULES
from dagscope.project.scripts.calls import CallReader
from dagscope.project.scripts.classes import Fields, members_key
from dagscope.project.scripts.command_options import option_default, parameter_choice
from dagscope.project.scripts.providers import is_fixture, provider_of, takes_fixtures
from dagscope.project.scripts.values import OPEN, Choice, Expression, Function, Sequence, Table, Value, items_of

Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class ParameterReader(CallReader):
    """Binds parameters."""

    owners: dict[ast.AST, str] = field(default_factory=dict)
    """The class of each method."""
    fields: dict[str, Fields] = field(default_factory=dict)
    """The fields of each class that has some."""

    defaults: dict[ast.AST, dict[str, Value]] = field(default_factory=dict)
    """The defaults of each function, as they are where it is defined."""

    def bind_parameters(
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
            default = option_default(function, item, defaults.get(item.arg))
            before = self.names.pop(item.arg, None)
            value = given.get(item.arg)
            if value is None:
                value = self._provided(function, item, default, before)
            if value is None or self._is_class(value):
                value = self._chosen(function, item, default) or value
            if value is None and default is not None:
                value = self._default(function, item.arg, default, is_certain=bool(values or keywords))
            if value is not None:
                self.names[item.arg] = value
        if arguments.kwarg is not None:
            named = {item.arg for item in (*plain, *arguments.kwonlyargs)}
            rest = {key: value for key, value in keywords.items() if key not in named}
            written = ast.Dict([ast.Constant(key) for key in rest], [self.hold(value) for value in rest.values()])
            is_open = not values and not keywords and function not in self.inlined  # nothing here calls it
            items = [*rest.items(), *([(OPEN, Expression(written))] if is_open else [])]
            self.names[arguments.kwarg.arg] = Table(tuple(items), ast.copy_location(written, function))
        if arguments.vararg is not None:
            self.names.pop(arguments.vararg.arg, None)
            if len(values) > len(plain):
                node = ast.Name(arguments.vararg.arg, ast.Load())
                self.names[arguments.vararg.arg] = Sequence(values[len(plain) :], node)

    def _provided(
        self, function: Definition, item: ast.arg, default: ast.expr | None, before: Value | None
    ) -> Value | None:
        """Return what a framework calls for a parameter: FastAPI's `Depends(make)`, a fixture of pytest."""
        alias = self.names.get(dotted_name(item.annotation) or "")
        annotation = alias.node if isinstance(alias, Expression) else item.annotation
        maker = provider_of(annotation, default)
        if maker is not None:
            return self.call(ast.copy_location(ast.Call(maker, [], []), item))
        if isinstance(before, Function) and is_fixture(before.node) and takes_fixtures(function):
            return self.inline(before, ast.copy_location(ast.Call(ast.Name(item.arg, ast.Load()), [], []), item))
        return None

    def note_defaults(self, function: Definition) -> None:
        """Take note of what a function's defaults are where it is defined."""
        arguments = function.args
        plain = [*arguments.posonlyargs, *arguments.args]
        pairs = [*zip(plain[len(plain) - len(arguments.defaults) :], arguments.defaults)]
        pairs += [(each, default) for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults) if default]
        found = {each.arg: self.evaluate(default) for each, default in pairs if isinstance(default, ast.Name)}
        self.defaults[function] = found

    def _default(self, function: Definition, name: str, written: ast.expr, is_certain: bool) -> Value:
        """Return a default; where nothing is given to the function, something may be given when the script runs."""
        value = self.defaults.get(function, {}).get(name) or self.evaluate(written)
        return value if is_certain else self.unsure_of(value)

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


def _choice(values: tuple[Value, ...], node: ast.expr) -> Value:
    try:
        different = list(dict.fromkeys(values))[:MOST_MODULES]
    except TypeError:  # a function of another file holds that file's names
        different = list(values)[:MOST_MODULES]
    return Choice(tuple((str(n), value) for n, value in enumerate(different)), node)
