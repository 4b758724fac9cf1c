"""pyarrow tables, record batches and arrays as tables."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from dagscope.preview.arrays import ArrayOrders, counted_statistics, number_statistics, stable_order
from dagscope.preview.arrow_values import python_values
from dagscope.preview.budget import is_a
from dagscope.preview.cells import cell_text, column_texts
from dagscope.preview.exact import counted_texts
from dagscope.preview.filters.arrays import ArrayColumn
from dagscope.preview.filters.arrow_columns import arrow_column, as_numpy, as_objects, supported_array
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.preview.filters.objects import is_nothing
from dagscope.value_records import Column, SortKey


def is_arrow_table(value: Any) -> bool:
    """Return whether it is one of pyarrow's tables or arrays."""
    return is_a(value, "pyarrow", "Table", "RecordBatch", "ChunkedArray", "Array")


class ArrowTable(ArrayOrders):
    """A table, or a column alone."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.is_series = is_a(value, "pyarrow", "ChunkedArray", "Array")
        self._value = value
        self.row_count = len(value)
        self.column_count = 1 if self.is_series else int(value.num_columns)
        self.has_labels = False
        self._takeable: dict[int, Any] = {}

    def size_bytes(self) -> int:
        return int(self._value.nbytes)

    def _values(self, position: int) -> Any:
        """Return one column, of a type of which rows can be taken."""
        if position not in self._takeable:
            self._takeable[position] = supported_array(self._own(position))
        return self._takeable[position]

    def _own(self, position: int) -> Any:
        return self._value if self.is_series else self._value.column(position)

    def column(self, position: int) -> Column:
        kind = str(self._own(position).type)
        return Column(
            self.name(position), kind, kind.startswith(("int", "uint", "float", "double", "half", "bool", "decimal"))
        )

    @cached_property
    def _names(self) -> list[str]:  # which the table makes anew whenever it is asked
        return ["value"] if self.is_series else self._value.schema.names

    def name(self, position: int) -> str:
        return cell_text(self._names[position], 200)

    def texts(self, position: int, rows: Any, limit: int) -> list[str]:
        values = self._values(position)
        picked = values[rows] if isinstance(rows, slice) else values.take(rows)
        return column_texts(_listed(picked), limit)

    def items(self, position: int, rows: Any) -> list[Any]:
        values = self._values(position)
        picked = values[rows] if isinstance(rows, slice) else values.take(rows)
        return _listed(picked)

    def gone(self, position: int, rows: Any) -> list[bool]:
        """Return which of some rows have no value."""
        values = self._values(position)
        picked = values[rows] if isinstance(rows, slice) else values.take(rows)
        if "union" in str(picked.type):  # it has no mask of its own: its parts have
            return [item is None for item in picked.to_pylist()]
        return list(picked.is_null(nan_is_null=True).to_pylist())

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

        return arrow_column(self._values(position)) if position >= 0 else ArrayColumn(np.arange(self.row_count))

    def taken(self, rows: Any | None, columns: list[int]) -> Any:
        """Return a table of some rows and columns."""
        found = self._value if self.is_series else self._value.select(columns)
        return found if rows is None else found.take(rows)

    def sorted_by(self, key: SortKey, within: Any | None) -> Any:
        values = self._values(key.column)
        order = _order(values if within is None else values.take(within), key.descending)
        return order if within is None else within[order]

    def statistics(self, position: int, within: Any | None = None) -> Any:
        values = self._values(position)
        values = values if within is None else values.take(within)
        gone = int(values.null_count)
        if str(values.type).startswith(("int", "uint", "float", "double", "half", "bool")):
            return number_statistics(as_numpy(values.drop_null()), gone)
        items = [item for item in _listed(values) if not is_nothing(item)]
        top, distinct = counted_texts(items)
        return counted_statistics(top, len(values), len(values) - len(items), distinct)


def _listed(values: Any) -> list[Any]:
    """Return values as Python's, in full; narrow floats stay NumPy's, as Python's would show digits they lack."""
    if str(values.type) in ("float", "halffloat"):
        return [None if item is None else single for item, single in zip(values.to_pylist(), as_numpy(values))]
    return python_values(values)


def _order(values: Any, descending: bool) -> Any:
    """Return positions that sort a column, equal values in their old order, missing ones last."""
    import pyarrow as pa

    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    kind = str(values.type)
    if kind.startswith("time") or (values.null_count and kind.startswith(("int", "uint", "duration"))):
        return _exact_order(values, descending)
    try:
        array = as_numpy(values)
    except (TypeError, ValueError, NotImplementedError):
        array = as_objects(values)
    return stable_order(array, descending)


def _exact_order(values: Any, descending: bool) -> Any:
    """Return positions that sort whole numbers, of which some are missing; as floats those above 2 ** 53 would tie."""
    import pyarrow.compute as pc

    return as_numpy(pc.sort_indices(values, sort_keys=[("", "descending" if descending else "ascending")]))
