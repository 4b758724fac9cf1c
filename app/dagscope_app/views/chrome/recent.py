"""The menu of the projects that were opened before. It must not open them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import plain


class RecentMenu(QMenu):
    """Folders, newest first.

    Signals:
        chosen(str): a folder
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Open recent"), parent)
        self._folders: tuple[str, ...] = ()
        self.aboutToShow.connect(self._on_about_to_show)
        self.triggered.connect(self._on_triggered)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Offer the folders that were opened last."""
        self._folders = new.preferences.recent

    def _on_about_to_show(self) -> None:
        self.clear()
        for folder in self._folders:
            self.addAction(plain(folder, 200)).setData(folder)
        if self.isEmpty():
            self.addAction(tr("No project was opened yet")).setEnabled(False)

    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))
