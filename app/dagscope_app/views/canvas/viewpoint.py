"""Where a view looks, and where it looks in the next picture: plain state.
It must not move anything or know widgets.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.model.picture.overview import NAMES_SCALE, READABLE_SCALE
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import Look
from dagscope_app.views.canvas.camera import FIT_MARGIN, Bounds, Camera, first_look, fitting, revealing
from dagscope_app.views.canvas.looking import Size, anchors, camera_of, centered_on, look_of, nearest_in_both

FOOT = 64.0
"""What covers the lower edge and is no higher than this is a row of buttons."""


@dataclass(slots=True)
class Viewpoint:
    """The camera, and what it is there for.

    Attributes:
        camera: the part of the scene in view.
        is_fitted: all is in view, and stays so.
        is_first: the first picture of a project, which is never too small to be read.
        covers: what lies over the view, in its coordinates: nothing that is looked for ends up beneath.
    """

    camera: Camera = Camera()
    is_fitted: bool = True
    is_first: bool = True
    covers: tuple[Bounds, ...] = ()

    def fitting(self, geometry: SceneGeometry, size: Size) -> Camera:
        """Return the camera that shows everything."""
        whole = self._whole(geometry, size)
        if not self.is_first or whole.scale >= NAMES_SCALE:
            return whole
        return first_look(geometry.bounds, geometry.start, *size, foot=self.foot(size))

    def _whole(self, geometry: SceneGeometry, size: Size) -> Camera:
        """Return the camera on all of it, beside what covers the right edge as long as names can be read there."""
        foot, head = self.foot(size), self.head(size)
        beside = fitting(geometry.bounds, *size, foot=foot, side=self.side(size), head=head)
        return beside if beside.scale >= NAMES_SCALE else fitting(geometry.bounds, *size, foot=foot, head=head)

    def is_under_head(self, geometry: SceneGeometry, size: Size) -> bool:
        """Return whether the picture reaches below what lies over the upper edge."""
        left, top, _, _ = geometry.bounds
        return self.head(size) > 0 and self.camera.to_screen(left, top)[1] < self.head(size) + FIT_MARGIN / 2

    def side(self, size: Size) -> float:
        """Return how much of the right edge is covered from top to bottom."""
        width, height = size
        edges = [left for left, top, right, bottom in self.covers if top <= 0 and bottom >= height and right >= width]
        return width - min(edges) if edges else 0.0

    def foot(self, size: Size) -> float:
        """Return how much of the lower edge is covered by a row of buttons there."""
        low = [top for _, top, _, bottom in self.covers if bottom > size[1] - FOOT and bottom - top < FOOT]
        return max(0.0, size[1] - min(low) - FIT_MARGIN) if low else 0.0

    def head(self, size: Size) -> float:
        """Return how much of the upper edge is covered by a message there."""
        high = [bottom for left, top, right, bottom in self.covers if bottom < FOOT * 2 and right - left > size[0] / 3]
        return max(0.0, max(high) - FIT_MARGIN / 2) if high else 0.0

    def look(self, geometry: SceneGeometry, size: Size) -> Look | None:
        """Return where one looks; None where nothing is drawn."""
        if not geometry.nodes and not geometry.groups:
            return None
        if self.is_fitted and not self.is_first:
            return Look()
        return look_of(geometry, self.camera, size)

    def camera_of(self, geometry: SceneGeometry, look: Look, size: Size) -> Camera:
        """Return the camera that sees what was looked at."""
        if look.scale <= 0:
            self.is_first = False
            return self.fitting(geometry, size)
        return camera_of(geometry, look, size)

    def revealing(self, box: Box, size: Size) -> Camera | None:
        """Return the camera that has a box in view and not covered; None where this one has.

        It scrolls just so far; what is far away comes to the middle.
        """
        left, top = self.camera.to_screen(box.x, box.y)
        right, bottom = self.camera.to_screen(box.x + box.width, box.y + box.height)
        width, height = size
        dx, dy = revealing((left, top, right, bottom), width, height, self.covers)
        if abs(dx) > width / 2 or abs(dy) > height / 2:
            return centered_on(self.camera, box, size)
        return self.camera.moved(dx, dy) if dx or dy else None

    def resize(self, geometry: SceneGeometry, size: Size, old: Size) -> None:
        """Stay fitted, or keep the middle in the middle."""
        if self.is_fitted:
            self.camera = self.fitting(geometry, size)
        elif old[0] > 0:
            self.camera = self.camera.moved((size[0] - old[0]) / 2, (size[1] - old[1]) / 2)

    def follow(self, old: SceneGeometry, new: SceneGeometry, size: Size, anchor: str, look: Look | None) -> None:
        """Look at another picture: where `look` says, or so that the anchor stays where it is on the screen.

        Without either what is nearest to the middle stays. What was all in view is so again, as long as it can be read.
        """
        was_whole = _holds(self.camera.view(*size), old.bounds)
        before, was_empty = self.camera, not old.spec.nodes and not old.spec.groups
        if look is not None:
            self.is_fitted, self.camera = look.scale <= 0, self.camera_of(new, look, size)
        elif not anchor and not self.is_fitted and not was_empty and not was_whole:
            anchor = nearest_in_both(old, new, before, size)
        start, end = anchors(old, new, anchor)
        if look is not None:
            pass  # where one looked before is where one looks again
        elif start is not None and end is not None:
            self.camera = before.holding(start.x, start.y, end.x, end.y)
            self.is_fitted = False
            whole = self._whole(new, size)
            if was_whole and not _holds(self.camera.view(*size), new.bounds) and whole.scale >= READABLE_SCALE:
                self.camera, self.is_fitted = whole, True
        elif self.is_fitted or (was_whole and not was_empty):
            self.camera = self.fitting(new, size)
        elif not was_empty and not new.has_any_in(self.camera.view(*size)):
            self.camera = self._whole(new, size)
        if not new.spec.nodes and not new.spec.groups:
            self.is_fitted = self.is_first = True


def _holds(view: Bounds, bounds: Bounds) -> bool:
    """Return whether all of a picture is in view."""
    return view[0] <= bounds[0] and view[1] <= bounds[1] and view[2] >= bounds[2] and view[3] >= bounds[3]
