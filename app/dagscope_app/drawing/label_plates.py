"""Paints the names of groups over a picture seen from afar, in screen units.
It must not decide which groups are in view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from dagscope_app.drawing.anatomy.groups import CHIP_GAP, CHIP_TEXT, chip, counts_of, nodes_text, right_chips, tint_of
from dagscope_app.drawing.anatomy.parts import Sign
from dagscope_app.drawing.brushes import NO_PEN, Inks
from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.drawing.metrics import GROUP_HEADER, elided, elided_name, text_width
from dagscope_app.drawing.nodes import halves
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.drawing.text import plain
from dagscope_app.drawing.theme import make_font
from dagscope_app.model.records.scene import GroupItem

REACH = 320.0
PLATE_HEIGHT = 18.0
TAG_HEIGHT = 15.0
SMALL_LINE, TINY_LINE = 13.0, 11.5
STRIP_LEFT, STRIP, FAILED_STRIP = 6.0, 6.0, 18.0
HEADER_FROM = 16.0
LARGE_FROM = 30.0  # a box so high has its name as large as a header has
SMALL_HEADER_FROM = 13.0
PAD = 5.0
LEEWAY = 3.0  # so much of the empty ends of two names may lie over each other
OVERHANG = 28.0
SQUARE = 96.0
MOST_KEPT = 4
LEAST_ROOM = 26.0
LEAST_CUT = 40.0
ARROW, SIGN = 14.0, 12.0
LEAST_BOX = (24.0, 10.0)
LEAST_FRAME = (30.0, 22.0)


@dataclass(frozen=True, slots=True)
class Plate:
    """The name of a group and where it goes, in screen units; a tag has a border and sits on the frame's upper line."""

    group: GroupItem
    box: QRectF
    area: QRectF
    label: str
    is_block: bool
    is_tag: bool


@dataclass(slots=True)
class Plates:
    """The names of one picture's groups at one scale; kept, for a picture is painted in bands."""

    ink: Inks
    _kept: dict[tuple[object, ...], list[Plate]] = field(default_factory=dict)

    def paint(
        self,
        painter: QPainter,
        shown: Sequence[GroupItem],
        scale: float,
        *,
        is_block: bool,
        outer: frozenset[str] = frozenset(),
    ) -> None:
        """Paint names of groups, the first given first, none over another; the painter maps scene units to the device.

        With `is_block` frames are blocks, and their names are in the middle as those of folded groups are; but not the
        `outer` ones, which hold blocks.
        """
        key = (scale, is_block, outer, len(shown), *(group.id for group in shown))
        placed = self._kept.get(key)
        if placed is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            placed = self._kept[key] = place_names(shown, scale, is_block=is_block, outer=outer)
        transform = painter.transform()
        ratio = round(transform.m11() / scale, 6)  # exactly 1 where it is: edges are to lie on pixels
        painter.save()
        painter.resetTransform()
        painter.scale(ratio, ratio)
        painter.translate(transform.dx() / ratio, transform.dy() / ratio)
        for plate in placed:
            _paint(painter, plate, self.ink)
        painter.restore()


def place_names(
    shown: Sequence[GroupItem], scale: float, *, is_block: bool, outer: frozenset[str] = frozenset()
) -> list[Plate]:
    """Return as much of each name as its box has room for; then the whole name where its neighbours leave room.

    Boxes and positions are in screen units, seen from the scene's origin.
    """
    taken = _Taken()
    cut: list[tuple[GroupItem, QRectF, bool]] = []
    for group in shown:
        own = group.box
        box = QRectF(own.x * scale, own.y * scale, own.width * scale, own.height * scale)
        is_middle = group.is_folded or (is_block and group.id not in outer)
        if group.is_folded:
            box = box.adjusted(strip_room(group) * scale, 0, 0, 0)
        least_width, least_height = LEAST_BOX if is_middle else LEAST_FRAME
        if box.width() < least_width or box.height() < least_height:
            continue
        plate = _inside(group, box, scale, is_block=is_middle)
        if plate is not None:
            taken.add(plate)
        if plate is None or plate.label.replace("\n", "") != plain(group.label, 400):
            cut.append((group, box, is_middle))
    for group, box, is_middle in cut:
        if not is_middle and GROUP_HEADER * scale >= SMALL_HEADER_FROM:
            continue  # a name in a header stays in it
        plate = _beyond(group, box, scale, is_block=is_middle)
        if plate is not None:
            taken.add(plate)
    return list(taken.plates.values())


