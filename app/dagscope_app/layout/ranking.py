"""Gives every item of one level a rank so that wires run forward and stay short. Knows no coordinates."""

from __future__ import annotations

from collections.abc import Sequence

Arc = tuple[int, int]


def back_arcs(count: int, targets: Sequence[Sequence[int]]) -> set[Arc]:
    """Return few arcs to turn round so that no cycle is left; repeated arcs weigh more.

    Between nodes there are none to turn; between groups there are where each feeds the other. After Eades, Lin and
    Smyth (1993): sinks go last, sources first, and when there is neither, the vertex with the greatest surplus of arcs
    out.
    """
    sources: list[list[int]] = [[] for _ in range(count)]
    for vertex, row in enumerate(targets):
        for target in row:
            sources[target].append(vertex)
    surplus = [len(targets[vertex]) - len(sources[vertex]) for vertex in range(count)]
    ahead = [len(row) for row in targets]
    behind = [len(row) for row in sources]
    left = dict.fromkeys(range(count))
    first: list[int] = []
    last: list[int] = []
    ready = [vertex for vertex in range(count) if not ahead[vertex] or not behind[vertex]]
    while left:
        vertex = ready.pop() if ready else max(left, key=surplus.__getitem__)
        if vertex not in left:
            continue
        del left[vertex]
        (last if not ahead[vertex] else first).append(vertex)
        for near, many, sign in ((targets[vertex], behind, 1), (sources[vertex], ahead, -1)):
            for other in near:
                if other in left:
                    many[other] -= 1
                    surplus[other] += sign
                    if not many[other]:
                        ready.append(other)
    position = {vertex: at for at, vertex in enumerate([*first, *reversed(last)])}
    return {
        (vertex, target) for vertex, row in enumerate(targets) for target in row if position[target] < position[vertex]
    }


def topological_order(count: int, targets: Sequence[Sequence[int]]) -> list[int]:
    """Return the vertices so that every arc runs forward, in input order where the arcs leave a choice.

    Vertices on a cycle are missing from the answer.
    """
    waiting = [0] * count
    for row in targets:
        for target in row:
            waiting[target] += 1
    order = [vertex for vertex in range(count) if not waiting[vertex]]
    for vertex in order:
        for target in targets[vertex]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    return order


def ranks(order: Sequence[int], sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> list[int]:
    """Return a rank for every vertex: the longest path, then vertices are pulled to where their wires are shortest.

    Args:
        order: a topological order.
        sources: for each vertex the sources of its arcs, repeated for heavier ones.
        targets: likewise, the targets.
    """
    rank = [0] * len(sources)
    for vertex in order:
        row = sources[vertex]
        if row:
            rank[vertex] = 1 + max([rank[source] for source in row])
    _pull_later(order[::-1], rank, sources, targets)
    reach = 20 if len(rank) <= 400 else 12
    for _ in range(5):
        shorter = [_push(vertex, rank, targets, sources, 1, reach) for vertex in reversed(order) if targets[vertex]]
        shorter += [_push(vertex, rank, sources, targets, -1, reach) for vertex in order if sources[vertex]]
        if True not in shorter:
            break
    return rank


def _pull_later(
    backward: Sequence[int],
    rank: list[int],
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
) -> None:
    """Move vertices with no more wires in than out next to their first consumer."""
    for vertex in backward:
        row = targets[vertex]
        if row and len(row) >= len(sources[vertex]):
            rank[vertex] = min([rank[target] for target in row]) - 1


def _push(
    vertex: int,
    rank: list[int],
    ahead: Sequence[Sequence[int]],
    behind: Sequence[Sequence[int]],
    sign: int,
    reach: int,
) -> bool:
    """Move a vertex, with all that it would bump into, as far as wires get shorter by it; returns whether any did.

    A cheap stand-in for the network simplex: a set that leaves more wires ahead than behind is worth moving until its
    first wire ahead is as short as can be. Sets of more than `reach` vertices are left alone.
    """
    near = rank[vertex] + sign
    if not [other for other in ahead[vertex] if rank[other] == near]:
        if len(ahead[vertex]) <= len(behind[vertex]):
            return False
        rank[vertex] += sign * min([(rank[other] - near) * sign for other in ahead[vertex]])
        return True
    inside = {vertex}
    moved = [vertex]
    for one in moved:
        near = rank[one] + sign
        for other in ahead[one]:
            if rank[other] == near and other not in inside:
                inside.add(other)
                moved.append(other)
        if len(moved) > reach:
            return False
    gain = 0
    slack = 1 << 30
    for one in moved:
        near = rank[one] + sign
        for other in ahead[one]:
            if other not in inside:
                gain += 1
                slack = min(slack, (rank[other] - near) * sign)
        for other in behind[one]:
            if other not in inside:
                gain -= 1
    if gain <= 0:
        return False
    for one in moved:
        rank[one] += sign * slack
    return True


def components(count: int, targets: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return sets of vertices that arcs join, each in input order, ordered by their first vertex."""
    leader = list(range(count))

    def find(vertex: int) -> int:
        while leader[vertex] != vertex:
            leader[vertex] = leader[leader[vertex]]
            vertex = leader[vertex]
        return vertex

    for vertex, row in enumerate(targets):
        for target in row:
            one, other = find(vertex), find(target)
            if one < other:
                leader[other] = one
            elif other < one:
                leader[one] = other
    parts: dict[int, list[int]] = {}
    for vertex in range(count):
        parts.setdefault(find(vertex), []).append(vertex)
    return list(parts.values())


def split_wide_ranks(rank: list[int], members: Sequence[int], limit: int) -> set[int]:
    """Divide ranks of more than `limit` members into sections: further ranks, in the order of `members`.

    Changes `rank` in place, and returns the ranks that are a section but the last one of theirs.
    """
    by_rank: dict[int, list[int]] = {}
    for vertex in members:
        by_rank.setdefault(rank[vertex], []).append(vertex)
    if all(len(row) <= limit for row in by_rank.values()):
        return set()
    sections: set[int] = set()
    shift = 0
    for old in sorted(by_rank):
        row = by_rank[old]
        parts = -(-len(row) // limit)
        size = -(-len(row) // parts)
        for index, vertex in enumerate(row):
            rank[vertex] = old + shift + index // size
        sections.update(range(old + shift, old + shift + parts - 1))
        shift += parts - 1
    return sections
