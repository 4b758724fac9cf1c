"""A time limit by a thread that watches, where the system has no interval timers.
It must not need anything of a system.

The exception is raised between two lines of Python: what waits inside one call to the system is not ended by it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dagscope.system.protocol import Tick

_AGAIN_S = 0.1


@contextmanager
def ticking(tick: Tick, wall: float, cpu: float = 0.0) -> Iterator[None]:
    """Call `tick` from a thread while the block runs, and raise in the calling one what it returns."""
    watcher = _Watcher(tick, min(wall, cpu) if cpu else wall)
    threading.Thread(target=watcher.work, name="dagscope-ticks", daemon=True).start()
    try:
        watcher.has_begun = True
        yield
    finally:
        watcher.finish()


class _Watcher:
    """Asks from its thread.
    The thread that is timed takes no lock: it could be left by the exception with the lock in its hand.
    """

    def __init__(self, tick: Tick, every: float) -> None:
        self._tick, self._every = tick, every
        self._target = threading.get_ident()
        self._is_going_on = threading.Lock()
        self._is_going_on.acquire()
        self.has_begun = self._has_ended = False

    def work(self) -> None:
        """Ask until the block is left."""
        while not self._is_going_on.acquire(timeout=self._every):
            error = self._tick() if self.has_begun else None
            if error is not None:
                _raise_in(self._target, error)
                if self._is_going_on.acquire(timeout=_AGAIN_S):  # time for the block to be left by it
                    break
        self._has_ended = True

    def finish(self) -> None:
        """End the thread; what it raised just now is raised here, and nothing of it later."""
        late: BaseException | None = None
        while True:
            try:
                self._end()
                break
            except BaseException as error:  # noqa: BLE001 - it is raised below
                late = error
        if late is not None:
            raise late

    def _end(self) -> None:
        if not self._has_ended and self._is_going_on.locked():
            self._is_going_on.release()
        while not self._has_ended:
            time.sleep(0.0002)
        _raise_in(self._target, None)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    import ctypes

    wanted = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), wanted)
