"""Single values to the short text of a cell. It must not look at more than the value it is given."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from dagscope.class_home import home_of
from dagscope.preview.budget import CELL_LIMIT, OutOfTime, attempt, cut, guarded_text
from dagscope.preview.scalars import enum_text, integer_text, short_repr
from dagscope.value_code import is_from_outside

PAGE_BUDGET = 500_000
_DIGITS = 10
_PLAIN_TYPES = (int, bool, str, float)


def _float_text(value: float) -> str:
    if math.isfinite(value):
        text = format(value, ".10g")
        return text if any(sign in text for sign in ".en") else text + ".0"
    return "NaN" if value != value else ("∞" if value > 0 else "-∞")


def _narrow_text(value: Any) -> str:
    """Return a float that is no Python float with as many digits as it has, ten at most."""
    number = float(value)
    own = str(value)
    if not math.isfinite(number):
        return own if number == number and value != number else _float_text(number)  # a long one is beyond Python's
    return own if sum(sign.isdigit() for sign in own.partition("e")[0]) <= _DIGITS else _float_text(number)


def cell_text(value: Any, limit: int = CELL_LIMIT) -> str:
    """Return the text of one cell, never longer than `limit`, whatever the value is."""
    kind = type(value)
    if kind is float:
        return _float_text(value)
    if kind is int:
        return integer_text(value)
    if kind is str:
        return cut(value, limit)
    if kind is bool or value is None:
        return str(value)
    if type(kind) is not type:  # an Enum's, an abstract one: it is asked nothing about itself
        return cut(enum_text(value), limit) or guarded_text(str, value, limit)
    if kind is datetime.datetime and value.tzinfo is None and value.time() == datetime.time():
        return str(value.date())
    if kind in (datetime.datetime, datetime.date, datetime.timedelta):
        return str(value)
    if home_of(kind) == "numpy" and hasattr(value, "item") and getattr(value, "shape", None) == ():
        if value.dtype.kind in "mM":  # below a microsecond the item is a bare number
            return str(value).replace("T", " ") if value == value else "NaT"
        if value.dtype.kind == "f" and value.dtype.itemsize != 8:
            return _narrow_text(value)
        item = value.item()
        return cell_text(item, limit) if type(item) in _PLAIN_TYPES else cut(str(value), limit)
    if kind.__name__ in ("NaTType", "NAType"):
        return "NaT" if kind.__name__ == "NaTType" else "NA"
    if kind in (list, dict, tuple, set, frozenset):
        return short_repr(value, limit)
    return cut(enum_text(value), limit) or guarded_text(str, value, limit)


def column_texts(values: Iterable[Any], limit: int = CELL_LIMIT) -> list[str]:
    """Return the texts of many cells of one column."""
    kept = list(values)
    try:
        return [cell_text(value, limit) for value in kept]
    except BaseException as error:
        if isinstance(error, OutOfTime) or is_from_outside(error):
            raise
        # A class in one cell may fight back; the other cells are not to suffer.
        return [attempt(partial(cell_text, value, limit), _unavailable) for value in kept]


def _unavailable(reason: str) -> str:
    return f"<unavailable: {reason}>"


def cell_limit(cells: int) -> int:
    """Return how long a cell may be so that a page of so many stays far below a frame (a character takes up to 6
    bytes).
    """
    return max(8, min(CELL_LIMIT, PAGE_BUDGET // 6 // max(1, cells)))


def fit(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows, with long cells cut further when all of them together are too much."""
    total = sum(len(cell) for row in rows for cell in row)
    if total * 6 <= PAGE_BUDGET:
        return tuple(tuple(row) for row in rows)
    limit = cell_limit(sum(len(row) for row in rows))
    return tuple(tuple(cut(cell, limit) for cell in row) for row in rows)
