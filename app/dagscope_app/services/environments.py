"""Makes a virtual environment in a folder, and lists this machine's interpreters.
It must not decide when, or ask anybody.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

from dagscope.programs import program
from PySide6.QtCore import QObject, QProcess, QTimer

from dagscope_app.model.project.environment import NAME, FoundPython, environment_python, environment_steps

_IS_WINDOWS = sys.platform == "win32"
_KEPT_LINES = 12
_END_MS = 2_000


class Environments(QObject):
    """Runs the commands that make an environment, one after the other; what was begun and not completed is removed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: deque[tuple[str, ...]] = deque()
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._process: QProcess | None = None
        self._folder = ""
        self._is_cancelled = False
        self._on_line: Callable[[str], object] = lambda line: None
        self._on_end: Callable[[str, str], object] = lambda python, problem: None

    def pythons(self, folder: str) -> tuple[FoundPython, ...]:
        """Return the interpreters that a project could run with: its own environment first, those that it does not
        allow last.
        """
        from dagscope.packaging_files import package_of
        from dagscope.pythons import OLDEST, Interpreter, installed_pythons, satisfies

        package = package_of(Path(folder)) if folder else None
        wanted = package.requires_python if package is not None else ""
        found = [each for each in installed_pythons(Path(folder) if folder else Path.home()) if each.version >= OLDEST]
        is_frozen = getattr(sys, "frozen", False)  # the standalone program: no environment can be made from it
        if not is_frozen and all(each.path != sys.executable for each in found):
            found.append(Interpreter(sys.executable, (sys.version_info[0], sys.version_info[1]), "Dagscope's own"))
        listed = [
            FoundPython(
                each.path,
                f"{each.version[0]}.{each.version[1]}",
                each.kind,
                "" if satisfies(each.version, wanted) else wanted,
            )
            for each in found
        ]
        return tuple(sorted(listed, key=lambda each: bool(each.asked_for)))

    def has_own(self, folder: str) -> bool:
        """Return whether something has the name of the folder's environment already."""
        return os.path.lexists(os.path.join(folder, NAME))

    def create(
        self,
        folder: str,
        python: str,
        packages: tuple[str, ...],
        on_line: Callable[[str], object],
        on_end: Callable[[str, str], object],
    ) -> None:
        """Make a folder's environment; one that is being made already goes on.

        Args:
            folder: the project's.
            python: the interpreter to make it from.
            packages: arguments of `pip install`.
            on_line: called with each line that the commands print.
            on_end: called with the environment's interpreter and an empty text, or with an empty text and why not.
        """
        if self._process is not None:
            return
        self._folder, self._on_line, self._on_end = folder, on_line, on_end
        self._is_cancelled = False
        self._lines.clear()
        self._steps = deque(environment_steps(folder, python, packages, program("uv") or "", _IS_WINDOWS))
        self._go_on()

    def cancel(self) -> None:
        """End what runs; what it made so far is removed."""
        if self._process is not None:
            self._is_cancelled = True
            self._process.terminate()
            QTimer.singleShot(_END_MS, self._process, self._process.kill)

    def _go_on(self) -> None:
        if not self._steps:
            self._end(environment_python(self._folder, _IS_WINDOWS), "")
            return
        program, *arguments = self._steps.popleft()
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.setWorkingDirectory(self._folder)
        process.readyReadStandardOutput.connect(self._on_process_ready_read)
        process.errorOccurred.connect(self._on_process_error)
        process.finished.connect(self._on_process_finished)
        self._process = process
        process.start(program, arguments)

    def _on_process_ready_read(self) -> None:
        process = self._process
        if process is None:
            return
        for line in bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace").splitlines():
            if line.strip():
                self._lines.append(line.strip())
                self._on_line(line.strip())

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._fail(f"{self._process.program()} could not be started: {self._process.errorString()}")

    def _on_process_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._on_process_ready_read()
        if self._is_cancelled:
            self._fail("it was cancelled")
        elif code or status == QProcess.ExitStatus.CrashExit:
            self._fail("\n".join(self._lines) or f"the command ended with {code}")
        else:
            self._drop_process()
            self._go_on()

    def _fail(self, reason: str) -> None:
        self._steps.clear()
        # In a process of its own: an environment has thousands of files, and the window does not wait.
        code = "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)"
        QProcess.startDetached(sys.executable, ["-I", "-c", code, os.path.join(self._folder, NAME)])
        self._end("", reason)

    def _end(self, python: str, problem: str) -> None:
        self._drop_process()
        self._on_end(python, problem)

    def _drop_process(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
