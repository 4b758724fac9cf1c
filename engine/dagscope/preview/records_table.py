"""Lists of dicts, dicts of lists and dicts of dicts as tables.
It must not copy what the cells hold, nor guess at other shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dagscope.preview.arrays import ArrayOrders, counted_statistics, number_statistics, stable_order
from dagscope.preview.budget import type_name
from dagscope.preview.cells import cell_text, column_texts
from dagscope.preview.exact import counted_texts
from dagscope.preview.filters.arrays import ArrayColumn, gone_of
from dagscope.preview.filters.evaluate import FilterColumn
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.real_types import name_of, types_in
from dagscope.preview.scalars import short_repr
from dagscope.value_records import Column, SortKey

_LOOKED_AT = 200
_NAME = 200


def is_records(value: Any) -> bool:
    """Return whether a value has rows and columns, as far as its first parts show: of the same parts, or lists of one
    length.
    """
    kind = type(value)
    if kind in (list, tuple):
        return bool(value) and all(type(item) is dict for item in value[:_LOOKED_AT]) and any(value[:_LOOKED_AT])
    if kind is not dict or not value:
        return False
    items = list(_first(value))
    if all(type(item) is dict for item in items):
        return any(items)
    lists = all(type(item) in (list, tuple) for item in items)
    return lists and len({len(item) for item in items}) == 1 and len(items[0]) > 0


def _first(value: dict[Any, Any]) -> Iterator[Any]:
    for number, item in enumerate(value.values()):
        if number == _LOOKED_AT:
            return
        yield item


def _name(key: Any) -> str:
    return cell_text(key, _NAME) if type(key) is str else short_repr(key, _NAME)


class Records:
    """A value's rows, each a list of cells by columns; cells that a row does not have are `None`.

    Raises:
        ValueError: it has no rows and columns after all.
    """

    def __init__(self, value: Any) -> None:
        self.type_text = type_name(value)
        self.labels: list[str] | None = None
        if type(value) is dict:
            if any(type(item) is dict for item in value.values()):
                self.labels = [_name(key) for key in value]
                self._from_rows(list(value.values()))
            else:
                self._from_columns(value)
        else:
            self._from_rows(list(value))

    def _from_rows(self, rows: list[Any]) -> None:
        if not all(type(row) is dict for row in rows):
            raise ValueError("not all of its parts are dicts")
        names = dict.fromkeys(key for row in rows for key in row)
        self.names = [_name(name) for name in names]
        self.columns = [[row.get(name) for row in rows] for name in names]
        self.row_count = len(rows)

    def _from_columns(self, value: dict[Any, Any]) -> None:
        if not all(type(item) in (list, tuple) for item in value.values()):
            raise ValueError("not all of its parts are lists")
        if len({len(item) for item in value.values()}) > 1:
            raise ValueError("its lists are not of one length")
        self.names = [_name(name) for name in value]
        self.columns = [list(item) for item in value.values()]
        self.row_count = len(self.columns[0])


class RecordsTable(ArrayOrders):
    """Records; the values of a column become an array when something is asked of all of them."""

    is_series = False

    def __init__(self, records: Records) -> None:
        self.value = records
        self.row_count = records.row_count
        self.column_count = len(records.columns)
        self.has_labels = records.labels is not None
        self._arrays: dict[int, Any] = {}

    def size_bytes(self) -> int:
        return 8 * self.row_count * self.column_count

    def column(self, position: int) -> Column:
        kinds = types_in(item for item in self.value.columns[position][:_LOOKED_AT] if not is_nothing(item))
        name = name_of(next(iter(kinds))) if len(kinds) == 1 else "object"
        return Column(self.name(position), name, bool(kinds) and kinds <= {int, float, bool})

    def name(self, position: int) -> str:
        return self.value.names[position]

    def _rows(self, rows: Any) -> Any:
        return range(self.row_count)[rows] if isinstance(rows, slice) else rows.tolist()

    def items(self, position: int, rows: Any) -> list[Any]:
        values = self.value.columns[position]
        return [values[row] for row in self._rows(rows)]

    def texts(self, position: int, rows: Any, limit: int) -> list[str]:
        return column_texts(self.items(position, rows), limit)

    def gone(self, position: int, rows: Any) -> list[bool]:
        return [is_nothing(item) for item in self.items(position, rows)]

    def labels(self, rows: Any) -> list[str]:
        names = self.value.labels
        return [str(row) if names is None else names[row] for row in self._rows(rows)]

    def label_items(self, rows: Any) -> list[list[Any]]:
        names = self.value.labels
        return [[row if names is None else names[row] for row in self._rows(rows)]]

    def level_names(self) -> list[str]:
        return ["key"] if self.has_labels else []

    def index_names(self) -> list[str]:
        return []

    def _array(self, position: int) -> Any:
        """Return the column as an array: whole numbers and floats as such, anything else as objects."""
        if position not in self._arrays:
            import numpy as np

            values = self.value.columns[position] if position >= 0 else self._keys()
            kinds = types_in(values)
            if kinds == {int} and all(-(2**63) <= item < 2**63 for item in values):
                made = np.array(values, dtype=np.int64)
            elif kinds and kinds <= {float, type(None)} and float in kinds:
                made = np.array([np.nan if item is None else item for item in values], dtype=np.float64)
            elif kinds == {bool}:
                made = np.array(values, dtype=bool)
            else:
                made = np.empty(len(values), dtype=object)
                made[:] = values
            self._arrays[position] = made
        return self._arrays[position]

    def _keys(self) -> list[Any]:
        return list(self.value.labels) if self.value.labels is not None else list(range(self.row_count))

    def filter_column(self, position: int) -> FilterColumn:
        return ArrayColumn(self._array(position))

    def sorted_by(self, key: SortKey, within: Any | None) -> Any:
        values = self._array(key.column)
        if within is None:
            return stable_order(values, key.descending)
        return within[stable_order(values[within], key.descending)]

    def statistics(self, position: int, within: Any | None = None) -> Any:
        values = self._array(position)
        values = values if within is None else values[within]
        if values.dtype.kind in "biuf":
            return number_statistics(values)
        gone = gone_of(values)
        top, distinct = counted_texts(values[~gone].tolist())
        return counted_statistics(top, len(values), int(gone.sum()), distinct)

    def taken(self, rows: Any | None, columns: list[int]) -> Any:
        """Return some rows and columns as a list of dicts, or where pandas is there as a frame."""
        chosen = self._rows(slice(None) if rows is None else rows)
        names = [self.value.names[column] for column in columns]
        cells = [[self.value.columns[column][row] for row in chosen] for column in columns]
        try:
            import pandas as pd
        except ImportError:
            return [dict(zip(names, row)) for row in zip(*cells)]
        labels = None if self.value.labels is None else pd.Index([self.value.labels[row] for row in chosen], name="key")
        return pd.DataFrame(dict(enumerate(cells)), index=labels, dtype=object).set_axis(names, axis=1)
