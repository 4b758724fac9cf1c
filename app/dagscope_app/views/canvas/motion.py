"""Glides what is in view from one picture to the next. It must not own a timer or know widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtGui import QPainter

from dagscope_app.drawing.brushes import Inks
from dagscope_app.drawing.geometry import Bounds, SceneGeometry
from dagscope_app.drawing.paths import Floats
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem
from dagscope_app.views.canvas.camera import Camera

DURATION_MS = 200
MOST_GLIDING = 700
PASSING_FROM = 0.6
_STILL: Floats = np.empty((0, 2))
"""The course of a wire that stays as it is, which is not looked at."""


def ease_out(share: float) -> float:
    """Return the eased share, quick at first, then slower: 0 to 1."""
    rest = 1.0 - min(1.0, max(0.0, share))
    return 1.0 - rest * rest * rest


def between(a: Box, b: Box, share: float) -> Box:
    """Return a box between two others."""
    return Box(
        a.x + (b.x - a.x) * share,
        a.y + (b.y - a.y) * share,
        a.width + (b.width - a.width) * share,
        a.height + (b.height - a.height) * share,
    )


def _within(box: Box, frame: Box, other: Box) -> Box:
    """Return where a box of `frame` would be in `other`; at its own size, for squeezed text flickers."""
    sx, sy = other.width / max(1.0, frame.width), other.height / max(1.0, frame.height)
    return Box(other.x + (box.x - frame.x) * sx, other.y + (box.y - frame.y) * sy, box.width, box.height)


@dataclass(frozen=True, slots=True)
class _Move:
    """One item with where it comes from and goes to."""

    item: NodeItem | GroupItem
    start: Box
    end: Box

    def at(self, share: float) -> NodeItem | GroupItem:
        if self.start is self.end or self.start == self.end == self.item.box:
            return self.item
        return replace(self.item, box=between(self.start, self.end, share))


@dataclass(slots=True)
class _Part:
    """Items that come, stay or go together, and their wires with the points before and after."""

    moves: list[_Move] = field(default_factory=list)
    wires: list[tuple[WireItem, Floats, Floats]] = field(default_factory=list)

    def at(self, share: float, whole: SceneSpec) -> SceneSpec:
        """Return the part as a picture of its own, drawn as the whole one is."""
        items = [move.at(share) for move in self.moves]
        wires = {}
        for item, before, after in self.wires:
            if before is after:
                wires[item.id] = item
            else:
                points = before + (after - before) * share
                wires[item.id] = _bent(item, points)
        return SceneSpec(
            nodes={item.id: item for item in items if isinstance(item, NodeItem)},
            groups={item.id: item for item in items if isinstance(item, GroupItem)},
            wires=wires,
            direction=whole.direction,
            dims_little=whole.dims_little,
        )


class Motion:
    """The glide from `old` to `new` for what either camera sees; `is_feasible` says whether it is little enough."""

    def __init__(
        self, old: SceneGeometry, new: SceneGeometry, cameras: tuple[Camera, Camera], size: tuple[int, int]
    ) -> None:
        self._old, self._new = old, new
        self.cameras = cameras
        self._size = size
        before, after = cameras[0].view(*size), cameras[1].view(*size)
        self._nodes = _nodes_in(old, before) | _nodes_in(new, after)
        self._groups = _groups_in(old, before) | _groups_in(new, after)
        self._parts: tuple[_Part, _Part, _Part] | None = None
        self._passing: _Part | None = None

    @property
    def is_feasible(self) -> bool:
        """Whether every frame can be drawn in time."""
        return len(self._nodes) + len(self._groups) <= MOST_GLIDING

    def camera(self, share: float) -> Camera:
        """Return the camera at this share of the motion; both have one scale when a picture is anchored."""
        a, b = self.cameras
        return Camera(a.scale + (b.scale - a.scale) * share, a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)

    def paint(self, painter: QPainter, share: float, ink: Inks) -> None:
        """Paint one frame; the painter maps scene units of `camera(share)` to the device."""
        if self._parts is None:
            self._parts = self._prepare()
        leaving, staying, arriving = self._parts
        camera = self.camera(share)
        view = camera.view(*self._size)
        # Squared: what comes or goes is faint while it is far from its place and in the way of others.
        shown = [(staying, 1.0), (leaving, (1.0 - share) ** 2), (arriving, share**2)]
        if share > PASSING_FROM:
            shown.append((self._find_passing(), (share - PASSING_FROM) / (1.0 - PASSING_FROM)))
        for part, opacity in shown:
            if opacity > 0.02 and (part.moves or part.wires):
                painter.setOpacity(opacity)
                _paint(painter, part.at(share, self._new.spec), view, camera.scale, ink)
        painter.setOpacity(1.0)

    def picture_at(self, share: float) -> SceneSpec:
        """Return what stays and what arrives, where it is in motion: another move may begin there."""
        if self._parts is None:
            self._parts = self._prepare()
        _, staying, arriving = (part.at(share, self._new.spec) for part in self._parts)
        return replace(
            self._new.spec,
            nodes={**staying.nodes, **arriving.nodes},
            groups={**staying.groups, **arriving.groups},
            wires={**staying.wires, **arriving.wires},
        )

    def _find_passing(self) -> _Part:
        """Find wires that will cross the view between things out of sight: called late, when arrays are due."""
        if self._passing is None:
            self._passing = _Part()
            known = {item.id for part in self._parts or () for item, _, _ in part.wires}
            arrays = self._new.wires
            for number in self._new.wires_in(self.cameras[1].view(*self._size)).tolist():
                item = arrays.items[number]
                if item.id not in known:
                    points = np.asarray(item.points, dtype=np.float64)
                    self._passing.wires.append((item, points, points))
        return self._passing

    def _prepare(self) -> tuple[_Part, _Part, _Part]:
        leaving, staying, arriving = _Part(), _Part(), _Part()
        old, new = self._old.spec, self._new.spec
        self._sort(sorted(self._groups), old.groups, new.groups, (leaving, staying, arriving))
        self._sort(sorted(self._nodes), old.nodes, new.nodes, (leaving, staying, arriving))
        self._add_wires(leaving, staying, arriving)
        return leaving, staying, arriving

    def _sort(
        self,
        ids: list[str],
        old: Mapping[str, NodeItem] | Mapping[str, GroupItem],
        new: Mapping[str, NodeItem] | Mapping[str, GroupItem],
        parts: tuple[_Part, _Part, _Part],
    ) -> None:
        leaving, staying, arriving = parts
        for item_id in ids:
            was, item = old.get(item_id), new.get(item_id)
            if was is not None and item is not None:
                staying.moves.append(_Move(item, was.box, item.box))
            elif item is not None:
                arriving.moves.append(_Move(item, _from_ancestor(item, self._new.spec, self._old.spec), item.box))
            elif was is not None:
                leaving.moves.append(_Move(was, was.box, _from_ancestor(was, self._old.spec, self._new.spec)))

    def _add_wires(self, leaving: _Part, staying: _Part, arriving: _Part) -> None:
        """Add the wires: those in both pictures bend to the other course; new ones hang on their moving ends."""
        old, new = self._old.spec.wires, self._new.spec.wires
        seen = self._nodes | self._groups
        # The new picture's arrays are not needed yet, and making them would delay the first frame.
        near = [self._old.wires.items[i].id for i in self._old.wires_in(self.cameras[0].view(*self._size)).tolist()]
        coming = {move.item.id for move in arriving.moves}
        gone = {m.item.id: _Move(m.item, m.end, m.start) for part in (staying, leaving) for m in part.moves}
        ends = {move.item.id: move for part in (staying, arriving) for move in part.moves}
        for key in dict.fromkeys([*near, *(key for key in new if key[0] in seen or key[1] in seen)]):
            item, was = new.get(key), old.get(key)
            if item is None:
                points = np.asarray(old[key].points, dtype=np.float64)
                end = _hanging(points, gone.get(key[0]), gone.get(key[1]), self._new.is_lr)
                leaving.wires.append((old[key], points, end))
                continue
            if len(item.points) < 2:
                continue
            if was is item or (was is not None and was.points == item.points):
                staying.wires.append((item, _STILL, _STILL))
                continue
            after = np.asarray(item.points, dtype=np.float64)
            if was is None or len(was.points) < 2:
                part = arriving if key[0] in coming or key[1] in coming else staying
                before = _hanging(after, ends.get(key[0]), ends.get(key[1]), self._new.is_lr)
                part.wires.append((item, before, after))
                continue
            before = np.asarray(was.points, dtype=np.float64)
            count = max(len(before), len(after))
            staying.wires.append((item, _repeating(before, count), _repeating(after, count)))


def _bent(item: WireItem, points: Floats) -> WireItem:
    """Return the wire on another course, three times as quickly as `dataclasses.replace`."""
    course = tuple(map(tuple, points.tolist()))
    return WireItem(
        item.source,
        item.target,
        course,
        item.count,
        item.is_optional,
        item.is_on_path,
        item.is_dimmed,
        item.diff,
        item.is_below,
    )


def _hanging(points: Floats, source: _Move | None, target: _Move | None, is_lr: bool) -> Floats:
    """Return a wire's course stretched between the moving items at its ends; it runs as steadily as before."""
    nowhere = np.zeros(2)
    first = np.subtract(_port(source.start, is_lr, 1.0), _port(source.end, is_lr, 1.0)) if source else nowhere
    last = np.subtract(_port(target.start, is_lr, 0.0), _port(target.end, is_lr, 0.0)) if target else nowhere
    way = points[:, 0 if is_lr else 1]
    length = way[-1] - way[0]
    along = ((way - way[0]) / length if length else np.linspace(0.0, 1.0, len(points)))[:, None]
    moved: Floats = points + first * (1 - along) + last * along
    return moved


