"""Dataflows from a text, and errors and results as plain data. It must know nothing of a server."""

from __future__ import annotations

import linecache
import sys
import traceback
import uuid
from types import ModuleType
from typing import Any

from dagscope import ad_hoc_utils, driver
from dagscope.class_home import package_of


def build_driver_from_code(code: str, config: dict[str, Any] | None = None) -> tuple[driver.Driver, ModuleType]:
    """Return a driver of the functions in a text, and their module, which stays imported until it is cleaned up.

    Args:
        code: The source.
        config: The config.
    """
    module = ad_hoc_utils.module_from_source(code, module_name=f"mcp_temp_{uuid.uuid4().hex}")
    builder = driver.Builder().enable_dynamic_execution(allow_experimental_mode=True)
    try:
        return builder.with_modules(module).with_config(config or {}).build(), module
    except Exception:
        cleanup_temp_module(module)
        raise


def cleanup_temp_module(module: ModuleType) -> None:
    """Drop a module made from a text, and its source.

    Args:
        module: The module.
    """
    sys.modules.pop(module.__name__, None)
    for file in (getattr(module, "__file__", None), f"<{module.__name__}>", module.__name__):
        linecache.cache.pop(file or "", None)


def format_validation_errors(exc: Exception) -> list[dict[str, Any]]:
    """Return an error as one record: its type, its message and, of a mistake in the syntax, its line.

    Args:
        exc: The error.
    """
    line = exc.lineno if isinstance(exc, SyntaxError) else None
    detail = None if line is None else f"line {line}"
    # The kind that programs know: that of our own errors is a standard one.
    kind = next(each for each in type(exc).__mro__ if each.__module__ not in ("dagscope.errors", "dagscope.problems"))
    return [{"type": kind.__name__, "message": str(exc), "detail": detail}]


def format_exception_chain(exc: Exception) -> list[dict[str, Any]]:
    """Return an error as one record with its traceback, causes included.

    Args:
        exc: The error.
    """
    trace = "".join(traceback.format_exception(type(exc), exc, exc.__traceback__))
    return [{**each, "traceback": trace} for each in format_validation_errors(exc)]


def serialize_results(results: dict[str, Any]) -> dict[str, Any]:
    """Return results as plain data: frames, series and arrays as what they hold, anything else as its text.

    Args:
        results: Values by node.
    """
    return {name: _plain(value) for name, value in results.items()}


# Library and method that gives the plain data.
_PLAIN = {"pandas": ("to_dict",), "polars": ("to_dicts", "to_list"), "numpy": ("tolist",)}


def _plain(value: Any) -> Any:
    for method in _PLAIN.get(package_of(type(value)), ()):
        if hasattr(value, method):
            return getattr(value, method)()
    return str(value)
