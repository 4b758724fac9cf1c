"""Polars columns in a filter; masks are Polars' own series of truths without nulls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from dagscope.preview.filters import objects
from dagscope.preview.filters.arrays import ArrayColumn, TimeColumn
from dagscope.preview.filters.language import FilterError, Literal
from dagscope.preview.filters.spread import Spread, of_counts, of_objects
from dagscope.preview.polars_values import python_values

_NAMES = {"==": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class PolarsColumn:
    """One series."""

    def __init__(self, series: Any) -> None:
        self._series = series
        self._kind = series.dtype

    def missing(self) -> Any:
        gone = self._series.is_null()
        return gone | self._series.is_nan().fill_null(True) if self._kind.is_float() else gone

    def empty(self) -> Any:
        if str(self._kind) == "Binary":
            return self.missing() | (self._series.bin.size() == 0).fill_null(True)
        if str(self._kind) not in ("String", "Categorical") and not self._is_enum():
            return self.missing()
        return self.missing() | (self._series.cast(_string()) == "").fill_null(True)

    def true(self) -> Any:
        if str(self._kind) != "Boolean":
            raise FilterError("it holds no truths")
        return self._series.fill_null(False)

    def _is_enum(self) -> bool:
        return type(self._kind).__name__ == "Enum"

    def compare(self, op: str, wanted: Literal) -> Any:
        """Return which values compare so; nulls and NaN never do."""
        return self._compared(op, wanted).fill_null(False) & ~self.missing()

    def _compared(self, op: str, wanted: Literal) -> Any:
        name = type(self._kind).__name__
        if name == "String":
            return getattr(self._series, _NAMES[op])(wanted.text)
        if name == "Enum":
            return self._enum(op, wanted)
        if name == "Categorical":
            return getattr(self._series.cast(_string()), _NAMES[op])(wanted.text)
        if self._kind.is_temporal():
            return self._ticks(op, wanted)
        if name == "Boolean" or self._kind.is_float() or self._kind.is_integer():
            return self._mask(self._array().compare(op, wanted))
        return self._mask_of_objects(objects.compare_objects(python_values(self._series), op, wanted))

    def _array(self) -> ArrayColumn:
        """Return the numbers without nulls, as an array; 128 bits are Python's own integers."""
        import numpy as np

        if self._kind.is_float():
            return ArrayColumn(self._series.fill_null(float("nan")).to_numpy())
        filled = self._series.fill_null(False if str(self._kind) == "Boolean" else 0)
        if "128" in str(self._kind):
            return ArrayColumn(np.array(filled.to_list(), dtype=object))
        return ArrayColumn(filled.to_numpy())

    def _mask(self, array: Any) -> Any:
        import polars as pl

        return pl.Series(self._series.name, array, dtype=pl.Boolean)

    def _mask_of_objects(self, answers: list[bool]) -> Any:
        import polars as pl

        return pl.Series(self._series.name, answers, dtype=pl.Boolean)

    def _enum(self, op: str, wanted: Literal) -> Any:
        names = self._kind.categories.to_list()
        if wanted.text not in names:
            if op == "==":
                return self._series.is_null() & self._series.is_not_null()
            raise FilterError(f"{wanted} is none of the categories ({', '.join(names[:10])})")
        return getattr(self._series.to_physical(), _NAMES[op])(names.index(wanted.text))

    def _ticks(self, op: str, wanted: Literal) -> Any:
        return self._mask(self._moments().compare(op, wanted))

    def _moments(self) -> ArrayColumn:
        """Return days, moments, durations or times of day as an array."""
        import numpy as np

        name = type(self._kind).__name__
        ticks = self._series.to_physical().cast(_int64()).fill_null(0).to_numpy()
        if name == "Date":
            return ArrayColumn(ticks.view("M8[D]"))
        if name == "Time":
            return TimeColumn(ticks, 1)
        letter = "m" if name == "Duration" else "M"
        zone = getattr(self._kind, "time_zone", None)
        array = np.asarray(ticks).view(f"{letter}8[{self._kind.time_unit}]")
        return ArrayColumn(array, ZoneInfo(zone) if zone else None)

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return how the values of some rows are spread."""
        series = self._series if rows is None else self._series.gather(rows)
        name = type(self._kind).__name__
        if self._kind.is_nested() or name == "Object":
            return of_objects(python_values(series), most)
        kept = series.drop_nulls()
        looked = len(series)
        if name in ("String", "Categorical", "Enum"):
            texts = kept.cast(_string()).alias("value").value_counts().top_k(most, by="count")
            top = zip(texts.to_series(0).to_list(), texts.to_series(1).to_list())
            return of_counts(list(top), looked, looked - len(kept))
        found = PolarsColumn(kept)._values_spread(name, most)
        gone = looked - len(kept)
        return replace(found, looked=looked, missing=found.missing + gone)

    def _values_spread(self, name: str, most: int) -> Spread:
        """Return the spread of values none of which is null."""
        if name == "Boolean" or self._kind.is_float() or self._kind.is_integer():
            return self._array().spread(None, most)
        if name in ("Date", "Datetime", "Duration", "Time"):
            return self._moments().spread(None, most)
        return of_objects(self._series.to_list(), most)

    @property
    def holds_texts(self) -> bool:
        """Whether `match` reads the texts of all values; those of moments and durations are the table's."""
        is_narrow = str(self._kind) in ("Float32", "Float16")
        return not self._kind.is_temporal() and not self._kind.is_nested() and not is_narrow

    def match(self, op: str, wanted: Literal, texts: list[str] | None = None) -> Any:
        if str(self._kind) == "String" and op != "matches":
            lowered, low = self._series.str.to_lowercase().str, wanted.text.lower()
            found = (
                lowered.contains(low, literal=True)
                if op == "contains"
                else lowered.starts_with(low)
                if op == "starts"
                else lowered.ends_with(low)
            )
            return found.fill_null(False)
        items = self._series.to_list() if texts is None else texts
        return self._mask_of_objects(objects.match_objects(items, op, wanted)) & ~self.missing()


def _string() -> Any:
    import polars as pl

    return pl.String


def _int64() -> Any:
    import polars as pl

    return pl.Int64
