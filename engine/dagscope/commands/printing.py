"""What commands print: results, messages and JSON.
A line a problem, `file:line: kind: message`; it must not compute anything.

Results go to the standard output, messages to the standard error. With `--json` the standard output is one JSON
document whatever happens: where a command ends without one, `print_missing_json` makes it of the messages.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagscope.errors import DagscopeError
from dagscope.long_integers import whole_integers
from dagscope.records import ProblemRecord
from dagscope.shown_text import in_json, shown

own_print = print  # Python's own, whatever a project puts in its place: a result must not vanish in that


@dataclass(slots=True)
class _Printed:
    """What the command of this process has printed so far."""

    messages: list[str] = field(default_factory=list)
    wants_json: bool = False
    has_json: bool = False
    is_quiet: bool = False


_printed = _Printed()


def begin(*, wants_json: bool = False, is_quiet: bool = False) -> None:
    """Begin a command: nothing is printed yet. Where it is quiet, warnings and progress will not be."""
    _printed.messages.clear()
    _printed.wants_json, _printed.has_json, _printed.is_quiet = wants_json, False, is_quiet


class OutputProblem(DagscopeError):
    """The result cannot be written: the disk is full, for example. The text says why."""


def say(message: str) -> None:
    """Print a message that has to be seen."""
    _printed.messages.append(message)
    _print_message(message)


def _print_message(message: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # nobody gets it any more; the exit code tells
        own_print(shown(message), file=sys.stderr, flush=True)


@contextlib.contextmanager
def writing_result() -> Iterator[None]:
    """Let what cannot be written in the block be an `OutputProblem`; a reader that went away stays what it is.

    Raises:
        OutputProblem: it cannot be written.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputProblem(error.strerror or str(error)) from None


def remark(message: str) -> None:
    """Print a warning or progress, which `--quiet` leaves out."""
    if not _printed.is_quiet:
        _print_message(message)


def show(text: object = "") -> None:
    """Print a part of the result, in which every character can be seen: what a project's text holds moves no cursor."""
    with writing_result():
        own_print(shown(str(text)))


def show_exactly(text: str) -> None:
    """Print a result that programs read, such as a script, character by character as it is."""
    with writing_result():
        own_print(text, end="")


def print_missing_json(code: int | None) -> None:
    """Print what went wrong as JSON, where JSON is wanted and the command has not printed its document."""
    if _printed.wants_json and not _printed.has_json:
        print_json({"error": {"exit_code": code, "messages": list(_printed.messages)}})


def problem_line(problem: ProblemRecord) -> str:
    """Return `file:line: kind: message` on one line; a folder has no lines."""
    line = "" if not problem.line and os.path.isdir(Path(problem.file)) else f":{problem.line or 1}"
    where = f"{problem.file}{line}: " if problem.file else ""
    return f"{where}{problem.kind}: {' '.join(problem.message.split())}"


def report_problems(problems: tuple[ProblemRecord, ...]) -> int:
    """Print problems and return 1 when one of them is an error, else 0."""
    for problem in problems:
        if problem.severity == "warning":
            remark(problem_line(problem) + " (warning)")
        else:
            say(problem_line(problem))
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def report_settings(problems: tuple[ProblemRecord, ...]) -> None:
    """Print what is wrong in the scenarios' file; a command goes on with what can be read of it."""
    report_problems(tuple(problem for problem in problems if problem.kind == "settings"))


def print_json(value: Any) -> None:
    """Print a value as JSON, and nothing else."""
    _printed.has_json = True
    with whole_integers():
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    with writing_result():
        own_print(in_json(text))
