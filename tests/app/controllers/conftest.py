"""A bench for each test, and one with a project on it."""

from __future__ import annotations

import pytest

from tests.app.controllers.bench import Bench


@pytest.fixture
def bench() -> Bench:
    """Return the controllers of a window, before a folder was opened."""
    return Bench()


@pytest.fixture
def shop(bench: Bench) -> Bench:
    """Return them with the shop opened: its graph is drawn, nothing was run."""
    bench.open()
    return bench
