"""Wraps a long picture into rows, as a text is wrapped into lines.
It must not lay out a level or know groups inside each other.

A picture is cut where nothing lies, between two columns; each row comes below the one before. A wire from one row to
another one runs out at the end of its row, back through the room between the rows, and in at the start of the other.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from dagscope_app.model.placement import Box, Layout, Point, Route

LEAST_LENGTH = 2200.0
"""A picture that is no longer than this is never wrapped: it is readable in one row."""
LEAST_GAIN = 1.7
"""How much larger it has to appear for the rows to be worth the longer wires."""
STRIP, STRIP_GAIN = 3.0, 1.25
"""Of a strip, so many times as long for its height as the picture should be, less is enough: nobody can read it."""
LEAST_CUT = 12.0
LANE = 7.0
RADIUS = 7.0
EDGE = 14.0
ROW_GAP = 36.0
MOST_LANES = 6
"""Wires between rows beyond so many share lanes with their neighbours: nobody follows one of twenty by eye."""
QUIET_SIZE, QUIET_LENGTH = 0.85, 0.7
"""How much smaller rows may appear, and how much shorter they may end, for fewer wires to run between them."""


@dataclass(slots=True)
class _Row:
    """Some columns of the picture, in its coordinates (along, across), and where they come to lie."""

    start: float
    end: float
    top: float = math.inf
    bottom: float = -math.inf
    down: float = 0.0
    lanes: dict[tuple[str, float], int] = field(default_factory=dict)

    def hold(self, top: float, bottom: float) -> None:
        """Make room for what lies between."""
        self.top, self.bottom = min(self.top, top), max(self.bottom, bottom)

    @property
    def breadth(self) -> float:
        """Room across."""
        return max(0.0, self.bottom - self.top)

    def put(self, point: Point) -> Point:
        """Return where a point of the row ends up."""
        return point[0] - self.start, point[1] - self.top + self.down


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A wire from one row to another one: its points in the row it comes from, and in the one it goes to."""

    route: Route
    source: int
    target: int
    head: tuple[Point, ...]
    tail: tuple[Point, ...]

    @property
    def lane(self) -> tuple[str, float]:
        """Wires of one source that leave at one height share a lane."""
        return self.route.source, self.head[-1][1]


def wrapped(layout: Layout, roots: Sequence[Box], aspect: float, *, is_lr: bool) -> Layout:
    """Return the layout in rows, or the very same where it is not long enough.

    Args:
        layout: the picture in one row.
        roots: the boxes of what lies in no group that is drawn.
        aspect: width over height the picture should have.
        is_lr: the wires run to the right; down otherwise.
    """
    flat = layout if is_lr else _turned(layout)
    boxes = roots if is_lr else [_turned_box(box) for box in roots]
    if flat.bounds.width < LEAST_LENGTH or len(boxes) < 2:
        return layout
    rows = rows_of(boxes, aspect if is_lr else 1 / aspect, flat.routes)
    if len(rows) < 2:
        return layout
    made = Wrapping(flat, rows).result()
    return made if is_lr else _turned(made)


def rows_of(boxes: Sequence[Box], aspect: float, routes: Sequence[Route] = ()) -> list[_Row]:
    """Return the rows that let the picture appear largest, or nearly so with fewer wires between them.

    One row where that gains little.
    """
    pieces = _pieces(boxes)
    length, breadth = pieces[-1].end - pieces[0].start, max(piece.breadth for piece in pieces)
    whole = min(aspect / length, 1 / max(1.0, breadth))
    is_strip = length > STRIP * aspect * breadth
    best, chosen = whole * (STRIP_GAIN if is_strip else LEAST_GAIN), [_Row(pieces[0].start, pieces[-1].end)]
    for count in range(2, min(len(pieces), 400) + 1):
        rows = _filled_rows(pieces, length / count)
        scale = _scale(rows, aspect)
        if scale > best * 1.001:
            best, chosen = scale, rows
        elif scale < best / 3:
            break
    if len(chosen) > 1 and routes:
        chosen = _with_fewer_crossings(pieces, chosen, aspect, routes)
    return [_Row(row.start, row.end) for row in chosen]


