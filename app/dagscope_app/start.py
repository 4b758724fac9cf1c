"""The start of a window: the processes behind it come up while the window itself is imported.

To import the window takes longer than all else before its first picture; a worker and a layout process that start
before it are ready when it is. It must not make any part of the window.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from dagscope_app.qt_needs import problem_with_display
from dagscope_app.services.folders import Folders
from dagscope_app.services.interpreters import Interpreters
from dagscope_app.services.processes import Processes
from dagscope_app.services.settings import Settings
from dagscope_app.services.startup import check_pyside
from dagscope_app.services.trust import TrustList


def main(argv: Sequence[str]) -> int:
    """Open the window, on the folder named in `argv`, and return the exit code when it is closed."""
    problem = check_pyside() or problem_with_display()
    if problem:
        print(f"dagscope: {problem}", file=sys.stderr)
        return 1
    app = QApplication(sys.argv[:1])  # kept until the end: without it no process can be started
    processes = Processes(keeps_spare=True)
    processes.layout.start()
    settings = Settings()
    folders = [item for item in argv if not item.startswith("-")]
    if folders:
        prepare_worker(processes, settings, folders[0])
    window = importlib.import_module("dagscope_app.application")
    code: int = window.show_window(app, settings, processes, folders[0] if folders else "")
    return code


def prepare_worker(processes: Processes, settings: Settings, path: str) -> None:
    """Start the process that will load a folder, when there is one; nothing of the folder is read or run."""
    folder = Folders().find(path)
    if not folder or not folder.isprintable():
        return
    preferred = settings.preferences().interpreter
    interpreter, _ = TrustList().decide(folder, Interpreters().find(folder, preferred), preferred)
    if os.path.isfile(interpreter):
        processes.worker.prepare(interpreter)
