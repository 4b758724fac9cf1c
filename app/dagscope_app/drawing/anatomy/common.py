"""Parts that nodes, groups and the legend have in common. It must not know which of them it is for."""

from __future__ import annotations

from collections.abc import Iterable

from dagscope_app.drawing.anatomy.forms import Circle, Rect
from dagscope_app.drawing.anatomy.parts import Line, Part, Shape, Sign, Text
from dagscope_app.drawing.glyphs import DIFF_ROLES, DIFFS, KINDS, STATES
from dagscope_app.drawing.metrics import EDGE_PAD

STATE_SIZE = 14.0
DIFF_LINE = 2.25
RING_GAP = 1.5
_FOR_HANDS = frozenset({("fold", "open"), ("fold", "closed"), ("state", "not_run")})


def state_sign(state: str, x: float, y: float) -> Sign:
    """Return a state's ring and sign, 14 units wide; of what is no state, the ring alone."""
    key = state if state in STATES else "not_run"
    return Sign("state", key, x, y, key)


def printed(parts: Iterable[Part]) -> list[Part]:
    """Return what is drawn on paper: without arrows to fold, whose room a frame's name takes, and without the ring of
    what was not run.
    """
    every = tuple(parts)
    is_frame = any(isinstance(part, Sign) and (part.signs, part.key) == ("fold", "open") for part in every)
    return [
        part._replace(x=EDGE_PAD) if is_frame and isinstance(part, Text) and part.name == "name" else part
        for part in every
        if not (isinstance(part, Sign) and (part.signs, part.key) in _FOR_HANDS)
    ]


def kind_sign(kind: str, x: float, y: float, role: str) -> Sign:
    """Return a kind's sign, 12 units wide."""
    return Sign("kind", kind if kind in KINDS else "function", x, y, role)


def diff_parts(diff: str, x: float = -9.0, y: float = -9.0) -> list[Part]:
    """Return the sign of a difference on its plate, which is on the upper left corner of what differs."""
    if diff not in DIFFS:
        return []
    plate = Shape("diff", Rect(x, y, 18.0, 18.0, 4.0), "canvas")
    return [plate, Sign("diff", diff, x + 2.0, y + 2.0, DIFF_ROLES[diff])]


def pin_parts() -> list[Part]:
    """Return the head of a pin in the upper left corner: put there by hand."""
    return [
        Shape("pin", Circle(7.0, 0.0, 3.6), "quiet", Line("canvas", 1.5)),
        Shape("pin", Circle(7.0, 0.0, 1.1), "canvas"),
    ]


def ring(name: str, role: str, size: tuple[float, float], radius: float, thick: float, gap: float = RING_GAP) -> Shape:
    """Return a ring around a box of this size and corner radius."""
    out = gap + thick / 2
    width, height = size
    return Shape(name, Rect(-out, -out, width + 2 * out, height + 2 * out, radius + out), "", Line(role, thick))


def mark_width(scale: float) -> float:
    """Return how thick rings and lit lines are: never below two device pixels."""
    return max(2.0, 2.0 / scale)
