"""The rail at the window's edge: an icon for each panel, which folds it away and brings it back.
It must not know what panels show.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from dagscope_app.commands.table import with_key
from dagscope_app.drawing.translation import tr
from dagscope_app.views.theme import Theme, icon, tip

PANELS = (
    ("outline", "outline", "Outline"),
    ("scenario", "scenario", "Scenario: modules, config, inputs"),
    ("details", "details", "Details"),
    ("bottom", "results", "Results and log"),
)
_COMMANDS = {"details": "view.right", "bottom": "view.bottom"}


class Rail(QToolBar):
    """A narrow bar with a button a panel.

    Signals:
        toggled(str): a panel, by its dock's name
    """

    toggled = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Panels"))
        # A toolbar asks the style for its margins as soon as it is in a window: by then it has to be known by its name.
        self.setObjectName("rail")
        self.setParent(parent)
        self.setMovable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setIconSize(QSize(18, 18))
        self.buttons: dict[str, QToolButton] = {}
        for name, _, title in PANELS:
            command = _COMMANDS.get(name)
            hint = with_key(command, tr(title)) if command else tr(title)
            if name == "details":
                room = QWidget()
                room.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
                self.addWidget(room)
            button = QToolButton()
            button.setCheckable(True)
            button.setToolTip(tip(tr("{hint}: show or hide", hint=hint)))
            button.setAccessibleName(hint)
            button.setProperty("panel", name)
            button.clicked.connect(self._on_button_clicked)
            self.addWidget(button)
            self.buttons[name] = button
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        for name, picture, _ in PANELS:
            self.buttons[name].setIcon(icon(picture, theme))

    def show_panel(self, name: str, is_shown: bool) -> None:
        """Mark a panel that is there."""
        self.buttons[name].setChecked(is_shown)

    def _on_button_clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.toggled.emit(str(button.property("panel")))
