"""Order and statistics of one NumPy array. NumPy is imported in the functions: only tables get here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dagscope.preview.cells import cell_text, column_texts
from dagscope.preview.exact import python_scalar
from dagscope.preview.filters.arrays import gone_of
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.real_types import is_of, name_of

MAX_SLOW_ROWS = 300_000
BINS = 20
_SAMPLE = 1_000


class ArrayOrders:
    """What tables whose rows are arranged by a NumPy array of positions have in common."""

    def level_labels(self, rows: Any) -> list[tuple[str, ...]]:
        """Return the labels of rows level by level; an index of one level has none."""
        return []

    def positions(self, mask: Any) -> Any:
        """Return the positions that a mask keeps."""
        import numpy as np

        return np.flatnonzero(mask)

    def picked(self, rows: Sequence[int], order: Any | None) -> Any:
        """Return the positions of some rows of an arrangement."""
        import numpy as np

        chosen = np.asarray(rows, dtype=np.int64)
        return chosen if order is None else order[chosen]


def stable_order(values: Any, descending: bool) -> Any:
    """Return positions that sort the values, equal ones in their old order, missing ones last."""
    import numpy as np

    if values.dtype.kind == "O":
        values = _ranks(values)
    order = len(values) - 1 - _ascending(values[::-1])[::-1] if descending else _ascending(values)
    gone = int(gone_of(values).sum()) if values.dtype.kind in "fcmM" else 0
    # Ascending, NumPy puts NaN and NaT last by itself; turned round they stand first.
    return np.roll(order, -gone) if descending and gone else order


def _ascending(values: Any) -> Any:
    """Return what NumPy's stable sort gives, by its other one, three times as quick, where few values are equal."""
    import numpy as np

    sample = values[:: max(1, len(values) // _SAMPLE)]
    if len(values) < _SAMPLE or values.dtype.kind not in "iuf" or len(np.unique(sample)) < 0.9 * len(sample):
        return np.argsort(values, kind="stable")
    order = np.argsort(values)
    ordered = values[order]
    gone = int(np.isnan(ordered).sum()) if values.dtype.kind == "f" else 0
    if gone:
        order[-gone:].sort()
    tied = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(tied):
        at = np.union1d(tied, tied + 1)
        order[at] = order[at][np.lexsort((order[at], ordered[at]))]
    return order


def _ranks(values: Any) -> Any:
    """Return objects as numbers in their order; what cannot be compared goes by type and text."""
    import numpy as np

    if len(values) > MAX_SLOW_ROWS * 10:
        raise ValueError(f"it has {len(values):,} rows of Python objects, too many to sort")
    codes_of: dict[Any, int] = {}
    codes = np.empty(len(values), dtype=np.float64)
    try:
        for number, item in enumerate(values):
            codes[number] = np.nan if is_nothing(item) else codes_of.setdefault(item, len(codes_of))
    except Exception:  # noqa: BLE001 - how a value is hashed and compared is code of its class
        return _ranks_of_lists(values)
    try:
        ordered = sorted(codes_of)
    except Exception:  # noqa: BLE001 - how values are compared is code of their classes
        ordered = sorted(codes_of, key=_mixed_key)
    rank = np.empty(len(ordered) + 1)
    for number, item in enumerate(ordered):
        rank[codes_of[item]] = number
    rank[-1] = np.nan
    return rank[np.where(np.isnan(codes), len(ordered), codes).astype(np.int64)]


def _mixed_key(item: Any) -> tuple[str, Any, str]:
    """Return a key for objects of several types: numbers by their value, then the others by type and text."""
    item = python_scalar(item)
    if is_of(item, int, float, Decimal, Fraction):
        is_endless = issubclass(type(item), (float, Decimal)) and item in (math.inf, -math.inf)
        return ("", float(item) if is_endless else Fraction(item), "")
    return (name_of(type(item)), 0, *column_texts([item]))


def _ranks_of_lists(values: Any) -> Any:
    """Return objects that no dict takes as numbers in their order: lists by their items, anything else by its text."""
    import numpy as np

    there = [index for index, item in enumerate(values) if not is_nothing(item)]
    rank = np.full(len(values), np.nan)
    try:
        if not all(type(values[index]) in (list, tuple) for index in there):
            raise TypeError
        there.sort(key=lambda index: list(values[index]))
    except TypeError:
        texts = [None if is_nothing(item) else column_texts([item])[0] for item in values]
        return _ranks(np.array(texts, dtype=object))
    for number, index in enumerate(there):
        is_same = number and list(values[index]) == list(values[there[number - 1]])
        rank[index] = rank[there[number - 1]] if is_same else number
    return rank


def bins_of(values: Any) -> tuple[tuple[str, int], ...]:
    """Return a histogram of an array of finite numbers, with what each bar is called."""
    import numpy as np

    if not len(values):
        return ()
    low, high = values.min(), values.max()
    if low == high:
        return ((cell_text(low), len(values)),)
    if not (math.isfinite(low) and math.isfinite(high)):  # long floats beyond Python's, which bars are counted in
        return ()
    try:
        with np.errstate(all="ignore"):
            counts, edges = np.histogram(values.astype(np.float64), bins=BINS)
    except (ValueError, IndexError):  # too near to each other for that many floats between them, or too far apart
        each, times = np.unique(values, return_counts=True)
        return tuple((cell_text(item.item()), int(count)) for item, count in zip(each[:BINS], times[:BINS]))
    names = _made_distinct(edges.tolist())
    return tuple((f"{names[i]} … {names[i + 1]}", int(count)) for i, count in enumerate(counts))


def _made_distinct(edges: list[float]) -> list[str]:
    """Return edges in as few digits as tell them apart, four at least."""
    for digits in (4, 6, 9, 12, 17):
        names = [f"{edge:.{digits}g}" for edge in edges]
        if len(set(names)) == len(names):
            break
    return names


def number_statistics(
    values: Any, left_out: int = 0
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]:
    """Count, mean, spread, quartiles and a histogram of an array of numbers or booleans.

    `left_out` missing ones are not among the values.
    """
    import numpy as np

    gone = gone_of(values)
    kept = values[~gone] if gone.any() else values
    rows: list[tuple[str, str]] = [
        ("rows", f"{len(values) + left_out:,}"),
        ("missing", f"{int(gone.sum()) + left_out:,}"),
    ]
    if values.dtype.kind == "b":
        true = int(kept.sum())
        rows += [("true", f"{true:,}"), ("false", f"{len(kept) - true:,}")]
        return tuple(rows), (("False", len(kept) - true), ("True", true))
    finite = kept[np.isfinite(kept)] if kept.dtype.kind == "f" else kept
    if len(finite) < len(kept):  # what follows is of the others
        rows.append(("infinite", f"{len(kept) - len(finite):,}"))
    if not len(finite):
        return tuple(rows), ()
    wide = np.result_type(finite.dtype, np.float64)  # NumPy subtracts narrow integers as such: -128 from 1 is -127
    with np.errstate(over="ignore", invalid="ignore"):  # sums and squares of the largest numbers are infinite
        quartiles = np.quantile(finite.astype(wide), [0.25, 0.5, 0.75], overwrite_input=True)
        mean = finite.mean(dtype=wide)
        deviation = finite.std(ddof=1, dtype=wide) if len(finite) > 1 else wide.type(0)
    rows += [
        ("mean", _of_float(mean)),
        ("standard deviation", _of_float(deviation)),
        ("minimum", _of_float(finite.min())),
        ("25 %", _of_float(quartiles[0])),
        ("median", _of_float(quartiles[1])),
        ("75 %", _of_float(quartiles[2])),
        ("maximum", _of_float(finite.max())),
    ]
    return tuple(rows), bins_of(finite)


def _of_float(number: Any) -> str:
    """Return a number of NumPy's; of the long ones that no Python float holds, as NumPy writes it."""
    return cell_text(number if number.dtype.kind == "f" and number.dtype.itemsize > 8 else number.item())


def counted_statistics(
    pairs: list[tuple[Any, int]], rows: int, gone: int, distinct: int
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]:
    """Return the facts and the most frequent values of a column that is no number."""
    facts = [("rows", f"{rows:,}"), ("missing", f"{gone:,}"), ("distinct", f"{distinct:,}")]
    if pairs:
        facts.append(("most frequent", cell_text(pairs[0][0], 100)))
    return tuple(facts), tuple((cell_text(item, 100), int(count)) for item, count in pairs[:BINS])
