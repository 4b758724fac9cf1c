"""Which part of the scene is in view, and how large: plain numbers. It must not know Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dagscope_app.model.picture.overview import NAMES_SCALE, READABLE_SCALE

Bounds = tuple[float, float, float, float]
LEAST_SCALE = 0.001
MOST_SCALE = 4.0
FIT_MARGIN = 32.0
REVEAL_MARGIN = 24.0


@dataclass(frozen=True, slots=True)
class Camera:
    """`scale` is screen units a scene unit; `x`, `y` the scene point at the view's top-left corner."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_scene(self, sx: float, sy: float) -> tuple[float, float]:
        """Return the scene point under a screen point."""
        return self.x + sx / self.scale, self.y + sy / self.scale

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Return the screen point of a scene point."""
        return (x - self.x) * self.scale, (y - self.y) * self.scale

    def moved(self, dx: float, dy: float) -> Camera:
        """Return the camera after dragging the picture by so many screen units."""
        return replace(self, x=self.x - dx / self.scale, y=self.y - dy / self.scale)

    def zoomed(self, factor: float, sx: float, sy: float) -> Camera:
        """Return the camera zoomed so that the scene point under a screen point stays there."""
        scale = min(MOST_SCALE, max(LEAST_SCALE, self.scale * factor))
        x, y = self.to_scene(sx, sy)
        return Camera(scale, x - sx / scale, y - sy / scale)

    def holding(self, x: float, y: float, new_x: float, new_y: float) -> Camera:
        """Return the camera shifted so that the scene point `new` appears where the point `(x, y)` is now."""
        return replace(self, x=self.x + new_x - x, y=self.y + new_y - y)

    def view(self, width: float, height: float) -> Bounds:
        """Return the scene rectangle seen by a view of this size."""
        return (self.x, self.y, self.x + width / self.scale, self.y + height / self.scale)

    def centered(self, x: float, y: float, width: float, height: float) -> Camera:
        """Return a camera of this scale with a scene point in the middle."""
        return replace(self, x=x - width / self.scale / 2, y=y - height / self.scale / 2)


def fitting(
    bounds: Bounds,
    width: float,
    height: float,
    most: float = 1.0,
    margin: float = FIT_MARGIN,
    least: float = LEAST_SCALE,
    foot: float = 0.0,
    side: float = 0.0,
    head: float = 0.0,
) -> Camera:
    """Return the camera that shows all of `bounds` in the middle, never larger than `most` nor smaller than `least`.

    `foot`, `side` and `head` are room at the lower, right and upper edge that is left to what lies over the view there.
    """
    left, top, right, bottom = bounds
    width, height = max(16.0, width - side), max(16.0, height - foot - head)
    room_x, room_y = max(16.0, width - 2 * margin), max(16.0, height - 2 * margin)
    scale = min(most, room_x / max(1.0, right - left), room_y / max(1.0, bottom - top))
    scale = min(MOST_SCALE, max(least, scale))
    return Camera(scale).centered((left + right) / 2, (top + bottom) / 2, width, height).moved(0.0, head)


def revealing(box: Bounds, width: float, height: float, covers: Sequence[Bounds] = ()) -> tuple[float, float]:
    """Return how far a box is to be moved to be free in a view of this size, clear of what covers the view's corners.

    Args:
        box: left, top, right and bottom on the screen.
        width: of the view.
        height: of the view.
        covers: what lies over the view, in its coordinates.
    """
    left, top, right, bottom = box
    margin = REVEAL_MARGIN
    dx = max(0.0, margin - left) or min(0.0, width - margin - right)
    dy = max(0.0, margin - top) or min(0.0, height - margin - bottom)
    for cover in covers:
        more_x, more_y = _clearing((left + dx, top + dy, right + dx, bottom + dy), cover, width, height)
        dx, dy = dx + more_x, dy + more_y
    return dx, dy


def _clearing(box: Bounds, cover: Bounds, width: float, height: float) -> tuple[float, float]:
    """Return the shortest way out from under a cover; none for what would leave the view by each of them."""
    left, top, right, bottom = box
    margin = REVEAL_MARGIN / 2
    start_x, start_y, end_x, end_y = (cover[0] - margin, cover[1] - margin, cover[2] + margin, cover[3] + margin)
    if right <= start_x or left >= end_x or bottom <= start_y or top >= end_y:
        return 0.0, 0.0
    ways = ((0.0, start_y - bottom), (start_x - right, 0.0), (end_x - left, 0.0), (0.0, end_y - top))
    inside = [
        (dx, dy)
        for dx, dy in ways
        if left + dx >= 0 and top + dy >= 0 and right + dx <= width and bottom + dy <= height
    ]
    return min(inside, key=lambda way: abs(way[0]) + abs(way[1]), default=(0.0, 0.0))


def first_look(bounds: Bounds, start: tuple[float, float], width: float, height: float, foot: float = 0.0) -> Camera:
    """Return a camera on all of `bounds`, or at a readable scale with `start` at the left where it would have no names.

    Args:
        bounds: of the whole picture.
        start: the scene point where reading begins: the left or upper end.
        width: of the view.
        height: of the view.
        foot: room at its lower edge that something else takes.
    """
    camera = fitting(bounds, width, height, foot=foot)
    if camera.scale >= NAMES_SCALE:
        return camera
    scale = READABLE_SCALE
    left, top, right, bottom = bounds
    room_x, room_y, margin = width / scale, height / scale, FIT_MARGIN / scale

    def along(point: float, least: float, most: float, room: float) -> float:
        if most - least + 2 * margin <= room:
            return (least + most - room) / 2
        return min(max(point - room / 2, least - margin), most + margin - room)

    return Camera(scale, along(start[0], left, right, room_x), along(start[1], top, bottom, room_y))
