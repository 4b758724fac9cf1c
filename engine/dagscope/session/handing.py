"""Values on their way from one process of a trusted project to the next one: a file in the user's scratch, read once.

What cannot be pickled, does not fit or is of a class that is another one by now stays behind, with the reason: it is
computed again. It must never read a file that lies in a project's folder.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from dagscope.caching.own_modules import is_project_module
from dagscope.class_home import home_of
from dagscope.preview.budget import reason_of
from dagscope.session.shapes import shape_of
from dagscope.value_code import value_code

_TRAILER = 8
_MOST_OF_DISK = 0.5


@dataclass(frozen=True, slots=True)
class Handed:
    """What is in the file, and why the rest is not."""

    names: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    size: int = 0


class _TooLarge(Exception):
    """The value does not fit into what is left."""


class _Bounded:
    """A file that takes so many bytes and no more."""

    def __init__(self, file: io.FileIO, room: int) -> None:
        self._file = file
        self._room = room

    def write(self, data: Any) -> int:
        rest = memoryview(data).cast("B")
        size = rest.nbytes
        self._room -= size
        if self._room < 0:
            raise _TooLarge
        while rest:
            rest = rest[self._file.write(rest) :]
        return size


class _Writer(pickle.Pickler):
    """Notes which classes and functions of the project a value needs on the other side, and what they are here."""

    def __init__(self, file: Any) -> None:
        super().__init__(file, 5)
        self.needs: dict[tuple[str, str], str] = {}

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, (type, types.FunctionType)) and is_project_module(home_of(obj)):
            self.needs[home_of(obj), obj.__qualname__] = shape_of(obj)
        return NotImplemented


def hand_over(path: str, names: Iterable[str], value_of: Callable[[str], Any], first: int, rest: int) -> Handed:
    """Write values into a new file that the user alone can read.

    Args:
        path: the file.
        names: whose values, the needed ones first.
        value_of: gives a value, or raises.
        first: how many of them are needed; they may take half of the disk that is free.
        rest: how many bytes may be spent on the others.
    """
    index: list[dict[str, Any]] = []
    refused: dict[str, str] = {}
    free = int(shutil.disk_usage(os.path.dirname(path)).free * _MOST_OF_DISK)
    with open(path, "xb", buffering=0, opener=_private) as file:
        for number, name in enumerate(names):
            start = file.tell()
            try:
                with value_code():
                    needs = _write(file, value_of(name), free if number < first else rest)
            except Exception as error:  # noqa: BLE001 - pickling runs the project's code
                refused[name] = _why_not(error)
            else:
                index.append(
                    {"name": name, "at": start, "needs": [(*number, shape) for number, shape in needs.items()]}
                )
            spent = file.tell() - start
            free, rest = free - spent, rest - (spent if number >= first else 0)
            if name in refused:
                _cut(file, start)
        listed = json.dumps(index).encode()
        with suppress(OSError):
            _Bounded(file, sys.maxsize).write(listed + len(listed).to_bytes(_TRAILER, "little"))
            return Handed(tuple(entry["name"] for entry in index), refused, file.tell())
    return Handed((), dict.fromkeys(names, "the disk is full"))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _write(file: io.FileIO, value: Any, room: int) -> dict[tuple[str, str], str]:
    writer = _Writer(_Bounded(file, room))
    writer.dump(value)
    return writer.needs


def _cut(file: io.FileIO, start: int) -> None:
    file.seek(start)
    file.truncate()


def _why_not(error: Exception) -> str:
    if isinstance(error, _TooLarge):
        return "it is too large to be handed over"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"it cannot be pickled ({reason_of(error)})"


def take_over(path: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of a file that `hand_over` wrote, and why others are not taken. The file is gone afterwards.

    Raises:
        OSError: it cannot be read.
    """
    values: dict[str, Any] = {}
    refused: dict[str, str] = {}
    with open(path, "rb") as file:
        os.unlink(path)
        file.seek(-_TRAILER, os.SEEK_END)
        size = int.from_bytes(file.read(_TRAILER), "little")
        file.seek(-_TRAILER - size, os.SEEK_END)
        for entry in json.loads(file.read(size)):
            name = entry["name"]
            changed = next((path for module, path, shape in entry["needs"] if _shape_now(module, path) != shape), "")
            if changed:
                refused[name] = f"{changed}, which it is made of, changed"
                continue
            file.seek(entry["at"])
            try:
                with value_code():
                    values[name] = pickle.Unpickler(file).load()
            except Exception as error:  # noqa: BLE001 - unpickling runs the project's code
                refused[name] = f"it cannot be unpickled ({reason_of(error)})"
    return values, refused


def _shape_now(module: str, path: str) -> str:
    found: Any = sys.modules.get(module)
    if found is None:
        try:
            with value_code():
                __import__(module)
        except Exception:  # noqa: BLE001 - the project's code runs
            return ""
        found = sys.modules[module]
    for part in path.split("."):
        found = getattr(found, part, None)
    return shape_of(found) if isinstance(found, (type, types.FunctionType)) else ""
