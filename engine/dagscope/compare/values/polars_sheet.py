"""Frames and series of polars as columns that can be compared. Null and NaN are two things here."""

from __future__ import annotations

from typing import Any

from dagscope.compare.values.cells import Cells
from dagscope.compare.values.nanoseconds import polars_items
from dagscope.compare.values.sheet import Sheet, array_cells, numbered
from dagscope.preview.budget import is_a, type_name


def polars_sheet(value: Any) -> Sheet:
    """Return the value's columns."""
    is_series = is_a(value, "polars", "Series")
    facts = {"name": value.name} if is_series else {}
    names = ["value"] if is_series else list(value.columns)

    def column(index: int) -> Cells:
        return _polars_cells(value if is_series else value.to_series(index))

    return Sheet(
        type_name(value),
        is_series,
        value.len() if is_series else value.height,
        numbered(names),
        column,
        facts,
        library="polars",
    )


def _polars_same(left: Any, right: Any) -> Any:
    return left.eq_missing(right).to_numpy() if left.dtype == right.dtype else None


def _polars_cells(series: Any) -> Cells:
    import numpy as np
    import polars as pl

    dtype = series.dtype
    missing = series.is_null().to_numpy() if series.null_count() else None
    if dtype.is_numeric() and not dtype.is_decimal() and dtype not in (pl.Int128, getattr(pl, "UInt128", pl.Int128)):
        array = (series.fill_null(0) if missing is not None else series).to_numpy()
        return array_cells(array, dtype=dtype, missing=missing)
    if dtype == pl.Boolean:
        return array_cells(
            (series.fill_null(False) if missing is not None else series).to_numpy(), dtype=dtype, missing=missing
        )
    if dtype in (pl.Datetime, pl.Duration, pl.Date):
        zone = getattr(dtype, "time_zone", None)
        array = (series.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else series).to_numpy()
        listed = (lambda rows: polars_items(series[rows])) if zone else None
        return Cells("Mz" if zone else array.dtype.kind, dtype, lambda: array, missing, listed=listed)

    def boxed() -> Any:
        box = np.empty(len(series), dtype=object)
        box[:] = polars_items(series)
        return box

    same = _polars_same if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Binary) else None
    return Cells("O", dtype, boxed, None, series if same else None, same)
