"""The window's job without a display: what it says where it must not go on."""

from __future__ import annotations

import pytest
from dagscope_app.demo import why_nothing_runs
from dagscope_app.model.records.trust import Trust
from dagscope_app.model.state import AppState


@pytest.mark.parametrize(
    ("trust", "words"),
    [
        (Trust(is_preview=True), ("/shop is not trusted", "dagscope trust add /shop")),
        (Trust(True, "/shop/.venv/bin/python", True), ("/shop is trusted", "/shop/.venv/bin/python is not")),
    ],
)
def test_who_is_not_trusted_is_named(trust: Trust, words: tuple[str, str]) -> None:
    said = why_nothing_runs(AppState(folder="/shop", trust=trust))
    assert all(word in said for word in words), said
    assert ("trust add" in said) == (not trust.is_interpreter_new)
