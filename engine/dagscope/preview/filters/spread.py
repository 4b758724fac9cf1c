"""How the values of a column are spread: some bars, each with the filter that keeps its rows.
It must not know libraries of tables.

A bar counts exactly the rows that its filter keeps. Of very many Python objects only a sample is counted, which is
said.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dagscope.preview.cells import cell_text, column_texts
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.fine_times import time_of
from dagscope.preview.real_types import types_in
from dagscope.protocol.values import FILTER_JOINT

BINS = 16
VALUES = 8
MOST_OBJECTS = 100_000
_TEXT = 100
_LONGEST = 300
_PLAIN = (int, bool, float, Decimal, datetime.datetime, datetime.date, datetime.time, datetime.timedelta)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the values: what to call them, how many, and the condition that keeps them.

    The condition is written for the column `{}`; empty where none can be.
    """

    label: str
    count: int
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """Values in order (`is_binned`) or the most frequent ones; `others` are in none of the parts.

    `looked` rows were counted. `low` and `high` are the smallest and the largest finite number, equal where there is
    none.
    """

    looked: int
    missing: int
    parts: tuple[Part, ...] = ()
    others: int = 0
    is_binned: bool = False
    low: float = 0.0
    high: float = 0.0


def quoted(text: str) -> str:
    """Return a text as a filter writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def of_counts(counts: Sequence[tuple[Any, int]], looked: int, missing: int) -> Spread:
    """Return the spread of values that were counted, the most frequent first."""
    parts = tuple(Part(cell_text(value, _TEXT), int(count), equal_to(value)) for value, count in counts)
    return Spread(looked, missing, parts, looked - missing - sum(part.count for part in parts))


def equal_to(value: Any) -> str:
    """Return the condition of being this value; empty where a filter cannot say it."""
    if isinstance(value, str):
        text = str(value)
        return f"{{}} == {quoted(text)}" if len(text) <= _LONGEST and FILTER_JOINT not in text else ""
    if type(value) is bool:
        return f"{{}} is {str(value).lower()}"
    if type(value) is datetime.timedelta:
        return f"{{}} == {(value.days * 86_400 + value.seconds) * 10**6 + value.microseconds} us"
    if type(value) is int:
        return f"{{}} == {value}" if value.bit_length() <= 1_000 else ""
    if isinstance(value, datetime.time) and value.tzinfo is not None:
        return ""  # a filter's times of day have no zone
    return f"{{}} == {value}" if type(value) in _PLAIN and value == value else ""


def of_objects(items: Sequence[Any], most: int) -> Spread:
    """Return the spread of Python objects, of a sample where there are very many."""
    some = items[:: max(1, -(-len(items) // MOST_OBJECTS))]
    kept = [item for item in some if not is_nothing(item)]
    missing = len(some) - len(kept)
    if not kept:
        return Spread(len(some), missing)
    kinds = types_in(kept)
    zones = {item.tzinfo is None for item in kept} if kinds == {datetime.datetime} else set()
    if len(kinds) == 1 and len(zones) < 2 and (kinds <= set(_PLAIN) or kinds == {str}):
        counts: Counter[Any] = Counter(kept)
        return of_counts(counts.most_common(most), len(some), missing)
    texts = Counter(column_texts(kept, _TEXT))
    parts = tuple(Part(text, count) for text, count in texts.most_common(most))
    return Spread(len(some), missing, parts, len(kept) - sum(part.count for part in parts))


def of_whole(
    values: Any, looked: int, name: Callable[[int], str] = "{:,}".format, literal: Callable[[int], str] = str
) -> Spread:
    """Return the spread of whole numbers; `name` and `literal` write one for the eye and for a filter."""
    import numpy as np

    missing = looked - len(values)
    if not len(values):
        return Spread(looked, missing)
    low, high = int(values.min()), int(values.max())
    width = -(-(high - low + 1) // BINS)
    if width == 1:
        # of few different numbers each has a bar
        bins = values.astype(np.int64 if values.dtype.kind == "i" else np.uint64) - values.dtype.type(low)
    else:
        distance = values.astype(np.uint64, copy=False) - np.array(
            low % 2**64, dtype=np.uint64
        )  # exact: it wraps round
        bins = distance // np.uint64(width)
    counts = np.bincount(bins.astype(np.int64), minlength=1)
    parts = []
    for number, count in enumerate(counts.tolist()):
        first = low + number * width
        last = min(first + width - 1, high)
        label = name(first) if first == last else f"{name(first)} … {name(last)}"
        parts.append(Part(label, count, _within(literal(first), literal(last))))
    return Spread(looked, missing, tuple(parts), 0, True, float(low), float(high))


def _within(first: str, last: str) -> str:
    """Return the condition of lying between two values; empty where a filter cannot write one of them."""
    if not first or not last:
        return ""
    return f"{{}} == {first}" if first == last else f"{{}} between {first} and {last}"


def of_floats(values: Any, looked: int) -> Spread:
    """Return the spread of floats, NaN left out before; infinities are among the others."""
    import numpy as np

    missing = looked - len(values)
    finite = values[np.isfinite(values)]
    others = len(values) - len(finite)
    if not len(finite):
        return Spread(looked, missing, (), others)
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        own = str(finite.min())  # a wide float has more digits than Python's
        parts: tuple[Part, ...] = (Part(cell_text(low), len(finite), f"{{}} == {own}"),)
        return Spread(looked, missing, parts, others, True, low, high)
    edges = _edges(low, high, finite.dtype)
    counts = _counted(finite, edges)
    last = len(counts) - 1
    parts = tuple(
        Part(
            f"{first:.4g} … {second:.4g}",
            int(count),
            f"{{}} >= {first!r} and {{}} {'<=' if number == last else '<'} {second!r}",
        )
        for number, (first, second, count) in enumerate(zip(edges[:-1], edges[1:], counts))
    )
    return Spread(looked, missing, parts, others, True, low, high)


def _edges(low: float, high: float, dtype: Any) -> list[float]:
    """Return different numbers of the column's own type from the lowest to the highest."""

    raw = [low + (high / BINS - low / BINS) * number for number in range(BINS)]
    between = {float(dtype.type(edge)) for edge in raw}
    return sorted({edge for edge in between if low <= edge < high} | {low, high})


