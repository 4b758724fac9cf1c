"""A SceneSpec as arrays: where everything is, and what is in view or under a point. It must not paint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from dagscope_app.drawing.metrics import GROUP_HEADER, NODE_MAX_WIDTH
from dagscope_app.drawing.paths import Floats, Ints, sampled
from dagscope_app.model.placement import Box, ThingKey, ThingKind, WireKey
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem

NODE_MARGIN = 14.0
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """What is under a point; a wire has its two ends in `id` and `target`."""

    kind: ThingKind
    id: str = ""
    target: str = ""
    is_header: bool = False

    @property
    def key(self) -> ThingKey:
        """What the thing is known by."""
        return WireKey(self.id, self.target) if self.kind == "wire" else self.id


def box_array(boxes: Iterable[Box]) -> Floats:
    """Return boxes as rows of left, top, right, bottom."""
    corners = [(b.x, b.y, b.width, b.height) for b in boxes]
    found = np.fromiter(chain.from_iterable(corners), dtype=np.float64, count=4 * len(corners)).reshape(-1, 4)
    found[:, 2:] += found[:, :2]
    return found


@dataclass(slots=True)
class WireArrays:
    """All wires of a spec: their points in one array, the start of each, their bounding boxes."""

    items: list[WireItem]
    points: Floats
    starts: Ints
    lengths: Ints
    boxes: Floats

    @classmethod
    def of(cls, wires: Iterable[WireItem]) -> WireArrays:
        """Return arrays of these wires; a wire of fewer than two points is left out."""
        items = [wire for wire in wires if len(wire.points) > 1]
        lengths = np.array([len(wire.points) for wire in items], dtype=np.int64)
        flat = np.fromiter(
            chain.from_iterable(chain.from_iterable(wire.points for wire in items)),
            dtype=np.float64,
            count=int(lengths.sum()) * 2,
        )
        points = flat.reshape(-1, 2)
        starts = np.cumsum(lengths) - lengths
        if items:
            boxes = np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
        else:
            boxes = np.zeros((0, 4))
        return cls(items, points, starts, lengths, boxes)

    def select(self, chosen: Ints) -> tuple[Floats, Ints]:
        """Return the points and starts of the wires with these numbers."""
        if len(chosen) == len(self.items):
            return self.points, self.starts
        lengths = self.lengths[chosen]
        starts = np.cumsum(lengths) - lengths
        index = np.arange(int(lengths.sum())) - np.repeat(starts - self.starts[chosen], lengths)
        return self.points[index], starts

    def ends(self, chosen: Ints) -> Floats:
        """Return the last points of the wires with these numbers."""
        found: Floats = self.points[self.starts[chosen] + self.lengths[chosen] - 1]
        return found


def _same_wires(spec: SceneSpec, before: SceneSpec) -> bool:
    if list(spec.wires) != list(before.wires):
        return False
    return all(a is b or _same_wire(a, b) for a, b in zip(spec.wires.values(), before.wires.values()))


def overlapping(boxes: Floats, view: Bounds, margin: float = 0.0) -> Ints:
    """Return the numbers of the boxes that touch a view given as left, top, right, bottom."""
    left, top, right, bottom = view
    touches = (
        (boxes[:, 2] >= left - margin)
        & (boxes[:, 0] <= right + margin)
        & (boxes[:, 3] >= top - margin)
        & (boxes[:, 1] <= bottom + margin)
    )
    return np.flatnonzero(touches)


def _same_node(a: NodeItem, b: NodeItem) -> bool:
    """Return whether two nodes look alike in the base of a picture; ten thousand are compared in a frame."""
    return (
        a.state == b.state
        and a.time_text == b.time_text
        and (a.box is b.box or a.box == b.box)
        and a.label == b.label
        and a.type_text == b.type_text
        and a.kind == b.kind
        and a.heat == b.heat
        and a.is_final is b.is_final
        and a.is_value_overridden is b.is_value_overridden
        and a.is_definition_overridden is b.is_definition_overridden
        and a.definition_count == b.definition_count
        and a.diff == b.diff
        and a.ports == b.ports
        and a.is_pinned is b.is_pinned
        and a.stops == b.stops
    )


_GROUP_KEY = attrgetter(
    "label", "box", "depth", "is_folded", "count", "state_counts", "time_text", "diff_counts", "diff", "is_pinned"
)


def _same_wire(a: WireItem, b: WireItem) -> bool:
    return (
        (a.points is b.points or a.points == b.points)
        and a.count == b.count
        and a.is_optional is b.is_optional
        and a.diff == b.diff
    )


@dataclass(frozen=True, slots=True)
class Change:
    """How a picture differs from the one before.

    Attributes:
        has_moved: boxes or wires came, went or moved.
        restyled: boxes of the nodes and groups whose own look changed at their old position.
    """

    has_moved: bool
    restyled: tuple[Box, ...] = ()


@dataclass
class SceneGeometry:
    """The arrays of one spec; wires are turned into arrays when they are first asked for."""

    spec: SceneSpec
    nodes: list[NodeItem] = field(init=False)
    groups: list[GroupItem] = field(init=False)
    node_boxes: Floats = field(init=False)
    group_boxes: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = list(self.spec.nodes.values())
        self.node_boxes = box_array(node.box for node in self.nodes)
        self.groups = sorted(self.spec.groups.values(), key=lambda group: group.depth)
        self.group_boxes = box_array(group.box for group in self.groups)

    def change_from(self, old: SceneGeometry) -> Change:
        """Compare with the picture before; quick when items, boxes and points are the same objects."""
        spec, before = self.spec, old.spec
        if spec.direction != before.direction:
            return Change(True)
        if list(spec.nodes) != list(before.nodes) or list(spec.groups) != list(before.groups):
            return Change(True)
        if spec.wires is not before.wires and not _same_wires(spec, before):
            return Change(True)
        restyled: list[Box] = []
        for new, was in zip(self.nodes, old.nodes):
            if new is not was and not _same_node(new, was):
                if new.box != was.box:
                    return Change(True)
                restyled.append(new.box)
        for name, group in spec.groups.items():
            earlier = before.groups[name]
            if group is not earlier and _GROUP_KEY(group) != _GROUP_KEY(earlier):
                if group.box != earlier.box or group.is_folded != earlier.is_folded or group.depth != earlier.depth:
                    return Change(True)
                restyled.append(group.box)
        return Change(False, tuple(restyled))

    def part(self, view: Bounds) -> SceneSpec:
        """Return what is in view, as a picture of its own."""
        nodes = [self.nodes[i] for i in self.nodes_in(view).tolist()]
        groups = [self.groups[i] for i in self.groups_in(view).tolist()]
        wires = [self.wires.items[i] for i in self.wires_in(view).tolist()]
        return replace(
            self.spec,
            nodes={item.id: item for item in nodes},
            groups={item.id: item for item in groups},
            wires={item.id: item for item in wires},
        )

    def inherit(self, old: SceneGeometry) -> None:
        """Take over the arrays of a picture whose boxes and wires are at the same positions."""
        if "wires" in old.__dict__:
            arrays = old.wires
            items = [wire for wire in self.spec.wires.values() if len(wire.points) > 1]
            self.__dict__["wires"] = WireArrays(items, arrays.points, arrays.starts, arrays.lengths, arrays.boxes)
        for name in ("bounds", "adjacent"):
            if name in old.__dict__:
                self.__dict__[name] = old.__dict__[name]

    @cached_property
    def wires(self) -> WireArrays:
        """The wires' arrays."""
        return WireArrays.of(self.spec.wires.values())

    @property
    def is_lr(self) -> bool:
        """Whether wires run to the right."""
        return self.spec.direction != "TB"

    @cached_property
    def bounds(self) -> Bounds:
        """The rectangle of all boxes and wires; a unit square for an empty scene."""
        boxes = np.vstack([self.node_boxes, self.group_boxes, self.wires.boxes.reshape(-1, 4)])
        if not len(boxes):
            return (0.0, 0.0, 1.0, 1.0)
        least, most = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return (float(least[0]), float(least[1]), float(most[0]), float(most[1]))

    @property
    def start(self) -> tuple[float, float]:
        """Where reading begins: the middle of the boxes near the left or upper edge that need nothing.

        In a picture in rows each row begins at that edge, and all but the first with what needs something.
        """
        boxes = np.vstack([self.node_boxes, self.group_boxes])
        if not len(boxes):
            return (0.0, 0.0)
        along, across = (0, 1) if self.is_lr else (1, 0)
        least = boxes[:, along].min()
        needing = {wire.target for wire in self.wires.items}
        is_free = [node.id not in needing for node in self.nodes]
        is_free += [group.is_folded and group.id not in needing for group in self.groups]
        first = boxes[np.array(is_free) & (boxes[:, along] <= least + NODE_MAX_WIDTH)]
        if not len(first):
            first = boxes[boxes[:, along] <= least + 1.0]
        middle = float((first[:, across] + first[:, across + 2]).mean() / 2)
        return (float(least), middle) if self.is_lr else (middle, float(least))

    def has_at_most(self, count: int, view: Bounds) -> bool:
        """Return whether no more nodes and groups than so many are in view."""
        return len(self.nodes_in(view)) + len(self.groups_in(view)) <= count

    def has_any_in(self, view: Bounds) -> bool:
        """Return whether a node or a group is in view."""
        return bool(len(self.nodes_in(view, 0.0)) or len(self.groups_in(view, 0.0)))

    @cached_property
    def adjacent(self) -> dict[str, list[int]]:
        """The numbers of the wires at each visible end."""
        found: dict[str, list[int]] = {}
        for number, wire in enumerate(self.wires.items):
            found.setdefault(wire.source, []).append(number)
            found.setdefault(wire.target, []).append(number)
        return found

    @cached_property
    def outer_groups(self) -> frozenset[str]:
        """The groups that hold other groups: from very far the others are blocks, these stay frames."""
        return frozenset(self.spec.group_around(group.id) for group in self.groups)

    def nodes_in(self, view: Bounds, margin: float = NODE_MARGIN) -> Ints:
        """Return the numbers of the nodes in view; the margin is what a node paints beyond its box."""
        return overlapping(self.node_boxes, view, margin)

    def groups_in(self, view: Bounds, margin: float = NODE_MARGIN) -> Ints:
        """Return the numbers of the groups in view, outermost first."""
        return overlapping(self.group_boxes, view, margin)

    def wires_in(self, view: Bounds, margin: float = 8.0) -> Ints:
        """Return the numbers of the wires in view."""
        return overlapping(self.wires.boxes, view, margin)

    def box_of(self, item_id: str) -> Box | None:
        """Return the box of a node, else of a group: a group may hold a node of its own name."""
        node = self.spec.nodes.get(item_id)
        if node is not None:
            return node.box
        group = self.spec.groups.get(item_id)
        return group.box if group is not None else None

    def nearest(self, x: float, y: float) -> str:
        """Return the node, or else the group, whose middle is nearest to a point; empty for an empty scene."""
        boxes = self.node_boxes if len(self.nodes) else self.group_boxes
        if not len(boxes):
            return ""
        away = np.abs((boxes[:, 0] + boxes[:, 2]) / 2 - x) + np.abs((boxes[:, 1] + boxes[:, 3]) / 2 - y)
        return (self.nodes or self.groups)[int(away.argmin())].id

    def frame_of(self, group_id: str) -> Box | None:
        """Return the box of a group."""
        group = self.spec.groups.get(group_id)
        return group.box if group is not None else None

    def hit(self, x: float, y: float, reach: float = 4.0) -> Hit:
        """Return what is under a scene point; `reach` is how near a wire counts."""
        nodes = overlapping(self.node_boxes, (x, y, x, y))
        if len(nodes):
            return Hit("node", self.nodes[int(nodes[-1])].id)
        groups = overlapping(self.group_boxes, (x, y, x, y))
        inner = self.groups[int(groups[-1])] if len(groups) else None
        if inner is not None and (inner.is_folded or y <= inner.box.y + GROUP_HEADER):
            return Hit("group", inner.id, is_header=True)
        wire = self._wire_at(x, y, reach)
        if wire is not None:
            return Hit("wire", wire.source, wire.target)
        return Hit("group", inner.id) if inner is not None else Hit("background")

    def _wire_at(self, x: float, y: float, reach: float) -> WireItem | None:
        near = self.wires_in((x, y, x, y), reach)
        best, found = reach, None
        for number in near.tolist():
            wire = self.wires.items[number]
            away = _distance(np.asarray(wire.points, dtype=np.float64), x, y, self.is_lr)
            if away <= best:
                best, found = away, wire
        return found


def _distance(points: Floats, x: float, y: float, is_lr: bool) -> float:
    """Return the distance of a point to the drawn curve, sampled."""
    curve = sampled(points, is_lr)
    return _to_segments(curve[:-1], curve[1:], np.array([x, y]))


def _to_segments(a: Floats, b: Floats, point: Floats) -> float:
    line = b - a
    length: npt.NDArray[np.float64] = np.maximum((line**2).sum(axis=1), 1e-9)
    at = np.clip(((point - a) * line).sum(axis=1) / length, 0.0, 1.0)
    return float(np.sqrt(((a + line * at[:, None] - point) ** 2).sum(axis=1)).min())
