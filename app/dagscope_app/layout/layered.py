"""Lays out one connected part of a level: ranks, passing wires, order, coordinates. Knows no groups and no ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dagscope_app.layout import ranking
from dagscope_app.layout.bands import FEW_LANES, Sizes, put_into_bands
from dagscope_app.layout.coordinates import across
from dagscope_app.layout.ordering import Ranks, order_ranks
from dagscope_app.layout.parts import LEAST, MANY_VERTICES, Effort, Part, Wire
from dagscope_app.layout.ranked_graph import RankedGraph, build_ranked_graph
from dagscope_app.layout.types import LayoutOptions

# Room for each steep wire between two ranks beyond a few.
STEEP_ROOM = 3.0
FEW_STEEP = 4


def lay_out_part(
    members: Sequence[int],
    along_size: Sequence[float],
    across_size: Sequence[float],
    wires: Sequence[tuple[int, Wire]],
    options: LayoutOptions,
    effort: Effort,
    hints: Mapping[int, float],
    columns: int = 0,
    is_entered: bool = False,
) -> Part:
    """Lay out a connected part of a level.

    Args:
        members: its items, in input order.
        along_size: size of every item of the level in the direction of the wires.
        across_size: the other size.
        wires: its wires, by their number in the level.
        options: measures.
        effort: how hard to try.
        hints: where items were across in an earlier layout; those keep their order.
        columns: for items without any wire between them: how many columns to put them in.
        is_entered: whether wires enter the level, here or elsewhere: room is left for them to bend.
    """
    local = {item: number for number, item in enumerate(members)}
    sizes = Sizes([along_size[item] for item in members], [across_size[item] for item in members])
    rank, back, sections = _rank(sizes, [_in_numbers(wire, local) for _, wire in wires], columns, options)
    builder = build_ranked_graph(members, local, rank, across_size, wires, back, sections, is_entered)
    if builder.graph.count > MANY_VERTICES:
        effort = LEAST
    _order(builder, members, hints, effort)
    for row in [builder.rows[at] for at in sorted({end for at in builder.sections for end in (at, at + 1)})]:
        items = sum(vertex < builder.graph.real for vertex in row)
        if len(row) - items <= FEW_LANES * items:  # the columns stand straight then; many lanes keep their order
            _put_lanes_inside(row, builder.graph.real)
    return _finish(builder, members, along_size, wires, options, effort)


def has_bands(
    members: Sequence[int],
    along_size: Sequence[float],
    across_size: Sequence[float],
    wires: Sequence[Wire],
    options: LayoutOptions,
) -> bool:
    """Return whether these items, as one part, would be put into bands."""
    local = {item: number for number, item in enumerate(members)}
    sizes = Sizes([along_size[item] for item in members], [across_size[item] for item in members])
    inner = [_in_numbers(wire, local) for wire in wires]
    targets = _targets(len(members), inner)
    order = ranking.topological_order(len(members), targets)
    if len(order) < len(members):
        return False
    return bool(put_into_bands(ranking.ranks(order, _sources(targets), targets), targets, sizes, inner, options))


def _targets(count: int, wires: Sequence[Wire]) -> list[list[int]]:
    """Return where the wires of each vertex go."""
    targets: list[list[int]] = [[] for _ in range(count)]
    for wire in wires:
        if wire.source >= 0:
            targets[wire.source].extend(wire.targets)
    return targets


def _sources(targets: Sequence[Sequence[int]]) -> list[list[int]]:
    sources: list[list[int]] = [[] for _ in targets]
    for vertex, row in enumerate(targets):
        for target in row:
            sources[target].append(vertex)
    return sources


def _in_numbers(wire: Wire, local: Mapping[int, int]) -> Wire:
    """Return a wire in the numbers of its part's vertices."""
    targets = tuple([local[target] for target in wire.targets if target in local])
    return Wire(local.get(wire.source, -1), targets, wire.leaves)


