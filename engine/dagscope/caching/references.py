"""What a function or a class of the project mentions of the project: its names, and what stands behind each.

It must not run anything, nor make versions of what it finds.
"""

from __future__ import annotations

import ast
import collections
import contextvars
import inspect
import linecache
import textwrap
import types
from collections.abc import Iterator
from typing import Any

from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.class_contents import parts_of_class
from dagscope.caching.constants import Said
from dagscope.caching.contents import is_opaque, library_module, parts_of
from dagscope.caching.held import attributes_of_function, computed_defaults, held_by
from dagscope.caching.own_modules import is_made_at_run_time, is_of_project, is_project_module
from dagscope.caching.written import written

LookedUp = list[tuple[dict[str, Any], str, Any]]
Reference = tuple[str, Any]
_BY_TEXT = frozenset(("getattr", "globals", "vars", "attrgetter", "__dict__"))
"""Where these are used, a text may be the name of what is used."""
_FILLED = (dict, list, set, collections.deque, collections.UserDict, collections.UserList)
_names_read: ByIdentity[tuple[str, ...]] = ByIdentity()
_held: ByIdentity[dict[str, list[Reference]]] = ByIdentity()  # of functions


def references_of(
    obj: Any, looked_up: LookedUp, is_helper: bool = True, left_out: frozenset[str] = frozenset()
) -> Iterator[Reference]:
    """Yield what a function or class of the project mentions of the project.

    Args:
        obj: the function or class.
        looked_up: takes what was looked up for it, and where.
        is_helper: whether it is used by another one; a node's own defaults are inputs.
        left_out: names that do not count.
    """
    if isinstance(obj, type):
        for part in parts_of_class(obj):
            if part.scope is not None:
                yield from of_name(part.scope, part.name, looked_up)
            elif part.is_method:
                yield from references_of(part.used, looked_up)
            else:
                yield from parts_of(part.name, part.used)
        return
    code = getattr(obj, "__code__", None)
    if code is None:
        return
    scope = obj.__globals__
    names = _names(obj, code)
    if left_out and not is_helper:
        names = tuple(name for name in names if name not in left_out)
    for name in names:
        if isinstance(scope.get(name), types.ModuleType):
            yield from _attributes(name, scope[name], names, looked_up)
        if name in scope:
            yield from of_name(scope, name, looked_up)
    if "__doc__" in code.co_names:
        yield from _docs(scope, names)
    yield from _parts_held(obj)
    if is_helper:
        for name, used in computed_defaults(obj):
            yield from parts_of(name, used)


def of_name(scope: dict[str, Any], name: str, looked_up: LookedUp) -> Iterator[Reference]:
    """Yield what a name of a module stands for, and how it is written there where that cannot be seen.

    Args:
        scope: the module's names.
        name: one of them.
        looked_up: takes what was looked up, and where.
    """
    waiting, seen = [(scope, name)], {name}
    for home, called in waiting:  # grows while it is read: by the names that statements mention
        used = home[called]
        looked_up.append((home, called, used))
        is_written = _is_written(used)
        for part in library_module(called, used) if isinstance(used, types.ModuleType) else parts_of(called, used):
            is_written = is_written or is_opaque(part[1])
            yield part
        found = written(home, called) if is_written else None
        if found is None:
            continue
        yield called, Said(found.text)
        waiting += [(found.scope, each) for each in found.names if each in found.scope and each not in seen]
        seen.update(found.names)


def _is_written(used: Any) -> bool:
    """Return whether statements about it count, beside what it is: `random.seed(1)`, what a closure was made with."""
    if isinstance(used, types.ModuleType):
        return not is_project_module(used.__name__)
    if isinstance(used, types.FunctionType) and used.__closure__:
        return is_of_project(used) and any(is_opaque(part) for _, part in _parts_held(used))
    return isinstance(used, contextvars.ContextVar) or is_made_at_run_time(used)


def _docs(scope: dict[str, Any], names: tuple[str, ...]) -> Iterator[Reference]:
    """Yield the docstrings that code may read; to all other code they are no part."""
    for name in names:
        used = scope.get(name)
        if is_of_project(used) and isinstance(used.__doc__, str):
            yield f"{name}.__doc__", used.__doc__


def _parts_held(fn: Any) -> Iterator[Reference]:
    """Yield what a function holds of the one that made it, and its attributes.

    Collections are as they were when first asked: later they may have what the function remembers while nodes run.
    """
    known = _held.get(fn)
    if known is None and (fn.__closure__ or vars(fn)):
        known = _held[fn] = {
            name: list(parts_of(name, used)) for name, used in _put_on(fn) if isinstance(used, _FILLED)
        }
    for name, used in _put_on(fn):
        yield from known[name] if known is not None and name in known else parts_of(name, used)


def _put_on(fn: Any) -> Iterator[Reference]:
    yield from held_by(fn)
    yield from attributes_of_function(fn)


def _attributes(
    called: str, module: types.ModuleType, names: tuple[str, ...], looked_up: LookedUp
) -> Iterator[tuple[str, Any]]:
    """Yield what of a project's module the function may read, as it is written there: whatever has one of the names."""
    waiting, seen = [(called, module)], {id(module)}
    for path, each in waiting:  # grows while it is read: `package.module.function`
        if not is_project_module(each.__name__):
            continue
        for name in (*names, "__getattr__"):
            used = vars(each).get(name)
            if used is None:
                continue
            for called, part in of_name(vars(each), name, looked_up):
                yield f"{path}.{called}", part
            if isinstance(used, types.ModuleType) and id(used) not in seen:
                seen.add(id(used))
                waiting.append((f"{path}.{name}", used))


def _names(fn: Any, code: types.CodeType) -> tuple[str, ...]:
    known = _names_read.get(code)
    if known is not None:
        return known
    names = dict.fromkeys(names_in(code))
    if "@" in _first_line(fn, code):
        names.update(dict.fromkeys(_names_in_decorators(fn)))
    names.pop(code.co_name, None)
    found = tuple(names)
    _names_read[code] = found
    return found


def names_in(code: types.CodeType) -> Iterator[str]:
    """Yield the names that code mentions, and texts that may be names.

    Args:
        code: a function's.
    """
    # Each class statement reads the module's name, to say where its class is from: that is no use of it.
    is_class = "__module__" in code.co_names and not code.co_flags & inspect.CO_OPTIMIZED
    yield from (name for name in code.co_names if not (is_class and name == "__name__"))
    looks_up_texts = not _BY_TEXT.isdisjoint(code.co_names)
    for constant in code.co_consts:
        if looks_up_texts and isinstance(constant, str) and constant.isidentifier():
            yield constant  # `getattr(helpers, "rate")`, `globals()["RATE"]`
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)


def _first_line(fn: Any, code: types.CodeType) -> str:
    return linecache.getline(code.co_filename, code.co_firstlineno, fn.__globals__)


def _names_in_decorators(fn: Any) -> list[str]:
    """Return the names that the decorators' arguments mention: `value(RATE)` makes RATE part of the node."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(fn)))
    except (OSError, TypeError, SyntaxError):
        return []
    return names_of_expressions(getattr(tree.body[0], "decorator_list", []))


def names_of_expressions(expressions: list[ast.expr]) -> list[str]:
    """Return the names that expressions mention.

    Args:
        expressions: decorators, for example.
    """
    return [each.id for expression in expressions for each in ast.walk(expression) if isinstance(each, ast.Name)]
