"""Lays out one connected part of a level: ranks, passing wires, order, coordinates. Knows no groups and no ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagscope_app.layout import ranking
from dagscope_app.layout.coordinates import across
from dagscope_app.layout.ordering import Ranked, Ranks, order_ranks
from dagscope_app.layout.types import LayoutOptions

# From a vertex, at an offset from its middle, to a vertex, at an offset.
PortArc = tuple[int, float, int, float]


@dataclass(frozen=True, slots=True)
class Wire:
    """One value's way through a level.

    Attributes:
        source: the item it comes from, -1 when it enters through the frame.
        targets: the items it goes to.
        leaves: whether it also leaves through the frame.
        source_offset: where it starts on a group's border, from the middle.
        target_offsets: where it ends on the border of each target.
    """

    source: int
    targets: tuple[int, ...]
    leaves: bool = False
    source_offset: float = 0.0
    target_offsets: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try. Chosen by the size of the whole graph, visible or not, so that folding does not change it.

    Attributes:
        sweeps: most sweeps of the crossing reduction.
        stale: sweeps without success after which it gives up.
        starts: how many first orders are tried, 1 or 2.
        turns: turns of the coordinates down and up.
        rounds: rounds of straightening.
        passes: passes of exchanging neighbours after each sweep.
    """

    sweeps: int
    stale: int
    starts: int
    turns: int
    rounds: int
    passes: int = 2


CAREFUL = Effort(24, 8, 2, 5, 4)
USUAL = Effort(8, 3, 1, 3, 3)
QUICK = Effort(4, 2, 1, 1, 2)
HASTY = Effort(4, 2, 1, 1, 1, 0)


def effort_for(nodes: int) -> Effort:
    """The effort for a graph of so many nodes."""
    if nodes <= 400:
        return CAREFUL
    return USUAL if nodes <= 800 else QUICK if nodes <= 1500 else HASTY


@dataclass(slots=True)
class Part:
    """A connected part once laid out, from its own corner.

    Attributes:
        starts: where each rank begins, in the direction of the wires.
        ends: where it ends.
        rank: rank of each item.
        middle: middle of each item across.
        length: extent in the direction of the wires.
        breadth: extent across.
        trunks: for each wire the first rank it passes and where it passes each one from there.
        entries: where each wire enters.
        exits: where each wire leaves.
        loops: for wires that have to run back, by wire and target: where they pass across.
        bend: how far beyond its rank such a wire turns round.
    """

    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    rank: dict[int, int] = field(default_factory=dict)
    middle: dict[int, float] = field(default_factory=dict)
    length: float = 0.0
    breadth: float = 0.0
    trunks: dict[int, tuple[int, list[float]]] = field(default_factory=dict)
    entries: dict[int, float] = field(default_factory=dict)
    exits: dict[int, float] = field(default_factory=dict)
    loops: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    bend: float = 0.0


