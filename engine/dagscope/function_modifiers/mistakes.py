"""What goes wrong with decorators, and where in the user's code. It knows no decorator."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from dagscope.errors import DagscopeError

_OWN_PACKAGES = ("dagscope", "hamilton")
E = TypeVar("E", bound=Exception)


class InvalidDecoratorException(DagscopeError):
    """A decorator is used in a way it does not allow."""


class MissingConfigParametersException(DagscopeError):
    """A decorator needs config keys that were not given."""


def misuse(kind: type[E], message: str, fn: Callable[..., Any] | None = None) -> E:
    """Return an exception for a mistake made where a decorator is written.

    Its message ends with the file and line, which are also its attributes `file` and `line`.

    Args:
        kind: The exception's class.
        message: What is wrong and what to do.
        fn: The decorated function; without it the location is the user's line that is being executed.
    """
    file, line = _place_of(fn) if fn is not None else _user_place()
    error = kind(f"{message}\n  at {file}:{line}" if file else message)
    error.file, error.line = file, line  # type: ignore[attr-defined]  # every exception takes attributes
    return error


def written_bare(name: str, fn: Callable[..., Any]) -> InvalidDecoratorException:
    """Return the exception for a decorator above a function that lacks its parentheses."""
    return misuse(
        InvalidDecoratorException,
        f"The decorator of {fn.__name__} is written without parentheses: write @{name}(...).",
        fn,
    )


def _place_of(fn: Callable[..., Any]) -> tuple[str, int]:
    code = getattr(fn, "__code__", None)
    return (code.co_filename, code.co_firstlineno) if code is not None else _user_place()


def _user_place() -> tuple[str, int]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package not in _OWN_PACKAGES:
            return frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back
    return "", 0
