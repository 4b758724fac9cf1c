"""Which rows of two tables belong together: by position, by row labels or by key columns. It must not compare cells."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from dagscope.class_home import home_of
from dagscope.compare.values.cells import Cells

_EPOCH = datetime.date(1970, 1, 1).toordinal()


class _Moment(NamedTuple):
    """A moment or a span of whichever library, so that it is found."""

    kind: str
    days: int
    nanoseconds: int


@dataclass(frozen=True, slots=True)
class Matched:
    """Positions of rows that belong together (`None`: the same on both sides, up to `count`), and the other ones."""

    count: int
    left: Any
    right: Any
    only_left: Any
    only_right: Any
    is_by_position: bool
    is_reordered: bool = False
    repeated: int = 0


def by_position(left: int, right: int) -> Matched:
    """Match rows by position: the first with the first, and so on."""
    import numpy as np

    count = min(left, right)
    whole = None if left == right else np.arange(count)
    return Matched(count, whole, whole, np.arange(count, left), np.arange(count, right), True)


def by_key(left: Sequence[Cells], right: Sequence[Cells], sizes: tuple[int, int]) -> Matched:
    """Match rows with equal keys; of a key that repeats the first with the first, the second with the second."""
    import numpy as np

    codes = np.zeros(sum(sizes), dtype=np.int64)
    for one, other in zip(left, right):
        level = _codes(one, other)
        # Coded again for each level, so that the product cannot overflow.
        codes = np.unique(codes * (int(level.max(initial=0)) + 1) + level, return_inverse=True)[1].reshape(-1)
    ones, others = codes[: sizes[0]], codes[sizes[0] :]
    first, second = _occurrences(ones), _occurrences(others)
    span = int(max(first.max(initial=0), second.max(initial=0))) + 1
    ones, others = ones * span + first, others * span + second
    order = np.argsort(others, kind="stable")
    if len(order):
        slots = np.minimum(np.searchsorted(others, ones, sorter=order), len(order) - 1)
        hit = others[order[slots]] == ones
    else:
        slots, hit = np.zeros(len(ones), dtype=np.int64), np.zeros(len(ones), dtype=bool)
    here = np.flatnonzero(hit)
    there = order[slots[hit]] if len(order) else here
    rest = np.ones(sizes[1], dtype=bool)
    rest[there] = False
    is_reordered = bool(len(there) > 1 and (np.diff(there) < 0).any())
    repeated = int((first > 0).sum() + (second > 0).sum())
    is_same = len(here) == sizes[0] == sizes[1] and not is_reordered
    return Matched(
        len(here), None if is_same else here, None if is_same else there, np.flatnonzero(~hit), np.flatnonzero(rest),
        False, is_reordered, repeated,
    )  # fmt: skip


def _occurrences(codes: Any) -> Any:
    """Return for each row how many rows before it have an equal code."""
    import numpy as np

    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if len(ordered) else ordered
    lengths = np.diff(np.append(starts, len(ordered)))
    found = np.empty(len(codes), dtype=np.int64)
    found[order] = np.arange(len(codes)) - np.repeat(starts, lengths)
    return found


def _codes(left: Cells, right: Cells) -> Any:
    """Return the values of both columns as numbers: equal ones have equal numbers."""
    import numpy as np

    is_plain = left.kind == right.kind and left.kind != "O" and left.missing is None and right.missing is None
    if is_plain or (left.kind in "iu" and right.kind in "iu" and left.missing is None and right.missing is None):
        one, other = left.make(), right.make()
        if one.dtype == other.dtype:
            return np.unique(np.concatenate((one, other)), return_inverse=True)[1].reshape(-1)
    known: dict[Any, int] = {}
    codes = np.empty(len(left.make()) + len(right.make()), dtype=np.int64)
    items = [*_items(left), *_items(right)]
    if any(type(item) is datetime.date for item in items) and any(map(_is_whole_day, items)):
        items = [np.datetime64(item) if type(item) is datetime.date else item for item in items]
    for number, item in enumerate(items):
        codes[number] = known.setdefault(_hashable(item), len(known))
    return codes


def _items(cells: Cells) -> list[Any]:
    """Return all values of a column; moments and spans as they are found, which takes a while one by one."""
    import numpy as np

    if cells.kind not in ("M", "m"):
        return cells.items(slice(None))
    array = cells.make()
    if np.datetime_data(array.dtype)[0] in ("Y", "M", "D"):
        return cells.items(slice(None))  # spans without a length, and whole days, which dates equal
    days = array.astype(f"{cells.kind}8[D]")
    rest = (array - days).astype("m8[ns]").astype("i8").tolist()
    gone = np.isnat(array) if cells.missing is None else np.isnat(array) | cells.missing
    keys = zip(days.astype("i8").tolist(), rest, gone.tolist())
    return [None if is_gone else _Moment(cells.kind, day, count) for day, count, is_gone in keys]


def _is_whole_day(item: Any) -> bool:
    """Return whether it is a date as NumPy has it: one that equals Python's, and a moment too."""
    return type(item).__name__ == "datetime64" and item.dtype == "datetime64[D]"


