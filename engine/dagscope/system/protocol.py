"""What the program needs of an operating system, fulfilled by the modules `posix` and `windows`.
It must not know either.

Every step is best effort: what a system lacks is left out, and none of it may stop a start. What cannot be known is 0
or empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Literal, Protocol

GroupSignal = Literal["interrupt", "terminate", "kill", "continue"]
Tick = Callable[[], "type[BaseException] | None"]
"""Asked again and again; what it returns is raised in the thread that is being timed."""


class OutputPipes(Protocol):
    """What is written to the descriptors 1 and 2, by whatever code and by child processes, to be read here."""

    def take_over(self) -> None:
        """Put the pipes in the place of the descriptors."""

    def settle(self) -> bool:
        """Return whether either pipe holds something; what was written before this call counts."""

    def has_bytes(self, number: int) -> bool:
        """Return whether the pipe of a descriptor holds something, without reading and without waiting."""

    def read(self, number: int) -> bytes:
        """Return some of what a pipe holds; empty when it holds nothing."""

    def wait(self) -> tuple[int, ...]:
        """Wait for bytes; the descriptors whose pipes have some, none when both are closed for good."""


class System(Protocol):
    """An operating system."""

    # A worker's process ---------------------------------------------------------------------------------------------

    def stand_guard(self, parent: int, memory: int) -> int:
        """Return in the worker, with its parent's process id; the process above it guards it until its end.

        The guard outlives both the worker and the window, and ends everything the worker started.
        """

    def prepare_worker(self, parent: int, name: str, events: int) -> None:
        """Have the worker end with its parent and be the first to go when memory is short; give it its name and a
        wide pipe.
        """

    def output_pipes(self) -> OutputPipes:
        """Return pipes for this process's output."""

    def end_started_since(self, begun: int) -> None:
        """Kill what this process started, itself or through others, since a moment: what a stopped run leaves."""

    def end_trees(self, pids: Iterable[int]) -> None:
        """Kill processes of ours and all that they started."""

    def moment(self) -> int:
        """Return the time now as the system counts the starts of processes."""

    # Limits ---------------------------------------------------------------------------------------------------------

    def interrupt(self, thread: int) -> None:
        """Have the main thread, which has this identifier, run its handler of SIGINT as soon as it can."""

    def thread_seconds(self) -> float:
        """Return the CPU time of the timed thread, as well as `ticking` can know it."""

    def queued_seconds(self) -> float | None:
        """Return for how long this thread was ready and had no processor, None where that is not known."""

    def ticking(self, tick: Tick, wall: float, cpu: float = 0.0) -> AbstractContextManager[None]:
        """Call `tick` after so many seconds, again and again, while the block runs on the main thread.

        Args:
            wall: seconds of real time between two calls.
            cpu: seconds of CPU time between two calls; 0 for no such calls.
        """

    def bounded_memory(self, more: int) -> AbstractContextManager[None]:
        """Let the block use so many more bytes than are in use; beyond that it raises `MemoryError`."""

    def watch_memory(self, limit: int, say: Callable[[str, int, int], None]) -> Callable[[], None]:
        """Look at the memory of this process and all below it, from another process; return what ends the looking.

        Args:
            limit: the bytes they may use; above it they are ended.
            say: called in the other process with `warning` or `limit`, what is used, and the limit.
        """

    # From the window ------------------------------------------------------------------------------------------------

    def signal_group(self, pid: int, what: GroupSignal) -> bool:
        """Send a signal to a worker's group of processes; false where that is not possible."""

    def end_leftovers(self, pid: int, tag: str, group: bool = False) -> list[int]:
        """Kill what comes from a worker, its group too when asked for; return what was killed."""

    def ask_where(self, pid: int) -> bool:
        """Have a worker write where its threads are; false where it has to be asked through its pipe."""

    def memory_of(self, pid: int) -> int:
        """Return the bytes a process has in memory."""

    def total_memory(self) -> int:
        """Return the bytes of memory that this machine, or this container, has."""

    def try_lock(self, descriptor: int) -> bool:
        """Lock a file until this process ends; false while another one holds it."""

    def flush(self, path: str) -> None:
        """Wait until a file, and its name, are on the disk.

        Raises:
            OSError: the file is gone, or its system cannot.
        """
