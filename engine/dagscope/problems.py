"""What can be wrong with a dataflow, as data, and which definitions of a node there are. It raises only on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagscope.errors import BuildError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and in the message what to do about it."""

    kind: str
    message: str
    node: str | None = None
    file: str | None = None
    line: int | None = None
    error: BaseException | None = field(default=None, compare=False, repr=False)

    def describe(self) -> str:
        """Return one line: `file:line: kind: message`."""
        where = f"{self.file}:{self.line}: " if self.file else ""
        return f"{where}{self.kind}: {' '.join(self.message.split())}"


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of a node's name: the one that is used, or one that is not and why."""

    node: str
    function: str
    module: str
    file: str | None
    line: int | None
    end_line: int | None
    is_active: bool
    reason: str = ""


def place_of(fn: Callable[..., Any] | None) -> tuple[str | None, int | None]:
    """Return file and first line of a function, its wrappers removed; None where unknown."""
    seen: set[int] = set()
    while fn is not None and id(fn) not in seen and hasattr(fn, "__wrapped__"):
        seen.add(id(fn))  # a function may say that it wraps itself
        fn = fn.__wrapped__
    code = getattr(fn, "__code__", None)
    return (code.co_filename, code.co_firstlineno) if code is not None else (None, None)


def last_line_of(fn: Callable[..., Any]) -> int | None:
    """Return the last line of a function's body, read off its code object without opening the file."""
    code = getattr(fn, "__code__", None)
    if code is None:
        return None
    return max((line for _, _, line in code.co_lines() if line is not None), default=None)


def problem_at(
    kind: str,
    message: str,
    node: str | None,
    fn: Callable[..., Any] | None,
    error: BaseException | None = None,
) -> Problem:
    """Return a problem with the file and line of the function it is about."""
    file, line = place_of(fn)
    return Problem(kind, message, node, file, line, error)


def raise_problems(problems: Sequence[Problem]) -> None:
    """Raise for a build that failed: the type and first line of the first problem, the others on lines below."""
    if not problems:
        return
    first = problems[0]
    lines = [first.message, *(f"Also: {each.describe()}" for each in problems[1:])]
    message = "\n".join(lines)
    cause = first.error
    if cause is None or type(cause) is ValueError:
        raise BuildError(message, tuple(problems)) from cause
    if len(problems) == 1:
        raise cause
    raise of_the_same_type(cause, message) from cause


def of_the_same_type(cause: BaseException, message: str) -> BaseException:
    """Return an exception of the cause's class with another message; the cause where its class does not allow it."""
    try:
        copy = type(cause)(message)
    except TypeError:  # The exception wants other arguments; then the first problem alone has to do.
        return cause
    return copy if isinstance(copy, BaseException) else cause
