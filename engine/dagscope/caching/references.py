"""What a function or a class of the project mentions of the project: its names, and what stands behind each.

It must not run anything.
"""

from __future__ import annotations

import ast
import collections
import contextvars
import dataclasses
import inspect
import linecache
import textwrap
import types
from collections.abc import Iterator
from typing import Any

from dagscope.caching.by_identity import ByIdentity
from dagscope.caching.class_contents import parts_of_class
from dagscope.caching.constants import Opaque, TextConstant
from dagscope.caching.contents import library_module, parts_of
from dagscope.caching.held import attributes_of_function, computed_defaults, held_by, names_in_defaults
from dagscope.caching.own_modules import is_made_at_run_time, is_of_project, is_project_module
from dagscope.caching.written import written
from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version
from dagscope.source_text import parsed_module

Reference = tuple[str, Any]
_BY_TEXT = frozenset(("getattr", "globals", "vars", "attrgetter", "__dict__"))
"""Where these are used, a text may be the name of what is used."""
_FILLED = (dict, list, set, collections.deque, collections.UserDict, collections.UserList)
_names_read: ByIdentity[tuple[str, ...]] = ByIdentity()
_held: ByIdentity[dict[str, list[Reference]]] = ByIdentity()  # of functions
_hidden: ByIdentity[list[Any]] = ByIdentity()  # of functions and classes


@dataclasses.dataclass(slots=True)
class LookedUp:
    """What was looked up for a function, and where; `written` are the values, by identity, of which only the code that
    makes them is known.
    """

    names: list[tuple[dict[str, Any], str, Any]] = dataclasses.field(default_factory=list)
    written: set[int] = dataclasses.field(default_factory=set)


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
        yield from _of_class(obj, looked_up)
        return
    code = getattr(obj, "__code__", None)
    if code is None:
        return
    scope = obj.__globals__
    names = _names(obj, code)
    if left_out and not is_helper:
        names = tuple(name for name in names if name not in left_out)
    for name in names:
        if _is_module(scope.get(name)):
            yield from _attributes(name, scope[name], names, looked_up)
        if name in scope:
            yield from of_name(scope, name, looked_up)
    if "__doc__" in code.co_names:
        yield from _docs(scope, names)
    if not is_helper and scope.get(obj.__name__) is obj and _hidden_in(obj):
        yield from of_name(scope, obj.__name__, looked_up)
    yield from _attached_parts(obj)
    yield from _of_defaults(obj, looked_up, is_helper)


def _of_class(kind: type, looked_up: LookedUp) -> Iterator[Reference]:
    for part in parts_of_class(kind):
        if part.scope is not None:
            yield from of_name(part.scope, part.name, looked_up)
            continue
        # What libraries generate and keep for themselves comes of the class's own source.
        is_written = part.is_written or part.name.rpartition(".")[2].startswith("_") and not part.is_method
        parts = references_of(part.used, looked_up) if part.is_method else parts_of(part.name, part.used)
        for name, used in parts:
            if is_written and isinstance(used, Opaque):
                looked_up.written.add(id(used.value))
            yield name, used


def _of_defaults(fn: Any, looked_up: LookedUp, is_helper: bool) -> Iterator[Reference]:
    """Yield the computed defaults of a helper; those of a node are inputs, which have versions of their own.

    Of a node's defaults only what those versions leave out counts: the code of functions and classes, and values that
    have no version.
    """
    for parameter, value in computed_defaults(fn):
        parts = list(parts_of(parameter, value))
        opaque = [used.value for _, used in parts if isinstance(used, Opaque)]
        scope = fn.__globals__
        mentioned = names_in_defaults(fn).get(parameter) if opaque else None
        if mentioned is not None:
            names = [name for name in mentioned if name in scope]
            looked_up.written.update({id(each) for each in opaque} - {id(scope[name]) for name in names})
            for name in names:
                yield from of_name(scope, name, looked_up)
        has_version = not is_helper and data_version(value) != UNHASHABLE
        yield from (part for part in parts if not has_version or is_of_project(part[1]))


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
        looked_up.names.append((home, called, used))
        parts = list(library_module(called, used) if _is_module(used) else parts_of(called, used))
        yield from parts
        hidden = [each for _, part in parts for each in _hidden_in(part)]
        found = written(home, called) if hidden or _is_written(used) else None
        if found is None:
            continue
        looked_up.written.update(map(id, hidden))
        yield called, TextConstant(found.text)
        waiting += [(found.scope, each) for each in found.names if each in found.scope and each not in seen]
        seen.update(found.names)


def _is_module(used: Any) -> bool:
    return issubclass(type(used), types.ModuleType)  # whatever its `__class__` answers


def _is_written(used: Any) -> bool:
    """Return whether statements about it count, beside what it is: `random.seed(1)`."""
    if _is_module(used):
        return not is_project_module(used.__name__)
    return issubclass(type(used), contextvars.ContextVar) or is_made_at_run_time(used)


def _hidden_in(used: Any) -> list[Any]:
    """Return the values that cannot be looked into, of a part itself or in what a function or a class of it holds."""
    if isinstance(used, Opaque):
        return [used.value]
    if not is_of_project(used):
        return []
    known = _hidden.get(used)
    if known is None:
        _hidden[used] = []  # for those that hold themselves
        parts = _attached_parts(used) if isinstance(used, types.FunctionType) else _parts_of_class(used)
        known = _hidden[used] = [each for _, part in parts for each in _hidden_in(part)]
    return known


def _parts_of_class(kind: type) -> Iterator[Reference]:
    """Yield what of a class is not shown by its source, and its methods."""
    for part in parts_of_class(kind):
        if part.is_method:
            yield part.name, part.used
        elif part.scope is None and not part.is_written:
            yield from parts_of(part.name, part.used)


def _docs(scope: dict[str, Any], names: tuple[str, ...]) -> Iterator[Reference]:
    """Yield the docstrings that code may read; to all other code they are no part."""
    for name in names:
        used = scope.get(name)
        if is_of_project(used) and isinstance(used.__doc__, str):
            yield f"{name}.__doc__", used.__doc__


def _attached_parts(fn: Any) -> Iterator[Reference]:
    """Yield what a function holds of the one that made it, and its attributes.

    Collections are as they were when first asked: later they may have what the function remembers while nodes run.
    """
    known = _held.get(fn)
    if known is None and (fn.__closure__ or vars(fn)):
        known = _held[fn] = {
            name: list(parts_of(name, used)) for name, used in _attached(fn) if isinstance(used, _FILLED)
        }
    for name, used in _attached(fn):
        yield from known[name] if known is not None and name in known else parts_of(name, used)


def _attached(fn: Any) -> Iterator[Reference]:
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
            for part_name, part in of_name(vars(each), name, looked_up):
                yield f"{path}.{part_name}", part
            if _is_module(used) and id(used) not in seen:
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
        tree = parsed_module(textwrap.dedent(inspect.getsource(fn)))
    except (OSError, TypeError, SyntaxError):
        return []
    return names_of_expressions(getattr(tree.body[0], "decorator_list", []))


def names_of_expressions(expressions: list[ast.expr]) -> list[str]:
    """Return the names that expressions mention.

    Args:
        expressions: decorators, for example.
    """
    return [each.id for expression in expressions for each in ast.walk(expression) if isinstance(each, ast.Name)]
