"""The page of an exported picture: title, graph, legend, and where each is. It must not know a file format."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from dagscope_app.drawing.anatomy.legend import Entry
from dagscope_app.drawing.anatomy.parts import Part, Text
from dagscope_app.drawing.brushes import Inks, inks_of
from dagscope_app.drawing.geometry import Bounds, SceneGeometry
from dagscope_app.drawing.legend import entries_in, flow, paint_flow
from dagscope_app.drawing.metrics import elided
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.records.scene import SceneSpec

MARGIN = 24.0
TITLE_HEIGHT = 36.0
LEGEND_GAP = 24.0
LEAST_WIDTH = 480.0


@dataclass
class Page:
    """A page in scene units; its origin is the top-left corner of the paper. Its name is not painted, its title is."""

    spec: SceneSpec
    theme: Theme
    has_legend: bool
    title: str
    name: str = ""

    @cached_property
    def geometry(self) -> SceneGeometry:
        """Where everything of the graph is."""
        return SceneGeometry(self.spec)

    @cached_property
    def ink(self) -> Inks:
        """The theme's pens and brushes."""
        return inks_of(self.theme)

    @cached_property
    def scene(self) -> ScenePainter:
        """What paints the graph."""
        return ScenePainter(self.geometry, self.ink)

    @cached_property
    def bounds(self) -> Bounds:
        """Everything painted, wires too."""
        left, top, right, bottom = self.geometry.bounds
        boxes = self.geometry.wires.boxes
        if len(boxes):
            left, top = min(left, float(np.min(boxes[:, 0]))), min(top, float(np.min(boxes[:, 1])))
            right, bottom = max(right, float(np.max(boxes[:, 2]))), max(bottom, float(np.max(boxes[:, 3])))
        return (left, top, right, bottom)

    @property
    def graph_at(self) -> tuple[float, float]:
        """Where on the page the scene's origin lies."""
        left, top, right, _ = self.bounds
        room = self.width - 2 * MARGIN
        across = (room - (right - left)) / 2 if self.has_legend or self.title else 0.0
        return (round(MARGIN + across - left), round(MARGIN + (TITLE_HEIGHT if self.title else 0.0) - top))

    @cached_property
    def width(self) -> float:
        """The page's width."""
        left, _, right, _ = self.bounds
        least = LEAST_WIDTH if self.has_legend or self.title else 0.0
        return float(round(max(least, right - left) + 2 * MARGIN))

    @cached_property
    def _legend(self) -> tuple[list[tuple[Entry, float, float]], float]:
        return flow(entries_in(self.spec), self.width - 2 * MARGIN) if self.has_legend else ([], 0.0)

    @property
    def legend(self) -> list[tuple[Entry, float, float]]:
        """The legend's entries with their positions below `legend_top`."""
        return self._legend[0]

    @property
    def legend_top(self) -> float:
        """Where the legend begins."""
        _, top, _, bottom = self.bounds
        return MARGIN + (TITLE_HEIGHT if self.title else 0.0) + (bottom - top) + LEGEND_GAP

    @property
    def height(self) -> float:
        """The page's height."""
        below = self._legend[1] + MARGIN / 2 if self.legend else MARGIN - LEGEND_GAP
        return float(round(self.legend_top + below))

    @property
    def title_parts(self) -> tuple[Part, ...]:
        """The title, cut to the page's width; nothing without one."""
        shown = elided(self.title, "title", self.width - 2 * MARGIN) if self.title else ""
        return (Text("title", MARGIN, MARGIN + 18, shown, "title", "text"),) if shown else ()

    def paint(self, painter: QPainter, view: Bounds, scale: float) -> None:
        """Paint the part of the page in `view` (page units); the painter maps page units to the device.

        `scale` chooses the level of detail: device pixels a unit, or 1 for formats that can be enlarged.
        """
        left, top, right, bottom = view
        painter.fillRect(QRectF(left, top, right - left, bottom - top), self.theme.color("canvas"))
        dx, dy = self.graph_at
        painter.translate(dx, dy)
        seen = (left - dx, top - dy, right - dx, bottom - dy)
        self.scene.paint_base(painter, seen, scale)
        if self.scene.has_top:
            self.scene.paint_top(painter, seen, scale)
        painter.translate(-dx, -dy)
        if top < MARGIN + TITLE_HEIGHT:
            paint_parts(painter, self.title_parts, self.ink)
        if self.legend and bottom > self.legend_top - 8:
            painter.translate(MARGIN, self.legend_top)
            paint_flow(painter, self.ink, self.legend)
            painter.translate(-MARGIN, -self.legend_top)
