"""Limits of time and memory for reading sources that nobody vouches for. Best effort where the system has none."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dagscope.session.refusal import Refusal

SECONDS = 30.0
MEMORY = 1 << 30


class _OutOfTime(BaseException):
    """The time is up; no `except Exception` of a reader keeps it."""


@contextmanager
def bounded(seconds: float = SECONDS, memory: int = MEMORY) -> Iterator[None]:
    """Let the block take so long, and so much more memory than there is in use.

    Raises:
        Refusal: it takes more.
    """
    try:
        with _bounded_memory(memory), _bounded_time(seconds):
            yield
    except _OutOfTime:
        raise Refusal(
            f"reading the sources takes more than {seconds:g} seconds, so there is no preview; trust the folder to load it"
        ) from None
    except MemoryError:
        raise Refusal(
            f"reading the sources takes more than {memory >> 20:,} MB, so there is no preview; trust the folder to load it"
        ) from None


@contextmanager
def _bounded_time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _bounded_memory(memory: int) -> Iterator[None]:
    try:
        import resource

        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = used + memory
        is_lower = soft == resource.RLIM_INFINITY or wanted < soft
        if is_lower:
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (ImportError, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        if is_lower:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
