"""Errors on their way from another process: with their class, their causes and the lines they came from.
It must not know what raised them.

A class of the project does not travel by its name, and some errors cannot be pickled, or not read again: these arrive
as a stand-in of the same name and message.
"""

from __future__ import annotations

import contextlib
import linecache
import traceback
from collections.abc import Iterable
from types import FrameType, ModuleType
from typing import Any

from dagscope.class_home import home_of
from dagscope.errors import DagscopeError
from dagscope.execution.shipping import dumps, is_installed, loads
from dagscope.preview.frame_variables import variables_of
from dagscope.value_records import TraceVariable

FRAMES = "dagscope_frames"
"""The attribute of an error that came from elsewhere: file, line, function, text and variables of each frame there."""
NODE = "dagscope_node"
_MOST_CAUSES = 5
_MOST_FRAMES = 60
_Frame = tuple[str, int, str, str, tuple[TraceVariable, ...]]
_Item = tuple[bytes, str, str, str, list[_Frame], bool]


class ErrorFromElsewhere(DagscopeError):
    """The base of stand-ins: what an error was called and said, where it cannot come itself."""


class CarriedError(DagscopeError):
    """An error packed for the way; `arrived` gives what it was."""

    def __init__(self, items: list[_Item], node: str | None) -> None:
        super().__init__(items, node)
        self.items = items
        self.node = node
        self.records: tuple[dict[str, Any], ...] = ()
        """What nodes reported before, where it comes home with their results."""

    def __repr__(self) -> str:
        """Return what a cluster's log says of it: the error, and which line of the project raised it."""
        _, name, _, text, frames, _ = self.items[0]
        file, line, function, _, _ = frames[-1] if frames else ("", 0, "", "", ())
        return f"{name}: {text}" + (f" ({file}, line {line}, in {function})" if file else "")

    __str__ = __repr__


def travelling(error: BaseException, modules: Iterable[ModuleType]) -> BaseException:
    """Return an error as one that pickle can send."""
    if isinstance(error, CarriedError):
        return error
    known = list(modules)
    chain = [error]
    is_cause: list[bool] = [False]
    while len(chain) < _MOST_CAUSES:
        last = chain[-1]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None or before in chain:
            break
        is_cause.append(last.__cause__ is before)
        chain.append(before)
    items = [_packed(each, each_is_cause, known) for each, each_is_cause in zip(chain, is_cause)]
    node = getattr(error, NODE, None)
    return CarriedError(items, node if isinstance(node, str) else None)


def _packed(error: BaseException, is_cause: bool, modules: list[ModuleType]) -> _Item:
    frames = [_frame(frame, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    payload = b""
    with contextlib.suppress(Exception):  # whatever a class of the user's does when it is pickled and read
        payload = dumps(error, modules)
        if type(loads(payload)) is not type(error):
            payload = b""
    kind = type(error)
    return payload, kind.__name__, home_of(kind), _text(error), frames[-_MOST_FRAMES:], is_cause


def _frame(frame: FrameType, line: int) -> _Frame:
    """Return where a frame is; what travelled by value has left the name of its file behind, but not its globals."""
    file = frame.f_code.co_filename
    if file.startswith("<"):
        file = str(frame.f_globals.get("__file__") or file)
    is_engine = str(frame.f_globals.get("__name__", "")).startswith("dagscope.")
    variables = () if is_engine or is_installed(file) else variables_of(frame)
    return file, line, frame.f_code.co_name, linecache.getline(file, line).strip(), variables


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as raised:  # noqa: BLE001 - a text of the user's
        return f"<unavailable: {type(raised).__name__}>"


def arrived(error: BaseException) -> BaseException:
    """Return the error that was packed elsewhere; any other one as it is."""
    cause = getattr(error, "cause", None)  # Ray wraps what a function raised, in a class made of both
    error = cause if isinstance(cause, CarriedError) else error
    if not isinstance(error, CarriedError):
        return error
    found = [_opened(item) for item in error.items]
    for later, before, item in zip(found, found[1:], error.items[1:]):
        if item[5]:
            later.__cause__ = before
        else:
            later.__context__ = before
    if error.node is not None:
        _note(found[0], NODE, error.node)
    first: BaseException = found[0]
    return first


def _opened(item: _Item) -> Any:
    payload, name, module, text, frames, _ = item
    error: Any = None
    if payload:
        with contextlib.suppress(Exception):
            error = loads(payload)
    if not isinstance(error, BaseException):
        error = type(name, (ErrorFromElsewhere,), {"__module__": module})(text)
    _note(error, FRAMES, frames)
    return error


def _note(error: BaseException, name: str, value: Any) -> None:
    with contextlib.suppress(Exception):  # some errors take no attributes
        setattr(error, name, value)
