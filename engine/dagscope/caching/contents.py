"""What values in a project's modules are made of, as far as it is code of the project or a constant.
It must not run anything of the project's.

Collections are looked into as they are when the version is first asked for: what fills them while nodes run (a memory
of results) is not code.
"""

from __future__ import annotations

import abc
import collections
import enum
import logging
import sys
import threading
import types
from collections.abc import Iterator
from typing import Any

from dagscope.caching.constants import (
    CONSTANTS,
    Opaque,
    Rest,
    TextConstant,
    constant_text,
    is_constant_tuple,
    member_text,
)
from dagscope.caching.opened import ORDER, inside, order_text
from dagscope.caching.own_modules import is_of_project, is_ours, is_project_module
from dagscope.class_home import home_of
from dagscope.content_version import is_data
from dagscope.preview.budget import reason_of
from dagscope.value_code import is_from_outside

_DEPTH = 4
_LIBRARY, _MODULE = "from ", "import "
_ADDRESSED = (
    type,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.ClassMethodDescriptorType,
)
_SAYING_NOTHING = (
    logging.Logger,
    type(threading.Lock()),
    type(threading.RLock()),
    type(vars(abc.ABC)["_abc_impl"]),
    type(vars(collections.namedtuple("_Fields", "field"))["field"]),
)
"""Whose making makes no difference to a value."""
_Part = tuple[str, Any]


def is_of_library(text: str) -> bool:
    """Return whether a constant's text says that it is a module, a function or a class of a library's."""
    return text.startswith((_LIBRARY, _MODULE))


def library_module(name: str, module: types.ModuleType) -> Iterator[_Part]:
    """Yield which module of a library has a name that is not its own: `import numpy as np`.

    Args:
        name: what it is called where it is used.
        module: any module; nothing is said of the project's, whose code counts by itself, nor of ours.
    """
    own = module.__name__
    if own != name.rpartition(".")[2] and not is_ours(own) and not is_project_module(own):
        yield name, TextConstant(f"{_MODULE}{own}")


def parts_of(name: str, value: Any, depth: int = 0) -> Iterator[_Part]:
    """Yield the functions, classes and constants that a value is made of, each with its name.

    Args:
        name: what the value is called.
        value: any value.
        depth: how deep inside others it is.
    """
    try:
        parts = list(_parts(name, value, depth))
    except BaseException as error:
        if is_from_outside(error):
            raise
        parts = [(name, Opaque(value, reason_of(error)))]
    yield from parts


def _parts(name: str, value: Any, depth: int) -> Iterator[_Part]:
    if isinstance(value, (TextConstant, Opaque)):
        yield name, value
    elif isinstance(value, enum.Enum):
        yield name, TextConstant(member_text(value))
        if is_of_project(type(value)):
            yield f"{name}.__class__", type(value)
    elif isinstance(value, Rest) or is_data(value):
        yield name, _known_by_version(value)
    elif isinstance(value, CONSTANTS) or is_constant_tuple(value) or is_of_project(value):
        yield name, value if is_of_project(value) else TextConstant(repr(value))
        yield from _implementations(name, value, depth)
        if isinstance(value, (str, bytes, int, float, complex)) and is_of_project(type(value)):
            yield from _of_own_kind(name, value, depth)
    elif isinstance(value, _ADDRESSED) or type(value).__name__ == "ufunc":
        if not is_ours(home_of(value)):
            yield name, TextConstant(_address(value))
            if _is_made_of_a_function(value):
                yield name, Opaque(value)
            yield from _bound_to(name, value, depth)
    elif isinstance(value, types.ModuleType):
        yield from library_module(name, value)
    elif depth == _DEPTH:
        yield name, _known_by_version(Rest(value))
        if isinstance(value, dict) and len(value) > 1:
            yield f"{name}{ORDER}", TextConstant(order_text(list(value)))
    else:
        yield from _of_what_is_inside(name, value, depth)


def _known_by_version(value: Any) -> TextConstant | Opaque:
    text = constant_text(value)
    return TextConstant(text) if text is not None else Opaque(value.value if isinstance(value, Rest) else value)


def _of_what_is_inside(name: str, value: Any, depth: int) -> Iterator[_Part]:
    is_known = isinstance(value, _SAYING_NOTHING) or is_ours(home_of(type(value)))
    for suffix, part in inside(value):
        is_known = True
        yield from parts_of(f"{name}{suffix}", part, depth + 1)
    if not is_known:
        yield name, Opaque(value)


def _of_own_kind(name: str, value: Any, depth: int) -> Iterator[_Part]:
    """Yield what an own kind of text or number carries beside it."""
    if depth < _DEPTH:
        for suffix, part in inside(value):
            yield from parts_of(f"{name}{suffix}", part, depth + 1)


def _is_made_of_a_function(value: Any) -> bool:
    """Return whether a ufunc was made by `numpy.frompyfunc`: it has a name that NumPy does not have."""
    return type(value).__name__ == "ufunc" and getattr(sys.modules.get("numpy"), value.__name__, None) is not value


def _bound_to(name: str, value: Any, depth: int) -> Iterator[_Part]:
    """Yield what a method of a library's object is bound to: `", ".join`; nothing of what changes while nodes run."""
    owner = getattr(value, "__self__", None)
    if owner is None or isinstance(owner, (types.ModuleType, type)) or depth >= _DEPTH:
        return
    is_plain = isinstance(owner, (*CONSTANTS, list, tuple, dict, set, frozenset)) or is_data(owner)
    if is_plain or type(owner).__name__ == "ufunc":
        yield from parts_of(f"{name}.__self__", owner, depth + 1)
    else:
        yield name, Opaque(value)


def _address(value: Any) -> str:
    """Return where a function or class of a library is found; of which built-in object a method is does not count."""
    home = home_of(value) or home_of(getattr(value, "__objclass__", None)) or "numpy"
    home = "?" if isinstance(value, type) and not home_of(value) else home
    return f"{_LIBRARY}{home} import {getattr(value, '__qualname__', None) or value.__name__}"


def _implementations(name: str, value: Any, depth: int) -> Iterator[_Part]:
    """Yield the functions that a generic function chooses from."""
    registry = getattr(value, "registry", None) if isinstance(value, types.FunctionType) else None
    if isinstance(registry, types.MappingProxyType) and depth < _DEPTH:
        for kind, function in registry.items():
            if is_of_project(function):
                yield f"{name}[{getattr(kind, '__qualname__', kind)}]", function
