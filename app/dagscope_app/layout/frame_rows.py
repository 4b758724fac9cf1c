"""Wraps what a frame holds into rows, as `wrapping` does a whole picture.
It must not lay out a level or place frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dagscope_app.layout.level import FRAME, Level
from dagscope_app.layout.wrapping import LEAST_LENGTH, Wrapping, rows_of
from dagscope_app.model.placement import Box, Layout, Point, Route

WireEnd = tuple[int, int]
"""A wire by its number, and which of its targets it runs to."""


@dataclass(frozen=True, slots=True)
class RowedLevel(Level):
    """A level in rows.

    Attributes:
        paths: for each wire and each of its targets the points it takes.
    """

    paths: Mapping[WireEnd, tuple[Point, ...]] = field(default_factory=dict, compare=False)

    def path(self, number: int, target: int, start: float | None = None, end: float | None = None) -> list[Point]:
        points = list(self.paths[number, target])
        source = self.given.wires[number].source
        if source in self.moved or target in self.moved:  # straight to where the hand put it
            points = [self._leaving(source, points[0]), self._reaching(target, points[-1])]
        if start is not None:
            points[0] = (points[0][0], start)
        if end is not None:
            points[-1] = (points[-1][0], end)
        return points

    def _leaving(self, item: int, known: Point) -> Point:
        if item not in self.moved:
            return known
        x, y = self.corners[item]
        return x + self.given.along[item], y + self.given.across[item] / 2

    def _reaching(self, item: int, known: Point) -> Point:
        if item not in self.moved:
            return known
        x, y = self.corners[item]
        return x, y + self.given.across[item] / 2


def in_rows(level: Level, aspect: float) -> Level:
    """Return the level in rows, or the very same where it is not long enough.

    Args:
        level: a frame's contents.
        aspect: extent along the wires over extent across that the rows together should have.
    """
    given = level.given
    if level.length < LEAST_LENGTH or len(level.corners) < 2:
        return level
    boxes = [Box(*corner, *size) for corner, size in zip(level.corners, zip(given.along, given.across))]
    rows = rows_of(boxes, aspect)
    if len(rows) < 2:
        return level
    ends = [
        (number, target)
        for number, wire in enumerate(given.wires)
        for target in (*wire.targets, *((FRAME,) if wire.leaves else ()))
    ]
    routes = [
        Route(str(given.wires[number].source) if given.wires[number].source >= 0 else f"wire {number}", str(target), 1,
              tuple(level.path(number, target)))
        for number, target in ends
    ]  # fmt: skip
    nodes = {str(item): box for item, box in enumerate(boxes)}
    flat = Layout(nodes, {}, tuple(routes), Box(0.0, 0.0, level.length, level.breadth))
    made = Wrapping(flat, rows).result()
    made = made.moved(-made.bounds.x, -made.bounds.y)
    return _level(level, made, ends)


def _level(level: Level, made: Layout, ends: list[WireEnd]) -> RowedLevel:
    """Return the level that a wrapped picture of it is: what enters and leaves does so at the frame."""
    given, (length, breadth) = level.given, made.size
    paths: dict[WireEnd, tuple[Point, ...]] = {}
    entries: dict[int, float] = {}
    exits: dict[int, float] = {}
    for (number, target), route in zip(ends, made.routes):
        points = list(route.points)
        if given.wires[number].source < 0:
            points[0] = (0.0, points[0][1])
            entries[number] = points[0][1]
        if target == FRAME:
            points[-1] = (length, points[-1][1])
            exits[number] = points[-1][1]
        paths[number, target] = tuple(points)
    corners = [made.nodes[str(item)] for item in range(len(level.corners))]
    return RowedLevel(
        given=given, corners=tuple([(box.x, box.y) for box in corners]), length=length, breadth=breadth,
        entries=entries, exits=exits, parts=level.parts, origins=level.origins, part_of=level.part_of, paths=paths,
    )  # fmt: skip
