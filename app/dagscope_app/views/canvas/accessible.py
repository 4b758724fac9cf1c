"""Names each node and group for screen readers. It must not change what is shown."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.groups import nodes_text
from dagscope_app.drawing.text import plain
from dagscope_app.model.graph import MODULE
from dagscope_app.model.scene import GroupItem, Rect
from dagscope_app.model.sections import SECTION
from dagscope_app.views.canvas.tooltips import STATE_WORDS

if TYPE_CHECKING:
    from dagscope_app.views.canvas.view import CanvasView

MOST_CHILDREN = 2000


def describe(geometry: SceneGeometry, item_id: str, kind: str = "") -> str:
    """`C, float, function, group daily, 2 inputs, not run`; `group daily, folded, 5 nodes`."""
    node = geometry.spec.nodes.get(item_id) if kind != "group" else None
    if node is None:
        group = geometry.spec.groups.get(item_id)
        if group is None:
            return ""
        fold = "folded" if group.is_folded else "unfolded"
        return plain(f"{group_text(group)}, {fold}, {nodes_text(group.count)}")
    inputs = sum(
        1 for i in geometry.adjacent.get(item_id, ()) if geometry.wires.items[i].target == item_id
    ) + len(node.ports)
    parent = geometry.spec.group_of(node.id)
    parts = [
        node.label,
        node.type_text,
        node.kind,
        group_text(geometry.spec.groups[parent], is_full=True) if parent in geometry.spec.groups else "",
        f"{inputs} input" if inputs == 1 else f"{inputs} inputs",
        STATE_WORDS.get(node.state, node.state),
        "final variable" if node.is_final else "",
        "value overridden" if node.is_value_overridden else "",
        f"{node.definition_count} definitions" if node.definition_count > 1 else "",
        "selected" if node.is_selected else "",
    ]
    return plain(", ".join(part for part in parts if part))


def group_text(group: GroupItem, *, is_full: bool = False) -> str:
    """`group daily`, in full `group shop.daily`; of a section, whose id is no name, `section price to total`."""
    if group.id.startswith(SECTION):
        return f"section {group.label.replace(' … ', ' to ')}"
    return f"group {group.id.removeprefix(MODULE) if is_full else group.label}"


class _Item(QAccessibleInterface):
    """One node or group."""

    def __init__(self, owner: _Canvas, kind: str, item_id: str) -> None:
        super().__init__()
        self._owner = owner
        self._kind = kind
        self._id = item_id

    def _box(self) -> Rect | None:
        geometry = self._owner.canvas.geometry_of_scene
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
        return (
            describe(self._owner.canvas.geometry_of_scene, self._id, self._kind)
            if kind == QAccessible.Text.Name
            else ""
        )

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
        return QAccessible.Role.Grouping if self._kind == "group" else QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        node = self._owner.canvas.spec.nodes.get(self._id) if self._kind == "node" else None
        state.selectable = True
        state.focusable = True
        state.selected = node is not None and node.is_selected
        state.focused = self._owner.canvas.overlay.cursor == self._id
        return state


class _Canvas(QAccessibleWidget):
    """The canvas as a list of its nodes and groups."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas, QAccessible.Role.List, "Dataflow graph")
        self.canvas = canvas
        self._items: dict[tuple[str, str], _Item] = {}

    def _keys(self) -> list[tuple[str, str]]:
        geometry = self.canvas.geometry_of_scene
        found = [("group", g.id) for g in geometry.groups] + [("node", n.id) for n in geometry.nodes]
        return found[:MOST_CHILDREN]

    def _item(self, key: tuple[str, str]) -> _Item:
        return self._items.setdefault(key, _Item(self, *key))

    def index_of(self, item_id: str) -> int:
        """The place of a node, else of a group, among the children, or -1."""
        keys = self._keys()
        return next((keys.index(key) for key in (("node", item_id), ("group", item_id)) if key in keys), -1)

    def childCount(self) -> int:
        return len(self._keys())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        keys = self._keys()
        return self._item(keys[index]) if 0 <= index < len(keys) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((i for i, key in enumerate(self._keys()) if self._items.get(key) is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        at = self.canvas.mapFromGlobal(QRect(x, y, 1, 1).topLeft())
        hit = self.canvas.hit(at.toPointF())
        return self._item((hit.kind, hit.id)) if hit.kind in ("node", "group") else None

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Name:
            return ""
        return f"Dataflow graph, {nodes_text(len(self.canvas.spec.nodes))}"


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


def announce_focus(canvas: CanvasView, item_id: str) -> None:
    """Tell a screen reader, when there is one, which node or group the keyboard is on."""
    if not QAccessible.isActive():
        return
    owner = _factory("CanvasView", canvas)
    index = owner.index_of(item_id)
    if index >= 0:
        event = QAccessibleEvent(canvas, QAccessible.Event.Focus)
        event.setChild(index)
        QAccessible.updateAccessibility(event)


def announce_change(canvas: CanvasView) -> None:
    """Tell a screen reader, when there is one, that the canvas shows something else."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(canvas, QAccessible.Event.ObjectReorder))
