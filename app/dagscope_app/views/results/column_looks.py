"""How columns of a table look: frozen, with heat behind their numbers, with numbers written otherwise.
It must not sort or filter.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QTableView

from dagscope_app.views.results.column_widths import ColumnWidths
from dagscope_app.views.results.columns import ColumnOrder
from dagscope_app.views.results.formats import NumberFormat
from dagscope_app.views.results.frozen import FrozenColumns
from dagscope_app.views.results.heat import HeatDelegate
from dagscope_app.views.results.table_model import TableModel


class ColumnLooks:
    """Changes how columns look."""

    def __init__(
        self, table: QTableView, model: TableModel, frozen: FrozenColumns, order: ColumnOrder, widths: ColumnWidths
    ) -> None:
        self._table = table
        self._model = model
        self._frozen = frozen
        self._order = order
        self._widths = widths
        self._heat = HeatDelegate(table)

    def freeze(self, column: int, is_on: bool) -> None:
        """Keep a column in view while the others are scrolled, or no longer."""
        kept = tuple(each for each in self._frozen.columns if each != column)
        if is_on:
            self._order.move(column, len(kept))
            kept = (*kept, column)
        self._frozen.set_columns(kept)

    def numbers(self) -> tuple[int, ...]:
        """Return the columns of numbers."""
        return tuple(each for each in range(self._model.columnCount()) if self._model.is_numeric(each))

    def heat(self, columns: Iterable[int], is_on: bool) -> None:
        """Tell by the background how high the numbers of columns are."""
        now = frozenset(each for each in range(self._model.columnCount()) if self._model.is_heated(each))
        self._model.set_heated(now | frozenset(columns) if is_on else now - frozenset(columns))
        for column in columns:
            for view in (self._table, self._frozen):
                view.setItemDelegateForColumn(column, self._heat if is_on else view.itemDelegate())

    def set_format(self, column: int, format: NumberFormat) -> None:
        """Write the numbers of a column otherwise."""
        self._model.set_format(column, format)
        self._widths.fit((column,))
