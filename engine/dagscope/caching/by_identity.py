"""Remembers something of objects while they live. Tells them apart by identity, whatever they are equal to."""

from __future__ import annotations

import weakref
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class ByIdentity(Generic[T]):
    """A value for each of some objects, forgotten with the object.

    Code objects are equal when they do the same, even where their sources differ, as in their decorators; a
    `weakref.WeakKeyDictionary` would take one for the other, and forget what it knows of both with the first.
    """

    def __init__(self) -> None:
        self._held: dict[int, tuple[weakref.ref[Any], T]] = {}

    def get(self, key: object) -> T | None:
        """Return what is kept for this very object, or None if nothing is."""
        held = self._held.get(id(key))
        return held[1] if held is not None and held[0]() is key else None

    def __setitem__(self, key: object, value: T) -> None:
        number = id(key)

        def forget(_: weakref.ref[Any]) -> None:
            self._held.pop(number, None)

        self._held[number] = (weakref.ref(key, forget), value)

    def __len__(self) -> int:
        return len(self._held)