def _port(box: Box, is_lr: bool, side: float) -> tuple[float, float]:
    """Return the middle of the side where wires leave (1) or arrive (0)."""
    if is_lr:
        return box.x + box.width * side, box.y + box.height / 2
    return box.x + box.width / 2, box.y + box.height * side


def _nodes_in(geometry: SceneGeometry, view: Bounds) -> set[str]:
    return {geometry.nodes[i].id for i in geometry.nodes_in(view).tolist()}


def _groups_in(geometry: SceneGeometry, view: Bounds) -> set[str]:
    return {geometry.groups[i].id for i in geometry.groups_in(view).tolist()}


def _from_ancestor(item: NodeItem | GroupItem, here: SceneSpec, there: SceneSpec) -> Box:
    """Return where an item of `here` would be inside its nearest group that `there` shows too; its own box without one.

    A node of the name of a folded group comes out of that group's box.
    """
    namesake = there.groups.get(item.id) if isinstance(item, NodeItem) else None
    if namesake is not None and namesake.is_folded:
        return namesake.box  # the wires at it are the group's: they stay on it all the way
    parent = here.group_of(item.id) if isinstance(item, NodeItem) else here.group_around(item.id)
    while parent:
        frame, other = here.groups.get(parent), there.groups.get(parent)
        if frame is not None and other is not None:
            return _within(item.box, frame.box, other.box)
        parent = here.group_around(parent)
    return item.box


def _repeating(points: Floats, count: int) -> Floats:
    """Return a course of `count` points: some points repeat, since any point between them would bend it."""
    at = np.rint(np.linspace(0.0, len(points) - 1.0, count)).astype(np.int64)
    repeated: Floats = points[at]
    return repeated


def _paint(painter: QPainter, spec: SceneSpec, view: Bounds, scale: float, ink: Inks) -> None:
    scene = ScenePainter(SceneGeometry(spec), ink)
    scene.wires.is_quick = True
    scene.paint_base(painter, view, scale)
    if scene.has_top:
        scene.paint_top(painter, view, scale)
