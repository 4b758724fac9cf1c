"""Remembers what the functions of a module became, so that a rebuild expands only what changed. It expands nothing.

What is remembered is dropped with the module. A function is taken for unchanged while it is the same object with the
same code and annotations; a decorated one also needs the same decorators and an equal config. Annotations that are text
mean what the module's names mean at the time, and decorators that reach into other functions (`subdag`, `resolve`,
pipes ...) depend on more than the function: neither is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import FunctionType, ModuleType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from dagscope.annotations import holds_no_names
from dagscope.class_home import home_of, written_hints
from dagscope.node import Node

_SELF_CONTAINED = frozenset(
    f"dagscope.function_modifiers.{family}" for family in ("configuration", "metadata", "expanders", "extractors")
)
_SIMPLE = (str, int, float, bool, bytes, type(None))


class Decorated(NamedTuple):
    """What a decorated function became, and what that depended on."""

    nodes: tuple[Node, ...]
    attributes: list[Any]
    """The function's own attributes, where decorators record themselves, with copies of its lists."""
    config: dict[str, Any]


class ModuleMemory:
    """What the functions of a module became, as columns: a row a function, and thousands of rows."""

    __slots__ = ("functions", "codes", "annotations", "made", "_rows")

    def __init__(self) -> None:
        self.functions: list[Callable[..., Any]] = []
        self.codes: list[Any] = []
        self.annotations: list[Any] = []
        self.made: list[Node | Decorated] = []
        self._rows: dict[Callable[..., Any], int] | None = None

    def add(self, fn: Callable[..., Any], made: Node | Decorated) -> None:
        """Record what a function became."""
        self.functions.append(fn)
        self.codes.append(fn.__code__)
        self.annotations.append(fn.__annotations__)
        self.made.append(made)

    def take_over(self, other: ModuleMemory, start: int, end: int) -> None:
        """Copy rows of an older memory."""
        self.functions += other.functions[start:end]
        self.codes += other.codes[start:end]
        self.annotations += other.annotations[start:end]
        self.made += other.made[start:end]

    def row_of(self, fn: Callable[..., Any]) -> int:
        """Return the row of an unchanged function, wherever it is, or -1."""
        if self._rows is None:
            self._rows = {each: index for index, each in enumerate(self.functions)}
        row = self._rows.get(fn, -1)
        return row if row >= 0 and self.is_row_of(row, fn) else -1

    def is_row_of(self, row: int, fn: Callable[..., Any]) -> bool:
        """Return whether the row is about this function as it is now."""
        return (
            self.functions[row] is fn and self.codes[row] is fn.__code__ and self.annotations[row] is fn.__annotations__
        )


class Reader:
    """Walks a module's memory along with its functions and writes the next one: unchanged rows are copied in runs."""

    __slots__ = ("_old", "_new", "_start", "_next", "_size")

    def __init__(self, old: ModuleMemory | None) -> None:
        self._old = old if old is not None else ModuleMemory()
        self._new = ModuleMemory()
        self._start = self._next = 0
        self._size = len(self._old.functions)

    def find(self, fn: Callable[..., Any]) -> Node | Decorated | None:
        """Return what the function became the last time, and keep it, or None when it has changed."""
        row = self._next
        if row < self._size and self._old.is_row_of(row, fn):
            self._next = row + 1
            return self._old.made[row]
        row = self._old.row_of(fn) if self._size else -1
        if row < 0:
            return None
        self._flush()
        self._start, self._next = row, row + 1
        return self._old.made[row]

    def replace(self, fn: Callable[..., Any], made: Node | Decorated | None, was_found: bool) -> None:
        """Record what a function became that was not found, or was found and does not hold any more."""
        if was_found:
            self._next -= 1
        if self._next > self._start:
            self._flush()
        if was_found:
            self._next += 1
        elif self._next < self._size and self._old.functions[self._next].__name__ == fn.__name__:
            self._next += 1  # The same function, changed: the rows after it still stand in order.
        self._start = self._next
        if made is not None:
            self._new.add(fn, made)

    def _flush(self) -> None:
        self._new.take_over(self._old, self._start, self._next)
        self._start = self._next

    def finish(self) -> ModuleMemory:
        """Return the memory of the functions asked for."""
        self._flush()
        return self._new


_by_module: WeakKeyDictionary[ModuleType, ModuleMemory] = WeakKeyDictionary()
_last_build_without_cycle: list[Hashable] = []


def forget_expansions() -> None:
    """Drop everything, so that the next build starts from nothing."""
    _by_module.clear()
    _last_build_without_cycle.clear()


def was_free_of_cycles(key: Hashable) -> bool:
    """Return whether the same modules under the same config were built last, and had no cycle."""
    return _last_build_without_cycle == [key]


def note_cycles(key: Hashable, may_have_cycles: bool) -> None:
    """Remember the outcome of the build just made."""
    _last_build_without_cycle[:] = [] if may_have_cycles else [key]


def memory_of(module: object) -> ModuleMemory | None:
    """Return what is remembered of a module."""
    return _by_module.get(module) if isinstance(module, ModuleType) else None


def remember(module: object, memory: ModuleMemory) -> None:
    """Replace what is remembered of a module."""
    if isinstance(module, ModuleType):
        _by_module[module] = memory


def is_unchanged(entry: Decorated, fn: Callable[..., Any], config: dict[str, Any]) -> bool:
    """Return whether a decorated function with the same code and annotations would become the same nodes again."""
    return entry.config == config and entry.attributes == list(fn.__dict__.values())


def is_settled(annotations: dict[str, Any]) -> bool:
    """Return whether annotations mean one thing whenever they are read."""
    for hint in annotations.values():
        if type(hint) is not type and (isinstance(hint, str) or not holds_no_names(hint)):
            return False
    return True


def decorated_entry(fn: Callable[..., Any], nodes: tuple[Node, ...], config: dict[str, Any]) -> Decorated | None:
    """Return what to remember of a decorated function, or None when it depends on more than can be checked."""
    if type(fn) is not FunctionType:
        return None
    attributes: list[Any] = []
    for value in fn.__dict__.values():
        if type(value) is list:
            for each in value:
                if home_of(type(each)) not in _SELF_CONTAINED:
                    return None
            value = list(value)
        attributes.append(value)
    if not is_settled(dict(written_hints(fn))):
        return None
    return Decorated(nodes, attributes, config)


def remembered_config(config: dict[str, Any]) -> dict[str, Any] | None:
    """Return a copy of the config to compare the next build's with, or None when its values can change unseen."""
    return dict(config) if all(isinstance(value, _SIMPLE) for value in config.values()) else None
