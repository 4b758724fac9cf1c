"""Remembers what the functions of a module became, so that a rebuild expands only what changed. It expands nothing.

What is remembered is dropped with the module. A function is taken for unchanged while it is the same object with the
same code and annotations; a decorated one also needs the same decorators and an equal config. Annotations that are text
mean what the module's names mean at the time, and decorators that reach into other functions (`subdag`, `resolve`,
pipes ...) depend on more than the function: neither is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import ModuleType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from dagscope.annotations import holds_no_names
from dagscope.node import Node

_SELF_CONTAINED = frozenset(
    f"dagscope.function_modifiers.{family}" for family in ("configuration", "metadata", "expanders", "extractors")
)
_SIMPLE = (str, int, float, bool, bytes, type(None))


class Decorated(NamedTuple):
    """What a decorated function became."""

    code: Any
    annotations: Any
    nodes: tuple[Node, ...]
    attributes: list[Any]
    """The function's own attributes, where decorators record themselves, with copies of its lists."""
    config: dict[str, Any]


Plain = tuple[Any, Any, Node]
"""What a plain function became, after its code and annotations; a bare tuple, since there is one for each function."""
Entries = dict[Callable[..., Any], Plain | Decorated]
_by_module: WeakKeyDictionary[ModuleType, Entries] = WeakKeyDictionary()
_last_build_without_circle: list[Hashable] = []


def forget_expansions() -> None:
    """Drops everything, so that the next build starts from nothing."""
    _by_module.clear()
    _last_build_without_circle.clear()


def was_free_of_circles(key: Hashable) -> bool:
    """Whether the same modules under the same config were built last, and had no circle."""
    return _last_build_without_circle == [key]


def note_circles(key: Hashable, may_have_circles: bool) -> None:
    """Remembers the outcome of the build just made."""
    _last_build_without_circle[:] = [] if may_have_circles else [key]


def entries_of(module: object) -> Entries:
    """What is remembered of a module's functions."""
    return _by_module.get(module, {}) if isinstance(module, ModuleType) else {}


def remember(module: object, entries: Entries) -> None:
    """Replaces what is remembered of a module's functions."""
    if isinstance(module, ModuleType):
        _by_module[module] = entries


def is_unchanged(entry: Decorated, fn: Callable[..., Any], config: dict[str, Any]) -> bool:
    """Whether a decorated function with the same code and annotations would become the same nodes again."""
    return entry.config == config and entry.attributes == list(fn.__dict__.values())


def is_settled(annotations: dict[str, Any]) -> bool:
    """Whether annotations mean the same whenever they are read."""
    for hint in annotations.values():
        if type(hint) is not type and (isinstance(hint, str) or not holds_no_names(hint)):
            return False
    return True


def decorated_entry(
    fn: Callable[..., Any], nodes: tuple[Node, ...], config: dict[str, Any]
) -> Decorated | None:
    """What to remember of a decorated function; None when it depends on more than can be checked."""
    attributes: list[Any] = []
    for value in fn.__dict__.values():
        if type(value) is list:
            for each in value:
                if type(each).__module__ not in _SELF_CONTAINED:
                    return None
            value = list(value)
        attributes.append(value)
    if not is_settled(fn.__annotations__):
        return None
    return Decorated(fn.__code__, fn.__annotations__, nodes, attributes, config)


def remembered_config(config: dict[str, Any]) -> dict[str, Any] | None:
    """A copy of the config to compare the next build's with; None when its values can change unseen."""
    return dict(config) if all(isinstance(value, _SIMPLE) for value in config.values()) else None
