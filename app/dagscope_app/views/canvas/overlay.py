"""Paints what changes from moment to moment over the kept picture: hover, flash, rubber band, what is dragged.
It must not handle input.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from dagscope_app.drawing.anatomy.groups import group_card, group_marks, tint_of
from dagscope_app.drawing.anatomy.nodes import card, marks, style_of
from dagscope_app.drawing.brushes import NO_BRUSH, NO_PEN, Inks
from dagscope_app.drawing.geometry import Hit, SceneGeometry, overlapping
from dagscope_app.drawing.metrics import GROUP_RADIUS, NODE_RADIUS
from dagscope_app.drawing.nodes import paint_name
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.drawing.scene import Level, ScenePainter, level_of
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem
from dagscope_app.views.canvas import play_sign

MOST_NEIGHBOURS = 400
MOST_GHOSTS = 100


@dataclass(slots=True)
class Overlay:
    """What lies over the picture now; boxes and points are in scene units."""

    hover: Hit = field(default_factory=lambda: Hit("background"))
    can_play: bool = False
    cursor: str = ""
    shows_cursor: bool = True
    flashed: frozenset[str] = frozenset()
    flash_strength: float = 0.0
    band: Box | None = None
    awaited: str = ""
    dragged: tuple[tuple[str, bool], ...] = ()
    dragged_by: tuple[float, float] = (0.0, 0.0)

    def paint(self, painter: QPainter, scene: ScenePainter, scale: float, *, has_focus: bool) -> None:
        """Paint everything, with a painter that maps scene units."""
        if self.dragged:
            self._paint_dragged(painter, scene, scale)
        elif self.hover.kind != "background":
            self._paint_hover(painter, scene, scale)
        if has_focus and self.cursor and self.shows_cursor:
            self._paint_cursor(painter, scene, scale)
        if self.awaited:
            self._paint_awaited(painter, scene, scale)
        if self.flashed and self.flash_strength > 0:
            self._paint_flash(painter, scene, scale)
        if self.band is not None:
            self._paint_band(painter, scene.ink)

    def _paint_hover(self, painter: QPainter, scene: ScenePainter, scale: float) -> None:
        geometry, hit = scene.geometry, self.hover
        if hit.kind == "wire":
            numbers = [i for i in geometry.adjacent.get(hit.id, ()) if geometry.wires.items[i].target == hit.target]
        elif hit.kind == "node" or self._is_folded(geometry, hit.id):
            numbers = geometry.adjacent.get(hit.id, [])[:MOST_NEIGHBOURS]
        else:
            numbers = []
        if numbers:
            chosen = np.array(sorted(numbers), dtype=np.int64)
            scene.wires.paint_lit(painter, chosen, scale)
            ends = {end for i in numbers for end in geometry.wires.items[i].id}
            for end in sorted(ends - {hit.id}):
                radius = NODE_RADIUS if end in geometry.spec.nodes else GROUP_RADIUS
                self._outline(painter, scene.ink, geometry.box_of(end), scale, 1.5, radius)
        if hit.kind in ("node", "group") and (hit.kind == "node" or hit.is_header):
            box = geometry.frame_of(hit.id) if hit.kind == "group" else geometry.box_of(hit.id)
            self._outline(painter, scene.ink, box, scale, 2.0, GROUP_RADIUS if hit.kind == "group" else NODE_RADIUS)
        node = geometry.spec.nodes.get(hit.id) if hit.kind == "node" and self.can_play else None
        if node is not None:
            play_sign.paint(painter, node, scene.ink, scale)

    @staticmethod
    def _is_folded(geometry: SceneGeometry, item_id: str) -> bool:
        group = geometry.spec.groups.get(item_id)
        return group is not None and group.is_folded

    @staticmethod
    def _outline(painter: QPainter, ink: Inks, box: Box | None, scale: float, width: float, radius: float) -> None:
        if box is None:
            return
        painter.setBrush(NO_BRUSH)
        painter.setPen(ink.pen("accent", max(width, width / scale * 0.8)))
        painter.drawRoundedRect(QRectF(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1), radius, radius)

    def _paint_cursor(self, painter: QPainter, scene: ScenePainter, scale: float) -> None:
        """Paint where the keyboard is, when that is not selected: a dashed ring."""
        box = scene.geometry.box_of(self.cursor)
        node = scene.geometry.spec.nodes.get(self.cursor)
        if box is None or (node is not None and node.is_selected):
            return
        pen = QPen(scene.ink.color("accent"), max(1.5, 1.5 / scale))
        pen.setDashPattern([3, 2])
        out = 3.0 / scale if scale < 1 else 3.0
        painter.setPen(pen)
        painter.setBrush(NO_BRUSH)
        frame = QRectF(box.x - out, box.y - out, box.width + 2 * out, box.height + 2 * out)
        painter.drawRoundedRect(frame, NODE_RADIUS + out, NODE_RADIUS + out)

    def _paint_awaited(self, painter: QPainter, scene: ScenePainter, scale: float) -> None:
        """Paint the group that is about to be folded or unfolded, while all of a large picture is laid out again."""
        box = scene.geometry.frame_of(self.awaited)
        if box is None:
            return
        fill = QColor(scene.ink.color("accent"))
        fill.setAlphaF(0.14)
        painter.setBrush(fill)
        painter.setPen(scene.ink.pen("accent", max(2.0, 2.0 / scale)))
        painter.drawRoundedRect(QRectF(box.x, box.y, box.width, box.height), GROUP_RADIUS, GROUP_RADIUS)

    def _paint_flash(self, painter: QPainter, scene: ScenePainter, scale: float) -> None:
        color = QColor(scene.ink.color("match"))
        color.setAlphaF(self.flash_strength)
        out = (3.0 + 5.0 * (1.0 - self.flash_strength)) / min(1.0, scale)
        painter.setPen(QPen(color, max(2.5, 2.5 / scale)))
        painter.setBrush(NO_BRUSH)
        for item_id in sorted(self.flashed):
            box = scene.geometry.box_of(item_id)
            if box is not None:
                frame = QRectF(box.x - out, box.y - out, box.width + 2 * out, box.height + 2 * out)
                painter.drawRoundedRect(frame, NODE_RADIUS + out, NODE_RADIUS + out)

    def _paint_band(self, painter: QPainter, ink: Inks) -> None:
        assert self.band is not None
        fill = QColor(ink.color("accent"))
        fill.setAlphaF(0.10)
        painter.setPen(ink.pen("accent", 1.0, "cosmetic"))
        painter.setBrush(fill)
        painter.drawRect(QRectF(self.band.x, self.band.y, self.band.width, self.band.height))

    def _paint_dragged(self, painter: QPainter, scene: ScenePainter, scale: float) -> None:
        """Paint what is dragged, where it would be put, and its old position faint."""
        spec = scene.geometry.spec
        found = [spec.groups.get(name) if is_group else spec.nodes.get(name) for name, is_group in self.dragged]
        items = [item for item in found if item is not None]
        for item in items[:MOST_GHOSTS]:
            self._paint_ghost(painter, scene, item, scale)
        if len(items) > MOST_GHOSTS:
            self._paint_crowd(painter, scene.ink, items)

    def _paint_crowd(self, painter: QPainter, ink: Inks, items: list[NodeItem | GroupItem]) -> None:
        """Paint more than can be painted in time as the frame around all of them, where it would be put."""
        left, top = min(item.box.x for item in items), min(item.box.y for item in items)
        right = max(item.box.x + item.box.width for item in items)
        bottom = max(item.box.y + item.box.height for item in items)
        painter.setPen(ink.pen("accent", 1.0, "cosmetic"))
        painter.setBrush(NO_BRUSH)
        painter.drawRect(QRectF(left + self.dragged_by[0], top + self.dragged_by[1], right - left, bottom - top))

    def _paint_ghost(self, painter: QPainter, scene: ScenePainter, item: NodeItem | GroupItem, scale: float) -> None:
        box, ink = item.box, scene.ink
        radius = GROUP_RADIUS if isinstance(item, GroupItem) else NODE_RADIUS
        old = QColor(ink.color("canvas"))
        old.setAlphaF(0.6)
        painter.setPen(NO_PEN)
        painter.setBrush(old)
        painter.drawRoundedRect(QRectF(box.x, box.y, box.width, box.height), radius, radius)
        at = QPointF(box.x + self.dragged_by[0], box.y + self.dragged_by[1])
        painter.translate(at)
        painter.setOpacity(0.9)
        if isinstance(item, GroupItem):
            painter.setOpacity(0.9 if item.is_folded else 0.6)
            self._paint_inside(painter, scene, item, box)
            paint_parts(painter, group_card(item, is_filled=item.is_folded), ink)
            painter.setOpacity(1.0)
            paint_parts(painter, group_marks(item, scale), ink)
        else:
            self._paint_ghost_node(painter, scene, item, scale)
        painter.translate(-at)

    @staticmethod
    def _paint_inside(painter: QPainter, scene: ScenePainter, group: GroupItem, box: Box) -> None:
        """Paint the nodes in a dragged frame, as blocks; the painter's origin is the frame's corner."""
        if group.is_folded:
            return
        frame = (box.x, box.y, box.x + box.width, box.y + box.height)
        painter.setBrush(scene.ink.brush(tint_of(group)))
        painter.drawRoundedRect(QRectF(0, 0, box.width, box.height), GROUP_RADIUS, GROUP_RADIUS)
        for number in overlapping(scene.geometry.node_boxes, frame)[:MOST_NEIGHBOURS].tolist():
            node = scene.geometry.nodes[number]
            painter.setBrush(scene.ink.block(style_of(node)))
            at = QRectF(node.box.x - box.x, node.box.y - box.y, node.box.width, node.box.height)
            painter.drawRoundedRect(at, NODE_RADIUS, NODE_RADIUS)

    @staticmethod
    def _paint_ghost_node(painter: QPainter, scene: ScenePainter, node: NodeItem, scale: float) -> None:
        width, height, ink = node.box.width, node.box.height, scene.ink
        if level_of(scale) is Level.CARD:
            paint_parts(painter, card(node, scene.geometry.spec.direction), ink)
        else:
            paint_name(painter, node, ink, width, height, scale)
        painter.setOpacity(1.0)
        paint_parts(painter, marks(node, scale), ink)
