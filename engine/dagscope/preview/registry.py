"""The kinds of value there are, in the order in which they are tried. It must not know one by name; `kinds` fills it.

A kind from another package is tried before Dagscope's own, but not for numbers, texts and the like. One that fails
costs itself only: it is left out from then on, and that is said in the log.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from dagscope.preview.budget import NO_TIME_LEFT, attempt
from dagscope.preview.kind import Kind, Seen
from dagscope.preview.other_kinds import checked
from dagscope.preview.own import own
from dagscope.value_kinds.own_preview import OwnPreview, points_of

GROUP = "dagscope.previews"


def is_plain(value: Any) -> bool:
    """Return whether looking at a value runs no code of the user's and takes no time."""
    kind = type(value)  # not looked for in a set: a class may be of one that can be neither hashed nor compared
    return kind is int or kind is float or kind is str or kind is bool or value is None


class Registry:
    """Which kind a value is of."""

    def __init__(self) -> None:
        self._own: tuple[Kind, ...] = ()
        self._others: list[Kind] = []
        self._is_loaded = False

    def fill(self, kinds: tuple[Kind, ...]) -> None:
        """Take Dagscope's own; the last one takes any value.

        Raises:
            ValueError: two have one name.
        """
        names = [kind.name for kind in kinds]
        if len(set(names)) != len(names):
            raise ValueError(f"two kinds of value have one name: {', '.join(names)}")
        self._own = kinds

    def add(self, kind: Kind | type[OwnPreview]) -> None:
        """Take a kind from another package, or a record that makes one.

        Raises:
            ValueError: its name, or that of a question it answers, is taken.
            TypeError: it is neither, or a question cannot be read by its type hints.
        """
        if isinstance(kind, type) and issubclass(kind, OwnPreview):
            kind = own(kind)
        if not isinstance(kind, Kind):
            raise TypeError(f"a {type(kind).__name__} is neither a Kind nor an OwnPreview")
        if any(each.name == kind.name for each in (*self._own, *self._others)):
            raise ValueError(f"there is a kind {kind.name!r} already")
        self._others.append(checked(kind))

    def of(self, value: Any) -> Kind:
        """Return the kind of a value, or the one by which it is looked at."""
        if type(value) is Seen:
            return value.kind
        if not is_plain(value):
            self.load()
            for kind in tuple(self._others):
                if attempt(partial(_matches, kind, value), partial(self._drop, kind)):
                    return kind
        return self.own_of(value)

    def own_of(self, value: Any) -> Kind:
        """Return the kind of a value among Dagscope's own."""
        try:
            return next(kind for kind in self._own if kind.matches(value))
        except Exception:  # noqa: BLE001 - a class, or its class, fights back: what cannot be asked of it is not so
            return next(
                (kind for kind in self._own if attempt(partial(_matches, kind, value), lambda why: False)),
                self._own[-1],
            )

    def is_own(self, kind: Kind) -> bool:
        """Return whether a kind is one of Dagscope's."""
        return any(each.name == kind.name for each in self._own)

    def named(self, name: str) -> Kind:
        """Return Dagscope's own kind of that name."""
        return next(kind for kind in self._own if kind.name == name)

    def _drop(self, kind: Kind, reason: str) -> bool:
        if reason == NO_TIME_LEFT:
            return False  # the look was over before the kind was asked
        self._others.remove(kind)
        say(f"the kind of value {kind.name!r} failed and is left out: {reason}")
        return False

    def load(self) -> None:
        """Find the kinds that installed packages bring, once."""
        if self._is_loaded:
            return
        self._is_loaded = True
        for point in attempt(_points, _without_others):
            attempt(partial(self._load_point, point), partial(_say_unusable, point))

    def _load_point(self, point: Any) -> None:
        self.add(point.load())


def _matches(kind: Kind, value: Any) -> bool:
    return bool(kind.matches(value))


def _points() -> list[Any]:
    found, problems = points_of(GROUP)
    for problem in problems:
        say(problem)
    return found


def _say_unusable(point: Any, reason: str) -> None:
    say(f"the kind of value {point.value} cannot be used: {reason}")


def _without_others(reason: str) -> list[Any]:
    say(f"kinds of values that installed packages bring cannot be looked for: {reason}")
    return []


def say(text: str) -> None:
    """Tell whoever reads the log."""
    logging.getLogger("dagscope").warning(text)


REGISTRY = Registry()
