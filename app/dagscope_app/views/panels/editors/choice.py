"""A list of the values that are known, in which any text can be typed. It must not judge the text."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from dagscope_app.drawing.translation import tr
from dagscope_app.views.panels.editors.field import Field
from dagscope_app.views.theme import plain
from dagscope_app.views.widgets.fields import CalmComboBox


class ChoiceField(Field):
    """A box whose list holds the choices; its line is the field's."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        self.box = CalmComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumWidth(60)
        for choice in choices:
            self.box.addItem(plain(choice, 200), choice)
        super().__init__(name, self.box.lineEdit())
        self.edit.setClearButtonEnabled(False)
        self.box.setCurrentIndex(-1)
        self.edit.clear()
        self.box.setAccessibleName(tr("Values of {name}", name=name))
        self.row.addWidget(self.box, 1)
        self.box.activated.connect(self._on_activated)

    def _on_activated(self, index: int) -> None:
        self.choose(str(self.box.itemData(index)))
