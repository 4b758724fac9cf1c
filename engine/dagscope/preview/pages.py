"""Tables of any library, page by page, sorted and filtered. It must not copy a table, and keeps only index arrays.

A library's own way to do things is a `TableSource`; one file each. What is asked again is answered from the kept index
array of the last few (sort, filter) pairs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from dagscope.preview.arrow_table import ArrowTable, is_arrow_table
from dagscope.preview.budget import CELL_LIMIT, attempt, is_a, library, name_of_type, time_limit
from dagscope.preview.cells import cell_limit, column_texts, fit
from dagscope.preview.filters.evaluate import FilterColumn, mask_of
from dagscope.preview.filters.language import Filter, FilterError, parse
from dagscope.preview.filters.spread import VALUES, Spread
from dagscope.preview.kind import AskProblem
from dagscope.preview.numpy_table import NumpyTable, is_numpy_table
from dagscope.preview.pandas_table import PandasTable
from dagscope.preview.polars_table import PolarsTable
from dagscope.preview.records_table import Records, RecordsTable
from dagscope.value_records import CellPage, Column, SortKey, TablePart

MAX_ROWS_A_PAGE = 1_000
MAX_COLUMNS_A_PAGE = 200
KEPT_ORDERS = 4
_WHOLE = 1_000_000
Statistics = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]


class PageProblem(AskProblem):
    """A page cannot be made as asked; the text is one sentence for the user."""


class TableSource(Protocol):
    """What a library must say of its table. `rows` below is a slice or an array of positions."""

    value: Any
    row_count: int
    column_count: int
    is_series: bool
    has_labels: bool

    def size_bytes(self) -> int: ...

    def column(self, position: int) -> Column: ...

    def name(self, position: int) -> str: ...

    def texts(self, position: int, rows: Any, limit: int) -> list[str]: ...

    def items(self, position: int, rows: Any) -> list[Any]: ...

    def gone(self, position: int, rows: Any) -> list[bool]: ...

    def labels(self, rows: Any) -> list[str]: ...

    def level_labels(self, rows: Any) -> list[tuple[str, ...]]: ...

    def label_items(self, rows: Any) -> list[list[Any]]: ...

    def level_names(self) -> list[str]: ...

    def index_names(self) -> list[str]: ...

    def filter_column(self, position: int) -> FilterColumn: ...

    def positions(self, mask: Any) -> Any: ...

    def picked(self, rows: Sequence[int], order: Any | None) -> Any: ...

    def taken(self, rows: Any | None, columns: list[int]) -> Any: ...

    def sorted_by(self, key: SortKey, within: Any | None) -> Any: ...

    def statistics(self, position: int, within: Any | None = None) -> Statistics: ...


@dataclass(frozen=True, slots=True)
class TablePage:
    """A rectangle, the columns it shows, and how many rows the arranged table has."""

    total_rows: int
    columns: tuple[Column, ...]
    page: CellPage


class TableView:
    """Pages of one table."""

    def __init__(self, source: TableSource) -> None:
        self.source = source
        self._orders: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._names: list[str] | None = None

    def page(
        self,
        row: int,
        rows: int,
        column: int,
        columns: int,
        sort: tuple[SortKey, ...] = (),
        where: str = "",
    ) -> TablePage:
        """Return the cells from (row, column) on.

        Raises:
            PageProblem: a filter or a sort does not fit the column.
        """
        order = self._order(sort, where)
        total = self.source.row_count if order is None else len(order)
        row, column = max(0, row), max(0, column)
        last_row = min(total, row + max(0, min(rows, MAX_ROWS_A_PAGE)))
        last_column = min(self.source.column_count, column + max(0, min(columns, MAX_COLUMNS_A_PAGE)))
        shown = range(column, last_column)
        picked: Any = slice(row, last_row) if order is None else order[row:last_row]
        count = max(0, last_row - row)
        limit = max(cell_limit(count * len(shown)), 60) if count else CELL_LIMIT
        with time_limit():  # one for all cells of the page, whose texts may be code of the user's
            texts = [self.source.texts(position, picked, limit) for position in shown] if count else []
            cells = fit(list(zip(*texts))) if texts else ()
            labels = tuple(self.source.labels(picked)) if count else ()
            gone = [self.source.gone(position, picked) for position in shown] if count else []
            levels = tuple(self.source.level_labels(picked)) if count else ()
        described = tuple(self.source.column(position) for position in shown)
        return TablePage(total, described, CellPage(row, column, cells, labels, _missing_by_column(gone), levels))

    def part(self, part: TablePart) -> Any:
        """Return some rows and columns of the table as a table of the same library.

        Raises:
            PageProblem: the filter or the sort does not fit.
        """
        return self.source.taken(self._order(part.sort, part.where), self.columns_of(part))

    def columns_of(self, part: TablePart) -> list[int]:
        """Return the positions of the columns that are shown, all of them where none are named."""
        every = range(self.source.column_count)
        return [at for first, last in part.columns for at in range(first, last) if at in every] or list(every)

    def row_count(self, sort: tuple[SortKey, ...], where: str) -> int:
        """Return how many rows a filter leaves.

        Raises:
            PageProblem: the filter or the sort does not fit.
        """
        order = self._order(sort, where)
        return self.source.row_count if order is None else len(order)

    def items(self, column: int, rows: Sequence[int], sort: tuple[SortKey, ...], where: str) -> list[Any]:
        """Return the values themselves of some rows, in the arranged order, of one column."""
        return self.source.items(column, self._picked(rows, sort, where))

    def labels(self, rows: Sequence[int], sort: tuple[SortKey, ...], where: str) -> list[list[Any]]:
        """Return the labels of some rows, level by level."""
        return self.source.label_items(self._picked(rows, sort, where))

    def value_at(self, index: int) -> Any:
        """Return the value of a cell: cells are counted row by row, in the order of the value itself.

        Raises:
            LookupError: there is no such cell.
        """
        row, column = divmod(index, max(1, self.source.column_count))
        if not 0 <= row < self.source.row_count or not self.source.column_count:
            raise LookupError(f"there is no cell {index}")
        return self.source.items(column, slice(row, row + 1))[0]

    def place_of(self, row: int, column: int, sort: tuple[SortKey, ...], where: str) -> int:
        """Return where `value_at` has the cell that an arrangement shows in this row."""
        order = self._order(sort, where)
        return int(row if order is None else order[row]) * self.source.column_count + column

    def cell_name(self, index: int) -> str:
        """Return what the cell that `value_at` has at a position is called: its column and its row."""
        row, column = divmod(index, self.source.column_count)
        return f"{self.source.name(column)}[{row}]"

    def cell_named(self, name: str, index: int) -> int:
        """Return the position of the cell of a name, `index` where that fits.

        Raises:
            LookupError: there is none, or several are called so.
        """
        count = self.source.row_count * self.source.column_count
        if 0 <= index < count and self.cell_name(index) == name:
            return index
        column, _, row = name.removesuffix("]").rpartition("[")
        found = [at for at, each in enumerate(self.names(range(self.source.column_count))) if each == column]
        if len(found) != 1 or not row.isdecimal() or int(row) >= self.source.row_count:
            raise LookupError(f"there is no cell {name}")
        return int(row) * self.source.column_count + found[0]

    def names(self, columns: Sequence[int]) -> list[str]:
        """Return the names of some columns."""
        return [self.source.name(position) for position in columns]

    def _picked(self, rows: Sequence[int], sort: tuple[SortKey, ...], where: str) -> Any:
        order = self._order(sort, where)
        if rows and rows[-1] - rows[0] + 1 == len(rows):
            picked = slice(rows[0], rows[-1] + 1)
            return picked if order is None else order[picked]
        return self.source.picked(rows, order)

    def statistics(self, column: int, where: str = "") -> Statistics:
        """Return facts and a histogram of one column, of the rows that a filter keeps.

        Raises:
            PageProblem: there is no such column, or the filter does not fit.
        """
        self._check(column)
        return self.source.statistics(column, self._order((), where))

    def _check_key(self, column: int) -> None:
        if not -len(self.source.level_names()) <= column < 0:
            self._check(column)

    def _check(self, column: int) -> None:
        if not 0 <= column < self.source.column_count:
            raise PageProblem(f"there is no column {column}; the table has {self.source.column_count:,}")

    def _order(self, sort: tuple[SortKey, ...], where: str) -> Any | None:
        where = where.strip()
        if not sort and not where:
            return None
        key = (sort, where)
        if key in self._orders:
            self._orders.move_to_end(key)
            return self._orders[key]
        order = self._arrange(sort, where)
        self._orders[key] = order
        while len(self._orders) > KEPT_ORDERS:
            self._orders.popitem(last=False)
        return order

    def _arrange(self, sort: tuple[SortKey, ...], where: str) -> Any:
        order = self._order((), where) if sort and where else None
        try:
            if not sort:
                order = self._kept(where)
            for sort_key in reversed(sort):  # stable sorts, the weakest key first
                self._check_key(sort_key.column)
                order = self.source.sorted_by(sort_key, order)
        except FilterError as error:
            where_is = f" (at character {error.start + 1} of the filter)" if error.start >= 0 else ""
            raise PageProblem(f"{error}{where_is}") from None
        except (TypeError, ValueError, ArithmeticError) as error:
            raise PageProblem(f"the table cannot be arranged so: {error}") from None
        return order

    def names_of_all(self) -> list[str]:
        """Return the names of all columns."""
        if self._names is None:
            self._names = self.names(range(self.source.column_count))
        return self._names

    def spread(self, column: int, where: str = "", most: int = VALUES) -> Spread:
        """Return how a column's values are spread over the rows that a filter keeps.

        Raises:
            PageProblem: the filter does not fit.
        """
        return self.source.filter_column(column).spread(self._order((), where), most)

    def parsed(self, where: str) -> Filter | None:
        """Return what a filter's text stands for.

        Raises:
            FilterError: it cannot be read.
        """
        return parse(where, self.names_of_all(), self.source.level_names())

    def _texts(self, column: int) -> list[str]:
        """Return the whole texts of a column, or below zero of a level of the index."""
        every = slice(0, self.source.row_count)
        if column >= 0:
            return self.source.texts(column, every, _WHOLE)
        return column_texts(self.source.label_items(every)[-1 - column], _WHOLE)

    def _kept(self, where: str) -> Any | None:
        found = self.parsed(where)
        return None if found is None else self.source.positions(mask_of(found, self.source.filter_column, self._texts))


def _missing_by_column(gone: list[list[bool]]) -> tuple[tuple[int, ...], ...]:
    """Return, column by column, the rows that have no value; nothing where every row has one."""
    found = tuple(tuple(row for row, is_gone in enumerate(column) if is_gone) for column in gone)
    return found if any(found) else ()


def _unwrapped(value: Any) -> Any:
    """Return the table of its own library behind a Narwhals frame or series; anything else as it is."""
    for module in ("narwhals", "narwhals.stable.v1", "narwhals.stable.v2"):
        if is_a(value, module, "DataFrame", "Series"):
            return value.to_native()
    return value


def is_pandas_array(value: Any) -> bool:
    """Return whether it is the array of a column, without one: a `Categorical`, `pd.array([1, None])`."""
    return is_a(value, "pandas.api.extensions", "ExtensionArray")


def _pandas_column(value: Any) -> Any:
    return library("pandas").Series(value, copy=False)


def _as_library_class(value: Any) -> Any:
    """Return a table of a project's class as one of the class below it, on the same data: its methods may do anything.

    GeoPandas' own are left: they know how geometries are saved.
    """
    if name_of_type(type(value)).partition(".")[0] in ("pandas", "geopandas", "polars"):
        return value
    for module in ("pandas", "polars"):
        for name in ("DataFrame", "Series"):
            if is_a(value, module, name):
                return attempt(partial(getattr(library(module), name), value), lambda reason: value)
    return value


def is_table(value: Any) -> bool:
    """Return whether a value is a table or a column of one of the libraries."""
    value = _unwrapped(value)
    return (
        is_a(value, "pandas", "DataFrame", "Series", "Index")
        or is_pandas_array(value)
        or is_a(value, "polars", "DataFrame", "Series")
        or is_arrow_table(value)
        or is_numpy_table(value)
        or type(value) is Records
    )


def table_source(value: Any) -> TableSource | None:
    """Return the value as a table or a column, or None when it is neither."""
    native = _as_library_class(_unwrapped(value))
    source = _source_of(native)
    if source is not None and native is not value:
        source.value = value
    return source


def _source_of(value: Any) -> TableSource | None:
    if is_a(value, "pandas", "DataFrame", "Series", "Index"):
        return PandasTable(value)
    if is_pandas_array(value):
        source = PandasTable(_pandas_column(value))
        source.value = value
        return source
    if is_a(value, "polars", "DataFrame", "Series"):
        return PolarsTable(value)
    if is_arrow_table(value):
        return ArrowTable(value)
    if is_numpy_table(value):
        return NumpyTable(value)
    if type(value) is Records:
        return RecordsTable(value)
    return None


def table_view(value: Any) -> TableView | None:
    """Return pages of the value, or None when it is no table."""
    source = table_source(value)
    return TableView(source) if source is not None else None
