"""Two tables cell by cell: columns by name, rows by index where it is unique, else by position. Columns at a time."""

from __future__ import annotations

from typing import Any

from dagscope.preview.cells import cell_text
from dagscope.records import DiffCell, DiffCounts, DiffRow, ValueDiff
from dagscope.value_records import Preview

MAX_ROWS = 200
MAX_COLUMNS = 50
MAX_SLOW_ROWS = 200_000
TOLERANCE = 1e-9


def _names(source: Any) -> dict[str, int]:
    """Column names to positions; a name that repeats gets a number."""
    found: dict[str, int] = {}
    for position in range(source.column_count):
        name = "value" if source.is_series else source.column(position).name
        number = 2
        unique = name
        while unique in found:
            unique, number = f"{name} ({number})", number + 1
        found[unique] = position
    return found


def _pandas_index(source: Any) -> Any:
    value = getattr(source, "_value", None)
    index = getattr(value, "index", None)
    return index if type(index).__name__.endswith("Index") and getattr(index, "is_unique", False) else None


def _aligned(left: Any, right: Any) -> tuple[Any, Any, list[str], int, int]:
    """Positions of the rows both have, their keys on demand, and how many only one has."""
    import numpy as np

    one, other = _pandas_index(left), _pandas_index(right)
    is_plain = (
        one is None
        or other is None
        or (type(one).__name__ == type(other).__name__ == "RangeIndex")
        or (len(one) == len(other) and one.equals(other))
    )
    if is_plain:
        count = min(left.row_count, right.row_count)
        positions = np.arange(count)
        return positions, positions, [], left.row_count - count, right.row_count - count
    places = other.get_indexer(one)
    here = np.flatnonzero(places >= 0)
    return here, places[here], [], len(one) - len(here), len(other) - len(here)


def _array(source: Any, position: int, rows: Any) -> Any:
    """A column's values at some rows, as numbers where they are numbers, else as texts."""
    import numpy as np

    whole = rows is None or len(rows) == source.row_count
    picked: Any = slice(0, source.row_count) if whole else rows
    if hasattr(source, "_series") and hasattr(source._series(position), "to_numpy"):
        values = source._series(position)
        if not whole:
            values = values.iloc[rows] if hasattr(values, "iloc") else values[rows]
        array = np.asarray(values.to_numpy())
        if array.dtype.kind in "biufM":
            return array
    if source.row_count > MAX_SLOW_ROWS:
        series = source._series(position) if hasattr(source, "_series") else None
        if series is not None and hasattr(series, "to_numpy"):
            return np.asarray(series.to_numpy() if whole else series.to_numpy()[rows], dtype=object)
    if not hasattr(picked, "start") and type(source).__name__ == "PolarsTable":
        picked = picked.tolist()
    return np.array(source.texts(position, picked, 1_000), dtype=object)


def _different(left: Any, right: Any) -> Any:
    """A mask of cells that differ; missing equals missing."""
    import numpy as np

    if left.dtype.kind in "biuf" and right.dtype.kind in "biuf":
        if left.dtype.kind == "f" or right.dtype.kind == "f":
            with np.errstate(invalid="ignore"):
                return ~np.isclose(left.astype(float), right.astype(float), rtol=TOLERANCE, atol=0.0, equal_nan=True)
        return np.asarray(left != right)
    if left.dtype.kind == "M" and right.dtype.kind == "M":
        return np.asarray((left != right) & ~(np.isnat(left) & np.isnat(right)))
    pairs = zip(left.tolist(), right.tolist())
    return np.fromiter((not _same(one, other) for one, other in pairs), dtype=bool, count=len(left))


def _same(one: Any, other: Any) -> bool:
    return one is other or cell_text(one) == cell_text(other)


def _shown_rows(
    left: Any, right: Any, pairs: list[tuple[int, int]], rows: tuple[Any, Any], masks: list[Any], changed: Any
) -> list[DiffRow]:
    import numpy as np

    first = np.flatnonzero(changed)[:MAX_ROWS]
    here, there = rows[0][first], rows[1][first]
    if not len(first):
        return []
    labels = left.labels(_for(left, here))
    columns = [
        (left.texts(a, _for(left, here), 200), right.texts(b, _for(right, there), 200), mask[first])
        for (a, b), mask in list(zip(pairs, masks))[:MAX_COLUMNS]
    ]
    return [
        DiffRow(
            labels[number],
            tuple(DiffCell(one[number], two[number], bool(mask[number])) for one, two, mask in columns),
        )
        for number in range(len(first))
    ]


def _for(source: Any, rows: Any) -> Any:
    if type(source).__name__ == "PolarsTable":
        import polars as pl

        return pl.Series(rows, dtype=pl.UInt32)
    return rows


def compare_tables(left: Any, right: Any, one: Preview, other: Preview) -> ValueDiff:
    """The cells in which two tables differ, the first 200 rows of them."""
    import numpy as np

    left_names, right_names = _names(left), _names(right)
    if left.is_series and right.is_series:
        left_names, right_names = {"value": 0}, {"value": 0}
    shared = [name for name in left_names if name in right_names]
    here, there, _, only_left, only_right = _aligned(left, right)
    changed = np.zeros(len(here), dtype=bool)
    masks: list[Any] = []
    for name in shared:
        mask = _different(_array(left, left_names[name], here), _array(right, right_names[name], there))
        masks.append(mask)
        changed |= mask
    missing = [name for name in left_names if name not in right_names]
    new = [name for name in right_names if name not in left_names]
    count = int(changed.sum())
    counts = DiffCounts(len(here) - count, count, only_left, only_right)
    if not (count or only_left or only_right or missing or new):
        return ValueDiff("equal", "equal", counts=counts, left=one, right=other)
    differing = [name for name, mask in zip(shared, masks) if mask.any()] or shared
    order = {name: number for number, name in enumerate(shared)}
    kept = [order[name] for name in differing]
    pairs = [(left_names[name], right_names[name]) for name in differing]
    rows = _shown_rows(left, right, pairs, (here, there), [masks[number] for number in kept], changed)
    return ValueDiff(
        "table", _summary(count, len(here), only_left, only_right, missing, new), tuple(differing[:MAX_COLUMNS]),
        tuple(rows), counts, one, other,
    )  # fmt: skip


def _summary(changed: int, rows: int, only_left: int, only_right: int, missing: list[str], new: list[str]) -> str:
    parts: list[str] = []
    if changed:
        parts.append(f"{changed:,} of {rows:,} rows differ")
    if only_left:
        parts.append(f"{only_left:,} rows only on the left")
    if only_right:
        parts.append(f"{only_right:,} rows only on the right")
    if missing:
        parts.append(f"columns only on the left: {', '.join(missing[:5])}")
    if new:
        parts.append(f"columns only on the right: {', '.join(new[:5])}")
    return "; ".join(parts)
