"""Ctrl+C and cancelling: an interrupt raises in user code, and nowhere else.
It must not be used off the main thread.
"""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dagscope.system.current import system
from dagscope.value_code import NOTES, note_interrupt

_DEEP = 10_000


class Interrupts:
    """Knows whether user code has the main thread. A signal that comes at another time only leaves a note."""

    def __init__(self) -> None:
        self._is_in_user_code = False
        self._is_once = False
        self._had_collector = False
        self._main = threading.main_thread()
        self.is_wanted = False

    def install(self) -> None:
        """Take the signal, again before each run: user code may have put its own handler there, or blocked it.

        One that came while it was blocked was meant for what ran then.
        """
        signal.signal(signal.SIGINT, self._on_signal)
        if sys.platform != "win32":
            while signal.SIGINT in signal.sigpending():
                signal.sigwait({signal.SIGINT})
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_wanted = True
        note_interrupt()
        if self._is_in_user_code:
            self._is_in_user_code = not self._is_once
            if _is_deep(frame):
                self._had_collector = self._had_collector or gc.isenabled()
                gc.disable()
            raise KeyboardInterrupt

    setattr(_on_signal, NOTES, True)

    def request(self) -> None:
        """Stop what runs (called on the reader thread)."""
        self.is_wanted = True
        if self._is_in_user_code and self._main.ident is not None:
            system.interrupt(self._main.ident)

    @property
    def is_open(self) -> bool:
        """Whether an interrupt would raise now."""
        return self._is_in_user_code

    @contextmanager
    def user_code(self, once: bool = False) -> Iterator[None]:
        """Let an interrupt raise `KeyboardInterrupt` in the block; with `once` only the first one."""
        self._is_once = once
        self._is_in_user_code = True
        try:
            if self.is_wanted:
                raise KeyboardInterrupt
            yield
        finally:
            self._is_in_user_code = False
            if self._had_collector:
                self._had_collector = False
                gc.enable()


def _is_deep(frame: FrameType | None) -> bool:
    """Return whether so many calls have to end that the collector, which looks at all of them again and again, would
    take most of the time.
    """
    for _ in range(_DEEP):
        if frame is None:
            return False
        frame = frame.f_back
    return True
