"""Where things are in a picture: boxes, wires, a whole layout.
Standard library alone, since the layout process starts on it.

Lengths are scene units (pixels at scale 1). A box is given by its top-left corner. It must not compute a layout or
draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, NewType

Point = tuple[float, float]
# Wires run to the right, or down.
Direction = Literal["LR", "TB"]
DIRECTIONS: tuple[Direction, ...] = ("LR", "TB")
_GROUP = "group:"  # a node may have a group's name
PinKey = NewType("PinKey", str)
"""What a kept position is known by, in project files too: a node's name, or a group's. Nobody takes one apart."""


def pin_key(name: str, *, is_group: bool) -> PinKey:
    """Return the key of the position of a node or a group."""
    return PinKey(_GROUP + name if is_group else name)


class WireKey(NamedTuple):
    """What a drawn wire is known by: the two visible things it joins, each a node or a folded group."""

    source: str
    target: str


ThingKind = Literal["node", "group", "wire", "background"]
ThingKey = str | WireKey


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in scene units: top-left corner and size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return (self.width, self.height)

    def moved(self, x: float, y: float) -> Box:
        """Return the box moved by so much."""
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Route:
    """One drawn wire between two visible things, each a node or a folded group.

    `count` says how many real edges it stands for. `points` is a polyline from the border of the source to the border
    of the target; the stretches between two points on one axis are straight, the others are meant to be drawn as an
    S-curve that leaves and arrives along the direction (see `layout.curves.cubics`), and run between ranks only.
    """

    source: str
    target: str
    count: int
    points: tuple[Point, ...]

    def moved(self, x: float, y: float) -> Route:
        """Return the wire moved by so much."""
        return Route(self.source, self.target, self.count, tuple([(px + x, py + y) for px, py in self.points]))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything visible is.

    Attributes:
        nodes: boxes of the visible nodes.
        groups: frames of the visible unfolded groups and boxes of the visible folded ones.
        routes: drawn wires, in the order of the first real edge of each.
        bounds: the rectangle that holds all boxes and wires.
    """

    nodes: Mapping[str, Box] = field(default_factory=dict)
    groups: Mapping[str, Box] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    bounds: Box = Box(0.0, 0.0, 0.0, 0.0)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole picture."""
        return (self.bounds.width, self.bounds.height)

    def moved(self, x: float, y: float) -> Layout:
        """Return the layout moved by so much."""
        return Layout(
            {name: box.moved(x, y) for name, box in self.nodes.items()},
            {name: box.moved(x, y) for name, box in self.groups.items()},
            tuple([route.moved(x, y) for route in self.routes]),
            self.bounds.moved(x, y),
        )

    def box(self, item_id: str) -> Box | None:
        """Return the box of a visible node or group."""
        return self.nodes.get(item_id) or self.groups.get(item_id)