def _hashable(item: Any) -> Any:
    if type(item).__name__ == "ndarray":
        return (type(item), item.shape, tuple(map(_inside, item.ravel().tolist())))
    if isinstance(item, decimal.Decimal) and item.is_nan() and str(item) != "NaN":
        return (decimal.Decimal, str(item))  # a NaN of its own, which may raise when it is compared
    if type(item) is _Moment:
        return item
    if item is None or item != item or type(item).__name__ in ("NaTType", "NAType"):
        return (None, "missing")
    if isinstance(item, (datetime.datetime, datetime.timedelta)) or type(item).__name__ in (
        "datetime64",
        "timedelta64",
    ):
        return _whole_moment(item)
    if type(item) in (list, tuple):
        return (type(item), tuple(map(_inside, item)))
    if type(item) is dict:
        return (dict, frozenset((key, _inside(part)) for key, part in item.items()))
    if home_of(type(item)) == "numpy" and not hasattr(item, "__len__"):
        item = item.item()  # NumPy's numbers cannot be asked whether they are a Decimal
    try:
        hash(item)
    except TypeError:
        return (type(item), repr(item))
    return item


def _inside(item: Any) -> Any:
    """Return a part of a cell so that it is found: there nothing and NaN are two things."""
    return (None, "nothing") if item is None else _hashable(item)


def _whole_moment(item: Any) -> Any:
    """Return a moment or a span so that it is found whichever library it is of: as days and nanoseconds."""
    import numpy as np

    if isinstance(item, datetime.datetime) and item.tzinfo is not None:
        return item
    if type(item) is datetime.datetime:
        seconds = (item.hour * 60 + item.minute) * 60 + item.second
        return _Moment("M", item.toordinal() - _EPOCH, seconds * 1_000_000_000 + item.microsecond * 1_000)
    if type(item) is datetime.timedelta:
        return _Moment("m", item.days, item.seconds * 1_000_000_000 + item.microseconds * 1_000)
    if isinstance(item, datetime.datetime):
        item = item.to_datetime64() if hasattr(item, "to_datetime64") else np.datetime64(item)
    elif isinstance(item, datetime.timedelta):
        item = item.to_timedelta64() if hasattr(item, "to_timedelta64") else np.timedelta64(item)
    kind, unit = item.dtype.kind, np.datetime_data(item.dtype)[0]
    if kind == "m" and unit in ("Y", "M", "generic"):
        return (kind, unit, int(item.astype("i8")))  # years and months have no length in days
    days = item.astype(f"{kind}8[D]")
    return _Moment(kind, int(days.astype("i8")), int((item - days).astype("m8[ns]").astype("i8")))
