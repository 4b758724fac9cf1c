"""What gestures, keyboard and screen readers know of the canvas: its signals, what is under a point, tooltips.

It must not handle events: `view` does, and stands on those who are told here what a canvas is.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtWidgets import QToolTip, QWidget

from dagscope_app.drawing.geometry import Hit
from dagscope_app.drawing.text import tip
from dagscope_app.drawing.theme import Theme
from dagscope_app.views.canvas.moving import MovingView
from dagscope_app.views.canvas.tooltips import tooltip_of

TIP_MS = 300


class Surface(MovingView):
    """The picture that moves, with all that can happen to it.

    Signals:
        node_clicked: id and the keyboard modifiers (`Qt.KeyboardModifier`).
        node_activated: a node was double clicked, or Enter pressed on it.
        source_wanted: a node was double clicked with Alt.
        group_toggled: fold or unfold this group.
        group_clicked: id and modifiers; a folded box or a header.
        wire_clicked: the two visible ends.
        background_clicked: a click on nothing.
        context_requested: kind (`node`, `group`, `wire`, `background`), id (a wire's is `source\\ttarget`), global position.
        selection_dragged: the ids of the nodes in the rubber band, with Shift of those selected too; a tuple.
        hop_requested: +1 or -1, to grow or shrink the selection by a hop.
        items_moved: what was dragged, a dict from (id, whether a group) to the top-left corner; what was grabbed is first.
        viewport_changed: the camera or the size changed.
        scene_changed: another spec or theme is shown.
        refined: the picture on the screen is the finished one.
    """

    node_clicked = Signal(str, object)
    node_activated = Signal(str)
    source_wanted = Signal(str)
    group_toggled = Signal(str)
    group_clicked = Signal(str, object)
    wire_clicked = Signal(str, str)
    background_clicked = Signal()
    context_requested = Signal(str, str, QPoint)
    selection_dragged = Signal(object)
    hop_requested = Signal(int)
    items_moved = Signal(object)
    scene_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._tip_at: QPointF | None = None
        self._tip_timer = self._make_timer(TIP_MS, self._on_tip_timeout)
        self.viewport_changed.connect(self._on_viewport_changed)

    @property
    def is_dragging(self) -> bool:
        """Whether the pointer drags something."""
        return False

    def hit(self, position: QPointF) -> Hit:
        """What is under a point of the widget."""
        x, y = self._camera.to_scene(position.x(), position.y())
        return self.shown.geometry.hit(x, y, 5.0 / self._camera.scale)

    def await_tip(self, position: QPointF | None) -> None:
        """Tell about what is under the pointer when it has rested a moment; nothing is to be told without a place."""
        self._tip_at = position
        if position is None:
            self._tip_timer.stop()
        else:
            self._tip_timer.start()

    def _on_viewport_changed(self) -> None:
        QToolTip.hideText()  # something else is under the pointer now

    def _on_tip_timeout(self) -> None:
        if self._tip_at is not None and self.isVisible():
            self.show_tip(self._tip_at)

    def show_tip(self, position: QPointF) -> None:
        """Tell what is under a point, unless something is dragged over it."""
        text = tip(tooltip_of(self.shown.geometry, self.hit(position)))
        if text and not self.is_dragging:
            QToolTip.showText(self.mapToGlobal(position).toPoint(), text, self)
        else:
            QToolTip.hideText()
