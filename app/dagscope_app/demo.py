"""Does the window's job without a display: opens, draws, runs, writes pictures, prints a table.
It must not need a person.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dagscope.expected_time import seconds_text
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)

from dagscope_app.application import Application, make_qt
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import AppState
from dagscope_app.services.settings import Settings
from dagscope_app.services.startup import calm_garbage_collection, check_pyside

LIMIT_MS = 120_000
SIZE = (1600, 1000)


def why_nothing_runs(state: AppState) -> str:
    """Return the sentence on a folder whose code must not run: it, or the Python beside it, is not trusted."""
    if state.trust.is_interpreter_new:
        return (
            f"{state.folder} is trusted, its Python {state.trust.interpreter} is not, so its code does not run: "
            "open the folder in the window and choose Trust and load, or start Dagscope with that Python."
        )
    return f"{state.folder} is not trusted, so its code does not run: dagscope trust add {state.folder} trusts it."


class Demo(QObject):
    """Goes through the steps as the state allows them."""

    def __init__(self, application: Application, target: Path, leave: Callable[[int], None]) -> None:
        super().__init__()
        self._application = application
        self._target = target
        self._leave = leave
        self._step: Callable[[AppState], bool] | None = self._run
        self._code = 1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._on_limit_timeout)
        application.store.changed.connect(self._on_store_changed)
        application.emptied.connect(self._on_application_emptied)

    def start(self, folder: str) -> None:
        """Open the folder and go on from there."""
        self._limit.start(LIMIT_MS)
        self._application.open(folder)

    def _on_store_changed(self, old: AppState, new: AppState) -> None:
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        state = self._application.store.state
        if state.phase == "broken" or not state.folder:
            self._fail(state.banner.text if state.banner is not None else "The folder could not be opened.")
        elif self._step is not None and self._step(state):
            self._timer.start()

    def _run(self, state: AppState) -> bool:
        if state.trust.is_preview and state.phase == "ready":
            self._fail(why_nothing_runs(state))
            return False
        if state.layout is None or not state.worker.is_alive or state.is_building:
            return False
        self._step = self._wait_for_run
        self._application.controllers.run.run_final()
        if not self._application.store.state.runs:
            self._fail("There is nothing to run in this dataflow.")
        return True

    def _wait_for_run(self, state: AppState) -> bool:
        run = state.run
        if run is None or run.is_active:
            return False
        self._step = self._export
        self._target.mkdir(parents=True, exist_ok=True)
        (self._target / "dag.png").unlink(missing_ok=True)
        self._application.controllers.export.export(str(self._target / "dag.png"), True)
        return True

    def _export(self, state: AppState) -> bool:
        """Wait until the picture is written, then show one result in the window."""
        run, banner = state.run, state.banner
        is_written = os.path.exists(self._target / "dag.png")
        if run is None or not (is_written or (banner is not None and banner.severity == "error")):
            return False
        self._step = self._finish
        self._application.store.update(lambda now: replace(now, banner=None if is_written else now.banner))
        chosen = next((name for name in reversed(run.final_vars) if run.state_of(name) == "ok"), "")
        if chosen:
            self._application.show_node(chosen)
        return True

    def _finish(self, state: AppState) -> bool:
        if state.view.selection and state.preview_plan is None:
            return False
        self._step = None
        self._limit.stop()
        window = self._application.window
        window.picture.draw_now()
        window.canvas.fit()
        window.canvas.refine_now()
        window.grab().save(str(self._target / "window.png"))
        run = state.run
        if run is not None:
            self._code = 0 if run.status == "ok" else 1
            self._print(run)
        self._application.shut_down()
        return False

    def _print(self, run: Run) -> None:
        rows = [
            (name, item.state, seconds_text(item.seconds), item.summary or item.type)
            for name, item in run.nodes.items()
        ]
        print_table(("node", "state", "time", "result"), rows)
        print()
        print(run.describe())
        if run.status != "ok" and run.message:
            print(run.message)
        for name in ("dag.png", "window.png"):
            print(self._target / name)

    def _fail(self, message: str) -> None:
        self._step = None
        self._limit.stop()
        print(f"dagscope: {message}", file=sys.stderr)
        self._application.shut_down()

    def _on_limit_timeout(self) -> None:
        self._fail(f"The dataflow did not end within {LIMIT_MS // 1000} s.")

    def _on_application_emptied(self) -> None:
        self._leave(self._code)


def print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print columns as wide as their texts, the last one cut."""
    shown = [tuple(" ".join(cell.split())[:100] for cell in row) for row in [head, *rows]]
    widths = [max(len(row[i]) for row in shown) for i in range(len(head))]
    for number, row in enumerate(shown):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def _without_plugin_notes(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Print Qt's messages to standard error, but for what the offscreen plugin always says."""
    if "This plugin does not support" not in text:
        print(text, file=sys.stderr)


def demo(folder: str, out_dir: str) -> int:
    """Open a folder, draw it, run it, write `dag.png` and `window.png`; 0 when the run went well."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_qt()
    earlier = qInstallMessageHandler(_without_plugin_notes)
    with tempfile.TemporaryDirectory(prefix="dagscope-demo-") as scratch:
        application = Application(Settings(os.path.join(scratch, "settings.ini")), keeps_spare=False)
        application.controllers.preferences.set_theme("light")
        application.window.resize(*SIZE)
        calm_garbage_collection()
        application.window.show()
        runner = Demo(application, Path(out_dir), app.exit)
        QTimer.singleShot(0, lambda: runner.start(folder))
        code = int(app.exec())
        qInstallMessageHandler(earlier)
        runner.deleteLater()
        application.window.deleteLater()
        application.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return code


def main(argv: list[str]) -> int:
    """Run `dagscope [FOLDER] --offscreen-demo DIR`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    problem = check_pyside()
    if problem:
        print(f"dagscope: {problem}", file=sys.stderr)
        return 1
    at = argv.index("--offscreen-demo")
    rest = argv[:at] + argv[at + 2 :]
    if len(argv) == at + 1:
        print("dagscope: --offscreen-demo needs the folder to write to", file=sys.stderr)
        return 2
    return demo(rest[0] if rest else ".", argv[at + 1])
