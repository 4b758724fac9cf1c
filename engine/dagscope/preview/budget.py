"""Time limits around code of the user's (`__repr__`, `__len__`), and texts cut to size.
It must not know kinds of values.

A whole look has one deadline of CPU time, so that a busy machine cuts nothing short, one of the time in which nothing
of the process runs nor waits for a processor (it sleeps, or waits for a network), and a generous one of wall time. Of
many objects each gets a part of what is left; once the deadline is over, nothing more is begun.
A loop in a `__repr__` is broken by an exception that is raised again until the call is left. What catches it each time
around its own sleep is ended by Stop alone: a trace function that raises could end it, but Python cannot be trusted
with that while signals come (3.11 hangs, or counts the exception as being handled ever after). A
`KeyboardInterrupt` counts as Ctrl+C only when the signal came: code of the user's may raise one, and that is a failure
like any other.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, TypeVar

from dagscope.class_home import own_name
from dagscope.system.current import system
from dagscope.value_code import is_from_outside, noted_interrupts, value_code

T = TypeVar("T")
CPU_SECONDS = 4.0
WALL_SECONDS = 30.0
IDLE_SECONDS = 5.0
"""Of sleeping and waiting, where the system can tell it from waiting for a processor."""
RUN_CPU_SECONDS = 0.25
RUN_WALL_SECONDS = 1.0
"""For what is looked at while a run waits."""
_SHARE = 4
_CPU_TICK = 0.02
_WALL_TICK = 0.1
_AGAIN_SECONDS = 0.2
CELL_LIMIT = 1_000
TEXT_LIMIT = 64_000
SUMMARY_LIMIT = 200
TOO_LONG = "it took too long"
NO_TIME_LEFT = "no time was left for it"


class OutOfTime(BaseException):
    """Looking at a value took too long. No `Exception`, so that ordinary handlers in users' code let it pass."""


class GivenWay(OutOfTime):
    """Something else is asked for, and what was looked at can be looked at again. It goes through to who allowed it."""


@dataclass(slots=True)
class Deadline:
    """When a look has to end; `cuts` counts the pieces that did not get to their end."""

    cpu: float
    wall: float
    idle: float = float("inf")
    cuts: int = 0

    @property
    def is_over(self) -> bool:
        """Whether its time is up."""
        return _idle.seconds >= self.idle or system.thread_seconds() >= self.cpu or time.monotonic() >= self.wall

    def piece(self, around: Deadline) -> Deadline:
        """Return the deadline of one piece: a part of what is left, and not later than what is `around` it."""
        cpu, wall = system.thread_seconds(), time.monotonic()
        return Deadline(
            min(around.cpu, cpu + (self.cpu - cpu) / _SHARE),
            min(around.wall, wall + (self.wall - wall) / _SHARE),
            min(around.idle, _idle.seconds + (self.idle - _idle.seconds) / _SHARE),
        )


class _Idle:
    """For how long a look slept or waited, as far as the system tells that from waiting for a processor."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.patience = 0
        self._known: tuple[float, float, float] | None = None

    def begin(self) -> None:
        """Count from nothing."""
        self.seconds, self._known = 0.0, self._now()

    def note(self) -> None:
        """Add what passed since the last look, where the process did nothing meanwhile."""
        now, before = self._now(), self._known
        if now is None or before is None or now[0] - before[0] < _WALL_TICK / 2:
            return
        self._known = now
        wall, busy = now[0] - before[0], now[1] - before[1] + now[2] - before[2]
        if busy < wall / 10 and not self.patience:
            self.seconds += wall - busy

    @staticmethod
    def _now() -> tuple[float, float, float] | None:
        queued = system.queued_seconds()
        return None if queued is None else (time.monotonic(), time.process_time(), queued)


_idle = _Idle()


@contextmanager
def patience() -> Generator[None, None, None]:
    """Have the block wait for another process, as long as the wall time allows."""
    _idle.patience += 1
    try:
        yield
    finally:
        _idle.patience -= 1


_deadlines: list[Deadline] = []
"""The one of the whole look, and those of the pieces that are looked at inside each other. The main thread's alone."""
_gives_way: Callable[[], bool] | None = None
_base: FrameType | None = None
"""What the outermost limit stands in: what is raised lands in the block there, or in what that calls."""
_raised_at = 0.0


def _on_tick() -> type[BaseException] | None:
    global _raised_at
    now = time.monotonic()
    _idle.note()
    if not _deadlines or now - _raised_at <= _AGAIN_SECONDS or not _may_raise(_limited_frame()):
        return None
    if not _is_over():
        found = GivenWay if _gives_way is not None and _gives_way() else None
        _raised_at = now if found is not None else _raised_at
        return found
    _raised_at = now
    return OutOfTime


def _is_over() -> bool:
    return bool(_deadlines) and _deadlines[-1].is_over


def _limited_frame() -> FrameType | None:
    """Return where the main thread is, which a system without signals asks from another one."""
    if _can_limit():
        return sys._getframe(1)
    return sys._current_frames().get(threading.main_thread().ident or 0)


def _can_limit() -> bool:
    return threading.current_thread() is threading.main_thread()


