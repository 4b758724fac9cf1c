"""The layout process: sends what is to be placed, gives back where.
It must not lay out anything in the window's process.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dagscope.protocol.framing import FrameReader, ProtocolError, encode
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

import dagscope_app.layout
from dagscope_app.layout.messages import Answer, End, Failed, Inside, Request, answer_from, to_json
from dagscope_app.layout.pages import Collected, Wanted, again, whole
from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.placement import Layout, PinKey, Point

MESSAGES_IN_A_TURN = 6
RESTART_LIMIT = 3
PROGRAM = str(Path(dagscope_app.layout.__file__).parent / "__main__.py")


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    wanted: Wanted
    answer: Callable[[Layout], None]
    inside: Callable[[str, Layout], None] | None
    is_owed: bool = False

    def messages(self, base: LayoutRequest | None) -> Iterator[Request]:
        """Return what asks for this, when the process was asked for `base` before."""
        if base is not None and _can_reuse(base, self.wanted.request):
            return again(self.number, base.groups, self.wanted)
        return whole(self.number, self.wanted)


def _can_reuse(ours: LayoutRequest, theirs: LayoutRequest) -> bool:
    """Return whether the process may keep the nodes and edges of one for the other: only folds, pins or options
    differ.
    """
    if ours.nodes is not theirs.nodes or ours.edges is not theirs.edges:
        return False
    if len(ours.groups) != len(theirs.groups):
        return False
    return all(dataclasses.replace(one, is_folded=two.is_folded) == two for one, two in zip(ours.groups, theirs.groups))


class LayoutProcess(QObject):
    """One process that lays out one graph at a time; while it is busy the newest request waits, and all that are owed.

    Signals:
        failed(str): it does not work, in one sentence
        stopped(): it is gone
    """

    failed = Signal(str)
    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._reader = FrameReader()
        self._number = 0
        self._current: _Job | None = None
        self._waiting: list[_Job] = []
        # Not the job: whom it answers holds the picture of then, whose end would be paid for by the next click.
        self._base: LayoutRequest | None = None
        self._collected = Collected()
        self._restarts = 0
        self._is_stopping = False
        self._messages: Iterator[Request] = iter(())
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._send_some)

    def start(self) -> None:
        """Start the process, so that the first request does not wait for it."""
        if self._process is not None or self._is_stopping:
            return
        self._reader = FrameReader()
        self._base = None
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments([PROGRAM])
        self._process.readyReadStandardOutput.connect(self._on_process_ready_read)
        self._process.readyReadStandardError.connect(self._on_process_error_read)
        self._process.errorOccurred.connect(self._on_process_error)
        self._process.finished.connect(self._on_process_finished)
        self._process.start()

    def stop(self) -> None:
        """End the process for good; `stopped` says when it is gone."""
        self._is_stopping = True
        self._current, self._waiting = None, []
        self._turn.stop()
        if self._process is None:
            self.stopped.emit()
        else:
            self._process.kill()

    @property
    def is_empty(self) -> bool:
        """No process is left."""
        return self._process is None

    def request(
        self,
        wanted: LayoutRequest,
        answer: Callable[[Layout], None],
        *,
        anchor: str = "",
        pinned: Mapping[PinKey, Point] | None = None,
        is_fresh: bool = False,
        inside: Callable[[str, Layout], None] | None = None,
        is_owed: bool = False,
    ) -> None:
        """Ask for a layout; an earlier request that was not answered yet never will be, unless its answer is owed.
        A fresh one keeps no earlier order.

        When all that differs from the request before is that the anchor was unfolded, `inside` is called early with
        what its frame will hold, from the frame's corner.
        """
        self._number += 1
        job = _Job(self._number, Wanted(wanted, anchor, pinned or {}, is_fresh), answer, inside, is_owed)
        self.start()
        if self._current is None:
            self._send(job)
            return
        if not is_owed:
            self._waiting = [item for item in self._waiting if item.is_owed]
        self._waiting.append(job)

    def _is_outdated(self, job: _Job) -> bool:
        """Return whether a newer request took this one's place."""
        return not job.is_owed and any(not item.is_owed for item in self._waiting)

    def _send_next(self) -> None:
        if self._waiting:
            self._send(self._waiting.pop(0))

    def _send(self, job: _Job) -> None:
        self._current = job
        self._collected = Collected()
        self._messages = job.messages(self._base)
        self._base = job.wanted.request
        self._turn.start()  # whoever asks has put together what is sent, which is enough for one turn

    def _send_some(self) -> None:
        """Write some messages and leave the rest to the next turn of the event loop: a large graph is many."""
        try:
            for _ in range(MESSAGES_IN_A_TURN):
                message = next(self._messages, None)
                if message is None:
                    return
                if self._process is not None:
                    self._process.write(encode(to_json(message)))
        except ProtocolError as error:
            self._messages = iter(())
            if self._current is not None:
                self._take(Failed(self._current.number, f"{error}."))
            return
        self._turn.start()

    def _on_process_ready_read(self) -> None:
        if self._process is None:
            return
        try:
            for frame in self._reader.feed(bytes(self._process.readAllStandardOutput().data())):
                self._take(answer_from(frame.message))
        except ProtocolError:
            self._process.kill()

    def _on_process_error_read(self) -> None:
        if self._process is not None:
            self._process.readAllStandardError()

    def _take(self, answer: Answer) -> None:
        job = self._current
        if job is None or answer.job != job.number:
            return
        if isinstance(answer, Inside):
            inside = self._collected.complete(answer.bounds)
            if job.inside is not None and not self._is_outdated(job):
                job.inside(answer.group, inside)
        elif isinstance(answer, End | Failed):
            self._finish(job, answer)
        else:
            self._collected.add(answer)

    def _finish(self, job: _Job, answer: End | Failed) -> None:
        self._current = None
        if isinstance(answer, Failed):
            self._base = None
        is_outdated, collected = self._is_outdated(job), self._collected
        self._send_next()
        if is_outdated:
            return
        if isinstance(answer, Failed):
            self.failed.emit(f"The graph could not be laid out: {answer.message}")
        else:
            job.answer(collected.complete(answer.bounds))

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            process, self._process = self._process, None
            if process is not None:
                process.deleteLater()
            # What waited is not asked for again: the next request finds nobody busy and starts a process.
            self._current, self._waiting = None, []
            self._turn.stop()
            if self._is_stopping:
                self.stopped.emit()
                return
            self.failed.emit(
                "The graph could not be laid out: the process for that could not be started. Reload the project to "
                "try again."
            )

    def _on_process_finished(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._is_stopping:
            self.stopped.emit()
            return
        job, self._current = self._current, None
        if job is not None and not self._is_outdated(job):
            self._waiting.insert(0, job)
        self._turn.stop()
        self._restarts += 1
        if self._restarts > RESTART_LIMIT:
            self.failed.emit(
                "The graph could not be laid out: the process for that ended several times. Reload the project to "
                "try again."
            )
            self._restarts, self._waiting = 0, []
        elif self._waiting:
            self.start()
            self._send_next()
