"""Keeps the finished picture of a view up to date: at rest, in slices between events.
It must not move anything or know gestures.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.drawing.theme import Theme
from dagscope_app.views.canvas.frames import Frames, Stage
from dagscope_app.views.canvas.timers import make_timer

IDLE_MS = 30
SLICE_MS = 12.0


class Refinement(QObject):
    """The frames of one view, drawn when there is time.

    Signals:
        refined: the finished picture is there.
    """

    refined = Signal()

    def __init__(self, scene: ScenePainter, theme: Theme, stage: Callable[[], Stage], parent: QObject) -> None:
        """Start with a scene; `stage` returns what the view looks at now."""
        super().__init__(parent)
        self._frames = Frames(theme)
        self._frames.set_scene(scene, theme)
        self._stage = stage
        self._is_moving = False
        self._is_held: Callable[[], bool] = lambda: False
        self._idle = make_timer(self, IDLE_MS, self._on_idle_timeout)
        self._slices = make_timer(self, 0, self._on_slices_timeout)

    def hold_while(self, is_held: Callable[[], bool]) -> None:
        """Draw nothing while this answers true: other frames come first."""
        self._is_held = is_held

    def set_scene(self, scene: ScenePainter, theme: Theme) -> None:
        """Set another scene: the earlier picture is shown until the next one is ready."""
        self._frames.set_scene(scene, theme)

    def set_lit(self, scene: ScenePainter, dirty: list[QRectF]) -> None:
        """Note that other things are lit at unchanged positions; what lies in `dirty` looks different."""
        self._frames.set_lit(scene, dirty)

    def forget_picture(self) -> None:
        """Show nothing until the next picture."""
        self._frames.forget_picture()

    def picture(self) -> QImage | None:
        """Return the picture last finished."""
        return self._frames.picture()

    def move(self) -> None:
        """Note that the view looks elsewhere, and perhaps again soon."""
        self._is_moving = True
        self.want()

    def want(self) -> None:
        """Finish the picture when the view has been at rest for a moment."""
        self._slices.stop()
        self._idle.start()

    def draw(self, painter: QPainter, *, is_moving: bool | None = None) -> None:
        """Paint the best picture there is; a better one follows."""
        is_moving = self._is_moving if is_moving is None else is_moving
        if not self._frames.draw(painter, self._stage(), is_moving=is_moving) and not self._slices.isActive():
            self._idle.start()

    @property
    def is_exact(self) -> bool:
        """Whether the picture is that of what the view looks at."""
        return self._frames.is_exact(self._stage())

    @property
    def is_settled(self) -> bool:
        """Whether it was also drawn in one piece."""
        return self._frames.is_settled(self._stage())

    def finish(self) -> None:
        """Finish the picture at once: for pictures and tests."""
        self._idle.stop()
        self._slices.stop()
        self._is_moving = False
        if not self.is_settled:
            self._frames.render(self._stage())

    def _on_idle_timeout(self) -> None:
        self._is_moving = False
        self._on_slices_timeout()

    def _on_slices_timeout(self) -> None:
        if self._is_held():
            self._idle.start()
            return
        stage = self._stage()
        if not self._frames.is_settled(stage):
            is_done = self._frames.refine(stage, SLICE_MS)
            self._slices.start()
            if is_done:
                self.refined.emit()
        elif not self._frames.has_overview and self._frames.last_ms > SLICE_MS:
            self._frames.make_overview(SLICE_MS)
            self._slices.start()
