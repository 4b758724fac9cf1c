"""The only place that writes frames: a thread of its own, with states and output gathered for 50 ms. No user code here.

User code has the main thread, so that an interrupt can never fall into the middle of a frame.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from dagscope.protocol import messages as m
from dagscope.protocol.envelope import ProtocolError, encode_event
from dagscope.records import BranchRow, StateRow

GATHER_SECONDS = 0.05
ROWS_IN_A_BATCH = 2_000
BRANCHES_IN_A_MESSAGE = 500
_STOP = object()


@dataclass(frozen=True, slots=True)
class _Gathered:
    """States that are not written yet, by run: only the last of each node."""

    rows: dict[str, dict[str, StateRow]] = field(default_factory=dict)
    branches: dict[str, dict[tuple[str, str], BranchRow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Letter:
    """An event; with `before`, all states that were gathered when it was sent."""

    body: m.Event
    id: int
    attachment: bytes
    before: _Gathered | None


class Outbox:
    """Takes events from any thread, writes them in order from one.

    A letter that must keep its order with the states takes those gathered so far along, and until it is written no
    later ones are: whatever the writer is at, no state comes before its run's beginning or after its end.
    """

    def __init__(self, descriptor: int, generation: int, give_up: Callable[[], object] = lambda: None) -> None:
        """Write to a descriptor; `give_up` is called when nothing can be written any more."""
        self._descriptor = descriptor
        self._give_up = give_up
        self._generation = generation
        self._sequence = 0
        self._letters: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._gathered = _Gathered()
        self._in_order = 0
        """How many letters with states are not written yet."""
        self._current: tuple[str, str, float] | None = None
        self._told_current: tuple[str, str, float] | None = None
        self._last_batch = 0.0
        self._announced = 0.0
        self._is_written = threading.Event()
        self._is_written.set()
        self._thread = threading.Thread(target=self._work, name="dagscope-writer", daemon=True)
        self.take_output: Any = lambda: ()
        """Gives the output gathered since it was called last, as `Output` events."""

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def send(self, body: m.Event, id: int = 0, attachment: bytes = b"", after_states: bool = False) -> None:
        """Send an event; `after_states` puts the states gathered so far before it, and all later ones behind it."""
        if not after_states:
            self._letters.put(_Letter(body, id, attachment, None))
            return
        with self._lock:
            self._in_order += 1
            self._letters.put(_Letter(body, id, attachment, self._taken()))

    def set_state(self, run: str, row: StateRow) -> None:
        """Tell a node's state; only the last one within 50 ms is sent."""
        with self._lock:
            self._current = None
            rows = self._gathered.rows.get(run)
            if rows is None:
                rows = self._gathered.rows[run] = {}
            rows[row.node] = row

    def set_branch(self, run: str, row: BranchRow) -> None:
        """Tell a node's state in a branch; only the last one within 50 ms is sent."""
        with self._lock:
            self._gathered.branches.setdefault(run, {})[row.node, row.branch] = row

    def set_current(self, run: str, node: str, begun: float) -> None:
        """Note that this node runs now, alone: it is sent only if it still does when states are."""
        self._current = (run, node, begun)

    def announce(self) -> None:
        """Have what was reported so far written before user code may take the interpreter for itself.

        At most once in 50 ms: among quick nodes there is nothing to see, and waiting costs 0.1 ms. And not while the
        window is behind with reading: the run must not wait for it.
        """
        now = time.monotonic()
        if now - self._announced < GATHER_SECONDS or not self._is_written.is_set():
            return
        self._announced = now
        is_written = self._is_written = threading.Event()
        self._letters.put(is_written)
        is_written.wait(GATHER_SECONDS)

    def close(self) -> None:
        """Write what is left and return when it is written."""
        self._letters.put(_STOP)
        self._thread.join(5)

    def _work(self) -> None:
        try:
            self._write_on()
        except BaseException:
            self._give_up()
            raise

    def _write_on(self) -> None:
        while True:
            try:
                letter = self._letters.get(timeout=GATHER_SECONDS)
            except queue.Empty:
                letter = None
            if letter is _STOP:
                self._flush()
                return
            if isinstance(letter, threading.Event):
                self._flush()
                letter.set()
                continue
            if letter is None or letter.before is not None or time.monotonic() - self._last_batch >= GATHER_SECONDS:
                self._flush(letter)
            if letter is not None:
                self._write(letter.body, letter.id, letter.attachment)

    def _taken(self) -> _Gathered:
        """Take what was gathered so far, with the node that runs now; the lock is held."""
        gathered, self._gathered = self._gathered, _Gathered()
        current = self._current
        if current is not None and current is not self._told_current:
            self._told_current = current
            run, node, begun = current
            gathered.rows.setdefault(run, {})[node] = StateRow(node, "running", 0.0, begun)
        return gathered

    def _flush(self, letter: _Letter | None = None) -> None:
        """Write the states that belong before a letter, or all that belong before none."""
        with self._lock:
            gathered = letter.before if letter is not None else None
            if gathered is not None:
                self._in_order -= 1
            elif self._in_order:
                return  # a letter among those that wait comes before what is gathered now
            else:
                gathered = self._taken()
        self._last_batch = time.monotonic()
        for run, rows in gathered.rows.items():
            self._write_states(run, tuple(rows.values()))
        for run, found in gathered.branches.items():
            many = tuple(found.values())
            for start in range(0, len(many), BRANCHES_IN_A_MESSAGE):
                self._write(m.Branches(run, many[start : start + BRANCHES_IN_A_MESSAGE]))
        for output in self.take_output():
            self._write(output)

    def _write_states(self, run: str, rows: tuple[StateRow, ...]) -> None:
        """Write states in batches, and in smaller ones where the texts in them are too long for a frame."""
        for start in range(0, len(rows), ROWS_IN_A_BATCH):
            part = rows[start : start + ROWS_IN_A_BATCH]
            try:
                self._put(m.Batch.of(run, part))
            except ProtocolError:
                if len(part) == 1:
                    self._write(m.Batch.of(run, part))  # which says that it is too large
                    continue
                half = len(part) // 2
                self._write_states(run, part[:half])
                self._write_states(run, part[half:])

    def _write(self, body: m.Event, id: int = 0, attachment: bytes = b"") -> None:
        try:
            if isinstance(body, m.RunStarted):
                self._write_start(body, id)
            else:
                self._put(body, id, attachment)
        except ProtocolError as error:
            self._put(m.ErrorAnswer(f"an answer was too large to send: {error}"), id)

    def _write_start(self, start: m.RunStarted, id: int) -> None:
        """Write a run's beginning, in several parts where its nodes' names are too long for a frame."""
        try:
            self._put(start, id)
        except ProtocolError:
            half = len(start.order) // 2
            if not half:
                raise
            for names in (start.order[:half], start.order[half:]):
                self._write_start(replace(start, order=names), id)

    def _put(self, body: m.Event, id: int = 0, attachment: bytes = b"") -> None:
        self._sequence += 1
        view = memoryview(self._encode(body, id, attachment))
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            os._exit(70)  # nobody can hear us any more

    def _encode(self, body: m.Event, id: int, attachment: bytes) -> bytes:
        return encode_event(body, generation=self._generation, sequence=self._sequence, id=id, attachment=attachment)
