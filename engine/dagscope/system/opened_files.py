"""Hears of the files that Python code opens and of the folders it lists, in this process and those forked from it.

What libraries open past Python (Rust, C++) is not heard of. It must not know nodes, and raises for nothing.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

Heard = Callable[[str, bool], None]
"""Told of an absolute path and whether it was opened for writing."""

_EVENTS = frozenset(("open", "os.listdir", "os.scandir", "sqlite3.connect"))
_CODE = (".py", ".pyc", ".pyi", ".pyd", ".so", ".dll", ".dylib", ".pth")
_WRITES = os.O_WRONLY | os.O_RDWR
_LOADERS = ("importlib", "pkgutil", "pkg_resources", "linecache", "zipimport")


class _Listener:
    """One hook for the process: it cannot be taken away again."""

    then: Heard | None = None
    is_installed = False


_muted = threading.local()


def listen(then: Heard | None) -> None:
    """Have `then` called for whatever is opened from now on, on the thread that opens it; for nothing if it is None."""
    _Listener.then = then
    if then is not None and not _Listener.is_installed:
        _Listener.is_installed = True
        sys.addaudithook(_on_event)


@contextmanager
def unwatched() -> Generator[None, None, None]:
    """Let this thread open files in the block without a word to the listener."""
    before = getattr(_muted, "is_on", False)
    _muted.is_on = True
    try:
        yield
    finally:
        _muted.is_on = before


def _on_event(event: str, args: tuple[Any, ...]) -> None:
    if event in _EVENTS:  # there are very many others, each `id()` among them
        _take(event, args)


def _take(event: str, args: tuple[Any, ...]) -> None:
    then = _Listener.then
    if then is None or getattr(_muted, "is_on", False) or not args:
        return
    _muted.is_on = True
    try:
        path = _path_of("." if args[0] is None else args[0])
        if path and not path.endswith(_CODE) and not _is_import():
            then(path, event == "open" and _is_written(args))
    except Exception:  # noqa: BLE001 - whatever it is, the project's file is opened all the same
        pass
    finally:
        _muted.is_on = False


def _path_of(given: Any) -> str:
    """Return the absolute path; empty for a descriptor and what else is none."""
    kind = type(given)
    if kind is not str and kind is not bytes:
        if not isinstance(given, os.PathLike):
            return ""
        given = os.fspath(given)
    text = os.fsdecode(given)
    return "" if text.startswith(("file:", ":memory:")) else os.path.abspath(text)


def _is_written(args: tuple[Any, ...]) -> bool:
    mode = args[1] if len(args) > 1 else None
    if isinstance(mode, str):
        return any(sign in mode for sign in "wax+")
    flags = args[2] if len(args) > 2 else 0
    return isinstance(flags, int) and bool(flags & _WRITES)


def _is_import() -> bool:
    """Return whether it is code that Python looks for, not data: finders list the folders of `sys.path`."""
    frame = sys._getframe(3)
    return any(name in frame.f_code.co_filename for name in _LOADERS)
