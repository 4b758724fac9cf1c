"""What the legend consists of: samples of kinds, modifiers, states and wires with their words.
It must not know a graph.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from dagscope_app.drawing.anatomy.common import diff_parts, kind_sign, pin_parts, state_sign
from dagscope_app.drawing.anatomy.forms import HALF, Hatch, Inner, NodeShape, Outline, Rect, Segment, shape_of
from dagscope_app.drawing.anatomy.nodes import HATCH_WIDTH
from dagscope_app.drawing.anatomy.parts import Line, Part, Shape, Stroke, Text

SAMPLE_WIDTH, SAMPLE_HEIGHT = 36.0, 18.0
SAMPLE_TOP = 1.0
SAMPLE_RADIUS = 4.0
WIRE_LENGTH = 26.0
BASELINE = 14.5
MODIFIERS = ("hatched", "stacked", "moved")

What = Literal["kind", "state", "wire", "diff"]


class Entry(NamedTuple):
    """One line of the legend: what it explains, which one, in which words."""

    what: What
    key: str
    words: str


def sample_parts(entry: Entry) -> list[Part]:
    """Return what an entry explains, from the entry's top-left corner."""
    if entry.what == "kind":
        return _kind(entry.key)
    if entry.what == "state":
        return [state_sign(entry.key, 0.0, 3.0)]
    if entry.what == "diff":
        return diff_parts(entry.key, -2.0, 0.0)
    stroke: Stroke = "dash" if entry.key == "dash" else "flat"
    return [Shape("wire", Segment(0.0, 10.0, WIRE_LENGTH, 10.0), "", Line("wire", 1.5, stroke))]


def label_part(label: str, left: float) -> Text:
    """Return an entry's label."""
    return Text("words", left, BASELINE, label, "ui", "text")


def _kind(kind: str) -> list[Part]:
    width, height, top = SAMPLE_WIDTH, SAMPLE_HEIGHT, SAMPLE_TOP
    style = "function" if kind in MODIFIERS else kind
    shape = shape_of(kind)
    strokes: dict[str, Stroke] = {"input": "dash", "unavailable": "dot"}
    line, fill = Line(f"{style}_border", stroke=strokes.get(kind, "solid")), f"{style}_fill"
    box = Rect(HALF, HALF, width - 2 * HALF, height - 2 * HALF, SAMPLE_RADIUS)
    parts: list[Part] = []
    if kind == "stacked":
        parts.append(Shape("stack", box, fill, line, 3.0, top - 3.0))
    if shape in ("folded", "left_cap", "right_cap"):
        parts.append(Shape("border", Outline(shape, width, height), fill, line, 0.0, top))
        parts.append(Shape("inner", Inner(shape, width, height), "", line, 0.0, top))
    else:
        parts.append(Shape("border", box, fill, line, 0.0, top))
    if shape == "double":
        inner = Rect(box.x + 3, box.y + 3, box.width - 6, box.height - 6, 2.0)
        parts.append(Shape("inner", inner, "", line, 0.0, top))
    if kind == "hatched":
        parts.append(Shape("hatch", Hatch(width, height, 5.0, 1.0), "", Line("hatch", HATCH_WIDTH), 0.0, top))
    if kind == "moved":
        parts += [part._replace(dy=top) for part in pin_parts() if isinstance(part, Shape)]
    if kind not in MODIFIERS:
        parts.append(_sign(kind, shape, style))
    return parts


def _sign(kind: str, shape: NodeShape, style: str) -> Part:
    left = SAMPLE_WIDTH / 2 - 6 - (3 if shape == "folded" else 0)
    return kind_sign("function" if kind == "final" else kind, left, SAMPLE_TOP + 3, f"{style}_border")