def _rank(
    sizes: Sizes, wires: Sequence[Wire], columns: int, options: LayoutOptions
) -> tuple[list[int], set[ranking.Arc], set[int]]:
    """Return the ranks of the items, the arcs that run back, and the ranks that more of one rank follow."""
    count = len(sizes.along)
    if columns:
        size = -(-count // columns)
        rank = [vertex // size for vertex in range(count)]
        return rank, set(), set(range(rank[-1]))
    targets = _targets(count, wires)
    back: set[ranking.Arc] = set()
    order = ranking.topological_order(count, targets)
    if len(order) < count:
        back = ranking.back_arcs(count, targets)
        targets = [[target for target in row if (vertex, target) not in back] for vertex, row in enumerate(targets)]
        order = ranking.topological_order(count, targets)
    rank = ranking.ranks(order, _sources(targets), targets)
    low = min(rank)
    if low:
        rank = [value - low for value in rank]
    if not back and (sections := put_into_bands(rank, targets, sizes, wires, options)):
        return rank, back, sections
    return rank, back, ranking.split_wide_ranks(rank, range(count), options.section_limit)


def _order(builder: RankedGraph, members: Sequence[int], hints: Mapping[int, float], effort: Effort) -> None:
    """Find the order of every rank."""
    graph = builder.graph
    known = [vertex for vertex in range(graph.real) if members[vertex] in hints] if hints else []
    if len(known) > 1:
        graph.fixed = frozenset(known)
        start = _start(builder, sorted(known, key=lambda vertex: hints[members[vertex]]), True)
        builder.rows = order_ranks(graph, start, min(effort.sweeps, 6), effort.stale, effort.passes)[0]
        return
    found = order_ranks(graph, _start(builder, (), True), effort.sweeps, effort.stale, effort.passes)
    if effort.starts > 1 and found[1]:
        other = order_ranks(graph, _start(builder, (), False), effort.sweeps, effort.stale, effort.passes)
        found = min(found, other, key=lambda pair: pair[1])
    builder.rows = found[0]


def _start(builder: RankedGraph, first: Sequence[int], is_forward: bool) -> Ranks:
    """Return a first order: vertices as a depth-first walk meets them; before those, the `first` ones as given."""
    graph = builder.graph
    rows: Ranks = [[] for _ in range(max(graph.rank) + 1)]
    seen = bytearray(graph.count)
    owner, rank = graph.owner, graph.rank
    ahead, behind = (graph.down, graph.up) if is_forward else (graph.up, graph.down)
    for vertex in first:
        seen[vertex] = 1
        rows[rank[vertex]].append(vertex)
    for root in [vertex for vertex in range(graph.count) if not behind[vertex] and not seen[vertex]]:
        stack = [root]
        seen[root] = 1
        while stack:
            vertex = stack.pop()
            rows[rank[vertex]].append(vertex)
            for end in reversed(ahead[vertex]):
                other = owner[end]
                if not seen[other]:
                    seen[other] = 1
                    stack.append(other)
    for vertex in range(graph.count):
        if not seen[vertex]:
            rows[rank[vertex]].append(vertex)
    if builder.sections:
        # Wires that pass a long section do so in its middle, or else the sections would stand askew.
        for row in rows:
            _put_lanes_inside(row, graph.real)
    return rows


def _put_lanes_inside(row: list[int], real: int) -> None:
    """Have the wires that pass a rank do so in its middle."""
    items = [vertex for vertex in row if vertex < real]
    half = len(items) // 2
    row[:] = items[:half] + [vertex for vertex in row if vertex >= real] + items[half:]


def _finish(
    builder: RankedGraph,
    members: Sequence[int],
    along_size: Sequence[float],
    wires: Sequence[tuple[int, Wire]],
    options: LayoutOptions,
    effort: Effort,
) -> Part:
    """Turn order into coordinates."""
    graph, rows = builder.graph, builder.rows
    node_room, wire_room = options.node_gap / 2, options.wire_gap / 2
    extent = [size / 2 + node_room for size in graph.size[: graph.real]]
    extent += [wire_room] * (graph.count - graph.real)
    middle = across(graph, rows, extent, effort.turns, effort.rounds)
    top = min([at - size / 2 for at, size in zip(middle, graph.size)])
    bottom = max([at + size / 2 for at, size in zip(middle, graph.size)])
    part = Part(breadth=bottom - top)
    _measure(part, builder, along_size, options, middle)
    middle = [value - top for value in middle]
    for vertex, item in enumerate(members):
        part.rank[item] = graph.rank[vertex]
        part.middle[item] = middle[vertex]
    for number, _ in wires:
        trunk = builder.trunk[number]
        part.trunks[number] = (graph.rank[trunk[0]] + 1, [middle[vertex] for vertex in trunk[1:]])
    part.entries = {number: middle[vertex] for number, vertex in builder.entry.items()}
    part.exits = {number: middle[vertex] for number, vertex in builder.exit.items()}
    part.loops = {key: [middle[vertex] for vertex in lane] for key, lane in builder.loop.items()}
    for is_source in (True, False):
        _spread_turns(part, dict(wires), is_source)
    return part


def _more_room(builder: RankedGraph, row: Sequence[int], options: LayoutOptions, middle: Sequence[float]) -> float:
    """Return how much wider than usual the gap behind a rank should be to distinguish its steep wires."""
    graph = builder.graph
    steep = 2 * options.rank_gap
    wires = 0
    for vertex in row:
        at = middle[vertex]
        for end in graph.down[vertex]:
            if not -steep < middle[graph.owner[end]] - at < steep:
                wires += 1
    return min(options.rank_gap, STEEP_ROOM * max(0, wires - FEW_STEEP))


def _spread_turns(part: Part, wires: Mapping[int, Wire], is_source: bool) -> None:
    """Make wires that run back turn round at different positions, the ones with the shortest path across innermost."""
    by_rank: dict[int, list[tuple[float, tuple[int, int]]]] = {}
    for key, lane in part.loops.items():
        item = wires[key[0]].source if is_source else key[1]
        way = abs((lane[-1] if is_source else lane[0]) - part.middle[item])
        by_rank.setdefault(part.rank[item], []).append((way, key))
    turns = part.source_turns if is_source else part.target_turns
    for found in by_rank.values():
        step = part.bend / (len(found) + 1)
        for position, (_, key) in enumerate(sorted(found)):
            turns[key] = step * (position + 1)


def _measure(
    part: Part,
    builder: RankedGraph,
    along_size: Sequence[float],
    options: LayoutOptions,
    middle: Sequence[float],
) -> None:
    """Give every rank its position in the direction of the wires; steep ones get a wider gap to bend."""
    real, members = builder.graph.real, builder.members
    last = len(builder.rows) - 1
    if builder.loop:
        part.bend = options.rank_gap / 2
    at = part.bend
    for number, row in enumerate(builder.rows):
        part.starts.append(at)
        at += max([along_size[members[vertex]] for vertex in row if vertex < real], default=0.0)
        part.ends.append(at)
        if number < last:
            is_border = (builder.is_entered and number == 0) or number >= builder.last
            at += options.rank_gap * (0.5 if is_border else 1.0) + _more_room(builder, row, options, middle)
    part.length = at + part.bend
