"""The ways from what is on the screen to what will be: each knows what it shows at a time and when it is over.
It owns no timer.

A view holds one of them. Times are seconds of one clock. Nothing here knows a widget.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtGui import QImage

from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.scene import ScenePainter
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.canvas.looking import on_the_way
from dagscope_app.views.canvas.motion import DURATION_MS, Motion, ease_out


class Moment(NamedTuple):
    """What is shown at one time: how far it is, where it looks if not where the view does, what moves or fades."""

    share: float = 1.0
    camera: Camera | None = None
    motion: Motion | None = None
    fading: QImage | None = None


@dataclass(slots=True)
class Clock:
    """Says how far a transition is. It starts when first asked: the first frame may take longer than the others."""

    is_skipped: bool = False
    began: float = 0.0

    def share(self, now: float) -> float:
        """Return the part of the time that is over, 1 and more at the end; with reduced motion all of it is."""
        if self.began == 0.0:
            self.began = now
        return 1.0 if self.is_skipped else (now - self.began) * 1000 / DURATION_MS


class Transition:
    """What the view is doing; of itself nothing."""

    moves_view = False  # whether the view itself looks where each moment does

    def at(self, now: float) -> Moment:
        """Return what is shown at a time."""
        return Moment()

    def is_over(self, now: float, is_ready: bool) -> bool:
        """Return whether the view can do without it; `is_ready`: the finished picture it leads to is there."""
        return True

    def advance(self, now: float, is_ready: bool) -> bool:
        """Go on to a time; return whether that is another frame to show."""
        return True

    def goes_on_at(self, camera: Camera) -> bool:
        """Return whether it goes on when the view looks elsewhere."""
        return True

    @property
    def shown(self) -> ScenePainter | None:
        """The scene that is on show instead of the view's own; None where that is."""
        return None

    @property
    def holds_refinement(self) -> bool:
        """Whether its frames come before the finished picture."""
        return False

    @property
    def is_at_rest(self) -> bool:
        """Whether it stays as it is until something happens."""
        return False


class Still(Transition):
    """Nothing is on its way."""

    @property
    def is_at_rest(self) -> bool:
        """Always."""
        return True


@dataclass
class Glide(Transition):
    """The view comes to look elsewhere."""

    start: Camera
    end: Camera
    clock: Clock

    moves_view = True

    def at(self, now: float) -> Moment:
        """Return where the view looks at a time."""
        share = self.clock.share(now)
        return Moment(camera=self.end if share >= 1.0 else on_the_way(self.start, self.end, ease_out(share)))

    def is_over(self, now: float, is_ready: bool) -> bool:
        """Return whether the view has arrived."""
        return self.clock.share(now) >= 1.0


@dataclass
class Move(Transition):
    """What is in view glides to where the next picture has it; the last frame stays until that picture is finished."""

    motion: Motion
    clock: Clock
    has_arrived: bool = field(default=False, init=False)

    def at(self, now: float) -> Moment:
        """Return the picture in motion at a time."""
        share = ease_out(self.clock.share(now))
        return Moment(share, self.motion.camera(share), self.motion)

    def is_over(self, now: float, is_ready: bool) -> bool:
        """Return whether the finished picture takes over."""
        return is_ready and self.clock.share(now) >= 1.0

    def advance(self, now: float, is_ready: bool) -> bool:
        """Return whether there is another frame: the last is shown once."""
        was_there, self.has_arrived = self.has_arrived, self.clock.share(now) >= 1.0
        return not (was_there and self.has_arrived)

    def goes_on_at(self, camera: Camera) -> bool:
        """Return false: who looks elsewhere gets the finished picture."""
        return False

    @property
    def holds_refinement(self) -> bool:
        """Until it has arrived."""
        return not self.has_arrived


@dataclass
class Anticipated(Move):
    """A move towards what is foreseen of a picture that is not there yet; at its end it waits for that picture."""

    scene: ScenePainter

    def is_over(self, now: float, is_ready: bool) -> bool:
        """Return false: the picture that comes ends it."""
        return False

    def goes_on_at(self, camera: Camera) -> bool:
        """Look elsewhere all the while."""
        self.motion.cameras = (camera, camera)
        return True

    def geometry(self, now: float) -> SceneGeometry:
        """Return what is where at a time: another move may begin there."""
        return SceneGeometry(self.motion.picture_at(self.at(now).share))

    @property
    def shown(self) -> ScenePainter | None:
        """What is foreseen."""
        return self.scene

    @property
    def is_at_rest(self) -> bool:
        """Once it has arrived."""
        return self.has_arrived


@dataclass
class Fade(Transition):
    """The earlier picture gives way to the next one, once that is finished: there is too much in view to move it."""

    image: QImage
    clock: Clock

    def at(self, now: float) -> Moment:
        """Return the earlier picture, and how much of the next one lies over it."""
        return Moment(ease_out(self.clock.share(now)), fading=self.image)

    def is_over(self, now: float, is_ready: bool) -> bool:
        """Return whether only the next picture is to be seen."""
        return is_ready and self.clock.share(now) >= 1.0

    def advance(self, now: float, is_ready: bool) -> bool:
        """Return whether it is fading; before the next picture is finished its time has not begun."""
        if not is_ready:
            self.clock.began = now
        return is_ready
