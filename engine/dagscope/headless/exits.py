"""Functions that end the process under a command. Says which one did and gives an exit code that is no success; runs nothing."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import NoReturn

from dagscope.protocol.breadcrumb import Trail


class NodeTrail(Trail):
    """Remembers which node is running."""

    def __init__(self) -> None:
        super().__init__()
        self.node = ""

    def drop(self, run: str, node: str, phase: str) -> None:
        """Say what comes next."""
        self.node = node


@contextlib.contextmanager
def exits_told(trail: NodeTrail) -> Iterator[None]:
    """While it lasts, `os._exit` of this process says whose doing it was, and never ends it with a success.

    Processes that the project starts end as they like.
    """
    ours, leave = os.getpid(), os._exit

    def told(status: int) -> NoReturn:
        if os.getpid() == ours:
            sys.stdout.flush()
            sys.stderr.write(
                f"failed: {trail.node or 'the project'}: it called os._exit({status}), which ended everything\n"
            )
            sys.stderr.flush()
            status = status or 1
        leave(status)

    os._exit = told
    try:
        yield
    finally:
        os._exit = leave
