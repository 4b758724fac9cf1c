"""Work for later: one step a turn of the event loop, in order, at once or after a while.
It must not know what is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Turns(QObject):
    """Steps that wait for a turn of their own.

    A timer and no posted event: those would come before the timers and the input that are due by now.
    """

    def __init__(self, parent: QObject | None = None, milliseconds: int = 0) -> None:
        super().__init__(parent)
        self._steps: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self._on_timer_timeout)

    def add(self, step: Callable[[], object]) -> None:
        """Do this in a later turn, after what was added before it."""
        self._steps.append(step)
        if not self._timer.isActive():
            self._timer.start()

    def _on_timer_timeout(self) -> None:
        step = self._steps.popleft()
        if self._steps:
            self._timer.start()
        step()
