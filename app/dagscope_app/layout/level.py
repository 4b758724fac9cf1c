"""Lays out one level, the direct contents of one group: its connected parts, packed. Knows no ids and no folding."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagscope_app.layout import ranking
from dagscope_app.layout.bands import LEAST_BRANCHES
from dagscope_app.layout.layered import has_bands, lay_out_part
from dagscope_app.layout.parts import Effort, Part, Wire
from dagscope_app.layout.types import LayoutOptions
from dagscope_app.model.placement import Point

FRAME = -1


@dataclass(frozen=True, slots=True)
class LevelInput:
    """All that the picture of a level depends on, so that it can be looked up."""

    along: tuple[float, ...]
    across: tuple[float, ...]
    wires: tuple[Wire, ...]
    options: LayoutOptions
    effort: Effort


@dataclass(frozen=True, slots=True)
class Level:
    """A level once laid out; points are (along, across) from the corner of its contents.

    Attributes:
        corners: where each item is.
        length: extent in the direction of the wires.
        breadth: extent across.
        entries: for each wire that enters, where on the frame.
        exits: for each wire that leaves, where on the frame.
        parts: the connected parts, and where each of them is.
        part_of: the part of each item.
        moved: items that are not where their part has them.
        known: routes asked for before.
    """

    given: LevelInput
    corners: tuple[Point, ...]
    length: float
    breadth: float
    entries: Mapping[int, float]
    exits: Mapping[int, float]
    parts: Sequence[Part]
    origins: Sequence[Point]
    part_of: Sequence[int]
    moved: frozenset[int] = frozenset()
    known: dict[tuple[int, int, float | None, float | None], tuple[Point, ...]] = field(
        default_factory=dict, compare=False
    )

    def route(
        self, number: int, target: int, start: float | None = None, end: float | None = None
    ) -> tuple[Point, ...]:
        """Return the points of `path`, as few as there can be; remembered."""
        key = (number, target, start and round(start, 2), end and round(end, 2))
        points = self.known.get(key)
        if points is None:
            points = self.known[key] = simplified(self.path(number, target, start, end))
        return points

    def path(self, number: int, target: int, start: float | None = None, end: float | None = None) -> list[Point]:
        """Return the points of a wire from its source (or the frame) to one of its targets (or the frame: `FRAME`).

        `start` and `end` say where across it starts and ends, when it shares its way with others but not its ends.
        """
        wire = self.given.wires[number]
        part, left, top = self._part(target if target != FRAME else wire.source)
        first, trunk = part.trunks[number]
        points: list[Point] = []
        if wire.source < 0:
            points.append((0.0, self.entries[number] if start is None else start))
        else:
            across = self._middle(wire.source) + wire.source_offset if start is None else start
            points.append((self.corners[wire.source][0] + self.given.along[wire.source], across))
            if (number, target) in part.loops:
                return points + self._loop(number, target, across, end)
            if wire.source not in self.moved:
                points.append((part.ends[part.rank[wire.source]] + left, across))
        stop = part.rank[target] if target != FRAME else first + len(trunk)
        for rank in range(first, stop):
            across = trunk[rank - first] + top
            points.append((part.starts[rank] + left, across))
            points.append((part.ends[rank] + left, across))
        if target == FRAME:
            across = part.exits[number] + top
            points.append((part.ends[-1] + left, across))
            points.append((self.length, across))
        else:
            points.append((self.corners[target][0], self._arrival(number, target) if end is None else end))
        return points

    def _part(self, item: int) -> tuple[Part, float, float]:
        at = self.part_of[item]
        return (self.parts[at], *self.origins[at])

    def _arrival(self, number: int, target: int) -> float:
        """Return where across a wire meets a target."""
        wire = self.given.wires[number]
        offset = wire.target_offsets[wire.targets.index(target)] if wire.target_offsets else 0.0
        return self._middle(target) + offset

    def _middle(self, item: int) -> float:
        return self.corners[item][1] + self.given.across[item] / 2

    def _loop(self, number: int, target: int, start: float, end: float | None) -> list[Point]:
        """Return the rest of a wire that has to run back: round its source, along its lane, round its target."""
        part, left, top = self._part(target)
        lane = part.loops[number, target]
        last, first = part.rank[self.given.wires[number].source], part.rank[target]
        turn = part.ends[last] + part.source_turns[number, target] + left
        points = [(turn, start), (turn, lane[-1] + top)]
        for rank in range(last, first - 1, -1):
            across = lane[rank - first] + top
            points.append((part.ends[rank] + left, across))
            points.append((part.starts[rank] + left, across))
        turn = part.starts[first] - part.target_turns[number, target] + left
        arrival = self._arrival(number, target) if end is None else end
        points += [(turn, points[-1][1]), (turn, arrival), (self.corners[target][0], arrival)]
        return points


def simplified(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the polyline without points that repeat or lie in the middle of a straight stretch."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(kept[-1][0] - point[0]) < 0.01 and abs(kept[-1][1] - point[1]) < 0.01:
            continue
        if len(kept) > 1 and abs(kept[-1][1] - point[1]) < 0.01 and abs(kept[-2][1] - point[1]) < 0.01:
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)


def lay_out_level(given: LevelInput, hints: Mapping[int, float]) -> Level:
    """Lay out the items of a level. `hints`: where items were across before; those keep their order."""
    count = len(given.along)
    options = given.options
    targets: list[Sequence[int]] = [()] * count
    is_open = is_entered = False
    for wire in given.wires:
        if wire.source >= 0 and wire.targets:
            targets[wire.source] = [*targets[wire.source], *wire.targets]
        is_entered = is_entered or wire.source < 0
        is_open = is_open or wire.leaves
    groups = ranking.components(count, targets)
    alone = [group[0] for group in groups if len(group) == 1]
    joined = [group for group in groups if len(group) > 1]
    if (is_open or is_entered) and len(joined) >= LEAST_BRANCHES:
        joined = _as_one(joined, given)
    if hints:  # parts keep their order; new ones come last
        joined.sort(key=lambda group: min([hints.get(item, math.inf) for item in group]))
    part_of = [0] * count
    members = [*joined, alone] if alone else joined
    for number, group in enumerate(members):
        for item in group:
            part_of[item] = number
    wires_of = _wires_of_parts(given.wires, part_of, len(members))
    parts = []
    for number, group in enumerate(members):
        columns = _columns(group, given, bool(wires_of[number])) if group is alone else 0
        parts.append(
            lay_out_part(
                group,
                given.along,
                given.across,
                wires_of[number],
                options,
                given.effort,
                hints,
                columns,
                is_entered,
            )
        )
    origins, length, breadth = _pack(parts, options, is_open or is_entered)
    corners: list[Point] = [(0.0, 0.0)] * count
    entries: dict[int, float] = {}
    exits: dict[int, float] = {}
    reached = {target for wire in given.wires for target in wire.targets}
    for part, (left, top) in zip(parts, origins):
        for item, rank in part.rank.items():
            # What nothing leads to stands at the far side of its rank, near what it leads to.
            is_source = item not in reached and part.trunks
            along = part.starts[rank] if not is_source else part.ends[rank] - given.along[item]
            corners[item] = (left + along, top + part.middle[item] - given.across[item] / 2)
        for number, across in part.entries.items():
            entries.setdefault(number, across + top)
        for number, across in part.exits.items():
            exits[number] = across + top
    return Level(given, tuple(corners), length, breadth, entries, exits, parts, origins, part_of)


def _as_one(parts: list[list[int]], given: LevelInput) -> list[list[int]]:
    """Return very many parts that wires from outside join as one that is put into bands; else as they are."""
    every = sorted([item for part in parts for item in part])
    inside = set(every)
    wires = [wire for wire in given.wires if wire.source in inside or inside.intersection(wire.targets)]
    return [every] if has_bands(every, given.along, given.across, wires, given.options) else parts


def _wires_of_parts(wires: Sequence[Wire], part_of: Sequence[int], parts: int) -> list[list[tuple[int, Wire]]]:
    """Return the wires of each part; one that enters may belong to several."""
    found: list[list[tuple[int, Wire]]] = [[] for _ in range(parts)]
    for number, wire in enumerate(wires):
        if wire.source >= 0:
            found[part_of[wire.source]].append((number, wire))
        else:
            for at in dict.fromkeys([part_of[target] for target in wire.targets]):
                found[at].append((number, wire))
    return found


def _columns(items: Sequence[int], given: LevelInput, has_wires: bool) -> int:
    """Return how many columns to put unconnected items in; 0 when wires lead to them, as where items are joined."""
    options = given.options
    if has_wires:
        return 0
    least = -(-len(items) // options.section_limit)
    along = max([given.along[item] for item in items]) + options.rank_gap
    across = sum([given.across[item] + options.node_gap for item in items])
    wanted = round(math.sqrt(options.aspect * across / along))
    return max(least, min(len(items), wanted), 1)


def _pack(parts: Sequence[Part], options: LayoutOptions, is_open: bool) -> tuple[list[Point], float, float]:
    """Put the parts below each other, or in shelves when no wire has to reach the frame."""
    gap = options.component_gap
    widest = max([part.length for part in parts], default=0.0)
    if not is_open:
        area = sum([(part.length + gap) * (part.breadth + gap) for part in parts])
        widest = max(widest, (area * options.aspect) ** 0.5)
    origins: list[Point] = []
    left = top = height = length = 0.0
    for part in parts:
        if left and (is_open or left + part.length > widest):
            left, top, height = 0.0, top + height + gap, 0.0
        origins.append((left, top))
        length = max(length, left + part.length)
        left += part.length + (0.0 if is_open else gap)
        height = max(height, part.breadth)
    return origins, length, top + height
