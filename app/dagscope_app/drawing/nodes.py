"""Paints nodes: the whole card, the name alone, or a block. It must not decide which of them, nor where."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPainterPath

from dagscope_app.drawing import glyphs, shapes
from dagscope_app.drawing.brushes import NO_BRUSH, NO_PEN, Inks
from dagscope_app.drawing.metrics import (
    EDGE_PAD,
    NAME_BASELINE,
    NODE_RADIUS,
    STATE_ROOM,
    TEXT_LEFT,
    TYPE_BASELINE,
    elided,
    text_width,
)
from dagscope_app.drawing.text import plain
from dagscope_app.drawing.theme import make_font
from dagscope_app.model.scene import NodeItem

KIND_ROLES = ("function", "input", "config", "loader", "saver", "expand", "collect", "unavailable")
MOST_PORTS = 4
NAME_PIXELS = 13
HATCH_WIDTH = 1.4
MARKED_FROM = 0.5
LINE = 1.2
# What went well is a quiet strip from afar; these are told by their signs, for colour alone says too little.
SIGNED_FROM_AFAR = ("failed", "skipped", "stale", "running")


def style_of(node: NodeItem) -> str:
    """The colour family of a node: its kind, or `final`."""
    if node.is_final:
        return "final"
    return node.kind if node.kind in KIND_ROLES else "function"


def paint_card(
    painter: QPainter, node: NodeItem, ink: Inks, width: float, height: float, direction: str = "LR"
) -> None:
    """The full node at the painter's origin, without selection marks."""
    style = style_of(node)
    shape = shapes.shape_of(node.kind)
    body = shapes.outline(shape, width, height)
    if node.definition_count > 1 or node.is_definition_overridden:
        _paint_stack(painter, body, style, ink)
    painter.setPen(NO_PEN)
    painter.setBrush(ink.brush(f"{style}_fill"))
    painter.drawPath(body)
    if node.is_value_overridden:
        painter.setPen(ink.pen("hatch", HATCH_WIDTH))
        painter.drawPath(shapes.hatch_lines(width, height))
        painter.setPen(NO_PEN)
    if node.heat is not None:
        _paint_heat(painter, node.heat, ink, shape, width, height)
    _paint_border(painter, node, style, ink, width, height)
    if shape != "rounded":
        painter.setPen(ink.pen(f"{style}_border", 1.0))
        painter.drawPath(shapes.inner_lines(shape, width, height))
    _paint_texts(painter, node, ink, width, style)
    paint_state(painter, node.state, ink, QPointF(width - EDGE_PAD - 14 - shapes_inset(shape), 8))
    if node.ports:
        _paint_ports(painter, len(node.ports), ink, height, direction, width)
    if node.definition_count > 1:
        _paint_count(painter, node.definition_count, ink, width)
    if node.diff:
        paint_diff(painter, node.diff, ink)
    if node.is_pinned:
        paint_tack(painter, ink)


def paint_tack(painter: QPainter, ink: Inks) -> None:
    """The head of a tack in the upper left corner: put there by hand."""
    painter.setPen(ink.pen("canvas", 1.5))
    painter.setBrush(ink.brush("quiet"))
    painter.drawEllipse(QPointF(7, 0), 3.6, 3.6)
    painter.setPen(NO_PEN)
    painter.setBrush(ink.brush("canvas"))
    painter.drawEllipse(QPointF(7, 0), 1.1, 1.1)


def shapes_inset(shape: str) -> float:
    """How far a shape's own lines push the state glyph from the right edge."""
    return {"folded": 4.0, "right_cap": 6.0, "double": 2.0}.get(shape, 0.0)


def heat_place(shape: str, width: float) -> tuple[float, float]:
    """Where the heat bar begins, and its room: clear of a shape's caps."""
    left = EDGE_PAD + (8 if shape == "left_cap" else 0)
    return left, width - left - EDGE_PAD - (8 if shape == "right_cap" else 0)


