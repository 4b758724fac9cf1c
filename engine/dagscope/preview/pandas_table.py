"""pandas DataFrames, Series and indexes as tables. Nothing of the frame is copied but the rows of a page."""

from __future__ import annotations

from typing import Any

from dagscope.preview.arrays import ArrayOrders, counted_statistics, number_statistics, stable_order
from dagscope.preview.budget import cut, is_a
from dagscope.preview.cells import cell_text, column_texts
from dagscope.preview.exact import counted_texts
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.filters.pandas_columns import pandas_column
from dagscope.preview.pandas_types import (
    MEASURED,
    are_days,
    are_decimals,
    are_plain,
    is_category,
    is_sparse,
    is_string,
    kind_of,
    listed,
    says_more,
    supported_column,
)
from dagscope.value_records import Column, SortKey

_NAME = 200
MIDNIGHT = " 00:00:00"


def _label(value: Any) -> str:
    if type(value) is tuple:
        return cut(", ".join(cell_text(part, 80) for part in value), _NAME)
    return cell_text(value, _NAME)


class PandasTable(ArrayOrders):
    """A frame, or a column alone."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.is_series = not is_a(value, "pandas", "DataFrame")
        # pandas asks of a MultiIndex less than of others; as tuples it is an index like any other.
        self._value = value.to_flat_index() if is_a(value, "pandas", "MultiIndex") else value
        self._is_index = is_a(value, "pandas", "Index")
        self._of_days: dict[int, bool] = {}
        self._made: dict[int, Any] = {}
        self.row_count = len(value)
        self.column_count = 1 if self.is_series else int(value.shape[1])
        self.has_labels = not self._is_index and says_more(value.index)

    def size_bytes(self) -> int:
        """Return the memory of the values, without what objects point to; by type, as frames may have very many
        columns.
        """
        if self.is_series:
            return int(self._value.nbytes)
        size = int(self._value.index.nbytes)
        measured: list[int] = []
        others = 0
        for index, dtype in enumerate(self._value.dtypes):
            if not hasattr(dtype, "na_value"):
                size += dtype.itemsize * self.row_count
            elif len(measured) < MEASURED:  # of the library's own types each column has its own size
                measured.append(int(self._value.iloc[:, index].nbytes))
            else:
                others += 1
        size += sum(measured) + (sum(measured) * others // len(measured) if others else 0)
        return size

    def _series(self, position: int) -> Any:
        """Return one column as a Series or an Index; a view, no copy, where pandas can work with its type."""
        if position not in self._made:
            found = self._own(position)
            made = supported_column(found)
            if made is found:
                return found
            self._made[position] = made
        return self._made[position]

    def _own(self, position: int) -> Any:
        return self._value if self.is_series else self._value.iloc[:, position]

    def _pick(self, values: Any, rows: Any) -> Any:
        return values[rows] if self._is_index else values.iloc[rows]

    def column(self, position: int) -> Column:
        series = self._own(position)
        return Column(
            self.name(position),
            str(getattr(series, "dtype", "object")),
            self._is_number(series) or are_decimals(series),
        )

    def name(self, position: int) -> str:
        name = self._value.name if self.is_series else self._value.columns[position]
        if name is None and self._is_index and self.value.nlevels > 1:
            name = tuple(self.value.names)
        return _label(name) if name is not None else "value" if self.is_series else "None"

    @staticmethod
    def _is_number(series: Any) -> bool:
        return kind_of(series) in "biufc"

    def texts(self, position: int, rows: Any, limit: int) -> list[str]:
        picked = self._pick(self._series(position), rows)
        if is_string(picked) and not self._is_index:
            picked = picked.str.slice(0, limit + 1)  # Arrow's texts become Python's; long ones are not to
        texts = column_texts(listed(picked), limit)
        return [text.removesuffix(MIDNIGHT) for text in texts] if self._is_of_days(position) else texts

    def _is_of_days(self, position: int) -> bool:
        """Return whether a column (-1: the index) holds dates alone: moments that are midnight, every one of them."""
        if position not in self._of_days:
            values = self._value.index if position < 0 else self._series(position)
            self._of_days[position] = are_days(values)
        return self._of_days[position]

    def items(self, position: int, rows: Any) -> list[Any]:
        picked = self._pick(self._series(position), rows)
        return listed(picked)

    def gone(self, position: int, rows: Any) -> list[bool]:
        """Return which of some rows have no value."""
        picked = self._pick(self._series(position), rows)
        if str(picked.dtype) == "object":
            return [is_nothing(item) for item in picked.tolist()]  # pandas would ask what their classes say
        gone = [bool(is_gone) for is_gone in picked.isna()]
        if not hasattr(picked.dtype, "na_value") or kind_of(picked) != "f":
            return gone
        # NaN is a value of Arrow's, and may be one of a nullable type
        return [is_gone or bool(item != item) for is_gone, item in zip(gone, picked.tolist())]

    def label_items(self, rows: Any) -> list[list[Any]]:
        if self._is_index:
            return [list(range(self.row_count)[rows]) if isinstance(rows, slice) else rows.tolist()]
        index = self._value.index[rows]
        return [listed(index.get_level_values(level)) for level in range(index.nlevels)]

    def labels(self, rows: Any) -> list[str]:
        if self._is_index:
            numbers = range(self.row_count)[rows] if isinstance(rows, slice) else rows.tolist()
            return [str(number) for number in numbers]
        labels = [_label(item) for item in listed(self._value.index[rows])]
        return [label.removesuffix(MIDNIGHT) for label in labels] if self._is_of_days(-1) else labels

    def level_labels(self, rows: Any) -> list[tuple[str, ...]]:
        """Return the labels of rows level by level, where there are several levels."""
        if self._is_index or self._value.index.nlevels < 2:
            return []
        index = self._value.index[rows]
        levels = [self._level_texts(index.get_level_values(level), level) for level in range(index.nlevels)]
        return list(zip(*levels))

    def _level_texts(self, values: Any, level: int) -> list[str]:
        texts = [cell_text(item, _NAME) for item in listed(values)]
        if -2 - level not in self._of_days:
            self._of_days[-2 - level] = are_days(self._value.index.levels[level])
        return [text.removesuffix(MIDNIGHT) for text in texts] if self._of_days[-2 - level] else texts

    def index_names(self) -> list[str]:
        """Return the names of the index' levels as filters have them; of an index without a name nothing."""
        if self._is_index:
            return []
        names = self._value.index.names
        return self.level_names() if any(name is not None for name in names) or len(names) > 1 else []

    def level_names(self) -> list[str]:
        """Return how filters may name the levels of the index."""
        index = self._value if self._is_index else self._value.index
        return [_label(name) if name is not None else f"level_{number}" for number, name in enumerate(index.names)]

    def filter_column(self, position: int) -> FilterColumn:
        if position >= 0:
            return pandas_column(self._series(position))
        index = self._value if self._is_index else self._value.index
        return pandas_column(index.get_level_values(-1 - position))

    def taken(self, rows: Any | None, columns: list[int]) -> Any:
        """Return a table of some rows and columns; the numbers of rows are none of their labels."""
        if self._is_index:
            return self._value if rows is None else self._value[rows]
        found = self._value if self.is_series else self._value.iloc[:, columns]
        if rows is None:
            return found
        return found.iloc[rows] if self.has_labels else found.iloc[rows].reset_index(drop=True)

    def sorted_by(self, key: SortKey, within: Any | None) -> Any:
        import numpy as np

        series = self._key(key.column)
        if within is not None:
            series = series[within] if self._is_index else series.iloc[within]
        if is_category(series):
            codes = series.array.codes.astype("float64")
            codes[codes < 0] = np.nan
            order = stable_order(codes, key.descending)
        elif is_string(series):
            codes, uniques = series.factorize()
            rank = np.empty(len(uniques) + 1)
            rank[np.asarray(uniques.argsort() if hasattr(uniques, "argsort") else np.argsort(uniques))] = np.arange(
                len(uniques)
            )
            rank[-1] = np.nan
            order = stable_order(rank[codes], key.descending)
        elif str(series.dtype).startswith(("time32[", "time64[")) or (series.dtype.kind in "iu" and series.hasnans):
            # whole numbers stay whole: floats lose those above 2 ** 53
            order = _exact_order(series, key.descending)
        else:
            order = stable_order(_array(series), key.descending)
        return order if within is None else within[order]

    def _key(self, position: int) -> Any:
        """Return the column that rows are sorted by, or below zero the level of the index."""
        if position >= 0 or self._is_index:
            return self._series(max(position, 0))
        import pandas as pd

        return pd.Series(self._value.index.get_level_values(-1 - position))

    def statistics(self, position: int, within: Any | None = None) -> Any:
        series = self._series(position)
        if within is not None:
            series = self._pick(series, within)
        import numpy as np
        import pandas as pd

        column = pd.Series(np.asarray(series) if is_sparse(series) else series)
        if str(column.dtype) == "object" and not are_plain(column):
            return _text_statistics(column.tolist())
        gone = int(column.isna().sum())
        if self._is_number(series):
            if hasattr(column.dtype, "na_value"):  # nullable: with missing ones they would all be floats
                return number_statistics(_array(column.dropna()), gone)
            values = _array(series)
            if values.dtype.kind in "biuf":
                return number_statistics(values)
        if column.dtype.kind in "mM":
            try:
                return _time_statistics(column, gone)
            except OverflowError:  # it has moments that are none of Python's: they are counted like anything else
                pass
        try:
            counts = column.value_counts()
        except (TypeError, NotImplementedError):  # lists and dicts cannot be counted; their texts can
            return _text_statistics(listed(column))
        counts = counts[counts > 0]  # categories that no row has
        top = list(zip(listed(counts.index[:20]), counts.iloc[:20].tolist()))
        return counted_statistics(top, len(column), gone, len(counts))


