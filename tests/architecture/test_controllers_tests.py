"""Every controller has tests of its own that need no window."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTROLLERS = ROOT / "app" / "dagscope_app" / "controllers"
TESTS = ROOT / "tests" / "app" / "controllers"
# Without behaviour of their own, or tested through every other: the record and decorator of a command
# (tests/app/commands), what makes them all, the one function that says something.
WITHOUT = {"__init__", "command", "assembly", "saying"}
NAMES = sorted(path.stem for path in CONTROLLERS.glob("*.py") if path.stem not in WITHOUT)


@pytest.mark.parametrize("name", NAMES)
def test_a_controller_is_tested_without_a_window(name: str) -> None:
    path = TESTS / f"test_{name}.py"

    assert path.exists(), f"write {path.relative_to(ROOT)}: a state, a call, the state and the commands after it"
    assert "PySide6" not in path.read_text(encoding="utf-8")
