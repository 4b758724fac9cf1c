"""What a worker sets up with a POSIX system. Every step is best effort; none may stop the start."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import sys

assert sys.platform != "win32"

_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 1, 15, 36


def _prctl(option: int, value: int | bytes) -> None:
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def start_process_group() -> None:
    """Become the leader of a session and process group, so that signals can go to all of it and the terminal's
    Ctrl+C to none of it.
    """
    try:
        os.setsid()
    except OSError:
        pass


def tell_of_parents_end(number: int) -> bool:
    """Have this signal sent when the parent dies; whether the system does that."""
    if sys.platform != "linux":
        return False
    try:
        _prctl(_PR_SET_PDEATHSIG, number)
    except (OSError, AttributeError, ImportError):
        return False
    return True


def adopt_orphans() -> None:
    """Become the parent of whatever loses its own below this process."""
    if sys.platform == "linux":
        try:
            _prctl(_PR_SET_CHILD_SUBREAPER, 1)
        except (OSError, AttributeError, ImportError):
            pass


def die_with_parent(parent: int) -> None:
    """Have this process killed when its parent dies, also inside a C loop that holds the interpreter's lock."""
    adopt_orphans()
    if tell_of_parents_end(signal.SIGKILL) and parent and os.getppid() != parent:
        os._exit(0)  # it died before this was set


def set_process_name(name: str) -> None:
    """Set the name shown in the list of processes; forked children inherit it."""
    if sys.platform == "linux":
        try:
            _prctl(_PR_SET_NAME, name.encode())
        except (OSError, AttributeError, ImportError):
            pass


def prefer_oom_kill() -> None:
    """Ask the system to kill this process before the desktop when memory is short, and to write no core file."""
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("900")
    except OSError:
        pass
    write_no_core()


def write_no_core() -> None:
    """Have a crash of this process leave no core file."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        pass


def widen_pipe(descriptor: int) -> None:
    """Make room for a megabyte on the way to the window, so that no run waits while the window draws."""
    if sys.platform == "linux":
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)
        except OSError:
            pass
