"""Finds the functions of a module that may become nodes. It does not make nodes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any


def written_name(fn: Callable[..., Any]) -> str:
    """Return the name a function is defined under, also of a view of it that has another one."""
    return str(getattr(fn, "__original_name__", None) or getattr(fn, "__name__", ""))


def is_submodule(child: ModuleType, parent: ModuleType) -> bool:
    """Return whether `child` is `parent` or lives below it."""
    return is_name_below(child.__name__, parent.__name__)


def is_name_below(child: str | None, parent: str) -> bool:
    """Return whether the dotted name `child` is `parent` or lies below it."""
    return child is not None and (child == parent or child.startswith(parent + "."))


def find_functions(function_module: ModuleType) -> list[tuple[str, Callable[..., Any]]]:
    """Return public functions of the module or below it, as `(attribute name, function)` sorted by name."""
    parent = getattr(function_module, "__name__", "")
    return [
        (name, fn)
        for name, fn in sorted_functions(function_module)
        if not fn.__name__.startswith("_") and is_name_below(fn.__module__, parent)
    ]


def is_wrapped_function(value: Any) -> bool:
    """Return whether it is an object around a function, such as one of `lru_cache`, `joblib.Memory` or numba."""
    if isinstance(value, type | ModuleType) or not callable(value):
        return False
    attributes = getattr(value, "__dict__", None)
    if not isinstance(attributes, dict) or not isinstance(attributes.get("__wrapped__"), Callable):  # type: ignore[arg-type]
        return False
    return isinstance(attributes.get("__name__", getattr(value, "__name__", None)), str) and isinstance(
        inspect.unwrap(value), FunctionType
    )


def sorted_functions(module: ModuleType) -> list[tuple[str, Callable[..., Any]]]:
    """Return every function that is an attribute of the module, wrapped ones too, sorted by attribute name."""
    if not isinstance(module, ModuleType):
        return list(inspect.getmembers(module, inspect.isfunction))
    found: list[tuple[str, Callable[..., Any]]] = [
        (name, value)
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) or is_wrapped_function(value)
    ]
    found.sort(key=lambda pair: pair[0])
    return found
