"""Glides what is in view from one picture to the next. It must not own a timer or know widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QPainter

from dagscope_app.drawing.geometry import Bounds, SceneGeometry
from dagscope_app.drawing.inks import Inks
from dagscope_app.drawing.paths import Floats
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.model.scene import GroupItem, NodeItem, Rect, SceneSpec, WireItem
from dagscope_app.views.canvas.camera import Camera

DURATION_MS = 200
MOST_GLIDING = 700


def ease_out(share: float) -> float:
    """Quick at first, then slower: 0 to 1."""
    rest = 1.0 - min(1.0, max(0.0, share))
    return 1.0 - rest * rest * rest


def between(a: Rect, b: Rect, share: float) -> Rect:
    """A box on its way."""
    return Rect(
        a.x + (b.x - a.x) * share,
        a.y + (b.y - a.y) * share,
        a.width + (b.width - a.width) * share,
        a.height + (b.height - a.height) * share,
    )


def _within(box: Rect, frame: Rect, other: Rect) -> Rect:
    """Where a box inside `frame` would be if the frame were `other`, at its own size at most."""
    sx, sy = other.width / max(1.0, frame.width), other.height / max(1.0, frame.height)
    return Rect(
        other.x + (box.x - frame.x) * sx,
        other.y + (box.y - frame.y) * sy,
        box.width * min(1.0, sx),
        box.height * min(1.0, sy),
    )


@dataclass(frozen=True, slots=True)
class _Move:
    """One item with where it comes from and goes to."""

    item: NodeItem | GroupItem
    start: Rect
    end: Rect

    def at(self, share: float) -> NodeItem | GroupItem:
        return replace(self.item, box=between(self.start, self.end, share))


class Motion:
    """The glide from `old` to `new` for what either camera sees; `is_feasible` tells whether it is little enough."""

    def __init__(
        self, old: SceneGeometry, new: SceneGeometry, cameras: tuple[Camera, Camera], size: tuple[int, int]
    ) -> None:
        self._old, self._new = old, new
        self.cameras = cameras
        self._size = size
        before, after = cameras[0].view(*size), cameras[1].view(*size)
        self._seen_old, self._seen_new = _seen(old, before), _seen(new, after)
        self._count = len(self._seen_old | self._seen_new)
        self._parts: tuple[list[_Move], list[_Move], list[_Move]] | None = None
        self._wires: list[tuple[WireItem, Floats, Floats]] = []

    @property
    def is_feasible(self) -> bool:
        """Whether every frame can be drawn in time."""
        return self._count <= MOST_GLIDING

    def camera(self, share: float) -> Camera:
        """The camera on its way; both have one scale when a picture is anchored."""
        a, b = self.cameras
        return Camera(
            a.scale + (b.scale - a.scale) * share, a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share
        )

    def paint(self, painter: QPainter, share: float, ink: Inks) -> None:
        """One frame; the painter maps scene units of `camera(share)` to the device."""
        if self._parts is None:
            self._parts = self._prepare()
            self._wires = self._moving_wires()
        staying, leaving, arriving = self._parts
        camera = self.camera(share)
        view = camera.view(*self._size)
        for moves, opacity in ((leaving, 1.0 - share), (staying, 1.0), (arriving, share)):
            if not moves or opacity <= 0.02:
                continue
            wires = self._wires_at(share) if moves is staying else {}
            painter.setOpacity(opacity)
            _paint(painter, _spec(moves, wires, share, self._new.spec.direction), view, camera.scale, ink)
        painter.setOpacity(1.0)

    def _prepare(self) -> tuple[list[_Move], list[_Move], list[_Move]]:
        staying, leaving, arriving = [], [], []
        for item_id in _ordered(self._new, self._seen_old | self._seen_new):
            item = _item(self._new.spec, item_id)
            before = self._old.box_of(item_id)
            if item is None:
                continue
            if before is not None:
                staying.append(_Move(item, before, item.box))
            else:
                arriving.append(_Move(item, _from_ancestor(item, self._new.spec, self._old.spec), item.box))
        for item_id in _ordered(self._old, self._seen_old):
            item = _item(self._old.spec, item_id)
            if item is not None and self._new.box_of(item_id) is None:
                leaving.append(_Move(item, item.box, _from_ancestor(item, self._old.spec, self._new.spec)))
        return staying, leaving, arriving

    def _moving_wires(self) -> list[tuple[WireItem, Floats, Floats]]:
        """Wires in both pictures with their points before and after, brought to one number of points."""
        found = []
        for number in self._new.wires_in(self.cameras[1].view(*self._size)).tolist():
            item = self._new.wires.items[number]
            was = self._old.spec.wires.get(item.id)
            after = np.asarray(item.points, dtype=np.float64)
            if was is None or len(was.points) < 2:
                continue
            before = np.asarray(was.points, dtype=np.float64)
            if len(before) != len(after):
                before = _resampled(before, len(after))
            found.append((item, before, after))
        return found

    def _wires_at(self, share: float) -> Mapping[tuple[str, str], WireItem]:
        made = {}
        for item, before, after in self._wires:
            points = before + (after - before) * share
            made[item.id] = replace(item, points=tuple(map(tuple, points.tolist())))
        return made


def _seen(geometry: SceneGeometry, view: Bounds) -> set[str]:
    nodes = {geometry.nodes[i].id for i in geometry.nodes_in(view).tolist()}
    return nodes | {geometry.groups[i].id for i in geometry.groups_in(view).tolist()}


def _ordered(geometry: SceneGeometry, chosen: set[str]) -> list[str]:
    found = [group.id for group in geometry.groups if group.id in chosen]
    names = {node_id for node_id in chosen if node_id in geometry.spec.nodes}
    if len(names) < len(geometry.nodes) / 8:
        return [*found, *sorted(names)]
    return [*found, *(node.id for node in geometry.nodes if node.id in names)]


def _item(spec: SceneSpec, item_id: str) -> NodeItem | GroupItem | None:
    return spec.nodes.get(item_id) or spec.groups.get(item_id)


def _from_ancestor(item: NodeItem | GroupItem, here: SceneSpec, there: SceneSpec) -> Rect:
    """Where an item of `here` would be inside its nearest group that `there` shows too; its own place without one."""
    parent = item.id
    while parent:
        frame, other = here.groups.get(parent), there.groups.get(parent)
        if frame is not None and other is not None and (parent != item.id or isinstance(item, NodeItem)):
            return _within(item.box, frame.box, other.box)
        parent = parent.rpartition(".")[0]
    return item.box


def _resampled(points: Floats, count: int) -> Floats:
    at = np.linspace(0.0, len(points) - 1.0, count)
    own = np.arange(len(points), dtype=np.float64)
    return np.column_stack([np.interp(at, own, points[:, 0]), np.interp(at, own, points[:, 1])])


def _spec(
    moves: list[_Move], wires: Mapping[tuple[str, str], WireItem], share: float, direction: str
) -> SceneSpec:
    items = [move.at(share) for move in moves]
    return SceneSpec(
        nodes={item.id: item for item in items if isinstance(item, NodeItem)},
        groups={item.id: item for item in items if isinstance(item, GroupItem)},
        wires=wires,
        direction=direction,
    )


def _paint(painter: QPainter, spec: SceneSpec, view: Bounds, scale: float, ink: Inks) -> None:
    scene = ScenePainter(SceneGeometry(spec), ink)
    scene.wires.is_quick = True
    scene.paint_base(painter, view, scale)
    if scene.has_top:
        scene.paint_top(painter, view, scale)
