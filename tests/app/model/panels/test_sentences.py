"""Messages of the engine are sentences in the window; names and what is several lines stay as they are."""

from __future__ import annotations

import pytest
from dagscope_app.model.panels.sentences import sentence


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("there is no column 'x'", "There is no column 'x'"),
        ("no file in /f defines functions", "No file in /f defines functions."),
        ("it took too long", "It took too long."),
        ("spend: 1 of 1 check failed", "spend: 1 of 1 check failed"),
        ("no_data is defined twice", "no_data is defined twice"),
        ("the plan:\n  one\n  two", "The plan:\n  one\n  two"),
        ("This project needs polars", "This project needs polars"),
        ("", ""),
    ],
)
def test_only_words_that_begin_sentences_get_a_capital(message: str, shown: str) -> None:
    assert shown == sentence(message)


def test_a_node_called_like_a_word_keeps_its_name() -> None:
    message = "a is defined more than once"
    assert message == sentence(message, {"a", "b"})
    assert "A value is missing." == sentence("a value is missing", {"b"})
