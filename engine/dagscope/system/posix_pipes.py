"""A process's output on a POSIX system: pipes that say what they hold without being read."""

from __future__ import annotations

import array
import fcntl
import os
import select
import sys
import termios

assert sys.platform != "win32"

_CHUNK = 65_536


class PosixPipes:
    """The `OutputPipes` of a POSIX system."""

    def __init__(self) -> None:
        self._readers: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._both = select.poll()
        self._waiting = select.poll()

    def take_over(self) -> None:
        """Put the pipes in the place of the descriptors."""
        for number in (1, 2):
            reading, writing = os.pipe()
            os.dup2(writing, number)
            os.close(writing)
            os.set_blocking(reading, False)
            self._readers[number] = reading
            self._numbers[reading] = number
            self._both.register(reading, select.POLLIN)
            self._waiting.register(reading, select.POLLIN)

    def settle(self) -> bool:
        """Return whether either pipe holds something, with one call to the system."""
        return bool(self._both.poll(0))

    def has_bytes(self, number: int) -> bool:
        """Return whether the pipe of a descriptor holds something, asked without reading."""
        reading = self._readers.get(number)
        if reading is None:
            return False
        held = array.array("i", [0])
        try:
            fcntl.ioctl(reading, termios.FIONREAD, held)
        except OSError:
            return False
        return held[0] > 0

    def read(self, number: int) -> bytes:
        """Return some of what a pipe holds; empty when it holds nothing."""
        try:
            return os.read(self._readers[number], _CHUNK)
        except OSError:
            return b""

    def wait(self) -> tuple[int, ...]:
        """Wait for bytes; the descriptors whose pipes have some, none when both are closed for good."""
        while self._numbers:
            found: list[int] = []
            for reading, happened in self._waiting.poll():
                if happened & select.POLLIN:
                    found.append(self._numbers[reading])
                elif happened & (select.POLLERR | select.POLLNVAL | select.POLLHUP):
                    self._waiting.unregister(reading)
                    del self._numbers[reading]
            if found:
                return tuple(found)
        return ()


def output_pipes() -> PosixPipes:
    """Return pipes for this process's output."""
    return PosixPipes()
