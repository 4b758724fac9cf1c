"""Paints nodes seen from a distance: their names as large as fits. It must not decide which nodes, nor where.

What a node consists of from near is in `anatomy.nodes`.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from dagscope_app.drawing.anatomy.common import pin_parts, state_sign
from dagscope_app.drawing.anatomy.nodes import body, border, stop_parts, strike
from dagscope_app.drawing.anatomy.parts import Sign
from dagscope_app.drawing.brushes import NO_PEN, Inks
from dagscope_app.drawing.glyphs import DIFF_ROLES
from dagscope_app.drawing.metrics import elided, text_width
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.drawing.text import plain
from dagscope_app.drawing.theme import make_font
from dagscope_app.model.records.scene import NodeItem

NAME_PIXELS = 13
LINE = 1.2
# What went well is a quiet strip from afar; these have their signs, for colour alone says too little.
SIGNED_FROM_AFAR = ("failed", "blocked", "warning", "stopped", "skipped", "stale", "running")


def paint_name(painter: QPainter, node: NodeItem, ink: Inks, width: float, height: float, scale: float) -> None:
    """Paint a node from a distance: fill, border, state, and its name as large as fits, up to 10 pixels."""
    paint_parts(painter, [*body(node), border(node, scale)], ink)
    left = 10.0
    if node.diff in DIFF_ROLES:
        left = _paint_far_sign(painter, Sign("diff", node.diff, 0.0, 0.0, DIFF_ROLES[node.diff]), ink, height, scale)
    elif node.state in SIGNED_FROM_AFAR:
        left = _paint_far_sign(painter, state_sign(node.state, 0.0, 0.0), ink, height, scale)
    elif node.state != "not_run":
        painter.setPen(NO_PEN)
        painter.setBrush(ink.brush(node.state))
        painter.drawRoundedRect(QRectF(6, 9, 6, height - 18), 3, 3)
        left = 18.0
    room = width - left - 8
    most = max(NAME_PIXELS, min(32, round(9.0 / scale)))
    least = max(NAME_PIXELS, min(28, round(7.5 / scale)))
    pixels, lines = name_lines(node.label, int(room), most, least, height)
    painter.setFont(_name_font(pixels))
    painter.setPen(ink.pen("text"))
    top = height / 2 - (len(lines) - 1) * pixels * LINE / 2 + 0.35 * pixels
    for number, line in enumerate(lines):
        painter.drawText(QPointF(left, top + number * pixels * LINE), line)
    if node.diff == "removed":
        paint_parts(painter, [strike(node)], ink)
    if node.is_pinned:
        paint_parts(painter, pin_parts(), ink)
    if node.stops:
        paint_parts(painter, stop_parts(node), ink)


def _paint_far_sign(painter: QPainter, sign: Sign, ink: Inks, height: float, scale: float) -> float:
    """Paint the sign of a state or difference at the left, about 11 pixels large; returns where the name begins."""
    grown = min(2.4, max(1.0, 11.0 / 14.0 / scale))
    size = 14.0 * grown
    painter.save()
    painter.translate(5.0, (height - size) / 2)
    painter.scale(grown, grown)
    paint_parts(painter, [sign], ink)
    painter.restore()
    return 5.0 + size + 5.0


@lru_cache(maxsize=65536)
def name_lines(label: str, room: int, most: int, least: int, height: float) -> tuple[int, tuple[str, ...]]:
    """Return the font's pixels and the line or two lines that show most of a name: one large, two, or one small."""
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
    """Return a name broken after the separator nearest its middle, of a section after the dots.

    The second part is empty where there is nowhere to break.
    """
    first, dots, last = name.partition(" … ")
    if dots:
        return f"{first} … ", last
    breaks = [at + 1 for at, char in enumerate(name[:-1]) if char in "_.-: " and at > 0]
    if not breaks:
        return name, ""
    at = min(breaks, key=lambda break_at: abs(break_at - len(name) / 2))
    return name[:at], name[at:]


@lru_cache(maxsize=64)
def _name_font(pixels: int) -> QFont:
    font = QFont(make_font("node_name"))
    font.setPixelSize(pixels)
    return font
