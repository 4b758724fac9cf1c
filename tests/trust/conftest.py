"""A list of trusted folders that is empty, and the bait."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trust.bait import Bait


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the list of this test will be; nothing is in it."""
    path = tmp_path / "settings" / "trusted.json"
    monkeypatch.setenv("DAGSCOPE_TRUST_STORE", str(path))
    return path


@pytest.fixture
def bait(tmp_path: Path, store: Path) -> Bait:
    """Return the folder full of traps, which nobody trusts."""
    return Bait(tmp_path)
