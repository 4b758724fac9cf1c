"""A line for a number in which Up and Down step within its bounds.
It must not refuse what is typed: the worker judges.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from dagscope_app.model.scenario.editor_choice import Editor, stepped
from dagscope_app.model.translation import tr
from dagscope_app.views.panels.editors.field import Field
from dagscope_app.views.theme import tip

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class NumberField(Field):
    """A number; its tooltip says the bounds and the keys."""

    def __init__(self, name: str, editor: Editor) -> None:
        super().__init__(name)
        self._editor = editor
        self._default = ""
        self._is_helping = True
        bounds = tr(" and ").join(bound for bound in (editor.low, editor.high) if bound)
        number = tr("A number {bounds}.", bounds=bounds) if bounds else tr("A number.")
        self.setToolTip(tip(f"{number} {tr('Up and Down step.')}"))
        self.row.addWidget(self.edit, 1)
        self.edit.installEventFilter(self)

    def set_default(self, text: str) -> None:
        self._default = text

    def set_helping(self, is_helping: bool) -> None:
        self._is_helping = is_helping

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step with the keys, where the line holds a number or nothing."""
        if not self._is_helping or event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        text = stepped(self.edit.text(), self._default, steps, self._editor)
        if text:
            self.choose(text)
        return bool(text)
