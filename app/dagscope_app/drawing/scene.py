"""Paints a part of a scene at a level of detail that suits the scale. It must not know widgets, files or animation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

from dagscope_app.drawing import differences, label_plates, nodes
from dagscope_app.drawing.anatomy.common import printed
from dagscope_app.drawing.anatomy.groups import frame, group_card, group_marks, match_badge
from dagscope_app.drawing.anatomy.nodes import card, marks, style_of
from dagscope_app.drawing.anatomy.parts import Part
from dagscope_app.drawing.brushes import NO_BRUSH, NO_PEN, Inks, pixel_ratio
from dagscope_app.drawing.geometry import Bounds, SceneGeometry
from dagscope_app.drawing.metrics import NODE_HEIGHT
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.drawing.paths import Ints
from dagscope_app.drawing.wires import WirePainter, numbers_where
from dagscope_app.model.picture.overview import NAMES_SCALE
from dagscope_app.model.records.scene import GroupItem, NodeItem

CARDS_FROM = 0.6
NAMES_FROM = NAMES_SCALE
LEAST_NODE_PIXELS = 2.0
MOST_PLATES = 400
MOST_LINED = 3000
BADGE_SCALE, MOST_LARGER = 0.85, 4.0
"""Below this scale a badge is drawn larger than the scene's things, up to so many times."""


class Level(Enum):
    """How much of a node is drawn: everything, its name, a block, or nothing (its group is one block)."""

    CARD = "card"
    NAME = "name"
    BLOCK = "block"
    GROUP = "group"


def level_of(scale: float) -> Level:
    """Return the level of detail at a scale in device-independent pixels a scene unit."""
    if scale >= CARDS_FROM:
        return Level.CARD
    if scale >= NAMES_FROM:
        return Level.NAME
    return Level.BLOCK if scale * NODE_HEIGHT >= LEAST_NODE_PIXELS else Level.GROUP


