"""pandas columns and index levels in a filter: each dtype compared as pandas would, without going through floats."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dagscope.preview.filters.arrays import ArrayColumn, refuse_order
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.preview.filters.language import FilterError, Literal
from dagscope.preview.filters.numbers import COMPARE
from dagscope.preview.filters.spread import Spread, of_counts, quoted


def pandas_column(values: Any) -> FilterColumn:
    """Return a series or an index as a column of a filter."""
    import pandas as pd

    series: Any = (
        values if isinstance(values, pd.Series) else pd.Series(values.to_numpy() if values.nlevels > 1 else values)
    )
    dtype = series.dtype
    name = type(dtype).__name__
    if name == "SparseDtype":
        return pandas_column(series.sparse.to_dense())
    if name == "CategoricalDtype":
        return _Categories(series)
    if name == "StringDtype":
        return _Strings(series)
    if name == "ArrowDtype":
        from dagscope.preview.filters.arrow_columns import arrow_column

        return arrow_column(series.array.__arrow_array__())
    if name == "PeriodDtype":
        return _Periods(series)
    if name == "DatetimeTZDtype":
        return ArrayColumn(series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), series.dt.tz)
    if name == "IntervalDtype":
        return ArrayColumn(series.astype(object).to_numpy())
    if pd.api.types.is_extension_array_dtype(dtype) and dtype.kind in "biuf":
        return _nullable(series)
    return ArrayColumn(series.to_numpy())


def _nullable(series: Any) -> FilterColumn:
    """Return a nullable column as its values and which of them are missing."""
    import numpy as np

    kind = series.dtype.kind
    plain = np.dtype(bool) if kind == "b" else getattr(series.dtype, "numpy_dtype", np.dtype(f"{kind}8"))
    gone = np.asarray(series.isna(), dtype=bool)
    return ArrayColumn(series.to_numpy(dtype=plain, na_value=plain.type(0)), gone=gone)


class _Strings:
    """Texts, wherever pandas keeps them."""

    holds_texts = True

    def __init__(self, series: Any) -> None:
        self._series = series

    def missing(self) -> Any:
        import numpy as np

        return np.asarray(self._series.isna(), dtype=bool)

    def empty(self) -> Any:
        return self.missing() | self.compare("==", Literal("", is_quoted=True))

    def true(self) -> Any:
        raise FilterError("it holds texts")

    def compare(self, op: str, wanted: Literal) -> Any:
        names = {"==": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
        return _plain(getattr(self._series, names[op])(wanted.text))

    def match(self, op: str, wanted: Literal, texts: list[str] | None = None) -> Any:
        if op == "contains" and self._series.dtype.storage == "pyarrow":
            from dagscope.preview.filters.arrow_columns import arrow_column

            return arrow_column(self._series.array.__arrow_array__()).match(op, wanted)
        return ArrayColumn(self._series.to_numpy(dtype=object, na_value=None)).match(op, wanted)

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return the most frequent texts of some rows."""
        series = self._series if rows is None else self._series.iloc[rows]
        if series.dtype.storage == "pyarrow":
            from dagscope.preview.filters.arrow_columns import text_spread

            return text_spread(series.array.__arrow_array__(), most)
        counts = series.value_counts()
        top = list(zip(counts.index[:most].tolist(), counts.iloc[:most].tolist()))
        return of_counts(top, len(series), len(series) - int(counts.sum()))


def _plain(result: Any) -> Any:
    """Return a boolean series as an array, false where it is missing."""
    import numpy as np

    if type(result.dtype).__name__ in ("BooleanDtype", "ArrowDtype"):
        return result.to_numpy(dtype=bool, na_value=False)
    return np.asarray(result, dtype=bool)


class _Categories:
    """Categories: the test is asked once of each category; an order is the categories' own."""

    def __init__(self, series: Any) -> None:
        self._codes = series.cat.codes.to_numpy()
        self._is_ordered = bool(series.cat.ordered)
        self._categories = series.cat.categories
        self._each = pandas_column(self._categories)
        self.holds_texts = self._each.holds_texts

    def _spread(self, keeps: Any) -> Any:
        import numpy as np

        return np.append(np.asarray(keeps, dtype=bool), False)[self._codes]

    def missing(self) -> Any:
        return (self._codes < 0) | self._spread(self._each.missing())

    def empty(self) -> Any:
        return (self._codes < 0) | self._spread(self._each.empty())

    def true(self) -> Any:
        return self._spread(self._each.true())

    def match(self, op: str, wanted: Literal, texts: list[str] | None = None) -> Any:
        if texts is None:
            return self._spread(self._each.match(op, wanted))
        return ArrayColumn(self._codes).match(op, wanted, texts) & ~self.missing()

    def compare(self, op: str, wanted: Literal) -> Any:
        import numpy as np

        if op == "==":
            return self._spread(self._equal(wanted))
        if not self._is_ordered:
            refuse_order("a category without an order", op)
        found = np.flatnonzero(self._equal(wanted))
        if not len(found):
            names = ", ".join(str(each) for each in self._categories[:10])
            raise FilterError(f"{wanted} is none of the categories ({names})")
        code = int(found[0])
        compared = {"<": self._codes < code, "<=": self._codes <= code, ">": self._codes > code}
        return compared.get(op, self._codes >= code) & (self._codes >= 0)

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return the most frequent categories of some rows; ordered ones in their order."""
        import numpy as np

        codes = self._codes if rows is None else self._codes[rows]
        counts = np.bincount(codes[codes >= 0], minlength=len(self._categories))
        chosen = np.argsort(-counts, kind="stable")[:most]
        chosen = np.sort(chosen) if self._is_ordered else chosen
        top = [(item, int(counts[at])) for item, at in zip(self._categories[chosen].tolist(), chosen) if counts[at]]
        return of_counts(top, len(codes), int((codes < 0).sum()))

    def _equal(self, wanted: Literal) -> Any:
        import numpy as np

        try:
            return self._each.compare("==", wanted)
        except FilterError:  # a text against numbers, say: it is none of the categories
            return np.zeros(len(self._categories), dtype=bool)


class _Periods(ArrayColumn):
    """Periods: a value is the period of that frequency it lies in."""

    def __init__(self, series: Any) -> None:
        self._period_values = series.array
        self._freq = series.dtype.freq
        super().__init__(series.astype(object).to_numpy())

    def compare(self, op: str, wanted: Literal) -> Any:
        import numpy as np
        import pandas as pd

        try:
            asked = pd.Period(wanted.text.strip(), freq=self._freq)
        except (ValueError, TypeError):
            raise FilterError(f"{wanted} is no period; write it as 2024-03") from None
        return np.asarray(COMPARE[op](self._period_values, asked), dtype=bool) & ~self.missing()

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return the most frequent periods of some rows."""
        found = super().spread(rows, most)
        parts = tuple(replace(part, condition=f"{{}} == {quoted(part.label)}") for part in found.parts)
        return replace(found, parts=parts)
