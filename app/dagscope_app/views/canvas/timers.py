"""Makes timers. It starts none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer


def make_timer(parent: QObject, interval: int, slot: Callable[[], None], *, is_single: bool = True) -> QTimer:
    """Return a precise timer that calls `slot`."""
    timer = QTimer(parent)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setSingleShot(is_single)
    timer.setInterval(interval)
    timer.timeout.connect(slot)
    return timer