def _paint_border(
    painter: QPainter,
    node: NodeItem,
    style: str,
    ink: Inks,
    width: float,
    height: float,
    scale: float = 1.0,
) -> None:
    """The outline: solid, dashed for an input, dotted for what is unavailable; from afar it stays about a pixel wide."""
    shape = shapes.shape_of(node.kind)
    unit = max(1.0, round(0.75 / scale, 1))
    thick = (ink.theme.border_width + (0.35 if style == "final" else 0.0)) * unit
    role = f"{style}_border"
    if node.diff in glyphs.DIFF_ROLES:
        role, thick = glyphs.DIFF_ROLES[node.diff], 2.25 * unit
    painter.setBrush(NO_BRUSH)
    if node.kind == "input":
        painter.setPen(ink.pen(role, thick, "flat"))
        painter.drawPath(shapes.broken_outline(shape, width, height, 4.0 * unit, 3.0 * unit))
    elif node.kind == "unavailable":
        painter.setPen(ink.pen(role, thick))
        painter.drawPath(shapes.broken_outline(shape, width, height, 0.1, 3.2 * unit))
    else:
        painter.setPen(ink.pen(role, thick))
        painter.drawPath(shapes.outline(shape, width, height))


def _paint_stack(painter: QPainter, body: QPainterPath, style: str, ink: Inks) -> None:
    painter.translate(4, -4)
    painter.setPen(ink.pen(f"{style}_border", 1.0))
    painter.setBrush(ink.brush("canvas"))
    painter.drawPath(body)
    painter.translate(-4, 4)


def _paint_heat(painter: QPainter, heat: float, ink: Inks, shape: str, width: float, height: float) -> None:
    room = width - 2 * EDGE_PAD
    painter.setBrush(ink.brush("heat_track"))
    painter.drawRoundedRect(QRectF(EDGE_PAD, height - 6, room, 3), 1.5, 1.5)
    painter.setBrush(ink.brush("heat"))
    painter.drawRoundedRect(QRectF(EDGE_PAD, height - 6, max(3.0, room * min(1.0, max(0.0, heat))), 3), 1.5, 1.5)


def _paint_texts(painter: QPainter, node: NodeItem, ink: Inks, width: float, style: str) -> None:
    left = TEXT_LEFT + (6 if node.kind == "loader" else 0)
    inset = shapes_inset(shapes.shape_of(node.kind))
    paint_kind(painter, node.kind, ink, QPointF(left - 18, 9), f"{style}_border")
    painter.setPen(ink.pen("quiet" if node.kind == "unavailable" else "text"))
    painter.setFont(make_font("node_name"))
    painter.drawText(
        QPointF(left, NAME_BASELINE),
        elided(node.label, "node_name", width - left - EDGE_PAD - STATE_ROOM - inset),
    )
    room = width - left - EDGE_PAD
    painter.setPen(ink.pen("quiet"))
    if node.time_text:
        time_text = plain(node.time_text, 24)
        taken = text_width(time_text, "node_time")
        painter.setFont(make_font("node_time"))
        painter.drawText(QPointF(width - EDGE_PAD - taken - inset / 2, TYPE_BASELINE), time_text)
        room -= taken + 8 + inset / 2
    if node.type_text:
        painter.setFont(make_font("node_type"))
        painter.drawText(QPointF(left, TYPE_BASELINE), elided(node.type_text, "node_type", room))


def paint_kind(painter: QPainter, kind: str, ink: Inks, at: QPointF, role: str) -> None:
    """A kind's sign, 12 units wide, its top-left corner at `at`."""
    glyph = glyphs.KINDS.get(kind, glyphs.KINDS["function"])
    _paint_glyph(painter, glyph, ink, at, role, 1.35)


def paint_state(painter: QPainter, state: str, ink: Inks, at: QPointF) -> None:
    """A state's ring and sign, 14 units wide, its top-left corner at `at`."""
    glyph = glyphs.STATES.get(state, glyphs.STATES["not_run"])
    if state == "failed":
        painter.translate(at)
        painter.setPen(NO_PEN)
        painter.setBrush(ink.brush("failed"))
        painter.drawEllipse(QPointF(7, 7), 6.5, 6.5)
        painter.setPen(ink.pen("panel", 1.8))
        painter.drawPath(glyphs.stroke_path(glyphs.Glyph(strokes=glyph.strokes)))
        painter.translate(-at)
        return
    _paint_glyph(painter, glyph, ink, at, state if state in glyphs.STATES else "not_run", 1.5)


