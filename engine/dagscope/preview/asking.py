"""Questions about one value, answered by its kind.
It must not know a kind, nor keep the value longer than it is kept itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dagscope.preview.budget import OutOfTime, is_from_outside, reason_of
from dagscope.preview.kind import AskProblem, Kind, Reply
from dagscope.preview.registry import REGISTRY
from dagscope.protocol.values import Ask

T = TypeVar("T")


class OpenedValue:
    """A value that is asked about, and what its kind keeps for that."""

    def __init__(self, value: Any) -> None:
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
            if REGISTRY.is_own(self._kind) or is_from_outside(error):
                raise
            raise AskProblem(f"the kind {self._kind.name!r} failed: {reason_of(error)}") from None
