"""Earlier processes of the open project, kept because values in them are still looked at. It must not start any."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dagscope.system.current import system

from dagscope_app.services.child import Child

MOST = 2
SHARE_OF_MEMORY = 0.25


class EarlierWorkers:
    """Keeps at most two processes, and no more than a quarter of the machine's memory in them.

    Those that hold nothing of what is shown go first, then the oldest.
    """

    def __init__(self, leave: Callable[[Child], None]) -> None:
        """Start without earlier workers; `leave` ends a process."""
        self._leave = leave
        self._children: list[Child] = []

    @property
    def generations(self) -> tuple[int, ...]:
        """Whose values can still be read."""
        return tuple(child.generation for child in self._children)

    @property
    def memory(self) -> int:
        """The bytes they hold, as far as the system shows."""
        return sum(system.memory_of(_pid_of(child)) for child in self._children)

    def keep(self, child: Child, shown: Sequence[int] = ()) -> None:
        """Keep one more.

        Args:
            child: the process.
            shown: the generations whose values are shown.
        """
        self._children.append(child)
        while self._children and (len(self._children) > MOST or self.memory > memory_limit()):
            gone = next((each for each in self._children if each.generation not in shown), self._children[0])
            self._children.remove(gone)
            self._leave(gone)

    def of(self, generation: int) -> Child | None:
        """Return the process of a generation, if it is kept."""
        return next((child for child in self._children if child.generation == generation), None)

    def drop(self, child: Child) -> bool:
        """Forget one that has ended; whether it was one of these."""
        if child not in self._children:
            return False
        self._children.remove(child)
        return True

    def clear(self) -> None:
        """Have all of them end."""
        for child in self._children:
            self._leave(child)
        self._children.clear()


def _pid_of(child: Child) -> int:
    """Return the process that has the values: what the window started is the guard above it."""
    return child.hello.pid if child.hello is not None else child.pid


def memory_limit() -> float:
    """Return how much all of them may hold."""
    return SHARE_OF_MEMORY * system.total_memory() or float("inf")
