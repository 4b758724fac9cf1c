"""Says where a class or function is from. It must not import anything: a class may name a module that is not there."""

from __future__ import annotations

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


def package_of(named: Any) -> str:
    """Return the first part of the module that a class or function names as its own."""
    return home_of(named).partition(".")[0]