def _scale(rows: Sequence[_Row], aspect: float) -> float:
    """Return how large a picture in these rows can appear."""
    height = sum(row.breadth for row in rows) + 2 * ROW_GAP * (len(rows) - 1)
    return min(aspect / max(row.end - row.start for row in rows), 1 / max(1.0, height))


def _with_fewer_crossings(
    pieces: Sequence[_Row], rows: list[_Row], aspect: float, routes: Sequence[Route]
) -> list[_Row]:
    """Return these rows, or those about as large that fewest wires leave."""
    passing = _wires_at_cuts(pieces, routes)
    at = {piece.start: number for number, piece in enumerate(pieces)}
    length = pieces[-1].end - pieces[0].start
    others = [_filled_rows(pieces, length / count, passing) for count in range(max(2, len(rows) - 1), len(rows) + 2)]
    least = _scale(rows, aspect) * QUIET_SIZE
    fitting = [found for found in others if len(found) > 1 and _scale(found, aspect) >= least]
    return min([rows, *fitting], key=lambda found: sum(passing[at[row.start]] for row in found))


def _wires_at_cuts(pieces: Sequence[_Row], routes: Sequence[Route]) -> list[int]:
    """Return for each piece how many values pass the cut before it."""
    starts = [piece.start for piece in pieces]
    reach: dict[str, tuple[int, int]] = {}
    for route in routes:
        ends = [max(0, bisect_right(starts, point[0]) - 1) for point in (route.points[0], route.points[-1])]
        first, last = reach.get(route.source, (ends[0], ends[0]))
        reach[route.source] = min(first, *ends), max(last, *ends)
    steps = [0] * (len(pieces) + 1)
    for first, last in reach.values():
        steps[min(first + 1, len(pieces))] += 1
        steps[last + 1] -= 1
    return list(accumulate(steps[:-1]))


def _pieces(boxes: Sequence[Box]) -> list[_Row]:
    """Return the pieces that can be separated: stretches between two cuts."""
    pieces: list[_Row] = []
    for box in sorted(boxes, key=lambda item: item.x):
        if not pieces or box.x - pieces[-1].end >= LEAST_CUT:
            pieces.append(_Row(box.x, box.x + box.width))
        piece = pieces[-1]
        piece.end = max(piece.end, box.x + box.width)
        piece.hold(box.y, box.y + box.height)
    return pieces


def _filled_rows(pieces: Sequence[_Row], length: float, passing: Sequence[int] = ()) -> list[_Row]:
    """Return pieces put into rows of about this length, or somewhat shorter where fewer wires pass the cut."""
    rows: list[_Row] = []
    first = 0
    while first < len(pieces):
        start = pieces[first].start
        after = first + 1
        while after < len(pieces) and pieces[after].end - start <= length * 1.02 + 1:
            after += 1
        if passing and after < len(pieces):
            cuts = [at for at in range(first + 1, after) if pieces[at - 1].end - start >= length * QUIET_LENGTH]
            after = min([after, *cuts], key=lambda at: (passing[at], -at))
        row = _Row(start, pieces[after - 1].end)
        for piece in pieces[first:after]:
            row.hold(piece.top, piece.bottom)
        rows.append(row)
        first = after
    return rows


def _until(points: Sequence[Point], end: float) -> tuple[Point, ...]:
    """Return the points of a wire before it leaves its row at its end; the first one always."""
    kept = [points[0]]
    for point in points[1:]:
        if point[0] > end:
            break
        kept.append(point)
    return tuple(kept)