@dataclass(slots=True)
class ScenePainter:
    """Paints one geometry in one theme; the painter handed in maps scene units to the device.

    The base is everything in its own colours; the top is what is lit, selected or found. Only the top looks at
    `is_dimmed`, `is_on_path`, `is_selected` and `is_match`, so a picture of the base can be kept while those change.
    """

    geometry: SceneGeometry
    ink: Inks
    wires: WirePainter = field(init=False)
    _plates: label_plates.Plates = field(init=False)
    _rects: list[QRectF] = field(default_factory=list)
    _styles: dict[str, Ints] = field(default_factory=dict)
    _has_dimmed: bool | None = None
    _has_top: bool | None = None

    def __post_init__(self) -> None:
        self.wires = WirePainter(self.geometry, self.ink)
        self._plates = label_plates.Plates(self.ink)

    # ---- base

    def paint_base(
        self,
        painter: QPainter,
        view: Bounds,
        scale: float,
        *,
        around: Bounds | None = None,
        has_plates: bool = True,
    ) -> None:
        """Paint groups, wires and nodes in view.

        Args:
            painter: maps scene units to the device.
            view: the part to paint, in scene units.
            scale: device-independent pixels a scene unit.
            around: what is in view in all, where `view` is a part of it.
            has_plates: adds the groups' names where cards are too small.
        """
        level = level_of(scale)
        shown_groups = self.geometry.groups_in(view)
        open_groups = [g for g in (self.geometry.groups[i] for i in shown_groups.tolist()) if not g.is_folded]
        closed = [g for g in (self.geometry.groups[i] for i in shown_groups.tolist()) if g.is_folded]
        for group in open_groups:
            self._paint_group(painter, group, level, scale)
        self.wires.paint(painter, self.geometry.wires_in(view), scale)
        for group in closed:
            self._paint_group(painter, group, level, scale)
        if level is Level.GROUP:
            self._paint_group_blocks(painter, open_groups)
        self._paint_nodes(painter, self.geometry.nodes_in(view), level, scale)
        if has_plates and level is not Level.CARD:
            self._paint_plates(painter, level, scale, around or view)

    def _paint_group(self, painter: QPainter, group: GroupItem, level: Level, scale: float) -> None:
        box = group.box
        painter.translate(box.x, box.y)
        if level is Level.CARD:
            paint_parts(painter, self._shown(group_card(group)), self.ink)
        else:
            self._paint_far_group(painter, group, scale)
        painter.translate(-box.x, -box.y)

    def _paint_far_group(self, painter: QPainter, group: GroupItem, scale: float, *, is_filled: bool = True) -> None:
        line = pixel_ratio(painter, scale)
        paint_parts(painter, frame(group, is_filled=is_filled, far_line=line), self.ink)
        if group.is_folded:
            differences.paint_folded(painter, group, self.ink, scale)
            self._paint_folded_state(painter, group)

    def _shown(self, parts: Sequence[Part]) -> Sequence[Part]:
        return printed(parts) if self.geometry.spec.is_printed else parts

    def _paint_folded_state(self, painter: QPainter, group: GroupItem) -> None:
        """Paint a folded group's state from afar: the strip a node has; one failure counts before all else."""
        states = [state for state, _ in group.state_counts if state != "not_run"]
        if not states:
            return
        has_failed = "failed" in states
        left = label_plates.STRIP_LEFT
        strip = QRectF(left, 10, label_plates.strip_room(group) - left, group.box.height - 22)
        painter.setPen(NO_PEN)
        painter.setBrush(self.ink.brush("failed" if has_failed else states[0]))
        painter.drawRoundedRect(strip, 3, 3)
        if has_failed:
            self._paint_crosses(painter, [strip])

    def _paint_group_blocks(self, painter: QPainter, opened: list[GroupItem]) -> None:
        """Paint innermost frames from very far, as blocks over their wires with a state strip at the left."""
        for group in opened:
            if group.id in self.geometry.outer_groups:
                continue
            box = group.box
            role = differences.role_of(group)
            painter.setPen(self.ink.pen(role or "group_folded_border", 0.0, "cosmetic"))
            painter.setBrush(self.ink.brush(role or "group_folded"))
            painter.drawRect(QRectF(box.x, box.y, box.width, box.height))
            states = [state for state, _ in group.state_counts if state != "not_run"]
            if states:
                strip = QRectF(box.x, box.y, box.width * 0.08, box.height)
                painter.fillRect(strip, self.ink.color(states[0]))

    def _paint_nodes(self, painter: QPainter, chosen: Ints, level: Level, scale: float) -> None:
        if level is Level.GROUP:
            chosen = np.array(
                [i for i in chosen.tolist() if not self._is_grouped(self.geometry.nodes[i])], dtype=np.int64
            )
        if level in (Level.BLOCK, Level.GROUP):
            self._paint_blocks(painter, chosen, scale)
            return
        for number in chosen.tolist():
            self.paint_node(painter, self.geometry.nodes[number], level, scale)

    def _is_grouped(self, node: NodeItem) -> bool:
        return self.geometry.spec.group_of(node.id) in self.geometry.spec.groups

    def paint_node(self, painter: QPainter, node: NodeItem, level: Level, scale: float) -> None:
        """Paint one node at its position, as a card or a name."""
        box = node.box
        painter.translate(box.x, box.y)
        if level is Level.CARD:
            paint_parts(painter, self._shown(card(node, self.geometry.spec.direction)), self.ink)
        else:
            nodes.paint_name(painter, node, self.ink, box.width, box.height, scale)
        painter.translate(-box.x, -box.y)

    def _paint_blocks(self, painter: QPainter, chosen: Ints, scale: float) -> None:
        """Paint rectangles by colour; the state as a strip at the left where there is room for one."""
        if not len(chosen):
            return
        rects, styles = self._node_rects(), self._node_styles()
        is_all = len(chosen) == len(self.geometry.nodes)
        was_smooth = bool(painter.renderHints() & QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        has_border = scale * NODE_HEIGHT >= 7
        line = pixel_ratio(painter, scale) if len(chosen) <= MOST_LINED else 1.0
        painter.setPen(NO_PEN)
        differing: list[tuple[str, list[QRectF]]] = []
        for style, numbers in styles.items():
            picked = numbers if is_all else np.intersect1d(numbers, chosen, assume_unique=True)
            if len(picked):
                shown = [rects[i] for i in picked.tolist()]
                if style in differences.ROLES:
                    differing.append((style, shown))
                    continue
                painter.setPen(NO_PEN)
                painter.setBrush(self.ink.brush(f"{style}_fill") if has_border else self.ink.block(style))
                if has_border:
                    # Whole pixels: half ones would make some sides thicker than others.
                    width = float(round(line)) if line > 1.0 else 0.0
                    painter.setPen(self.ink.pen(f"{style}_border", width, "cosmetic"))
                painter.drawRects(shown)
        for role, found in differing:  # over their neighbours, since they may be drawn larger than they are
            differences.paint_blocks(painter, found, role, self.ink, scale)
        self._paint_strips(painter, chosen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, was_smooth)

    def _paint_strips(self, painter: QPainter, chosen: Ints) -> None:
        strips: dict[str, list[QRectF]] = {}
        for number in chosen.tolist():
            node = self.geometry.nodes[number]
            if node.state != "not_run":
                box = node.box
                strips.setdefault(node.state, []).append(QRectF(box.x, box.y, min(24.0, box.width / 3), box.height))
        painter.setPen(NO_PEN)
        for state, found in strips.items():
            painter.setBrush(self.ink.brush(state))
            painter.drawRects(found)
        self._paint_crosses(painter, strips.get("failed", []))
        self._paint_bars(painter, strips.get("warning", []))

    def _paint_crosses(self, painter: QPainter, strips: list[QRectF]) -> None:
        """Paint a cross on what failed, which is not shown by its colour alone."""
        lines: list[QLineF] = []
        for strip in strips:
            size = min(strip.width(), strip.height()) * 0.3
            x, y = strip.center().x(), strip.center().y()
            lines.append(QLineF(x - size, y - size, x + size, y + size))
            lines.append(QLineF(x - size, y + size, x + size, y - size))
        self._paint_signs(painter, lines)

    def _paint_bars(self, painter: QPainter, strips: list[QRectF]) -> None:
        """Paint a bar on what a check warned of, for the same reason."""
        self._paint_signs(
            painter, [QLineF(s.left() + 4, s.center().y(), s.right() - 4, s.center().y()) for s in strips]
        )

    def _paint_signs(self, painter: QPainter, lines: list[QLineF]) -> None:
        if lines:
            painter.setPen(self.ink.pen("panel", 4.0, "flat"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawLines(lines)

    def inherit(self, older: ScenePainter, *, is_restyled: bool) -> None:
        """Take over what an older painter prepared for the same boxes and wires."""
        self._rects = older._rects
        self._styles = {} if is_restyled else older._styles
        self.wires.inherit(older.wires)

    def _node_rects(self) -> list[QRectF]:
        if len(self._rects) != len(self.geometry.nodes):
            boxes = (node.box for node in self.geometry.nodes)
            self._rects = [QRectF(b.x, b.y, b.width, b.height) for b in boxes]
        return self._rects

    def _node_styles(self) -> dict[str, Ints]:
        if not self._styles:
            found: dict[str, list[int]] = {}
            for number, node in enumerate(self.geometry.nodes):
                found.setdefault(differences.role_of(node) or style_of(node), []).append(number)
            self._styles = {style: np.array(numbers, dtype=np.int64) for style, numbers in found.items()}
        return self._styles

    def _paint_plates(
        self, painter: QPainter, level: Level, scale: float, around: Bounds, *, is_lit: bool = False
    ) -> None:
        """Paint names of groups in screen units; `around` is all that is in view, for names must not cover each other.

        With `is_lit` those of dimmed groups are left out.
        """
        reach = label_plates.REACH / scale
        numbers = self.geometry.groups_in(around, reach)[:MOST_PLATES].tolist()
        near = [self.geometry.groups[i] for i in numbers]
        shown = [group for group in near if not (is_lit and group.is_dimmed)]
        is_block = level is Level.GROUP
        outer = self.geometry.outer_groups if is_block else frozenset()
        self._plates.paint(painter, shown, scale, is_block=is_block, outer=outer)

    # ---- top

    @property
    def has_dimmed(self) -> bool:
        """Whether anything is dimmed, so that a veil goes over the base."""
        if self._has_dimmed is None:
            spec = self.geometry.spec
            self._has_dimmed = any(n.is_dimmed for n in spec.nodes.values()) or any(
                g.is_dimmed for g in spec.groups.values()
            )
        return self._has_dimmed

    @property
    def has_top(self) -> bool:
        """Whether `paint_top` would paint anything."""
        if self._has_top is None:
            spec = self.geometry.spec
            self._has_top = (
                self.has_dimmed
                or any(n.is_on_path or n.is_selected or n.is_match for n in spec.nodes.values())
                or any(g.is_selected or g.is_on_path or g.matches for g in spec.groups.values())
                or any(w.is_on_path for w in spec.wires.values())
            )
        return self._has_top

    def paint_top(self, painter: QPainter, view: Bounds, scale: float) -> None:
        """Paint the veil over what is dimmed, then what is lit again, then the marks of selection and search."""
        level = level_of(scale)
        has_veil = self.has_dimmed
        if has_veil:
            left, top, right, bottom = view
            painter.fillRect(
                QRectF(left, top, right - left, bottom - top), self.ink.veil(self.geometry.spec.dims_little)
            )
            self._paint_lit_groups(painter, view, level, scale)
        self._paint_lit_wires(painter, view, scale, has_veil)
        if level is Level.GROUP:  # lit wires run between the blocks, as the others do
            near = (self.geometry.groups[i] for i in self.geometry.groups_in(view).tolist())
            self._paint_group_blocks(painter, [g for g in near if not (g.is_folded or g.is_dimmed)])
        self._paint_lit_nodes(painter, view, level, scale, has_veil)
        if (has_veil and level is not Level.CARD) or level is Level.GROUP:
            # The names of lit frames again: the veil lies over the others'.
            self._paint_plates(painter, level, scale, view, is_lit=True)
        for number in self.geometry.groups_in(view).tolist():
            group = self.geometry.groups[number]
            if group.is_selected or group.is_on_path or group.matches:
                painter.translate(group.box.x, group.box.y)
                paint_parts(painter, group_marks(group, scale), self.ink)
                painter.translate(-group.box.x, -group.box.y)
                self._paint_match_badge(painter, group, scale)

    def _paint_match_badge(self, painter: QPainter, group: GroupItem, scale: float) -> None:
        """Paint how many matches a group hides, so large that the number can be read from afar, too."""
        larger = min(MOST_LARGER, max(1.0, BADGE_SCALE / scale))
        painter.save()
        painter.translate(group.box.x + group.box.width, group.box.y)
        painter.scale(larger, larger)
        paint_parts(painter, match_badge(group, 0.0), self.ink)
        painter.restore()

    def _paint_lit_groups(self, painter: QPainter, view: Bounds, level: Level, scale: float) -> None:
        lit = [g for g in (self.geometry.groups[i] for i in self.geometry.groups_in(view).tolist()) if not g.is_dimmed]
        for group in lit:
            painter.translate(group.box.x, group.box.y)
            if level is Level.CARD:
                paint_parts(painter, self._shown(group_card(group, is_filled=False)), self.ink)
            else:
                self._paint_far_group(painter, group, scale, is_filled=False)
            painter.translate(-group.box.x, -group.box.y)

    def _paint_lit_wires(self, painter: QPainter, view: Bounds, scale: float, has_veil: bool) -> None:
        items = self.geometry.wires.items
        lit = numbers_where(wire.is_on_path for wire in items)
        near = self.geometry.wires_in(view)
        if has_veil:
            bright = numbers_where(not (wire.is_dimmed or wire.is_on_path) for wire in items)
            self.wires.paint(painter, np.intersect1d(bright, near, assume_unique=True), scale)
        if len(lit):
            below = numbers_where(wire.is_on_path and wire.is_below for wire in items)
            above = np.setdiff1d(lit, below, assume_unique=True)
            self.wires.paint_lit(painter, np.intersect1d(below, near, assume_unique=True), scale, "downstream")
            self.wires.paint_lit(painter, np.intersect1d(above, near, assume_unique=True), scale)

    def _paint_lit_nodes(self, painter: QPainter, view: Bounds, level: Level, scale: float, has_veil: bool) -> None:
        shown = self.geometry.nodes_in(view)
        items = self.geometry.nodes
        marked = [i for i in shown.tolist() if items[i].is_on_path or items[i].is_selected or items[i].is_match]
        bright = [i for i in shown.tolist() if not items[i].is_dimmed] if has_veil else marked
        if level in (Level.CARD, Level.NAME):
            for number in bright:
                self.paint_node(painter, items[number], level, scale)
            for number in marked:
                self._paint_marks(painter, items[number], scale)
            return
        self._paint_blocks(painter, np.array(bright, dtype=np.int64), scale)
        self._paint_block_marks(painter, marked, pixel_ratio(painter, scale))

    def _paint_marks(self, painter: QPainter, node: NodeItem, scale: float) -> None:
        painter.translate(node.box.x, node.box.y)
        paint_parts(painter, marks(node, scale), self.ink)
        painter.translate(-node.box.x, -node.box.y)

    def _paint_block_marks(self, painter: QPainter, marked: list[int], line: float) -> None:
        rects, items = self._node_rects(), self.geometry.nodes
        found = (
            ("match", 2.0, [i for i in marked if items[i].is_match]),
            ("downstream", 1.0, [i for i in marked if items[i].is_below and not items[i].is_selected]),
            ("accent", 1.0, [i for i in marked if _is_above(items[i])]),
            ("accent", 3.0, [i for i in marked if items[i].is_selected]),
        )
        painter.setBrush(NO_BRUSH)
        for role, width, numbers in found:
            if numbers:
                pen: QPen = self.ink.pen(role, width * line, "cosmetic")
                painter.setPen(pen)
                painter.drawRects([rects[i] for i in numbers])


def _is_above(node: NodeItem) -> bool:
    return node.is_on_path and not node.is_below and not node.is_selected
