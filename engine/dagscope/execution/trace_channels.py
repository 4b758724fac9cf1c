"""How what a node reports comes home from another machine, which shares no descriptor with this one.
It must not know any cluster, nor run anything.

A cluster's own messages carry the records: few of them, since each costs the scheduler something, and not without end.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Record = dict[str, Any]
Send = Callable[[Record], None]

MOST = 2_000_000
"""So many characters of what a node writes come home; of the rest is said how much it was."""
_GATHERED = 16_000
_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Way:
    """The way home from a thread that runs nodes.

    Attributes:
        send: sends a record.
        worker: what the worker is called that the thread belongs to.
        keeps_log: what nodes write goes to the worker's own log as well.
        takes_texts: what nodes write comes home; else it is left where it goes by itself.
    """

    send: Send
    worker: str
    keeps_log: bool = False
    takes_texts: bool = True


class Channel(Protocol):
    """It travels with the nodes."""

    def open(self) -> Way:
        """Return the way home from this thread."""


class Gathered:
    """What one node reports, sent in pieces: at once when nothing was sent for a while, else a little later."""

    def __init__(self, send: Send, facts: Record) -> None:
        self._send = send
        self._facts = facts
        self._lock = threading.Lock()
        self._pieces: list[tuple[str, str]] = []
        self._size = 0
        self._total = 0
        self._last = 0.0
        self._timer: threading.Timer | None = None

    def text(self, stream: str, text: str) -> None:
        """Take what the node wrote."""
        with self._lock:
            room = max(0, MOST - self._total)
            self._total += len(text)
            if not text or not room:
                return
            self._pieces.append((stream, text[:room]))
            self._size += len(text)
            if self._size >= _GATHERED or time.monotonic() - self._last >= _SECONDS:
                self._flush()
            elif self._timer is None:
                self._timer = threading.Timer(_SECONDS, self._on_timeout)
                self._timer.daemon = True
                self._timer.start()

    def end(self, record: Record) -> None:
        """Send what is left, and the record of the node's end."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._total > MOST:
                self._pieces.append(("stderr", f"({self._total - MOST:,} more characters were left out)\n"))
            self._flush()
            self._try_to_send({**self._facts, **record})

    def _on_timeout(self) -> None:
        with self._lock:
            self._timer = None
            self._flush()

    def _flush(self) -> None:
        pieces, self._pieces, self._size = self._pieces, [], 0
        self._last = time.monotonic()
        joined: list[tuple[str, list[str]]] = []
        for stream, text in pieces:
            if joined and joined[-1][0] == stream:
                joined[-1][1].append(text)
            else:
                joined.append((stream, [text]))
        for stream, texts in joined:
            self._try_to_send({**self._facts, "stream": stream, "text": "".join(texts)})

    def _try_to_send(self, record: Record) -> None:
        with contextlib.suppress(Exception):  # the node's work goes on, whether or not anybody hears of it
            self._send(record)


_hearing: dict[str, Callable[[Record], None]] = {}


def hear(run: str, then: Callable[[Record], None]) -> None:
    """Have `then` called for each node of a run that ended elsewhere; of one run at a time."""
    _hearing.clear()
    _hearing[run] = then


def take_here(record: Record) -> None:
    """Take a record where no descriptor is read for it: print what the node wrote, tell how it ended."""
    text = record.get("text")
    if "seconds" in record and (then := _hearing.get(str(record.get("run")))):
        then(record)
    if isinstance(text, str):
        stream = sys.stderr if record.get("stream") == "stderr" else sys.stdout
        with contextlib.suppress(OSError, ValueError):
            stream.write(text)
            stream.flush()
