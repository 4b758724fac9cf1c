"""What folding or unfolding one group does to the picture at once, before everything is laid out again.
It must not lay out or draw.

A large graph takes a moment to be placed. Until then the folded group shrinks where it is, or the unfolded one makes
room for itself; the layout that follows moves the rest. Pictures here are parts: what is near the view and no more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dagscope_app.model.placement import Box, Direction, WireKey
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem

Point = tuple[float, float]
NEAR = 0.5


def folded_in_place(
    near: SceneSpec, group: str, size: tuple[float, float], nodes: Collection[str], groups: Collection[str]
) -> SceneSpec | None:
    """Return the picture with one frame shrunk to a folded box at its corner, and its wires lifted to that box.

    Args:
        near: the picture before.
        group: the frame to fold.
        size: of the folded box.
        nodes: all nodes in the group.
        groups: all groups in it, without itself.

    Returns:
        None where the frame is not there, or folded already.
    """
    item = near.groups.get(group)
    if item is None or item.is_folded:
        return None
    frame, box = item.box, Box(item.box.x, item.box.y, *size)
    wires: dict[WireKey, WireItem] = {}
    for wire in near.wires.values():
        leaves = wire.source in nodes or wire.source in groups
        enters = wire.target in nodes or wire.target in groups
        if not (leaves or enters):
            wires[wire.id] = wire
        elif leaves is not enters:
            ends = WireKey(group, wire.target) if leaves else WireKey(wire.source, group)
            before = wires.get(ends)
            points = _leaving(wire.points, frame, box, near.direction)
            points = points if leaves else _entering(wire.points, box, near.direction)
            lifted = WireItem(
                *ends, points, wire.count, False, wire.is_on_path, wire.is_dimmed, wire.diff, wire.is_below
            )
            wires[ends] = replace(before, count=before.count + wire.count) if before is not None else lifted
    return replace(
        near,
        nodes={name: node for name, node in near.nodes.items() if name not in nodes},
        groups={
            name: replace(item, box=box, is_folded=True) if name == group else other
            for name, other in near.groups.items()
            if name not in groups
        },
        wires=wires,
    )


def _leaving(points: tuple[Point, ...], frame: Box, box: Box, direction: Direction) -> tuple[Point, ...]:
    """Return the course of a wire out of the frame, from the folded box."""
    if direction == "TB":
        start, rest = (box.x + box.width / 2, box.y + box.height), frame.y + frame.height - NEAR
        return (start, *([point for point in points if point[1] >= rest] or points[-1:]))
    start, rest = (box.x + box.width, box.y + box.height / 2), frame.x + frame.width - NEAR
    return (start, *([point for point in points if point[0] >= rest] or points[-1:]))


def _entering(points: tuple[Point, ...], box: Box, direction: Direction) -> tuple[Point, ...]:
    """Return the course of a wire into the frame, up to the folded box, whose corner is the frame's."""
    if direction == "TB":
        return (*([p for p in points if p[1] < box.y - NEAR] or points[:1]), (box.x + box.width / 2, box.y))
    return (*([p for p in points if p[0] < box.x - NEAR] or points[:1]), (box.x, box.y + box.height / 2))


def unfolded_in_place(near: SceneSpec, group: str, inside: SceneSpec) -> SceneSpec | None:
    """Return the picture with one folded box grown to a frame at its corner; what lies right of it or below moves on.

    Whatever begins beyond the box's right edge moves right by what the frame is wider, whatever begins below it down
    by what it is higher: an order-preserving map of each axis, so that nothing comes to overlap.

    Args:
        near: the picture before.
        group: the box to unfold.
        inside: the frame and what it holds, its corner at the box's; only the wires between what it holds.

    Returns:
        None where the box is not there, or unfolded already.
    """
    item, opened = near.groups.get(group), inside.groups.get(group)
    if item is None or opened is None or not item.is_folded:
        return None
    old, new = item.box, opened.box
    right, below = old.x + old.width - NEAR, old.y + old.height - NEAR
    wider, higher = max(0.0, new.width - old.width), max(0.0, new.height - old.height)

    def moved(x: float, y: float) -> Point:
        return (x + wider if x >= right else x, y + higher if y >= below else y)

    def node_moved(node: NodeItem) -> NodeItem:
        x, y = moved(node.box.x, node.box.y)
        return node if (x, y) == (node.box.x, node.box.y) else replace(node, box=replace(node.box, x=x, y=y))

    def group_moved(other: GroupItem) -> GroupItem:
        box = other.box
        x, y = moved(box.x, box.y)
        if other.is_folded:
            return replace(other, box=replace(box, x=x, y=y))
        end = moved(box.x + box.width, box.y + box.height)
        return replace(other, box=Box(x, y, end[0] - x, end[1] - y))

    return replace(
        near,
        nodes={**{name: node_moved(node) for name, node in near.nodes.items()}, **inside.nodes},
        groups={**{name: group_moved(other) for name, other in near.groups.items()}, **inside.groups},
        wires={
            **{key: _along(wire, tuple([moved(*point) for point in wire.points])) for key, wire in near.wires.items()},
            **inside.wires,
        },
    )


def _along(wire: WireItem, points: tuple[Point, ...]) -> WireItem:
    return wire if points == wire.points else replace(wire, points=points)
