"""Ends code of a look that catches whatever is raised in it: raises once more where it has just caught something.
It must not decide when.

An exception that a timer raises lands inside of `try` again and again when nearly all of the time is spent there. After
it was caught the next line that runs is the handler's own, which no longer stands inside; a trace function is called
there, and what it raises leaves the block. Python takes the function away when it raises; a profile function, which
stays, puts it back as the frame is left, for the frame above may catch it too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

_OWN = str(Path(__file__).resolve().parents[1])
_LIBRARIES = ("<frozen", sys.prefix, sys.base_prefix)


class Insisting:
    """What was raised in one look, and whether a trace function stands."""

    def __init__(self, error: type[BaseException], is_over: Callable[[], bool]) -> None:
        """Raise `error`, as long as the time of what runs is over."""
        self._error = error
        self._is_over = is_over
        self._is_wide = False
        self._is_set = False
        self._before: tuple[Any, Any] = (None, None)

    def insist(self, frame: FrameType | None, is_wide: bool) -> None:
        """Raise at the next line of code that this frame is inside of: the project's, and `is_wide`, libraries'."""
        self._is_wide = is_wide
        if not self._is_set:
            self._is_set, self._before = True, (sys.gettrace(), sys.getprofile())
        while frame is not None:
            if self._may_break(frame):
                frame.f_trace = self._trace
            frame = frame.f_back
        sys.settrace(self._trace)
        sys.setprofile(self._on_profile)

    def end(self) -> None:
        """Put back the functions that there were."""
        if self._is_set:
            self._is_set = False
            trace, profile = self._before
            sys.settrace(trace)
            sys.setprofile(profile)

    def _on_profile(self, frame: FrameType, event: str, arg: Any) -> None:
        if event == "return" and self._is_set and self._is_over():
            sys.settrace(self._trace)

    def _trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        if not self._is_set or not self._is_over():
            self.end()
            return None
        if not self._may_break(frame):
            return None
        if event in ("line", "call"):  # what is raised at an `exception` would be caught like that one
            raise self._error
        return self._trace

    def _may_break(self, frame: FrameType) -> bool:
        name = frame.f_code.co_filename
        return not name.startswith(_OWN) and (self._is_wide or not name.startswith(_LIBRARIES))
