"""Writes a folder's dataflow as one interactive HTML file and ends: `python -m dagscope_app.shared_page`.

It is how a notebook shows a driver without a window (`dagscope.show(driver, inline=True)`). The folder's code runs in
the process that asks, so it is trusted here, for this once. It must not show a window.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dagscope import trust
from dagscope.scenario import Scenario, from_plain
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from dagscope_app.application import Application, make_qt
from dagscope_app.model.state import AppState
from dagscope_app.services.settings import Settings
from dagscope_app.services.startup import calm_garbage_collection, check_pyside

LIMIT_MS = 120_000
SIZE = (1600, 900)
"""How large the page is taken to be where the first look at the graph is decided."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the page is to show: a scenario in place of the folder's own, the values of a run."""

    scenario: Scenario | None = None
    has_values: bool = False


class Writer(QObject):
    """Goes from the folder to the file as the state allows it; `leave` hears the exit code."""

    def __init__(self, application: Application, target: Path, options: Options, leave: Callable[[int], None]) -> None:
        super().__init__()
        self._application = application
        self._target = target
        self._step = self._run if options.has_values else self._write
        application.controllers.project.asked = options.scenario
        self._is_over = False
        self._problem = "It took too long."
        self._timer = self._single_shot(0, self._on_timer_timeout)
        self._limit = self._single_shot(LIMIT_MS, self._on_limit_timeout)
        application.store.changed.connect(self._on_store_changed)
        application.emptied.connect(lambda: leave(self._end()))

    def start(self, folder: str) -> None:
        """Open the folder and go on from there."""
        self._limit.start()
        self._application.window.canvas.setFixedSize(*SIZE)  # a window that is never shown gives it none
        self._application.open(folder)

    def _single_shot(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _on_store_changed(self, old: AppState, new: AppState) -> None:
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        state = self._application.store.state
        if self._is_over:
            return
        if state.phase == "broken" or not state.folder:
            self._finish(state.banner.text if state.banner is not None else "The folder could not be opened.")
        elif state.layout is not None and state.worker.is_alive and not state.is_building:
            self._step(state)

    def _on_limit_timeout(self) -> None:
        self._finish(self._problem)

    def _run(self, state: AppState) -> None:
        self._step = self._wait_for_run
        self._application.controllers.run.run_final()
        if not self._application.store.state.runs:
            self._write(state)  # an input is missing, or there is nothing to run: the graph is shown all the same

    def _wait_for_run(self, state: AppState) -> None:
        if state.run is not None and not state.run.is_active:
            self._write(state)

    def _write(self, state: AppState) -> None:
        self._step = self._wait_for_file
        self._application.controllers.share.share(str(self._target))

    def _wait_for_file(self, state: AppState) -> None:
        banner = state.banner
        if os.path.exists(self._target):
            self._finish("")
        elif banner is not None and banner.severity == "error":
            self._finish(banner.text)

    def _finish(self, problem: str) -> None:
        self._is_over = True
        self._problem = problem
        self._limit.stop()
        self._application.shut_down()

    def _end(self) -> int:
        if self._problem:
            print(self._problem, file=sys.stderr)
        return 1 if self._problem else 0


def main(arguments: Sequence[str]) -> int:
    """Write a folder's page to a file and return the exit code.

    Args:
        arguments: the folder, the file, a scenario as JSON (empty for the folder's own), and `--run` for values.
    """
    folder, file, scenario, *rest = arguments
    options = Options(from_plain(json.loads(scenario)) if scenario else None, "--run" in rest)
    problem = check_pyside()
    if problem:
        print(problem, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="dagscope-page-") as scratch:
        os.environ[trust.STORE_VARIABLE] = os.path.join(scratch, "trusted.json")
        trust.add(folder)
        app = make_qt()
        application = Application(Settings(os.path.join(scratch, "settings.ini")), keeps_spare=False)
        calm_garbage_collection()
        writer = Writer(application, Path(file), options, app.exit)
        QTimer.singleShot(0, lambda: writer.start(folder))
        code = int(app.exec())
        for part in (writer, application.window, application):
            part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
