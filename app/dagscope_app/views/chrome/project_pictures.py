"""Keeps a small picture of each project for the start page. It must not choose when: the window's application does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPixmap

from dagscope_app.drawing.theme import Theme
from dagscope_app.export.pictures import thumbnail as fitted_picture
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas.view import CanvasView
from dagscope_app.views.chrome.welcome import SMALL_PICTURE, thumbnail

MOST_FITTED = 300
"""Graphs of so many nodes are drawn whole, which is quick; of larger ones what is in view is taken."""
PAUSE_MS = 3000
"""So long after a project is first drawn its picture is kept, should the program never come to close its window."""


class PictureShelf(Protocol):
    """Where pictures are kept."""

    def save_picture(self, folder: str, picture: bytes) -> None:
        """Keep the picture of a project's folder."""
        ...


class ProjectPictures:
    """Makes the pictures from the canvas."""

    def __init__(self, canvas: CanvasView, theme: Callable[[], Theme], shelf: PictureShelf) -> None:
        self._canvas = canvas
        self._theme = theme
        self._shelf = shelf
        self._state = AppState()
        self._timer = QTimer(canvas)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def on_state_changed(self, old: AppState, new: AppState) -> None:
        """Keep the picture of a project that is being left, while the canvas still shows it, and of one that came."""
        self._state = new
        if old.folder != new.folder:
            self._timer.stop()
            self.keep(old)
        if new.drawn is not None and (old.drawn is None or old.folder != new.folder):
            self._timer.start()

    def _on_timer_timeout(self) -> None:
        self.keep(self._state)

    def keep(self, state: AppState) -> None:
        """Keep the picture of the project, if it is drawn."""
        if state.folder and state.phase == "ready" and state.drawn is not None:
            self._shelf.save_picture(state.folder, thumbnail(self._small_picture()))

    def _small_picture(self) -> QPixmap:
        if len(self._canvas.spec.nodes) > MOST_FITTED:
            return self._canvas.grab()
        size = SMALL_PICTURE * 2
        return QPixmap.fromImage(fitted_picture(self._canvas.spec, self._theme(), size.width(), size.height()))
