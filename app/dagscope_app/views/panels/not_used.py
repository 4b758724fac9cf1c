"""The functions that the config switches off, each with the condition it does not meet and what would choose it.
It builds nothing.
"""

from __future__ import annotations

from dagscope.records import DefinitionRecord
from dagscope.scenario import ValueSpec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.labels import ElidedLabel, make_label
from dagscope_app.views.widgets.layouts import empty_layout

MOST_ROWS = 100


class NotUsedList(QWidget):
    """A line with their number, which unfolds to the functions.

    Signals:
        config_changed(str, ValueSpec): the value that chooses one of them is to be set
    """

    config_changed = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[DefinitionRecord, ...] = ()
        self.head = QToolButton()
        self.head.setCheckable(True)
        self.head.setAutoRaise(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setProperty("section", True)
        self.host = QWidget()
        self._grid = QGridLayout(self.host)
        self._grid.setContentsMargins(18, 0, 8, 4)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 8, 4)
        column.setSpacing(2)
        column.addWidget(self.head)
        column.addWidget(self.host)
        self.setVisible(False)
        self.head.toggled.connect(self._on_head_toggled)
        self._on_head_toggled(False)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self._rebuild()

    def set_definitions(self, definitions: tuple[DefinitionRecord, ...]) -> None:
        """Show those of these functions that the config switches off."""
        found = {(each.module, each.function): each for each in definitions if each.is_switched_off}
        shown = tuple(found.values())
        if shown != self._shown:
            self._shown = shown
            self._rebuild()

    def _rebuild(self) -> None:
        empty_layout(self._grid)
        self.head.setText(tr("{shown} not used with this config", shown=len(self._shown)))
        self.head.setFont(self._theme.font("small"))
        self.setVisible(bool(self._shown))
        if not self.head.isChecked():
            return
        for number, each in enumerate(self._shown[:MOST_ROWS]):
            self._add(number, each)
        if len(self._shown) > MOST_ROWS:
            more = make_label(tr("and {value} more", value=len(self._shown) - MOST_ROWS), is_quiet=True)
            self._grid.addWidget(more, 2 * MOST_ROWS, 0)

    def _add(self, number: int, each: DefinitionRecord) -> None:
        name = ElidedLabel(f"{each.function}  {each.module}")
        name.setFont(self._theme.font("strong"))
        why = make_label(plain(each.reason, 400), is_quiet=True, font=self._theme.font("small"))
        why.setWordWrap(True)
        self._grid.addWidget(name, 2 * number, 0)
        self._grid.addWidget(why, 2 * number + 1, 0, 1, 2)
        if len(each.wants) == 1:
            ((key, text),) = each.wants.items()
            button = QToolButton()
            button.setText(tr("Set {words}", words=plain(text, 16)))
            button.setAutoRaise(True)
            button.setToolTip(
                tip(tr("Set {key} = {words}, which chooses {function}", key=key, words=text, function=each.function))
            )
            button.setAccessibleName(tr("Choose {function}", function=each.function))
            button.clicked.connect(lambda _, k=key, t=text: self.config_changed.emit(k, ValueSpec("literal", t)))
            self._grid.addWidget(button, 2 * number, 1)

    def _on_head_toggled(self, is_open: bool) -> None:
        self.head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.host.setVisible(is_open)
        if is_open:
            self._rebuild()
