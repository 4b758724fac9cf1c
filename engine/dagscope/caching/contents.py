"""What values in a project's modules are made of, as far as it is code of the project or a constant.
It must not run anything of the project's.

Collections are looked into as they are when the version is first asked for: what fills them while nodes run (a memory
of results) is not code.
"""

from __future__ import annotations

import array
import collections
import contextvars
import dataclasses
import enum
import functools
import operator
import types
from collections.abc import Callable, Iterator
from typing import Any

from dagscope.caching.own_modules import is_of_project, is_ours, is_project_module
from dagscope.class_home import home_of
from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version, is_data
from dagscope.preview.budget import type_name
from dagscope.preview.scalars import short_repr

_CONSTANTS = (int, float, complex, str, bytes, bool, type(None))
_DEPTH = 4
_ITEMS = 1_000
_LIBRARY, _MODULE = "from ", "import "
_Part = tuple[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A constant that is known by a text."""

    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Rest:
    """What is too long or lies too deep to be looked into: it is known by its version."""

    value: Any


def constant_text(value: Any) -> str | None:
    """Return what a constant says, or None for what is none.

    Args:
        value: what `parts_of` gave.
    """
    if isinstance(value, Said):
        return value.text
    if isinstance(value, _CONSTANTS) or _is_constant_tuple(value):
        return repr(value)
    is_rest = isinstance(value, Rest)
    if not is_rest and not is_data(value):
        return None
    version = data_version(value.value if is_rest else value)
    # The items of a set inside it stand in another order in each process.
    shown = f"<{type_name(value.value)}>" if is_rest else short_repr(value, 200)
    return None if version == UNHASHABLE else f"{shown} [{version[:16]}]"


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
        yield name, Said(f"{_MODULE}{own}")


def _is_constant_tuple(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, _CONSTANTS) for each in value)


def parts_of(name: str, value: Any, depth: int = 0) -> Iterator[_Part]:
    """Yield the functions, classes and constants that a value is made of, each with its name.

    Args:
        name: what the value is called.
        value: any value.
        depth: how deep inside others it is.
    """
    if isinstance(value, (Said, Rest)):
        yield name, value
    elif isinstance(value, enum.Enum):
        yield name, Said(_member_text(value))
        if is_of_project(type(value)):
            yield f"{name}.__class__", type(value)
    elif isinstance(value, _CONSTANTS) or _is_constant_tuple(value) or is_of_project(value) or is_data(value):
        yield name, value
        yield from _implementations(name, value, depth)
    elif isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)) or type(value).__name__ == "ufunc":
        if not is_ours(home_of(value)):
            yield name, Said(_address(value))
    elif isinstance(value, types.ModuleType):
        yield from library_module(name, value)
    elif depth == _DEPTH:
        yield name, Rest(value)
    else:
        for suffix, part in _inside(value):
            yield from parts_of(f"{name}{suffix}", part, depth + 1)


def _member_text(value: enum.Enum) -> str:
    return f"{type(value).__qualname__}.{value.name or value.value}"


def _address(value: Any) -> str:
    """Return where a function or class of a library is found; of which built-in object a method is does not count."""
    home = home_of(value) or ("?" if isinstance(value, type) else "numpy")
    return f"{_LIBRARY}{home} import {getattr(value, '__qualname__', None) or value.__name__}"


def _implementations(name: str, value: Any, depth: int) -> Iterator[_Part]:
    """Yield the functions that a generic function chooses from."""
    registry = getattr(value, "registry", None) if isinstance(value, types.FunctionType) else None
    if isinstance(registry, types.MappingProxyType) and depth < _DEPTH:
        for kind, function in registry.items():
            if is_of_project(function):
                yield f"{name}[{getattr(kind, '__qualname__', kind)}]", function


def _inside(value: Any) -> Iterator[_Part]:
    """Yield what a value is made of directly; nothing for what is not known."""
    for kinds, open_ in _OPENED:
        if isinstance(value, kinds):
            yield from open_(value)
            break
    if is_of_project(type(value)):
        yield ".__class__", type(value)
        yield from _attributes(value)


def _attributes(value: Any) -> Iterator[_Part]:
    for name, item in dict(getattr(value, "__dict__", {})).items():
        yield f"[{name!r}]", item
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            if name not in ("__dict__", "__weakref__") and isinstance(
                base.__dict__.get(name), types.MemberDescriptorType
            ):
                try:
                    yield f"[{name!r}]", base.__dict__[name].__get__(value)
                except AttributeError:  # not set
                    continue


def _of_partial(value: functools.partial[Any]) -> Iterator[_Part]:
    yield ".func", value.func
    yield ".args", value.args
    yield ".keywords", value.keywords


def _of_method(value: types.MethodType) -> Iterator[_Part]:
    yield ".__func__", value.__func__
    yield ".__self__", value.__self__


def _of_sequence(value: Any) -> Iterator[_Part]:
    if isinstance(value, collections.deque):
        yield ".maxlen", value.maxlen
    items = list(value)
    if not items:
        yield "", Said(f"{type_name(value)}()")
    if len(items) > _ITEMS:
        yield f"[{_ITEMS}:]", Rest(items[_ITEMS:])
    for index, each in enumerate(items[:_ITEMS]):
        yield f"[{index}]", each


def _of_set(value: Any) -> Iterator[_Part]:
    texts = [_member_text(each) if isinstance(each, enum.Enum) else constant_text(each) for each in value]
    known = sorted(text for text in texts if text is not None)
    if len(known) < len(texts):
        yield "", Rest(set(value))
        return
    shown = ", ".join(known[:_ITEMS])
    yield "", Said(f"{{{shown}}}" if len(known) <= _ITEMS else f"{{{shown[:200]}, ...}} [{data_version(known)[:16]}]")


def _of_dict(value: Any) -> Iterator[_Part]:
    if isinstance(value, collections.defaultdict):
        yield ".default_factory", value.default_factory
    items = list(value.items())
    if not items:
        yield "", Said(f"{type_name(value)}()")
    if len(items) > _ITEMS:
        yield f"[{_ITEMS}:]", Rest(items[_ITEMS:])
    for key, each in items[:_ITEMS]:
        if isinstance(key, enum.Enum):
            yield f"[{_member_text(key)}]", each
            continue
        if not isinstance(key, _CONSTANTS) and not callable(key):
            yield f" key {short_repr(key, 100)}", key
        yield f"[{short_repr(key, 100)}]", each


def _of_context_variable(value: contextvars.ContextVar[Any]) -> Iterator[_Part]:
    """Yield the name and the default, which an empty context has; what is set while nodes run is not code."""
    yield ".name", value.name
    try:
        yield ".default", contextvars.Context().run(value.get)
    except LookupError:  # it has none
        return


def _of_reduced(value: Any) -> Iterator[_Part]:
    """Yield what a small object of the standard library is made from."""
    made = value.__reduce__()
    for number, each in enumerate(made[1] if len(made) < 3 or not made[2] else (*made[1], made[2])):
        yield f"({number})", each


_OPENED: tuple[tuple[Any, Callable[[Any], Iterator[_Part]]], ...] = (
    (functools.partial, _of_partial),
    (functools._lru_cache_wrapper, lambda value: iter([("", value.__wrapped__)])),
    (types.MethodType, _of_method),
    ((dict, types.MappingProxyType), _of_dict),
    ((set, frozenset), _of_set),
    ((list, tuple, collections.deque, array.array), _of_sequence),
    ((collections.UserDict, collections.UserList, collections.UserString), lambda value: iter([("", value.data)])),
    (collections.ChainMap, lambda value: iter([("", value.maps)])),
    (types.SimpleNamespace, lambda value: _of_dict(vars(value))),
    ((slice, operator.itemgetter, operator.attrgetter, operator.methodcaller), _of_reduced),
    ((staticmethod, classmethod), lambda value: iter([("", value.__func__)])),
    (functools.partialmethod, _of_partial),
    (contextvars.ContextVar, _of_context_variable),
)
"""What is looked into, and how."""
