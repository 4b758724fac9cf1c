"""Keeps the standard output for the command: what a project prints goes to the standard error.
It must not print itself.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

from dagscope.commands.printing import OutputProblem

_kept: list[int] = []
"""Copies of the command's own standard output while the descriptor is another's, the latest last."""


@contextlib.contextmanager
def users_output_aside() -> Iterator[None]:
    """Send what is printed to the standard error, by child processes and C libraries too."""
    sys.stdout.flush()
    before = set(threading.enumerate())
    try:
        with contextlib.redirect_stdout(sys.stderr), _descriptor_aside():
            yield
    finally:
        sys.stdout, sys.stderr = _open_again(sys.stdout, 1), _open_again(sys.stderr, 2)
        stream: Any = sys.stdout
        if stream is not None and type(stream) is not _OfThisThread and not before.issuperset(threading.enumerate()):
            stream = _OfThisThread(stream)
        sys.stdout = stream


class _OfThisThread:
    """The standard output for the command's thread; threads that the project or a cluster left print elsewhere."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._thread = threading.get_ident()

    def write(self, text: str) -> int:
        is_ours = threading.get_ident() == self._thread
        (self._stream if is_ours else sys.stderr).write(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _open_again(stream: Any, number: int) -> Any:
    """Return a standard stream, a new one where the project's code closed it; its descriptor is there again."""
    try:
        is_closed = bool(stream is not None and stream.closed)
    except ValueError:  # its buffer was taken away
        is_closed = True
    if not is_closed:
        return stream
    with contextlib.suppress(OSError):
        return open(number, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    return stream


@contextlib.contextmanager
def _descriptor_aside() -> Iterator[None]:
    """Let descriptor 1 be descriptor 2; nothing is done where one of them is closed."""
    try:
        kept, kept_messages = os.dup(1), os.dup(2)
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
        _put_back(kept, 1)
        try:
            os.fstat(2)
        except OSError:
            _put_back(kept_messages, 2)
        with contextlib.suppress(OSError):
            os.close(kept_messages)
        os.close(kept)


def _put_back(kept: int, number: int) -> None:
    """Let a descriptor be again what it was.

    Raises:
        OutputProblem: the project's code closed what was kept.
    """
    try:
        os.dup2(kept, number)
    except OSError:
        raise OutputProblem("the project's code closed descriptors that are not its own") from None


def end_output() -> None:
    """Send whatever is still printed to the standard error, by C libraries and threads too: the result is complete.

    Nothing is done where the standard output is not this process' own, as in a notebook.
    """
    stream = sys.stdout
    if getattr(stream, "_stream", stream) is sys.__stdout__:
        with contextlib.suppress(OSError):
            os.dup2(2, 1)


@contextlib.contextmanager
def own_output() -> Iterator[None]:
    """Print to the command's own standard output, in the middle of what is put aside."""
    if _kept:
        os.dup2(_kept[0], 1)
    with contextlib.redirect_stdout(sys.__stdout__):
        yield
        sys.stdout.flush()
