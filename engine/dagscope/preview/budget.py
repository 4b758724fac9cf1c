"""Time limits around code of the user's (`__repr__`, `__len__`), and texts cut to size. It must not know kinds of values.

A loop in a `__repr__` is broken by an interval timer whose handler raises; it fires again until the call is left, so
that `except BaseException: pass` around it does not help it.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
SOFT_SECONDS = 0.5
AGAIN_SECONDS = 0.25
CELL_LIMIT = 1_000
TEXT_LIMIT = 64_000
SUMMARY_LIMIT = 200


class OutOfTime(BaseException):
    """Looking at a value took too long. No `Exception`, so that ordinary handlers in users' code let it pass."""


def _on_alarm(number: int, frame: object) -> None:
    raise OutOfTime


@contextmanager
def time_limit(seconds: float = SOFT_SECONDS) -> Iterator[None]:
    """Raise `OutOfTime` in the block when it takes too long. Without effect off the main thread and on Windows."""
    is_possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not is_possible or signal.getsignal(signal.SIGALRM) is _on_alarm:
        yield  # an outer limit holds already
        return
    before = signal.signal(signal.SIGALRM, _on_alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def reason_of(error: BaseException) -> str:
    """Why looking at a value failed, without running more of the value's code than its exception's text."""
    if isinstance(error, OutOfTime):
        return "it took too long"
    name = type(error).__name__
    if isinstance(error, SystemExit):
        return "it called sys.exit"
    try:
        text = str(error) if isinstance(error, Exception) else ""
    except Exception:  # noqa: BLE001 - an exception's text is the user's code as well
        text = ""
    return cut(f"{name}: {text}" if text else name, SUMMARY_LIMIT)


def attempt(action: Callable[[], T], otherwise: Callable[[str], T]) -> T:
    """Run code of the user's under a limit; `otherwise` gets the reason when it fails. Ctrl+C passes through."""
    try:
        with time_limit():
            return action()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - users' code raises anything
        return otherwise(reason_of(error))


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, and nothing that cannot be written as UTF-8."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    if short.isascii():
        return short
    return short.encode("utf-8", "replace").decode("utf-8")


def guarded_text(make: Callable[[Any], Any], value: Any, limit: int) -> str:
    """`str(value)` or `repr(value)`, whatever they do."""

    def run() -> str:
        text = make(value)
        return cut(text, limit) if type(text) is str else f"<text of type {type(text).__name__}>"

    return attempt(run, lambda reason: f"<unavailable: {reason}>")


def type_name(value: Any) -> str:
    """`int`, `DataFrame`, `module.Class`: by the real type, whatever `__class__` says."""
    return name_of_type(type(value))


def name_of_type(kind: type) -> str:
    """A type's name with its module where that is not obvious."""
    name = type.__dict__["__qualname__"].__get__(kind)
    module = type.__dict__["__module__"].__get__(kind)
    if not isinstance(module, str) or module in ("builtins", "__main__"):
        return cut(str(name), SUMMARY_LIMIT)
    top = module.split(".")[0]
    if top in ("pandas", "numpy", "polars", "pyarrow", "datetime", "decimal"):
        return f"{top}.{name}" if top not in ("datetime", "decimal") else str(name)
    return cut(f"{module}.{name}", SUMMARY_LIMIT)


def library(name: str) -> Any:
    """A library when it is imported already, else `None`: looking at a value must not import anything."""
    return sys.modules.get(name)


def is_a(value: Any, module: str, *names: str) -> bool:
    """Whether a value's real type is one of a library's classes; the library is not imported for that."""
    found = library(module)
    if found is None:
        return False
    kinds = tuple(kind for kind in (getattr(found, name, None) for name in names) if isinstance(kind, type))
    return issubclass(type(value), kinds)
