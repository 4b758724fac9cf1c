"""Paints wires in batches by style: far as thin lines, near as curves with arrowheads.
It must not decide which are lit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath

from dagscope_app.drawing import paths
from dagscope_app.drawing.anatomy.wires import DASH, DASH_GAP, LIT_ARROW, LIT_WIDTH, WireLook, look_of
from dagscope_app.drawing.brushes import NO_BRUSH, NO_PEN, Inks, pixel_ratio
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.paths import Ints

THIN_BELOW = 1.5
STROKED_FROM = 2.9
ARROWS_FROM = 0.35
CURVES_FROM = 0.25
MOST_SMOOTH = 30_000
MOST_TRIPLED = 2_000
MOST_STROKED_QUICKLY = 30
MOST_TRIPLED_QUICKLY = 200


@dataclass(slots=True)
class WirePainter:
    """Paints chosen wires of one geometry; keeps the classes and the path of the whole picture."""

    geometry: SceneGeometry
    ink: Inks
    is_quick: bool = False
    _classes: dict[WireLook, Ints] = field(default_factory=dict)
    _whole: QPainterPath | None = None

    def inherit(self, older: WirePainter) -> None:
        """Take over what was prepared for the same wires."""
        self._classes, self._whole = older._classes, older._whole

    def classes(self) -> dict[WireLook, Ints]:
        """Return the numbers of the wires of each class."""
        if not self._classes:
            found: dict[WireLook, list[int]] = {}
            for number, wire in enumerate(self.geometry.wires.items):
                found.setdefault(look_of(wire), []).append(number)
            self._classes = {key: np.array(numbers, dtype=np.int64) for key, numbers in found.items()}
        return self._classes

    def paint(self, painter: QPainter, chosen: Ints, scale: float) -> None:
        """Paint the chosen wires in their own colours."""
        if not len(chosen):
            return
        if scale < CURVES_FROM:
            self._paint_far(painter, chosen, scale)
            return
        is_all = len(chosen) == len(self.geometry.wires.items)
        for key, numbers in self.classes().items():
            picked = numbers if is_all else np.intersect1d(numbers, chosen, assume_unique=True)
            self._paint_near(painter, picked, key, scale)

    def paint_lit(self, painter: QPainter, chosen: Ints, scale: float, role: str = "accent") -> None:
        """Paint the chosen wires in one strong colour: the highlighted path, or what the pointer is on."""
        if not len(chosen):
            return
        geometry = self.geometry
        width = max(LIT_WIDTH, 1.6 / scale)
        if scale < CURVES_FROM:
            points, starts = geometry.wires.select(chosen)
            painter.setBrush(NO_BRUSH)
            line = 1.0 if len(chosen) > 300 else 1.6 * pixel_ratio(painter, scale)
            painter.setPen(self.ink.pen(role, line, "cosmetic"))
            painter.drawPath(paths.polylines(points, starts))
            return
        self._stroke(painter, chosen, role, width)
        if scale >= ARROWS_FROM:
            self._paint_arrows(painter, chosen, role, LIT_ARROW)

    def _paint_far(self, painter: QPainter, chosen: Ints, scale: float) -> None:
        is_all = len(chosen) == len(self.geometry.wires.items)
        if is_all and self._whole is not None:
            path = self._whole
        else:
            path = paths.polylines(*self.geometry.wires.select(chosen))
            self._whole = path if is_all else self._whole
        was_smooth = bool(painter.renderHints() & QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, was_smooth and len(chosen) <= MOST_SMOOTH)
        painter.setBrush(NO_BRUSH)
        painter.setPen(self.ink.pen("wire_far", 0.0, "cosmetic"))
        painter.drawPath(path)
        if len(chosen) <= MOST_TRIPLED and pixel_ratio(painter, scale) > 1.0 and not self.is_quick:
            _thicken(painter, path)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, was_smooth)

    def _paint_near(self, painter: QPainter, picked: Ints, look: WireLook, scale: float) -> None:
        if not len(picked):
            return
        painter.setBrush(NO_BRUSH)
        self._stroke(painter, picked, look.role, max(look.width, 0.9 / scale), is_dashed=look.is_dashed)
        if scale >= ARROWS_FROM:
            self._paint_arrows(painter, picked, look.role, look.arrow)

    def _stroke(self, painter: QPainter, picked: Ints, role: str, width: float, *, is_dashed: bool = False) -> None:
        """Paint the curves of some wires, `width` scene units thick.

        Lines of one device pixel have a rasteriser of their own in Qt, ten times as fast as wider ones; so a line of
        about two pixels is drawn as three of one, a pixel apart. Still wider ones are few: what is near is large.
        """
        painter.setBrush(NO_BRUSH)
        step = painter.deviceTransform().m11()
        seen = _seen(painter, width + 4 / step) if is_dashed else None
        pixels = self._quick(width * step, len(picked)) if self.is_quick else width * step
        if pixels >= STROKED_FROM:
            painter.setPen(self.ink.pen(role, round(width, 1) if width > 2 else width, "flat"))
            for at in range(0, len(picked), 8):
                painter.drawPath(self._path(picked[at : at + 8], is_dashed, step, seen))
            return
        painter.setPen(self.ink.pen(role, 1.0, "cosmetic"))
        path = self._path(picked, is_dashed, step, seen)
        painter.drawPath(path)
        if pixels >= THIN_BELOW:
            _thicken(painter, path)

    @staticmethod
    def _quick(pixels: float, count: int) -> float:
        """Return the thickness while moving: thinner only for many, so that nothing swells at rest."""
        if pixels >= STROKED_FROM and count > MOST_STROKED_QUICKLY:
            pixels = STROKED_FROM - 0.1
        return 1.0 if THIN_BELOW <= pixels < STROKED_FROM and count > MOST_TRIPLED_QUICKLY else pixels

    def _path(self, picked: Ints, is_dashed: bool, scale: float, seen: QRectF | None) -> QPainterPath:
        points, starts = self.geometry.wires.select(picked)
        if not is_dashed:
            return paths.curves(points, starts, self.geometry.is_lr)
        unit = max(1.0, 0.7 / scale)  # from afar a dash is still three pixels long
        return paths.dashes(points, starts, self.geometry.is_lr, DASH * unit, DASH_GAP * unit, seen)

    def _paint_arrows(self, painter: QPainter, picked: Ints, role: str, size: float) -> None:
        painter.setPen(NO_PEN)
        painter.setBrush(self.ink.brush(role))
        painter.drawPath(paths.arrows(self.geometry.wires.ends(picked), self.geometry.is_lr, size))


def _seen(painter: QPainter, margin: float) -> QRectF | None:
    """Return the part of the scene that is painted now, and a margin; None for all of it."""
    clip = painter.clipBoundingRect() if painter.hasClipping() else None
    return clip if clip is None else clip.adjusted(-margin, -margin, margin, margin)


def _thicken(painter: QPainter, path: QPainterPath) -> None:
    """Draw a path of lines of one device pixel again beside and below, so that they are two wide."""
    pixel = 1.0 / painter.deviceTransform().m11()
    for dx, dy in ((pixel, 0.0), (-pixel, pixel)):
        painter.translate(dx, dy)
        painter.drawPath(path)
    painter.translate(0.0, -pixel)


def numbers_where(flags: Iterable[bool]) -> Ints:
    """Return the positions of the true flags."""
    return np.flatnonzero(np.fromiter(flags, dtype=bool))
