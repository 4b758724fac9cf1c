"""What a class or function is at this moment, as a short text that another process of the project can compare.

It looks at the live object, never at its file: by then that may hold other code. It must not run any of the project's
code.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import types
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from dagscope.caching.own_modules import is_project_module
from dagscope.class_home import home_of

_CONSTANTS = (int, float, complex, str, bytes, bool, type(None))
_DEPTH = 4
# Of what Python and libraries note in a class for themselves, by and by, only this says what it is.
_TELLING = frozenset({"__annotations__", "__slots__", "__match_args__"})


def shape_of(obj: type | types.FunctionType) -> str:
    """Return a text that is the same in two processes as long as the class or function is."""
    parts = _of_class(obj) if isinstance(obj, type) else _of_function(obj)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _of_class(cls: type) -> Iterator[str]:
    yield f"class {cls.__qualname__}"
    for base in cls.__mro__[1:]:
        yield f"base {home_of(base)}.{base.__qualname__}"
    for each in cls.__mro__:
        if each is cls or is_project_module(home_of(each)):
            for name, member in sorted(vars(each).items()):
                if not name.startswith("__") or name in _TELLING or isinstance(member, types.FunctionType):
                    yield from _of_member(name, member)


def _of_member(name: str, member: Any) -> Iterator[str]:
    if isinstance(member, types.FunctionType):
        yield from _of_function(member)
    elif isinstance(member, (staticmethod, classmethod, property, functools.cached_property)):
        yield f"{type(member).__name__} {name}"
        for function in _behind(member):
            yield from _of_function(function)
    elif isinstance(member, enum.Enum):
        yield f"{name}={_constant(member.value)}"
    elif type(member) is dict:
        yield from (f"{name}.{key}={_constant(value)}" for key, value in member.items())
    else:
        yield f"{name}={_constant(member)}"


def _behind(member: Any) -> list[types.FunctionType]:
    if isinstance(member, property):
        found = [member.fget, member.fset]
    else:
        found = [member.func if isinstance(member, functools.cached_property) else member.__func__]
    return [each for each in found if isinstance(each, types.FunctionType)]


def _of_function(function: types.FunctionType, depth: int = 0) -> Iterator[str]:
    yield f"def {function.__qualname__}"
    yield from map(_constant, function.__defaults__ or ())
    yield from _of_code(function.__code__)
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # not filled yet
            inner = cell.cell_contents
            if isinstance(inner, types.FunctionType) and depth < _DEPTH:  # what a decorator was put around
                yield from _of_function(inner, depth + 1)


def _of_code(code: types.CodeType) -> Iterator[str]:
    """Yield the code without its file and lines: moved code counts as unchanged."""
    yield code.co_code.hex()
    yield repr((code.co_names, code.co_varnames, code.co_freevars))
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _of_code(constant)
        else:
            yield _constant(constant)


def _constant(value: Any) -> str:
    if isinstance(value, frozenset):
        return repr(sorted(map(_constant, value)))
    if type(value) is tuple:
        return f"({','.join(map(_constant, value))})"
    if type(value) in _CONSTANTS:
        return repr(value)
    if isinstance(value, type):
        return f"{home_of(value)}.{value.__qualname__}"
    return type(value).__name__
