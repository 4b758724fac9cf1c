"""The clipboard, for the controllers. It must not choose what is copied."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication


class Clipboard:
    """Texts on the desktop's clipboard."""

    def text(self) -> str:
        """Return the text that is there."""
        return QGuiApplication.clipboard().text()

    def set_text(self, text: str) -> None:
        """Put a text there."""
        QGuiApplication.clipboard().setText(text)
