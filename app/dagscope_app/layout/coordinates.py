"""Places the ordered vertices of a level across the ranks: wires as straight as they can be, nothing overlapping.

After Brandes and Koepf (2002): vertices are aligned with a median neighbour into blocks, blocks are packed, for both
directions and both sides; the mean of the two middle answers is taken. Blocks know the ports of large groups, as in
Rueegg et al. (2015). A last step moves straight pieces to the median of their neighbours where there is room.
"""

from __future__ import annotations

from collections.abc import Sequence

from dagscope_app.layout.ordering import Ranked, Ranks

Pair = tuple[int, int]


def across(graph: Ranked, rows: Ranks, extent: Sequence[float], rounds: int) -> list[float]:
    """The middle of every vertex across the ranks.

    Args:
        graph: the layered graph.
        rows: the order of each rank.
        extent: half of a vertex' room; neighbours are at least the sum of theirs apart.
        rounds: how often straight pieces are moved to their median.
    """
    if len(rows) == 1:
        return _stacked(graph, rows[0], extent)
    index = [0] * graph.count
    for row in rows:
        for place, vertex in enumerate(row):
            index[vertex] = place
    crossed = _conflicts(graph, rows, index)
    answers = [
        _aligned(graph, rows, index, extent, crossed, is_down, is_left)
        for is_down in (True, False)
        for is_left in (True, False)
    ]
    middle = _balanced(answers, graph.count)
    for turn in range(rounds):
        _shorten(graph, rows, index, extent, middle, is_down=turn % 2 == 0)
    return middle


def _stacked(graph: Ranked, row: Sequence[int], extent: Sequence[float]) -> list[float]:
    middle = [0.0] * graph.count
    at = 0.0
    for vertex in row:
        middle[vertex] = at + extent[vertex]
        at += 2 * extent[vertex]
    return middle


def _conflicts(graph: Ranked, rows: Ranks, index: Sequence[int]) -> set[Pair]:
    """Wires between ranks that cross a piece of a passing wire: the passing wire is the one to be kept straight."""
    found: set[Pair] = set()
    real, up, owner = graph.real, graph.up, graph.owner
    for number in range(1, len(rows)):
        row = rows[number]
        if not any(vertex >= real for vertex in row):
            continue
        above = rows[number - 1]
        low, start = 0, 0
        last = len(row) - 1
        for place, vertex in enumerate(row):
            inner = -1
            if vertex >= real:
                for end in up[vertex]:
                    if owner[end] >= real:
                        inner = index[owner[end]]
            if inner < 0 and place < last:
                continue
            high = inner if inner >= 0 else len(above)
            for other in row[start : place + 1]:
                for end in up[other]:
                    source = owner[end]
                    if (index[source] < low or index[source] > high) and not (
                        source >= real and other >= real
                    ):
                        found.add((source, other))
            start, low = place + 1, high
    return found


def _aligned(
    graph: Ranked,
    rows: Ranks,
    index: Sequence[int],
    extent: Sequence[float],
    crossed: set[Pair],
    is_down: bool,
    is_left: bool,
) -> list[float]:
    """One of the four answers: aligned with the rank before, ties to one side, packed towards it."""
    count, owner, offset = graph.count, graph.owner, graph.offset
    near = graph.up if is_down else graph.down
    own_ends = graph.up_own if is_down else graph.down_own
    root = list(range(count))
    shift = [0.0] * count
    taken = bytearray(count)
    for row in rows[1:] if is_down else rows[-2::-1]:
        limit = -1 if is_left else 1 << 60
        for vertex in row if is_left else row[::-1]:
            ends = near[vertex]
            many = len(ends)
            if not many:
                continue
            if many > 1:
                order = sorted(range(many), key=lambda at, ends=ends: index[owner[ends[at]]])  # type: ignore[misc]
                half = many // 2
                picks = [order[half]] if many % 2 else [order[half - 1], order[half]]
                if not is_left:
                    picks.reverse()
            else:
                picks = [0]
            for pick in picks:
                end = ends[pick]
                source = owner[end]
                place = index[source]
                if (place > limit if is_left else place < limit) and not taken[source]:
                    if crossed and ((source, vertex) if is_down else (vertex, source)) in crossed:
                        continue
                    root[vertex] = root[source]
                    taken[source] = 1
                    own = offset[own_ends[vertex][pick]] if vertex in own_ends else 0.0
                    shift[vertex] = shift[source] + offset[end] - own
                    limit = place
                    break
    return _packed(rows, root, shift, extent, is_left)


