"""What stands in for `sys.stdout`, `sys.stderr` and logging's last resort. They must not know nodes or pipes."""

from __future__ import annotations

import codecs
import io
import logging
from typing import Any, Literal, Protocol

from dagscope.worker.kept_output import LINE

StreamName = Literal["stdout", "stderr", "log", "warning"]
# Each of a node's first prints is put behind what C code wrote before it; in a flood every 256th is.
_LOOK_ALWAYS = 2_000
_LOOK_EVERY = 255


class Sink(Protocol):
    """Who takes what was written."""

    def add(self, stream: StreamName, text: str) -> None:
        """Keep a piece of output for the node that runs."""


class CapturedBytes(io.RawIOBase):
    """`sys.stdout.buffer`: bytes written by Python code."""

    def __init__(self, sink: Sink, stream: StreamName, descriptor: int) -> None:
        self._sink = sink
        self._stream = stream
        self._number = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a write may end inside a character

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, data: Any) -> int:
        content = bytes(data)
        self._sink.add(self._stream, self._decoder.decode(content))
        return len(content)


class CapturedText(io.TextIOBase):
    """`sys.stdout`: knows the node, needs no system call, and in a forked child writes to the pipe."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, sink: Sink, stream: StreamName, descriptor: int) -> None:
        self._sink = sink
        self._stream = stream
        self._number = descriptor
        self.pieces: list[str] = []
        self.written = 0
        self.is_direct = False
        self.buffer = CapturedBytes(sink, stream, descriptor)

    def take_pieces(self) -> str:
        """Take what was written and not yet kept. A print of another thread meanwhile stays for the next time."""
        pieces = self.pieces[:]
        del self.pieces[: len(pieces)]
        return "".join(pieces)

    @property
    def name(self) -> str:
        return f"<{self._stream}>"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> int:
        if type(text) is not str:
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        length = len(text)
        if self.is_direct or length > LINE:
            self._sink.add(self._stream, text)
            return length
        # A million lines come through here: the lock, the pipe and the node are looked at for many of them at once.
        self.written += 1
        if self.written & _LOOK_EVERY == 0 or self.written < _LOOK_ALWAYS:
            self._sink.add(self._stream, text)  # at once: no other thread may put what C wrote next before it
        else:
            self.pieces.append(text)
        return length

    def reconfigure(self, **options: Any) -> None:
        """Do nothing: scripts ask for line buffering or an encoding, and both are as they should be."""


class LastResort(logging.Handler):
    """Log records nobody else handles; handlers of the user's write to `sys.stderr` as always."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(logging.WARNING)
        self._sink = sink
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._sink.add("log", self.format(record) + "\n")
        except Exception:  # noqa: BLE001 - a record's arguments are the user's
            self.handleError(record)
