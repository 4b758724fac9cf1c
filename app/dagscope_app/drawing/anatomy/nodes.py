"""What a node consists of. It must not paint, write or know where the node is."""

from __future__ import annotations

from functools import lru_cache

from dagscope_app.drawing.anatomy.common import (
    DIFF_LINE,
    STATE_SIZE,
    diff_parts,
    kind_sign,
    mark_width,
    pin_parts,
    ring,
    state_sign,
)
from dagscope_app.drawing.anatomy.forms import Hatch, Inner, NodeShape, Outline, Rect, Segment, shape_of
from dagscope_app.drawing.anatomy.parts import Line, Part, Shape, Text
from dagscope_app.drawing.anatomy.wires import lit_role
from dagscope_app.drawing.glyphs import DIFF_ROLES
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
from dagscope_app.model.placement import Direction
from dagscope_app.model.records.graph import is_never_run
from dagscope_app.model.records.scene import NodeItem

KIND_ROLES = ("function", "input", "config", "loader", "saver", "expand", "collect", "unavailable")
MOST_PORTS = 4
HATCH_WIDTH = 1.4
MARKED_FROM = 0.5
HEAT_BOTTOM, HEAT_HEIGHT = 6.0, 3.0
FINAL_EXTRA = 0.35


def style_of(node: NodeItem) -> str:
    """Return the colour family of a node: its kind, or `final`."""
    if node.is_final:
        return "final"
    return node.kind if node.kind in KIND_ROLES else "function"


@lru_cache(maxsize=8192)  # describing a card takes a third of the time of painting it
def card(node: NodeItem, direction: Direction = "LR") -> tuple[Part, ...]:
    """Return the full node at the origin, without selection marks."""
    style, shape, (width, height) = style_of(node), shape_of(node.kind), node.box.size
    parts: list[Part] = []
    if node.definition_count > 1 or node.is_definition_overridden:
        line = Line(f"{style}_border", 1.0)
        parts.append(Shape("stack", Outline(shape, width, height), "canvas", line, 4.0, -4.0))
    parts += body(node)
    if node.heat is not None:
        parts += _heat(node.heat, shape, width, height)
    parts.append(border(node))
    if shape != "rounded":
        parts.append(Shape("inner", Inner(shape, width, height), "", Line(f"{style}_border", 1.0)))
    parts += _texts(node, width, style, shape)
    if not is_never_run(node.kind, node.state):
        parts.append(state_sign(node.state, width - EDGE_PAD - STATE_SIZE - _state_inset(shape), 8.0))
    parts += _ports(len(node.ports), width, height, direction)
    if node.definition_count > 1 or node.is_chosen:
        parts += _count(node.definition_count, width, node.is_chosen)
    if node.diff == "removed":
        parts.append(strike(node))
    parts += diff_parts(node.diff)
    if node.is_pinned:
        parts += pin_parts()
    parts += stop_parts(node)
    return tuple(parts)


def stop_parts(node: NodeItem) -> list[Part]:
    """Return the dots of breakpoints, on the side of the node where runs stop, and the ring of the node one waits
    at.
    """
    width, height = node.box.size
    line = Line("canvas", 1.5)
    dots = {"before": (0.0,), "after": (width,), "both": (0.0, width), "held": (0.0,)}.get(node.stops, ())
    parts: list[Part] = []
    if node.stops == "held":
        parts.append(ring("held", "failed", node.box.size, NODE_RADIUS, 2.5, 4.0))
    for x in dots:
        parts.append(Shape("stop", Rect(x - 5.5, height / 2 - 5.5, 11.0, 11.0, 5.5), "failed", line))
    return parts


def strike(node: NodeItem) -> Shape:
    """Return the line through what would be removed."""
    width, height = node.box.size
    return Shape(
        "strike", Segment(6.0, height / 2, width - 6.0, height / 2), "", Line(DIFF_ROLES["removed"], DIFF_LINE)
    )


def body(node: NodeItem) -> list[Part]:
    """Return what fills a node."""
    width, height = node.box.size
    family = DIFF_ROLES.get(node.diff) or style_of(node)
    parts: list[Part] = [Shape("body", Outline(shape_of(node.kind), width, height), f"{family}_fill")]
    if node.is_value_overridden:
        parts.append(Shape("hatch", Hatch(width, height), "", Line("hatch", HATCH_WIDTH)))
    return parts


