"""Polars DataFrames and Series as tables. Lazy frames are no tables: looking at one must not compute it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from dagscope.preview.arrays import BINS, bins_of, counted_statistics, stable_order
from dagscope.preview.budget import is_a
from dagscope.preview.cells import cell_text, column_texts
from dagscope.preview.exact import counted_texts
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.preview.filters.polars_columns import PolarsColumn
from dagscope.preview.polars_values import python_values
from dagscope.value_records import Column, SortKey


class PolarsTable:
    """A frame, or a column alone."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.is_series = is_a(value, "polars", "Series")
        self._value = value
        self.row_count = len(value)
        self.column_count = 1 if self.is_series else int(value.width)
        self.has_labels = False

    def size_bytes(self) -> int:
        return int(self._value.estimated_size())

    def _series(self, position: int) -> Any:
        series = self._value if self.is_series else self._value.to_series(position)
        return series.alias("value")  # Polars takes some names for patterns, and then finds no such column

    @cached_property
    def _names(self) -> list[str]:  # which the frame makes anew whenever it is asked
        return [self._value.name] if self.is_series else self._value.columns

    def name(self, position: int) -> str:
        return cell_text(self._names[position], 200) or ("value" if self.is_series else "")

    def column(self, position: int) -> Column:
        series = self._series(position)
        return Column(self.name(position), str(series.dtype), _is_number(series.dtype))

    def texts(self, position: int, rows: Any, limit: int) -> list[str]:
        series = self._series(position)
        picked = series[rows] if isinstance(rows, slice) else series.gather(rows)
        if str(picked.dtype) == "String":
            picked = picked.str.slice(0, limit + 1)
        return column_texts(self._listed(picked), limit)

    def items(self, position: int, rows: Any) -> list[Any]:
        series = self._series(position)
        picked = series[rows] if isinstance(rows, slice) else series.gather(rows)
        return self._listed(picked)

    @staticmethod
    def _listed(picked: Any) -> list[Any]:
        """Return values as Python's, in full; narrow floats stay NumPy's, as Python's would show digits they lack."""
        if str(picked.dtype) in ("Float32", "Float16"):
            narrow = picked.to_numpy()
            return [None if item is None else single for item, single in zip(picked.to_list(), narrow)]
        return python_values(picked)

    def gone(self, position: int, rows: Any) -> list[bool]:
        """Return which of some rows have no value."""
        series = self._series(position)
        picked = series[rows] if isinstance(rows, slice) else series.gather(rows)
        missing = picked.is_null() | picked.is_nan().fill_null(True) if picked.dtype.is_float() else picked.is_null()
        return list(missing.to_list())

    def label_items(self, rows: Any) -> list[list[Any]]:
        return [list(range(self.row_count)[rows]) if isinstance(rows, slice) else rows.to_list()]

    def labels(self, rows: Any) -> list[str]:
        numbers = range(self.row_count)[rows] if isinstance(rows, slice) else rows.to_list()
        return [str(number) for number in numbers]

    def level_labels(self, rows: Any) -> list[tuple[str, ...]]:
        return []

    def index_names(self) -> list[str]:
        return []

    def level_names(self) -> list[str]:
        return []

    def filter_column(self, position: int) -> FilterColumn:
        import polars as pl

        if position >= 0:
            return PolarsColumn(self._series(position))
        return PolarsColumn(pl.int_range(self.row_count, eager=True))

    def positions(self, mask: Any) -> Any:
        return mask.arg_true()

    def picked(self, rows: Sequence[int], order: Any | None) -> Any:
        """Return the positions of some rows of an arrangement."""
        import polars as pl

        chosen = pl.Series(rows, dtype=pl.Int64)
        return chosen if order is None else order.gather(chosen)

    def taken(self, rows: Any | None, columns: list[int]) -> Any:
        """Return a table of some rows and columns."""
        if self.is_series:
            return self._value if rows is None else self._value.gather(rows)
        import polars as pl

        found = self._value if columns == list(range(self.column_count)) else self._value.select(pl.nth(columns))
        return found if rows is None else found[rows]

    def sorted_by(self, key: SortKey, within: Any | None) -> Any:
        import numpy as np
        import polars as pl

        series = self._series(key.column)
        if within is not None:
            series = series.gather(within)
        if str(series.dtype) == "Object":
            objects = np.empty(len(series), dtype=object)
            objects[:] = series.to_list()
            order = pl.Series(stable_order(objects, key.descending))
            return order if within is None else within.gather(order)
        frame = pl.DataFrame({"value": series.alias("value")}).with_row_index("at")
        keys = [pl.col("value").fill_nan(None)] if series.dtype.is_float() else [pl.col("value")]
        order = frame.sort(keys, descending=key.descending, nulls_last=True, maintain_order=True).to_series(0)
        return order if within is None else within.gather(order)

    def statistics(self, position: int, within: Any | None = None) -> Any:
        series = self._series(position)
        if within is not None:
            series = series.gather(within)
        gone = series.null_count()
        if _is_number(series.dtype) and str(series.dtype) != "Boolean":
            return self._number_statistics(series, gone)
        if series.dtype.is_nested() or str(series.dtype) == "Object":
            top, distinct = counted_texts(python_values(series.drop_nulls()), BINS)
            return counted_statistics(top, len(series), gone, distinct)
        counts = series.drop_nulls().value_counts(sort=True)
        top = list(zip(python_values(counts.to_series(0)[:BINS]), counts.to_series(1)[:BINS].to_list()))
        return counted_statistics(top, len(series), gone, len(counts))

    @staticmethod
    def _number_statistics(series: Any, gone: int) -> Any:
        kept = series.drop_nulls()
        if str(kept.dtype) == "Float16":  # whose squares are soon infinite
            kept = kept.cast(float)
        facts = [("rows", f"{len(series):,}"), ("missing", f"{gone:,}")]
        if kept.dtype.is_float():
            for name, count in (("NaN", kept.is_nan().sum()), ("infinite", kept.is_infinite().sum())):
                if count:  # what follows is of the others
                    facts.append((name, f"{count:,}"))
            kept = kept.filter(kept.is_finite())
        if not len(kept):
            return tuple(facts), ()
        named = [
            ("mean", kept.mean()), ("standard deviation", kept.std() or 0.0), ("minimum", kept.min()),
            ("25 %", kept.quantile(0.25)), ("median", kept.median()), ("75 %", kept.quantile(0.75)),
            ("maximum", kept.max()),
        ]  # fmt: skip
        facts += [(name, cell_text(value)) for name, value in named]
        is_narrow = kept.dtype.is_float() or str(kept.dtype) in ("Int64", "UInt64")  # compared exactly by NumPy, too
        return tuple(facts), bins_of((kept if is_narrow else kept.cast(float)).to_numpy())


def _is_number(dtype: Any) -> bool:
    return bool(dtype.is_numeric()) or str(dtype) == "Boolean"
