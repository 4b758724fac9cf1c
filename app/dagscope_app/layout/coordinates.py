"""Places the ordered vertices of a level across the ranks: wires short and straight, nothing overlapping.

First the squared lengths of the wires are made small, rank by rank: the best positions of one rank, its neighbours
held, are a regression under order constraints, which pooling adjacent violators solves exactly. Then straight pieces
move to the median of their neighbours where there is room, which makes wires straight. Brandes and Koepf's alignment
was tried in place of the first step: half as long again and twice as broad on random graphs, at the same cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from dagscope_app.layout.ordering import Ranked, Ranks

# How much more a piece of wire between two passing vertices, or between one and an item, resists a bend.
PASSING_WEIGHT = 8.0
HALF_WEIGHT = 2.0
# Bends of a passing wire smaller than this are taken out where there is room.
JOG = 5.0


def across(graph: Ranked, rows: Ranks, extent: Sequence[float], turns: int, rounds: int) -> list[float]:
    """Return the middle of every vertex across the ranks.

    Args:
        graph: the layered graph.
        rows: the order of each rank.
        extent: half of a vertex' room; neighbours are at least the sum of theirs apart.
        turns: how often wires are made short, down and up.
        rounds: how often straight pieces are moved to their median.
    """
    middle = [0.0] * len(graph.owner)
    room = [_pack(graph, row, extent, middle) for row in rows]
    if len(rows) > 1:
        up, down, both = _pulls(graph)
        last = len(rows) - 1
        for at in range(1, last + 1):
            _settle(graph, rows[at], room[at], up, middle)
        for at in range(last - 1, -1, -1):
            _settle(graph, rows[at], room[at], down, middle)
        for _ in range(turns):
            for at in range(last + 1):
                _settle(graph, rows[at], room[at], both, middle)
            for at in range(last, -1, -1):
                _settle(graph, rows[at], room[at], both, middle)
        index = [0] * graph.count
        for row in rows:
            for position, vertex in enumerate(row):
                index[vertex] = position
        for turn in range(rounds):
            _shorten(graph, rows if turn % 2 == 0 else rows[::-1], rows, index, extent, both, middle)
    return middle[: graph.count]


def _pack(graph: Ranked, row: Sequence[int], extent: Sequence[float], middle: list[float]) -> list[float]:
    """Put a rank's vertices as close as they may be, round 0; returns how far each is from the first one at least."""
    room: list[float] = []
    at = before = 0.0
    for vertex in row:
        if room:
            at += before + extent[vertex]
        before = extent[vertex]
        room.append(at)
    for vertex, offset in zip(row, room):
        middle[vertex] = offset - at / 2
    _place_ports(graph, row, middle)
    return room


def _place_ports(graph: Ranked, row: Sequence[int], middle: list[float]) -> None:
    if graph.ports:
        for vertex in row:
            for port in graph.ports.get(vertex, ()):
                middle[port] = middle[vertex] + graph.offset[port]


@dataclass(frozen=True, slots=True)
class _Pull:
    """What draws each vertex: end points, their weights, the sum of those, and of weight times own port's offset."""

    ends: Sequence[Sequence[int]]
    weights: Sequence[Sequence[float]]
    total: Sequence[float]
    own: Sequence[float]


def _pulls(graph: Ranked) -> tuple[_Pull, _Pull, _Pull]:
    """Return the pulls from the rank before, from the rank behind, and from both."""
    up = _pull(graph, graph.up, graph.up_own)
    down = _pull(graph, graph.down, graph.down_own)
    both = _Pull(
        [[*one, *other] for one, other in zip(up.ends, down.ends)],
        [[*one, *other] for one, other in zip(up.weights, down.weights)],
        [one + other for one, other in zip(up.total, down.total)],
        [one + other for one, other in zip(up.own, down.own)],
    )
    return up, down, both


def _pull(graph: Ranked, near: Sequence[Sequence[int]], own_ends: dict[int, list[int]]) -> _Pull:
    real, count = graph.real, graph.count
    weights: list[Sequence[float]] = []
    own = [0.0] * count
    for vertex, ends in enumerate(near):
        if vertex < real:
            weights.append([HALF_WEIGHT if real <= end < count else 1.0 for end in ends])
        else:
            weights.append([PASSING_WEIGHT if real <= end < count else HALF_WEIGHT for end in ends])
        if vertex in own_ends:
            own[vertex] = sum([weight * graph.offset[end] for weight, end in zip(weights[vertex], own_ends[vertex])])
    return _Pull(near, weights, [sum(row) for row in weights], own)


