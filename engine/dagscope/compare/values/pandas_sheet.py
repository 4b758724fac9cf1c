"""Frames, series and indexes of pandas (and what is derived from them) as columns that can be compared."""

from __future__ import annotations

from functools import partial
from typing import Any

from dagscope.compare.values.arrow_sheet import arrow_cells
from dagscope.compare.values.cells import Cells
from dagscope.compare.values.sheet import Sheet, array_cells, numbered
from dagscope.preview.budget import attempt, guarded_text, is_a, type_name


def pandas_sheet(value: Any) -> Sheet:
    """Return the value's columns, its row labels, and its attributes."""
    import pandas as pd

    if isinstance(value, pd.api.extensions.ExtensionArray):
        cells = series_cells(pd.Series(value, dtype=value.dtype))
        return Sheet(type_name(value), True, len(value), (("value", 0),), lambda _: cells, {}, library="pandas")
    if isinstance(value, pd.Index):
        return _index_sheet(value, pd)
    index = value.index
    is_series = isinstance(value, pd.Series)
    names = ["value"] if is_series else list(value.columns)

    def column(index: int) -> Cells:
        return series_cells(value if is_series else value.iloc[:, index])

    return Sheet(
        type_name(value), is_series, len(value), numbered(names), column, _facts(value, is_series),
        _levels(index, pd), tuple(index.names), index, isinstance(index, pd.RangeIndex), library="pandas",
    )  # fmt: skip


def _facts(value: Any, is_series: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {"index name" if value.index.nlevels == 1 else "index names": _names(value.index)}
    facts["index levels"] = value.index.nlevels
    facts.update(_label_facts(value.index, "row labels"))
    if is_series:
        facts["name"] = value.name
    else:
        facts["name of the columns"] = _names(value.columns)
        facts.update(_label_facts(value.columns, "column names"))
    if value.attrs:
        facts["attrs"] = dict(value.attrs)
    flags = getattr(value, "flags", None)
    if flags is not None and not flags.allows_duplicate_labels:
        facts["flags"] = "no repeated labels"
    for name in type(value)._metadata:
        if name not in ("_name", "name"):
            item = attempt(partial(getattr, value, name, None), lambda reason: reason)
            facts[name.strip("_").replace("_", " ")] = item
    crs = attempt(
        lambda: value.crs if is_a(value, "geopandas", "GeoDataFrame", "GeoSeries") else None, lambda reason: None
    )
    if crs is not None:
        facts["crs"] = guarded_text(str, crs, 200)
    return facts


def _names(index: Any) -> Any:
    return index.names[0] if index.nlevels == 1 else tuple(index.names)


def _label_facts(index: Any, what: str) -> dict[str, Any]:
    """Return what an index consists of besides its labels and names."""
    levels = index.levels if index.nlevels > 1 else (index,)
    orders = ["ordered " if getattr(level.dtype, "ordered", None) else "" for level in levels]
    types = ", ".join(f"{order}{level.dtype}" for order, level in zip(orders, levels))
    name = type(index).__name__ if what == "row labels" else type(index).__name__.replace("RangeIndex", "Index")
    categories = [getattr(level.dtype, "categories", None) for level in levels]
    return {
        f"type of the {what}": f"{name} of {types}",
        f"categories of the {what}": categories if index.nlevels > 1 else categories[0],
        f"frequency of the {what}": _frequency(index),
    }


def _frequency(index: Any) -> str | None:
    return getattr(getattr(index, "freq", None), "freqstr", None)


def _levels(index: Any, pd: Any) -> tuple[Cells, ...]:
    if isinstance(index, pd.MultiIndex):
        return tuple(_label_cells(index.get_level_values(level), pd) for level in range(index.nlevels))
    return (_label_cells(index, pd),) if not isinstance(index, pd.RangeIndex) else (array_cells(index.to_numpy()),)


def _label_cells(index: Any, pd: Any) -> Cells:
    return series_cells(pd.Series(index.array, dtype=index.dtype))  # `to_series` takes objects for texts


def _index_sheet(index: Any, pd: Any) -> Sheet:
    levels = _levels(index, pd)
    facts: dict[str, Any] = {"name" if index.nlevels == 1 else "names": _names(index)}
    facts["frequency"] = _frequency(index)
    names = ["value"] if index.nlevels == 1 else [f"level {level}" for level in range(index.nlevels)]
    return Sheet(
        type_name(index), index.nlevels == 1, len(index), numbered(names), levels.__getitem__, facts, library="pandas"
    )


def _same_texts(left: Any, right: Any) -> Any:
    """Compare two columns of one text type by pandas' own comparison."""
    import numpy as np

    if left.dtype != right.dtype:
        return None
    equal = left == right
    found = equal.to_numpy(dtype=bool, na_value=False) if hasattr(equal, "to_numpy") else np.asarray(equal, dtype=bool)
    return found | (left.isna() & right.isna())


def series_cells(series: Any) -> Cells:
    """Return a series as a column."""
    import pandas as pd

    dtype = series.dtype
    if isinstance(dtype, pd.StringDtype):
        return Cells("O", dtype, lambda: series.to_numpy(dtype=object), None, series.array, _same_texts, True)
    if isinstance(dtype, pd.CategoricalDtype):
        return _category_cells(series)
    if isinstance(dtype, pd.DatetimeTZDtype):
        array = series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return Cells("Mz", dtype, lambda: array, nan_is_gone=True, listed=lambda rows: series.iloc[rows].tolist())
    if isinstance(dtype, pd.ArrowDtype):
        return arrow_cells(series.array.__arrow_array__(), dtype=dtype, nan_is_gone=True)
    if not pd.api.types.is_extension_array_dtype(dtype):
        return array_cells(series.to_numpy(), dtype=dtype, nan_is_gone=True)
    plain = getattr(dtype, "numpy_dtype", None)
    if plain is not None and plain.kind in "biuf":
        gone = series.isna().to_numpy()
        array = series.to_numpy(dtype=plain, na_value=plain.type(0))
        return array_cells(array, dtype=dtype, missing=gone if gone.any() else None, nan_is_gone=True)
    return Cells("O", dtype, lambda: series.astype(object).to_numpy(), nan_is_gone=True)


def _same_categories(left: Any, right: Any) -> Any:
    is_alike = left.dtype == right.dtype and list(left.categories) == list(right.categories)
    return left.codes == right.codes if is_alike else None


def _category_cells(series: Any) -> Cells:
    import numpy as np

    return Cells(
        "O", series.dtype, lambda: np.asarray(series.astype(object), dtype=object), None, series.array,
        _same_categories, True,
    )  # fmt: skip
