"""Room for a part of the window that most people never open. It must not know what the part is."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class FirstShown(QWidget):
    """Takes a widget in when it is first to be seen.

    Until then the widget has no parent: Qt gives every widget in a window its style whenever the theme changes, a tenth
    of a millisecond each, hidden ones too.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.content = content
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.destroyed.connect(partial(_delete, content))

    def showEvent(self, event: QShowEvent) -> None:
        if self._column.count() == 0:
            self._column.addWidget(self.content)
            self.content.show()
        super().showEvent(event)


def _delete(content: QWidget) -> None:
    """Take a widget along that never became a child, and would be left."""
    if shiboken6.isValid(content):
        shiboken6.delete(content)