def _settle(graph: Ranked, row: Sequence[int], room: Sequence[float], pull: _Pull, middle: list[float]) -> None:
    """Move a rank to where its wires, squared, are shortest, with its order and gaps (pool adjacent violators)."""
    read = middle.__getitem__
    ends, weights, total, own = pull.ends, pull.weights, pull.total, pull.own
    means: list[float] = []
    loads: list[float] = []
    sizes: list[int] = []
    for vertex, offset in zip(row, room):
        load = total[vertex]
        near = ends[vertex]
        if len(near) == 1:
            mean = middle[near[0]] - own[vertex] / load - offset
        elif load:
            mean = (sum(map(mul, weights[vertex], map(read, near))) - own[vertex]) / load - offset
        else:
            load = 0.001
            mean = middle[vertex] - offset
        size = 1
        while means and means[-1] > mean:
            other = loads.pop()
            mean = (means.pop() * other + mean * load) / (other + load)
            load += other
            size += sizes.pop()
        means.append(mean)
        loads.append(load)
        sizes.append(size)
    start = 0
    for mean, size in zip(means, sizes):
        for at in range(start, start + size):
            middle[row[at]] = mean + room[at]
        start += size
    if graph.ports:
        _place_ports(graph, row, middle)


def _shorten(
    graph: Ranked,
    order: Ranks,
    rows: Ranks,
    index: Sequence[int],
    extent: Sequence[float],
    pull: _Pull,
    middle: list[float],
) -> None:
    """Move each vertex, and each straight stretch of a passing wire as a whole, to the median of its neighbours."""
    real, ends = graph.real, pull.ends
    read = middle.__getitem__
    done = bytearray(graph.count)
    for row in order:
        last = len(row) - 1
        for position, vertex in enumerate(row):
            near = ends[vertex]
            if not near or done[vertex]:
                continue
            if vertex >= real:
                unit = _stretch(graph, vertex, middle)
                if len(unit) > 1:
                    _move_stretch(unit, graph, rows, index, extent, pull, middle, done)
                    continue
            at = middle[vertex]
            goal = (
                _median(sorted(map(read, near)), at)
                if vertex not in graph.ports
                else _port_median(graph, vertex, middle)
            )
            if goal < at - 0.01:
                if position:
                    other = row[position - 1]
                    goal = max(goal, middle[other] + extent[other] + extent[vertex])
                if goal >= at:
                    continue
            elif goal > at + 0.01:
                if position < last:
                    other = row[position + 1]
                    goal = min(goal, middle[other] - extent[other] - extent[vertex])
                if goal <= at:
                    continue
            else:
                continue
            middle[vertex] = goal
            for port in graph.ports.get(vertex, ()):
                middle[port] = goal + graph.offset[port]


def _median(wanted: Sequence[float], at: float) -> float:
    """Return the median of sorted values; between the two middle ones the one nearest to `at`."""
    half = len(wanted) // 2
    if len(wanted) % 2:
        return wanted[half]
    return min(max(at, wanted[half - 1]), wanted[half])


def _port_median(graph: Ranked, vertex: int, middle: Sequence[float]) -> float:
    """Return where a large group should be for its ports to be opposite the ends of their wires."""
    wanted: list[float] = []
    for near, own in ((graph.up, graph.up_own), (graph.down, graph.down_own)):
        if vertex in own:
            wanted.extend([middle[end] - graph.offset[mine] for end, mine in zip(near[vertex], own[vertex])])
        else:
            wanted.extend([middle[end] for end in near[vertex]])
    return _median(sorted(wanted), middle[vertex])


def _stretch(graph: Ranked, vertex: int, middle: Sequence[float]) -> list[int]:
    """Return the passing-wire vertices that lie in one line with this one, or nearly so."""
    unit = [vertex]
    level, real, count = middle[vertex], graph.real, graph.count
    for near in (graph.up, graph.down):
        at = vertex
        while True:
            ahead = -1
            for end in near[at]:
                if real <= end < count and -JOG < middle[end] - level < JOG:
                    ahead = end if ahead < 0 else count
            if ahead < 0 or ahead == count:
                break
            at = ahead
            unit.append(at)
    return unit


def _move_stretch(
    unit: Sequence[int],
    graph: Ranked,
    rows: Ranks,
    index: Sequence[int],
    extent: Sequence[float],
    pull: _Pull,
    middle: list[float],
    done: bytearray,
) -> None:
    """Move a straight stretch of a wire to the median of what is joined to it, as far as its neighbours allow."""
    inside = set(unit)
    wanted: list[float] = []
    for member in unit:
        done[member] = 1
        wanted.extend([middle[end] for end in pull.ends[member] if end not in inside])
    low, high = -math.inf, math.inf
    for member in unit:
        row = rows[graph.rank[member]]
        position = index[member]
        if position:
            other = row[position - 1]
            low = max(low, middle[other] + extent[other] + extent[member])
        if position + 1 < len(row):
            other = row[position + 1]
            high = min(high, middle[other] - extent[other] - extent[member])
    if low <= high:
        at = middle[unit[0]]
        goal = min(max(_median(sorted(wanted), at) if wanted else at, low), high)
        for member in unit:
            middle[member] = goal
