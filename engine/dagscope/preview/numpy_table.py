"""NumPy arrays of one and two (and, flattened to two, more) dimensions as tables."""

from __future__ import annotations

import math
from typing import Any

from dagscope.preview.arrays import ArrayOrders, counted_statistics, number_statistics, stable_order
from dagscope.preview.budget import is_a
from dagscope.preview.cells import column_texts
from dagscope.preview.exact import counted_texts
from dagscope.preview.filters.arrays import ArrayColumn, gone_of
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.value_records import Column, SortKey


def is_numpy_table(value: Any) -> bool:
    """Return whether it is an array with at least one dimension."""
    return is_a(value, "numpy", "ndarray") and len(value.shape) >= 1


class NumpyTable(ArrayOrders):
    """An array; each column is a view of it."""

    def __init__(self, value: Any) -> None:
        import numpy as np

        self._is_masked = is_a(value, "numpy.ma", "MaskedArray")
        array = np.asanyarray(value) if self._is_masked else np.asarray(value)
        self.value = value
        self.is_series = array.ndim == 1
        self._names: list[str] | None = None
        if array.dtype.names and array.ndim == 1:
            self._names = list(array.dtype.names)
            self.is_series = False
        self._array = array if array.ndim <= 2 else array.reshape(len(array), math.prod(array.shape[1:]))
        self._inner = array.shape[1:] if array.ndim > 2 else ()
        self.row_count = int(array.shape[0])
        self.column_count = len(self._names) if self._names else (1 if array.ndim == 1 else int(self._array.shape[1]))
        self.has_labels = False

    def size_bytes(self) -> int:
        return int(self._array.nbytes)

    def _column(self, position: int) -> Any:
        """Return the column as it is; of a masked array a masked one."""
        if self._names:
            return _one_dimensional(self._array[self._names[position]])
        return self._array if self._array.ndim == 1 else self._array[:, position]

    def _values(self, position: int) -> Any:
        """Return the column as an array in which masked cells are missing."""
        values = self._column(position)
        if not self._is_masked:
            return plain(values)
        kind = values.dtype.kind
        shown = values.data.copy() if kind in "fcmM" else values.data.astype(object)
        shown[np_mask(values)] = "NaT" if kind in "mM" else float("nan") if kind in "fc" else None
        return shown

    def name(self, position: int) -> str:
        import numpy as np

        if self._names:
            return self._names[position]
        if self._inner:
            return ", ".join(str(int(part)) for part in np.unravel_index(position, self._inner))
        return "value" if self._array.ndim == 1 else str(position)

    def column(self, position: int) -> Column:
        dtype = self._column(position).dtype
        return Column(self.name(position), str(dtype), dtype.kind in "biufc")

    def texts(self, position: int, rows: Any, limit: int) -> list[str]:
        picked = self._column(position)[rows]
        if not self._is_masked:
            return _texts(picked, limit)
        hidden = np_mask(picked).tolist()
        return ["--" if is_hidden else text for is_hidden, text in zip(hidden, _texts(picked.data, limit))]

    def items(self, position: int, rows: Any) -> list[Any]:
        import numpy as np

        values = self._values(position)[rows]
        # Python has no narrow floats, and moments finer than a microsecond would become numbers
        is_own = values.dtype.kind in "mM" or (values.dtype.kind == "f" and values.dtype != np.float64)
        return list(values) if is_own else values.tolist()

    def gone(self, position: int, rows: Any) -> list[bool]:
        """Return which of some rows have no value."""
        return list(gone_of(plain(self._column(position)[rows])).tolist())

    def label_items(self, rows: Any) -> list[list[Any]]:
        return [list(range(self.row_count)[rows]) if isinstance(rows, slice) else rows.tolist()]

    def labels(self, rows: Any) -> list[str]:
        numbers = range(self.row_count)[rows] if isinstance(rows, slice) else rows.tolist()
        return [str(number) for number in numbers]

    def index_names(self) -> list[str]:
        return []

    def level_names(self) -> list[str]:
        return []

    def filter_column(self, position: int) -> FilterColumn:
        import numpy as np

        return ArrayColumn(self._values(position) if position >= 0 else np.arange(self.row_count))

    def taken(self, rows: Any | None, columns: list[int]) -> Any:
        """Return an array of some rows and columns."""
        if self._names:
            found = self._array[[self._names[at] for at in columns]]
        else:
            found = self._array if self._array.ndim == 1 else self._array[:, columns]
        return found if rows is None else found[rows]

    def sorted_by(self, key: SortKey, within: Any | None) -> Any:
        values = self._values(key.column)
        if within is None:
            return stable_order(values, key.descending)
        return within[stable_order(values[within], key.descending)]

    def statistics(self, position: int, within: Any | None = None) -> Any:
        values, left_out = self._column(position), 0
        if within is not None:
            values = values[within]
        if self._is_masked:
            left_out = int(np_mask(values).sum())
            values = values.compressed()
        if values.dtype.kind in "biuf":
            return number_statistics(values, left_out)
        values = plain(values)
        gone = gone_of(values)
        kept, rows = values[~gone], len(values) + left_out
        top, distinct = counted_texts(kept.tolist() if values.dtype.kind in "OUS" else list(kept))
        return counted_statistics(top, rows, int(gone.sum()) + left_out, distinct)


def plain(values: Any) -> Any:
    """Return texts of NumPy's own type as Python's, so that missing ones are known; anything else as it is."""
    return values.astype(object) if values.dtype.kind == "T" else values


def _one_dimensional(values: Any) -> Any:
    """Return a field as one value a row; one that is an array itself as lists."""
    import numpy as np

    if values.ndim == 1:
        return values
    rows = np.empty(len(values), dtype=object)
    rows[:] = [row.tolist() for row in values]
    return (
        np.ma.array(rows, mask=np_mask(values).reshape(len(values), math.prod(values.shape[1:])).all(axis=1))
        if is_a(values, "numpy.ma", "MaskedArray")
        else rows
    )


def np_mask(values: Any) -> Any:
    """Return which values of a masked array are masked."""
    import numpy as np

    return np.ma.getmaskarray(values)


def _texts(values: Any, limit: int) -> list[str]:
    if values.dtype.kind in "mM":  # as Python objects they are numbers of nanoseconds, and NaT is nothing
        return [str(value).replace("T", " ") if value == value else "NaT" for value in values]
    return column_texts(values.tolist(), limit)