def border(node: NodeItem, scale: float = 1.0) -> Shape:
    """Return the outline: dashed for an input and what would be added, dotted for what is unavailable; from afar it
    stays about a pixel wide.
    """
    style, unit = style_of(node), max(1.0, round(0.75 / scale, 1))
    extra = FINAL_EXTRA if style == "final" else 0.0
    line = Line(f"{style}_border", extra=extra, factor=unit)
    if node.diff in DIFF_ROLES:
        line = Line(DIFF_ROLES[node.diff], DIFF_LINE * unit)
    if node.kind == "input" or node.diff == "added":
        line = line._replace(stroke="flat", mark=4.0 * unit, gap=3.0 * unit)
    elif node.kind == "unavailable":
        line = line._replace(mark=0.1, gap=3.2 * unit)
    return Shape("border", Outline(shape_of(node.kind), *node.box.size), "", line)


def _state_inset(shape: NodeShape) -> float:
    """Return how far a shape's own lines push the state's sign from the right edge."""
    return {"folded": 4.0, "right_cap": 6.0, "double": 2.0}.get(shape, 0.0)


def _heat(heat: float, shape: NodeShape, width: float, height: float) -> list[Part]:
    """Return the bar of the time a node took, clear of a shape's caps."""
    left = EDGE_PAD + (8 if shape == "left_cap" else 0)
    room = width - left - EDGE_PAD - (8 if shape == "right_cap" else 0)
    filled = max(3.0, room * min(1.0, max(0.0, heat)))
    top, radius = height - HEAT_BOTTOM, HEAT_HEIGHT / 2
    return [
        Shape("heat_track", Rect(left, top, room, HEAT_HEIGHT, radius), "heat_track"),
        Shape("heat", Rect(left, top, filled, HEAT_HEIGHT, radius), "heat"),
    ]


def _texts(node: NodeItem, width: float, style: str, shape: NodeShape) -> list[Part]:
    left = TEXT_LEFT + (6 if node.kind == "loader" else 0)
    inset = _state_inset(shape)
    name = elided(node.label, "node_name", width - left - EDGE_PAD - STATE_ROOM - inset)
    role = "quiet" if node.kind == "unavailable" else "text"
    parts: list[Part] = [
        kind_sign(node.kind, left - 18, 9.0, f"{style}_border"),
        Text("name", left, NAME_BASELINE, name, "node_name", role),
    ]
    room = width - left - EDGE_PAD
    if node.time_text:
        time_text = plain(node.time_text, 24)
        right = width - EDGE_PAD - inset / 2
        parts.append(Text("time", right, TYPE_BASELINE, time_text, "node_time", "quiet", "end"))
        room -= text_width(time_text, "node_time") + 8 + inset / 2
    if node.type_text:
        type_text = elided(node.type_text, "node_type", room)
        parts.append(Text("type", left, TYPE_BASELINE, type_text, "node_type", "quiet"))
    return parts


def _ports(count: int, width: float, height: float, direction: Direction) -> list[Part]:
    """Return one small square a port on the side where wires arrive; more than four are shown as four."""
    shown = min(count, MOST_PORTS)
    parts: list[Part] = []
    for number in range(shown):
        along = (number + 1) / (shown + 1)
        x, y = (0.0, height * along) if direction == "LR" else (width * along, 0.0)
        parts.append(Shape("port", Rect(x - 3, y - 3, 6, 6, 1.5), "port_fill", Line("port_border", 1.25)))
    return parts


def _count(count: int, width: float, is_chosen: bool) -> list[Part]:
    """Return the badge with the number of definitions, and a tick where one was chosen among them."""
    text = ("✓" if is_chosen else "") + (str(count) if count < 100 else "99+")
    taken = max(16.0, text_width(text, "small_strong") + 9)
    left = width - taken + 6
    return [
        Shape("badge", Rect(left, -11.0, taken, 15.0, 7.5), "badge_fill", Line("canvas", 1.5)),
        Text("count", left + taken / 2, 0.5, text, "small_strong", "badge_text", "middle"),
    ]


def marks(node: NodeItem, scale: float = 1.0) -> list[Part]:
    """Return the rings of path, match and selection, and what they would cover."""
    thick, size = mark_width(scale), node.box.size
    parts: list[Part] = []
    if node.is_match:
        gap = 3.0 + (thick if node.is_selected else 0.0)
        parts.append(ring("match", "match", size, NODE_RADIUS, thick, gap))
    if node.is_on_path and not node.is_selected:
        line = Line(lit_role(node), thick)
        if node.kind == "input":
            line = line._replace(stroke="flat", mark=6.0, gap=3.0)
        parts.append(Shape("path", Outline(shape_of(node.kind), *size), "", line))
    if node.is_selected:
        parts.append(ring("selection", "accent", size, NODE_RADIUS, thick))
    if scale >= MARKED_FROM and (node.is_selected or node.is_match):
        if node.definition_count > 1 or node.is_chosen:
            parts += _count(node.definition_count, size[0], node.is_chosen)
        parts += diff_parts(node.diff)
    return parts