@dataclass(slots=True)
class _Builder:
    """The ranked graph of a part under construction.

    Attributes:
        members: the part's items.
        local: number of each of them.
        rank: rank of each; rank 0 is the frame if wires enter the level.
        graph: the graph.
        last: the last rank that holds items.
        back: arcs that have to run back.
        sections: ranks that more of the same rank follow.
        is_entered: whether rank 0 is the frame.
    """

    members: Sequence[int]
    local: Mapping[int, int]
    rank: list[int]
    graph: Ranked
    last: int
    back: set[ranking.Arc]
    sections: set[int]
    is_entered: bool
    rows: Ranks = field(default_factory=list)
    arcs: list[PortArc] = field(default_factory=list)
    trunk: dict[int, list[int]] = field(default_factory=dict)
    entry: dict[int, int] = field(default_factory=dict)
    exit: dict[int, int] = field(default_factory=dict)
    loop: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    shared: dict[tuple[tuple[int, ...], bool], dict[int, int]] = field(default_factory=dict)

    def vertex(self, rank: int) -> int:
        """A new vertex of a passing wire."""
        graph = self.graph
        graph.rank.append(rank)
        graph.size.append(0.0)
        graph.up.append([])
        graph.down.append([])
        return len(graph.rank) - 1

    def add_wire(self, number: int, wire: Wire) -> None:
        """Adds a wire: one vertex for every rank it passes, however many targets it has."""
        graph, rank, local = self.graph, self.rank, self.local
        source = self.vertex(0) if wire.source < 0 else local[wire.source]
        if wire.source < 0:
            self.entry[number] = source
        offsets = wire.target_offsets or (0.0,) * len(wire.targets)
        reach = [(local[target], offset) for target, offset in zip(wire.targets, offsets) if target in local]
        if self.back:
            reach = self._without_loops(number, source, reach)
        start = graph.rank[source]
        stop = self.last + 1 if wire.leaves else max([rank[target] for target, _ in reach], default=0)
        passed: dict[int, int] = {}
        if start in self.sections:
            passed = self.shared.setdefault((wire.targets, wire.leaves), {})
        trunk = [source]
        for at in range(start + 1, stop):
            if at not in passed:
                passed[at] = self.vertex(at)
            trunk.append(passed[at])
        for at in range(1, len(trunk)):
            self.arcs.append((trunk[at - 1], wire.source_offset if at == 1 else 0.0, trunk[at], 0.0))
        for target, offset in reach:
            before = rank[target] - 1 - start
            self.arcs.append((trunk[before], 0.0 if before else wire.source_offset, target, offset))
        if wire.leaves:
            end = self.exit[number] = self.vertex(stop)
            self.arcs.append((trunk[-1], 0.0 if len(trunk) > 1 else wire.source_offset, end, 0.0))
        self.trunk[number] = trunk

    def _without_loops(
        self, number: int, source: int, reach: list[tuple[int, float]]
    ) -> list[tuple[int, float]]:
        """Gives targets that lie behind their own lane, past the source's rank and the target's; returns the others."""
        rank = self.rank
        ahead = []
        for target, offset in reach:
            if (source, target) not in self.back:
                ahead.append((target, offset))
                continue
            lane = [self.vertex(at) for at in range(rank[target], rank[source] + 1)]
            self.arcs.extend([(one, 0.0, other, 0.0) for one, other in zip(lane, lane[1:])])
            self.loop[number, self.members[target]] = lane
        return ahead


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
    """Lays out a connected part of a level.

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
    targets: list[list[int]] = [[] for _ in members]
    for _, wire in wires:
        if wire.source >= 0:
            targets[local[wire.source]].extend([local[target] for target in wire.targets])
    rank, back, sections = _rank(targets, columns, options.section_limit)
    builder = _build(members, local, rank, across_size, wires, back, sections, is_entered)
    _order(builder, members, hints, effort)
    return _finish(builder, members, along_size, wires, options, effort)


def _rank(targets: list[list[int]], columns: int, limit: int) -> tuple[list[int], set[ranking.Arc], set[int]]:
    """Ranks of the items, the arcs that run back, and the ranks that more of the same rank follow."""
    count = len(targets)
    if columns:
        size = -(-count // columns)
        rank = [vertex // size for vertex in range(count)]
        return rank, set(), set(range(rank[-1]))
    back: set[ranking.Arc] = set()
    order = ranking.topological_order(count, targets)
    if len(order) < count:
        back = ranking.back_arcs(count, targets)
        targets = [
            [target for target in row if (vertex, target) not in back] for vertex, row in enumerate(targets)
        ]
        order = ranking.topological_order(count, targets)
    sources: list[list[int]] = [[] for _ in targets]
    for vertex, row in enumerate(targets):
        for target in row:
            sources[target].append(vertex)
    rank = ranking.ranks(order, sources, targets)
    low = min(rank)
    if low:
        rank = [value - low for value in rank]
    return rank, back, ranking.split_wide_ranks(rank, range(count), limit)


def _build(
    members: Sequence[int],
    local: Mapping[int, int],
    rank: list[int],
    across_size: Sequence[float],
    wires: Sequence[tuple[int, Wire]],
    back: set[ranking.Arc],
    sections: set[int],
    is_entered: bool,
) -> _Builder:
    """Makes the ranked graph: a vertex for every item, entry, exit, and rank that a wire passes."""
    if is_entered:
        rank = [value + 1 for value in rank]
        sections = {value + 1 for value in sections}
    size = [across_size[item] for item in members]
    graph = Ranked(
        0, len(members), rank, size, [[] for _ in members], [[] for _ in members], [], [], {}, {}, {}
    )
    builder = _Builder(members, local, rank, graph, max(rank), back, sections, is_entered)
    for number, wire in wires:
        builder.add_wire(number, wire)
    _connect(graph, builder.arcs, bool(builder.shared))
    return builder


def _connect(graph: Ranked, arcs: Sequence[PortArc], is_shared: bool) -> None:
    """Writes the arcs into the graph, with ports where an arc does not start or end at the middle of its item."""
    count = graph.count = len(graph.rank)
    graph.owner = list(range(count))
    graph.offset = [0.0] * count
    known: dict[tuple[int, float], int] = {}

    def end_of(vertex: int, offset: float) -> int:
        if not offset:
            return vertex
        if (vertex, offset) not in known:
            known[vertex, offset] = len(graph.owner)
            graph.ports.setdefault(vertex, []).append(len(graph.owner))
            graph.owner.append(vertex)
            graph.offset.append(offset)
        return known[vertex, offset]

    up, down = graph.up, graph.down
    has_ports = False
    if is_shared:
        arcs = list(dict.fromkeys(arcs))
    for source, source_offset, target, target_offset in arcs:
        if source_offset or target_offset:
            has_ports = True
            start, end = end_of(source, source_offset), end_of(target, target_offset)
        else:
            start, end = source, target
        down[source].append(end)
        up[target].append(start)
    if has_ports:
        for source, source_offset, target, target_offset in arcs:
            if source in graph.ports:
                graph.down_own.setdefault(source, []).append(end_of(source, source_offset))
            if target in graph.ports:
                graph.up_own.setdefault(target, []).append(end_of(target, target_offset))


def _order(builder: _Builder, members: Sequence[int], hints: Mapping[int, float], effort: Effort) -> None:
    """Finds the order of every rank."""
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


def _start(builder: _Builder, first: Sequence[int], is_forward: bool) -> Ranks:
    """A first order: vertices as a depth-first walk meets them; before those, the `first` ones as given."""
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
            items = [vertex for vertex in row if vertex < graph.real]
            half = len(items) // 2
            row[:] = items[:half] + [vertex for vertex in row if vertex >= graph.real] + items[half:]
    return rows


def _finish(
    builder: _Builder,
    members: Sequence[int],
    along_size: Sequence[float],
    wires: Sequence[tuple[int, Wire]],
    options: LayoutOptions,
    effort: Effort,
) -> Part:
    """Turns order into coordinates."""
    graph, rows = builder.graph, builder.rows
    node_room, wire_room = options.node_gap / 2, options.wire_gap / 2
    extent = [size / 2 + node_room for size in graph.size[: graph.real]]
    extent += [wire_room] * (graph.count - graph.real)
    middle = across(graph, rows, extent, effort.turns, effort.rounds)
    tops = [middle[row[0]] - extent[row[0]] for row in rows if row]
    bottoms = [middle[row[-1]] + extent[row[-1]] for row in rows if row]
    top, bottom = min(tops) + wire_room, max(bottoms) - wire_room
    low = min([middle[vertex] - graph.size[vertex] / 2 for vertex in range(graph.count)])
    high = max([middle[vertex] + graph.size[vertex] / 2 for vertex in range(graph.count)])
    top, bottom = min(top, low), max(bottom, high)
    if graph.real:
        top, bottom = low, high
    part = Part(breadth=bottom - top)
    _measure(part, builder, along_size, options)
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
    return part


def _measure(part: Part, builder: _Builder, along_size: Sequence[float], options: LayoutOptions) -> None:
    """Gives every rank its place in the direction of the wires."""
    real, members = builder.graph.real, builder.members
    last = len(builder.rows) - 1
    if builder.loop:
        part.bend = options.rank_gap / 3
    at = part.bend
    for number, row in enumerate(builder.rows):
        part.starts.append(at)
        at += max([along_size[members[vertex]] for vertex in row if vertex < real], default=0.0)
        part.ends.append(at)
        if number < last:
            is_border = (builder.is_entered and number == 0) or number >= builder.last
            at += options.rank_gap * (0.5 if is_border else 1.0)
    part.length = at + part.bend