def _counted(values: Any, edges: list[float]) -> Any:
    """Return how many values lie between the edges: about the right bin at first, then as the comparisons have it."""
    import numpy as np

    count = len(edges) - 1
    exact = np.array(edges, dtype=np.float64)
    total = np.zeros(count, dtype=np.int64)
    if count < BINS:  # hardly any numbers lie between the lowest and the highest
        bins = np.searchsorted(exact, values.astype(np.float64), side="right") - 1
        return np.bincount(np.clip(bins, 0, count - 1), minlength=count)
    scale = edges[-1] / count - edges[0] / count
    is_near = math.isfinite(edges[-1] - edges[0])
    for start in range(0, len(values), 65_536):  # as much as the cache holds
        block = values[start : start + 65_536].astype(np.float64)
        distance = (block - edges[0]) / scale if is_near else block / scale - edges[0] / scale
        bins = np.clip(distance, 0, count - 1).astype(np.int64)
        bins -= block < exact[bins]
        bins += (block >= exact[bins + 1]) & (bins < count - 1)
        total += np.bincount(bins, minlength=count)
    return total


def of_truths(values: Any, looked: int) -> Spread:
    """Return how many are false and true."""
    true = int(values.sum())
    missing = looked - len(values)
    parts = (Part("False", len(values) - true, "{} is false"), Part("True", true, "{} is true"))
    return Spread(looked, missing, parts)


def of_times(ticks: Any, looked: int, step: int) -> Spread:
    """Return the spread of times of day, counted in steps of some nanoseconds since midnight."""

    def text(tick: int) -> str:
        return str(time_of(tick * step))

    return of_whole(ticks, looked, text, text)


def of_ticks(ticks: Any, looked: int, step_ns: Any, is_duration: bool, zone: Any = None) -> Spread:
    """Return the spread of moments (in UTC where zoned) or durations, counted in steps of some nanoseconds."""
    if step_ns.denominator != 1:  # finer than a filter can say
        return Spread(looked, looked - len(ticks), (), len(ticks))
    step = int(step_ns)
    if is_duration:
        return of_whole(ticks, looked, lambda tick: _span(tick * step), lambda tick: f"{tick * step} ns")
    return of_whole(
        ticks,
        looked,
        lambda tick: _moment(tick * step, zone),
        lambda tick: _moment_literal(tick * step, zone is not None),
    )


_EPOCH = datetime.datetime(1970, 1, 1)


def _moment(nanoseconds: int, zone: Any) -> str:
    """Return a moment as it is read, in its zone, to the second."""
    seconds = nanoseconds // 10**9
    try:
        found = _EPOCH + datetime.timedelta(seconds=seconds)
        if zone is not None:
            found = found.replace(tzinfo=datetime.timezone.utc).astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return f"{seconds} s after 1970"
    return found.isoformat(" ").removesuffix(" 00:00:00")


def _moment_literal(nanoseconds: int, is_utc: bool) -> str:
    """Return a moment as a filter writes it; empty where the calendar does not have it."""
    seconds, rest = divmod(nanoseconds, 10**9)
    try:
        text = (_EPOCH + datetime.timedelta(seconds=seconds)).isoformat(" ")
    except (OverflowError, ValueError):
        return ""
    return text + (f".{rest:09d}" if rest else "") + (" UTC" if is_utc else "")


def _span(nanoseconds: int) -> str:
    seconds = nanoseconds / 10**9
    return str(datetime.timedelta(seconds=round(seconds))) if abs(seconds) >= 1 else f"{seconds:.4g} s"
