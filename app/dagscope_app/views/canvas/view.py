"""The canvas widget: camera, kept picture, motion. It emits ids, holds no state of the application and decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QToolTip, QWidget

from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import Hit, SceneGeometry
from dagscope_app.drawing.label_plates import OVERHANG
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.scene import Look, SceneSpec
from dagscope_app.views.canvas.accessible import announce_change, install
from dagscope_app.views.canvas.camera import LEAST_SCALE, MOST_SCALE, Camera
from dagscope_app.views.canvas.frames import HINTS, Stage
from dagscope_app.views.canvas.gestures import Gestures
from dagscope_app.views.canvas.hit_index import paint_whereabouts
from dagscope_app.views.canvas.keyboard import Keyboard
from dagscope_app.views.canvas.motion import ease_out
from dagscope_app.views.canvas.surface import Surface

DIRTY_MARGIN = 18.0


class CanvasView(Surface):
    """Draws a SceneSpec, and hands events to the gestures and the keyboard."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._gestures = Gestures(self)
        self._keyboard = Keyboard(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 80)
        self.setAccessibleName("Dataflow graph")
        self.grabGesture(Qt.GestureType.PinchGesture)
        install()

    # ---- what is shown

    def apply(self, spec: SceneSpec, *, animate: bool = True, anchor: str = "", look: Look | None = None) -> None:
        """Show another spec; what moved glides there.

        Args:
            spec: the picture.
            animate: whether anything glides.
            anchor: the node or group that keeps its place on the screen.
            look: where to look at the new picture, before what the anchor asks for.
        """
        old = self._scene
        if spec is old.geometry.spec:
            return
        geometry = SceneGeometry(spec)
        change = geometry.change_from(old.geometry)
        self._scene = ScenePainter(geometry, inks_of(self._theme))
        if change.has_moved:
            QToolTip.hideText()  # it told of what was there
            self._move_to(old.geometry, animate=animate, anchor=anchor, look=look)
        else:
            geometry.inherit(old.geometry)
            self._scene.inherit(old, is_restyled=bool(change.restyled))
            out = max(DIRTY_MARGIN, OVERHANG / self._camera.scale)  # a name may reach beyond its box
            dirty = [QRectF(b.x, b.y, b.width, b.height).adjusted(-out, -out, out, out) for b in change.restyled]
            self._frames.set_lit(self._scene, dirty)
            if look is not None:
                self.look_again(look)
        if self.overlay.hover.kind != "background":
            self.overlay.hover = Hit("background")
        if self._awaited:
            self.show_items(self._awaited)
        self.update()
        announce_change(self, old.geometry.spec, spec)
        self.scene_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme from now on."""
        if theme is self._theme:
            return
        self._theme = theme
        self._scene = ScenePainter(self._scene.geometry, inks_of(theme))
        self._stop_motion()
        self._frames.set_scene(self._scene, theme)
        self._frames.forget_picture()
        self.update()
        self.scene_changed.emit()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the best picture there is in a few milliseconds, and what lies over it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        camera = self._camera
        if self._motion is not None:
            share = ease_out(self._share())
            camera = self._motion.camera(share)
            self._to_scene(painter, camera)
            self._motion.paint(painter, share, self._scene.ink)
        else:
            self._paint_frame(painter)
            self._to_scene(painter, camera)
        is_still = self._motion is None
        self.overlay.paint(painter, self.shown, camera.scale, has_focus=self.hasFocus() and is_still)
        painter.resetTransform()
        shown = self.shown
        paint_whereabouts(painter, shown.geometry, shown.ink, camera, self.width(), self.height())
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        stage = self._stage()
        if self._fade is None:
            if not self._frames.draw(painter, stage, is_moving=self._is_moving) and not self._slices.isActive():
                self._idle.start()
            return
        target = QRectF(0, 0, self.width(), self.height())
        painter.drawImage(target, self._fade)
        if self._frames.is_exact(stage):
            painter.setOpacity(ease_out(self._share()))
            self._frames.draw(painter, stage, is_moving=False)
            painter.setOpacity(1.0)

    def _to_scene(self, painter: QPainter, camera: Camera) -> None:
        stage = Stage(camera, self.width(), self.height(), self.devicePixelRatioF())
        dx, dy = stage.offset
        painter.setRenderHints(HINTS)
        painter.translate(QPointF(dx / stage.ratio, dy / stage.ratio))
        painter.scale(camera.scale, camera.scale)

    def sizeHint(self) -> QSize:
        """Room for a small graph."""
        return QSize(900, 600)

    # ---- events

    @property
    def is_dragging(self) -> bool:
        """Whether the pointer drags something."""
        return self._gestures.is_dragging

    def wires_at_cursor(self) -> tuple[tuple[str, str], ...]:
        """The ends of each wire at the item the keyboard is on; it stays there."""
        current = self._keyboard.current()
        if current:
            self.overlay.cursor = current
        numbers = self.geometry_of_scene.adjacent.get(current, ())
        return tuple(self.geometry_of_scene.wires.items[i].id for i in numbers)

    def place(self) -> tuple[float, float, float] | None:
        """The scale and the middle of what is in view; None when all of it is, and stays so."""
        if self._is_fitted:
            return None
        camera = self._camera
        return (camera.scale, *camera.to_scene(self.width() / 2, self.height() / 2))

    def look_at(self, scale: float, x: float, y: float) -> None:
        """Bring a place into view that was remembered, unless the picture has nothing there."""
        left, top, right, bottom = self.geometry_of_scene.bounds
        if left <= x <= right and top <= y <= bottom and LEAST_SCALE <= scale <= MOST_SCALE:
            self.set_viewport_state(scale, x - self.width() / 2 / scale, y - self.height() / 2 / scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted, or keep the middle in the middle."""
        old = event.oldSize()
        if self._is_fitted:
            self._camera = self._fitting()
        elif old.width() > 0:
            dx, dy = (self.width() - old.width()) / 2, (self.height() - old.height()) / 2
            self._camera = self._camera.moved(dx, dy)
        self._want_refinement()
        self.viewport_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Tooltips of what is under the pointer, pinches, and Escape before it is a shortcut while something is dragged."""
        if event.type() == QEvent.Type.ShortcutOverride and self._gestures.wants_key(event):
            event.accept()
            return True
        if isinstance(event, QGestureEvent) and event.type() == QEvent.Type.Gesture:
            return self._gestures.touch(event)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self.show_tip(QPointF(event.pos()))
            return True
        if isinstance(event, QNativeGestureEvent) and self._gestures.pinch(event):
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Handed to the gestures; the ring of the keyboard's place is for those who use the keyboard."""
        self.overlay.shows_cursor = False
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Handed to the gestures."""
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Handed to the gestures."""
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Handed to the gestures."""
        self._gestures.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; the mouse's menu comes with letting go, for a right drag pans. Never passed on to the window."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._keyboard.ask_menu()

    def set_movable(self, is_movable: bool) -> None:
        """Whether nodes and groups can be dragged elsewhere."""
        self._gestures.can_move = is_movable

    def set_wheel_pans(self, pans: bool) -> None:
        """Whether a mouse wheel moves the picture; it zooms otherwise, and with Ctrl always."""
        self._gestures.wheel_pans = pans

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Handed to the gestures."""
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handed to the gestures, then to the keys that walk."""
        if not self.overlay.shows_cursor:
            self.overlay.shows_cursor = True
            self.update()
        if not self._gestures.key_press(event) and not self._keyboard.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Handed to the gestures."""
        if not self._gestures.key_release(event):
            super().keyReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._gestures.leave()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A held key is let go elsewhere."""
        self._gestures.let_go()
        super().focusOutEvent(event)