def _packed(
    rows: Ranks, root: Sequence[int], shift: Sequence[float], extent: Sequence[float], is_left: bool
) -> list[float]:
    """Packs blocks to one side, then pulls every block to the neighbours on its other side."""
    count = len(root)
    after: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    waiting = [0] * count
    sign = 1.0 if is_left else -1.0
    for row in rows:
        last = -1
        for vertex in row if is_left else row[::-1]:
            block = root[vertex]
            if last >= 0:
                room = extent[last] + extent[vertex] + sign * (shift[last] - shift[vertex])
                after[root[last]].append((block, room))
                waiting[block] += 1
            last = vertex
    at = [0.0] * count
    order = [block for block in range(count) if root[block] == block and not waiting[block]]
    for block in order:
        base = at[block]
        for other, room in after[block]:
            if base + room > at[other]:
                at[other] = base + room
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    for block in reversed(order):
        row_after = after[block]
        if row_after:
            free = min([at[other] - room for other, room in row_after])
            if free > at[block]:
                at[block] = free
    return [sign * at[root[vertex]] + shift[vertex] for vertex in range(count)]


def _balanced(answers: list[list[float]], count: int) -> list[float]:
    """Lines the answers up with the narrowest of them and takes the mean of the two middle ones."""
    if not count:
        return []
    spans = [(min(answer), max(answer)) for answer in answers]
    narrow = min(range(len(answers)), key=lambda at: spans[at][1] - spans[at][0])
    low, high = spans[narrow]
    moved = []
    for number, answer in enumerate(answers):
        delta = low - spans[number][0] if number % 2 == 0 else high - spans[number][1]
        moved.append([value + delta for value in answer] if delta else answer)
    return [(sum(four) - min(four) - max(four)) / 2 for four in zip(*moved)]


def _shorten(
    graph: Ranked,
    rows: Ranks,
    index: Sequence[int],
    extent: Sequence[float],
    middle: list[float],
    is_down: bool,
) -> None:
    """Moves each vertex, and each straight stretch of a passing wire as a whole, to the median of its neighbours."""
    real, up, down, owner, offset = graph.real, graph.up, graph.down, graph.owner, graph.offset
    done = bytearray(graph.count)
    for row in rows if is_down else reversed(rows):
        for vertex in row:
            if done[vertex]:
                continue
            unit = [vertex]
            wanted: list[float] = []
            if vertex >= real:
                unit = _stretch(graph, vertex, middle)
            for member in unit:
                done[member] = 1
                for near, own in ((up, graph.up_own), (down, graph.down_own)):
                    ends = near[member]
                    if member in own:
                        for end, own_end in zip(ends, own[member]):
                            wanted.append(middle[owner[end]] + offset[end] - offset[own_end])
                    elif len(unit) > 1:
                        wanted.extend(
                            [middle[owner[end]] + offset[end] for end in ends if owner[end] not in unit]
                        )
                    else:
                        wanted.extend([middle[owner[end]] + offset[end] for end in ends])
            if wanted:
                _move(unit, wanted, graph, rows, index, extent, middle)


def _stretch(graph: Ranked, vertex: int, middle: Sequence[float]) -> list[int]:
    """The passing-wire vertices that lie in one straight line with this one."""
    unit = [vertex]
    level = middle[vertex]
    for near in (graph.up, graph.down):
        at = vertex
        while True:
            ahead = [
                end for end in near[at] if graph.real <= end < graph.count and abs(middle[end] - level) < 0.5
            ]
            if len(ahead) != 1:
                break
            at = ahead[0]
            unit.append(at)
    return unit


def _move(
    unit: Sequence[int],
    wanted: list[float],
    graph: Ranked,
    rows: Ranks,
    index: Sequence[int],
    extent: Sequence[float],
    middle: list[float],
) -> None:
    at = middle[unit[0]]
    wanted.sort()
    half = len(wanted) // 2
    if len(wanted) % 2:
        goal = wanted[half]
    else:
        goal = min(max(at, wanted[half - 1]), wanted[half])
    if abs(goal - at) < 0.01:
        return
    is_back = goal < at
    for member in unit:
        row = rows[graph.rank[member]]
        place = index[member]
        if is_back:
            if place:
                other = row[place - 1]
                goal = max(goal, middle[other] + extent[other] + extent[member])
        elif place + 1 < len(row):
            other = row[place + 1]
            goal = min(goal, middle[other] - extent[other] - extent[member])
    if goal < at if is_back else goal > at:
        for member in unit:
            middle[member] = goal
