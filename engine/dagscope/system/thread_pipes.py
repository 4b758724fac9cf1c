"""A process's output where a pipe cannot be asked what it holds: a thread reads each.
It must not need anything of a system.

To know that everything written so far has been read, a mark is written behind it and waited for; marks are never handed
on.
"""

from __future__ import annotations

import os
import re
import threading
from collections import deque

_CHUNK = 65_536
_MOST = 1 << 20
_PATIENCE_S = 1.0


class ThreadPipes:
    """The `OutputPipes` of a system whose pipes only block."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pipes: dict[int, _Pipe] = {}

    def take_over(self) -> None:
        """Put the pipes in the place of the descriptors."""
        for number in (1, 2):
            reading, writing = os.pipe()
            os.dup2(writing, number)
            self.add(number, reading, writing)

    def add(self, number: int, reading: int, writing: int) -> None:
        """Read a pipe from now on; its writing end stays open for the marks."""
        self._pipes[number] = pipe = _Pipe(reading, writing, self._changed)
        threading.Thread(target=pipe.work, name=f"dagscope-pipe-{number}", daemon=True).start()

    def settle(self) -> bool:
        """Return whether either pipe holds something; what was written before this call counts."""
        for pipe in self._pipes.values():
            pipe.mark()
        for pipe in self._pipes.values():
            pipe.wait_for_mark()
        return any(pipe.chunks for pipe in self._pipes.values())

    def has_bytes(self, number: int) -> bool:
        """Return whether something of a pipe was read; what is on its way is not waited for."""
        pipe = self._pipes.get(number)
        return pipe is not None and bool(pipe.chunks)

    def read(self, number: int) -> bytes:
        """Return some of what a pipe held; empty when there is nothing."""
        with self._changed:
            chunks = self._pipes[number].chunks
            found = chunks.popleft() if chunks else b""
            self._changed.notify_all()
        return found

    def wait(self) -> tuple[int, ...]:
        """Wait for bytes; the descriptors whose pipes have some, none when both are closed for good."""
        with self._changed:
            while True:
                found = tuple(number for number, pipe in self._pipes.items() if pipe.chunks)
                if found or all(pipe.is_over for pipe in self._pipes.values()):
                    return found
                self._changed.wait()


class _Pipe:
    """One pipe and what was read of it; `chunks` are taken away from outside."""

    def __init__(self, reading: int, writing: int, changed: threading.Condition) -> None:
        self.chunks: deque[bytes] = deque()
        self.is_over = False
        self._reading, self._writing, self._changed = reading, writing, changed
        mark = b"\0dagscope-" + os.urandom(8).hex().encode("ascii") + b"-"
        self._word = mark
        self._pattern = re.compile(re.escape(mark) + rb"(\d+)\0")
        self._written = self._seen = 0

    def mark(self) -> None:
        """Write a mark behind what the pipe holds."""
        self._written += 1
        try:
            os.write(self._writing, self._word + b"%d\0" % self._written)
        except OSError:
            self._written = self._seen

    def wait_for_mark(self) -> None:
        """Wait until the last mark was read; not for ever."""
        wanted = self._written
        with self._changed:
            self._changed.wait_for(lambda: self.is_over or self._seen >= wanted, _PATIENCE_S)

    def work(self) -> None:
        """Read until the end. Where nobody takes the bytes, whoever writes waits, except for a mark."""
        rest = b""
        while data := self._read():
            text, rest = self._without_marks(rest + data)
            with self._changed:
                if text:
                    self.chunks.append(text)
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._written > self._seen or sum(map(len, self.chunks)) < _MOST)
        with self._changed:
            self.is_over = True
            if rest:
                self.chunks.append(rest)
            self._changed.notify_all()

    def _read(self) -> bytes:
        try:
            return os.read(self._reading, _CHUNK)
        except OSError:
            return b""

    def _without_marks(self, data: bytes) -> tuple[bytes, bytes]:
        """Return what is no mark, and the end that may be the beginning of one."""
        text, end = b"", 0
        for match in self._pattern.finditer(data):
            self._seen = max(self._seen, int(match[1]))
            text, end = text + data[end : match.start()], match.end()
        last = data[end:]
        start = last.rfind(b"\0")
        if start >= 0 and self._may_begin(last[start:]):
            return text + last[:start], last[start:]
        return text + last, b""

    def _may_begin(self, tail: bytes) -> bool:
        return self._word.startswith(tail) or (tail.startswith(self._word) and tail[len(self._word) :].isdigit())


def output_pipes() -> ThreadPipes:
    """Return pipes for this process's output."""
    return ThreadPipes()
