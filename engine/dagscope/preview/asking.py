"""Questions about one value, answered by its kind.
It must not know a kind, nor keep the value longer than it is kept itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dagscope.preview.budget import OutOfTime, reason_of
from dagscope.preview.kind import AskProblem, Kind, Reply
from dagscope.preview.registry import REGISTRY
from dagscope.protocol.values import Ask
from dagscope.value_code import is_from_outside

T = TypeVar("T")
_LIBRARIES = ("builtins", "pandas", "polars", "numpy", "pyarrow")


class OpenedValue:
    """A value that is asked about, and what its kind keeps for that."""

    def __init__(self, value: Any) -> None:
        self._modules = _own_modules(type(value))
        self._kind = REGISTRY.of(value)
        self._opened = self._guarded(lambda kind: kind.opened(value))

    def answer(self, ask: Ask) -> Reply:
        """Answer a question.

        Raises:
            AskProblem: the kind does not answer it, not so, or fails.
        """
        return self._guarded(lambda kind: kind.answer(self._opened, ask))

    def _guarded(self, action: Callable[[Kind], T]) -> T:
        try:
            return action(self._kind)
        except AskProblem:
            raise
        except OutOfTime:
            raise AskProblem("looking at it took too long; ask for less of it, or once more") from None
        except BaseException as error:
            if not is_from_outside(error) and _module_that_raised(error) in self._modules:
                raise AskProblem(f"a method of its own class failed: {reason_of(error)}") from None
            if REGISTRY.is_own(self._kind) or is_from_outside(error):
                raise
            raise AskProblem(f"the kind {self._kind.name!r} failed: {reason_of(error)}") from None


def _own_modules(kind: type) -> frozenset[str]:
    """Return the modules of a class and those below it, but for those of libraries that tables come from."""
    names = [str(type.__dict__["__module__"].__get__(each)) for each in type.mro(kind)]
    return frozenset(name for name in names if name.partition(".")[0] not in _LIBRARIES)


def _module_that_raised(error: BaseException) -> str:
    """Return the name of the module whose code raised an error; empty where there is none."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else str(trace.tb_frame.f_globals.get("__name__", ""))
