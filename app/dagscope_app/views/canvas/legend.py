"""What the kinds and states look like, drawn by the code that draws the graph. It must not know the graph."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.legend import legend_size, paint_legend
from dagscope_app.drawing.theme import Theme
from dagscope_app.drawing.translation import tr
from dagscope_app.views.canvas.frames import HINTS


class Legend(QWidget):
    """A panel with one row a kind, a modifier and a state."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(tr("Legend"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFixedSize(self.sizeHint())

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme from now on."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of all rows in two columns."""
        width, height = legend_size()
        return QSize(round(width), round(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and its rows."""
        painter = QPainter(self)
        painter.setRenderHints(HINTS)
        paint_legend(painter, inks_of(self._theme))
        painter.end()
