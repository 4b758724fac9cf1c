"""What an instance carries besides what its kind is compared by: attributes of a subclass of `list`, `str`, an array.
It must not call a method of the value's.
"""

from __future__ import annotations

import functools
from typing import Any

from dagscope.preview.budget import attempt, is_a

_OWN_STATE = (
    "builtins",
    "collections",
    "datetime",
    "decimal",
    "fractions",
    "numpy",
    "pandas",
    "geopandas",
    "polars",
    "pyarrow",
    "scipy",
    "PIL",
    "matplotlib",
    "xarray",
)
"""Libraries whose own classes keep in `__dict__` what the comparison reads in another way, or what says nothing."""


def further_attributes(value: Any, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the attributes that were set on an instance, without those that are compared anyway."""
    kind = type(value)
    if (
        kind.__module__ == "builtins"
        or kind.__module__.split(".")[0] in _OWN_STATE
        or is_a(value, "pandas", "DataFrame", "Series")
    ):
        return {}
    found: dict[str, Any] = {}
    for name, item in attempt(lambda: dict(object.__getattribute__(value, "__dict__")), lambda reason: {}).items():
        if name not in known and not _is_computed_once(kind, name):
            found[str(name)] = item
    for base in type.mro(kind):
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if type(slots) is str else tuple(slots):
            _add_slot(found, value, base, name, known)
    return found


def _add_slot(found: dict[str, Any], value: Any, base: type, name: str, known: tuple[str, ...]) -> None:
    inner = f"_{base.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name
    if inner in known or name in ("__dict__", "__weakref__"):
        return
    missing = object()
    item = attempt(lambda: object.__getattribute__(value, inner), lambda reason: missing)
    if name.startswith("__pydantic_"):
        found.update(item if type(item) is dict else {})  # further fields and private attributes, by their names
    elif item is not missing:
        found[name] = item


def _is_computed_once(kind: type, name: str) -> bool:
    """Return whether an attribute is a kept result of a property, which says nothing new."""
    return any(isinstance(base.__dict__.get(name), functools.cached_property) for base in type.mro(kind))
