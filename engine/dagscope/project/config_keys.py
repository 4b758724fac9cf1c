"""Which config keys a project's decorators ask for, and which values they know, read from the source. Runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dagscope.project.source import FunctionDef, SourceFile, literal_or_none, public_functions
from dagscope.project.written_decorators import decorator_name
from dagscope.settings import ENABLE_POWER_USER_MODE

_EXACT, _OTHERS = ("when", "when_in"), ("when_not", "when_not_in")
_RESOLVERS = ("resolve", "resolve_from_config")


@dataclass(frozen=True, slots=True)
class AskedKey:
    """A key, the values that decorators compare it with, and where it is asked first.

    `is_open`: another value than those may mean something, too.
    """

    name: str
    values: tuple[object, ...]
    origin: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Use:
    name: str
    values: tuple[object, ...] = ()
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class _Names:
    """What the names at the top of a module stand for: literals, and functions, lambdas among them."""

    constants: Mapping[str, ast.expr]
    functions: Mapping[str, ast.arguments]
    bodies: Mapping[str, ast.AST]

    def behind(self, expression: ast.expr) -> ast.expr:
        """Return the expression that a name is assigned once; everything else as it is."""
        return self.constants.get(expression.id, expression) if isinstance(expression, ast.Name) else expression


def _names_of(tree: ast.Module) -> _Names:
    constants: dict[str, ast.expr] = {}
    again: set[str] = set()
    functions: dict[str, ast.arguments] = {}
    bodies: dict[str, ast.AST] = {}
    for item in tree.body:
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions[item.name], bodies[item.name] = item.args, item
        elif isinstance(item, (ast.Assign, ast.AnnAssign)) and item.value is not None:
            targets = item.targets if isinstance(item, ast.Assign) else [item.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    again.update({target.id} & constants.keys())
                    constants[target.id] = item.value
    for name in again:
        del constants[name]
    return _Names(constants, functions, bodies)


def _condition_uses(call: ast.Call, names: _Names, is_exact: bool) -> Iterator[_Use]:
    for keyword in call.keywords:
        if keyword.arg == "name":
            continue
        if keyword.arg is not None:
            yield _condition_use(keyword.arg, keyword.value, names, is_exact)
            continue
        mapping = names.behind(keyword.value)
        if isinstance(mapping, ast.Dict):
            for key, value in zip(mapping.keys, mapping.values):
                text = literal_or_none(key)
                if isinstance(text, str) and text != "name":
                    yield _condition_use(text, value, names, is_exact)


def _condition_use(name: str, written: ast.expr, names: _Names, is_exact: bool) -> _Use:
    written = names.behind(written)
    items = written.elts if isinstance(written, (ast.List, ast.Tuple, ast.Set)) else [written]
    found = [literal_or_none(names.behind(item)) for item in items]
    values = tuple(value for value in found if value is not None)
    return _Use(name, values, is_open=not is_exact or len(values) < len(items))


def _asked_by(function: ast.expr, names: _Names) -> Iterator[_Use]:
    """Yield the keys that a function of the config looks up: `c["key"]`, `c.get("key")`."""
    function = names.behind(function)
    body: ast.AST | None = function if isinstance(function, ast.Lambda) else None
    if isinstance(function, ast.Name):
        body = names.bodies.get(function.id)
    if not isinstance(body, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)) or not body.args.args:
        return
    config = body.args.args[0].arg
    for item in ast.walk(body):
        owner: ast.expr | None = None
        key: ast.expr | None = None
        if isinstance(item, ast.Subscript):
            owner, key = item.value, item.slice
        elif isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr == "get":
            owner, key = item.func.value, item.args[0] if item.args else None
        text = literal_or_none(key)
        if isinstance(owner, ast.Name) and owner.id == config and isinstance(text, str):
            yield _Use(text)


def _resolver_uses(call: ast.Call, names: _Names) -> Iterator[_Use]:
    """Yield the parameters of the function that a decorator is resolved with."""
    written = next((keyword.value for keyword in call.keywords if keyword.arg == "decorate_with"), None)
    written = written if written is not None else call.args[1] if len(call.args) > 1 else None
    function = names.behind(written) if written is not None else None
    arguments = function.args if isinstance(function, ast.Lambda) else None
    if isinstance(function, ast.Name):
        arguments = names.functions.get(function.id)
    for item in [*arguments.args, *arguments.kwonlyargs] if arguments is not None else []:
        yield _Use(item.arg)


def _uses_of(function: FunctionDef, names: _Names) -> Iterator[_Use]:
    for decorator in function.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        name = decorator_name(decorator)
        if name in _EXACT or name in _OTHERS:
            yield from _condition_uses(decorator, names, name in _EXACT)
        elif name == "config" and decorator.args:
            yield from _asked_by(decorator.args[0], names)
        elif name in _RESOLVERS:
            yield _Use(ENABLE_POWER_USER_MODE, (True,), is_open=False)
            yield from _resolver_uses(decorator, names)
        for item in ast.walk(decorator):
            if isinstance(item, ast.Call) and decorator_name(item) == "configuration" and item.args:
                text = literal_or_none(item.args[0])
                if isinstance(text, str):
                    yield _Use(text)


def asked_keys(sources: Iterable[SourceFile]) -> tuple[AskedKey, ...]:
    """Return every key with its values, in the order they are met; of a boolean both are known."""
    values: dict[str, dict[str, object]] = {}
    origins: dict[str, str] = {}
    opened: set[str] = set()
    for source in sources:
        if source.tree is None:
            continue
        names = _names_of(source.tree)
        for function in public_functions(source.tree):
            for use in _uses_of(function, names):
                origins.setdefault(use.name, f"{source.path.name}:{function.lineno}")
                known = values.setdefault(use.name, {})
                known.update((repr(value), value) for value in use.values if repr(value) not in known)
                opened.update([use.name] if use.is_open else ())
    return tuple(
        AskedKey(name, _with_both(tuple(known.values())), origins[name], name in opened)
        for name, known in values.items()
    )


def _with_both(values: tuple[object, ...]) -> tuple[object, ...]:
    if not values or not all(isinstance(value, bool) for value in values):
        return values
    return (*values, not values[0]) if len(values) == 1 else values
