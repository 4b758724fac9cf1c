"""Orders the vertices of each rank so that few wires cross. Knows no coordinates.

Works on a `Ranked` graph: every wire joins neighbouring ranks. Large groups have several *ports*, further end points
that lie at a fraction of the group's height.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

Ranks = list[list[int]]


@dataclass(slots=True)
class Ranked:
    """A layered graph while it is being laid out.

    End point `e < count` is the vertex itself; greater ones are ports. `owner[e]` is its vertex, `offset[e]` its
    distance from the vertex' middle. `up[v]` lists the end points wires come from, `down[v]` those they go to;
    `up_own`/`down_own` hold the own end point of each of them for vertices that have ports. `fixed` vertices keep their
    order among themselves.
    """

    count: int
    real: int
    rank: list[int]
    size: list[float]
    up: list[list[int]]
    down: list[list[int]]
    owner: list[int]
    offset: list[float]
    up_own: dict[int, list[int]]
    down_own: dict[int, list[int]]
    ports: dict[int, list[int]]
    fixed: frozenset[int] = frozenset()


def order_ranks(graph: Ranked, start: Ranks, sweeps: int, patience: int, passes: int = 2) -> tuple[Ranks, int]:
    """Return the best order found by weighted sweeps down and up and by exchanging neighbours, and its crossings.

    Args:
        graph: the layered graph.
        start: a first order.
        sweeps: most sweeps to make; with one alone neighbours are not exchanged either.
        patience: sweeps without success after which to stop.
        passes: how often neighbours are exchanged after each sweep but the first two.
    """
    best = start
    if len(start) < 2:
        return best, 0
    position = _positions(graph, best)
    fewest = crossings(graph, best, position)
    current = [row[:] for row in best]
    stale = 0
    for turn in range(sweeps):
        if not fewest or stale > patience:
            break
        sweep(graph, current, position, is_down=turn % 2 == 0)
        found = crossings(graph, current, position)
        if turn >= 2 and found:
            found -= transpose(graph, current, position, passes, takes_equal=turn % 4 < 2)
        stale += 1
        if found < fewest:
            fewest, stale = found, 0
            best = [row[:] for row in current]
    if fewest and sweeps > 1:
        position = _positions(graph, best)
        fewest -= transpose(graph, best, position, 3 * passes or 3)
    return best, fewest


def _positions(graph: Ranked, rows: Ranks) -> list[float]:
    position = [0.0] * len(graph.owner)
    for row in rows:
        place(graph, row, position)
    return position


def place(graph: Ranked, row: Sequence[int], position: list[float]) -> None:
    """Write down the positions of a rank's vertices and of their ports."""
    for index, vertex in enumerate(row):
        position[vertex] = index
    if graph.ports:
        for vertex in row:
            if vertex in graph.ports:
                base, scale = position[vertex], 0.8 / (graph.size[vertex] or 1.0)
                for port in graph.ports[vertex]:
                    position[port] = base + graph.offset[port] * scale


def sweep(graph: Ranked, rows: Ranks, position: list[float], is_down: bool) -> None:
    """Order every rank by the mean position of its neighbours in the rank before; vertices without any stay."""
    adjacent = graph.up if is_down else graph.down
    read = position.__getitem__
    for row in rows[1:] if is_down else rows[-2::-1]:
        keys: dict[int, float] = {}
        loose: list[int] = []
        for index, vertex in enumerate(row):
            near = adjacent[vertex]
            if len(near) == 1:
                keys[vertex] = position[near[0]]
            elif near:
                keys[vertex] = sum(map(read, near)) / len(near)
            else:
                loose.append(index)
        if not keys:
            continue
        if graph.fixed:
            _keep_order(graph.fixed, row, keys)
            loose = [index for index in loose if row[index] not in keys]
            ordered = sorted([vertex for vertex in row if vertex in keys], key=keys.__getitem__)
        else:
            ordered = sorted(keys, key=keys.__getitem__)
        for index in loose:
            ordered.insert(index, row[index])
        row[:] = ordered
        place(graph, row, position)


