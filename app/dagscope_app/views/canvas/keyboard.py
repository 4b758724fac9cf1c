"""Keys that walk through the picture: arrows, Enter, the menu key.
It must not paint or know what the commands' keys are.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from dagscope_app.views.canvas.accessible import announce_focus
from dagscope_app.views.canvas.surface import Surface
from dagscope_app.views.canvas.walk import next_in_direction

_KEYS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class Keyboard:
    """Where the keyboard is in the picture, and what its keys do there."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self._came_from = ""

    def press(self, event: QKeyEvent) -> bool:
        """Walk with arrows, activate with Enter, ask for the menu with Shift+F10; returns False for any other key."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.ask_menu()
            return True
        if key in _KEYS and plain:
            self._walk(_KEYS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            return self._activate()
        return False

    def ask_menu(self) -> None:
        """Ask for the menu of what the keyboard is on, or of the background."""
        canvas, current = self._canvas, self.current()
        box = canvas.geometry_of_scene.box_of(current)
        kind = "background" if box is None else "node" if current in canvas.spec.nodes else "group"
        x, y = canvas.camera.to_screen(box.x + 16, box.y + 16) if box else (canvas.width() / 2, canvas.height() / 2)
        at = canvas.mapToGlobal(QPointF(x, y)).toPoint()
        canvas.context_requested.emit(kind, current if box else "", at)

    def current(self) -> str:
        """Return where the keyboard is: the one selected item, else where it was last."""
        geometry = self._canvas.geometry_of_scene
        chosen = [node.id for node in geometry.nodes if node.is_selected]
        chosen += [group.id for group in geometry.groups if group.is_selected and group.is_folded]
        cursor = self._canvas.overlay.cursor
        if cursor and (not chosen or cursor in chosen) and geometry.box_of(cursor) is not None:
            return cursor
        return chosen[0] if chosen else ""

    def _walk(self, direction: str) -> None:
        canvas = self._canvas
        current = self.current()
        found = next_in_direction(canvas.geometry_of_scene, current, direction, self._came_from)
        if not found:
            return
        if found != current:
            self._came_from = current
        canvas.overlay.cursor = found
        canvas.reveal(found)
        canvas.update()
        announce_focus(canvas, found)
        if found in canvas.spec.nodes:
            canvas.node_clicked.emit(found, Qt.KeyboardModifier.NoModifier)
        else:
            canvas.group_clicked.emit(found, Qt.KeyboardModifier.NoModifier)

    def _activate(self) -> bool:
        current = self.current()
        if current in self._canvas.spec.nodes:
            self._canvas.node_activated.emit(current)
        elif current in self._canvas.spec.groups:
            self._canvas.group_toggled.emit(current)
        return bool(current)
