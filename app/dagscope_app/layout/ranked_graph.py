"""Builds the ranked graph of a part: a vertex for every item, and for every rank that a wire passes. Orders nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagscope_app.layout.ordering import Ranked, Ranks
from dagscope_app.layout.parts import Wire
from dagscope_app.layout.ranking import Arc

# From a vertex, at an offset from its middle, to a vertex, at an offset.
PortArc = tuple[int, float, int, float]


@dataclass(slots=True)
class RankedGraph:
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
    back: set[Arc]
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
        """Add a vertex of a passing wire and return it."""
        graph = self.graph
        graph.rank.append(rank)
        graph.size.append(0.0)
        graph.up.append([])
        graph.down.append([])
        return len(graph.rank) - 1

    def add_wire(self, number: int, wire: Wire) -> None:
        """Add a wire: one vertex for every rank it passes, however many targets it has."""
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

    def _without_loops(self, number: int, source: int, reach: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Give targets that lie behind their own lane, past the source's rank and the target's; returns the others."""
        rank = self.rank
        ahead = []
        for target, offset in reach:
            # What was to run back may still have come to lie ahead: then it is a wire like any other.
            if (source, target) not in self.back or rank[source] < rank[target]:
                ahead.append((target, offset))
                continue
            lane = [self.vertex(at) for at in range(rank[target], rank[source] + 1)]
            self.arcs.extend([(one, 0.0, other, 0.0) for one, other in zip(lane, lane[1:])])
            self.loop[number, self.members[target]] = lane
        return ahead


def build_ranked_graph(
    members: Sequence[int],
    local: Mapping[int, int],
    rank: list[int],
    across_size: Sequence[float],
    wires: Sequence[tuple[int, Wire]],
    back: set[Arc],
    sections: set[int],
    is_entered: bool,
) -> RankedGraph:
    """Make the ranked graph: a vertex for every item, entry, exit, and rank that a wire passes."""
    if is_entered:
        rank = [value + 1 for value in rank]
        sections = {value + 1 for value in sections}
    size = [across_size[item] for item in members]
    graph = Ranked(0, len(members), rank, size, [[] for _ in members], [[] for _ in members], [], [], {}, {}, {})
    builder = RankedGraph(members, local, rank, graph, max(rank), back, sections, is_entered)
    for number, wire in wires:
        builder.add_wire(number, wire)
    _connect(graph, builder.arcs, bool(builder.shared))
    return builder


def _connect(graph: Ranked, arcs: Sequence[PortArc], is_shared: bool) -> None:
    """Write the arcs into the graph, with ports where an arc does not start or end at the middle of its item."""
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
