"""The canvas with what floats over it: minimap, legend, and a word where there is nothing to draw. It must not decide anything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.views.canvas import CanvasView, Legend, Minimap
from dagscope_app.views.labels import make_label
from dagscope_app.views.theme import Theme, plain

MARGIN = 12
LEAST_WIDTH = 520
LEAST_HEIGHT = 320


class GraphArea(QWidget):
    """Places the canvas and its overlays; overlays give way where the room is small."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = CanvasView(theme, self)
        self.minimap = Minimap(self.canvas, self)
        self.legend = Legend(theme, self)
        self.word = make_label("", is_quiet=True, font=theme.font("ui"))
        self.word.setParent(self)
        self.word.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.word.setWordWrap(True)
        self.word.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.word.hide()
        self._wants = {"minimap": True, "legend": True}
        self.setMinimumSize(200, 120)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.canvas.set_theme(theme)
        self.legend.set_theme(theme)
        self.minimap.update()

    def set_overlays(self, shows_minimap: bool, shows_legend: bool) -> None:
        """Which overlays are wanted."""
        self._wants = {"minimap": shows_minimap, "legend": shows_legend}
        self._place()

    def set_word(self, text: str) -> None:
        """What to say where there is no picture."""
        self.word.setText(plain(text, 1000))
        self.word.setVisible(bool(text))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        self.canvas.setGeometry(0, 0, width, height)
        self.word.setGeometry(width // 6, height // 3, width * 2 // 3, height // 3)
        self.word.raise_()
        minimap, legend = self.minimap, self.legend
        has_room = width >= LEAST_WIDTH and height >= LEAST_HEIGHT and self.word.isHidden()
        minimap.setVisible(self._wants["minimap"] and has_room)
        minimap.move(width - minimap.width() - MARGIN, height - minimap.height() - MARGIN)
        fits = legend.width() + minimap.width() + 3 * MARGIN <= width and legend.height() * 2 <= height
        legend.setVisible(self._wants["legend"] and has_room and fits)
        legend.move(MARGIN, height - legend.height() - MARGIN)
        minimap.raise_()
        legend.raise_()
