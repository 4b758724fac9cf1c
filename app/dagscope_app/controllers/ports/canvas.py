"""What the controllers ask of the graph on the screen.
Protocols alone; nothing here does anything.
"""

from __future__ import annotations

from typing import Literal, Protocol

from dagscope_app.model.placement import WireKey
from dagscope_app.model.records.scene import Look, SceneSpec


class CanvasPort(Protocol):
    """The canvas: moves that begin early, and what the keyboard is on."""

    def near(self) -> SceneSpec | None:
        """Return what is shown in view and around it; None where it is too much to be moved."""
        ...

    def mark_awaited(self, group: str) -> None:
        """Mark a group whose move cannot begin early, until the next picture."""
        ...

    def anticipate(self, spec: SceneSpec) -> None:
        """Begin to move what is near to these positions; the next picture completes the move."""
        ...

    def arrive(self) -> None:
        """End a move that no picture will complete."""
        ...

    def wires_at_cursor(self) -> tuple[WireKey, ...]:
        """Return the ends of each wire at the item the keyboard is on; it stays there."""
        ...

    def reveal(self, item_id: str) -> None:
        """Scroll just so far that a node or group is in view."""
        ...


Direction = Literal["left", "right", "up", "down"]


class CameraPort(Protocol):
    """Where one looks at the graph."""

    def look(self) -> Look | None:
        """Return where one looks now, or None where there is no picture."""
        ...

    def sees(self, name: str) -> bool:
        """Return whether a node, or a group, is in view."""
        ...

    def look_again(self, look: Look) -> None:
        """Look there in the next picture that is drawn."""
        ...

    def show(self, names: tuple[str, ...]) -> None:
        """Bring nodes and groups into view; those that must be laid out first as soon as they are."""
        ...

    def view_position(self) -> tuple[float, float, float] | None:
        """Return the scale and the middle of what is in view; None when that is all of it."""
        ...

    def start_at(self, camera: tuple[float, float, float] | None) -> None:
        """Look there in the first picture of a project; None fits it into view."""
        ...

    def fit(self) -> None:
        """Bring everything into view."""
        ...

    def zoom_by(self, factor: float) -> None:
        """Look from nearer, or from farther away."""
        ...

    def zoom_to(self, names: tuple[str, ...]) -> None:
        """Fill the view with these nodes and groups."""
        ...

    def scale(self) -> float:
        """Return how large things are shown; 1 is their actual size."""
        ...

    def show_large(self, name: str) -> None:
        """Bring a node to the middle, large enough to be read from afar."""
        ...

    def fitting_scale(self, width: float, height: float) -> float:
        """Return how large things would be shown if a picture of this size were all in view."""
        ...

    def step(self, direction: Direction) -> None:
        """Go to the nearest node or group in a direction, with the keyboard."""
        ...

    def take_keyboard(self) -> None:
        """Give the graph the keyboard."""
        ...
