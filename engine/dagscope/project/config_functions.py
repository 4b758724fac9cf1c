"""Which config keys functions ask for that are given to decorators: conditions, and what a decorator is resolved with.
Read from the source; runs nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dagscope.project.written_names import UNKNOWN, Function, Meaning, Names, body_of

_LOOKUPS = ("get", "pop", "setdefault")


@dataclass(frozen=True, slots=True)
class Use:
    """A key that one decorator asks for, and the values that it compares it with."""

    name: str
    values: tuple[object, ...] = ()
    is_open: bool = True
    is_compared: bool = False


@dataclass(frozen=True, slots=True)
class _Called:
    """A function as a decorator calls it: how many of its parameters are bound, and which by name."""

    body: Function
    module: str
    bound: int = 0
    named: frozenset[str] = frozenset()

    def parameters(self) -> list[ast.arg]:
        """Return the parameters that are not bound."""
        positional = [*self.body.args.posonlyargs, *self.body.args.args][self.bound :]
        return [each for each in [*positional, *self.body.args.kwonlyargs] if each.arg not in self.named]


def _called(function: ast.AST, names: Names, module: str) -> _Called | None:
    """Return the function behind an expression: a name, a lambda, `partial(...)` of one, an object that is called."""
    found = names.behind(function, module)
    body = body_of(found)
    if body is not None:
        return _Called(body, found.module)
    if not isinstance(found.node, ast.Call):
        return None
    call, where = found.node, found.module
    if names.called(call.func, where) == "partial" and call.args:
        inner = _called(call.args[0], names, where)
        named = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
        if inner is None:
            return None
        return _Called(inner.body, inner.module, inner.bound + len(call.args) - 1, inner.named | named)
    made = names.behind(call.func, where)
    if isinstance(made.node, ast.ClassDef):
        method = next((each for each in made.node.body if getattr(each, "name", "") == "__call__"), None)
        body = body_of(Meaning(method, made.module)) if method is not None else None
        return _Called(body, made.module, 1) if body is not None else None
    return None


def asked_by(function: ast.expr, names: Names, module: str) -> Iterator[Use]:
    """Yield the keys that a function of the config looks up: `c["key"]`, `c.get("key")`, `"key" in c`."""
    called = _called(function, names, module)
    if called is None or not called.parameters():
        return
    config, where = called.parameters()[0].arg, called.module
    compared: dict[int, None] = {}
    for item in ast.walk(called.body):
        if isinstance(item, ast.Compare) and len(item.ops) == 1:
            for key, values, lookup in _compared(item, config, names, where):
                compared[id(lookup)] = None
                yield Use(key, values)
    for item in ast.walk(called.body):
        found = _key_looked_up(item, config, names, where)
        if found is not None and id(item) not in compared:
            yield Use(found)


def _key_looked_up(item: ast.AST, config: str, names: Names, module: str) -> str | None:
    """Return the key that an expression looks up in the config."""
    owner: ast.expr | None = None
    key: ast.expr | None = None
    if isinstance(item, ast.Subscript):
        owner, key = item.value, item.slice
    elif isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr in _LOOKUPS:
        owner, key = item.func.value, item.args[0] if item.args else None
    elif isinstance(item, ast.Compare) and isinstance(item.ops[0], (ast.In, ast.NotIn)):
        owner, key = item.comparators[0], item.left
    text = names.text(key, module) if key is not None else None
    return text if isinstance(owner, ast.Name) and owner.id == config else None


def _compared(
    item: ast.Compare, config: str, names: Names, module: str
) -> Iterator[tuple[str, tuple[object, ...], ast.expr]]:
    """Yield a key that is compared with values that are known: `c["key"] == "x"`, `c.get("key") in ("x", "y")`."""
    for looked_up, other in ((item.left, item.comparators[0]), (item.comparators[0], item.left)):
        key = _key_looked_up(looked_up, config, names, module)
        if key is None:
            continue
        if isinstance(item.ops[0], (ast.In, ast.NotIn)):
            found = tuple(names.items(other, module)) if looked_up is item.left else ()
        elif isinstance(item.ops[0], (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
            found = (names.value(other, module),)
        else:
            found = ()
        values = tuple(value for value in found if value is not UNKNOWN and value is not None)
        yield key, values, looked_up


def resolver_uses(call: ast.Call, names: Names, module: str) -> Iterator[Use]:
    """Yield the parameters of the function that a decorator is resolved with, with what their types allow."""
    written = next((keyword.value for keyword in call.keywords if keyword.arg == "decorate_with"), None)
    written = written if written is not None else call.args[-1] if call.args else None
    called = _called(written, names, module) if written is not None else None
    for parameter in called.parameters() if called is not None else ():
        values = tuple(_allowed(parameter.annotation, names, called.module)) if called is not None else ()
        is_whole = bool(values) and UNKNOWN not in values
        yield Use(parameter.arg, values if is_whole else (), is_open=not is_whole, is_compared=is_whole)


def _allowed(annotation: ast.expr | None, names: Names, module: str) -> Iterator[object]:
    """Yield the values of a type that has few: a `Literal`, an enumeration, a boolean."""
    if annotation is None:
        return
    found = names.behind(annotation, module)
    node = found.node
    if isinstance(node, ast.Subscript) and names.called(node.value, found.module) == "Literal":
        for each in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
            yield names.value(each, found.module)
    elif isinstance(node, ast.Name) and node.id == "bool":
        yield from (True, False)
    elif isinstance(node, ast.ClassDef):
        yield from (each for each in names.items(annotation, module) if each is not UNKNOWN)


def returned_call(call: ast.Call, names: Names, module: str) -> tuple[ast.Call, str] | None:
    """Return the call that a project's function gives back when it is called so, its parameters filled in."""
    called = _called(call.func, names, module)
    if called is None or isinstance(called.body, ast.Lambda):
        return None
    returns = [each for each in ast.walk(called.body) if isinstance(each, ast.Return)]
    made = returns[0].value if len(returns) == 1 else None
    if not isinstance(made, ast.Call):
        return None
    given: dict[str, ast.expr] = dict(zip([each.arg for each in called.body.args.args], call.args))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    keywords = [
        ast.keyword(each.arg, given.get(each.value.id, each.value) if isinstance(each.value, ast.Name) else each.value)
        for each in made.keywords
    ]
    return ast.Call(func=made.func, args=made.args, keywords=keywords), called.module
