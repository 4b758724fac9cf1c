"""What user code prints, logs and warns, as events of the node that ran. It must not keep more than 512 KB a node.

Python's own streams are replaced by ones that know the node; what goes past them (C code, child processes) comes
through pipes on the descriptors 1 and 2 and is given to the node that runs when it arrives.
"""

from __future__ import annotations

import codecs
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

from dagscope.execution.trace_channels import Record
from dagscope.execution.traced import WANTED, records_in
from dagscope.protocol import messages as m
from dagscope.system.current import system
from dagscope.system.protocol import OutputPipes
from dagscope.worker.kept_output import KeptOutput
from dagscope.worker.streams import CapturedText, LastResort, StreamName

_PIECE = 100_000
_STREAMS: dict[int, StreamName] = {1: "stdout", 2: "stderr"}
_NUMBERS = {stream: number for number, stream in _STREAMS.items()}


class Capture:
    """Gathers output by node. One for the whole worker."""

    def __init__(self, pipes: OutputPipes | None = None) -> None:
        self._lock = threading.RLock()
        self._main = os.getpid()
        self._kept: dict[tuple[str, str, StreamName], KeptOutput] = {}
        self._run = ""
        self._node = ""
        self._rests: dict[int, bytes] = {}
        # What is read at once may end inside a character.
        self._decoders = {number: codecs.getincrementaldecoder("utf-8")("replace") for number in _STREAMS}
        self._seconds: dict[tuple[str, str], float] = {}
        self._ended: dict[str, Callable[[Record], None]] = {}
        self._here = threading.local()
        self._pipes = pipes or system.output_pipes()
        self._settle = self._pipes.settle
        self._flush_c: Any = None
        self._out, self._err = CapturedText(self, "stdout", 1), CapturedText(self, "stderr", 2)
        self._texts: dict[StreamName, CapturedText] = {"stdout": self._out, "stderr": self._err}

    def start(self) -> None:
        """Take over the descriptors 1 and 2 and Python's streams, logging's last resort and warnings."""
        os.environ[WANTED] = "1"
        self._pipes.take_over()
        sys.stdout, sys.stderr = self._out, self._err
        sys.stdin = open(0, encoding="locale")  # noqa: SIM115 - it stays open
        logging.lastResort = LastResort(self)
        warnings.showwarning = self._show_warning
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._in_child)
        threading.Thread(target=self._pump, name="dagscope-output", daemon=True).start()

    def _in_child(self) -> None:
        self._lock = threading.RLock()
        for text in self._texts.values():
            text.take_pieces()  # the parent has them too
            text.is_direct = True

    def _show_warning(
        self,
        message: Any,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: Any = None,
        line: Any = None,
    ) -> None:
        if file is not None:
            file.write(warnings.formatwarning(message, category, filename, lineno, line))
        else:
            self.add("warning", f"{filename}:{lineno}: {category.__name__}: {message}\n")

    def add(self, stream: StreamName, text: str) -> None:
        """Keep a piece of output for the node that runs."""
        if os.getpid() != self._main:
            os.write(2 if stream == "stderr" else 1, text.encode("utf-8", "backslashreplace"))
            return
        with self._lock:
            self._take_earlier(stream)
            self._keep(stream, text, getattr(self._here, "node", None))

    def gather(self, stream: StreamName) -> None:
        """Keep what Python code has written so far."""
        with self._lock:
            written = self._texts[stream].take_pieces()
            self._take_pipe(stream)
            if written:
                self._keep(stream, written)

    def _take_earlier(self, stream: StreamName) -> None:
        self._keep_written(stream)
        self._take_pipe(stream)

    def _keep_written(self, stream: StreamName) -> None:
        text = self._texts.get(stream)
        written = text.take_pieces() if text is not None else ""
        if written:
            self._keep(stream, written)

    def _take_pipe(self, stream: StreamName) -> None:
        number = _NUMBERS.get(stream)
        if number is not None and self._pipes.has_bytes(number):
            self._take_waiting(number)

    def enter_thread(self, run: str, node: str) -> None:
        """Attribute what Python code writes on this thread to this node from now on."""
        self._here.node = (run, node)
        for text in self._texts.values():
            text.is_direct = True  # what is gathered from many threads has no owner

    def here(self) -> tuple[str, str]:
        """Return the run and the node whose code runs on this thread; empty texts where none does."""
        node: tuple[str, str] | None = getattr(self._here, "node", None)
        return node or (self._run, self._node)

    def leave_thread(self) -> None:
        """Note that this thread runs no node any more."""
        self._here.node = None

    def _keep(self, stream: StreamName, text: str, node: tuple[str, str] | None = None) -> None:
        with self._lock:
            key = (*(node or (self._run, self._node)), stream)
            kept = self._kept.get(key)
            if kept is None:
                kept = self._kept[key] = KeptOutput()
            kept.add(text)

    def enter(self, run: str, node: str) -> None:
        """Attribute output to this node from now on; what was written before is the earlier one's, whether it was left
        or not.
        """
        self._flush_c_streams()
        with self._lock:
            self._take_all()
            self._run, self._node = run, node
            self._out.written = self._err.written = 0

    def leave(self) -> None:
        """End user code: what it wrote past Python is fetched before anything else can come."""
        self._flush_c_streams()
        with self._lock:
            self._take_all()
            for number, decoder in self._decoders.items():
                if half := decoder.decode(b"", final=True):
                    self._keep(_STREAMS[number], half)
            self._run, self._node = "", ""
            if os.getpid() == self._main:
                self._out.is_direct = self._err.is_direct = False

    def _flush_c_streams(self) -> None:
        if self._flush_c is not None:
            self._flush_c(None)
        else:
            self._find_c_streams()

    def _find_c_streams(self) -> None:
        """Find the C streams where they may be used: C code that writes came with `ctypes`, as far as it can be
        known.
        """
        ctypes = sys.modules.get("ctypes")
        if ctypes is not None and os.name == "posix":
            self._flush_c = ctypes.CDLL(None).fflush
            self._flush_c(None)

    def _pump(self) -> None:
        while numbers := self._pipes.wait():
            for number in numbers:
                with self._lock:
                    self._keep_written(_STREAMS[number])
                    self._read(number)

    def _read(self, number: int) -> bool:
        data = self._pipes.read(number)
        if data:
            self._sort_out(number, data)
        return bool(data)

    def _sort_out(self, number: int, data: bytes) -> None:
        """Give what other processes reported of nodes to these, and the rest to the node that runs."""
        parts, self._rests[number] = records_in(self._rests.pop(number, b"") + data)
        for part in parts:
            if isinstance(part, bytes):
                self._keep(_STREAMS[number], self._decoders[number].decode(part))
                continue
            run, node, text = (str(part.get(key, "")) for key in ("run", "node", "text"))
            if text:
                self._keep("stderr" if part.get("stream") == "stderr" else "stdout", text, (run, node))
            elif "opened" in part:
                if run in self._ended:
                    self._ended[run](part)
            elif isinstance(seconds := part.get("seconds"), float):
                self._seconds[run, node] = self._seconds.get((run, node), 0.0) + seconds
                if run in self._ended:
                    self._ended[run](part)

    def hear(self, run: str, then: Callable[[Record], None]) -> None:
        """Have `then` called for each node of a run that ends in another process; of one run at a time."""
        self._ended = {run: then}

    def measured(self, run: str, node: str) -> float | None:
        """Return how many seconds other processes reported of a node so far; they do so before its value comes."""
        self.drain()
        return self._seconds.pop((run, node), None)

    def _take_waiting(self, number: int) -> None:
        for _ in range(16):
            if not self._read(number) or not self._pipes.has_bytes(number):
                return

    def drain(self) -> None:
        """Take what is in the pipes now, a megabyte at most."""
        with self._lock:
            self._take_all()

    def _take_all(self) -> None:
        # For each node, and nearly always there is nothing: one look at both streams is a tenth of two at each.
        if self._settle() or self._out.pieces or self._err.pieces:
            for stream in self._texts:
                self._take_earlier(stream)

    def take(self) -> list[m.Output]:
        """Return what came since the last call, in pieces that fit a frame."""
        events: list[m.Output] = []
        with self._lock:
            for stream in self._texts:
                self.gather(stream)
            for key, kept in self._kept.items():
                events += _outputs(*key, kept.take())
        return events

    def finish(self, run: str) -> list[m.Output]:
        """Return the ends of a run's output, and how much between was dropped; the run's output is forgotten."""
        self.drain()
        events: list[m.Output] = []
        with self._lock:
            for key in [key for key in self._kept if key[0] == run]:
                kept = self._kept.pop(key)
                events += _outputs(*key, kept.take())
                text, dropped = kept.finish()
                if dropped:
                    events.append(m.Output(*key, "", dropped))
                events += _outputs(*key, text)
        return events


def _outputs(run: str, node: str, stream: StreamName, text: str) -> list[m.Output]:
    return [m.Output(run, node, stream, text[start : start + _PIECE]) for start in range(0, len(text), _PIECE)]
