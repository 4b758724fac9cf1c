"""Classes of values asked so that a class of classes of the user's is not: it may refuse to be hashed, or compared.
It must not look at values.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

name_of = type.__dict__["__name__"].__get__
"""Return a class's name, whatever its own class says."""
_module_of = type.__dict__["__module__"].__get__


def module_of(kind: type) -> str:
    """Return the name of the module of a class."""
    return str(_module_of(kind))


class Unhashable:
    """Stands for every class that cannot be put in a set."""


def types_in(values: Iterable[Any]) -> set[type]:
    """Return the classes of values."""
    kinds = list(map(type, values))
    try:
        return set(kinds)
    except Exception:  # noqa: BLE001 - how a class is hashed is code of its own class
        return {kind if type(kind) is type else Unhashable for kind in kinds}


def is_of(value: Any, *classes: type) -> bool:
    """Return whether a value is of one of these classes, by its real class."""
    try:
        return issubclass(type(value), classes)
    except Exception:  # noqa: BLE001 - an abstract class asks the value's class, and that its own
        return False
