"""The strip with the question a node asks, and a field for the answer. It must not know what the answer is for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.questions import Question
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.watch import Watch, Watches
from dagscope_app.views.widgets.labels import make_label

_TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)


class QuestionStrip(QFrame):
    """The oldest open question, or nothing.

    Signals:
        answered(int, str): the question's number, and what was typed
        command_requested(str): the run is to be stopped instead
        node_clicked(str): the node that asks
    """

    answered = Signal(int, str)
    command_requested = Signal(str)
    node_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: Question | None = None
        self.setObjectName("message")
        self.setProperty("banner", "info")
        self._sign = make_label()
        self.node_button = QPushButton()
        self.node_button.setFlat(True)
        self.text = make_label(is_selectable=True)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.field = QLineEdit()
        self.field.setMinimumWidth(160)
        self.answer_button = QPushButton(tr("Answer"))
        self.stop_button = QPushButton(tr("Stop the run"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self.node_button)
        row.addWidget(self.text)
        row.addWidget(self.field, 1)
        row.addWidget(self.answer_button)
        row.addWidget(self.stop_button)
        self.node_button.clicked.connect(self._on_node_clicked)
        self.field.returnPressed.connect(self._on_answered)
        self.answer_button.clicked.connect(self._on_answered)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self._watches = Watches((Watch(lambda state: state.questions[:1], self._show),))
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._sign.setPixmap(icon("keyboard", theme, "info_text").pixmap(QSize(16, 16)))

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show what is asked."""
        self._watches.update(old, new)

    def _show(self, state: AppState) -> None:
        self._question = state.questions[0] if state.questions else None
        self.setVisible(self._question is not None)
        if self._question is None:
            return
        node, prompt = self._question.node, self._question.prompt.strip()
        self.node_button.setText(plain(node, 60))
        self.node_button.setToolTip(tip(tr("{node} waits for this", node=node)))
        self.text.setText(plain(prompt, 600) or "asks for a line of text")
        self.field.clear()
        self.field.setAccessibleName(
            tr("{node} asks: {prompt}", node=node, prompt=prompt)
            if prompt
            else tr("{node} asks for a line of text", node=node)
        )
        if not isinstance(QApplication.focusWidget(), _TYPING):  # nobody's words end up in another field
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_answered(self) -> None:
        if self._question is not None:
            self.answered.emit(self._question.number, self.field.text())

    def _on_stop_clicked(self) -> None:
        self.command_requested.emit("run.stop")

    def _on_node_clicked(self) -> None:
        if self._question is not None:
            self.node_clicked.emit(self._question.node)
