"""The chart's own arithmetic."""

from __future__ import annotations

import pytest
from dagscope.protocol.values import PlotAnswer
from dagscope_app.views.results.plot import steps, title_of


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 10.0, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
        (-1.0, 1.0, [-1.0, -0.5, 0.0, 0.5, 1.0]),
        (5.0, 5.0, [5.0, 6.0, 7.0, 8.0, 9.0, 10.0]),
        (0.0, 0.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_axis_is_marked_at_round_values(low: float, high: float, expected: list[float]) -> None:
    assert expected == steps(low, high)


@pytest.mark.parametrize("size", [1e-305, 1e-200, 1e300, 1.7e308, 1e15])
def test_axis_of_extreme_values_is_bounded_and_covers_them(size: float) -> None:
    found = steps(-size, size)

    assert 2 <= len(found) <= 12 and found[0] <= -size * 0.99 and size * 0.99 <= found[-1]


def test_title_says_how_much_is_seen() -> None:
    assert "n: every 5th of 4,200 rows" == title_of(PlotAnswer("n", "line", 4_200, 5))
    assert "n: 3 rows" == title_of(PlotAnswer("n", "bar", 3))
