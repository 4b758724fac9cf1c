"""Functions that end or replace the process under a command, and timers that go on ringing after the project's code.
Says which one did and gives an exit code that is no success; runs nothing.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from dagscope.commands.memory_watch import doing, end_watch
from dagscope.commands.output import own_output
from dagscope.commands.printing import print_missing_json, say
from dagscope.execution import trace_channels
from dagscope.execution.trace_channels import Record
from dagscope.protocol.breadcrumb import OnThreads
from dagscope.session.reporter import Silent

# Held here, because the project's code may put something else there.
_TIMERS = [getattr(signal, name) for name in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF") if hasattr(signal, name)]
_set_timer: Any = getattr(signal, "setitimer", None)


class CurrentNode(Silent):
    """Hears of a run which node's code goes on, and what is wrong about it; the rest is not asked for."""

    def __init__(self) -> None:
        self.name = ""
        self.warnings: list[str] = []
        """What the run has to say about itself, each sentence once."""
        self._threads = OnThreads()
        self._seconds: dict[tuple[str, str], float] = {}

    @property
    def name_here(self) -> str:
        """Return the node whose code runs on this thread; where none does, the one that began last."""
        return self._threads.here() or self.name

    def enter(self, run: str, node: str) -> None:
        self.name = node
        doing(node, "node")

    previewing = enter

    def warning(self, run: str, node: str, text: str) -> None:
        """Take a sentence about the run: its cache cannot be written, a node changed what it was given."""
        if text.strip() not in self.warnings:
            self.warnings.append(text.strip())

    def enter_thread(self, run: str, node: str) -> None:
        self.enter(run, node)
        doing(self._threads.enter(node), "node")

    def hear(self, run: str, then: Callable[[Record], None]) -> None:
        """Tell of each node that ends in another process, and note how long it took."""

        def take(record: Record) -> None:
            key = (run, str(record.get("node")))
            self._seconds[key] = self._seconds.get(key, 0.0) + float(record["seconds"])
            then(record)

        trace_channels.hear(run, take)

    def measured(self, run: str, node: str) -> float | None:
        """Return how many seconds a node took in the processes it ran in, as far as these reported it."""
        return self._seconds.pop((run, node), None)

    def leave_thread(self) -> None:
        if running := self._threads.leave():
            doing(running, "node")


@contextlib.contextmanager
def guarded_exit(current: CurrentNode) -> Iterator[None]:
    """Let `os._exit` of this process say which node called it, and never report success; refuse to replace it.

    Processes that the project starts end as they like. What takes the place of this process gives the command's exit
    code, which may say that all went well; so `os.execv` and all that stand on it fail where they are called.
    """
    ours, leave, execv, execve = os.getpid(), os._exit, os.execv, os.execve

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

    def refuse_here(called: str, replace: Any) -> Any:
        def refused(*given: Any, **named: Any) -> Any:
            if os.getpid() == ours:
                raise RuntimeError(f"os.{called} would replace the process that runs the dataflow; use subprocess.run")
            return replace(*given, **named)

        return refused

    guarded = {"_exit": exit_with, "execv": refuse_here("execv", execv), "execve": refuse_here("execve", execve)}
    # The module that `os` has them from answers in the same way.
    modules = [module for module in map(sys.modules.get, ("os", "posix", "nt")) if module is not None]
    for module in modules:
        vars(module).update(guarded)
    try:
        yield
    finally:
        for module in modules:
            vars(module).update(_exit=leave, execv=execv, execve=execve)


def end_timers() -> None:
    """Stop the timers that the project's code has set: what their handlers raise would meet the command's own code."""
    for timer in _TIMERS:  # Windows has none
        is_set = True
        while is_set:
            try:
                is_set = _set_timer(timer, 0)[0] > 0
            except Exception:  # noqa: BLE001 - a handler of the project's, which rings once more
                continue