def _text_statistics(items: list[Any]) -> Any:
    """Count objects of the user's classes by their texts: pandas would ask what their classes say."""
    kept = [item for item in items if not is_nothing(item)]
    top, distinct = counted_texts(kept)
    return counted_statistics(top, len(items), len(items) - len(kept), distinct)


def _exact_order(series: Any, descending: bool) -> Any:
    """Return positions that sort a nullable column, equal values in their old order, missing ones last."""
    import pandas as pd

    plain = pd.Series(series.array)
    return plain.sort_values(ascending=not descending, kind="stable", na_position="last").index.to_numpy()


def _array(series: Any) -> Any:
    """Return the values as a NumPy array, without a copy where they are one."""
    import numpy as np

    if is_sparse(series):
        return np.asarray(series)
    values = series.to_numpy() if not hasattr(series.dtype, "na_value") or series.dtype.kind not in "biuf" else None
    if values is None:  # nullable and Arrow-backed numbers
        values = (
            series.to_numpy(dtype="float64", na_value=float("nan"))
            if series.hasnans
            else series.to_numpy(dtype=series.dtype.kind + str(getattr(series.dtype, "itemsize", 8)))
        )
    if getattr(series.dtype, "tz", None) is not None:
        moments = series.dt if hasattr(series, "dt") else series
        plain = moments.tz_convert("UTC")
        values = (plain.dt if hasattr(plain, "dt") else plain).tz_localize(None).to_numpy()
    return np.asarray(values)


