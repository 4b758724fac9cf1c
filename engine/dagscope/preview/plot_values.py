"""Cells of a column as numbers, moments or labels for a chart.
It must not choose a chart, nor run code of an object's class.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dagscope.preview.budget import is_a
from dagscope.preview.cells import column_texts
from dagscope.preview.exact import exact_text
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.pages import TableView
from dagscope.preview.real_types import is_of
from dagscope.value_records import SortKey

MOST_READ = 200_000
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_LABEL = 80
_EXACT = (int, float, decimal.Decimal, fractions.Fraction)
Kind = Literal["number", "time", "label", "row"]


@dataclass(frozen=True, slots=True)
class Values:
    """A column as it is drawn: numbers (None where there is none), or the positions of its labels."""

    name: str
    kind: Kind
    numbers: list[float | None]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows are read: every `step`th of the range, which is all of `total` unless it was narrowed."""

    total: int
    first: int
    step: int
    positions: range


def rows_of(view: TableView, sort: tuple[SortKey, ...], where: str, within: tuple[float, ...] = ()) -> Rows:
    """Return the rows of the filter, or those between two of them, evenly thinned out where they are many."""
    total = view.row_count(sort, where)
    first, last = 0, total
    if len(within) >= 2:
        first = min(total, max(0, math.floor(within[0])))
        last = max(first, min(total, math.ceil(within[1]) + 1))
    step = max(1, -(-(last - first) // MOST_READ))
    return Rows(total, first, step, range(first, last, step))


def values_of(view: TableView, column: int, rows: Rows, sort: tuple[SortKey, ...], where: str) -> Values:
    """Return a column's values in these rows."""
    described = view.source.column(column)
    items = view.items(column, rows.positions, sort, where) if len(rows.positions) else []
    numbers = [number_of(item) for item in items]
    if described.is_numeric or any(number is not None for number in numbers) or not items:
        kind: Kind = "time" if any(_is_moment(item) for item in items[:1_000]) else "number"
        is_mixed = not described.is_numeric and any(
            number is None and not is_nothing(item) and not is_of(item, *_EXACT) for number, item in zip(numbers, items)
        )
        if not is_mixed and (kind == "time" or not _is_truth(items)):
            return Values(described.name, kind, numbers)
    return labels_of(view, column, rows, sort, where)


def labels_of(view: TableView, column: int, rows: Rows, sort: tuple[SortKey, ...], where: str) -> Values:
    """Return a column's values by their texts: each by the position of its label, in the order in which they occur."""
    codes: dict[tuple[bool, str], int] = {}  # by their whole texts: labels that are cut may be the same
    labels: list[str] = []
    items = view.items(column, rows.positions, sort, where) if len(rows.positions) else []
    found: list[float | None] = []
    for item in items:
        if is_nothing(item):
            found.append(None)
            continue
        key = (type(item) is str, item if type(item) is str else exact_text(item))
        if key not in codes:
            codes[key] = len(labels)
            labels.append(column_texts([item], _LABEL)[0])
        found.append(float(codes[key]))
    return Values(view.source.name(column), "label", found, tuple(labels))


def number_of(value: Any) -> float | None:
    """Return a number or a moment as a finite float; moments in seconds since 1970, durations in seconds."""
    kind = type(value)
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is int or kind is bool:
        return _float(value)
    if issubclass(kind, datetime.datetime):
        return None if is_nothing(value) else _seconds(value)
    if issubclass(kind, datetime.date):
        return float(value.toordinal() - 719_163) * 86_400
    if issubclass(kind, datetime.timedelta):
        return None if is_nothing(value) else datetime.timedelta.total_seconds(value)
    if is_a(value, "numpy", "datetime64"):
        return _moment(value)
    if is_a(value, "numpy", "timedelta64"):
        return None if value != value or _has_no_length(value) else float(value / _nanosecond()) / 1e9
    if is_of(value, *_EXACT) or is_a(value, "numpy", "integer", "floating", "bool_"):
        return _float(value)
    return None


def _has_no_length(value: Any) -> bool:
    """Return whether a duration is in months, years or an unknown unit, which are of no fixed length."""
    import numpy as np

    return np.datetime_data(value.dtype)[0] in ("Y", "M", "generic")


def _moment(value: Any) -> float | None:
    import numpy as np

    return None if np.isnat(value) else float(value.astype("datetime64[us]").astype("int64")) / 1e6


def _nanosecond() -> Any:
    import numpy as np

    return np.timedelta64(1, "ns")


def _seconds(value: datetime.datetime) -> float | None:
    try:
        moment = value if value.tzinfo is not None else value.replace(tzinfo=datetime.timezone.utc)
        return float((moment - _EPOCH).total_seconds())
    except (ValueError, OverflowError, TypeError):
        return None


def _float(value: Any) -> float | None:
    try:
        found = float.__float__(value) if issubclass(type(value), float) else float(value)
    except Exception:  # noqa: BLE001 - a class of the user's says what it is worth
        return None
    return found if math.isfinite(found) else None


def _is_moment(value: Any) -> bool:
    return issubclass(type(value), datetime.date) or is_a(value, "numpy", "datetime64")


def _is_truth(items: Sequence[Any]) -> bool:
    """Return whether the values are all yes or no, which are counted and not measured."""
    return any(not is_nothing(item) for item in items) and all(
        type(item) is bool or is_a(item, "numpy", "bool_") or is_nothing(item) for item in items
    )
