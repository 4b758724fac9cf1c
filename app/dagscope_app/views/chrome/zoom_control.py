"""What a corner of the canvas offers: legend, minus, percentage, plus, fit.
It must not move the camera: it says what is wanted.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from dagscope_app.commands.table import with_key
from dagscope_app.views.theme import Theme, icon, tip

COMMANDS = (
    ("legend", "view.legend"),
    ("minus", "view.zoom_out"),
    ("", "view.zoom_reset"),
    ("add", "view.zoom_in"),
    ("fit", "view.fit"),
)


class ZoomControl(QFrame):
    """Five buttons, one of which shows the scale.

    Signals:
        command_requested(str): the command of the button that was pressed
    """

    command_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("toast", True)
        self.setObjectName("message")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self.buttons: dict[str, QToolButton] = {}
        for _, command in COMMANDS:
            button = QToolButton()
            button.setIconSize(QSize(16, 16))
            button.setToolTip(tip(with_key(command)))
            button.setAccessibleName(with_key(command))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setProperty("command", command)
            button.clicked.connect(self._on_button_clicked)
            self.buttons[command] = button
            row.addWidget(button)
        self.percent = self.buttons["view.zoom_reset"]
        self.percent.setText("100 %")
        self.percent.setMinimumWidth(52)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        for picture, command in COMMANDS:
            if picture:
                self.buttons[command].setIcon(icon(picture, theme))

    def set_scale(self, scale: float) -> None:
        """Tell how large things are shown; 1 is their actual size."""
        text = f"{scale:.0%}" if scale >= 0.095 else f"{scale:.1%}"
        if text != self.percent.text():
            self.percent.setText(text)

    def _on_button_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.command_requested.emit(str(button.property("command")))
