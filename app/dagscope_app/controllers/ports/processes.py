"""What the controllers ask of the processes: the worker, the layout, a cluster; and of the state they change.
Protocols alone; nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Command, Event

from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.placement import Layout, PinKey, Point
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

    def listen(self, then: Callable[[AppState, AppState], None]) -> None:
        """Call `then` with the state before and after each change."""
        ...


class WorkerPort(Protocol):
    """The worker process."""

    def prepare(self, interpreter: str) -> None:
        """Start a process before it is known to be needed, unless one waits: the next `start` takes it if it fits."""
        ...

    def start(self, interpreter: str, shown: Sequence[int] = ()) -> int:
        """Begin a fresh worker; its generation. The old one ends, or stays as a holder of its runs' values.

        Holders whose generation is among the `shown` ones stay before others.
        """
        ...

    def scratch_file(self) -> str:
        """Return the path of a file that is not there yet, where an earlier worker can hand over values."""
        ...

    @property
    def holders(self) -> tuple[int, ...]:
        """The generations of earlier workers whose values can still be read."""
        ...

    @property
    def held_memory(self) -> int:
        """The bytes that earlier workers take for that."""
        ...

    def forget_values(self) -> None:
        """Let go of the values of every run."""
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
        """Come down from the ladder: the run is over."""
        ...

    def locate(self) -> None:
        """Ask where the code is; the answer comes as a signal."""
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
        pinned: Mapping[PinKey, Point] | None = None,
        is_fresh: bool = False,
        inside: Callable[[str, Layout], None] | None = None,
        is_owed: bool = False,
    ) -> None:
        """Ask for a picture's layout; an earlier unanswered request is dropped, unless its answer is owed.
        A fresh one keeps no earlier order.

        `inside` is called early with what the unfolded anchor will hold, from its frame's corner.
        """
        ...


class MeasurePort(Protocol):
    """Measures how large things are drawn."""

    def node(self, label: str, type_text: str) -> tuple[float, float]:
        """Return a node's width and height."""
        ...

    def group(self, label: str, count: int) -> tuple[float, float]:
        """Return a folded group's width and height."""
        ...


class ClusterPort(Protocol):
    """A Dask cluster on this computer."""

    def start(self, interpreter: str, folder: str) -> None:
        """Start it, unless it is there."""
        ...

    def stop(self) -> None:
        """End it."""
        ...
