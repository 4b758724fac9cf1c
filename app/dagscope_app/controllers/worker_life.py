"""What becomes of the state while the worker works, falls silent or ends.
It must not start or stop one but by `restart`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.cases import Severity, WorkerPhase
from dagscope_app.model.runs.exit_reasons import Ending, ending_text
from dagscope_app.model.runs.values_gone import without_values
from dagscope_app.model.state import AppState, Banner


class WorkerLifeController:
    """Puts what happens to the worker into the state."""

    def __init__(self, store: StorePort, worker: WorkerPort, restart: Callable[[], None]) -> None:
        """`restart` begins a fresh worker for the open folder."""
        self._store = store
        self._worker = worker
        self._restart = restart

    def on_phase(self, phase: WorkerPhase) -> None:
        """Note that the worker is in another phase; between its requests it is ready for the next one."""
        phase = "ready" if phase == "running" else phase
        self._store.update(lambda now: replace(now, worker=replace(now.worker, phase=phase)))

    def on_silence(self, is_silent: bool) -> None:
        """Note that the worker does not answer, or answers again."""
        detail = "silent" if is_silent else ""
        self._store.update(lambda now: replace(now, worker=replace(now.worker, detail=detail)))

    def on_died(self, ending: Ending, will_restart: bool) -> None:
        """Report that the worker ended by itself, or had to be killed. Its values are gone; the picture stays."""
        state = self._store.state
        text = ending_text(ending, has_values=bool(state.graph.nodes))
        is_wanted = ending.cause == "killed-by-user"
        severity: Severity = "info" if is_wanted else "error"
        offer = ("help.copy_report", "Copy report") if will_restart else ("project.reload", "Start again")
        banner = Banner(text, severity, *(("", "") if is_wanted and will_restart else offer))

        def change(now: AppState) -> AppState:
            now = without_values(text, self._worker.holders, is_wanted, ending.node, time.monotonic())(now)
            status = replace(now.worker, phase="dead", cause=ending.cause, detail=ending.detail)
            phase = now.phase if now.graph.nodes or will_restart else "broken"
            return replace(now, worker=status, banner=banner, is_building=False, phase=phase)

        self._store.update(change)
        if will_restart and state.folder:
            self._restart()

    def on_values_lost(self) -> None:
        """Note that an earlier process, which held values, ended by itself."""
        current = self._store.state.worker.generation
        holders = (*self._worker.holders, current)
        self._store.update(without_values("The process that held these values ended.", holders))
