"""The processes behind one window: one that runs the project's code, two that lay graphs out, one that writes large
pictures while there is one, perhaps a cluster.
It must not talk to them.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from dagscope_app.services.dask_cluster import DaskCluster
from dagscope_app.services.job_process import JobProcess
from dagscope_app.services.layout_process import LayoutProcess
from dagscope_app.services.worker_process import WorkerProcess


class Processes(QObject):
    """Ends them together.

    Signals:
        emptied(): after `stop`, when none is left
    """

    emptied = Signal()

    def __init__(self, keeps_spare: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = WorkerProcess(keeps_spare, self)
        self.layout = LayoutProcess(self)
        self.second_layout = LayoutProcess(self)
        self.cluster = DaskCluster(self)
        self.pictures = JobProcess(self)
        self._is_ending = False
        for part in self._all():
            part.stopped.connect(self._on_stopped)

    def stop(self) -> None:
        """End every process; `emptied` says when none is left."""
        self._is_ending = True
        for part in self._all():
            part.stop()
        self._on_stopped()

    def _all(self) -> tuple[WorkerProcess | LayoutProcess | DaskCluster | JobProcess, ...]:
        return self.worker, self.layout, self.second_layout, self.cluster, self.pictures

    def _on_stopped(self) -> None:
        if self._is_ending and all(part.is_empty for part in self._all()):
            self.emptied.emit()
