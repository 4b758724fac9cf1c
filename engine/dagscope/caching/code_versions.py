"""The version of a node's code: its function, and what of the project the function uses. Runs nothing.

A function's own version is the hash of its source without comments and docstrings. If it uses other functions, classes
or constants of the project - directly or through each other - their versions count too: change a helper, and everything
that rests on it is computed again. What a function holds of the one that made it (a closure) and defaults that are
computed count as constants do; of a module that is imported inside a function all its code counts. Libraries (the
standard library, what is installed) are taken as they are.
"""

from __future__ import annotations

import ast
import collections
import copy
import dataclasses
import functools
import hashlib
import inspect
import sys
import textwrap
import types
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.contents import constant_text, library_module, parts_of
from dagscope.caching.held import (
    attributes_of_function,
    computed_attributes,
    computed_defaults,
    held_by,
    layers_of,
    names_in_decorators,
)
from dagscope.caching.local_imports import imported_inside
from dagscope.caching.own_modules import is_file_of_project, is_of_project, is_project_module
from dagscope.caching.sources import definition_of, hash_of_source
from dagscope.class_home import home_of
from dagscope.content_version import data_version
from dagscope.function_modifiers.calls import function_behind
from dagscope.node import Node

LookedUp = list[tuple[dict[str, Any], str, Any]]
_BY_TEXT = frozenset(("getattr", "globals", "vars", "attrgetter", "__dict__"))
"""Where these are used, a text may be the name of what is used."""
_source_hashes: ByIdentity[str] = ByIdentity()  # of code objects, as the next ones
_names_read: ByIdentity[tuple[str, ...]] = ByIdentity()
_FILLED = (dict, list, set, collections.deque, collections.UserDict, collections.UserList)
_held: ByIdentity[dict[str, list[tuple[str, Any]]]] = ByIdentity()  # of functions


def version_of_function(fn: Callable[..., Any]) -> str | None:
    """Return the version of a function and all it uses of the project, or None if its source cannot be found.

    Args:
        fn: the function.
    """
    code = getattr(fn, "__code__", None)
    remembered = _versions.get(code) if code is not None else None
    if remembered is not None and remembered.is_of(fn):
        return remembered.version
    own = _source_hash(fn)
    if own is None:
        return None
    looked_up: LookedUp = []
    used = sorted(_used(fn, own, looked_up))
    version = hashlib.sha256("\n".join([own, *used]).encode()).hexdigest() if used else own
    if code is not None and not fn.__closure__:
        _versions[code] = _Remembered(version, fn.__globals__, tuple(looked_up))
    return version


def version_without_decorators(fn: Callable[..., Any], is_left_out: Callable[[ast.expr], bool]) -> str | None:
    """Return the version of a function apart from some of its decorators, and from what only these mention.

    Args:
        fn: the function.
        is_left_out: whether a decorator, as it is written, is left out.
    """
    definition = definition_of(fn)
    left_out = [each for each in definition.decorator_list if is_left_out(each)] if definition is not None else []
    if definition is None or not left_out:
        return version_of_function(fn)
    kept = copy.copy(definition)
    kept.decorator_list = [each for each in definition.decorator_list if each not in left_out]
    own = hashlib.sha256(ast.unparse(kept).encode()).hexdigest()
    mentioned = {*_names_of_expressions(kept.decorator_list), *_names_in(inspect.unwrap(fn).__code__)}
    names = frozenset(_names_of_expressions(left_out)) - mentioned
    return hashlib.sha256("\n".join([own, *sorted(_used(fn, own, [], names))]).encode()).hexdigest()


def parts_of_function(fn: Callable[..., Any]) -> list[tuple[str, str, bool]]:
    """Return what a function uses of the project: the name, the version or the value, and whether it is a constant.

    Args:
        fn: the function.
    """
    uses = [use for use in _uses(fn, "", []) if use.is_first]
    return [(use.address, use.version, use.is_constant) for use in uses]


@dataclasses.dataclass(frozen=True, slots=True)
class _Remembered:
    """A version, and what was looked up for it where: as long as that is the same, so is the version."""

    version: str
    scope: dict[str, Any]
    looked_up: tuple[tuple[dict[str, Any], str, Any], ...]

    def is_of(self, fn: Any) -> bool:
        if fn.__globals__ is not self.scope or fn.__closure__:
            return False
        return not self.looked_up or all(scope.get(name) is value for scope, name, value in self.looked_up)


_versions: ByIdentity[_Remembered] = ByIdentity()


def _source_hash(fn: Any) -> str | None:
    code = getattr(fn, "__code__", None)
    known = _source_hashes.get(code) if code is not None else None
    if known is not None:
        return known
    found = hash_of_source(fn)
    if found is None:
        return None
    if code is not None:
        _source_hashes[code] = found
    return found


