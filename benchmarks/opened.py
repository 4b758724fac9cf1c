"""Opens a folder as the command `dagscope FOLDER` does, and prints when the first picture of it was painted.

`python -m benchmarks.opened FOLDER [--flat]`: a JSON line with the monotonic time, the boxes drawn and the memory of
all processes; `--flat` leaves the folder without groups for the next start. It measures nothing by itself: see
`benchmarks/start.py` and `benchmarks/rivals.py`.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer

from benchmarks.memory import proportional_memory

SETTLED_MS = 1_500


class FirstPicture(QObject):
    """Waits for the first paint of a graph, then ends the window."""

    def __init__(self, application: Any, is_flat: bool) -> None:
        super().__init__(application)
        self._application = application
        self._is_flat = is_flat
        self._at = 0.0
        application.window.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        spec = self._application.window.canvas.spec
        if not self._at and event.type() == QEvent.Type.Paint and spec is not None and (spec.nodes or spec.groups):
            self._at = 1.0
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self._at = time.monotonic()
        if self._is_flat:
            self._application.controllers.arrangement.set_grouping("none")
            if self._application.store.state.view.has_sections:
                self._application.controllers.arrangement.toggle_sections()
        QTimer.singleShot(SETTLED_MS, self._on_settled)

    def _on_settled(self) -> None:
        spec = self._application.window.canvas.spec
        boxes = len(spec.nodes) + len(spec.groups)
        print(json.dumps({"at": self._at, "boxes": boxes, "memory": proportional_memory(os.getpid())}), flush=True)
        self._application.window.close()


def main() -> int:
    """Open the folder as the command does."""
    import dagscope_app.cli

    original = importlib.import_module

    def imported(name: str, package: str | None = None) -> Any:
        module: Any = original(name, package)
        if name == "dagscope_app.application":
            install_excepthook = module.install_excepthook

            def watched(application: Any) -> None:
                install_excepthook(application)
                FirstPicture(application, "--flat" in sys.argv)

            module.install_excepthook = watched
        return module

    importlib.import_module = imported
    return dagscope_app.cli.main([sys.argv[1]])


if __name__ == "__main__":
    sys.exit(main())
