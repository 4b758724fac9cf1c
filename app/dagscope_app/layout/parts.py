"""The records of one connected part of a level: its wires, how hard to try, and what comes out. No algorithm."""

from __future__ import annotations

from dataclasses import dataclass, field


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
# For a part whose wires pass so many ranks that every sweep takes a second.
LEAST = Effort(1, 1, 1, 0, 0, 0)
MANY_VERTICES = 40_000


def effort_for(nodes: int) -> Effort:
    """Return the effort for a graph of so many nodes."""
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
        bend: room for such wires to turn round beyond the part.
        source_turns: how far behind its source's rank such a wire turns.
        target_turns: how far before its target's rank it turns.
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
    source_turns: dict[tuple[int, int], float] = field(default_factory=dict)
    target_turns: dict[tuple[int, int], float] = field(default_factory=dict)