class Wrapping:
    """One picture on its way into rows."""

    def __init__(self, flat: Layout, rows: list[_Row]) -> None:
        self._flat = flat
        self._rows = rows
        self._starts = [row.start for row in rows]
        self._crossings: dict[int, _Crossing] = {}
        self._left: dict[tuple[int, tuple[str, float]], float] = {}
        self._channels: dict[tuple[int, tuple[str, float]], float] = {}

    def result(self) -> Layout:
        """Return the picture in rows."""
        flat, rows = self._flat, self._rows
        for box in [*flat.nodes.values(), *flat.groups.values()]:
            rows[self._row_at(box.x)].hold(box.y, box.y + box.height)
        for number, route in enumerate(flat.routes):
            self._sort_out(number, route)
        self._put_rows()
        self._choose_left_lanes()
        nodes = {name: self._box(box) for name, box in flat.nodes.items()}
        groups = {name: self._box(box) for name, box in flat.groups.items()}
        routes = tuple([self._route(number, route) for number, route in enumerate(flat.routes)])
        points = [point for route in routes for point in route.points]
        corners = [(b.x, b.y, b.x + b.width, b.y + b.height) for b in [*nodes.values(), *groups.values()]]
        left = min([c[0] for c in corners] + [p[0] for p in points])
        top = min([c[1] for c in corners] + [p[1] for p in points])
        right = max([c[2] for c in corners] + [p[0] for p in points])
        bottom = max([c[3] for c in corners] + [p[1] for p in points])
        return Layout(nodes, groups, routes, Box(left, top, right - left, bottom - top))

    def _row_at(self, along: float) -> int:
        return max(0, bisect_right(self._starts, along) - 1)

    def _box(self, box: Box) -> Box:
        x, y = self._rows[self._row_at(box.x)].put((box.x, box.y))
        return Box(x, y, box.width, box.height)

    def _sort_out(self, number: int, route: Route) -> None:
        """Note what a wire takes of its rows, and whether it goes from one to another."""
        source, target = self._row_at(route.points[0][0]), self._row_at(route.points[-1][0])
        if source == target:
            points, row = route.points, self._rows[source]
            row.hold(min(y for _, y in points), max(y for _, y in points))
            return
        head = _until(route.points, self._rows[source].end)
        start = self._rows[target].start
        back = _until([(-x, y) for x, y in reversed(route.points)], -start)
        tail = tuple([(-x, y) for x, y in reversed(back)])
        crossing = self._crossings[number] = _Crossing(route, source, target, head, tail)
        for row, points in ((self._rows[source], head), (self._rows[target], tail)):
            row.hold(min(y for _, y in points), max(y for _, y in points))
        self._rows[source].lanes.setdefault(crossing.lane, 0)

    def _put_rows(self) -> None:
        """Put the rows one below the other, with a gap for the wires that run back between them."""
        down = 0.0
        for at, row in enumerate(self._rows):
            row.down = down
            lanes = sorted(row.lanes, key=lambda lane: (-lane[1], lane[0]))
            shares = max(1.0, len(lanes) / MOST_LANES)
            row.lanes = {lane: int(number / shares) for number, lane in enumerate(lanes)}
            for lane, number in row.lanes.items():
                self._channels[at, lane] = down + row.breadth + EDGE + LANE * number
            used = min(len(lanes), MOST_LANES)
            down += row.breadth + ROW_GAP + LANE * used

    def _choose_left_lanes(self) -> None:
        """Give each wire that runs back its own lane down at the left, as far from the rows as others force it."""
        spans: dict[tuple[int, tuple[str, float]], float] = {}
        for crossing in self._crossings.values():
            key = (crossing.source, crossing.lane)
            goal = self._rows[crossing.target].put(crossing.tail[0])[1]
            spans[key] = max(spans.get(key, -math.inf), goal)
        busy: list[float] = []
        for key in sorted(spans, key=lambda item: self._channels[item]):
            start, end = self._channels[key], spans[key]
            lane = next((at for at, until in enumerate(busy) if until < start), len(busy))
            if lane == len(busy):
                busy.append(end)
            busy[lane] = max(start, end)
            self._left[key] = -EDGE - LANE * min(lane, MOST_LANES)

    def _route(self, number: int, route: Route) -> Route:
        crossing = self._crossings.get(number)
        if crossing is None:
            row = self._rows[self._row_at(route.points[0][0])]
            return Route(route.source, route.target, route.count, tuple([row.put(point) for point in route.points]))
        source, target = self._rows[crossing.source], self._rows[crossing.target]
        key = (crossing.source, crossing.lane)
        right = source.end - source.start + EDGE + LANE * source.lanes[crossing.lane]
        between, left = self._channels[key], self._left[key]
        head = [source.put(point) for point in crossing.head]
        tail = [target.put(point) for point in crossing.tail]
        turns = [(right, head[-1][1]), (right, between), (left, between), (left, tail[0][1])]
        return Route(route.source, route.target, route.count, tuple(_rounded([*head, *turns, *tail], len(head))))


