"""Shows a scene on a widget: where it looks, what is on its way, the finished picture.
It must not read input or emit what is clicked.
"""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.brushes import inks_of
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.label_plates import OVERHANG
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.model.records.scene import Look, SceneSpec
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.canvas.frames import HINTS, Stage
from dagscope_app.views.canvas.looking import Size
from dagscope_app.views.canvas.motion import MOST_GLIDING, Motion
from dagscope_app.views.canvas.refinement import Refinement
from dagscope_app.views.canvas.timers import make_timer
from dagscope_app.views.canvas.transitions import Anticipated, Clock, Fade, Glide, Moment, Move, Still, Transition
from dagscope_app.views.canvas.viewpoint import Viewpoint

DIRTY_MARGIN = 18.0


class Projector(QObject):
    """What one canvas shows. It holds one transition at a time.

    Signals:
        moved: it looks elsewhere.
        refined: the picture on the screen is the finished one.
    """

    moved = Signal()
    refined = Signal()

    def __init__(self, widget: QWidget, theme: Theme) -> None:
        """Start without a scene; `widget` is what is shown on: its size counts, and it is updated."""
        super().__init__(widget)
        self._widget = widget
        self.theme = theme
        self.scene = ScenePainter(SceneGeometry(SceneSpec()), inks_of(theme))
        self.viewpoint = Viewpoint()
        self.reduces_motion = False
        self.transition: Transition = Still()
        self.refinement = Refinement(self.scene, theme, self._stage, self)
        self.refinement.hold_while(lambda: self.transition.holds_refinement)
        self.refinement.refined.connect(self._on_refined)
        self._timer = make_timer(self, 16, self._on_timer_timeout, is_single=False)

    @property
    def camera(self) -> Camera:
        """The part of the scene in view."""
        return self.viewpoint.camera

    @property
    def geometry(self) -> SceneGeometry:
        """Where everything is."""
        return self.scene.geometry

    @property
    def shown(self) -> ScenePainter:
        """The scene on show: for a moment, what is anticipated of the next one."""
        return self.transition.shown or self.scene

    @property
    def size(self) -> Size:
        """The widget's width and height."""
        return self._widget.width(), self._widget.height()

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme from now on."""
        self.theme = theme
        self.scene = ScenePainter(self.geometry, inks_of(theme))
        self._go_on_with(Still())
        self.refinement.set_scene(self.scene, theme)
        self.refinement.forget_picture()
        self._widget.update()

    # ---- where it looks

    def look_at_once(self, camera: Camera) -> None:
        """Look elsewhere now, whatever it was gliding to."""
        if self.transition.moves_view:
            self._go_on_with(Still())
        self._look(camera)

    def _look(self, camera: Camera) -> None:
        if camera == self.camera:
            return
        self.viewpoint.camera = camera
        self.refinement.move()
        if not self.transition.goes_on_at(camera):
            self._go_on_with(Still())
        self._widget.update()
        self.moved.emit()

    def glide_to(self, camera: Camera) -> None:
        """Look elsewhere, in 200 ms where motion is allowed."""
        self.viewpoint.is_fitted = False
        if self.reduces_motion or not self._widget.isVisible():
            self._look(camera)
        else:
            self._go_on_with(Glide(self.camera, camera, Clock(began=perf_counter())))

    # ---- what it shows

    def apply(self, spec: SceneSpec, *, animate: bool, anchor: str, look: Look | None) -> bool:
        """Show another spec; return whether anything moved. What did glides there, the rest is painted where it is."""
        old, geometry = self.scene, SceneGeometry(spec)
        change = geometry.change_from(old.geometry)
        self.scene = ScenePainter(geometry, inks_of(self.theme))
        if change.has_moved:
            self._move_from(old.geometry, animate=animate, anchor=anchor, look=look)
            return True
        geometry.inherit(old.geometry)
        self.scene.inherit(old, is_restyled=bool(change.restyled))
        out = max(DIRTY_MARGIN, OVERHANG / self.camera.scale)  # a name may reach beyond its box
        dirty = [QRectF(b.x, b.y, b.width, b.height).adjusted(-out, -out, out, out) for b in change.restyled]
        self.refinement.set_lit(self.scene, dirty)
        return False

    def near(self) -> SceneSpec | None:
        """Return what is shown in view and around it, as a picture of its own; None where it is too much to glide."""
        geometry = self.shown.geometry
        left, top, right, bottom = view = self.camera.view(*self.size)
        if not self._widget.isVisible() or not geometry.has_at_most(MOST_GLIDING, view):
            return None
        width, height = (right - left) / 2, (bottom - top) / 2
        around = (left - width, top - height, right + width, bottom + height)
        return geometry.part(around if geometry.has_at_most(MOST_GLIDING, around) else view)

    def anticipate(self, spec: SceneSpec) -> None:
        """Begin to move what is near to these positions; the next scene, or `arrive`, completes the move."""
        scene = ScenePainter(SceneGeometry(spec), self.scene.ink)
        motion = Motion(self._geometry_now(), scene.geometry, (self.camera, self.camera), self.size)
        self._go_on_with(Anticipated(motion, self._clock(), scene))
        self._widget.update()

    def arrive(self, anchor: str) -> None:
        """Replace what was anticipated by the scene there is: no other one comes."""
        if isinstance(self.transition, Anticipated):
            self._move_from(self.geometry, animate=True, anchor=anchor, look=None)
            self._widget.update()

    def _geometry_now(self) -> SceneGeometry:
        if isinstance(self.transition, Anticipated):
            return self.transition.geometry(perf_counter())
        return self.geometry

    def _clock(self) -> Clock:
        return Clock(is_skipped=self.reduces_motion)

    def _go_on_with(self, transition: Transition) -> None:
        """Replace the transition."""
        self.transition = transition
        if transition.is_at_rest:
            self._timer.stop()
        else:
            self._timer.start()

    def _move_from(self, old: SceneGeometry, *, animate: bool, anchor: str, look: Look | None) -> None:
        if isinstance(self.transition, Anticipated):
            old = self._geometry_now()
        before = self.camera
        self.viewpoint.follow(old, self.geometry, self.size, anchor, look)
        was_empty = not old.spec.nodes and not old.spec.groups
        is_animated = animate and not self.reduces_motion and not was_empty and self._widget.isVisible()
        self._go_on_with(self._way_from(old, before) if is_animated else Still())
        self.refinement.set_scene(self.scene, self.theme)
        if self.camera != before:
            self.moved.emit()
        self.refinement.want()

    def _way_from(self, old: SceneGeometry, before: Camera) -> Transition:
        """Return the move from what was shown, or a fade where that is too much."""
        motion = Motion(old, self.geometry, (before, self.camera), self.size)
        if motion.is_feasible:
            return Move(motion, self._clock())
        is_anticipated = isinstance(self.transition, Anticipated)
        image = self._widget.grab().toImage() if is_anticipated else self.refinement.picture()
        return Fade(image, self._clock()) if image is not None else Still()

    def _on_timer_timeout(self) -> None:
        now, is_ready, transition = perf_counter(), self.refinement.is_exact, self.transition
        is_over = transition.is_over(now, is_ready)
        if not is_over and not transition.advance(now, is_ready):
            return
        camera = transition.at(now).camera
        if is_over:
            self._go_on_with(Still())
        elif transition.is_at_rest:
            self._timer.stop()
        if transition.moves_view and camera is not None:
            self._look(camera)
        else:
            self._widget.update()

    # ---- painting

    def paint(self, painter: QPainter) -> Moment:
        """Paint the best picture there is in a few milliseconds; the painter maps scene units afterwards."""
        moment = self.transition.at(perf_counter())
        if moment.motion is not None:
            self._to_scene(painter, moment.camera or self.camera)
            moment.motion.paint(painter, moment.share, self.scene.ink)
            return moment
        if moment.fading is None:
            self.refinement.draw(painter)
        else:
            painter.drawImage(QRectF(0, 0, *self.size), moment.fading)
            if self.refinement.is_exact:
                painter.setOpacity(moment.share)
                self.refinement.draw(painter, is_moving=False)
                painter.setOpacity(1.0)
        self._to_scene(painter, self.camera)
        return moment

    def _to_scene(self, painter: QPainter, camera: Camera) -> None:
        stage = Stage(camera, *self.size, self._widget.devicePixelRatioF())
        dx, dy = stage.offset
        painter.setRenderHints(HINTS)
        painter.translate(QPointF(dx / stage.ratio, dy / stage.ratio))
        painter.scale(camera.scale, camera.scale)

    def _stage(self) -> Stage:
        return Stage(self.camera, *self.size, self._widget.devicePixelRatioF())

    def _on_refined(self) -> None:
        self._widget.update()
        self.refined.emit()

    def refine_now(self) -> None:
        """Finish the picture at once: for pictures and tests."""
        self._go_on_with(Still())
        self.refinement.finish()
        self._widget.update()