def _keep_order(fixed: frozenset[int], row: Sequence[int], keys: dict[int, float]) -> None:
    """Even out the keys of fixed vertices so that sorting by them leaves those in the order they have.

    Fixed vertices without neighbours, and so without a key, get that of the one before.
    """
    blocks: list[list[float]] = []  # sum and number of each run of equal keys
    kept = [vertex for vertex in row if vertex in fixed and vertex in keys]
    for vertex in kept:
        blocks.append([keys[vertex], 1.0])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] > blocks[-1][0] * blocks[-2][1]:
            total, number = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += number
    at = 0
    for total, number in blocks:
        for vertex in kept[at : at + int(number)]:
            keys[vertex] = total / number
        at += int(number)
    last = -1.0
    for vertex in row:
        if vertex in fixed:
            last = keys.setdefault(vertex, last)


def crossings(graph: Ranked, rows: Ranks, position: list[float]) -> int:
    """Return how many pairs of wires cross."""
    return sum([crossings_below(graph, row, position) for row in rows[:-1]])


def crossings_below(graph: Ranked, row: Sequence[int], position: list[float]) -> int:
    """Return the number of crossings between a rank and the next.

    A sorted list with binary search: the accumulator tree of the books is slower in Python at every size met here,
    because the list's insertion is a memory move.
    """
    total = 0
    seen: list[float] = []
    read = position.__getitem__
    down, own = graph.down, graph.down_own
    for vertex in row:
        near = down[vertex]
        if not near:
            continue
        if len(near) == 1:
            place_of = position[near[0]]
            if seen and place_of < seen[-1]:
                total += len(seen) - bisect_right(seen, place_of)
                insort(seen, place_of)
            else:
                seen.append(place_of)
            continue
        for group in _slots(near, own[vertex], position) if vertex in own else (sorted(map(read, near)),):
            for place_of in group:
                if seen and place_of < seen[-1]:
                    total += len(seen) - bisect_right(seen, place_of)
            seen.extend(group)
            seen.sort()
    return total


def _slots(near: Sequence[int], own: Sequence[int], position: list[float]) -> list[list[float]]:
    """Return the positions a vertex' wires go to, one list for each of its ports, by the ports' order."""
    groups: dict[float, list[float]] = {}
    for target, end in zip(near, own):
        groups.setdefault(position[end], []).append(position[target])
    return [sorted(groups[place_of]) for place_of in sorted(groups)]


def transpose(graph: Ranked, rows: Ranks, position: list[float], passes: int, takes_equal: bool = False) -> int:
    """Exchange neighbours in a rank as long as that removes crossings, at most `passes` times over all ranks.

    Returns how many crossings went.

    With `takes_equal` the first pass also makes exchanges that change nothing, to get out of dead ends.
    """
    read = position.__getitem__
    up, down, fixed = graph.up, graph.down, graph.fixed
    active = set(range(len(rows)))
    removed = 0
    for _ in range(passes):
        again: set[int] = set()
        least = 0 if takes_equal else 1
        takes_equal = False
        for number in sorted(active):
            row = rows[number]
            if len(row) < 2:
                continue
            ends = [up[vertex] for vertex in row]
            above = [[position[near[0]]] if len(near) == 1 else sorted(map(read, near)) for near in ends]
            ends = [down[vertex] for vertex in row]
            below = [[position[near[0]]] if len(near) == 1 else sorted(map(read, near)) for near in ends]
            left, left_above, left_below = row[0], above[0], below[0]
            changed = improved = False
            for index in range(1, len(row)):
                right, right_above, right_below = row[index], above[index], below[index]
                gain = 0
                if left_above and right_above:
                    gain = _gain(left_above, right_above)
                if left_below and right_below:
                    gain += _gain(left_below, right_below)
                if gain >= least and not (left in fixed and right in fixed):
                    row[index - 1], row[index] = right, left
                    changed = True
                    removed += gain
                    improved = improved or gain > 0
                else:
                    left, left_above, left_below = right, right_above, right_below
            if changed:
                place(graph, row, position)
            if improved:
                again.update((number - 1, number, number + 1))
        active = {number for number in again if 0 <= number < len(rows)}
        if not active:
            break
    return removed


def _gain(left: list[float], right: list[float]) -> int:
    """Return how many crossings vanish when two neighbours are exchanged, by the sorted ends of their wires."""
    if left[-1] < right[0]:
        return -len(left) * len(right)
    if right[-1] < left[0]:
        return len(left) * len(right)
    gain = -len(left) * len(right)
    for place_of in left:
        gain += bisect_left(right, place_of) + bisect_right(right, place_of)
    return gain
