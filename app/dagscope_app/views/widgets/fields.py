"""Fields with habits of their own. They must not know what they are for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget

from dagscope_app.drawing.translation import tr


def make_clearable(edit: QLineEdit) -> None:
    """Give a line a button that empties it, with a name for those who hear the window."""
    edit.setClearButtonEnabled(True)
    for button in edit.findChildren(QToolButton):
        button.setAccessibleName(tr("Clear"))


class CalmComboBox(QComboBox):
    """A combo box that the wheel passes over: scrolling a panel must not change what is set in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def setAccessibleName(self, name: str) -> None:
        """Name the line that is typed into, too: it is what has the keyboard."""
        super().setAccessibleName(name)
        edit = self.lineEdit()
        if edit is not None and not edit.accessibleName():
            edit.setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
