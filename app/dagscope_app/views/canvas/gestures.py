"""Mouse, wheel and fingers on the canvas, turned into its signals and camera moves. It must not paint."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture

from dagscope_app.drawing.geometry import Hit, overlapping
from dagscope_app.drawing.scene import Level, level_of
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.views.canvas import play_sign
from dagscope_app.views.canvas.camera import fitting
from dagscope_app.views.canvas.surface import Surface

NOTCH = 120.0
ZOOM_STEP = 1.2
ARROW_ROOM = 26.0
Item = tuple[str, bool]  # an id, and whether it is a group's


class Gestures:
    """The state of one gesture: what was pressed where, and what it has become."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self._pressed_at: QPointF | None = None
        self._last = QPointF()
        self._button = Qt.MouseButton.NoButton
        self._hit = Hit("background")
        self._mode = ""
        self._items: tuple[Item, ...] = ()
        self._is_added = False
        self.can_move = True
        self._is_space_down = False
        self._swallows_click = False
        self.wheel_pans = False

    @property
    def is_dragging(self) -> bool:
        """Whether the pointer drags something."""
        return self._mode != ""

    # ---- mouse

    def press(self, event: QMouseEvent) -> None:
        """Remember where; what it becomes is decided by moving or letting go."""
        if self._pressed_at is not None:
            return
        self._pressed_at = self._last = event.position()
        self._button = event.button()
        self._hit = self._canvas.hit(event.position())
        self._mode = ""
        self._swallows_click = False
        if self._button == Qt.MouseButton.MiddleButton or self._is_space_down:
            self._begin("pan")

    def move(self, event: QMouseEvent) -> None:
        """Drag on, or show what is under the pointer."""
        position = event.position()
        if self._pressed_at is None:
            self._hover(position)
            return
        if not self._mode:
            if (position - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
                return
            self._begin(self._mode_for(event))
        if self._mode == "pan":
            delta = position - self._last
            self._canvas.set_camera(self._canvas.camera.moved(delta.x(), delta.y()))
        elif self._mode in ("band", "zoom"):
            self._canvas.overlay.band = self._band(position)
            self._canvas.update()
        elif self._mode == "items":
            self._drag_items(position)
        self._last = position

    def _mode_for(self, event: QMouseEvent) -> str:
        if self._button == Qt.MouseButton.RightButton:
            return "pan"
        if self._button != Qt.MouseButton.LeftButton:
            return "none"
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return "zoom"
        return "items" if self._grabbed() else "band"

    def _grabbed(self) -> tuple[Item, ...]:
        """Return what a drag from here takes along: the selection where it holds what was pressed, else that alone.

        What lies in a group that is taken along moves with it.
        """
        spec, hit = self._canvas.spec, self._hit
        is_group = hit.kind == "group" and hit.is_header
        is_node = hit.kind == "node" and level_of(self._canvas.camera.scale) in (Level.CARD, Level.NAME)
        if not self.can_move or (not is_group and not is_node):
            return ()
        first = (hit.id, is_group)
        if not (spec.groups if is_group else spec.nodes)[hit.id].is_selected:
            return (first,)
        taken = [(item.id, False) for item in spec.nodes.values() if item.is_selected]
        taken += [(item.id, True) for item in spec.groups.values() if item.is_selected]
        groups = {name for name, is_one in taken if is_one}
        kept = [item for item in taken if item == first or not _lies_in(spec, item, groups)]
        return (first, *(item for item in kept if item != first))

    def _begin(self, mode: str) -> None:
        self._mode = mode
        self._canvas.await_tip(None)
        self._items = self._grabbed() if mode == "items" else ()
        self._canvas.overlay.hover = Hit("background")
        if mode == "pan":
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif mode == "zoom":
            self._canvas.setCursor(Qt.CursorShape.CrossCursor)

    def _band(self, position: QPointF) -> Box:
        assert self._pressed_at is not None
        ax, ay = self._canvas.camera.to_scene(self._pressed_at.x(), self._pressed_at.y())
        bx, by = self._canvas.camera.to_scene(position.x(), position.y())
        return Box(min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay))

    def _drag_items(self, position: QPointF) -> None:
        assert self._pressed_at is not None
        shift = (position - self._pressed_at) / self._canvas.camera.scale
        overlay = self._canvas.overlay
        overlay.dragged, overlay.dragged_by = self._items, (shift.x(), shift.y())
        self._canvas.update()

    def cancel(self) -> None:
        """Escape: whatever is dragged or drawn is let go where it was; the button's release means nothing any more."""
        overlay = self._canvas.overlay
        overlay.band, overlay.dragged = None, ()
        self._mode, self._swallows_click = "", True
        self._pressed_at = None
        self._canvas.unsetCursor()
        self._canvas.update()

    def release(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        if self._pressed_at is None or event.button() != self._button:
            return
        mode, self._mode = self._mode, ""
        self._is_added = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        position = event.position()
        self._end_drag(mode, position)
        self._pressed_at = None
        self._canvas.unsetCursor()
        if self._is_space_down:
            self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        if mode or self._swallows_click:
            self._canvas.update()
            return
        if self._button == Qt.MouseButton.LeftButton:
            self._click(self._hit, event)
        elif self._button == Qt.MouseButton.RightButton:
            self._canvas.context_requested.emit(self._hit.kind, self._hit.key, event.globalPosition().toPoint())

    def _end_drag(self, mode: str, position: QPointF) -> None:
        overlay = self._canvas.overlay
        if mode == "band":
            band = self._band(position)
            overlay.band = None
            geometry = self._canvas.geometry_of_scene
            inside = overlapping(geometry.node_boxes, (band.x, band.y, band.x + band.width, band.y + band.height))
            chosen = [node.id for node in geometry.nodes if node.is_selected] if self._is_added else []
            found = [*chosen, *(geometry.nodes[i].id for i in inside.tolist())]
            self._canvas.selection_dragged.emit(tuple(dict.fromkeys(found)))
        elif mode == "zoom":
            band = self._band(position)
            overlay.band = None
            bounds = (band.x, band.y, band.x + band.width, band.y + band.height)
            size = (self._canvas.width(), self._canvas.height())
            self._canvas.glide_to(fitting(bounds, *size, most=4.0, margin=0.0))
        elif mode == "items" and overlay.dragged:
            geometry, (dx, dy) = self._canvas.geometry_of_scene, overlay.dragged_by
            corners = {}
            for name, is_group in overlay.dragged:
                box = geometry.frame_of(name) if is_group else geometry.box_of(name)
                if box is not None:
                    corners[name, is_group] = (box.x + dx, box.y + dy)
            overlay.dragged = ()
            self._canvas.items_moved.emit(corners)

    def _click(self, hit: Hit, event: QMouseEvent) -> None:
        canvas, modifiers = self._canvas, event.modifiers()
        if hit.kind == "node":
            canvas.overlay.cursor = hit.id
            node = canvas.spec.nodes.get(hit.id)
            at = canvas.camera.to_scene(event.position().x(), event.position().y())
            if canvas.overlay.can_play and node is not None and play_sign.is_on(node, canvas.camera.scale, *at):
                canvas.node_activated.emit(hit.id)
                return
            canvas.node_clicked.emit(hit.id, modifiers)
        elif hit.kind == "group" and hit.is_header:
            if canvas.spec.groups[hit.id].is_folded:
                canvas.overlay.cursor = hit.id
            if self._is_on_arrow(hit.id, event.position()):
                canvas.group_toggled.emit(hit.id)
            else:
                canvas.group_clicked.emit(hit.id, modifiers)
        elif hit.kind == "wire":
            canvas.wire_clicked.emit(hit.id, hit.target)
        else:
            canvas.background_clicked.emit()

    def _is_on_arrow(self, group_id: str, position: QPointF) -> bool:
        box = self._canvas.geometry_of_scene.frame_of(group_id)
        if box is None or self._canvas.camera.scale < 0.4:
            return False
        return self._canvas.camera.to_scene(position.x(), position.y())[0] <= box.x + ARROW_ROOM

    def double_click(self, event: QMouseEvent) -> None:
        """Activate a node, fold or unfold a group, or fit the empty canvas."""
        if event.button() != Qt.MouseButton.LeftButton:
            self.press(event)
            return
        hit = self._canvas.hit(event.position())
        self._pressed_at, self._button, self._hit, self._mode = event.position(), event.button(), hit, ""
        self._swallows_click = True
        if hit.kind == "node" and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._canvas.source_wanted.emit(hit.id)
        elif hit.kind == "node":
            self._canvas.node_activated.emit(hit.id)
        elif hit.kind == "group":
            if not (hit.is_header and self._is_on_arrow(hit.id, event.position())):
                self._canvas.group_toggled.emit(hit.id)
        elif hit.kind == "background":
            self._canvas.fit()

    def _hover(self, position: QPointF) -> None:
        hit = self._canvas.hit(position)
        if hit != self._canvas.overlay.hover:
            self._canvas.overlay.hover = hit
            self._canvas.await_tip(position if hit.kind != "background" else None)
            self._canvas.update()

    def leave(self) -> None:
        """Note that the pointer left the canvas."""
        self._canvas.await_tip(None)
        if self._canvas.overlay.hover.kind != "background":
            self._canvas.overlay.hover = Hit("background")
            self._canvas.update()

    # ---- wheel

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; a touchpad pans; Ctrl always zooms, Shift goes sideways, Alt grows the selection."""
        modifiers, angle, pixels = event.modifiers(), event.angleDelta(), event.pixelDelta()
        event.accept()
        if modifiers & Qt.KeyboardModifier.AltModifier:
            turn = angle.y() or angle.x()
            if turn:
                self._canvas.hop_requested.emit(1 if turn > 0 else -1)
            return
        is_fine = not pixels.isNull() and angle.y() % round(NOTCH) != 0
        is_touchpad = is_fine or event.phase() != Qt.ScrollPhase.NoScrollPhase
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._pan((angle.y() or angle.x()) * 0.6, 0.0)
        elif (is_touchpad or self.wheel_pans) and not modifiers & Qt.KeyboardModifier.ControlModifier:
            shift = pixels if not pixels.isNull() else angle / 2
            self._pan(shift.x(), shift.y())
        elif angle.y():
            at = event.position()
            camera = self._canvas.camera.zoomed(ZOOM_STEP ** (angle.y() / NOTCH), at.x(), at.y())
            self._canvas.set_camera(camera)

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom at the pointer with two fingers; returns False for any other gesture."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        at = event.position()
        camera = self._canvas.camera.zoomed(max(0.2, 1.0 + event.value()), at.x(), at.y())
        self._canvas.set_camera(camera)
        return True

    def touch(self, event: QGestureEvent) -> bool:
        """Zoom where two fingers on a screen are, and move the picture with them."""
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        if self._pressed_at is not None:
            self.cancel()
        at, before = pinch.centerPoint(), pinch.lastCenterPoint()
        camera = self._canvas.camera
        if not before.isNull():
            camera = camera.moved(at.x() - before.x(), at.y() - before.y())
        # Qt may tell of one movement twice; the second time nothing differs from the last.
        if pinch.scaleFactor() != pinch.lastScaleFactor():
            here = self._canvas.mapFromGlobal(at)
            camera = camera.zoomed(max(0.2, pinch.scaleFactor()), here.x(), here.y())
        self._canvas.set_camera(camera)
        event.accept(pinch)
        return True

    def _pan(self, dx: float, dy: float) -> None:
        self._canvas.set_camera(self._canvas.camera.moved(dx, dy))

    # ---- keys

    def key_press(self, event: QKeyEvent) -> bool:
        """Make the pointer a hand on Space, and drop what is dragged on Escape; returns False for any other key."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space and plain:
            if not event.isAutoRepeat():
                self._is_space_down = True
                self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)
            return True
        if key == Qt.Key.Key_Escape and self.is_dragging:
            self.cancel()
            return True
        return False

    def wants_key(self, event: QEvent) -> bool:
        """Return whether a key means something here before it is a shortcut: Escape while something is dragged."""
        return self.is_dragging and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape

    def key_release(self, event: QKeyEvent) -> bool:
        """Note that Space is released."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._is_space_down:
            return False
        self.let_go()
        return True

    def let_go(self) -> None:
        """Note that no key is held any more."""
        self._is_space_down = False
        if self._mode != "pan":
            self._canvas.unsetCursor()


def _lies_in(spec: SceneSpec, item: Item, groups: set[str]) -> bool:
    """Return whether one of the groups holds it, at any depth."""
    name, is_group = item
    above = spec.group_around(name) if is_group else spec.group_of(name)
    while above:
        if above in groups:
            return True
        above = spec.group_around(above)
    return False
