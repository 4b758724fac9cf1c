"""The toast: what went well, for a few seconds, with what can be done next. It must not do that itself."""

from __future__ import annotations

import os

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import AppState, Banner
from dagscope_app.views.canvas import accessible
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.labels import make_label

STAY_MS = 5000


class ToastWidget(QFrame):
    """One message that leaves by itself; it stays as long as the pointer is on it.

    Signals:
        command_requested(str): its button was pressed
        open_requested(str): a file or a folder is to be opened
        closed(): its time is over
    """

    command_requested = Signal(str)
    open_requested = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._toast: Banner | None = None
        self.setObjectName("message")
        self.setProperty("toast", True)
        self.sign = make_label()
        self.text = make_label()
        self.open_button = _button(tr("Open"))
        self.folder_button = _button(tr("Show in folder"))
        self.button = _button("")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        for widget in (self.sign, self.text, self.open_button, self.folder_button, self.button):
            row.addWidget(widget)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.folder_button.clicked.connect(self._on_folder_clicked)
        self.button.clicked.connect(self._on_button_clicked)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAY_MS)
        self.timer.timeout.connect(self.closed)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.sign.setPixmap(icon("ok", theme, "ok").pixmap(QSize(16, 16)))

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the state's toast."""
        if old is None or old.toast is not new.toast:
            self._show(new.toast)

    def _show(self, toast: Banner | None) -> None:
        if toast is self._toast and toast is not None:
            return  # shown again: its time goes on
        self._toast = toast
        if toast is None:
            self.hide()
            self.timer.stop()
            return
        self.set_theme(self._theme)
        self.text.setText(plain(tr(toast.text), 160))
        self.text.setToolTip(tip(toast.path or toast.text))
        self.open_button.setVisible(bool(toast.path))
        self.folder_button.setVisible(bool(toast.path))
        self.button.setText(tr(toast.command_title))
        self.button.setVisible(bool(toast.command))
        self.hide()  # shown again it is placed again, for its texts now
        self.show()
        self.timer.start()
        if accessible.is_listened():
            accessible.send(QAccessibleEvent(self.text, QAccessible.Event.Alert))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer is on it."""
        self.timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Let its time begin again."""
        if self._toast is not None:
            self.timer.start()

    def _on_open_clicked(self) -> None:
        self._finish(self._toast.path if self._toast is not None else "")

    def _on_folder_clicked(self) -> None:
        self._finish(os.path.dirname(self._toast.path) if self._toast is not None else "")

    def _finish(self, path: str) -> None:
        self.closed.emit()
        if path:
            self.open_requested.emit(path)

    def _on_button_clicked(self) -> None:
        command = self._toast.command if self._toast is not None else ""
        self.closed.emit()
        if command:
            self.command_requested.emit(command)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    return button
