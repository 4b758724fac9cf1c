"""The signs of states as icons for lists and tables. It must not know what has the state."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from dagscope_app.drawing.anatomy.common import state_sign
from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.views.theme import Theme


@lru_cache(maxsize=256)
def state_icon(state: str, theme: Theme) -> QIcon:
    """Return the icon of a state, as the graph has it, empty for none; a selected row keeps its colour. It is drawn
    once for all rows: one of its own for each would be 20 KB a row.
    """
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(2, 2)
    paint_parts(painter, [state_sign(state, 1.0, 1.0)] if state else [], inks_of(theme))
    painter.end()
    pixmap.setDevicePixelRatio(2)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
