"""Shows a tooltip of what the pointer rests on. It must not decide what is under the pointer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF
from PySide6.QtWidgets import QToolTip, QWidget

from dagscope_app.drawing.text import tip
from dagscope_app.views.canvas.timers import make_timer

TIP_MS = 300


class Tips(QObject):
    """The tooltip of one canvas."""

    def __init__(self, canvas: QWidget, text_at: Callable[[QPointF], str]) -> None:
        """Watch the canvas; `text_at` returns what there is to read at a point of it; nothing for no tooltip."""
        super().__init__(canvas)
        self._canvas = canvas
        self._text_at = text_at
        self._at: QPointF | None = None
        self.timer = make_timer(self, TIP_MS, self._on_timeout)

    def rest(self, position: QPointF | None) -> None:
        """Show the tip of a point when the pointer has rested there a moment; without a point, none."""
        self._at = position
        if position is None:
            self.timer.stop()
        else:
            self.timer.start()

    def show(self, position: QPointF) -> None:
        """Tell what is at a point."""
        text = tip(self._text_at(position))
        if text:
            QToolTip.showText(self._canvas.mapToGlobal(position).toPoint(), text, self._canvas)
        else:
            QToolTip.hideText()

    def _on_timeout(self) -> None:
        if self._at is not None and self._canvas.isVisible():
            self.show(self._at)
