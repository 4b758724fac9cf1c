"""Code of values' own classes (how they are pickled, hashed, saved), which may end the process that runs it.
It tells such an end from Ctrl+C, Stop and a signal's handler. It must not know values.

A `KeyboardInterrupt` counts as Ctrl+C only when the signal came: a value's code may raise one, and that is a failure
like any other. So is `sys.exit`, except in a handler of a signal, by which services are told to end.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` looks for enums' members at each call: 6 µs a value
import signal
import threading
from types import CodeType, FrameType

from dagscope.errors import DagscopeError

NOTES = "notes_interrupts"
_SIGINT = int(signal.SIGINT)
_BY_VALUE = "_dagscope_raised_by_a_value"
_ENDS = (SystemExit, KeyboardInterrupt, GeneratorExit)
"""Others that are no `Exception` go through: libraries cancel and time out by them."""
_is_noting = _is_interrupted = False


class EndedByValue(DagscopeError):
    """A value's own code would have ended the process."""


class LeftBehind(SystemExit):
    """Ends a thread that nobody waits for."""


class value_code:
    """Run a value's own code in the block: `EndedByValue` instead of an end of the process. Ctrl+C passes through."""

    __slots__ = ("_noted",)

    def __enter__(self) -> None:
        self._noted = noted_interrupts()
        self._noted.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        came = _is_interrupted and _is_noting and _is_main()
        self._noted.__exit__(kind, error, trace)
        if (
            not isinstance(error, _ENDS)
            or isinstance(error, LeftBehind)
            or came
            or is_from_outside(error)
            or _is_of_a_handler(error)
        ):
            return
        does = "calls sys.exit" if isinstance(error, SystemExit) else f"raises {type(error).__name__}"
        raise EndedByValue(f"code of the value's own class {does}") from error


def note_interrupt() -> None:
    """Say that SIGINT came; a handler that does so itself has an attribute `NOTES`, and is left in its place."""
    global _is_interrupted
    _is_interrupted = True


class noted_interrupts:
    """Note whether SIGINT comes during the block, for `is_from_outside`; what it does stays as it was."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        global _is_noting, _is_interrupted
        before = _signal.getsignal(_SIGINT) if _is_main() and not _is_noting else None
        self._before = before if callable(before) else None
        if self._before is not None:
            _is_noting, _is_interrupted = True, False
            if not getattr(before, NOTES, False):
                _signal.signal(_SIGINT, self._on_interrupt)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        global _is_noting
        if self._before is None:
            return
        if not getattr(self._before, NOTES, False):
            _signal.signal(_SIGINT, self._before)
        _is_noting = False
        if isinstance(error, KeyboardInterrupt) and not _is_interrupted:
            error.__dict__[_BY_VALUE] = True

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        note_interrupt()
        assert self._before is not None
        self._before(number, frame)


def is_from_outside(error: BaseException) -> bool:
    """Return whether an exception of a look is Ctrl+C, or Stop, and not something that the value's code raised."""
    if not isinstance(error, KeyboardInterrupt) or not _is_main() or _BY_VALUE in error.__dict__:
        return False
    if not callable(signal.getsignal(signal.SIGINT)):
        return False  # the signal is ignored, as in the background of a shell: no Ctrl+C can have come
    return _is_interrupted or not _is_noting


def _is_of_a_handler(error: BaseException) -> bool:
    """Return whether an exception was raised in the handler of a signal, and so by no value."""
    if not _is_main():
        return False
    codes = {_code_of(signal.getsignal(each)) for each in signal.valid_signals()} - {None}
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code in codes:
            return True
        trace = trace.tb_next
    return False


def _code_of(handler: object) -> CodeType | None:
    for each in (handler, getattr(handler, "func", None), type(handler).__dict__.get("__call__")):
        code = getattr(each, "__code__", None)
        if isinstance(code, CodeType):
            return code
    return None


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
