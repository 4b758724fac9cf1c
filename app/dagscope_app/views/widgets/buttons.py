"""Buttons that show a picture and say in words what they do. It must not know what they are for."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from dagscope_app.views.theme import Theme, icon, tip


def icon_button(picture: str, text: str, theme: Theme) -> QToolButton:
    """Return a small button with an icon of the theme; `text` is its tooltip and what a screen reader says."""
    button = QToolButton()
    button.setIcon(icon(picture, theme))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip(text))
    button.setAccessibleName(text)
    return button
