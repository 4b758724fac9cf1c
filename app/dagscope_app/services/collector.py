"""When garbage is collected: full collections wait until nothing happens in the window. It must not keep anything alive."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

IDLE_MS = 10_000
LONGEST_S = 600.0
# What a large graph is made of is never garbage in circles, yet looking through it stalls the window for 50 ms.
_NEVER = 1_000_000


class Collector(QObject):
    """Young garbage goes at once, as ever; old garbage when the window was idle for a while, or after ten minutes."""

    def __init__(self, is_quiet: Callable[[], bool], parent: QObject | None = None) -> None:
        """`is_quiet` says whether nobody would notice: no run is under way."""
        super().__init__(parent)
        self._is_quiet = is_quiet
        gc.freeze()  # what was imported stays to the end and need not be looked through
        self._before = gc.get_threshold()
        gc.set_threshold(self._before[0], self._before[1], _NEVER)
        self._collected_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(IDLE_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def put_off(self) -> None:
        """Something happens."""
        if time.monotonic() - self._collected_at < LONGEST_S or not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.set_threshold(*self._before)

    def _on_timer_timeout(self) -> None:
        if not self._is_quiet():
            self._timer.start()
            return
        self._collected_at = time.monotonic()
        gc.collect()
