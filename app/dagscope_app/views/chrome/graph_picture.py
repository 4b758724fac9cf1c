"""Keeps the canvas up to the state: when it is redrawn, what stays in place, where one looks.
It must not decide what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from dagscope_app.controllers.ports import Direction
from dagscope_app.model.picture.resolve import is_drawn_like, resolve, resolving
from dagscope_app.model.picture.resolve_context import ResolveCache
from dagscope_app.model.records.ghost import with_ghost
from dagscope_app.model.records.scene import Look, SceneSpec, same_items
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas import CanvasView
from dagscope_app.views.canvas.camera import fitting

# While a run goes on the picture is drawn as often as leaves three quarters of the time to everything else.
# And there are no more pictures than the worker sends states: twenty a second.
LEAST_WAIT_MS = 50
MOST_WAIT_MS = 600
# Fewer are worked out within a frame or so: not worth a turn of the event loop for each step.
MANY_NODES = 2000
LARGE_SCALE = 1.8
_DONE = object()
_KEYS: dict[Direction, Qt.Key] = {
    "left": Qt.Key.Key_Left,
    "right": Qt.Key.Key_Right,
    "up": Qt.Key.Key_Up,
    "down": Qt.Key.Key_Down,
}


class GraphPicture(QObject):
    """The picture of the main graph on its canvas; several changes of the state in a row are drawn once."""

    def __init__(self, canvas: CanvasView, show_run: Callable[[AppState], None], parent: QObject | None = None) -> None:
        """Watch the state; `show_run` is throttled like the picture while a run goes on: at most one drawing per three
        drawing times.
        """
        super().__init__(parent)
        self._canvas = canvas
        self._show_run = show_run
        self._state = AppState()
        self._shown_state: AppState | None = None
        self._cache = ResolveCache()
        self._opens_at: tuple[float, float, float] | None = None
        self._look: Look | None = None
        self._flashed: frozenset[str] = frozenset()
        self._draw_ms = 0.0
        self._can_wait = False
        self._work: Generator[None, None, None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timer_timeout)

    def clear(self) -> None:
        """Draw nothing and keep nothing, for another project."""
        self._cache = ResolveCache()
        self._shown_state = self._work = None
        self._canvas.apply(SceneSpec(), animate=False)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Draw another state, in the next turn of the event loop; of another project nothing is there until then."""
        if old is None or old.folder != new.folder:
            self.clear()
        self._state = new
        is_run_only = old is not None and old.runs is not new.runs and old.view is new.view
        self._can_wait = is_run_only and new.active_run is not None
        if not self._can_wait or not self._timer.isActive():
            self._start()
        if old is not None and old.layout is not None and old.layout is not new.layout:
            self._flash(new.changed)

    def _flash(self, changed: frozenset[str]) -> None:
        """Draw the eye to what a reload changed, once: a graph that is folded afterwards changes nothing."""
        if changed is not self._flashed and changed:
            self.draw_now()
            self._canvas.flash(changed)
        self._flashed = changed

    def _start(self) -> None:
        """Draw the state in the next turn; while a run goes on, when there has been time for everything else."""
        pause = min(MOST_WAIT_MS, max(LEAST_WAIT_MS, int(3 * self._draw_ms))) if self._can_wait else 0
        self._timer.start(pause)

    def start_at(self, camera: tuple[float, float, float] | None) -> None:
        """Look there in the next picture: scale and middle; None fits it into view."""
        self._opens_at = camera

    def look(self) -> Look | None:
        """Return where one looks at the graph."""
        return self._canvas.look()

    def sees(self, name: str) -> bool:
        """Return whether a node, or a group, is in view."""
        return self._canvas.sees(name)

    def look_again(self, look: Look) -> None:
        """Look there in the picture that is drawn next."""
        self._look = look
        self._timer.start(0)

    def view_position(self) -> tuple[float, float, float] | None:
        """Return the scale and the middle of what is in view; None when that is all of it."""
        return self._canvas.view_position()

    def fit(self) -> None:
        """Bring everything into view."""
        self._canvas.fit()

    def zoom_by(self, factor: float) -> None:
        """Look from nearer, or from farther away."""
        self._canvas.zoom_by(factor)

    def zoom_to(self, names: tuple[str, ...]) -> None:
        """Fill the view with these nodes and groups."""
        self._canvas.zoom_to(names)

    def scale(self) -> float:
        """Return how large things are shown; 1 is their actual size."""
        return self._canvas.viewport_state()[0]

    def show_large(self, name: str) -> None:
        """Bring a node to the middle, large enough to be read from afar."""
        self.draw_now()
        self._canvas.show_items((name,), LARGE_SCALE)
        self._canvas.center_on(name, LARGE_SCALE)

    def fitting_scale(self, width: float, height: float) -> float:
        """Return how large things would be shown if a picture of this size were all in view."""
        return fitting((0.0, 0.0, width, height), self._canvas.width(), self._canvas.height()).scale

    def take_keyboard(self) -> None:
        """Give the canvas the keyboard."""
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, direction: Direction) -> None:
        """Go to the nearest node or group in a direction, as the canvas does when its key is pressed."""
        self.take_keyboard()
        event = QKeyEvent(QEvent.Type.KeyPress, _KEYS[direction], Qt.KeyboardModifier.NoModifier)
        self._canvas.keyPressEvent(event)

    def show(self, names: tuple[str, ...]) -> None:
        """Bring nodes into view; those that must be laid out first as soon as they are."""
        self.draw_now()
        self._canvas.show_items(names)

    def draw_now(self) -> None:
        """Bring the canvas, and what is shown of a run next to it, up to the state."""
        while self._go_on() or self._shown_state is not self._state:
            pass
        self._timer.stop()

    def _on_timer_timeout(self) -> None:
        """Draw a large picture in several turns of the event loop: what is typed or clicked comes between."""
        if self._go_on():
            self._timer.start(0)
        elif self._shown_state is not self._state:
            self._start()

    def _go_on(self) -> bool:
        """Make one step of the picture, and return whether there is another one."""
        if self._work is None:
            self._work, self._draw_ms = self._draw(), 0.0
        began = perf_counter()
        is_done = next(self._work, _DONE) is _DONE
        self._draw_ms += (perf_counter() - began) * 1000
        if is_done:
            self._work = None
        return not is_done

    def _draw(self) -> Generator[None, None, None]:
        state, shown = self._state, self._shown_state
        self._shown_state = state
        if shown is None or not _is_shown_alike(shown, state):
            self._show_run(state)
        drawn = state.drawn
        if drawn is None or (shown is not None and is_drawn_like(shown, state) and self._look is None):
            return
        if len(drawn.layout.nodes) >= MANY_NODES:
            spec = yield from resolving(state, drawn.layout, self._cache)
            yield
            if self._state.layout is not drawn.layout:
                return  # a newer layout came meanwhile: the look is not for this picture
        else:
            spec = resolve(state, drawn.layout, self._cache)
        if state.ghost is not None:
            spec = with_ghost(spec, state.ghost, drawn.grouping.members)
        look, self._look = self._look, None
        is_new_layout = shown is None or shown.layout is not drawn.layout
        anchor = drawn.anchor if is_new_layout else ""
        is_changed = not same_items(spec, self._canvas.spec)
        if is_changed:
            self._canvas.apply(spec, animate=True, anchor=anchor, look=look)
        elif look is not None:
            self._canvas.look_again(look)
        if is_new_layout:
            self._canvas.arrive(anchor)
        if is_changed and self._opens_at is not None and (spec.nodes or spec.groups):
            self._canvas.look_at(*self._opens_at)
            self._opens_at = None


def _is_shown_alike(one: AppState, other: AppState) -> bool:
    """Return whether what is shown of a run is equal; runs by identity, since comparing two of them means ten thousand
    nodes.
    """
    is_same_run = one.shown_run is other.shown_run
    return is_same_run and one.runs is other.runs and one.stale is other.stale and one.graphs == other.graphs
