"""What mouse, keyboard and screen readers know of the canvas: its signals, and what it can be asked.
It does nothing itself.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.geometry import Hit, SceneGeometry
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.canvas.overlay import Overlay


class Surface(QWidget):
    """A canvas, as far as what handles its input concerns.

    Signals:
        node_clicked: id and the keyboard modifiers (`Qt.KeyboardModifier`).
        node_activated: a node was double clicked, or Enter pressed on it.
        source_wanted: a node was double clicked with Alt.
        group_toggled: fold or unfold this group.
        group_clicked: id and modifiers; a folded box or a header.
        wire_clicked: the two visible ends.
        background_clicked: a click on nothing.
        context_requested: kind (`node`, `group`, `wire`, `background`), id (a wire's is its `WireKey`), global
            position.
        selection_dragged: the ids of the nodes in the rubber band, with Shift of those selected too; a tuple.
        hop_requested: +1 or -1, to grow or shrink the selection by a hop.
        items_moved: what was dragged, a dict from (id, whether a group) to the top-left corner; what was grabbed is
            first.
    """

    node_clicked = Signal(str, object)
    node_activated = Signal(str)
    source_wanted = Signal(str)
    group_toggled = Signal(str)
    group_clicked = Signal(str, object)
    wire_clicked = Signal(str, str)
    background_clicked = Signal()
    context_requested = Signal(str, object, QPoint)
    selection_dragged = Signal(object)
    hop_requested = Signal(int)
    items_moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overlay = Overlay()

    @property
    def geometry_of_scene(self) -> SceneGeometry:
        """Where everything is."""
        raise NotImplementedError

    @property
    def camera(self) -> Camera:
        """The part of the scene in view."""
        raise NotImplementedError

    @property
    def spec(self) -> SceneSpec:
        """The spec on show."""
        return self.geometry_of_scene.spec

    def hit(self, position: QPointF) -> Hit:
        """Return what is under a point of the widget."""
        raise NotImplementedError

    def set_camera(self, camera: Camera) -> None:
        """Look elsewhere at once."""
        raise NotImplementedError

    def glide_to(self, camera: Camera) -> None:
        """Look elsewhere, gliding where motion is allowed."""
        raise NotImplementedError

    def reveal(self, item_id: str) -> None:
        """Scroll just so far that a node or group is in view and not covered."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show everything."""
        raise NotImplementedError

    def await_tip(self, position: QPointF | None) -> None:
        """Show the tip of what is under the pointer when it has rested a moment; without a position, none."""
        raise NotImplementedError
