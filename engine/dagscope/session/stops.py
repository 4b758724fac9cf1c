"""When a run stops between two nodes: asked for by a person, at a breakpoint, a node at a time.
It must not wait itself.

What is set comes from any thread; the run asks on its own thread, and `hold` waits there until it may go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

Where = Literal["before", "after"]
Hold = Callable[[str, str, Where], None]
"""Waits: the run, the node it stopped at, and on which side of it."""


class Stops:
    """What makes the run stop, and where it stands."""

    def __init__(self, hold: Hold | None = None) -> None:
        self._hold = hold
        self._before: frozenset[str] = frozenset()
        self._after: frozenset[str] = frozenset()
        self._run = ""
        self._is_wanted = False
        self._has_one_more = False
        self.is_held = False

    @property
    def is_armed(self) -> bool:
        """Something may make the run stop: only then it has to ask before and after each node."""
        return self._is_wanted or bool(self._before) or bool(self._after)

    def set_breakpoints(self, before: frozenset[str], after: frozenset[str]) -> None:
        """Stop before and after these nodes from now on."""
        self._before, self._after = before, after

    def begin(self, run: str) -> None:
        """Begin a run: nobody has asked for a stop of it yet."""
        self._run, self._is_wanted, self._has_one_more, self.is_held = run, False, False, False

    def pause(self) -> None:
        """Stop before the next node."""
        self._is_wanted = True

    def resume(self, is_step: bool = False) -> None:
        """Go on; of a step only as far as the next node's end."""
        self._is_wanted = is_step
        self.is_held = False

    def before(self, node: str) -> None:
        """Wait if the run is to stop before this node, which is the next."""
        if self._has_one_more and node not in self._before:
            self._has_one_more = False
            return
        if self._is_wanted or node in self._before:
            self._wait(node, "before")

    def after(self, node: str) -> None:
        """Wait if the run is to stop after this node, which has ended."""
        if node in self._after:
            self._wait(node, "after")
            self._has_one_more = self._is_wanted  # a step from here takes the next node along

    def between(self, node: str, ready: Iterable[str]) -> None:
        """Wait where several nodes run at once: one has ended, and others can be handed over now, all of them if any.

        What runs meanwhile goes on to its end.
        """
        self.after(node)
        at = next((name for name in ready if name in self._before), "")
        if at:
            self._wait(at, "before")
        elif self._is_wanted:
            self._wait(node, "after")

    def _wait(self, node: str, where: Where) -> None:
        if self._hold is None:
            return
        self._is_wanted, self._has_one_more, self.is_held = False, False, True
        try:
            self._hold(self._run, node, where)
        finally:
            self.is_held = False