def paint_diff(painter: QPainter, diff: str, ink: Inks) -> None:
    """The sign of a difference on the upper left corner."""
    glyph = glyphs.DIFFS.get(diff)
    if glyph is None:
        return
    painter.setPen(NO_PEN)
    painter.setBrush(ink.brush("canvas"))
    painter.drawRoundedRect(QRectF(-9, -9, 18, 18), 4, 4)
    _paint_glyph(painter, glyph, ink, QPointF(-7, -7), glyphs.DIFF_ROLES[diff], 1.5)


def _paint_glyph(painter: QPainter, glyph: glyphs.Glyph, ink: Inks, at: QPointF, role: str, width: float) -> None:
    painter.translate(at)
    painter.setBrush(NO_BRUSH)
    painter.setPen(ink.pen(role, width))
    painter.drawPath(glyphs.stroke_path(glyph))
    if glyph.polygons or glyph.dots:
        painter.setPen(NO_PEN)
        painter.setBrush(ink.brush(role))
        painter.drawPath(glyphs.fill_path(glyph))
    painter.translate(-at)


def _paint_ports(painter: QPainter, count: int, ink: Inks, height: float, direction: str, width: float) -> None:
    """One small square a port on the side where wires arrive; more than four are shown as four."""
    shown = min(count, MOST_PORTS)
    painter.setPen(ink.pen("port_border", 1.25))
    painter.setBrush(ink.brush("port_fill"))
    for at in range(shown):
        along = (at + 1) / (shown + 1)
        center = QPointF(0, height * along) if direction == "LR" else QPointF(width * along, 0)
        painter.drawRoundedRect(QRectF(center.x() - 3, center.y() - 3, 6, 6), 1.5, 1.5)


def _paint_count(painter: QPainter, count: int, ink: Inks, width: float) -> None:
    text = str(count) if count < 100 else "99+"
    taken = max(16.0, text_width(text, "small_strong") + 9)
    box = QRectF(width - taken + 6, -11, taken, 15)
    painter.setPen(ink.pen("canvas", 1.5))
    painter.setBrush(ink.brush("badge_fill"))
    painter.drawRoundedRect(box, 7.5, 7.5)
    painter.setPen(ink.pen("badge_text"))
    painter.setFont(make_font("small_strong"))
    painter.drawText(QPointF(box.center().x() - text_width(text, "small_strong") / 2, box.top() + 11.5), text)


def paint_name(painter: QPainter, node: NodeItem, ink: Inks, width: float, height: float, scale: float) -> None:
    """A node from a distance: fill, border, state as a strip or sign, and its name as large as fits, up to 10 pixels."""
    style = style_of(node)
    body = shapes.outline(shapes.shape_of(node.kind), width, height)
    painter.setBrush(ink.brush(f"{style}_fill"))
    painter.setPen(NO_PEN)
    painter.drawPath(body)
    if node.is_value_overridden:
        painter.setPen(ink.pen("hatch", HATCH_WIDTH))
        painter.drawPath(shapes.hatch_lines(width, height))
    _paint_border(painter, node, style, ink, width, height, scale)
    left = 10.0
    if node.state in SIGNED_FROM_AFAR:
        left = _paint_far_sign(painter, node.state, ink, height, scale)
    elif node.state != "not_run":
        painter.setPen(NO_PEN)
        painter.setBrush(ink.brush(node.state))
        painter.drawRoundedRect(QRectF(6, 9, 6, height - 18), 3, 3)
        left = 18.0
    room = width - left - 8
    most = max(NAME_PIXELS, min(27, round(9.0 / scale)))
    least = max(NAME_PIXELS, min(22, round(7.5 / scale)))
    pixels, lines = name_lines(node.label, int(room), most, least, height)
    painter.setFont(_name_font(pixels))
    painter.setPen(ink.pen("text"))
    top = height / 2 - (len(lines) - 1) * pixels * LINE / 2 + 0.35 * pixels
    for number, line in enumerate(lines):
        painter.drawText(QPointF(left, top + number * pixels * LINE), line)
    if node.is_pinned:
        paint_tack(painter, ink)


