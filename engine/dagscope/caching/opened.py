"""What values are made of directly: collections, partials, methods, instances of own classes. Runs nothing."""

from __future__ import annotations

import array
import collections
import contextvars
import enum
import functools
import operator
import types
from collections.abc import Callable, Iterator
from typing import Any

from dagscope.caching.constants import CONSTANTS, Rest, TextConstant, constant_text, is_constant_tuple, member_text
from dagscope.caching.own_modules import is_of_project
from dagscope.content_version import data_version
from dagscope.preview.budget import type_name
from dagscope.preview.scalars import short_repr

ORDER = " order of keys"
_ITEMS = 1_000
_Part = tuple[str, Any]


def inside(value: Any) -> Iterator[_Part]:
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
    if isinstance(value, array.array):
        yield ".typecode", value.typecode
    items = list(value)
    if not items:
        yield "", TextConstant(f"{type_name(value)}()")
    if len(items) > _ITEMS:
        yield f"[{_ITEMS}:]", Rest(items[_ITEMS:])
    for index, each in enumerate(items[:_ITEMS]):
        yield f"[{index}]", each


def _of_set(value: Any) -> Iterator[_Part]:
    texts = [member_text(each) if isinstance(each, enum.Enum) else constant_text(each) for each in value]
    known = sorted(text for text in texts if text is not None)
    if len(known) < len(texts):
        yield "", Rest(set(value))
        return
    shown = ", ".join(known[:_ITEMS])
    text = f"{{{shown}}}" if len(known) <= _ITEMS else f"{{{shown[:200]}, ...}} [{data_version(known)[:16]}]"
    yield "", TextConstant(f"frozenset({text})" if isinstance(value, frozenset) else text)


def _of_dict(value: Any) -> Iterator[_Part]:
    if isinstance(value, collections.defaultdict):
        yield ".default_factory", value.default_factory
    items = list(value.items())
    if not items:
        yield "", TextConstant(f"{type_name(value)}()")
    if len(items) > 1:
        yield ORDER, TextConstant(order_text([key for key, _ in items]))
    if len(items) > _ITEMS:
        yield f"[{_ITEMS}:]", Rest(items[_ITEMS:])
    for key, each in items[:_ITEMS]:
        if isinstance(key, enum.Enum):
            yield f"[{member_text(key)}]", each
            continue
        if not isinstance(key, CONSTANTS) and not callable(key):
            yield f" key {short_repr(key, 100)}", key
        yield f"[{short_repr(key, 100)}]", each


def order_text(keys: list[Any]) -> str:
    """Return the order of a dict's keys, which decides about columns and rows that are made of it."""
    texts = [member_text(key) if isinstance(key, enum.Enum) else _key_text(key) for key in keys]
    shown = ", ".join(texts)
    return shown if len(shown) <= 200 else f"{shown[:200]}... [{data_version(texts)[:16]}]"


def _key_text(key: Any) -> str:
    return short_repr(key, 100) if isinstance(key, CONSTANTS) or is_constant_tuple(key) else type_name(key)


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
    (property, lambda value: iter([(".fget", value.fget), (".fset", value.fset), (".fdel", value.fdel)])),
    (functools.cached_property, lambda value: iter([("", value.func)])),
    (contextvars.ContextVar, _of_context_variable),
)
"""What is looked into, and how."""
