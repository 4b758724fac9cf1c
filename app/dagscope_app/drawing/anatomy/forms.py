"""The forms things are drawn in, as plain numbers: rectangles, circles, outlines as path commands.
It must not know colours or Qt.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal, NamedTuple

from dagscope_app.drawing.metrics import NODE_RADIUS

FOLD = 11.0
CAP = 7.0
INSET = 3.5
HALF = 0.5

NodeShape = Literal["rounded", "folded", "left_cap", "right_cap", "double"]
SHAPES: dict[str, NodeShape] = {
    "config": "folded",
    "loader": "left_cap",
    "saver": "right_cap",
    "expand": "double",
    "collect": "double",
}


class Rect(NamedTuple):
    """A rectangle, its corners rounded by so much."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0


class Circle(NamedTuple):
    """A circle by its middle."""

    x: float
    y: float
    radius: float


class Segment(NamedTuple):
    """A straight line."""

    x: float
    y: float
    end_x: float
    end_y: float


class Outline(NamedTuple):
    """The closed outline of a node of a shape and size at the origin; strokes of odd width fall on whole pixels."""

    shape: NodeShape
    width: float
    height: float


class Inner(NamedTuple):
    """The lines inside an outline that complete a shape: fold, cap, second border."""

    shape: NodeShape
    width: float
    height: float


class Hatch(NamedTuple):
    """Diagonals inside a node, rising to the right. Lines and not a brush: they grow with the zoom and print."""

    width: float
    height: float
    step: float = 8.0
    inset: float = 2.0


Form = Rect | Circle | Segment | Outline | Inner | Hatch


class Move(NamedTuple):
    """A path goes on at another point."""

    x: float
    y: float


class Straight(NamedTuple):
    """A straight piece of a path."""

    x: float
    y: float


class Bend(NamedTuple):
    """A quadratic piece of a path, with its control point first."""

    by_x: float
    by_y: float
    x: float
    y: float


class Arc(NamedTuple):
    """A part of the ellipse in a rectangle: angles in degrees, counted from the right against the clock."""

    left: float
    top: float
    width: float
    height: float
    start: float
    sweep: float

    def point(self, angle: float) -> tuple[float, float]:
        """Return the point of the ellipse at an angle."""
        across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        return self.left + self.width / 2 * (1 + across), self.top + self.height / 2 * (1 - down)


class Close(NamedTuple):
    """A path is closed."""


Command = Move | Straight | Bend | Arc | Close


def shape_of(kind: str) -> NodeShape:
    """Return the shape of a kind of node."""
    return SHAPES.get(kind, "rounded")


def rect_of(form: Outline | Inner) -> Rect | None:
    """Return the rectangle that a form is; None where it is a path."""
    shape, width, height = form
    if isinstance(form, Outline) and shape in ("rounded", "double"):
        return Rect(HALF, HALF, width - 2 * HALF, height - 2 * HALF, NODE_RADIUS)
    if isinstance(form, Inner) and shape == "double":
        in_by = HALF + INSET
        return Rect(in_by, in_by, width - 2 * in_by, height - 2 * in_by, NODE_RADIUS - 3)
    return None


@lru_cache(maxsize=4096, typed=True)  # forms of the same numbers are equal, as tuples are
def commands(form: Outline | Inner | Hatch) -> tuple[Command, ...]:
    """Return the path of a form that is no rectangle; a rounded shape has no inner lines."""
    if isinstance(form, Hatch):
        return tuple(_diagonals(form))
    return tuple(_outline(form) if isinstance(form, Outline) else _inner(form))


def _outline(form: Outline) -> list[Command]:
    left, top, right, bottom = HALF, HALF, form.width - HALF, form.height - HALF
    if form.shape == "folded":
        return [
            Move(left + NODE_RADIUS, top),
            Straight(right - FOLD, top),
            Straight(right, top + FOLD),
            Straight(right, bottom - NODE_RADIUS),
            Bend(right, bottom, right - NODE_RADIUS, bottom),
            Straight(left + NODE_RADIUS, bottom),
            Bend(left, bottom, left, bottom - NODE_RADIUS),
            Straight(left, top + NODE_RADIUS),
            Bend(left, top, left + NODE_RADIUS, top),
            Close(),
        ]
    high = bottom - top
    return [
        Move(left + CAP, top),
        Straight(right - CAP, top),
        Arc(right - 2 * CAP, top, 2 * CAP, high, 90, -180),
        Straight(left + CAP, bottom),
        Arc(left, top, 2 * CAP, high, 270, -180),
        Close(),
    ]


def _inner(form: Inner) -> list[Command]:
    left, top, right, bottom = HALF, HALF, form.width - HALF, form.height - HALF
    if form.shape == "folded":
        return [Move(right - FOLD, top), Straight(right - FOLD, top + FOLD), Straight(right, top + FOLD)]
    high = bottom - top
    if form.shape == "left_cap":
        return [Move(left + CAP, top), Arc(left, top, 2 * CAP, high, 90, -180)]
    if form.shape == "right_cap":
        return [Move(right - CAP, top), Arc(right - 2 * CAP, top, 2 * CAP, high, 90, 180)]
    return []


def _diagonals(form: Hatch) -> list[Command]:
    width, height, step, inset = form
    made: list[Command] = []
    right, bottom = width - inset, height - inset
    along = 2 * inset + step
    while along < right + bottom:
        x = max(inset, along - bottom)
        end = min(right, along - inset)
        made += [Move(x, along - x), Straight(end, along - end)]
        along += step
    return made
