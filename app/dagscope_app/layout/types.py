"""What a layout is asked for; what comes out is `model.placement`. No algorithm and no drawing lives here.

Lengths are scene units (pixels at scale 1). Group id `""` is the root level, which has no frame of its own. Nodes and
edges are named tuples: a large graph has tens of thousands, made in one turn of the window's event loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dagscope_app.model.placement import Direction


class LayoutNode(NamedTuple):
    """A node to place: its size as drawn and the group that holds it."""

    id: str
    width: float
    height: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class LayoutGroup:
    """A group of nodes and of other groups.

    `width` and `height` are the size of the folded box; 0 lets the layout estimate them from the label. An unfolded
    frame is never narrower than `width`, so that its header keeps its text.
    """

    id: str
    parent: str = ""
    label: str = ""
    is_folded: bool = False
    width: float = 0.0
    height: float = 0.0


class LayoutEdge(NamedTuple):
    """One real edge between two nodes, whatever is folded."""

    source: str
    target: str


Ends = tuple[str, str]
"""A `LayoutEdge`, or a plain pair of its source and its target, which a request for 20,000 of them is quicker with."""


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """The measures of a layout.

    Attributes:
        direction: `LR` (wires run to the right) or `TB` (wires run down).
        node_gap: room between neighbours of one rank.
        rank_gap: room between two ranks; wires bend there.
        wire_gap: room a wire takes that passes between nodes.
        padding: room between a frame and what it holds.
        header_height: height of a frame's header, and of a folded box unless its group says otherwise.
        component_gap: room between parts of a level that no edge joins.
        section_limit: a rank of more siblings than this is divided into sections (further columns).
        aspect: width over height that unconnected parts of a level are packed to.
        wrap: width over height that a long picture is wrapped to, in rows; 0 leaves it in one.
    """

    direction: Direction = "LR"
    node_gap: float = 16.0
    rank_gap: float = 56.0
    wire_gap: float = 10.0
    padding: float = 16.0
    header_height: float = 32.0
    component_gap: float = 28.0
    section_limit: int = 64
    aspect: float = 1.6
    wrap: float = 0.0


@dataclass(frozen=True, slots=True)
class LayoutRequest:
    """Everything one layout depends on; equal requests have equal pictures."""

    nodes: tuple[LayoutNode, ...]
    groups: tuple[LayoutGroup, ...]
    edges: tuple[Ends, ...]
    options: LayoutOptions
