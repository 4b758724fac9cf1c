"""Names each node, group and wire for screen readers and tells them what changes. It must not change what is shown."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from dagscope_app.drawing.anatomy.groups import nodes_text
from dagscope_app.drawing.translation import tr
from dagscope_app.model.placement import Box, ThingKey, ThingKind, WireKey
from dagscope_app.model.records.scene import GroupItem, SceneSpec
from dagscope_app.views.canvas.spoken import describe, describe_wire
from dagscope_app.views.canvas.surface import Surface

_Key = tuple[ThingKind, ThingKey]
MOST_CHILDREN = 100_000
MOST_TOLD = 20


class _Item(QAccessibleInterface):
    """One node, group or wire."""

    def __init__(self, owner: _Canvas, kind: ThingKind, item_id: ThingKey) -> None:
        super().__init__()
        self._owner = owner
        self._kind = kind
        self._id = item_id

    @property
    def key(self) -> _Key:
        """What it stands for."""
        return self._kind, self._id

    def _box(self) -> Box | None:
        geometry = self._owner.canvas.geometry_of_scene
        if isinstance(self._id, WireKey):
            wire = geometry.spec.wires.get(self._id)
            return None if wire is None else _box_around(wire.points)
        return geometry.frame_of(self._id) if self._kind == "group" else geometry.box_of(self._id)

    def isValid(self) -> bool:
        return self._box() is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface:
        return self._owner

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        geometry = self._owner.canvas.geometry_of_scene
        if kind != QAccessible.Text.Name:
            return ""
        if isinstance(self._id, WireKey):
            return describe_wire(geometry, self._id)
        return describe(geometry, self._id, self._kind)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        return None

    def rect(self) -> QRect:
        canvas = self._owner.canvas
        box = self._box()
        if box is None:
            return QRect()
        x, y = canvas.camera.to_screen(box.x, box.y)
        corner = canvas.mapToGlobal(QRect(round(x), round(y), 1, 1).topLeft())
        return QRect(
            corner.x(),
            corner.y(),
            round(box.width * canvas.camera.scale),
            round(box.height * canvas.camera.scale),
        )

    def role(self) -> QAccessible.Role:
        return _ROLES[self._kind]

    def state(self) -> QAccessible.State:
        canvas, state = self._owner.canvas, QAccessible.State()
        if isinstance(self._id, WireKey):
            return state
        item = (canvas.spec.groups if self._kind == "group" else canvas.spec.nodes).get(self._id)
        state.selectable = True
        state.focusable = True
        state.selected = item is not None and item.is_selected
        state.focused = canvas.overlay.cursor == self._id and canvas.hasFocus()
        if isinstance(item, GroupItem):
            state.expandable = True
            state.expanded, state.collapsed = not item.is_folded, item.is_folded
        return state


_ROLES = {
    "node": QAccessible.Role.ListItem,
    "group": QAccessible.Role.Grouping,
    "wire": QAccessible.Role.Graphic,
}


def _box_around(points: tuple[tuple[float, float], ...]) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    left, top = min(across), min(down)
    return Box(left, top, max(across) - left, max(down) - top)


class _Canvas(QAccessibleWidget):
    """The canvas as a list of its groups, nodes and wires, in this order."""

    def __init__(self, canvas: Surface) -> None:
        super().__init__(canvas, QAccessible.Role.List, "Dataflow graph")
        self.canvas = canvas
        self._items: dict[_Key, _Item] = {}
        self._known: tuple[SceneSpec, list[_Key], dict[_Key, int]] | None = None

    def _keys(self) -> list[_Key]:
        return self._listed()[1]

    def _listed(self) -> tuple[SceneSpec, list[_Key], dict[_Key, int]]:
        """Return the children of the picture that is shown, and the index of each."""
        geometry = self.canvas.geometry_of_scene
        if self._known is None or self._known[0] is not geometry.spec:
            found: list[_Key] = [("group", g.id) for g in geometry.groups]
            found += [("node", n.id) for n in geometry.nodes]
            found += [("wire", key) for key in geometry.spec.wires]
            kept = found[:MOST_CHILDREN]
            self._known = (geometry.spec, kept, {key: at for at, key in enumerate(kept)})
        return self._known

    def _item(self, key: _Key) -> _Item:
        return self._items.setdefault(key, _Item(self, *key))

    def index_of(self, item_id: str) -> int:
        """Return the index of a node, else of a group, among the children, or -1."""
        indexes = self._listed()[2]
        return indexes.get(("node", item_id), indexes.get(("group", item_id), -1))

    def childCount(self) -> int:
        return len(self._keys())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        keys = self._keys()
        return self._item(keys[index]) if 0 <= index < len(keys) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return self._listed()[2].get(child.key, -1) if isinstance(child, _Item) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        at = self.canvas.mapFromGlobal(QRect(x, y, 1, 1).topLeft())
        hit = self.canvas.hit(at.toPointF())
        return self._item((hit.kind, hit.key)) if hit.kind != "background" else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return what the keyboard is on."""
        index = self.index_of(self.canvas.overlay.cursor) if self.canvas.hasFocus() else -1
        return self.child(index)

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Name:
            return ""
        return tr("Dataflow graph, {nodes}", nodes=nodes_text(len(self.canvas.spec.nodes)))


