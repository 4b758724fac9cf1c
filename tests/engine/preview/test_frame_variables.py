"""What is told of the variables where something failed: short, safe, and of the project's frames alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from dagscope.preview import preview_of_error
from dagscope.preview.frame_variables import HIDDEN, MOST
from dagscope.value_records import TraceVariable


def variables(action: Callable[[], Any]) -> dict[str, TraceVariable]:
    """Return the variables of the last frame of a failure."""
    try:
        action()
    except Exception as error:
        found = preview_of_error(error, Path(__file__).parent)
        return {item.name: item for item in found.frames[-1].variables}
    raise AssertionError("nothing failed")


class Loud:
    """Must not be asked."""

    asked = 0

    def __repr__(self) -> str:
        Loud.asked += 1
        return "loud"

    __str__ = __len__ = __iter__ = __repr__  # type: ignore[assignment]


def test_variables_are_said_in_short_words_and_not_asked() -> None:
    def fails() -> None:
        count, names, frame, loud = 3, ["a"] * 1_000, pd.DataFrame({"a": [1, 2]}), Loud()  # noqa: F841
        database_password = "hunter2"  # noqa: F841
        raise ValueError

    found = variables(fails)

    assert ("3", "2 × 1") == (found["count"].summary, found["frame"].summary)
    assert found["names"].summary.startswith("['a', 'a'") and len(found["names"].summary) < 200
    assert (0, True) == (Loud.asked, found["loud"].summary.startswith("<") and "Loud" in found["loud"].summary)
    assert HIDDEN == found["database_password"].summary


def test_many_variables_are_cut_and_counted() -> None:
    code = "def fails():\n" + "".join(f"    v{number} = {number}\n" for number in range(50)) + "    raise ValueError\n"
    space: dict[str, Any] = {}
    exec(compile(code, str(Path(__file__)), "exec"), space)
    found = variables(space["fails"])

    assert (MOST + 1, "30 more") == (len(found), found["…"].summary)


def test_frames_of_libraries_tell_none() -> None:
    try:
        pd.DataFrame({"a": [1]})["b"]
    except KeyError as error:
        frames = preview_of_error(error, Path(__file__).parent).frames
    assert all(not frame.variables for frame in frames if not frame.is_project)
    assert frames[-1].variables == ()
