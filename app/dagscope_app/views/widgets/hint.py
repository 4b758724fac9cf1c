"""Tells when the pointer or the keyboard rests on one thing of a list, and when it leaves.
It must not know what the things are.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

REST_MS = 250


class Hint(QObject):
    """What is pointed at long enough to be meant.

    Signals:
        rested(object): on this thing
        left(): on none any more
    """

    rested = Signal(object)
    left = Signal()

    def __init__(self, area: QWidget, parent: QObject) -> None:
        """Watch an area; where `area` is given, nothing is pointed at once the pointer leaves it, or it is hidden."""
        super().__init__(parent)
        self._what: object = None
        self._is_reported = False
        self._area_is: object = None
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(REST_MS)
        self.timer.timeout.connect(self._on_timeout)
        area.installEventFilter(self)

    def point_at(self, what: object) -> None:
        """Begin to rest on a thing."""
        if what != self._what:
            self._what = what
            self.timer.start()

    def watch_entry(self, what: object) -> None:
        """Take the whole area for one thing: it is pointed at when the pointer enters."""
        self._area_is = what

    def _on_timeout(self) -> None:
        self._is_reported = True
        self.rested.emit(self._what)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that nothing is pointed at when the pointer leaves, or the list is hidden."""
        if event.type() is QEvent.Type.Enter and self._area_is is not None:
            self.point_at(self._area_is)
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self.timer.stop()
            self._what = None
            if self._is_reported:
                self._is_reported = False
                self.left.emit()
        return False
