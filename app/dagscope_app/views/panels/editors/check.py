"""A check box for a truth value; any other text has the line. It must not judge the text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from dagscope_app.drawing.translation import tr
from dagscope_app.model.scenario.editor_choice import truth_of
from dagscope_app.views.panels.editors.field import Field
from dagscope_app.views.theme import tip


class CheckField(Field):
    """On, off, or not set; the line stands there for what is neither."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._default = ""
        self._is_helping = True
        self.box = QCheckBox()
        self.box.setAccessibleName(tr("{name} is on", name=name))
        self.box.setToolTip(tip(tr("On, off; Delete takes the value away")))
        self.row.addWidget(self.box)
        self.row.addWidget(self.edit, 1)
        self.edit.textChanged.connect(self._show)
        self.box.clicked.connect(self._on_clicked)
        self._show()

    def set_default(self, text: str) -> None:
        self._default = text
        self._show()

    def set_helping(self, is_helping: bool) -> None:
        self._is_helping = is_helping
        self._show()

    def _show(self) -> None:
        text = self.edit.text()
        truth = truth_of(text or self._default)
        is_free = text != "" and truth is None
        self.box.setVisible(self._is_helping and not is_free)
        self.box.setTristate(truth is None)
        state = Qt.CheckState.PartiallyChecked
        if truth is not None:
            state = Qt.CheckState.Checked if truth else Qt.CheckState.Unchecked
        self.box.setCheckState(state)

    def _on_clicked(self) -> None:
        is_on = self.box.checkState() is not Qt.CheckState.Unchecked
        self.choose(str(is_on))
