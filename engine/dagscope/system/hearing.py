"""Waits that a signal ends. It must not know what is waited for, nor what a signal does.

Python runs a signal's handler in the main thread, between two of its steps. A signal that comes after Python's last
look for one and before the call to the system that waits is heard when that call returns: without a limit of time,
never. So such waits last a quarter of a second and begin again. `signal.set_wakeup_fd` would wake up nothing in vain,
but a process has one of it, and in a service, a notebook or an event loop it belongs to somebody else.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

HEARING_S = 0.25
T = TypeVar("T")
_T_co = TypeVar("_T_co", covariant=True)


class _Source(Protocol[_T_co]):
    def get(self, block: bool = True, timeout: float | None = None) -> _T_co: ...


def wait_for(is_over_within: Callable[[float], bool]) -> None:
    """Wait until `is_over_within` (`Event.wait`, for example), called again and again with seconds, says so."""
    while not is_over_within(HEARING_S):
        """A signal that came meanwhile has been heard."""


def next_of(source: _Source[T]) -> T:
    """Return what a queue gives next."""
    while True:
        try:
            return source.get(timeout=HEARING_S)
        except queue.Empty:
            continue


def result_of(handle: Any) -> Any:
    """Return the result of a future, or raise its error. Handles of other kinds wait in their own way."""
    if isinstance(handle, Future) and not handle.done():
        ended = threading.Event()
        handle.add_done_callback(lambda _: ended.set())
        wait_for(ended.wait)
    return handle.result()


def join(thread: threading.Thread) -> None:
    """Wait for the end of a thread."""

    def has_ended_within(seconds: float) -> bool:
        thread.join(seconds)
        return not thread.is_alive()

    wait_for(has_ended_within)


async def awaited(coroutine: Coroutine[Any, Any, T]) -> T:
    """Await a coroutine in a loop that looks for signals from time to time."""
    import asyncio  # it takes long, and few wait in a loop

    loop = asyncio.get_running_loop()

    def look() -> None:  # no task: the coroutine may wait for all the others
        beats[:] = [loop.call_later(HEARING_S, look)]

    beats: list[asyncio.TimerHandle] = []
    look()
    try:
        return await coroutine
    finally:
        beats[0].cancel()
