"""A process that looks at how much memory another one uses, and ends it above its limit: for commands, which no guard
stands above. It must not be a child of what it looks at: code that waits for all its children would wait for it.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from functools import partial

assert sys.platform != "win32"

from dagscope.system.memory import Watch
from dagscope.system.posix_memory import can_measure, used_below
from dagscope.system.posix_processes import end_tree, started
from dagscope.system.posix_setup import set_process_name

Said = Callable[[str, int, int], None]


def watch_memory(limit: int, say: Said) -> Callable[[], None]:
    """Look at this process and all below it from another process; return what ends the looking.

    Args:
        limit: the bytes they may use.
        say: called there with `warning` or `limit`, what is used, and the limit; after `limit` they are ended.
    """
    if not can_measure():
        return lambda: None
    watched, since = os.getpid(), started(os.getpid())
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(reader)
        os.waitpid(child, 0)
        return partial(os.close, writer)
    try:
        os.close(writer)
        if os.fork() == 0:
            _keep_looking(watched, since, Watch(watched, limit, used_below), reader, say)
    finally:
        os._exit(0)


def _keep_looking(watched: int, since: int, memory: Watch, reader: int, say: Said) -> None:
    """Look until the process has ended, closes its end of the pipe, or uses too much."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    set_process_name("dagscope-memory")
    pause = 0.0
    while not select.select([reader], [], [], pause)[0] and started(watched) == since:
        used, level = memory.look()
        if level:
            say(level, used, memory.limit)
        if level == "limit":
            end_tree(watched)
            return
        pause = memory.pause(used)
