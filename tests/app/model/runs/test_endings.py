"""What is said when the project's process ended."""

from __future__ import annotations

import pytest
from dagscope_app.model.runs.exit_reasons import Ending, ending_text


@pytest.mark.parametrize(
    ("cause", "detail", "expected"),
    [
        ("crashed(SIGSEGV)", "running total", "The project's process crashed (SIGSEGV) while running total."),
        ("exited(3)", "", "The project's process ended by itself with exit code 3."),
        ("killed-by-user", "", "Stopped. The code did not react, so its process was ended."),
        (
            "exited(70)",
            "  File ...\nTypeError: no\na thread of Dagscope failed: TypeError\n",
            "The project's process could not go on: its code may have replaced what Python or Dagscope need "
            "(TypeError).",
        ),
        ("exited(70)", "running bad", "The project's process ended by itself with exit code 70 while running bad."),
        ("unheard-of", "two\nlines", "The project's process ended by itself."),
    ],
    ids=["crash", "exit", "stop", "failed", "closed pipes", "unknown"],
)
def test_an_ending_is_said_in_a_sentence(cause: str, detail: str, expected: str) -> None:
    assert expected == ending_text(Ending(cause, detail), has_values=False)
    assert f"{expected} The values of earlier runs are gone; the graph stays." == ending_text(
        Ending(cause, detail), has_values=True
    )


def test_an_interpreter_that_cannot_be_started_took_no_values_with_it() -> None:
    text = ending_text(Ending("launch-failed", "no such file"), has_values=True)

    assert "The interpreter could not be started: no such file. Choose another interpreter." == text
