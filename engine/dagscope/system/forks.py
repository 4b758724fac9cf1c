"""What becomes of a child that a node's code forks. It must not fork."""

from __future__ import annotations

import os


def end_forked_child(process: int) -> None:
    """End this process where it is not that one: `os.fork()` returned in both, and the run goes on in one alone."""
    if os.getpid() != process:
        os._exit(0)
