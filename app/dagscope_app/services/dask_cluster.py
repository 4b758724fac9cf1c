"""A Dask cluster on this computer, as a process of the project's interpreter that ends with the window.
It must not run nodes.
"""

from __future__ import annotations

import json
from pathlib import Path

import dagscope.protocol
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

PROGRAM = str(Path(dagscope.protocol.__file__).parent.parent / "worker" / "local_cluster.py")
GOODBYE_MS = 3000


class DaskCluster(QObject):
    """One cluster at most.

    Signals:
        ready(str, str): it is there: the executor's name, and the address of its dashboard, or nothing
        failed(str): there is none, and why
        said(str): what it writes besides
        ended(): it is gone, whether it was asked to go or not
        stopped(): after `stop`, when no process is left
    """

    ready = Signal(str, str)
    failed = Signal(str)
    said = Signal(str)
    ended = Signal()
    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._has_answered = False
        self._is_stopping = False
        self._goodbye = QTimer(self)
        self._goodbye.setSingleShot(True)
        self._goodbye.setInterval(GOODBYE_MS)
        self._goodbye.timeout.connect(self._on_goodbye_timeout)

    def start(self, interpreter: str, folder: str) -> None:
        """Start it with this Python, in the project's folder, unless one is there."""
        if self._process is not None:
            return
        self._has_answered = self._is_stopping = False
        self._process = process = QProcess(self)
        process.setProgram(interpreter)
        process.setArguments(["-X", "utf8", PROGRAM])
        process.setWorkingDirectory(folder)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_error_output)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        process.start()

    def stop(self) -> None:
        """End it; its workers end with it."""
        if self._process is None:
            self.stopped.emit()
            return
        self._is_stopping = True
        self._process.closeWriteChannel()  # what it waits for
        self._goodbye.start()

    @property
    def is_empty(self) -> bool:
        """No process is left."""
        return self._process is None

    def _on_goodbye_timeout(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _on_output(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data()).decode("utf-8", "replace").rstrip("\n")
            if not self._take_facts(line):
                self.said.emit(line + "\n")

    def _take_facts(self, line: str) -> bool:
        """Take the one line of JSON that says where the cluster is, or why it is nowhere; what follows is output."""
        if self._has_answered or not line.startswith("{"):
            return False
        try:
            facts = json.loads(line)
        except ValueError:
            return False
        self._has_answered = True
        if self._is_stopping:  # it ends, whatever its beginning came to
            return True
        if isinstance(facts.get("problem"), str):
            self.failed.emit(facts["problem"])
        elif isinstance(facts.get("address"), str) and isinstance(facts.get("dashboard"), str):
            self.ready.emit(facts["address"], facts["dashboard"])
        return True

    def _on_error_output(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
            if text:
                self.said.emit(text)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self.failed.emit(f"The Dask cluster could not be started: {self._process.errorString()}.")
            self._over()

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if not self._has_answered and not self._is_stopping:
            self.failed.emit(
                f"The Dask cluster ended while it was started (exit code {code}); the log has what it said."
            )
        self._over()

    def _over(self) -> None:
        process, self._process = self._process, None
        self._goodbye.stop()
        if process is not None:
            process.deleteLater()
        self.ended.emit()
        self.stopped.emit()
