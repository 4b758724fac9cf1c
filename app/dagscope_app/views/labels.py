"""Labels that show foreign text as it is: plain, never as markup. It must not hold texts of its own."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

LIMIT = 2000
_LONG = 24
_BREAKS = re.compile(r"(?<=[_.,\[/])(?=\w)")


def breakable(text: str) -> str:
    """A name without blanks with places where a line may break; short ones, which fit anyway, are left as they are."""
    return _BREAKS.sub("\u200b", text) if any(len(word) > _LONG for word in text.split()) else text


def shortened(name: str, most: int = 28) -> str:
    """A name for a tab or a header: its middle gives way."""
    half = most // 2
    return name if len(name) <= most else f"{name[:half]}…{name[-half:]}"


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
