"""What a run reports to whoever asked, as a protocol. The worker sends it on, the command line keeps the node's name.

It must not know frames, pipes or files: those belong to the parts that fulfil it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from dagscope.records import BranchRow, StateRow
from dagscope.value_records import Preview


class Reporter(Protocol):
    """Hears of a run while it goes on. How a run ended is what its runner returns."""

    def started(self, run: str, slot: str, order: tuple[str, ...], steps: int) -> None:
        """Take the run's nodes, in the order in which they are planned."""

    def enter(self, run: str, node: str) -> None:
        """Note that from now on output and crashes are this node's."""

    def leave(self) -> None:
        """Note that no node runs until the next `enter`."""

    def enter_thread(self, run: str, node: str) -> None:
        """Note that from now on what this thread writes is this node's."""

    def leave_thread(self) -> None:
        """Note that this thread runs no node any more."""

    def previewing(self, run: str, node: str) -> None:
        """Note that code of the node's value runs, because its preview is made."""

    def idle(self) -> None:
        """Note that none of the project's code runs any more."""

    def alone(self, run: str, node: str, begun: float) -> None:
        """Note that this node runs and no other; worth saying only if it takes its time."""

    def state(self, run: str, row: StateRow) -> None:
        """Take a node's state."""

    def branch(self, run: str, row: BranchRow) -> None:
        """Take a node's state in one branch of a block."""

    def result(self, run: str, node: str, preview: Preview, png: bytes = b"") -> None:
        """Take the preview of a node's value or of its error."""

    def warning(self, run: str, node: str, text: str) -> None:
        """Take a warning of ours about what a node did."""

    def hear(self, run: str, then: Callable[[dict[str, Any]], None]) -> None:
        """Tell `then` of each node that ends in another process of this computer: where, when, how."""

    def measured(self, run: str, node: str) -> float | None:
        """Return how many seconds a node took in the processes it ran in, as far as these reported it; else nothing."""

    def flush(self) -> None:
        """Pass on what was taken so far: user code may keep the interpreter to itself for long."""


class Silent:
    """A reporter for those who only want the values."""

    def started(self, run: str, slot: str, order: tuple[str, ...], steps: int) -> None: ...

    def enter(self, run: str, node: str) -> None: ...

    def leave(self) -> None: ...

    def enter_thread(self, run: str, node: str) -> None: ...

    def leave_thread(self) -> None: ...

    def previewing(self, run: str, node: str) -> None: ...

    def idle(self) -> None: ...

    def alone(self, run: str, node: str, begun: float) -> None: ...

    def state(self, run: str, row: StateRow) -> None: ...

    def branch(self, run: str, row: BranchRow) -> None: ...

    def result(self, run: str, node: str, preview: Preview, png: bytes = b"") -> None: ...

    def warning(self, run: str, node: str, text: str) -> None: ...

    def flush(self) -> None: ...

    def hear(self, run: str, then: Callable[[dict[str, Any]], None]) -> None: ...

    def measured(self, run: str, node: str) -> float | None:
        return None
