"""The strip above the graph of a folder whose code has not been run. It must not ask or decide anything."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from dagscope_app.commands.table import BY_ID
from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme, icon
from dagscope_app.views.watch import Watch, Watches
from dagscope_app.views.widgets.labels import make_label

_NOT_RUN = "Preview. This folder's code has not been run."
_NEW_INTERPRETER = "Preview. This folder is trusted, its Python interpreter is not, or not as it is now."


class TrustStrip(QFrame):
    """One line and two buttons, or nothing.

    Signals:
        command_requested(str): a button was pressed
    """

    command_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setProperty("banner", "info")
        self._sign = make_label()
        self.text = make_label(is_selectable=True)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.trust_button = QPushButton(tr(BY_ID["project.trust"].title))
        self.trust_button.setProperty("primary", True)
        self.about_button = QPushButton(tr("What is this?"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.trust_button)
        row.addWidget(self.about_button)
        self.trust_button.clicked.connect(self._on_trust_clicked)
        self.about_button.clicked.connect(self._on_about_clicked)
        self._watches = Watches((Watch(lambda state: (state.trust, _has_something(state)), self._show),))
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._sign.setPixmap(icon("untrusted", theme, "info_text").pixmap(QSize(16, 16)))

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show whether the folder's code may run."""
        self._watches.update(old, new)

    def _show(self, state: AppState) -> None:
        self.text.setText(tr(_NEW_INTERPRETER) if state.trust.is_interpreter_new else tr(_NOT_RUN))
        self.setVisible(state.trust.is_preview and _has_something(state))

    def _on_trust_clicked(self) -> None:
        self.command_requested.emit("project.trust")

    def _on_about_clicked(self) -> None:
        self.command_requested.emit("project.about_trust")


def _has_something(state: AppState) -> bool:
    """Return whether there is a module to trust, as far as is known by now."""
    return state.is_building or bool(state.modules)
