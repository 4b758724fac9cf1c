"""Keeps the standard output for the command: what a project prints goes to the standard error.
It must not print itself.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

_kept: list[int] = []
"""Copies of the command's own standard output while the descriptor is another's, the latest last."""


@contextlib.contextmanager
def users_output_aside() -> Iterator[None]:
    """Send what is printed to the standard error, by child processes and C libraries too."""
    sys.stdout.flush()
    with contextlib.redirect_stdout(sys.stderr), _descriptor_aside():
        yield


@contextlib.contextmanager
def _descriptor_aside() -> Iterator[None]:
    """Let descriptor 1 be descriptor 2; nothing is done where one of them is closed."""
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    _kept.append(kept)
    try:
        with contextlib.suppress(OSError):
            os.dup2(2, 1)
        yield
    finally:
        _kept.remove(kept)
        os.dup2(kept, 1)
        os.close(kept)


@contextlib.contextmanager
def own_output() -> Iterator[None]:
    """Print to the command's own standard output, in the middle of what is put aside."""
    if _kept:
        os.dup2(_kept[0], 1)
    with contextlib.redirect_stdout(sys.__stdout__):
        yield
        sys.stdout.flush()
