"""Where user code is right now, in a file of 4 KB that outlives the process. It must not cost more than a microsecond.

A frame that was queued when the process died never arrives; what was written into shared memory stays. The window
reads it after a crash and blames the right node.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SIZE = 4096
_LENGTH = struct.Struct("<I")
_ROOM = SIZE - _LENGTH.size
_NAMED = 3
_OR = " or "
Phase = Literal["import", "build", "node", "preview", "value", "look", "save", "compare", "open"]
"""What is done with a node, a module or a value."""


_VERBS = {
    "import": "importing",
    "build": "building",
    "node": "running",
    "preview": "showing",
    "value": "making",
    "look": "looking at",
    "save": "saving",
    "compare": "comparing",
    "open": "reading",
}


@dataclass(frozen=True, slots=True)
class Breadcrumb:
    """The run, the node (or module) and the phase the worker was in; all empty when it ran no user code."""

    run: str = ""
    node: str = ""
    phase: str = ""


class Trail:
    """The writing side. Without a path it does nothing."""

    @classmethod
    def shared(cls) -> Trail:
        """Return one without a file, to be read by a process that is forked after this."""
        made = cls()
        made._map = mmap.mmap(-1, SIZE)
        return made

    def __init__(self, path: str = "") -> None:
        self._map: mmap.mmap | None = None
        if path:
            with open(path, "r+b") as file:
                if os.fstat(file.fileno()).st_size < SIZE:
                    file.truncate(SIZE)
                self._map = mmap.mmap(file.fileno(), SIZE)

    def drop(self, run: str, node: str, phase: Phase) -> None:
        """Say what comes next."""
        if self._map is not None:
            data = f"{run}\0{node}\0{phase}".encode("utf-8", "replace")[:_ROOM]
            self._map[: _LENGTH.size + len(data)] = _LENGTH.pack(len(data)) + data

    def read(self) -> Breadcrumb:
        """Return what was said last."""
        return Breadcrumb() if self._map is None else _parsed(self._map[:SIZE])

    @contextmanager
    def during(self, run: str, node: str, phase: Phase) -> Generator[None, None, None]:
        """Say what is done in the block; afterwards it says what it said before."""
        before = b"" if self._map is None else self._map[:SIZE]
        self.drop(run, node, phase)
        try:
            yield
        finally:
            if self._map is not None:
                self._map[:SIZE] = before

    def clear(self) -> None:
        """Note that no user code runs."""
        if self._map is not None:
            self._map[: _LENGTH.size] = _LENGTH.pack(0)


class OnThreads:
    """Which nodes run on threads at once: of a crash is known that one of them was its reason, not which."""

    def __init__(self) -> None:
        self._nodes: dict[int, str] = {}

    def enter(self, node: str) -> str:
        """Note that a node begins on this thread; return what runs now, as text."""
        self._nodes[threading.get_ident()] = node
        return self._text()

    def leave(self) -> str:
        """Note that this thread runs no node any more; return what runs now, as text."""
        self._nodes.pop(threading.get_ident(), None)
        return self._text()

    def here(self) -> str:
        """Return the node that runs on this thread."""
        return self._nodes.get(threading.get_ident(), "")

    def _text(self) -> str:
        names = list(dict.fromkeys(self._nodes.copy().values()))
        rest = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
        return _OR.join(names[:_NAMED] + rest)


def make_breadcrumb_file(path: Path) -> None:
    """Write an empty trail, for the side that starts a worker."""
    path.write_bytes(bytes(SIZE))


def read_breadcrumb(path: Path) -> Breadcrumb:
    """Return what a worker was doing, by its file; nothing when it is missing or makes no sense."""
    try:
        return _parsed(path.read_bytes()[:SIZE])
    except OSError:
        return Breadcrumb()


def words_of(crumb: Breadcrumb) -> str:
    """Return what was done, in two words; empty where no code ran."""
    return f"{_VERBS.get(crumb.phase, 'running')} {crumb.node}" if crumb.node else ""


def only_node_of(crumb: Breadcrumb) -> str:
    """Return the node whose function ran or whose value was shown; empty where several ran at once, or none."""
    return crumb.node if crumb.phase in ("node", "preview") and _OR not in crumb.node else ""


def _parsed(data: bytes) -> Breadcrumb:
    try:
        (length,) = _LENGTH.unpack_from(data)
    except struct.error:
        return Breadcrumb()
    parts = data[_LENGTH.size : _LENGTH.size + length].decode("utf-8", "replace").split("\0")
    return Breadcrumb(*parts) if len(parts) == 3 else Breadcrumb()
