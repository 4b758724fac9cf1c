"""A bench for each test, and one with a project on it."""

from __future__ import annotations

import pytest
from dagscope.protocol.messages import Compare, CompareEnd, ComparePage

from tests.app.controllers.bench import Bench
from tests.app.controllers.comparing import DIFFS, answer_both


@pytest.fixture
def bench() -> Bench:
    """Return the controllers of a window, before a folder was opened."""
    return Bench()


@pytest.fixture
def shop(bench: Bench) -> Bench:
    """Return them with the shop opened: its graph is drawn, nothing was run."""
    bench.open()
    return bench


@pytest.fixture
def opened(shop: Bench) -> Bench:
    """Return the shop with its two scenarios side by side."""
    shop.do("compare.open")
    answer_both(shop)
    shop.worker.answer(Compare, ComparePage(DIFFS), CompareEnd(10, 2))
    return shop
