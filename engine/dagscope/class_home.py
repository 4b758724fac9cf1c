"""Says what a class or function tells of itself: where it is from, how it is annotated. It must not import what is
named: a class may name a module that is not there.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any


def home_of(named: Any) -> str:
    """Return the module that a class or function names as its own; "" where that is no text, as in a class with a
    property of the name.
    """
    try:
        found = named.__module__
    except Exception:  # noqa: BLE001 - the metaclass of a user's class
        return ""
    return found if isinstance(found, str) else ""


def own_name(kind: type) -> str:
    """Return a class's name, whatever its metaclass answers."""
    return str(type.__dict__["__name__"].__get__(kind))


def package_of(named: Any) -> str:
    """Return the first part of the module that a class or function names as its own."""
    return home_of(named).partition(".")[0]


def written_hints(named: Any) -> Mapping[str, Any]:
    """Return the annotations of a function, or of a class without those of its bases, unresolved as far as they are.

    Since Python 3.14 what wraps a function in C (`lru_cache`) and a class's own dictionary have none: they are computed
    when they are asked for.
    """
    if sys.version_info >= (3, 14):
        import annotationlib

        return annotationlib.get_annotations(named, format=annotationlib.Format.FORWARDREF)
    found = vars(named).get("__annotations__") if isinstance(named, type) else getattr(named, "__annotations__", None)
    return found or {}
