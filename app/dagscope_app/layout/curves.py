"""Turns the points of a route into cubic Bezier pieces. Draws nothing."""

from __future__ import annotations

from collections.abc import Sequence

from dagscope_app.model.placement import Direction, Point

Cubic = tuple[Point, Point, Point, Point]


def cubics(points: Sequence[Point], direction: Direction = "LR") -> list[Cubic]:
    """Return the pieces of a wire: straight where two points share the axis, an S-curve between ranks elsewhere."""
    pieces: list[Cubic] = []
    is_lr = direction == "LR"
    for start, end in zip(points, points[1:]):
        if is_lr:
            middle = (start[0] + end[0]) / 2
            first, second = (middle, start[1]), (middle, end[1])
        else:
            middle = (start[1] + end[1]) / 2
            first, second = (start[0], middle), (end[0], middle)
        pieces.append((start, first, second, end))
    return pieces