def _inside(group: GroupItem, box: QRectF, scale: float, *, is_block: bool) -> Plate | None:
    """Return the name as its own box has room for it: as others are, small in one line or two, or cut."""
    name, font = plain(group.label, 400), _font_of(scale, box.height(), is_block=is_block)
    room = max(0.0, box.width() - 2 * PAD - arrow_room(scale, is_block=is_block))
    if is_block and text_width(name, font) > room:
        lines = _small_lines(name, room, box.height())
        if not lines and room >= LEAST_CUT:
            lines = (elided_name(group.label, _small_font(box.height()), room),)
        if lines or group.is_folded:
            return _small_block(group, box, lines) if lines else None
    label = elided_name(group.label, font, room)
    if label == group.label or box.width() - 2 * PAD >= LEAST_ROOM:
        return _plate(group, box, label, scale, is_block=is_block)
    return None


def _beyond(group: GroupItem, box: QRectF, scale: float, *, is_block: bool) -> Plate | None:
    """Return the whole name, a little beyond its box; to reach beyond and still be cut is worse than to be cut."""
    name = plain(group.label, 400)
    if is_block:
        lines = _small_lines(name, box.width() + OVERHANG, box.height())
        if lines or group.is_folded:
            return _small_block(group, box, lines) if lines else None
    room = box.width() + OVERHANG - 2 * PAD
    is_whole = elided_name(group.label, _font_of(scale, box.height(), is_block=is_block), room) == name
    return _plate(group, box, name, scale, is_block=is_block) if is_whole else None


def arrow_room(scale: float, *, is_block: bool) -> float:
    """Return what the fold arrow takes before the name in a header that can be read."""
    return ARROW if not is_block and GROUP_HEADER * scale >= SMALL_HEADER_FROM else 0.0


def strip_room(group: GroupItem) -> float:
    """Return how wide the strip of a folded group's state is at its left, in scene units."""
    if all(state == "not_run" for state, _ in group.state_counts):
        return 0.0
    return STRIP_LEFT + (FAILED_STRIP if _has_failed(group) else STRIP)


def _has_failed(group: GroupItem) -> bool:
    return any(state == "failed" for state, _ in group.state_counts)


def _small_font(height: float) -> str:
    """Return the font role of a name that is small: in a low box no larger than the names of nodes beside it."""
    return "small_strong" if height >= LARGE_FROM else "tiny_strong"


def _small_lines(label: str, room: float, height: float) -> tuple[str, ...]:
    """Return the whole name small, in one line or two; nothing where that has no room."""
    for lines in ((label,), halves(label)):
        widest = max(text_width(line.rstrip(), _small_font(height)) for line in lines)
        if all(lines) and widest <= room and len(lines) * _line_height(height) + 1 <= height:
            return lines
    return ()


def _line_height(height: float) -> float:
    """Return how far apart the lines of a small name in a box of this height are."""
    return SMALL_LINE if height >= LARGE_FROM else TINY_LINE


def _small_block(group: GroupItem, box: QRectF, lines: tuple[str, ...]) -> Plate:
    width = max(text_width(line.rstrip(), _small_font(box.height())) for line in lines) + 2 * PAD
    height = len(lines) * _line_height(box.height())
    area = QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)
    return Plate(group, box, area, "\n".join(lines), True, False)