def _rounded(points: Sequence[Point], first: int) -> list[Point]:
    """Return the points of a wire with its four turns, from the one of this number on, cut to round corners."""
    made = list(points[:first])
    for at in range(first, first + 4):
        corner, radius = points[at], RADIUS
        ends = []
        for other in (made[-1], points[at + 1]):
            x, y = other[0] - corner[0], other[1] - corner[1]
            far = abs(x) + abs(y)
            radius = min(radius, far / 2)
            ends.append((x / far, y / far) if far else (0.0, 0.0))
        (ax, ay), (bx, by) = ends
        small = 0.3 * radius
        made.append((corner[0] + ax * radius, corner[1] + ay * radius))
        made.append((corner[0] + (ax + bx) * small, corner[1] + (ay + by) * small))
        made.append((corner[0] + bx * radius, corner[1] + by * radius))
    return [*made, *points[first + 4 :]]


def _turned_box(box: Box) -> Box:
    return Box(box.y, box.x, box.height, box.width)


def _turned(layout: Layout) -> Layout:
    """Return the picture with its axes exchanged."""
    return Layout(
        {name: _turned_box(item) for name, item in layout.nodes.items()},
        {name: _turned_box(item) for name, item in layout.groups.items()},
        tuple([Route(r.source, r.target, r.count, tuple([(y, x) for x, y in r.points])) for r in layout.routes]),
        _turned_box(layout.bounds),
    )


def moved_by_hand(layout: Layout, moves: Sequence[tuple[Box, Point]]) -> Layout:
    """Return the layout with some of what lies at the root, and all inside it, at given corners; wires follow straight.

    Args:
        layout: the picture.
        moves: boxes as they are now, each with the corner it comes to.
    """

    def shift(x: float, y: float) -> Point | None:
        for box, corner in moves:
            if box.x - 1 <= x <= box.x + box.width + 1 and box.y - 1 <= y <= box.y + box.height + 1:
                return corner[0] - box.x, corner[1] - box.y
        return None

    def box_of(box: Box) -> Box:
        found = shift(box.x + box.width / 2, box.y + box.height / 2)
        return box.moved(*found) if found is not None else box

    def route_of(route: Route) -> Route:
        start, end = shift(*route.points[0]), shift(*route.points[-1])
        if start is None and end is None:
            return route
        if start == end and start is not None:
            return route.moved(*start)
        ends = []
        for point, found in ((route.points[0], start), (route.points[-1], end)):
            x, y = found or (0.0, 0.0)
            ends.append((point[0] + x, point[1] + y))
        return Route(route.source, route.target, route.count, tuple(ends))

    nodes = {name: box_of(box) for name, box in layout.nodes.items()}
    groups = {name: box_of(box) for name, box in layout.groups.items()}
    every = [*nodes.values(), *groups.values(), layout.bounds]
    left, top = min(b.x for b in every), min(b.y for b in every)
    right, bottom = max(b.x + b.width for b in every), max(b.y + b.height for b in every)
    routes = tuple([route_of(route) for route in layout.routes])
    return Layout(nodes, groups, routes, Box(left, top, right - left, bottom - top))
