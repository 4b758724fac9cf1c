"""Puts very many parallel branches into bands, one behind the other: a strip that nobody can read becomes a picture.
It must not rank or place anything else.

Branches are what is left in pieces without the few vertices that very many wires join: the source of a fan, and what
collects it. They go into further ranks where the picture appears clearly larger for it, and where few wires have to
pass the bands: those of branches that go to the same consumers share a lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagscope_app.layout.parts import Wire
from dagscope_app.layout.ranking import components
from dagscope_app.layout.types import LayoutOptions

LEAST_BREADTH = 1600.0
"""Branches that are no broader than this together are readable in one band."""
LEAST_GAIN = 1.4
"""How much larger the picture has to appear for the bands to be worth the wires that pass them."""
LEAST_BRANCHES = 8
MOST_BANDS = 64
HUB = 8
"""So many wires in or out make a vertex the source of a fan, or its end."""
FEW_LANES = 0.25
"""Lanes past a band, for each branch: with more of them the wires could not be followed."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of the vertices of a part, in the direction of the wires and across."""

    along: Sequence[float]
    across: Sequence[float]


def put_into_bands(
    rank: list[int], targets: Sequence[Sequence[int]], sizes: Sizes, wires: Sequence[Wire], options: LayoutOptions
) -> set[int]:
    """Move branches to further ranks, and return the ranks that more of the same branches follow.

    Args:
        rank: the rank of each vertex; changed in place.
        targets: where its arcs go.
        sizes: how large each vertex is.
        wires: the wires of the part, in numbers of its vertices.
        options: measures.
    """
    if sum(sizes.across) + options.node_gap * len(rank) < LEAST_BREADTH:
        return set()
    branches, first, last = _block(rank, targets)
    if len(branches) < LEAST_BRANCHES or _lanes(branches, wires) > FEW_LANES * len(branches):
        return set()
    breadths = [_breadth(branch, rank, sizes, options) for branch in branches]
    bands = _best(rank, sizes, options, sum(breadths), (first, last))
    if bands < 2:
        return set()
    long = last - first + 1
    for vertex, at in enumerate(rank):
        if at > last:
            rank[vertex] = at + long * (bands - 1)
    filled, share = 0.0, sum(breadths) / bands
    for branch, breadth in zip(branches, breadths):
        band = min(bands - 1, int((filled + breadth / 2) / share))
        filled += breadth
        for vertex in branch:
            rank[vertex] += long * band
    return set(range(first, first + long * (bands - 1)))


def _block(rank: Sequence[int], targets: Sequence[Sequence[int]]) -> tuple[list[list[int]], int, int]:
    """Return the branches that begin and end at the same ranks, most of them, with these ranks; none between hubs."""
    into = [0] * len(rank)
    for row in targets:
        for target in set(row):
            into[target] += 1
    is_hub = [max(into[vertex], len(set(row))) >= HUB for vertex, row in enumerate(targets)]
    rest = [[] if is_hub[vertex] else [t for t in row if not is_hub[t]] for vertex, row in enumerate(targets)]
    blocks: dict[tuple[int, int], list[list[int]]] = {}
    for branch in components(len(rank), rest):
        if not is_hub[branch[0]]:
            ranks = [rank[vertex] for vertex in branch]
            blocks.setdefault((min(ranks), max(ranks)), []).append(branch)
    if not blocks:
        return [], 0, 0
    first, last = max(blocks, key=lambda block: (len(blocks[block]), -block[0]))
    if any(hub and first <= at <= last for hub, at in zip(is_hub, rank)):
        return [], 0, 0
    return blocks[first, last], first, last


def _lanes(branches: Sequence[Sequence[int]], wires: Sequence[Wire]) -> int:
    """Return how many lanes pass the bands at most."""
    branch_of = {vertex: number for number, branch in enumerate(branches) for vertex in branch}
    lanes: set[object] = set()
    for number, wire in enumerate(wires):
        own = branch_of.get(wire.source, -1)
        ends = {branch_of.get(target, -1) for target in wire.targets}
        if own >= 0 and (wire.leaves or ends - {own}):
            lanes.add((wire.targets, wire.leaves))
        elif own < 0 and ends - {-1}:
            lanes.add(number)
    return len(lanes)


def _breadth(branch: Sequence[int], rank: Sequence[int], sizes: Sizes, options: LayoutOptions) -> float:
    """Return the room a branch takes across."""
    taken: dict[int, float] = {}
    for vertex in branch:
        taken[rank[vertex]] = taken.get(rank[vertex], 0.0) + sizes.across[vertex] + options.node_gap
    return max(taken.values())


def _best(rank: Sequence[int], sizes: Sizes, options: LayoutOptions, breadth: float, block: tuple[int, int]) -> int:
    """Return in how many bands the picture appears largest; one where that gains little."""
    columns = [0.0] * (max(rank) + 1)
    for vertex, at in enumerate(rank):
        columns[at] = max(columns[at], sizes.along[vertex] + options.rank_gap)
    inside = sum(columns[block[0] : block[1] + 1])
    outside = sum(columns) - inside
    aspect = options.aspect if options.direction == "LR" else 1 / options.aspect
    scales = [min(aspect / (outside + inside * bands), bands / breadth) for bands in range(1, MOST_BANDS + 1)]
    best = max(range(MOST_BANDS), key=scales.__getitem__)
    return best + 1 if scales[best] > scales[0] * LEAST_GAIN else 1
