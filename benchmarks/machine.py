"""How fast this machine is: a fixed loop of Python and a fixed job of painting. It must not measure the program.

Times are judged after division by these factors, so that a target means the same on any machine; ratios are judged as
they are. At factor 1 the loop takes 0.10 s and the painting 0.12 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

REFERENCE_PYTHON = 0.10
REFERENCE_RASTER = 0.12
BEST_OF = 5
STEADY = 1.25
# Figures that are made of painting; all the others of Python.
PAINTED = ("canvas.frame", "canvas.refine", "canvas.highlight", "export.png")


@dataclass(frozen=True, slots=True)
class Machine:
    """What times are divided by: 2 for a machine half as fast as the reference.
    Raster is None where nothing can be painted.
    """

    python: float = 1.0
    raster: float | None = None

    def factor(self, name: str) -> float:
        """Return the factor for a figure."""
        return self.raster if self.raster is not None and name.startswith(PAINTED) else self.python

    def drift_to(self, later: Machine) -> float:
        """Return by how much the machine changed its speed: 1 for not at all."""
        pairs = [(self.python, later.python)]
        if self.raster is not None and later.raster is not None:
            pairs.append((self.raster, later.raster))
        return max(max(one / other, other / one) for one, other in pairs)


def measure_machine() -> Machine:
    """Return the factors now."""
    try:
        raster = _best(_painting()) / REFERENCE_RASTER
    except ImportError:
        raster = None
    return Machine(_best(_loop) / REFERENCE_PYTHON, raster)


def _best(job: Callable[[], None]) -> float:
    seconds = []
    for _ in range(BEST_OF):
        began = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _loop() -> None:
    numbers: dict[int, int] = {}
    for i in range(2_000_000):
        numbers[i % 1000] = i * 3


def _painting() -> Callable[[], None]:
    """Return the job of filling 20,000 smooth rounded rectangles in an image of 1600 x 1000."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    image = QImage(1600, 1000, QImage.Format.Format_RGB32)
    rects = [QRectF(i * 37 % 1500 + 0.3, i * 53 % 950 + 0.6, 80, 40) for i in range(20_000)]

    def paint() -> None:
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(80, 120, 200))
        for rect in rects:
            painter.drawRoundedRect(rect, 7, 7)
        painter.end()

    return paint
