"""Functions that end the process under a command.
Says which one did and gives an exit code that is no success; runs nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import NoReturn

from dagscope.commands.memory_watch import doing, end_watch
from dagscope.commands.output import own_output
from dagscope.commands.printing import print_missing_json, say
from dagscope.protocol.breadcrumb import OnThreads
from dagscope.session.reporter import Silent


class CurrentNode(Silent):
    """Hears of a run which node's code goes on; the rest is not asked for."""

    def __init__(self) -> None:
        self.name = ""
        self._threads = OnThreads()

    @property
    def name_here(self) -> str:
        """Return the node whose code runs on this thread; where none does, the one that began last."""
        return self._threads.here() or self.name

    def enter(self, run: str, node: str) -> None:
        self.name = node
        doing(node, "node")

    previewing = enter

    def enter_thread(self, run: str, node: str) -> None:
        self.enter(run, node)
        doing(self._threads.enter(node), "node")

    def leave_thread(self) -> None:
        if running := self._threads.leave():
            doing(running, "node")


@contextlib.contextmanager
def guarded_exit(current: CurrentNode) -> Iterator[None]:
    """Let `os._exit` of this process say which node called it, and never report success.

    Processes that the project starts end as they like.
    """
    ours, leave = os.getpid(), os._exit

    def exit_with(status: int) -> NoReturn:
        if os.getpid() == ours:
            sys.stdout.flush()
            called = status
            status = status or 1
            end_watch()
            say(f"failed: {current.name_here or 'the project'}: it called os._exit({called}), which ended everything")
            with own_output():
                print_missing_json(status)
        leave(status)

    os._exit = exit_with
    try:
        yield
    finally:
        os._exit = leave
