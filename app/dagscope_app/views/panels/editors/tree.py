"""A line for a list or dict, with a tree to edit its parts in. It must not refuse what is typed: the worker judges."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QToolButton

from dagscope_app.drawing.translation import tr
from dagscope_app.model.scenario.editor_choice import tree_of
from dagscope_app.views.panels.editors.field import Field
from dagscope_app.views.panels.editors.tree_dialog import TreeDialog
from dagscope_app.views.theme import tip


class TreeField(Field):
    """A literal such as `[1, 2]`; the button opens its parts."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._name = name
        self._default = ""
        self.button = QToolButton()
        self.button.setText("…")
        self.button.setAccessibleName(tr("Parts of {name}", name=name))
        self.row.addWidget(self.edit, 1)
        self.row.addWidget(self.button)
        self.button.clicked.connect(self.open_tree)
        self.edit.textChanged.connect(self._show)
        self._show()

    def set_default(self, text: str) -> None:
        self._default = text
        self._show()

    def set_helping(self, is_helping: bool) -> None:
        self.button.setVisible(is_helping)

    def _show(self) -> None:
        is_tree = not self._text() or tree_of(self._text()) is not None
        self.button.setEnabled(is_tree)
        self.button.setToolTip(tip(tr("Edit its parts") if is_tree else tr("This is not a list or dict literal")))

    def _text(self) -> str:
        return self.edit.text() or self._default

    def open_tree(self) -> QDialog:
        """Open the parts in a dialog."""
        found = tree_of(self._text())
        dialog = TreeDialog(self._name, found if found is not None else [], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.choose)
        dialog.open()
        return dialog
