"""Notes which files the nodes of a run read, tells the window when it ends, and says later which of them changed.
It must not judge what follows from that.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dagscope.protocol import messages as m
from dagscope.session.read_files import FILES_OF_A_NODE, ReadFiles, change_of
from dagscope.system.opened_files import listen
from dagscope.worker.capture import Capture
from dagscope.worker.guards import Guard
from dagscope.worker.outbox import Outbox


class FilesRead:
    """What one run after the other reads of the disk."""

    def __init__(self, guard: Guard, outbox: Outbox, capture: Capture) -> None:
        self._guard = guard
        self._outbox = outbox
        self._capture = capture
        self._run = ""
        self._reads: ReadFiles | None = None
        self._made = threading.local()

    @contextmanager
    def noted(self, run: str, folder: Path) -> Generator[ReadFiles, None, None]:
        """Note what nodes read in the block, and tell of it at its end."""
        self._run, reads = run, ReadFiles(str(folder))
        self._reads = reads
        listen(self._on_opened)
        try:
            yield reads
        finally:
            listen(None)
            self._reads = None
            self._tell(run, reads)

    @contextmanager
    def made_for(self, name: str) -> Generator[None, None, None]:
        """Let what is opened in the block count as read for a value that is given."""
        self._made.name = name
        try:
            yield
        finally:
            self._made.name = ""

    def ask_files(self, body: m.AskFiles, id: int) -> None:
        """Answer which files have changed since."""
        with self._guard.answering(id):
            self._outbox.send(m.FilesNow(tuple([change_of(file) for file in body.files])), id)

    def _on_opened(self, path: str, is_written: bool) -> None:
        reads = self._reads
        if reads is None:
            return
        node = getattr(self._made, "name", "")
        if not node:
            run, node = self._capture.here()
            if run != self._run:
                return
        if node:
            reads.opened(node, path, is_written)

    def _tell(self, run: str, reads: ReadFiles) -> None:
        for node, files, left_out in reads.all():
            self._outbox.send(m.FilesRead(run, node, files))
            if left_out:
                text = (
                    f"{node} reads {left_out:,} more files than {FILES_OF_A_NODE}; it is not noticed if these change.\n"
                )
                self._outbox.send(m.Output(run, node, "warning", text))