# Qt keeps no Python reference to an interface it was given; without one here it would be collected under Qt's feet.
_KEPT = "_dagscope_accessible"


def _factory(class_name: str, target: QObject) -> Any:
    if class_name == "CanvasView" and isinstance(target, QWidget):
        kept = getattr(target, _KEPT, None)
        if kept is None:
            kept = _Canvas(target)  # type: ignore[arg-type]
            setattr(target, _KEPT, kept)
        return kept
    return None


@lru_cache(maxsize=1)
def install() -> None:
    """Make Qt ask us about canvases; once a process."""
    QAccessible.installFactory(_factory)


def is_listened() -> bool:
    """Return whether a screen reader is there."""
    return bool(QAccessible.isActive())


def send(event: QAccessibleEvent) -> None:
    """Tell a screen reader."""
    QAccessible.updateAccessibility(event)


def _send(canvas: Surface, kind: QAccessible.Event, item_id: str = "") -> None:
    event = QAccessibleEvent(canvas, kind)
    if item_id:
        index = _factory("CanvasView", canvas).index_of(item_id)
        if index < 0:
            return
        event.setChild(index)
    send(event)


def announce_focus(canvas: Surface, item_id: str) -> None:
    """Tell a screen reader, when there is one, which node or group the keyboard is on."""
    if is_listened():
        _send(canvas, QAccessible.Event.Focus, item_id)


def announce_change(canvas: Surface, old: SceneSpec, new: SceneSpec) -> None:
    """Tell a screen reader, when there is one, that the canvas shows other things, and what is selected now."""
    if not is_listened():
        return
    if (old.nodes.keys(), old.groups.keys()) != (new.nodes.keys(), new.groups.keys()):
        _send(canvas, QAccessible.Event.ObjectReorder)
    elif (was := old.nodes.get(canvas.overlay.cursor)) and was.state != new.nodes[was.id].state:
        _send(canvas, QAccessible.Event.NameChanged, was.id)
    before, after = _selected(old), _selected(new)
    come, gone = [name for name in after if name not in before], [name for name in before if name not in after]
    if len(come) + len(gone) > MOST_TOLD:
        _send(canvas, QAccessible.Event.SelectionWithin)
        return
    for name in gone:
        _send(canvas, QAccessible.Event.SelectionRemove, name)
    for name in come:
        is_alone = len(after) == 1
        _send(canvas, QAccessible.Event.Selection if is_alone else QAccessible.Event.SelectionAdd, name)
    if come and canvas.hasFocus() and canvas.overlay.cursor in ("", *come):
        _send(canvas, QAccessible.Event.Focus, come[-1])


def _selected(spec: SceneSpec) -> dict[str, None]:
    groups = [item.id for item in spec.groups.values() if item.is_selected]
    return dict.fromkeys([*(item.id for item in spec.nodes.values() if item.is_selected), *groups])
