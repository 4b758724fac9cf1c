"""A question with a yes, with what one should know before. It must not know what is agreed to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.trust import Agreement
from dagscope_app.views.theme import plain
from dagscope_app.views.widgets.labels import make_label

_WIDTH = 560


class AgreementDialog(QDialog):
    """Shows an agreement; Escape and the window's close button mean no.

    Signals:
        agreed(bool): yes, and whether with the option
    """

    agreed = Signal(bool)

    def __init__(self, question: Agreement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(question.title))
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        text = make_label(plain(tr(question.text), 2000, keep_lines=True), is_selectable=True)
        text.setWordWrap(True)
        column.addWidget(text)
        facts = QFormLayout()
        for name, value in question.facts:
            shown = make_label(plain(value, 1000), is_selectable=True)
            shown.setWordWrap(True)
            facts.addRow(make_label(tr(name), is_quiet=True), shown)
        column.addLayout(facts)
        self.option = QCheckBox(plain(tr(question.option), 300).replace("&", "&&"))
        self.option.setVisible(bool(question.option))
        column.addWidget(self.option)
        buttons = QDialogButtonBox()
        if question.yes:
            yes = buttons.addButton(tr(question.yes), QDialogButtonBox.ButtonRole.AcceptRole)
            yes.setAutoDefault(False)
        no = QDialogButtonBox.StandardButton.Cancel if question.yes else QDialogButtonBox.StandardButton.Close
        refusal = buttons.addButton(no)
        refusal.setIcon(QIcon())  # the style's own would be the only coloured pictures here
        refusal.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        refusal.setFocus()  # not before it is part of the dialog; else Space would tick the option
        self.accepted.connect(self._on_accepted)
        # A text that wraps asks for the height of a narrow column.
        self.resize(_WIDTH, column.totalHeightForWidth(_WIDTH))

    def _on_accepted(self) -> None:
        self.agreed.emit(self.option.isChecked())