def _time_statistics(column: Any, gone: int) -> Any:
    import numpy as np

    facts = [("rows", f"{len(column):,}"), ("missing", f"{gone:,}")]
    kept = column.dropna()
    if not len(kept):
        return tuple(facts), ()
    facts += [("first", cell_text(kept.min())), ("last", cell_text(kept.max()))]
    is_duration = column.dtype.kind == "m"
    moments = kept if isinstance(column.dtype, np.dtype) else _plain_moments(kept, is_duration)
    is_zoned = getattr(moments.dtype, "tz", None) is not None
    numbers = (moments.dt.tz_localize(None) if is_zoned else moments).to_numpy()
    unit = np.datetime_data(numbers.dtype)[0]
    whole = numbers.astype("int64")
    if whole.min() == whole.max():
        return tuple(facts), ((cell_text(kept.iloc[0]), len(kept)),)
    low, span = int(whole.min()), int(whole.max()) - int(whole.min())
    far = (whole - low) if span < 2**63 else whole.astype("float64") - low  # floats near zero are exact enough
    counts, edges = np.histogram(far.astype("float64"), bins=min(20, span))
    kind: Any = np.timedelta64 if is_duration else np.datetime64
    moments = [kind(low + int(edge), unit) for edge in edges[:-1]]
    return tuple(facts), tuple((name, int(count)) for name, count in zip(_moment_texts(moments), counts))


def _plain_moments(column: Any, is_duration: bool) -> Any:
    """Return moments or durations of Arrow or with a zone as those of pandas itself, in the zone that cells show."""
    import pandas as pd

    if type(column.dtype).__name__ == "DatetimeTZDtype":
        return column
    found = pd.Series(column.tolist())
    return pd.to_timedelta(found) if is_duration else pd.to_datetime(found)


def _moment_texts(edges: list[Any]) -> list[str]:
    """Return moments to the second and durations to the millisecond, or in full where these would be the same."""
    import pandas as pd

    if edges[0].dtype.kind == "m":
        short = [str(pd.Timedelta(edge).round("ms")) for edge in edges]
        return short if len(set(short)) == len(short) else [str(pd.Timedelta(edge)) for edge in edges]
    full = [str(edge).replace("T", " ") for edge in edges]
    short = [text[:19] for text in full]
    return short if len(set(short)) == len(short) else full