class time_limit:
    """Raise `OutOfTime` in the block when it takes too long; inside another one, that one's limit holds.

    `GivenWay` once something else is to be done, where it `gives_way`. Without effect off the main thread. A class that
    is entered by `with` alone: what is raised must land in its block, never while it begins or ends (`_may_raise`).
    """

    __slots__ = ("_cpu", "_gives_way", "_interrupts", "_is_outermost", "_ticking", "_wall")

    def __init__(
        self, cpu: float = CPU_SECONDS, wall: float = WALL_SECONDS, gives_way: Callable[[], bool] | None = None
    ) -> None:
        self._cpu, self._wall, self._gives_way = cpu, wall, gives_way
        self._is_outermost = False

    def __enter__(self) -> Deadline:
        global _base, _raised_at, _gives_way
        if not _can_limit():
            return Deadline(float("inf"), float("inf"))
        if _deadlines:
            return _deadlines[0]
        deadline = Deadline(system.thread_seconds() + self._cpu, time.monotonic() + self._wall, IDLE_SECONDS)
        _idle.begin()
        _base, _raised_at, _gives_way = sys._getframe(1), 0.0, self._gives_way
        self._interrupts = noted_interrupts()
        self._ticking = system.ticking(_on_tick, _WALL_TICK, _CPU_TICK)
        self._interrupts.__enter__()
        try:
            self._ticking.__enter__()
            _deadlines.append(deadline)
        except BaseException as error:  # Ctrl+C came meanwhile
            _deadlines.clear()
            self._interrupts.__exit__(type(error), error, None)
            raise
        self._is_outermost = True
        return deadline

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _base, _gives_way
        if not self._is_outermost:
            return
        try:
            _deadlines.clear()
            _base = _gives_way = None
        finally:
            try:
                self._ticking.__exit__(kind, error, trace)
            finally:
                self._interrupts.__exit__(kind, error, trace)


def _may_raise(frame: FrameType | None) -> bool:
    """Return whether something raised in a frame lands in the block that is limited, where it is waited for.

    It must come neither while a limit begins or ends, which it would leave half done, nor outside of the block.
    """
    while frame is not None and frame is not _base:
        if frame.f_code in _UNDIVIDED:
            return False
        frame = frame.f_back
    return frame is not None


_UNDIVIDED = frozenset(each.__code__ for each in (time_limit.__enter__, time_limit.__exit__, _Idle.note))


def reason_of(error: BaseException) -> str:
    """Return why looking at a value failed, without running more of the value's code than its exception's text."""
    if isinstance(error, OutOfTime):
        return TOO_LONG
    name = own_name(type(error))
    if isinstance(error, SystemExit):
        return "it called sys.exit"
    try:
        with value_code():
            text = str(error) if isinstance(error, Exception) else ""
    except Exception:  # noqa: BLE001 - an exception's text is the user's code as well
        text = ""
    return cut(f"{name}: {text}" if text else name, SUMMARY_LIMIT)


def attempt(action: Callable[[], T], otherwise: Callable[[str], T], is_piece: bool = False) -> T:
    """Run code of the user's under a limit; `otherwise` gets the reason when it fails. Ctrl+C passes through.

    Inside a look, a piece of it (one of many objects) may not use up the time of the others.
    """
    if not _deadlines or not _can_limit():
        try:
            with time_limit():
                return action()
        except BaseException as error:
            if is_from_outside(error) or isinstance(error, GivenWay):
                raise
            return otherwise(reason_of(error))
    whole, depth = _deadlines[0], len(_deadlines)
    if whole.is_over:
        whole.cuts += 1
        return otherwise(NO_TIME_LEFT)
    try:
        _deadlines.append(whole.piece(_deadlines[-1]) if is_piece else _deadlines[-1])
        try:
            return action()
        finally:
            del _deadlines[depth:]
    except BaseException as error:
        if is_from_outside(error) or isinstance(error, GivenWay):
            raise
        del _deadlines[depth:]
        if isinstance(error, OutOfTime):
            whole.cuts += 1
        return otherwise(reason_of(error))


def note_cut() -> None:
    """Count a piece of the look that did not get to its end; without effect outside of one."""
    if _deadlines and _can_limit():
        _deadlines[0].cuts += 1


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters; what cannot be written as UTF-8, half a character, is spelled out."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    if short.isascii():
        return short
    written = short.encode("utf-8", "backslashreplace").decode("utf-8")
    return written if len(written) <= limit else written[: limit - 1] + "…"


def guarded_text(make: Callable[[Any], Any], value: Any, limit: int) -> str:
    """Return `str(value)` or `repr(value)`, whatever they do."""

    def run() -> str:
        text = make(value)
        return cut(text, limit) if type(text) is str else f"<text of type {type(text).__name__}>"

    return attempt(run, lambda reason: f"<unavailable: {reason}>", is_piece=True)


def type_name(value: Any) -> str:
    """Return a value's type as `int`, `DataFrame` or `module.Class`: the real type, whatever `__class__` says."""
    return name_of_type(type(value))


def name_of_type(kind: type) -> str:
    """Return a type's name with its module where that is not obvious."""
    name = type.__dict__["__qualname__"].__get__(kind)
    module = type.__dict__["__module__"].__get__(kind)
    if not isinstance(module, str) or module in ("builtins", "__main__"):
        return cut(str(name), SUMMARY_LIMIT)
    top = module.split(".")[0]
    if top in ("pandas", "numpy", "polars", "pyarrow", "datetime", "decimal"):
        return f"{top}.{name}" if top not in ("datetime", "decimal") else str(name)
    return cut(f"{module}.{name}", SUMMARY_LIMIT)


def library(name: str) -> Any:
    """Return a library that is imported already, else None: looking at a value must not import anything."""
    return sys.modules.get(name)


def is_a(value: Any, module: str, *names: str) -> bool:
    """Return whether a value's real type is one of a library's classes; the library is not imported for that."""
    found = library(module)
    if found is None:
        return False
    kinds = tuple(kind for kind in (getattr(found, name, None) for name in names) if isinstance(kind, type))
    return issubclass(type(value), kinds)