def _paint_far_sign(painter: QPainter, state: str, ink: Inks, height: float, scale: float) -> float:
    """A state's sign at the left, about eleven pixels large; returns where the name may begin."""
    grown = min(2.4, max(1.0, 11.0 / 14.0 / scale))
    size = 14.0 * grown
    painter.save()
    painter.translate(5.0, (height - size) / 2)
    painter.scale(grown, grown)
    paint_state(painter, state, ink, QPointF(0, 0))
    painter.restore()
    return 5.0 + size + 5.0


@lru_cache(maxsize=65536)
def name_lines(label: str, room: int, most: int, least: int, height: float) -> tuple[int, tuple[str, ...]]:
    """The font's pixels and the line or two lines that show most of a name: one large, two, or one small."""
    shown = plain(label, 400)
    width = text_width(shown, "node_name") / NAME_PIXELS
    fitting = int(room / max(0.1, width))
    if fitting >= most:
        return most, (shown,)
    first, second = halves(shown)
    readable = 0.85 * least
    if second:
        widest = max(text_width(first, "node_name"), text_width(second, "node_name")) / NAME_PIXELS
        pixels = min(most, int((height - 6) / 2 / LINE), int(room / max(0.1, widest)))
        # Two lines where one would be cut or much smaller: a mix of both for nothing looks restless.
        if pixels >= (readable if fitting < readable else 1.25 * fitting):
            return pixels, (first, second)
    if fitting >= readable:
        return fitting, (shown,)
    return least, (elided(shown, "node_name", room * NAME_PIXELS / least),)


def halves(name: str) -> tuple[str, str]:
    """A name broken after the separator nearest its middle; the second part is empty where there is none."""
    places = [at + 1 for at, char in enumerate(name[:-1]) if char in "_.-: " and at > 0]
    if not places:
        return name, ""
    at = min(places, key=lambda place: abs(place - len(name) / 2))
    return name[:at], name[at:]


@lru_cache(maxsize=64)
def _name_font(pixels: int) -> QFont:
    font = QFont(make_font("node_name"))
    font.setPixelSize(pixels)
    return font


def paint_marks(painter: QPainter, node: NodeItem, ink: Inks, width: float, height: float, scale: float) -> None:
    """Path, match and selection rings; their width on the screen never falls below two pixels."""
    thick = max(2.0, 2.0 / scale)
    painter.setBrush(NO_BRUSH)
    if node.is_match:
        _ring(painter, ink, "match", width, height, thick, 3.0 + (thick if node.is_selected else 0))
    if node.is_on_path and not node.is_selected:
        shape = shapes.shape_of(node.kind)
        if node.kind == "input":
            painter.setPen(ink.pen("accent", thick, "flat"))
            painter.drawPath(shapes.broken_outline(shape, width, height, 6.0, 3.0))
        else:
            painter.setPen(ink.pen("accent", thick))
            painter.drawPath(shapes.outline(shape, width, height))
    if node.is_selected:
        _ring(painter, ink, "accent", width, height, thick, 1.5)
    if scale >= MARKED_FROM and (node.is_selected or node.is_match):
        if node.definition_count > 1:
            _paint_count(painter, node.definition_count, ink, width)
        paint_diff(painter, node.diff, ink)


def _ring(painter: QPainter, ink: Inks, role: str, width: float, height: float, thick: float, gap: float) -> None:
    out = gap + thick / 2
    painter.setPen(ink.pen(role, thick))
    radius = NODE_RADIUS + out
    painter.drawRoundedRect(QRectF(-out, -out, width + 2 * out, height + 2 * out), radius, radius)
