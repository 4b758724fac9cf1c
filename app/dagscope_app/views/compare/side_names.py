"""The name of a side on its picture: pictures stand beside or below each other. It must not know what is compared."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from dagscope_app.model.cases import Side
from dagscope_app.views.theme import plain
from dagscope_app.views.widgets.labels import PlainLabel

GLYPHS: dict[Side, str] = {"left": "◧", "right": "◨"}
_PLACE = 8
_LONGEST = 60


class SideName(PlainLabel):
    """A label at the upper left corner of a picture, in the colour that its side has everywhere."""

    def __init__(self, side: Side, picture: QWidget) -> None:
        super().__init__()
        self._glyph = GLYPHS[side]
        self.setParent(picture)
        self.setProperty("side", side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.move(_PLACE, _PLACE)
        self.hide()

    def show_name(self, name: str, has_place: bool) -> None:
        """Show a name, or nothing while both sides are in one picture."""
        self.setText(f"{self._glyph}  {plain(name, _LONGEST)}")
        self.adjustSize()
        self.setVisible(has_place and bool(name))
