"""Which part of the state a view shows, and what to do when that changes. It must not know any view."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dagscope_app.model.state import AppState


class Same:
    """A large part of the state, compared by identity: it is replaced whenever it changes."""

    __slots__ = ("_part",)

    def __init__(self, part: object) -> None:
        self._part = part

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self._part is other._part

    def __hash__(self) -> int:
        return id(self._part)


class Watch(NamedTuple):
    """When `key` gives another value, `then` is called with the state."""

    key: Callable[[AppState], object]
    then: Callable[[AppState], object]


class Watches(tuple[Watch, ...]):
    """What a view watches."""

    __slots__ = ()

    def update(self, old: AppState | None, new: AppState) -> None:
        """Do what the change asks for, in order; everything where there was no state before."""
        for watch in self:
            if old is None or watch.key(old) != watch.key(new):
                watch.then(new)
