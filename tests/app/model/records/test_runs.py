"""Ids of runs as they cross: text to parts and back."""

from __future__ import annotations

import pytest
from dagscope_app.model.records.runs import RunId


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3-12", RunId(3, 12)), ("2024 evening", RunId(0, 0)), ("", RunId(0, 0)), ("7", RunId(7, 0))],
)
def test_a_run_s_id_says_which_process_has_its_values(text: str, expected: RunId) -> None:
    assert expected == RunId.parse(text)
    assert "3-12" == str(RunId(3, 12))
