"""A button that chooses one of a few words, in rows of which there are many. It must not know what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton

from dagscope_app.views.theme import Theme, icon

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ChoiceButton(QToolButton):
    """Looks and acts like a combo box, for which Qt makes nine more widgets, each with a style of its own.

    Signals:
        chosen(): another word was chosen
    """

    chosen = Signal()

    def __init__(self, choices: Sequence[tuple[str, str]], theme: Theme) -> None:
        """Offer the words of `choices`, each with what it stands for before it; the first one is chosen."""
        super().__init__()
        self._choices = tuple(choices)
        self._at = 0
        self.setProperty("choice", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow is at the right of the word
        self.setIconSize(QSize(12, 12))
        self.set_theme(theme)
        self.set_current(self._choices[0][0])
        self.clicked.connect(self._on_clicked)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.setIcon(icon("chevron_down", theme))

    def current(self) -> str:
        """Return what is chosen."""
        return self._choices[self._at][0]

    def set_current(self, name: str) -> None:
        """Choose that; the first where there is no such choice."""
        names = [each for each, _ in self._choices]
        self._at = names.index(name) if name in names else 0
        self.setText(self._choices[self._at][1])

    def sizeHint(self) -> QSize:
        """Return room for the longest word, so that the button stays as wide."""
        flag, measured = Qt.TextFlag.TextShowMnemonic, self.fontMetrics()  # as Qt measures the text of a button
        widths = [measured.size(flag, text).width() for _, text in self._choices]
        return super().sizeHint() + QSize(max(widths) - widths[self._at], 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Up and Down, as combo boxes do."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif 0 <= self._at + step < len(self._choices):
            self.choose(self._choices[self._at + step][0])

    def choose(self, name: str) -> None:
        """Choose as the user does, and say so."""
        if name != self.current():
            self.set_current(name)
            self.chosen.emit()

    def make_menu(self) -> QMenu:
        """Return the menu with all words."""
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, text in self._choices:
            action = menu.addAction(text)
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name == self.current())
        menu.triggered.connect(lambda action: self.choose(str(action.data())))
        return menu

    def _on_clicked(self) -> None:
        self.make_menu().popup(self.mapToGlobal(self.rect().bottomLeft()))
