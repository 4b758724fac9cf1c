"""The ladder that stops running code: ask, insist, kill. It must not know why the code is to be stopped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from dagscope_app.services.child import Child

LADDER_STEP_MS = 500


class Ladder(QObject):
    """Goes up from rung to rung, each after a while, or at once when asked again.

    Signals:
        phase_changed(str): `running interrupting terminating killing`, the rung.
    """

    phase_changed = Signal(str)

    def __init__(self, child: Callable[[], Child | None], parent: QObject) -> None:
        """`child` gives the process whose code is to be stopped."""
        super().__init__(parent)
        self._child = child
        self._rung = 0
        self._has_waited = False
        self._timer = QTimer(self)
        self._timer.setInterval(LADDER_STEP_MS)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)

    def escalate(self) -> None:
        """Ask the running code to stop; a second call insists at once."""
        child = self._child()
        if child is None:
            return
        if self._rung:
            self._force()
            return
        self._rung = 1
        self._has_waited = False
        self.phase_changed.emit("interrupting")
        child.signal("interrupt")  # where there is none, the command to cancel, sent as well, does it
        self._timer.start()

    def _on_timeout(self) -> None:
        child = self._child()
        if child is not None and child.has_unread and not self._has_waited:
            # On a busy machine what it said may wait to be read: that it has stopped, for example.
            self._has_waited = True
            self._timer.start()
        else:
            self._force()

    def _force(self) -> None:
        child = self._child()
        if child is None or not self._rung:
            return
        self._rung += 1
        child.expect_end("killed-by-user")
        if self._rung == 2 and child.signal("terminate"):
            self.phase_changed.emit("terminating")
            self._timer.start()
        else:
            self.phase_changed.emit("killing")
            child.kill("killed-by-user")

    def come_down(self) -> None:
        """Say that nothing more is to be stopped."""
        self._timer.stop()
        if self._rung:
            self._rung = 0
            self.phase_changed.emit("running")

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()

    def reset(self) -> None:
        """Begin at the bottom the next time: the process is gone."""
        self._timer.stop()
        self._rung = 0