def _code_hash(fn: Any) -> str | None:
    """Return the hash of what the interpreter made of a function that no source is known of: `exec`, a console."""
    code = getattr(fn, "__code__", None)
    if not isinstance(code, types.CodeType):
        return None
    waiting, parts = [code], list[str]()
    for each in waiting:  # grows while it is read
        plain = [item for item in each.co_consts if not isinstance(item, types.CodeType)]
        parts.append(f"{each.co_code.hex()} {each.co_names} {each.co_varnames} {data_version(plain)}")
        waiting += [item for item in each.co_consts if isinstance(item, types.CodeType)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class _Use(NamedTuple):
    """One thing that code mentions: who does, by its version, under which name, and what is known of the thing."""

    by: str
    name: str
    address: str
    version: str
    is_constant: bool = False
    is_first: bool = True


def _used(start: Callable[..., Any], own: str, looked_up: LookedUp, left_out: frozenset[str] = frozenset()) -> set[str]:
    """Return what the function rests on, each thing as the code that mentions it calls it: where a helper is defined
    makes no difference, which of two helpers a name stands for does. Names that are left out are the function's own.
    """
    return {f"{use.by}.{use.name}={use.version}" for use in _uses(start, own, looked_up, left_out)}


def _uses(
    start: Callable[..., Any], own: str, looked_up: LookedUp, left_out: frozenset[str] = frozenset()
) -> Iterator[_Use]:
    versions: dict[int, str | None] = {id(start): own}
    waiting: list[tuple[Any, str]] = [(start, own)]
    while waiting:
        looked_at, by = waiting.pop()
        for name, used in _references(looked_at, looked_up, looked_at is not start, left_out):
            text = constant_text(used)
            if text is not None:
                yield _Use(by, name, name, text, is_constant=True)
                continue
            for target in layers_of(used):
                is_first = id(target) not in versions
                address, version = _version_of_layer(target, name) if is_first else ("", versions[id(target)])
                if is_first:
                    versions[id(target)] = version
                    waiting.append((target, version or by))
                if version is not None:
                    yield _Use(by, name, address, version, is_first=is_first)
        for name, version in imported_inside(looked_at, is_file_of_project):
            yield _Use("", name, name, version)


def _version_of_layer(target: Any, name: str) -> tuple[str, str | None]:
    """Return how a function or class is called, and its version; a wrapper is known by its own code."""
    if isinstance(target, types.FunctionType) and hasattr(target, "__wrapped__"):
        return f"{target.__globals__.get('__name__', '')}.{target.__code__.co_name}", _code_hash(target)
    address = f"{home_of(target)}.{getattr(target, '__qualname__', name)}"
    return address, _source_hash(target) or _code_hash(target)


def _references(
    obj: Any, looked_up: LookedUp, is_helper: bool = True, left_out: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Any]]:
    """Yield what a function or class of the project mentions of the project."""
    if isinstance(obj, type):
        yield from _references_of_class(obj, looked_up)
        return
    code = getattr(obj, "__code__", None)
    if code is None:
        return
    scope = obj.__globals__
    names = _names(obj, code)
    if left_out and not is_helper:
        names = tuple(name for name in names if name not in left_out)
    for name in names:
        if name not in scope:
            continue
        used = scope[name]
        looked_up.append((scope, name, used))
        if isinstance(used, types.ModuleType):
            yield from library_module(name, used)
            yield from _attributes(name, used, names, looked_up)
        else:
            yield from parts_of(name, used)
    yield from _parts_held(obj)
    for name, used in (*computed_defaults(obj), *attributes_of_function(obj)) if is_helper else ():
        yield from parts_of(name, used)


