"""Draws the eye to some things for a moment. It must not paint: the overlay does."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter

from PySide6.QtCore import QObject

from dagscope_app.views.canvas.surface import Surface
from dagscope_app.views.canvas.timers import make_timer

FLASH_MS = 900


class Flash(QObject):
    """The flash of one canvas; with reduced motion it does not fade."""

    def __init__(self, canvas: Surface) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._began = 0.0
        self.is_steady = False
        self._timer = make_timer(self, 16, self._on_timeout, is_single=False)

    def show(self, ids: Iterable[str]) -> None:
        """Flash these nodes and groups."""
        self._canvas.overlay.flashed = frozenset(ids)
        self._canvas.overlay.flash_strength = 1.0
        self._began = perf_counter()
        self._timer.start()
        self._canvas.update()

    def _on_timeout(self) -> None:
        share = (perf_counter() - self._began) * 1000 / FLASH_MS
        self._canvas.overlay.flash_strength = 1.0 if self.is_steady and share < 1 else max(0.0, 1.0 - share)
        if share >= 1:
            self._timer.stop()
            self._canvas.overlay.flashed = frozenset()
        self._canvas.update()
