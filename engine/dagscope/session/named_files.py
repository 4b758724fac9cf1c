"""What may be the path of a file in what nodes are given and in their functions. It must neither open one nor ask
whether there is one.
"""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import islice
from pathlib import PurePath
from typing import Any

from dagscope.function_modifiers.calls import function_behind, wiring_of
from dagscope.node import Node

MAY_HOLD_PATHS = frozenset((str, list, tuple, set, frozenset, dict))
_PATH_LENGTH = 1_000
_MEMBERS = 100


def names_nothing(made_by: Any) -> bool:
    """Return whether it can be seen at a glance that a function names no file: large graphs have many such ones."""
    if type(made_by) is not types.FunctionType or made_by.__closure__ or made_by.__kwdefaults__:
        return False
    code, doc = made_by.__code__, made_by.__doc__
    if code.co_names:
        return False
    for value in (*code.co_consts, *(made_by.__defaults__ or ())):
        if value is not doc and type(value) is not int and value is not None:
            return False
    return True


def values_of(node: Node, folders: tuple[str, ...]) -> list[Any]:
    """Return what may be paths in a node's function and in the project's functions that it uses: what decorators
    bound, constants, defaults, variables.
    """
    made_by = node.callable
    wiring = wiring_of(made_by)
    values: list[Any] = []
    if wiring is not None:
        values += wiring.literals.values()
    elif getattr(made_by, "__closure__", None):  # what loaders and savers of materializers were given
        values += [_cell(made_by, "kwargs"), _cell(made_by, "literals")]
    functions = node.originating_functions or ()
    behind = function_behind(made_by)
    waiting = [*functions] if behind in functions else [*functions, behind]
    seen: set[int] = set()
    for function in waiting:  # grows while it is read
        waiting += _add_values_of(getattr(function, "__wrapped__", function), values, folders, seen)
    return values


def literals_of(node: Node) -> Mapping[str, Any]:
    """Return what a loader or a saver was given where it is defined, by name."""
    found = _cell(node.callable, "literals")
    return found if type(found) is dict else {}


def _add_values_of(function: Any, values: list[Any], folders: tuple[str, ...], seen: set[int]) -> list[Any]:
    """Add what a function has that may hold paths, nearly always nothing; return the project's functions it uses."""
    code = getattr(function, "__code__", None)
    if code is None or id(code) in seen:
        return []
    seen.add(id(code))
    doc = function.__doc__
    values += [value for value in code.co_consts if type(value) in MAY_HOLD_PATHS and value is not doc]
    values += function.__defaults__ or ()
    values += (function.__kwdefaults__ or {}).values()
    helpers: list[Any] = []
    for value in _used(function.__globals__, code, folders):
        if type(value) is not types.FunctionType:
            values.append(value)
        elif value.__code__.co_filename.startswith(folders):
            helpers.append(value)
    return helpers


def _used(scope: Mapping[str, Any], code: types.CodeType, folders: tuple[str, ...], depth: int = 2) -> Iterator[Any]:
    """Yield the functions that a function's names stand for, and what may hold paths: `PATH`, `settings.PATH`,
    `Paths.RAW.value`, `PATHS["raw"]`.
    """
    for name in code.co_names:
        value: Any = None if name == "__file__" else scope.get(name)  # that is code, not data
        kind = type(value)
        if kind is functools.partial:
            yield from (value.func, *value.args, *value.keywords.values())
        elif kind is dict:
            keys = [key for key in code.co_consts if type(key) is str and key in value]
            yield [value[key] for key in keys] or value
        elif kind is types.FunctionType or kind in MAY_HOLD_PATHS or issubclass(kind, PurePath):
            yield value
        elif depth and value is not None:
            yield from _used(_inside(value, folders), code, folders, depth - 1)


def _inside(value: Any, folders: tuple[str, ...]) -> Mapping[str, Any]:
    """Return what is in a module, a class or an object by name, if the project made it."""
    kind = type(value)
    owner = value if issubclass(kind, type) else kind
    module = value if kind is types.ModuleType else sys.modules.get(owner.__dict__.get("__module__", ""))
    if not str(getattr(module, "__file__", "")).startswith(folders):
        return {}
    inside: Mapping[str, Any] = getattr(value, "__dict__", {})
    members = inside.get("_member_map_") if issubclass(owner, Enum) else None
    return inside if members is None else {name: each.value for name, each in members.items()}


def _cell(function: Any, name: str) -> Any:
    """Return a variable that a function has from around it; None where it has no such one."""
    code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None)
    if code is None or not cells or name not in code.co_freevars:
        return None
    try:
        return cells[code.co_freevars.index(name)].cell_contents
    except ValueError:
        return None


def paths_in(value: Any, is_inside: bool = False) -> Iterator[str]:
    """Yield texts that may be paths: the value, or what is in a container of the plain kinds."""
    kind = type(value)
    if kind is str:
        if 0 < len(value) <= _PATH_LENGTH and "\n" not in value and "\0" not in value:
            yield value
    elif issubclass(kind, PurePath):
        yield str(value)
    elif kind in MAY_HOLD_PATHS and kind is not str and not is_inside:
        members: Iterable[Any] = value.values() if isinstance(value, Mapping) else value
        try:
            first = list(islice(members, _MEMBERS))
        except RuntimeError:  # another thread changes it meanwhile
            return
        for member in first:
            yield from paths_in(member, True)