@dataclass(slots=True)
class _Taken:
    """The areas given away, looked up by squares: a picture may hold hundreds of names."""

    plates: dict[str, Plate] = field(default_factory=dict)
    _squares: dict[tuple[int, int], set[str]] = field(default_factory=dict)

    def add(self, plate: Plate) -> None:
        """Take the place, in exchange for the group's own where it has one, unless another's is in the way."""
        inside = plate.area.adjusted(LEEWAY, 0, -LEEWAY, 0)
        own = plate.group.id
        squares = [
            (x, y)
            for x in range(int(inside.left() // SQUARE), int(inside.right() // SQUARE) + 1)
            for y in range(int(inside.top() // SQUARE), int(inside.bottom() // SQUARE) + 1)
        ]
        near = {name for square in squares for name in self._squares.get(square, ()) if name != own}
        for name in near:
            if inside.intersects(self.plates[name].area.adjusted(LEEWAY, 0, -LEEWAY, 0)):
                return
        if plate.label:
            self.plates[own] = plate
            for square in squares:
                self._squares.setdefault(square, set()).add(own)


def _font_of(scale: float, height: float, *, is_block: bool) -> str:
    """Return the font role of a name: small in a low box, and on a tag, which lies over what is near."""
    if is_block:
        return "group_name" if height >= LARGE_FROM else "tiny_strong"
    return "group_name" if GROUP_HEADER * scale >= HEADER_FROM else "small_strong"


def _plate(group: GroupItem, box: QRectF, label: str, scale: float, *, is_block: bool) -> Plate:
    width = text_width(label, _font_of(scale, box.height(), is_block=is_block)) + 2 * PAD
    if is_block:
        rows = 2 if box.height() > 38 and box.width() > 76 else 1
        height = PLATE_HEIGHT * rows if box.height() >= LARGE_FROM else TAG_HEIGHT
        area = QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)
        return Plate(group, box, area, label, True, False)
    header = GROUP_HEADER * scale
    if header >= SMALL_HEADER_FROM:
        height = PLATE_HEIGHT - 1 if header >= HEADER_FROM else TAG_HEIGHT - 1
        area = QRectF(box.left() + 4, box.top() + 0.5 + (header - height) / 2, width + ARROW, height)
        return Plate(group, box, area, label, False, False)
    left = box.left() + min(6.0, max(0.0, (box.width() - width) / 2))
    # It ends with the header, so that it covers what is in the frame no more than what is above.
    top = box.top() + max(-TAG_HEIGHT / 2, min(-2.0, header - TAG_HEIGHT))
    return Plate(group, box, QRectF(left, top, width, TAG_HEIGHT), label, False, True)


def _paint(painter: QPainter, plate: Plate, ink: Inks) -> None:
    """Paint a name: a block has the counts below its name, a frame has them in its header."""
    group, area = plate.group, plate.area
    if plate.is_tag:
        painter.setPen(ink.pen("group_border", 1.0))
        painter.setBrush(ink.brush(tint_of(group)))
        painter.drawRoundedRect(_on_pixels(area), 4, 4)
    else:  # the colour of what is below, so that wires and nodes do not run through the letters
        painter.setPen(NO_PEN)
        painter.setBrush(ink.brush(_fill_of(group) if plate.is_block else tint_of(group)))
        painter.drawRoundedRect(area.adjusted(2, 1, -2, 0), 4, 4)
    if plate.is_block and group.is_folded:
        area = _paint_closed_arrow(painter, plate, ink)
    painter.setPen(ink.pen("text"))
    lines = plate.label.split("\n")
    line_height = _line_height(plate.box.height())
    if plate.is_block and area.height() == len(lines) * line_height:
        font = _small_font(plate.box.height())
        painter.setFont(make_font(font))
        for number, line in enumerate(lines):
            x = area.center().x() - text_width(line.rstrip(), font) / 2
            painter.drawText(QPointF(x, area.top() + line_height - 2.5 + number * line_height), line)
        return
    is_small = area.height() < PLATE_HEIGHT - 1
    small = "tiny_strong" if plate.is_block else "small_strong"
    painter.setFont(make_font(small if is_small else "group_name"))
    is_header = not plate.is_block and not plate.is_tag
    left = area.left() + PAD + (ARROW if is_header else 0.0)
    painter.drawText(QPointF(left, area.top() + (11.5 if is_small else 13)), plate.label)
    if is_header:
        arrow = Sign("fold", "open", area.left() + 2, area.center().y() - SIGN / 2, "quiet")
        paint_parts(painter, (arrow,), ink)
        chips, _ = right_chips(group, plate.box.right() - 8, area.right() + 8, area.center().y() + 0.5)
        paint_parts(painter, chips, ink)
    if area.height() > 2 * PLATE_HEIGHT - 1:
        _paint_block_counts(
            painter, group, ink, QPointF(plate.box.center().x(), area.top() + 26), plate.box.width() - 16
        )


def _paint_closed_arrow(painter: QPainter, plate: Plate, ink: Inks) -> QRectF:
    """Paint the fold arrow where there is room; returns the name's position, moved to the right where it must."""
    box, area = plate.box, plate.area
    shift = max(0.0, SIGN + 4 - PAD - (area.left() - box.left()))
    if shift > box.right() - area.right() + PAD - 2:
        return area
    paint_parts(painter, (Sign("fold", "closed", box.left() + 3, box.center().y() - SIGN / 2, "quiet"),), ink)
    return area.translated(shift, 0.0)


def _fill_of(group: GroupItem) -> str:
    """Return the role of the box below a name."""
    return f"{DIFF_ROLES[group.diff]}_fill" if group.diff in DIFF_ROLES else "group_folded"


def _on_pixels(area: QRectF) -> QRectF:
    """Return edges in the middle of pixels, so that a line of one pixel is crisp."""
    left, top = round(area.left()) + 0.5, round(area.top()) + 0.5
    return QRectF(left, top, round(area.width()), round(area.height()))


def _paint_block_counts(painter: QPainter, group: GroupItem, ink: Inks, middle: QPointF, room: float) -> None:
    chips = [(state, f"{count:,}") for state, count in counts_of(group)]
    widths = [CHIP_TEXT + text_width(text, "node_time") for _, text in chips]
    while chips and sum(widths) + CHIP_GAP * (len(chips) - 1) > room:
        chips.pop()
        widths.pop()
    if not chips:
        text = elided(nodes_text(group.count), "node_time", room)
        painter.setPen(ink.pen("quiet"))
        painter.setFont(make_font("node_time"))
        painter.drawText(QPointF(middle.x() - text_width(text, "node_time") / 2, middle.y() + 4), text)
        return
    left = middle.x() - (sum(widths) + CHIP_GAP * (len(chips) - 1)) / 2
    for (state, text), width in zip(chips, widths):
        paint_parts(painter, chip(state, text, left, middle.y()), ink)
        left += width + CHIP_GAP
