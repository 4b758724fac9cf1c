"""Where one looks at a scene, relative to what is drawn there: pure functions.
It must not move a camera or know widgets.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import chain

from dagscope_app.drawing.geometry import Bounds, SceneGeometry
from dagscope_app.model.picture.overview import READABLE_SCALE
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import Look
from dagscope_app.views.canvas.camera import Camera

Size = tuple[int, int]


def middle_of(box: Box) -> tuple[float, float]:
    """Return the point in the middle of a box."""
    return box.x + box.width / 2, box.y + box.height / 2


def bounds_of(geometry: SceneGeometry, ids: Iterable[str], *, prefers_groups: bool = False) -> Bounds | None:
    """Return what encloses these nodes and groups, or None where none of them is drawn.

    Where a group holds a node of its own name, the node is meant, unless `prefers_groups`.
    """
    found = [prefers_groups and geometry.frame_of(item_id) or geometry.box_of(item_id) for item_id in ids]
    boxes = [box for box in found if box is not None]
    if not boxes:
        return None
    return (
        min(b.x for b in boxes),
        min(b.y for b in boxes),
        max(b.x + b.width for b in boxes),
        max(b.y + b.height for b in boxes),
    )


def centered_on(camera: Camera, box: Box, size: Size, least: float = READABLE_SCALE) -> Camera:
    """Return a camera with a box in the middle, zoomed in only where the scale is below the least one to read it at."""
    scale = camera.scale if camera.scale >= least else 1.0
    return Camera(scale).centered(*middle_of(box), *size)


def look_of(geometry: SceneGeometry, camera: Camera, size: Size) -> Look:
    """Return the scale, and the middle of the view as seen from the item nearest to it."""
    x, y = camera.to_scene(size[0] / 2, size[1] / 2)
    item = geometry.nearest(x, y)
    box = geometry.box_of(item)
    return Look(camera.scale, x, y) if box is None else Look(camera.scale, x - box.x, y - box.y, item)


def camera_of(geometry: SceneGeometry, look: Look, size: Size) -> Camera:
    """Return the camera that sees what was looked at."""
    box = geometry.box_of(look.item) if look.item else None
    x, y = (look.x, look.y) if box is None else (look.x + box.x, look.y + box.y)
    return Camera(look.scale).centered(x, y, *size)


def is_in_view(geometry: SceneGeometry, item_id: str, camera: Camera, size: Size) -> bool:
    """Return whether the middle of a node or a group is in view."""
    box = geometry.box_of(item_id)
    if box is None:
        return False
    left, top, right, bottom = camera.view(*size)
    x, y = middle_of(box)
    return left <= x <= right and top <= y <= bottom


def on_the_way(start: Camera, end: Camera, part: float) -> Camera:
    """Return a camera between two, so that what both see moves evenly on the screen."""
    if start.scale == end.scale:
        return Camera(start.scale, start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)
    scale = start.scale * math.pow(end.scale / start.scale, part)
    ratio = (1 / scale - 1 / start.scale) / (1 / end.scale - 1 / start.scale)
    return Camera(scale, start.x + (end.x - start.x) * ratio, start.y + (end.y - start.y) * ratio)


def nearest_in_both(old: SceneGeometry, new: SceneGeometry, camera: Camera, size: Size) -> str:
    """Return what both pictures have nearest to the middle of the view: it stays where nothing was clicked."""
    left, top, right, bottom = view = camera.view(*size)
    x, y = (left + right) / 2, (top + bottom) / 2
    best, found = float("inf"), ""
    shown = chain((old.nodes[i] for i in old.nodes_in(view)), (old.groups[i] for i in old.groups_in(view)))
    for item in shown:
        there = middle_of(item.box)
        away = abs(there[0] - x) + abs(there[1] - y)
        if away < best and new.box_of(item.id) is not None:
            best, found = away, item.id
    return found


def anchors(old: SceneGeometry, new: SceneGeometry, anchor: str) -> tuple[Box | None, Box | None]:
    """Return where the anchor was and is: a group before a node of its name, where both pictures have it."""
    start, end = old.frame_of(anchor), new.frame_of(anchor)
    return (start, end) if start and end else (old.box_of(anchor), new.box_of(anchor))
