"""One QAction for each command of the table: shortcut, icon, enabled, checked. It must not do what a command does."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from dagscope_app.commands.table import BY_ID, COMMANDS
from dagscope_app.controllers.command import Command
from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.labels import shortened

_OTHER = tuple(each.name for each in fields(AppState) if each.name != "runs")


def is_only_further(old: AppState, new: AppState) -> bool:
    """Return whether all that happened is that nodes of a run began or ended, and it goes on as before."""
    one, other = old.active_run, new.active_run
    if one is None or other is None or old.runs is new.runs:
        return False
    how = ("id", "status", "order", "held_at", "held_where")
    return all(getattr(one, each) == getattr(other, each) for each in how) and all(
        getattr(old, each) is getattr(new, each) for each in _OTHER
    )


class Actions(QObject):
    """The actions by command id; menus, toolbar and context menus share them.

    Signals:
        triggered(str): a command's id
    """

    triggered = Signal(str)

    def __init__(self, window: QWidget, canvas: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._state = AppState()
        for command in COMMANDS:
            action = self._make(command)
            self._actions[command.id] = action
            (canvas if command.scope == "canvas" else window).addAction(action)

    def _make(self, command: Command) -> QAction:
        action = QAction(tr(command.title), self)
        action.setObjectName(command.id)
        if command.scope != "native":
            action.setShortcuts([QKeySequence(key) for key in command.keys])
        if command.scope == "canvas":
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(command.is_checked is not None)
        keys = f"  ({command.keys[0]})" if command.keys else ""
        action.setToolTip(tip(f"{tr(command.title).rstrip('.')}{keys}\n{tr(command.help)}"))
        action.setMenuRole(QAction.MenuRole.QuitRole if command.id == "app.quit" else QAction.MenuRole.NoRole)
        action.triggered.connect(self._on_action_triggered)
        return action

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in its colours; a switch has none, for it would hide the mark that shows whether it is on."""
        for command in COMMANDS:
            if command.icon and command.is_checked is None:
                self._actions[command.id].setIcon(icon(command.icon, theme))

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Enable what can be done now, check what is on.

        A run that goes on tells twenty times a second how far it is; `show_run` follows that with the picture.
        """
        if old is None or not is_only_further(old, new):
            self.show_run(new)

    def show_run(self, new: AppState) -> None:
        """Ask each command whether it can be done, and whether it is on."""
        self._state = new
        for command in COMMANDS:
            action = self._actions[command.id]
            is_enabled = command.enabled_when(new)
            if action.isEnabled() != is_enabled:
                action.setEnabled(is_enabled)
            if command.is_passing and action.isVisible() != is_enabled:
                action.setVisible(is_enabled)
            if command.says is not None:
                action.setText(shortened(plain(tr(command.says(new))), 60).replace("&", "&&"))
            if command.is_checked is not None:
                action.setChecked(command.is_checked(new))

    def _on_action_triggered(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        is_checked = BY_ID[action.objectName()].is_checked
        if is_checked is not None:
            # Qt turned the mark over; the state says what is on, also where choosing it again changes nothing.
            action.setChecked(is_checked(self._state))
        self.triggered.emit(action.objectName())
