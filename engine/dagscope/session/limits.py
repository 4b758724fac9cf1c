"""Limits of time and memory for reading sources that are not trusted. Best effort where the system has none."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dagscope.session.refusal import Refusal
from dagscope.system.current import system

SECONDS = 30.0
MEMORY = 1 << 30
_TICK = 0.5


class _OutOfTime(BaseException):
    """The time is up; no `except Exception` of a reader keeps it."""


@contextmanager
def bounded(seconds: float = SECONDS, memory: int = MEMORY) -> Iterator[None]:
    """Let the block take so long, and so much more memory than there is in use.

    Raises:
        Refusal: it takes more.
    """
    try:
        with system.bounded_memory(memory), _bounded_time(seconds):
            yield
    except _OutOfTime:
        raise Refusal(
            f"reading the sources takes more than {seconds:g} seconds, so there is no preview; trust the folder to "
            "load it"
        ) from None
    except MemoryError:
        raise Refusal(
            f"reading the sources takes more than {memory >> 20:,} MB, so there is no preview; trust the folder to "
            "load it"
        ) from None


@contextmanager
def _bounded_time(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    end = time.monotonic() + seconds

    def on_tick() -> type[BaseException] | None:
        return _OutOfTime if time.monotonic() >= end else None

    with system.ticking(on_tick, min(seconds, _TICK)):
        yield
