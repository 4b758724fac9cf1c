"""A process above the worker that outlives both it and the window, and ends everything the worker started.
It runs no user code.

Whatever the worker started has this process for an ancestor, for good: a child that leaves its session, its parent and
its environment behind is handed to it by the system. Where the system does not do that, the process group and `ps` must
do.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping

assert sys.platform != "win32"

from dagscope.system.memory import Watch, report
from dagscope.system.posix_memory import can_measure, used_below
from dagscope.system.posix_processes import end_below
from dagscope.system.posix_setup import (
    adopt_orphans,
    set_process_name,
    start_process_group,
    tell_of_parents_end,
    write_no_core,
)

GUARDED = "--guarded"
_MAY_FORK = sys.platform != "darwin"
"""On macOS a process that goes on after `fork` may not use the system's own libraries (Objective-C, CoreFoundation,
dispatch queues), which pictures, proxies and arrays of a project do: the worker is a fresh program there.
"""
_LOOK_S = 0.25
_LIMIT_S = 2.0


def stand_guard(parent: int, memory: int = 0, may_fork: bool = _MAY_FORK) -> int:
    """Return in the worker, with the process id of its parent; the process above it keeps guard until its end.

    Args:
        parent: the window's process id; 0 when it is not known.
        memory: the bytes that the worker and what it started may use; 0 for any number.
        may_fork: whether the worker is a fork of this process; if not it is this program started again.
    """
    if GUARDED in sys.argv:
        return os.getppid()
    start_process_group()
    adopt_orphans()
    handled = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    guard = os.getpid()
    worker = os.fork() if may_fork else _start_again(handled)
    if worker == 0:
        for number, handler in handled.items():
            signal.signal(number, handler)
        return guard
    _keep_guard(worker, parent, Watch(worker, memory if can_measure() else 0, used_below))
    return 0


def _start_again(handled: Mapping[signal.Signals, object]) -> int:
    """Start this program as the worker, with the pipes and the signals that this process was started with."""
    usual = [number for number, handler in handled.items() if handler is not signal.SIG_IGN]
    return os.posix_spawn(sys.executable, [*sys.orig_argv, GUARDED], os.environ, setsigdef=usual)


def _keep_guard(worker: int, parent: int, memory: Watch) -> None:
    """Wait for the worker's end or the window's, whichever is first; then end the rest, and end as the worker did."""
    errors = os.dup(2)
    _let_go_of_pipes()
    set_process_name("dagscope-guard")

    def look(number: int, frame: object) -> None:
        if parent and os.getppid() != parent:
            _end_all()
            os._exit(0)
        if number == signal.SIGALRM:
            pause = _look_at_memory(memory, errors) if memory.limit else _LOOK_S
            signal.setitimer(signal.ITIMER_REAL, pause)

    for ignored in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, look)
    signal.signal(signal.SIGALRM, look)
    if not tell_of_parents_end(signal.SIGTERM) or memory.limit:
        signal.setitimer(signal.ITIMER_REAL, _LOOK_S)
    look(0, None)  # it may have ended before
    status = _wait_for(worker)
    signal.setitimer(signal.ITIMER_REAL, 0)
    _end_all()
    _end_like(status)


def _look_at_memory(memory: Watch, errors: int) -> float:
    """Say what is used when it is much, end the worker when it is too much; the seconds until the next look."""
    used, level = memory.look()
    if level:
        report(errors, level, used, memory.limit)
    if level == "limit":
        os.kill(memory.pid, signal.SIGKILL)
    return memory.pause(used)


def _let_go_of_pipes() -> None:
    """Close the pipes to the window: the worker alone has them, so that their end is its end."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)


def _wait_for(worker: int) -> int:
    while True:
        try:
            pid, status = os.waitpid(-1, 0)
        except ChildProcessError:
            return 0
        if pid == worker:
            return status


def _end_all() -> None:
    """Kill all descendants until there are none, also those that are started meanwhile."""
    end = time.monotonic() + _LIMIT_S
    while end_below(os.getpid()) and time.monotonic() < end:
        _reap()


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _end_like(status: int) -> None:
    """End by the worker's signal, or with its exit code: whoever waits for this process waits for the worker."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        write_no_core()
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)
