"""What every editor is: a line that takes any text, with something next to it that helps.
It must not know the helpers.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.widgets.fields import make_clearable


class Field(QWidget):
    """A line of text. What is typed in it is always the value; a helper follows the line and writes into it.

    Signals:
        picked(str): another text was chosen by the helper
    """

    picked = Signal(str)

    def __init__(self, name: str, edit: QLineEdit | None = None) -> None:
        super().__init__()
        self.edit = edit or QLineEdit()
        self.edit.setAccessibleName(tr("Value of {name}", name=name))
        make_clearable(self.edit)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)

    def set_default(self, text: str) -> None:
        """Take note of what holds where nothing is typed."""

    def set_helping(self, is_helping: bool) -> None:
        """Help with a literal, or leave the line alone, for a file or an expression."""

    def choose(self, text: str) -> None:
        """Write a text into the line as the helper's choice."""
        if text != self.edit.text():
            self.edit.setText(text)
        self.picked.emit(text)


class TextField(Field):
    """The line alone."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.row.addWidget(self.edit, 1)
