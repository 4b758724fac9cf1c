"""A process that looks at how much memory another one uses, and ends it above its limit: for commands, which no guard
stands above. It must not be a child of what it looks at: code that waits for all its children would wait for it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable
from functools import partial

assert sys.platform != "win32"

from dagscope.system.memory import Watch
from dagscope.system.posix_memory import can_measure, used_below
from dagscope.system.posix_processes import end_trees, started
from dagscope.system.posix_setup import set_process_name

Said = Callable[[str, int, int], None]
_LAST_MOMENTS_S = 2.0
"""So long after a process closed its files it may take until it has ended."""


def watch_memory(limit: int, say: Said) -> Callable[[], None]:
    """Look at this process and all below it from another process; return what ends the looking.

    Args:
        limit: the bytes they may use.
        say: called there with `warning` or `limit`, what is used, and the limit; after `limit` they are ended. With
            `gone` when this process ends before the looking is ended.
    """
    if not can_measure():
        return lambda: None
    watched, since = os.getpid(), started(os.getpid())
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(reader)
        os.waitpid(child, 0)
        return partial(_end, writer)
    try:
        os.close(writer)
        if os.fork() == 0:
            _keep_looking(watched, since, Watch(watched, limit, used_below), reader, say)
    finally:
        os._exit(0)


def _end(writer: int) -> None:
    """Let the other process know that there is nothing more to look at."""
    with contextlib.suppress(OSError):  # it is gone, or the project's code closed the pipe
        os.write(writer, b".")
        os.close(writer)


def _keep_looking(watched: int, since: int, memory: Watch, reader: int, say: Said) -> None:
    """Look until the process has ended, writes to its end of the pipe, or uses too much."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    set_process_name("dagscope-memory")
    end = _end_of(watched)
    pause = 0.0
    while not select.select([reader, *end], [], [], pause)[0] and started(watched) == since:
        used, level = memory.look()
        if level:
            say(level, used, memory.limit)
        if level == "limit":
            end_trees([watched])
            return
        pause = memory.pause(used)
    is_said = bool(select.select([reader], [], [], 0)[0] and os.read(reader, 1))
    # Where the pipe alone was closed, the process may have become another program.
    if not is_said and (started(watched) != since or select.select(end, [], [], _LAST_MOMENTS_S)[0]):
        say("gone", 0, memory.limit)


def _end_of(pid: int) -> list[int]:
    """Return a descriptor that can be read when the process has ended; none where the system has no such thing."""
    if sys.platform != "linux":
        return []
    try:
        return [os.pidfd_open(pid)]
    except OSError:
        return []
