"""Says on the standard error how far a run is, once it takes more than a second. It must not know the project.

On a terminal it is one line that is rewritten twice a second and wiped at the end; elsewhere, in a log, it is a line
after 1, 10 and 60 seconds and every ten minutes.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from typing import TextIO

from dagscope.commands.exits import CurrentNode
from dagscope.records import StateRow
from dagscope.system import hearing

FIRST_S = 1.0
_AGAIN_S = 0.5
_IN_LOGS_S = (1.0, 10.0, 60.0)
_LOG_STEP_S = 600.0
_WIDTH = 100


class Progress(CurrentNode):
    """Hears of a run what has ended and what goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, StateRow] = {}
        """The last that was heard of each node."""
        self._all: frozenset[str] = frozenset()
        self._ended: set[str] = set()
        self._since: dict[str, float] = {}
        self._on_begun: Callable[[], object] | None = None
        self._on_planned: Callable[[], object] | None = None

    def when_begun(self, then: Callable[[], object]) -> None:
        """Call `then` once, when the first node runs: a pool of processes is forked before that, without threads."""
        self._on_begun = then

    def when_planned(self, then: Callable[[], object]) -> None:
        """Call `then` when it is known what runs: nothing was missing, and no node has begun."""
        self._on_planned = then

    def _note_begun(self) -> None:
        then, self._on_begun = self._on_begun, None
        if then is not None:
            then()

    def started(self, run: str, slot: str, order: tuple[str, ...], steps: int) -> None:
        """Take the run's nodes."""
        self._all = frozenset(order)
        if self._on_planned is not None:
            self._on_planned()

    def enter(self, run: str, node: str) -> None:
        """Note that a node runs."""
        super().enter(run, node)
        if node:  # none: the run's own work, as making a pool
            self._note_begun()
            self._since.setdefault(node, time.monotonic())

    def state(self, run: str, row: StateRow) -> None:
        """Note what has ended, and what runs elsewhere."""
        self._note_begun()
        self.rows[row.node] = row
        if row.state == "running":
            self._since.setdefault(row.node, time.monotonic())
        elif row.state != "waiting":
            self._ended.add(row.node)
            self._since.pop(row.node, None)

    def sentence(self, now: float) -> str:
        """Return how far it is: `3 of 12 nodes, running clean_orders (4 s)`; empty before the run's plan is known."""
        if not self._all:
            return ""
        ended = self._ended & self._all
        running = sorted(self._since.items(), key=lambda item: item[1])  # the longest first
        running = [(name, since) for name, since in running if name not in ended]
        text = f"{len(ended)} of {len(self._all)} nodes"
        if running:
            name, since = running[0]
            more = f" and {len(running) - 1} more" if len(running) > 1 else ""
            text += f", running {name} ({now - since:.0f} s){more}"
        return text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."


@contextmanager
def shown(progress: Progress, stream: TextIO | None = None) -> Iterator[None]:
    """Show a run's progress while the block lasts."""
    output = sys.stderr if stream is None else stream
    is_over = threading.Event()
    show = _rewriting if output.isatty() else _logging
    thread = threading.Thread(target=show, args=(progress, output, is_over.wait), daemon=True, name="progress")
    progress.when_begun(thread.start)
    try:
        yield
    finally:
        is_over.set()
        if thread.ident is not None:
            hearing.join(thread)


def _rewriting(progress: Progress, output: TextIO, is_over_within: Callable[[float], bool]) -> None:
    width = 0
    waits = chain([FIRST_S], (_AGAIN_S for _ in count()))
    while not is_over_within(next(waits)):
        text = progress.sentence(time.monotonic())
        output.write("\r" + text.ljust(width))
        output.flush()
        width = len(text)
    if width:
        output.write("\r" + " " * width + "\r")
        output.flush()


def _logging(progress: Progress, output: TextIO, is_over_within: Callable[[float], bool]) -> None:
    begun = 0.0
    for moment in chain(_IN_LOGS_S, (_LOG_STEP_S * number for number in count(1))):
        if is_over_within(moment - begun):
            return
        begun = moment
        text = progress.sentence(time.monotonic())
        if text:
            print(f"after {moment:.0f} s: {text}", file=output, flush=True)
