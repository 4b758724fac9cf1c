"""What the controllers ask of the outside world, as protocols. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Command, Event

from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.placement import Layout
from dagscope_app.model.scene import Look, SceneSpec
from dagscope_app.model.state import AppState

Answer = Callable[[Message[Event]], None]
Later = Callable[[Callable[[], object]], None]
"""Does something in a turn of the event loop of its own."""


class StorePort(Protocol):
    """Holds the one state."""

    @property
    def state(self) -> AppState:
        """The state now."""
        ...

    def update(self, change: Callable[[AppState], AppState]) -> None:
        """Replace the state by a pure function of it and tell everyone."""
        ...


class WorkerPort(Protocol):
    """The worker process."""

    def start(self, interpreter: str) -> int:
        """Begin a fresh worker (the old one is ended); the generation of the new one."""
        ...

    def stop(self) -> None:
        """End the worker for good."""
        ...

    def request(self, command: Command, answer: Answer | None = None) -> None:
        """Send a command; `answer` gets every message with its id (also an `ErrorAnswer`), none after a restart."""
        ...

    def interrupt(self) -> None:
        """Climb the ladder: ask to stop, then insist, then kill."""
        ...

    def set_idle(self) -> None:
        """The run is over: come down from the ladder."""
        ...


class LayoutPort(Protocol):
    """The layout process."""

    def start(self) -> None:
        """Start it where it does not run yet: it will be asked soon."""
        ...

    def request(
        self,
        wanted: LayoutRequest,
        answer: Callable[[Layout], None],
        *,
        anchor: str = "",
        pinned: Mapping[str, tuple[float, float]] | None = None,
        is_fresh: bool = False,
        inside: Callable[[str, Layout], None] | None = None,
    ) -> None:
        """Ask for a picture's places; an earlier unanswered request is dropped. A fresh one keeps no earlier order.

        `inside` is told early what the unfolded anchor will hold, from its frame's corner.
        """
        ...


class CanvasPort(Protocol):
    """The canvas, as far as a move that begins early concerns it."""

    def near(self) -> SceneSpec | None:
        """What is shown in view and around it; None where it is too much to be moved."""
        ...

    def mark_awaited(self, group: str) -> None:
        """Mark a group whose move cannot begin early, until the next picture."""
        ...

    def anticipate(self, spec: SceneSpec) -> None:
        """Begin to move what is near to these places; the next picture completes the move."""
        ...


class InterpreterPort(Protocol):
    """Finds the Python a project belongs to."""

    def find(self, folder: str, preferred: str) -> str:
        """The interpreter's path."""
        ...


class SettingsPort(Protocol):
    """What is remembered between sessions."""

    def add_recent(self, folder: str) -> tuple[str, ...]:
        """Put a folder first in the recent ones; the new list."""
        ...

    def save_view(self, folder: str, data: Mapping[str, Any]) -> None:
        """Remember a project's view."""
        ...

    def load_view(self, folder: str) -> Mapping[str, Any]:
        """A project's remembered view; empty for a new one."""
        ...


class WatchPort(Protocol):
    """Watches a folder's Python files."""

    def watch(self, folder: str, paths: Sequence[str]) -> None:
        """Watch these from now on, and nothing else; an empty folder watches nothing."""
        ...

    def acknowledge(self) -> None:
        """What is on disk now is known: only later changes count."""
        ...


class CameraPort(Protocol):
    """Where one looks at the graph."""

    def look(self) -> Look | None:
        """Where one looks now; None where there is no picture."""
        ...

    def sees(self, name: str) -> bool:
        """Whether a node, or a group, is in view."""
        ...

    def look_again(self, look: Look) -> None:
        """Look there in the next picture that is drawn."""
        ...


class MeasurePort(Protocol):
    """Measures how large things are drawn."""

    def node(self, label: str, type_text: str) -> tuple[float, float]:
        """A node's width and height."""
        ...

    def group(self, label: str, count: int) -> tuple[float, float]:
        """A folded group's width and height."""
        ...
