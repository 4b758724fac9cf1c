"""Says when a command uses much memory, and while doing what; above the limit it is ended. Says the same of one that
is killed. It must not measure.

On Windows nothing watches a command.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

from dagscope.commands.printing import print_missing_json, say
from dagscope.protocol.breadcrumb import Phase, Trail, words_of
from dagscope.system.current import system
from dagscope.system.memory_limit import VARIABLE, gigabytes, memory_limit

_trail = Trail()
_watches: list[Callable[[], None]] = []
_KILLED = 137


def doing(name: str, phase: Phase) -> None:
    """Note what is done from now on: `running`'s node, `importing`'s module."""
    _trail.drop("", name[:200], phase)


@contextlib.contextmanager
def watched(command: str) -> Iterator[None]:
    """Watch this process and all below it during the block, where there is a limit."""
    global _trail
    limit = memory_limit(os.environ, system.total_memory())
    if not limit or threading.active_count() > 1:  # a process with threads cannot be forked safely
        yield
        return
    _trail = Trail.shared()
    sys.stdout.flush()
    sys.stderr.flush()
    _watches.append(system.watch_memory(limit, lambda level, used, allowed: _say(command, level, used, allowed)))
    try:
        yield
    finally:
        end_watch()


def end_watch() -> None:
    """Watch no more: the process ends, and has said how."""
    while _watches:
        _watches.pop()()


def _say(command: str, level: str, used: int, limit: int) -> None:
    if level == "gone":
        _say_killed(command, words_of(_trail.read()))
        return
    much = f"{command}: the code uses {gigabytes(used)} of the {gigabytes(limit)} it may use"
    at_work = words_of(_trail.read())
    when = f" while {at_work}" if at_work else ""
    if level == "limit":
        say(f"{much}{when}, and was ended; {VARIABLE} sets another limit")
        print_missing_json(_KILLED)
        sys.stdout.flush()
    else:
        say(f"{much}{when}; above that it is ended (warning)")


def _say_killed(command: str, at_work: str) -> None:
    """Say what was done by a process that could not say it any more; how it was killed, only its parent learns."""
    when = f" while {at_work}" if at_work else ""
    say(f"{command}: the process was killed{when}: by a crash in C code, for lack of memory, or from outside")
    print_missing_json(None)
    sys.stdout.flush()
