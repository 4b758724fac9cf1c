"""The process above the worker on Windows: it starts the worker, and ends the job they are both in.
It runs no user code.

Whatever the worker starts is in the job; the job ends when this process does, however that happens.
"""

from __future__ import annotations

import ntpath
import os
import subprocess
import sys
import time

from dagscope.system import windows_job
from dagscope.system.memory import Watch, report

GUARDED = "--guarded"
_LOOK_S = 5.0
_MEMORY_CODE = 137


def stand_guard(parent: int, memory: int) -> int:
    """Return in the worker, with its parent's process id; the first process starts a second one like it, and guards
    that.
    """
    if GUARDED in sys.argv:
        return os.getppid()
    try:
        job = windows_job.Job()
        job.enter()
    except OSError:
        return parent
    window = windows_job.opened(parent)
    errors = os.dup(2)
    program, variables = interpreter(sys.executable, getattr(sys, "_base_executable", sys.executable))
    command = [program, *sys.orig_argv[1:], GUARDED]
    worker = subprocess.Popen(command, env={**os.environ, **variables}, stdin=0, stdout=1, stderr=2)
    _let_go_of_pipes()
    watch = Watch(worker.pid, memory, used_in_job)
    job.end(_keep_guard(worker, window, watch, errors))
    os._exit(1)


def interpreter(executable: str, base: str) -> tuple[str, dict[str, str]]:
    """Return the program that is Python, and the variables by which it serves the same environment.

    The `python.exe` of a virtual environment starts the real one in a job of its own, which what that starts is not in:
    nobody could find it. `multiprocessing` goes around it in the same way.

    Args:
        executable: the environment's program.
        base: the program it starts.
    """
    if ntpath.normcase(executable) == ntpath.normcase(base):
        return executable, {}
    return base, {"__PYVENV_LAUNCHER__": executable}


def used_in_job(pid: int, exact_from: float) -> int:
    """Return the bytes that the processes of the job use, this one among them."""
    return sum(windows_job.private_bytes(each) for each in windows_job.pids_of_own_job())


def _keep_guard(worker: subprocess.Popen[bytes], window: int, watch: Watch, errors: int) -> int:
    """Wait for the worker's end or the window's, whichever is first; the exit code for all."""
    handle = windows_job.opened(worker.pid)
    if not handle:
        return worker.wait()
    pause = _LOOK_S
    while worker.poll() is None:
        ended = windows_job.wait_for_any([each for each in (handle, window) if each], pause)
        if ended == windows_job.TIMED_OUT and watch.limit:
            used, level = watch.look()
            pause = watch.pause(used)
            if level:
                report(errors, level, used, watch.limit)
            if level == "limit":
                return _MEMORY_CODE
        elif ended == 1:
            return 0  # the window is gone
        elif ended not in (0, windows_job.TIMED_OUT):  # waiting fails at once, again and again
            time.sleep(pause)
    return worker.returncode or 0


def _let_go_of_pipes() -> None:
    """Close the pipes to the window: the worker alone has them, so that their end is its end."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
