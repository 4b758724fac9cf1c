"""Which node the arrow keys go to. It must not know keys or widgets."""

from __future__ import annotations

from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.model.placement import Box

STEPS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def next_in_direction(geometry: SceneGeometry, current: str, direction: str, came_from: str = "") -> str:
    """Return the id of the node or folded group that lies nearest in a direction.

    Along the wires' direction a connected neighbour wins over whatever else is there, and the one the walk
    `came_from` over the others. `current` comes back where nothing lies in that direction; without a current one,
    the first item of the picture.
    """
    start = geometry.box_of(current)
    if start is None:
        return _first(geometry)
    dx, dy = STEPS[direction]
    along = (dx != 0) == geometry.is_lr
    if along:
        linked = _linked(geometry, current, forward=dx > 0 or dy > 0)
        if came_from in linked:
            return came_from
        best = _nearest(start, linked, dx, dy)
        if best:
            return best
    return _nearest(start, _candidates(geometry, current), dx, dy) or current


def _first(geometry: SceneGeometry) -> str:
    boxes = _candidates(geometry, "")
    return min(boxes, key=lambda item: (boxes[item].x, boxes[item].y), default="")


def _candidates(geometry: SceneGeometry, current: str) -> dict[str, Box]:
    found = {node.id: node.box for node in geometry.nodes if node.id != current}
    found.update({g.id: g.box for g in geometry.groups if g.is_folded and g.id != current})
    return found


def _linked(geometry: SceneGeometry, current: str, *, forward: bool) -> dict[str, Box]:
    found: dict[str, Box] = {}
    for number in geometry.adjacent.get(current, ()):
        wire = geometry.wires.items[number]
        other = (
            wire.target
            if forward and wire.source == current
            else wire.source
            if not forward and wire.target == current
            else ""
        )
        box = geometry.box_of(other) if other else None
        if box is not None:
            found[other] = box
    return found


def _nearest(start: Box, boxes: dict[str, Box], dx: int, dy: int) -> str:
    """Return the item at the least distance, counting what lies aside twice as much as what lies ahead."""
    x, y = _middle(start)
    best, found = float("inf"), ""
    for item_id, box in boxes.items():
        ox, oy = _middle(box)
        ahead = (ox - x) * dx + (oy - y) * dy
        aside = abs((ox - x) * dy) + abs((oy - y) * dx)
        if ahead <= 1.0 or aside > 3 * ahead + start.width:
            continue
        cost = ahead + 2 * aside
        if cost < best:
            best, found = cost, item_id
    return found
