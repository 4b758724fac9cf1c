"""The `System` of Linux and macOS: signals, process groups, `fork`, `/proc` or `ps`. Only `current` imports it."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

assert sys.platform != "win32"

from dagscope.system.posix_memory import resident as memory_of
from dagscope.system.posix_memory import total_memory
from dagscope.system.posix_pipes import output_pipes
from dagscope.system.posix_processes import end_leftovers, end_started_since, end_trees, moment
from dagscope.system.posix_setup import die_with_parent, prefer_oom_kill, set_process_name, widen_pipe
from dagscope.system.protocol import GroupSignal, Tick

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

_SIGNALS: dict[GroupSignal, int] = {
    "interrupt": signal.SIGINT,
    "terminate": signal.SIGTERM,
    "kill": signal.SIGKILL,
    "continue": signal.SIGCONT,
}


def stand_guard(parent: int, memory: int) -> int:
    """Return in the worker, with its parent's process id; the process above it guards it until its end."""
    from dagscope.system import posix_guard  # the window has no use for it

    return posix_guard.stand_guard(parent, memory)


def watch_memory(limit: int, say: Callable[[str, int, int], None]) -> Callable[[], None]:
    """Look at this process's memory from another one, which ends it above the limit; return what ends the looking."""
    from dagscope.system import posix_watch  # commands alone want it

    return posix_watch.watch_memory(limit, say)


def prepare_worker(parent: int, name: str, events: int) -> None:
    """Have the worker end with its parent and be the first to go when memory is short; give it its name and a wide
    pipe.
    """
    widen_pipe(events)
    die_with_parent(parent)
    prefer_oom_kill()
    set_process_name(name)


def thread_seconds() -> float:
    """Return the CPU time of this thread, which is the one that is timed."""
    return time.thread_time()


def queued_seconds() -> float | None:
    """Return for how long this thread was ready and had no processor, where the system counts it."""
    try:
        with open("/proc/thread-self/schedstat", "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return None


def interrupt(thread: int) -> None:
    """Have the main thread run its handler of SIGINT; a call to the system it waits in ends for that."""
    signal.pthread_kill(thread, signal.SIGINT)


def ticking(tick: Tick, wall: float, cpu: float = 0.0) -> AbstractContextManager[None]:
    """Call `tick` by interval timers while the block runs; a timer of the user's is put off meanwhile."""
    return _Timers(tick, wall, cpu)


class _Timers:
    """One or two interval timers. A class, since a generator costs as much as all the calls to the system here."""

    __slots__ = ("_clocks", "_handlers", "_started", "_tick", "_timers")

    def __init__(self, tick: Tick, wall: float, cpu: float) -> None:
        self._tick = tick
        real = (signal.ITIMER_REAL, signal.SIGALRM, wall)
        self._clocks = (real, (signal.ITIMER_PROF, signal.SIGPROF, cpu)) if cpu else (real,)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        error = self._tick()
        if error is not None:
            raise error

    def __enter__(self) -> None:
        self._handlers = [signal.signal(number, self._on_signal) for _, number, _ in self._clocks]
        self._timers = [signal.setitimer(which, seconds, seconds) for which, _, seconds in self._clocks]
        self._started = time.monotonic()

    def __exit__(self, *error: object) -> None:
        for (which, number, _), handler, timer in zip(self._clocks, self._handlers, self._timers):
            delay, interval = timer
            signal.setitimer(which, 0)
            signal.signal(number, handler)
            if delay:
                left = delay - (time.monotonic() - self._started)
                signal.setitimer(which, max(left, 0.001), interval)


@contextmanager
def bounded_memory(more: int) -> Iterator[None]:
    """Let the block use so many more bytes than are in use, where the system says how many those are."""
    try:
        with open("/proc/self/statm", "rb") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = used + more
        is_lower = soft == resource.RLIM_INFINITY or wanted < soft
        if is_lower:
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        if is_lower:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def signal_group(pid: int, what: GroupSignal) -> bool:
    """Send a signal to a worker's group of processes; whether that was possible."""
    if pid <= 1:
        return False  # not a worker's: these numbers reach every process
    try:
        try:
            os.killpg(pid, _SIGNALS[what])
        except ProcessLookupError:
            os.kill(pid, _SIGNALS[what])  # between fork and setsid there is no such group yet
    except ProcessLookupError:
        return True  # it has just ended
    except PermissionError:
        return False
    return True


def ask_where(pid: int) -> bool:
    """Have a worker write where its threads are, even inside C code that holds the interpreter's lock."""
    if pid <= 1:
        return False
    try:
        os.kill(pid, signal.SIGUSR1)
    except OSError:
        return False
    return True


def try_lock(descriptor: int) -> bool:
    """Lock a file until this process ends; false while another one holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def flush(path: str) -> None:
    """Wait until a file, and its name, are on the disk."""
    for each in (path, os.path.dirname(path) or os.curdir):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            if sys.platform == "darwin":  # `fsync` ends there at the disk's own memory
                fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            else:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
