"""Families of records: a base, and one record a kind, told apart by `kind`. It must not know any of them by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Family:
    """The records of one base by their kinds; a package can add its own.

    A record of the family has a class variable `kind`. What arrives with a kind that nobody knows is read as `unknown`,
    whose field `tag` gets the kind: a process that knows more breaks nothing.
    """

    def __init__(self, base: type[Any], unknown: type[Any]) -> None:
        if base in _FAMILIES:
            raise ValueError(f"{base.__name__} has a family already")
        self.base = base
        self.unknown = unknown
        self.find_more: Callable[[], None] | None = None
        """Called once, when a kind is not known: it may add some."""
        self._types: dict[str, type[Any]] = {}
        _FAMILIES[base] = self

    def add(self, *types: type[Any]) -> None:
        """Let records of these types belong to the family.

        Raises:
            ValueError: another record has the same kind, or one is no record of this base.
        """
        for cls in types:
            if not issubclass(cls, self.base) or not cls.kind:
                raise ValueError(f"{cls.__name__} is no kind of {self.base.__name__}")
            if self._types.setdefault(cls.kind, cls) is not cls:
                raise ValueError(f"the {self.base.__name__} kind {cls.kind!r} is {self._types[cls.kind].__name__}'s")

    def types(self) -> tuple[type[Any], ...]:
        """Return the records that are known."""
        return tuple(self._types.values())

    def get(self, kind: str) -> type[Any] | None:
        """Return the record of this kind, or None if there is none."""
        if kind not in self._types and self.find_more is not None:
            find, self.find_more = self.find_more, None
            find()
        return self._types.get(kind)


_FAMILIES: dict[type[Any], Family] = {}


def family_of(cls: type[Any]) -> Family | None:
    """Return the family whose base this is, or None if it is no base."""
    return _FAMILIES.get(cls)


def kind_of(cls: type[Any]) -> str:
    """Return the tag of a record that belongs to a family; empty for any other."""
    return str(cls.kind) if any(base in _FAMILIES for base in cls.__mro__[1:]) else ""
