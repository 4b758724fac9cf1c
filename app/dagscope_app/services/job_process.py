"""A process of our own that does one job and ends; jobs wait for each other. It must not know what a job is.

The program reads what it is handed from its standard input, and says on its standard output, in lines of JSON, how far
it is. The end of its input before it is done means that it is to stop: it hears that on every system, and also when the
window is gone, whatever ended that.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

UNWRITTEN_BYTES = 1_000_000
GOODBYE_MS = 1_000


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, and who hears of it.

    Attributes:
        program: the file of the program.
        pages: what it is handed, made bit by bit while the window goes on.
        heard: takes what it says.
        ended: is called when it is gone, with whether it was stopped.
    """

    program: str
    pages: Iterator[bytes]
    heard: Callable[[Mapping[str, Any]], None]
    ended: Callable[[bool], None]


class JobProcess(QObject):
    """At most one process at a time.

    Signals:
        stopped(): after `stop`, when no process is left
    """

    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._job: Job | None = None
        self._waiting: list[Job] = []
        self._is_cancelled = self._is_stopping = False
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._hand_some)
        self._goodbye = QTimer(self)
        self._goodbye.setSingleShot(True)
        self._goodbye.setInterval(GOODBYE_MS)
        self._goodbye.timeout.connect(self._on_goodbye_timeout)

    def do(self, job: Job) -> None:
        """Do a job when those before it are done."""
        if self._is_stopping:
            return
        self._waiting.append(job)
        self._start_next()

    def cancel(self) -> None:
        """End what is done now, and what waits."""
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            job.ended(True)
        if self._process is None:
            return
        self._is_cancelled = True
        self._turn.stop()
        self._process.closeWriteChannel()
        self._goodbye.start()

    def stop(self) -> None:
        """End everything for good; `stopped` says when nothing is left."""
        self._is_stopping = True
        self.cancel()
        if self._process is None:
            self.stopped.emit()

    @property
    def is_empty(self) -> bool:
        """No process is left."""
        return self._process is None

    def _start_next(self) -> None:
        if self._process is not None or not self._waiting:
            return
        self._job = self._waiting.pop(0)
        self._is_cancelled = False
        self._process = process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.setProgram(sys.executable)
        process.setArguments([self._job.program])
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_error_output)
        process.bytesWritten.connect(self._on_written)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        process.start()
        self._turn.start()

    def _hand_some(self) -> None:
        """Write one page and leave the rest to later turns of the event loop; no more than a bit ahead of the
        program.
        """
        if self._process is None or self._job is None or self._process.bytesToWrite() > UNWRITTEN_BYTES:
            return
        page = next(self._job.pages, None)
        if page is not None:
            self._process.write(page)
            self._turn.start()

    def _on_written(self) -> None:
        if not self._is_cancelled and not self._turn.isActive():
            self._turn.start()

    def _on_output(self) -> None:
        while self._process is not None and self._job is not None and self._process.canReadLine():
            try:
                told = json.loads(bytes(self._process.readLine().data()))
            except ValueError:
                continue
            if isinstance(told, dict):
                self._job.heard(told)

    def _on_error_output(self) -> None:
        if self._process is not None:
            self._process.readAllStandardError()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end()

    def _on_finished(self) -> None:
        self._on_output()
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        job, self._job = self._job, None
        self._turn.stop()
        self._goodbye.stop()
        if process is not None:
            process.deleteLater()
        if job is not None:
            job.ended(self._is_cancelled)
        if self._is_stopping:
            self.stopped.emit()
        else:
            self._start_next()

    def _on_goodbye_timeout(self) -> None:
        if self._process is not None:
            self._process.kill()


def _environment() -> QProcessEnvironment:
    """Return the environment of a program that paints and shows nothing."""
    environment = QProcessEnvironment.systemEnvironment()
    if sys.platform != "win32":  # there the offscreen platform does not know the system's fonts
        environment.insert("QT_QPA_PLATFORM", "offscreen")
    return environment
