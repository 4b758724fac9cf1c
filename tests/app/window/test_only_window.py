"""No widget shows itself before it has a parent: it would be a window of its own for a moment, and take the keyboard
along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


class Windows(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.add(type(watched).__name__)
        return False


def test_nothing_but_the_window_is_shown(desk: Desk) -> None:
    windows, app = Windows(), QApplication.instance()
    assert app is not None
    app.installEventFilter(windows)
    desk.open_copy("shop")
    desk.run("orders", "total")
    for name in desk.state.graph.nodes:
        desk.application.show_node(name)
        desk.application.do("run.show_result")
    desk.draw()
    desk.application.do("compare.open")
    desk.window.docks.reset()
    desk.application.do("view.theme_dark")
    app.removeEventFilter(windows)

    assert set() == windows.shown
