"""The `System` of Windows: a job object, threads on pipes, interrupts from within. Only `current` imports it.

It was written without a machine to try it on. What of it needs no Windows (`thread_pipes`, `thread_ticks`) is tested
elsewhere.
"""

from __future__ import annotations

import _thread
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from dagscope.system import windows_job
from dagscope.system.protocol import GroupSignal
from dagscope.system.thread_pipes import output_pipes
from dagscope.system.thread_ticks import ticking
from dagscope.system.windows_guard import GUARDED, stand_guard
from dagscope.system.windows_job import machine_memory as total_memory
from dagscope.system.windows_job import now as moment
from dagscope.system.windows_job import private_bytes as memory_of

__all__ = [
    "ask_where",
    "bounded_memory",
    "end_leftovers",
    "end_started_since",
    "end_trees",
    "flush",
    "interrupt",
    "memory_of",
    "moment",
    "output_pipes",
    "prepare_worker",
    "signal_group",
    "stand_guard",
    "queued_seconds",
    "thread_seconds",
    "ticking",
    "total_memory",
    "try_lock",
    "watch_memory",
]


def watch_memory(limit: int, say: Callable[[str, int, int], None]) -> Callable[[], None]:
    """Watch nothing: a command's process is in no job of ours."""
    return lambda: None


def prepare_worker(parent: int, name: str, events: int) -> None:
    """Do nothing: the guard's job ends the worker with its parent."""


def end_started_since(begun: int) -> None:
    """Kill what was started in the guard's job since a moment.

    Without a guard, as in a command, the job is the terminal's or another program's, and most in it is not ours.
    """
    if GUARDED not in sys.argv:
        return
    for _ in range(3):
        found = [
            pid for pid in windows_job.pids_of_own_job() if pid != os.getpid() and windows_job.started(pid) >= begun
        ]
        if not found:
            break
        for pid in found:
            windows_job.kill(pid)


def end_trees(pids: Iterable[int]) -> None:
    """Kill processes; what they started ends with the guard's job."""
    for pid in pids:
        windows_job.kill(pid)


def thread_seconds() -> float:
    """Return the whole process's time: the thread that asks is not the one that is timed."""
    return time.process_time()


def queued_seconds() -> float | None:
    """Return nothing: it is not counted here."""
    return None


def interrupt(thread: int) -> None:
    """Have the main thread run its handler of SIGINT at its next line of Python."""
    _thread.interrupt_main()


@contextmanager
def bounded_memory(more: int) -> Iterator[None]:
    """Run the block without a limit of its own; the guard's holds."""
    yield


def signal_group(pid: int, what: GroupSignal) -> bool:
    """Return false: there are no such signals here. Who ends the guard ends its job."""
    return False


def end_leftovers(pid: int, tag: str, group: bool = False) -> list[int]:
    """Return nothing: the guard's job ends what a worker started."""
    return []


def ask_where(pid: int) -> bool:
    """Return false: a worker has to be asked through its pipe."""
    return False


def try_lock(descriptor: int) -> bool:
    """Lock a file until this process ends; false while another one holds it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    return True


def flush(path: str) -> None:
    """Do nothing: a file that is open cannot be replaced on Windows, and the next edits do that."""
