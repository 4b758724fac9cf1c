"""Labels that show foreign text as it is: plain, never as markup. It must not hold texts of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

LIMIT = 2000


def make_label(text: str = "", *, is_quiet: bool = False, is_selectable: bool = False, font: QFont | None = None) -> QLabel:
    """A plain text label; `is_quiet` is the theme's second text colour."""
    label = QLabel(text[:LIMIT])
    label.setTextFormat(Qt.TextFormat.PlainText)
    if is_quiet:
        label.setProperty("quiet", True)
    if is_selectable:
        mouse, keys = Qt.TextInteractionFlag.TextSelectableByMouse, Qt.TextInteractionFlag.TextSelectableByKeyboard
        label.setTextInteractionFlags(mouse | keys)
    if font is not None:
        label.setFont(font)
    return label
