"""How wide a table's columns are, until somebody makes one as wide as they like. It must not ask for cells."""

from __future__ import annotations

from collections.abc import Iterable

from dagscope.protocol.values import PageAnswer
from PySide6.QtWidgets import QTableView

from dagscope_app.views.results.table_model import TableModel


class ColumnWidths:
    """Fits columns to what they show."""

    def __init__(self, table: QTableView, model: TableModel) -> None:
        self._table = table
        self._model = model
        self._sized: set[int] = set()
        self._is_fitting = False
        table.horizontalHeader().sectionResized.connect(self._on_resized)

    def fit(self, columns: Iterable[int], row: int = 0) -> None:
        """Make columns as wide as their name and some cells need, within reason; read from what is already here."""
        measure = self._table.fontMetrics()
        names = self._model.column_names()
        rows = range(row, min(row + 20, self._model.rowCount()))
        for column in columns:
            texts = [
                names[column],
                self._model.column_type(column),
                *[self._model.text(row, column) for row in rows],
            ]
            width = max(measure.horizontalAdvance(text[:60]) for text in texts) + 28
            self._set_width(column, max(64, min(width, 320)))

    def widen(self, answer: PageAnswer) -> None:
        """Make room for every digit of the numbers that came: half a number is a wrong one. Nothing gets narrower."""
        measure = self._table.fontMetrics()
        for offset in range(len(answer.columns)):
            column = answer.column + offset
            if column in self._sized or not self._model.is_numeric(column):
                continue
            longest = max((cells[offset] for cells in answer.cells if offset < len(cells)), key=len, default="")
            width = min(measure.horizontalAdvance(longest[:60]) + 28, 320)
            if width > self._table.columnWidth(column):
                self._set_width(column, width)

    def _set_width(self, column: int, width: int) -> None:
        self._is_fitting = True
        self._table.setColumnWidth(column, width)
        self._is_fitting = False

    def _on_resized(self, column: int) -> None:
        if not self._is_fitting:
            self._sized.add(column)  # by hand, and so it stays
