"""Hears that this process is to end: SIGTERM, a terminal that closes, Ctrl+C in it. It must not end it itself."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_NAMES = ("SIGTERM", "SIGHUP", "SIGINT")


class Termination(QObject):
    """Says once that the window is to be closed; the next such signal ends the process at once, as it would without.

    Python handles signals between its own instructions, and a window at rest carries none out: so the signal's number
    is written to a socket, which the event loop watches.

    Signals:
        asked(): somebody wants this process to end.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard, self._told = socket.socketpair()
        for end in (self._heard, self._told):
            end.setblocking(False)
        self._numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        self._before = [signal.signal(number, self._on_signal) for number in self._numbers]
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)
        self._wakeup_before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)

    def stop(self) -> None:
        """Leave signals to whoever had them before."""
        if self._before:
            signal.set_wakeup_fd(self._wakeup_before)
            for number, handler in zip(self._numbers, self._before):
                signal.signal(number, handler)
            self._before = []
            self._notifier.setEnabled(False)
            self._heard.close()
            self._told.close()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        """Do nothing: what is to be done is done by the event loop."""

    def _on_notifier_activated(self) -> None:
        numbers = self._heard.recv(64)
        if any(number in self._numbers for number in numbers):
            self.stop()
            self.asked.emit()