def _parts_held(fn: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a function holds of the one that made it; collections as they were when first asked.

    Later they may have what the function remembers while nodes run.
    """
    known = _held.get(fn)
    if known is None and fn.__closure__:
        known = _held[fn] = {
            name: list(parts_of(name, used)) for name, used in held_by(fn) if isinstance(used, _FILLED)
        }
    for name, used in held_by(fn):
        yield from known[name] if known is not None and name in known else parts_of(name, used)


def _references_of_class(kind: type, looked_up: LookedUp) -> Iterator[tuple[str, Any]]:
    for base in (*kind.__bases__, type(kind)):
        if is_of_project(base):
            yield base.__name__, base
    of_libraries = [base for base in kind.__bases__ if base is not object and not is_of_project(base)]
    yield from parts_of(f"{kind.__qualname__}.__bases__", of_libraries)
    for member in vars(kind).values():
        for function in _functions_of(member):
            yield from _references(function, looked_up)
    for name, value in computed_attributes(kind):
        yield from parts_of(name, value)
    module = sys.modules.get(home_of(kind))
    scope: dict[str, Any] = vars(module) if module is not None else {}
    for name in names_in_decorators(kind):
        if name in scope:
            looked_up.append((scope, name, scope[name]))
            yield from parts_of(name, scope[name])


def _functions_of(member: Any) -> list[types.FunctionType]:
    """Return the functions of the project behind a member of a class: of methods of every kind and of properties."""
    if isinstance(member, (staticmethod, classmethod)):
        member = member.__func__
    found = [member.fget, member.fset] if isinstance(member, property) else [member]
    found = [getattr(each, "func", each) if type(each) is functools.cached_property else each for each in found]
    functions = [each for each in found if isinstance(each, types.FunctionType)]
    return [each for each in functions if is_project_module(each.__globals__.get("__name__", ""))]


def _attributes(
    called: str, module: types.ModuleType, names: tuple[str, ...], looked_up: LookedUp
) -> Iterator[tuple[str, Any]]:
    """Yield what of a project's module the function may read, as it is written there: whatever has one of the names."""
    waiting, seen = [(called, module)], {id(module)}
    for path, each in waiting:  # grows while it is read: `package.module.function`
        if not is_project_module(each.__name__):
            continue
        for name in names:
            used = vars(each).get(name)
            if used is None:
                continue
            looked_up.append((vars(each), name, used))
            yield from parts_of(f"{path}.{name}", used)
            if isinstance(used, types.ModuleType) and id(used) not in seen:
                seen.add(id(used))
                waiting.append((f"{path}.{name}", used))


def _names(fn: Any, code: types.CodeType) -> tuple[str, ...]:
    known = _names_read.get(code)
    if known is not None:
        return known
    names = dict.fromkeys(_names_in(code))
    if "@" in _first_line(fn, code):
        names.update(dict.fromkeys(_names_in_decorators(fn)))
    names.pop(code.co_name, None)
    found = tuple(names)
    _names_read[code] = found
    return found


def _names_in(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    looks_up_texts = not _BY_TEXT.isdisjoint(code.co_names)
    for constant in code.co_consts:
        if looks_up_texts and isinstance(constant, str) and constant.isidentifier():
            yield constant  # `getattr(helpers, "rate")`, `globals()["RATE"]`
        if isinstance(constant, types.CodeType):
            yield from _names_in(constant)


def _first_line(fn: Any, code: types.CodeType) -> str:
    import linecache

    return linecache.getline(code.co_filename, code.co_firstlineno, fn.__globals__)


def _names_in_decorators(fn: Any) -> list[str]:
    """Return the names that the decorators' arguments mention: `value(RATE)` makes RATE part of the node."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(fn)))
    except (OSError, TypeError, SyntaxError):
        return []
    return _names_of_expressions(getattr(tree.body[0], "decorator_list", []))


def _names_of_expressions(expressions: list[ast.expr]) -> list[str]:
    return [each.id for expression in expressions for each in ast.walk(expression) if isinstance(each, ast.Name)]


def functions_of(node: Node) -> tuple[Any, ...]:
    """Return the functions that make a node: those it stems from, then one that it calls and does not stem from.

    A step that `@mutate` puts behind a node stems from the node's function and calls another.

    Args:
        node: the node.
    """
    functions = tuple(node.originating_functions or ())
    called = function_behind(node.callable) if functions else None
    if called is None or called in functions:
        return functions
    called = inspect.unwrap(called)
    own = {inspect.unwrap(each) for each in functions}
    return (*functions, called) if is_of_project(called) and called not in own else functions


def version_of_node(node: Node) -> str | None:
    """Return the version of what makes a node's value, or None if nothing is known about it.

    A node that no function of the project stands for (one that a materializer added) is known by the adapter it calls
    and the arguments that are written down for it.

    Args:
        node: the node.
    """
    functions = functions_of(node)
    if functions:
        own = version_of_function(functions[0])
        if len(functions) == 1:
            return own
        others = [version_of_function(each) for each in functions[1:] if each not in (node.originating_functions or ())]
        if own is None or not others:
            return own
        return hashlib.sha256("\n".join([own, *map(str, others)]).encode()).hexdigest()
    parts = [node.name, *(f"{key}={value}" for key, value in sorted(node.tags.items(), key=str))]
    made_by = node.callable
    for cell_name, cell in zip(getattr(made_by.__code__, "co_freevars", ()), made_by.__closure__ or ()):
        if cell_name == "literals":
            parts.append(data_version(cell.cell_contents))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
