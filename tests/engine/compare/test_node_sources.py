"""The source of a node: its functions, and the constants and helpers of the project that they use."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope.compare.facts import side_of
from dagscope.compare.sources import source_of
from dagscope.scenario import ModuleChoice, Scenario
from dagscope.session.session import Session

FLOW = """
RATE = 3

class Tool:
    def use(self) -> int:
        return RATE

def _inner() -> int:
    return 7

def _helper(x: int) -> int:
    return x * _inner() + Tool().use()

def a(x: int) -> int:
    return _helper(x)
"""


def test_helpers_and_constants_stand_below_the_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "sourced_flow.py").write_text(FLOW, "utf-8")
    session = Session()
    session.open(str(tmp_path))
    side = side_of(session.build("main", Scenario("s", modules=(ModuleChoice("sourced_flow"),))))
    text = source_of(side.nodes["a"])
    places = [text.index(part) for part in ("def a(", "RATE = 3", "def _helper(")]
    assert sorted(places) == places
    assert "def _inner(" in text and "class Tool" in text
    assert "" == source_of(side.nodes["x"]) == source_of(None)
