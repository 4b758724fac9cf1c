"""The canvas widget: puts camera, finished picture, transition and input together. It emits ids and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
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

from dagscope_app.drawing.geometry import Hit, SceneGeometry
from dagscope_app.drawing.scene import NAMES_FROM, ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.drawing.translation import tr
from dagscope_app.model.picture.overview import READABLE_SCALE
from dagscope_app.model.placement import WireKey
from dagscope_app.model.records.scene import Look, SceneSpec
from dagscope_app.views.canvas.accessible import announce_change, install
from dagscope_app.views.canvas.camera import LEAST_SCALE, MOST_SCALE, Camera, fitting
from dagscope_app.views.canvas.flash import Flash
from dagscope_app.views.canvas.gestures import Gestures
from dagscope_app.views.canvas.hit_index import paint_outer_names
from dagscope_app.views.canvas.keyboard import Keyboard
from dagscope_app.views.canvas.looking import bounds_of, centered_on, is_in_view
from dagscope_app.views.canvas.peeks import Peeks
from dagscope_app.views.canvas.projector import Projector
from dagscope_app.views.canvas.surface import Surface
from dagscope_app.views.canvas.tips import Tips
from dagscope_app.views.canvas.tooltips import tooltip_of
from dagscope_app.views.canvas.transitions import Still, Transition

DIRTY_MARGIN = 18.0
READABLE = 0.6  # what is gone to is at least so large


class CanvasView(Surface):
    """Draws a SceneSpec.

    Signals:
        viewport_changed: the camera or the size changed.
        scene_changed: another spec or theme is shown.
        refined: the picture on the screen is the finished one.
    """

    viewport_changed = Signal()
    scene_changed = Signal()
    refined = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._awaited: tuple[str, ...] = ()
        self._awaited_scale = NAMES_FROM
        self._has_keyboard = False
        self._projector = Projector(self, theme)
        self._projector.moved.connect(self.viewport_changed)
        self._projector.refined.connect(self.refined)
        self._gestures = Gestures(self)
        self._keyboard = Keyboard(self)
        self._tips = Tips(self, self._text_at)
        self._flash = Flash(self)
        self.peeks = Peeks(self)
        self.viewport_changed.connect(self._on_viewport_changed)
        self.viewport_changed.connect(self.peeks.look)
        self.scene_changed.connect(self.peeks.look)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 80)
        self.setAccessibleName(tr("Dataflow graph"))
        self.grabGesture(Qt.GestureType.PinchGesture)
        install()

    @property
    def geometry_of_scene(self) -> SceneGeometry:
        """Where everything is."""
        return self._projector.geometry

    @property
    def scene_painter(self) -> ScenePainter:
        """What paints the scene."""
        return self._projector.scene

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._projector.theme

    @property
    def camera(self) -> Camera:
        """The part of the scene in view."""
        return self._projector.camera

    @property
    def shown(self) -> ScenePainter:
        """The scene on show: for a moment, what is anticipated of the next one."""
        return self._projector.shown

    @property
    def transition(self) -> Transition:
        """What is on its way."""
        return self._projector.transition

    @property
    def is_animating(self) -> bool:
        """Whether something is on its way."""
        return not isinstance(self._projector.transition, Still)

    @property
    def is_refined(self) -> bool:
        """Whether the finished picture is on show."""
        return not self.is_animating and self._projector.refinement.is_settled

    def set_reduced_motion(self, reduces_motion: bool) -> None:
        """Set whether gliding and fading are left out."""
        self._projector.reduces_motion = self._flash.is_steady = reduces_motion

    def set_covers(self, areas: Iterable[QRect]) -> None:
        """Set what lies over the canvas, in its coordinates: nothing that is looked for ends up beneath."""
        viewpoint, size = self._projector.viewpoint, self._projector.size
        before = viewpoint.foot(size), viewpoint.side(size)
        viewpoint.covers = tuple(
            (float(area.left()), float(area.top()), float(area.right() + 1), float(area.bottom() + 1)) for area in areas
        )
        is_other = (viewpoint.foot(size), viewpoint.side(size)) != before
        is_other = is_other or viewpoint.is_under_head(self.geometry_of_scene, size)
        if viewpoint.is_fitted and is_other and not self.is_animating:
            self._look_at_once(viewpoint.fitting(self.geometry_of_scene, size))

    # ---- what is shown

    def apply(self, spec: SceneSpec, *, animate: bool = True, anchor: str = "", look: Look | None = None) -> None:
        """Show another spec; what moved glides there.

        Args:
            spec: the picture.
            animate: whether anything glides.
            anchor: the node or group that keeps its place on the screen.
            look: where to look at the new picture, before what the anchor asks for.
        """
        old = self.spec
        if spec is old:
            return
        if self._projector.apply(spec, animate=animate, anchor=anchor, look=look):
            QToolTip.hideText()  # it was about what was there
            self.overlay.awaited = ""
        elif look is not None:
            self.look_again(look)
        if self.overlay.hover.kind != "background":
            self.overlay.hover = Hit("background")
        if self._awaited:
            self.show_items(self._awaited, self._awaited_scale)
        self.update()
        announce_change(self, old, spec)
        self.scene_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme from now on."""
        if theme is self.theme:
            return
        self._projector.set_theme(theme)
        self.scene_changed.emit()

    def flash(self, ids: Iterable[str]) -> None:
        """Draw the eye to these nodes and groups for a moment."""
        self._flash.show(ids)

    # ---- where it looks

    def fit(self) -> None:
        """Show everything."""
        self._projector.viewpoint.is_fitted, self._projector.viewpoint.is_first = True, False
        self._look_at_once(self._projector.viewpoint.fitting(self.geometry_of_scene, self._projector.size))

    def zoom_by(self, factor: float) -> None:
        """Zoom at the middle of the view."""
        self.set_camera(self.camera.zoomed(factor, self.width() / 2, self.height() / 2))

    def zoom_to(self, ids: Iterable[str], *, prefers_groups: bool = False) -> None:
        """Show these nodes and groups as large as they fit, at most at their full size.

        Where a group holds a node of its own name, the node is meant, unless `prefers_groups`.
        """
        bounds = bounds_of(self.geometry_of_scene, ids, prefers_groups=prefers_groups)
        if bounds is not None:
            self.glide_to(fitting(bounds, *self._projector.size, margin=64.0))

    def center_on(self, item_id: str, least: float = READABLE_SCALE) -> None:
        """Bring a node or group to the middle, zooming in only where it would be smaller than at this scale."""
        box = self.geometry_of_scene.box_of(item_id)
        if box is not None:
            self.glide_to(centered_on(self.camera, box, self._projector.size, least))

    def show_items(self, names: tuple[str, ...], least: float = NAMES_FROM) -> None:
        """Bring nodes or groups into view, at least at this scale; those of a later picture when it comes.

        What is in view is left at the scale it has; what must be gone to is shown large enough to be read.
        """
        is_drawn = all(self.geometry_of_scene.box_of(name) is not None for name in names)
        self._awaited, self._awaited_scale = () if is_drawn else names, least
        if not is_drawn:
            return
        if len(names) > 1:
            self.zoom_to(names)
        elif self.camera.scale < (least if self.sees(names[0]) else max(least, READABLE)):
            self.center_on(names[0], max(least, READABLE))
        elif names:
            self.reveal(names[0])

    def reveal(self, item_id: str) -> None:
        """Scroll just so far that a node or group is in view and not covered; what is far away comes to the middle."""
        box = self.geometry_of_scene.box_of(item_id)
        camera = self._projector.viewpoint.revealing(box, self._projector.size) if box is not None else None
        if camera is not None:
            self.glide_to(camera)

    def viewport_state(self) -> tuple[float, float, float]:
        """Return the scale and the scene point at the top-left corner."""
        return (self.camera.scale, self.camera.x, self.camera.y)

    def set_viewport_state(self, scale: float, x: float, y: float) -> None:
        """Show what `viewport_state` returned; emits only where that is another view."""
        self.set_camera(Camera(scale, x, y))

    def set_camera(self, camera: Camera) -> None:
        """Look elsewhere at once."""
        self._projector.viewpoint.is_fitted = self._projector.viewpoint.is_first = False
        self._look_at_once(camera)

    def _look_at_once(self, camera: Camera) -> None:
        self._awaited = ()
        self._projector.look_at_once(camera)

    def glide_to(self, camera: Camera) -> None:
        """Look elsewhere, in 200 ms where motion is allowed."""
        self._projector.glide_to(camera)

    def look(self) -> Look | None:
        """Return where one looks: scale, and the middle as seen from the nearest item; None where nothing is drawn."""
        return self._projector.viewpoint.look(self.geometry_of_scene, self._projector.size)

    def sees(self, item_id: str) -> bool:
        """Return whether the middle of a node or a group is in view."""
        return is_in_view(self.geometry_of_scene, item_id, self.camera, self._projector.size)

    def look_again(self, look: Look) -> None:
        """Look where one looked before."""
        if look.scale <= 0:
            self.fit()
        else:
            self.glide_to(self._projector.viewpoint.camera_of(self.geometry_of_scene, look, self._projector.size))

    def view_position(self) -> tuple[float, float, float] | None:
        """Return the scale and the middle of what is in view; None when all of it is, and stays so."""
        if self._projector.viewpoint.is_fitted:
            return None
        return (self.camera.scale, *self.camera.to_scene(self.width() / 2, self.height() / 2))

    def look_at(self, scale: float, x: float, y: float) -> None:
        """Bring a position into view that was remembered, unless the picture has nothing there."""
        left, top, right, bottom = self.geometry_of_scene.bounds
        if left <= x <= right and top <= y <= bottom and LEAST_SCALE <= scale <= MOST_SCALE:
            self.set_viewport_state(scale, x - self.width() / 2 / scale, y - self.height() / 2 / scale)

    # ---- motion

    def near(self) -> SceneSpec | None:
        """Return what is shown in and around the view as a picture of its own, or None if too much to glide."""
        return self._projector.near()

    def anticipate(self, spec: SceneSpec) -> None:
        """Begin to move what is near to these positions, before the whole picture is known; `apply` or `arrive`
        completes it.
        """
        self._projector.anticipate(spec)
        self.overlay.hover = Hit("background")

    def mark_awaited(self, group: str) -> None:
        """Mark a group that is about to fold or unfold, where too much is in view to begin the move early."""
        self.overlay.awaited = group
        self.update()

    def arrive(self, anchor: str = "") -> None:
        """Replace what was anticipated by the picture there is: there will be no other one."""
        if self.overlay.awaited:
            self.mark_awaited("")
        self._projector.arrive(anchor)

    def refine_now(self) -> None:
        """Finish the picture at once: for pictures and tests."""
        self._projector.refine_now()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and what lies over it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("canvas"))
        moment, shown = self._projector.paint(painter), self.shown
        is_in_motion = moment.motion is not None
        camera = moment.camera if is_in_motion and moment.camera else self.camera
        if not is_in_motion:
            self.peeks.paint(painter, shown.geometry, shown.ink, camera.scale)
        self.overlay.paint(painter, shown, camera.scale, has_focus=self.hasFocus() and not is_in_motion)
        painter.resetTransform()
        if self._has_keyboard:
            painter.setPen(shown.ink.pen("accent", 2.0))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        paint_outer_names(painter, shown.geometry, shown.ink, camera, self.width(), self.height())
        painter.end()

    def sizeHint(self) -> QSize:
        """Return a size for a small graph."""
        return QSize(900, 600)

    # ---- events

    def hit(self, position: QPointF) -> Hit:
        """Return what is under a point of the widget."""
        x, y = self.camera.to_scene(position.x(), position.y())
        return self.shown.geometry.hit(x, y, 5.0 / self.camera.scale)

    def wires_at_cursor(self) -> tuple[WireKey, ...]:
        """Return the ends of each wire at the item the keyboard is on; it stays there."""
        current = self._keyboard.current()
        if current:
            self.overlay.cursor = current
        numbers = self.geometry_of_scene.adjacent.get(current, ())
        return tuple(self.geometry_of_scene.wires.items[i].id for i in numbers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted, or keep the middle in the middle."""
        old = event.oldSize()
        self._projector.viewpoint.resize(self.geometry_of_scene, self._projector.size, (old.width(), old.height()))
        self._projector.refinement.want()
        self.viewport_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Handle tooltips, pinches, and Escape before it is a shortcut while something is dragged."""
        if event.type() == QEvent.Type.ShortcutOverride and self._gestures.wants_key(event):
            event.accept()
            return True
        if isinstance(event, QGestureEvent) and event.type() == QEvent.Type.Gesture:
            return self._gestures.touch(event)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tips.show(QPointF(event.pos()))
            return True
        if isinstance(event, QNativeGestureEvent) and self._gestures.pinch(event):
            return True
        return super().event(event)

    def _on_viewport_changed(self) -> None:
        QToolTip.hideText()  # something else is under the pointer now

    def await_tip(self, position: QPointF | None) -> None:
        """Show the tip of what is under the pointer when it has rested a moment; without a position, none."""
        self._tips.rest(position)

    def _text_at(self, position: QPointF) -> str:
        """Return what there is to read at a point: nothing while something is dragged."""
        return "" if self._gestures.is_dragging else tooltip_of(self.shown.geometry, self.hit(position))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pass the event to the gestures; the ring of the keyboard is for those who use the keyboard."""
        self.overlay.shows_cursor = False
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pass the event to the gestures."""
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pass the event to the gestures."""
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pass the event to the gestures."""
        self._gestures.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu on the menu key; the mouse's comes on release, and the window never gets the event."""
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._keyboard.ask_menu()

    def set_movable(self, is_movable: bool) -> None:
        """Set whether nodes and groups can be dragged elsewhere."""
        self._gestures.can_move = is_movable

    def set_wheel_pans(self, pans: bool) -> None:
        """Set whether a mouse wheel moves the picture; it zooms otherwise, and with Ctrl always."""
        self._gestures.wheel_pans = pans

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the event to the gestures."""
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the event to the gestures, then to the keys that walk."""
        if not self.overlay.shows_cursor:
            self.overlay.shows_cursor = True
            self.update()
        if not self._gestures.key_press(event) and not self._keyboard.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Pass the event to the gestures."""
        if not self._gestures.key_release(event):
            super().keyReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Note that nothing is under the pointer any more."""
        self._gestures.leave()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the Tab key led here: a frame, which a click would not need."""
        self._has_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Note that a held key is released elsewhere."""
        self._gestures.let_go()
        self._has_keyboard = False
        self.update()
        super().focusOutEvent(event)
