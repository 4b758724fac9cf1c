"""Numbers as the shapes of a chart: lines thinned out with their extremes, bins, quartiles, grids.
Pure arithmetic; it draws nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

Points = tuple[tuple[float, ...], ...]
MOST_POINTS = 1_000
MOST_DOTS = 3_000
BINS = 30
GRID = (40, 30)
MOST_BARS = 40


def nth(number: int) -> str:
    """Return a number in order: 2nd, 3rd, 11th."""
    last = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{last}"


def thinned(xs: Sequence[float], ys: Sequence[float | None]) -> tuple[list[tuple[float, float]], int]:
    """Return at most a thousand points of a line: the extremes of each stretch, and how many points a stretch has."""
    pairs = [(x, y) for x, y in zip(xs, ys) if y is not None]
    if len(pairs) <= MOST_POINTS:
        return pairs, 1
    stretch = -(-len(pairs) // (MOST_POINTS // 2))
    found: list[tuple[float, float]] = []
    for at in range(0, len(pairs), stretch):
        part = pairs[at : at + stretch]
        low, high = min(part, key=lambda pair: pair[1]), max(part, key=lambda pair: pair[1])
        found += [low] if low is high else sorted((low, high))
    return found, stretch


def histogram(series: Sequence[Sequence[float]], bins: int = 0) -> list[Points]:
    """Return counts in bins of equal width over all values, as (left, right, count); the last has both edges."""
    every = [value for values in series for value in values]
    if not every:
        return [() for _ in series]
    low, high = min(every), max(every)
    if low == high:
        low, high = _around(low)
    count = min(200, bins) if bins > 0 else BINS
    if all(value == int(value) for value in (low, high)) and high - low < count and all(v == int(v) for v in every):
        low, high = low - 0.5, high + 0.5  # whole numbers that are few: a bin each
        count = max(1, round(high - low))
    edges = _even(low, high, count)
    found: list[Points] = []
    for values in series:
        counts = Counter(_bin(value, edges) for value in values)
        found.append(tuple((edges[at], edges[at + 1], float(counts[at])) for at in range(count)))
    return found


def _around(value: float) -> tuple[float, float]:
    """Return an interval around one value, however large it is."""
    half = max(0.5, abs(value) * 1e-9)
    return value - half, value + half


def _even(low: float, high: float, count: int) -> list[float]:
    """Return the edges of so many bins, as NumPy has them; where the whole span is no float, by parts of both ends."""
    step = (high - low) / count
    if math.isfinite(step):
        return [*(at * step + low for at in range(count)), high]
    return [*(low * (1 - at / count) + high * (at / count) for at in range(count)), high]


def _bin(value: float, edges: Sequence[float]) -> int:
    """Return the bin between whose edges a value lies: with the left edge, and the last bin with both."""
    return min(len(edges) - 2, max(0, bisect_right(edges, value) - 1))


def box(values: Sequence[float]) -> tuple[float, ...]:
    """Lower whisker, quartiles, upper whisker, smallest, largest, how many lie outside of the whiskers, how many there
    are.

    Quartiles are interpolated as NumPy and pandas do it; whiskers end at the last value within 1.5 times the box's
    height.
    """
    ordered = sorted(values)
    first, middle, third = (quantile(ordered, part) for part in (0.25, 0.5, 0.75))
    reach = 1.5 * (third - first)
    start = bisect_left(ordered, first - reach)
    stop = len(ordered) - 1
    while stop > start and ordered[stop] > third + reach:
        stop -= 1
    outside = len(ordered) - (stop - start + 1)
    ends = ordered[start], ordered[stop]
    return (ends[0], first, middle, third, ends[1], ordered[0], ordered[-1], float(outside), float(len(ordered)))


def quantile(ordered: Sequence[float], part: float) -> float:
    """Return a quantile of sorted values, interpolated linearly."""
    position = (len(ordered) - 1) * part
    low = math.floor(position)
    one, other, share = ordered[low], ordered[min(low + 1, len(ordered) - 1)], position - low
    way = other - one
    if not math.isfinite(way):
        return one * (1 - share) + other * share
    return other - way * (1 - share) if share >= 0.5 else one + way * share  # equal ones give themselves


def grid(xs: Sequence[float], ys: Sequence[float], sizes: tuple[int, int]) -> Points:
    """Return how many pairs lie in each cell that is not empty: (left, right, bottom, top, count)."""
    if not xs:
        return ()
    columns, rows = (_edges(values, size) for values, size in zip((xs, ys), sizes))
    counts = Counter((_bin(x, columns), _bin(y, rows)) for x, y in zip(xs, ys))
    return tuple(
        (columns[x], columns[x + 1], rows[y], rows[y + 1], float(count)) for (x, y), count in sorted(counts.items())
    )


def _edges(values: Sequence[float], size: int) -> list[float]:
    low, high = min(values), max(values)
    if low == high:
        low, high = _around(low)
    if size <= 0:  # labels: a cell each
        return [at - 0.5 for at in range(int(low), int(high) + 2)]
    return _even(low, high, size)


def means(x_values: Sequence[float | None], values: Sequence[float | None]) -> tuple[list[tuple[float, float]], bool]:
    """Return the mean of the values at each x, in the order of x, and whether any x has several."""
    found: dict[float, list[float]] = {}
    for x, value in zip(x_values, values):
        if x is not None and value is not None:
            found.setdefault(x, []).append(value)
    pairs = [(x, math.fsum(part) / len(part)) for x, part in sorted(found.items())]
    return pairs, any(len(part) > 1 for part in found.values())
