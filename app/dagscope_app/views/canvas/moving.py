"""A widget that looks at a scene through a camera: zooming, gliding, refining the picture. It must not read input or emit what is clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import Hit, SceneGeometry
from dagscope_app.drawing.scene import NAMES_FROM, ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.scene import Look, SceneSpec
from dagscope_app.views.canvas.camera import Bounds, Camera, first_look, fitting, revealing
from dagscope_app.views.canvas.frames import Frames, Stage
from dagscope_app.views.canvas.looking import (
    Size,
    anchors,
    bounds_of,
    camera_of,
    centered_on,
    is_in_view,
    look_of,
    nearest_in_both,
    on_the_way,
)
from dagscope_app.views.canvas.motion import DURATION_MS, MOST_GLIDING, Motion, ease_out
from dagscope_app.views.canvas.overlay import Overlay

IDLE_MS = 30
SLICE_MS = 12.0
FLASH_MS = 900


class MovingView(QWidget):
    """The camera, the kept picture and the motion of a canvas.

    Signals:
        viewport_changed: the camera or the size changed.
        refined: the picture on the screen is the finished one.
    """

    viewport_changed = Signal()
    refined = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene = ScenePainter(SceneGeometry(SceneSpec()), inks_of(theme))
        self._camera = Camera()
        self._is_fitted = True
        self._is_first_look = True
        self._awaited: tuple[str, ...] = ()
        self._covers: tuple[Bounds, ...] = ()
        self._reduces_motion = False
        self._frames = Frames(theme)
        self._frames.set_scene(self._scene, theme)
        self.overlay = Overlay()
        self._motion: Motion | None = None
        self._anticipated: ScenePainter | None = None
        self._glide: tuple[Camera, Camera] | None = None
        self._fade: QImage | None = None
        self._began = 0.0
        self._has_arrived = False
        self._is_moving = False
        self._timer = self._make_timer(16, self._on_timer_timeout, is_single=False)
        self._idle = self._make_timer(IDLE_MS, self._on_idle_timeout)
        self._slices = self._make_timer(0, self._on_slices_timeout)
        self._flash_timer = self._make_timer(16, self._on_flash_timer_timeout, is_single=False)
        self._flash_began = 0.0

    def _make_timer(self, interval: int, slot: Callable[[], None], *, is_single: bool = True) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setSingleShot(is_single)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    @property
    def geometry_of_scene(self) -> SceneGeometry:
        """Where everything is."""
        return self._scene.geometry

    @property
    def scene_painter(self) -> ScenePainter:
        """What paints the scene."""
        return self._scene

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._theme

    @property
    def camera(self) -> Camera:
        """The part of the scene in view."""
        return self._camera

    @property
    def spec(self) -> SceneSpec:
        """The spec on show."""
        return self._scene.geometry.spec

    def set_reduced_motion(self, reduces_motion: bool) -> None:
        """No gliding and no fading where true."""
        self._reduces_motion = reduces_motion

    def set_covers(self, covers: tuple[Bounds, ...]) -> None:
        """What lies over the canvas, in its coordinates: nothing that is looked for ends up beneath."""
        self._covers = covers

    @property
    def shown(self) -> ScenePainter:
        """The scene on show: for a moment, what is anticipated of the next one."""
        return self._anticipated or self._scene

    # ---- camera

    def fit(self) -> None:
        """Show everything."""
        self._is_fitted, self._is_first_look = True, False
        self.set_camera(self._fitting(), keeps_fit=True)

    def _fitting(self) -> Camera:
        """The camera that shows everything; the first picture of a project is never too small to be read."""
        geometry = self._scene.geometry
        size = self._size()
        if not self._is_first_look:
            return fitting(geometry.bounds, *size)
        return first_look(geometry.bounds, geometry.start, *size)

    def _size(self) -> Size:
        return self.width(), self.height()

    def zoom_by(self, factor: float) -> None:
        """Zoom at the middle of the view."""
        self.set_camera(self._camera.zoomed(factor, self.width() / 2, self.height() / 2))

    def zoom_to(self, ids: Iterable[str], *, prefers_groups: bool = False) -> None:
        """Show these nodes and groups as large as they fit, at most at their full size.

        Where a group holds a node of its own name, the node is meant, unless `prefers_groups`.
        """
        bounds = bounds_of(self._scene.geometry, ids, prefers_groups=prefers_groups)
        if bounds is not None:
            self.glide_to(fitting(bounds, *self._size(), margin=64.0))

    def center_on(self, item_id: str) -> None:
        """Bring a node or group to the middle, zooming in only where its name could not be read."""
        box = self._scene.geometry.box_of(item_id)
        if box is not None:
            self.glide_to(centered_on(self._camera, box, self._size()))

    def show_items(self, names: tuple[str, ...]) -> None:
        """Bring nodes or groups into view, near enough to be read; those of a later picture when it comes."""
        is_drawn = all(self._scene.geometry.box_of(name) is not None for name in names)
        self._awaited = () if is_drawn else names
        if not is_drawn:
            return
        if len(names) > 1:
            self.zoom_to(names)
        elif self._camera.scale < NAMES_FROM:
            self.center_on(names[0])
        elif names:
            self.reveal(names[0])

    def reveal(self, item_id: str) -> None:
        """Scroll just so far that a node or group is in view and not covered; what is far away comes to the middle."""
        box = self._scene.geometry.box_of(item_id)
        if box is None:
            return
        left, top = self._camera.to_screen(box.x, box.y)
        right, bottom = self._camera.to_screen(box.x + box.width, box.y + box.height)
        dx, dy = revealing((left, top, right, bottom), *self._size(), self._covers)
        if abs(dx) > self.width() / 2 or abs(dy) > self.height() / 2:
            self.center_on(item_id)
        elif dx or dy:
            self.glide_to(self._camera.moved(dx, dy))

    def viewport_state(self) -> tuple[float, float, float]:
        """The scale and the scene point at the top-left corner."""
        return (self._camera.scale, self._camera.x, self._camera.y)

    def set_viewport_state(self, scale: float, x: float, y: float) -> None:
        """Show what `viewport_state` told; emits only where that is another view."""
        self.set_camera(Camera(scale, x, y))

    def set_camera(self, camera: Camera, *, keeps_fit: bool = False) -> None:
        """Look elsewhere at once."""
        self._glide = None
        self._awaited = ()
        self._is_fitted = self._is_fitted if keeps_fit else False
        self._look(camera)

    def _look(self, camera: Camera) -> None:
        if camera == self._camera:
            return
        self._camera = camera
        self._is_moving = True
        if self._motion is not None and self._anticipated is not None:
            self._motion.cameras = (camera, camera)
        elif self._motion is not None:
            self._stop_motion()
        self._want_refinement()
        self.update()
        self.viewport_changed.emit()

    def glide_to(self, camera: Camera) -> None:
        """Look elsewhere, in 200 ms where motion is allowed."""
        self._is_fitted = False
        if self._reduces_motion or not self.isVisible():
            self._look(camera)
            return
        self._stop_motion()
        self._glide = (self._camera, camera)
        self._began = perf_counter()
        self._timer.start()

    def look(self) -> Look | None:
        """Where one looks: scale, and the middle as seen from the item nearest to it; None where nothing is drawn."""
        geometry = self._scene.geometry
        if not geometry.nodes and not geometry.groups:
            return None
        if self._is_fitted and not self._is_first_look:
            return Look()
        return look_of(geometry, self._camera, self._size())

    def sees(self, item_id: str) -> bool:
        """Whether the middle of a node or a group is in view."""
        return is_in_view(self._scene.geometry, item_id, self._camera, self._size())

    def _camera_of(self, look: Look) -> Camera:
        """The camera that sees what was looked at."""
        if look.scale <= 0:
            self._is_first_look = False
            return self._fitting()
        return camera_of(self._scene.geometry, look, self._size())

    def look_again(self, look: Look) -> None:
        """Look where one looked before."""
        if look.scale <= 0:
            self.fit()
        else:
            self.glide_to(self._camera_of(look))

    # ---- motion

    def near(self) -> SceneSpec | None:
        """What is shown in view and around it, as a picture of its own; None where it is too much to glide."""
        geometry = self.shown.geometry
        left, top, right, bottom = view = self._camera.view(*self._size())
        if not self.isVisible() or not geometry.has_at_most(MOST_GLIDING, view):
            return None
        width, height = (right - left) / 2, (bottom - top) / 2
        around = (left - width, top - height, right + width, bottom + height)
        return geometry.part(around if geometry.has_at_most(MOST_GLIDING, around) else view)

    def anticipate(self, spec: SceneSpec) -> None:
        """Begin to move what is near to these places, before the whole picture is known; `apply` or `arrive` completes it."""
        old = self._moment() if self._anticipated is not None else self._scene.geometry
        self._stop_motion()
        self._anticipated = ScenePainter(SceneGeometry(spec), self._scene.ink)
        geometry, cameras = self._anticipated.geometry, (self._camera, self._camera)
        self._motion = Motion(old, geometry, cameras, self._size())
        self._start_motion()
        self.overlay.hover = Hit("background")
        self.update()

    def mark_awaited(self, group: str) -> None:
        """Mark a group that is about to fold or unfold, where too much is in view to begin the move early."""
        self.overlay.awaited = group
        self.update()

    def arrive(self, anchor: str = "") -> None:
        """There will be no other picture than the one there is: what was anticipated gives way to it."""
        if self.overlay.awaited:
            self.mark_awaited("")
        if self._anticipated is not None:
            self._move_to(self._scene.geometry, animate=True, anchor=anchor)
            self.update()

    def _moment(self) -> SceneGeometry:
        """What is shown at this moment of an anticipated move."""
        assert self._motion is not None
        return SceneGeometry(self._motion.picture_at(ease_out(self._share())))

    def _start_motion(self) -> None:
        self._began = 0.0
        self._has_arrived = False
        self._timer.start()

    def _move_to(self, old: SceneGeometry, *, animate: bool, anchor: str, look: Look | None = None) -> None:
        geometry = self._scene.geometry
        self.overlay.awaited = ""
        if self._anticipated is not None:
            old = self._moment()
        before, was_empty = self._camera, not old.spec.nodes and not old.spec.groups
        if look is not None:
            self._is_fitted, self._camera = look.scale <= 0, self._camera_of(look)
        elif not anchor and not self._is_fitted and not was_empty:
            anchor = nearest_in_both(old, geometry, before, self._size())
        start, end = anchors(old, geometry, anchor)
        if look is not None:
            pass  # where one looked before is where one looks again
        elif start is not None and end is not None:
            self._camera = before.holding(start.x, start.y, end.x, end.y)
            self._is_fitted = False
        elif self._is_fitted:
            self._camera = self._fitting()
        elif not was_empty and not geometry.has_any_in(self._camera.view(*self._size())):
            self._camera = fitting(geometry.bounds, *self._size())
        if not geometry.spec.nodes and not geometry.spec.groups:
            self._is_fitted = self._is_first_look = True
        has_frame = self._anticipated is not None
        is_animated = animate and not self._reduces_motion and not was_empty and self.isVisible()
        if is_animated:
            motion = Motion(old, geometry, (before, self._camera), self._size())
            fade = self._frames.picture() if not has_frame or motion.is_feasible else self.grab().toImage()
            self._stop_motion()
            self._motion = motion if motion.is_feasible else None
            self._fade = None if motion.is_feasible else fade
            self._start_motion()
        else:
            self._stop_motion()
        self._frames.set_scene(self._scene, self._theme)
        if self._camera != before:
            self.viewport_changed.emit()
        self._want_refinement()

    @property
    def is_animating(self) -> bool:
        """Whether something is on its way."""
        return self._motion is not None or self._glide is not None or self._fade is not None

    def _share(self) -> float:
        """How far the motion is; its clock starts with its first frame, which may take longer than the others."""
        if self._began == 0.0:
            self._began = perf_counter()
        if self._reduces_motion:
            return 1.0
        return (perf_counter() - self._began) * 1000 / DURATION_MS

    def _stop_motion(self) -> None:
        self._timer.stop()
        self._motion = None
        self._anticipated = None
        self._glide = None
        self._fade = None

    def _on_timer_timeout(self) -> None:
        share = self._share()
        if self._glide is not None:
            start, end = self._glide
            if share >= 1.0:
                self._stop_motion()
                self._look(end)
                return
            self._look(on_the_way(start, end, ease_out(share)))
            return
        if self._anticipated is not None:
            if share >= 1.0:
                self._timer.stop()
            self._has_arrived = share >= 1.0
            self.update()
            return
        if self._fade is not None and not self._frames.is_exact(self._stage()):
            self._began = perf_counter()
            return
        if share >= 1.0 and (self._motion is None or self._frames.is_exact(self._stage())):
            self._stop_motion()
        elif share >= 1.0 and self._has_arrived:
            return  # the last frame stays until the finished picture is there
        self._has_arrived = share >= 1.0
        self.update()

    def flash(self, ids: Iterable[str]) -> None:
        """Draw the eye to these nodes and groups for a moment."""
        self.overlay.flashed = frozenset(ids)
        self.overlay.flash_strength = 1.0
        self._flash_began = perf_counter()
        self._flash_timer.start()
        self.update()

    def _on_flash_timer_timeout(self) -> None:
        share = (perf_counter() - self._flash_began) * 1000 / FLASH_MS
        self.overlay.flash_strength = 1.0 if self._reduces_motion and share < 1 else max(0.0, 1.0 - share)
        if share >= 1:
            self._flash_timer.stop()
            self.overlay.flashed = frozenset()
        self.update()

    # ---- refinement

    def _stage(self) -> Stage:
        return Stage(self._camera, *self._size(), self.devicePixelRatioF())

    def _want_refinement(self) -> None:
        self._slices.stop()
        self._idle.start()

    def _on_idle_timeout(self) -> None:
        self._is_moving = False
        self._on_slices_timeout()

    def _on_slices_timeout(self) -> None:
        if self._motion is not None and not self._has_arrived:
            self._idle.start()  # the frames of the move come first
            return
        stage = self._stage()
        if not self._frames.is_settled(stage):
            is_done = self._frames.refine(stage, SLICE_MS)
            self._slices.start()
            if is_done:
                self.update()
                self.refined.emit()
        elif not self._frames.has_overview and self._frames.last_ms > SLICE_MS:
            self._frames.make_overview(SLICE_MS)
            self._slices.start()

    def refine_now(self) -> None:
        """Finish the picture at once: for pictures and tests."""
        self._stop_motion()
        self._idle.stop()
        self._slices.stop()
        self._is_moving = False
        if not self._frames.is_settled(self._stage()):
            self._frames.render(self._stage())
        self.update()

    @property
    def is_refined(self) -> bool:
        """Whether the finished picture is on show."""
        return not self.is_animating and self._frames.is_settled(self._stage())
