"""The line over the graph that says what a change would do, with Enter to make it and Escape to leave it.
It must not work it out.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.ghost import Ghost, ghost_words
from dagscope_app.views.theme import plain, tip
from dagscope_app.views.widgets.labels import ElidedLabel

_TYPING = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GhostStrip(QFrame):
    """One line and two buttons, or nothing.

    Signals:
        applied(), left(): a button, or Enter and Escape while it is there
    """

    applied = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setProperty("banner", "info")
        self.text = ElidedLabel()
        self.text.setProperty("quiet", False)
        self.apply_button = QPushButton(tr("Apply"))
        self.apply_button.setToolTip(tip(tr("Make this change (Enter)")))
        self.leave_button = QPushButton(tr("Discard"))
        self.leave_button.setToolTip(tip(tr("Leave everything as it is (Escape)")))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(10)
        row.addWidget(self.text, 1)
        row.addWidget(self.apply_button)
        row.addWidget(self.leave_button)
        for button in (self.apply_button, self.leave_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.apply_button.clicked.connect(self.applied)
        self.leave_button.clicked.connect(self.left)
        self.hide()

    def set_ghost(self, ghost: Ghost | None) -> None:
        """Show what a change would do, or nothing."""
        text = ghost_words(ghost) if ghost is not None else ""
        self.text.set_text(plain(text, 1_000))
        self.setVisible(ghost is not None)

    def showEvent(self, event: QShowEvent) -> None:
        """Listen to Enter and Escape wherever the keyboard is."""
        super().showEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the keys to the others."""
        super().hideEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter applies and Escape leaves, unless a field, a list or a menu has its own use for them.

        Before a key is pressed it is asked for as a shortcut, which it must not be: both are commands of the graph.
        """
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.type() not in kinds or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if QApplication.activePopupWidget() is not None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        is_enter = event.key() in _ENTER and not isinstance(QApplication.focusWidget(), _TYPING)
        if not is_enter and event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            (self.applied if is_enter else self.left).emit()
        return True
