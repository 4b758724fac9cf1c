"""A Qt model over a `TableWindow`: it hands short strings to the view and asks for pages by a signal.
It holds no values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dagscope.protocol.values import PageAnswer
from dagscope.spreadsheet_cells import csv_text, made_safe
from dagscope.value_records import Column, SortKey, TablePreview
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont

from dagscope_app.drawing.text import plain, without_codes
from dagscope_app.model.panels.table_window import PageRequest, TableWindow
from dagscope_app.views.results.formats import PLAIN, NumberFormat, aligned, heat, most_decimals, written
from dagscope_app.views.theme import tip
from dagscope_app.views.widgets.row_model import Index

WAITING = "…"
CELL_LIMIT = 1000
LINE_END = " ↵ "
_UNKNOWN = Column(WAITING)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TableModel(QAbstractTableModel):
    """Rows and columns of one result, page by page.

    Signals:
        page_wanted(PageRequest): cells are shown that are not here yet.
        arranged(): rows were sorted or filtered again, or their number became known.
    """

    page_wanted = Signal(object)
    arranged = Signal()

    def __init__(self, preview: TablePreview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        known = preview.columns
        count = max(preview.column_count, len(known))
        # the names of a very wide table come with its pages
        self._columns: list[Column] = [*known, *([_UNKNOWN] * (count - len(known)))]
        self._window = TableWindow(preview.rows, count)
        self._first = preview.page
        self.is_frozen = False
        self._ink: QColor | None = None
        self._heat_ink: QColor | None = None
        self._formats: dict[int, NumberFormat] = {}
        self._points: dict[int, int] = {}
        self._heat: dict[int, tuple[float, float]] = {}
        self._is_heated: frozenset[int] = frozenset()
        self._wanted: list[tuple[int, int]] = []
        if preview.page is not None:
            self._window.put_first(preview.page)
            self._measure(0, preview.page.cells)
        # one question an event loop turn for all cells painted in it
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._on_ask_timeout)

    @property
    def total_rows(self) -> int:
        """Rows of the value, filters aside."""
        return self._window.all_rows

    @property
    def shown_rows(self) -> int:
        """Rows that the filters leave (as far as they are known)."""
        return self._window.rows

    @property
    def is_cut(self) -> bool:
        """The value has more rows than a view can hold."""
        return not self._window.where and self._window.all_rows > self._window.rows

    def column_names(self) -> list[str]:
        """Return the columns' names, in order."""
        return [column.name for column in self._columns]

    def known(self) -> frozenset[int]:
        """Return the columns whose names have come."""
        return frozenset(index for index, column in enumerate(self._columns) if column is not _UNKNOWN)

    def is_numeric(self, column: int) -> bool:
        """Return whether a column holds numbers, which are aligned to the right."""
        return self._columns[column].is_numeric

    def sort_order(self) -> tuple[SortKey, ...]:
        """Return how the rows are sorted now."""
        return self._window.sort

    @property
    def where(self) -> str:
        """The filter in force."""
        return self._window.where

    @property
    def serial(self) -> int:
        """The number of the arrangement that answers must belong to."""
        return self._window.serial

    def arrange(self, sort: tuple[SortKey, ...], where: str) -> None:
        """Sort and filter; the pages are asked for again."""
        self.beginResetModel()
        self._window.arrange(sort, where)
        self._points.clear()
        self.endResetModel()
        if where:
            # the number of rows is only known from an answer
            for request in self._window.needed(0, 0, 0, 0):
                self.page_wanted.emit(request)
        self.arranged.emit()

    def put(self, request: PageRequest, answer: PageAnswer) -> None:
        """Put in a page that has come."""
        before = self._window.rows
        if not self._window.put(request, answer.rectangle(), answer.total_rows):
            return
        for index, column in enumerate(answer.columns, request.column):
            if index < len(self._columns) and self._columns[index] is _UNKNOWN:
                self._columns[index] = column
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, index, index)
        grown = self._measure(request.column, answer.cells)
        if self._window.rows != before:
            self.beginResetModel()
            self.endResetModel()
            self.arranged.emit()
            return
        last_row = min(request.row + request.rows, self._window.rows) - 1
        last_column = min(request.column + request.columns, self._window.columns) - 1
        if last_row >= request.row:
            first_row, end_row = (0, self._window.rows - 1) if grown else (request.row, last_row)
            if last_column >= request.column:  # a table may have rows and no columns
                self.dataChanged.emit(self.index(first_row, request.column), self.index(end_row, last_column))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, request.row, last_row)

    def put_problem(self, request: PageRequest) -> bool:
        """Note that a page cannot be had; returns False when nobody waits for it any more."""
        self.beginResetModel()
        is_current = self._window.put_nothing(request)
        self.endResetModel()
        if is_current:
            self.arranged.emit()
        return is_current

    def freeze(self) -> None:
        """Show the first page and ask for nothing: the value is gone."""
        if self.is_frozen:
            return
        self.beginResetModel()
        self.is_frozen = True
        self._window.freeze(self._first)
        self.endResetModel()
        self.arranged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._window.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._window.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)  # Qt asks for seven roles of every cell that it paints, and three say nothing
        return answer(self, index.row(), index.column()) if answer is not None and index.isValid() else None

    def text(self, row: int, column: int) -> str:
        """Return a cell as it is painted; one that is not here is asked for."""
        text = self._window.cell(row, column)
        if text is None or not self.is_numeric(column):
            return self._plain_text(row, column)
        return aligned(written(text, self.format_of(column)), self._points.get(column, 0))

    def _plain_text(self, row: int, column: int) -> str:
        text = self._window.cell(row, column)
        if text is None:
            self._want(row, column)
            return WAITING
        # A row is one line high: what is copied keeps its line ends.
        return plain(without_codes(text[:CELL_LIMIT]).replace("\r\n", "\n").replace("\n", LINE_END), CELL_LIMIT)

    def _side(self, row: int, column: int) -> int:
        return _RIGHT if self.is_numeric(column) else _LEFT

    def _ink_of(self, row: int, column: int) -> QColor | None:
        """Return the colour of a missing value; a text "NaN" looks like a text."""
        return self._ink if self._window.is_missing(row, column) else None

    def _font_of(self, row: int, column: int) -> QFont | None:
        if not self._window.is_missing(row, column):
            return None
        font = QFont()
        font.setItalic(True)
        return font

    def set_ink(self, ink: QColor, heat: QColor) -> None:
        """Paint missing values, and the background of high numbers, in these colours."""
        self._ink, self._heat_ink = ink, heat

    def format_of(self, column: int) -> NumberFormat:
        """Return how the numbers of a column are written."""
        return self._formats.get(column, PLAIN)

    def set_format(self, column: int, format: NumberFormat) -> None:
        """Write the numbers of a column so."""
        self._formats[column] = format
        self._points.pop(column, None)
        for first, cells in self._window.held(column):
            self._measure(first, cells, column)
        self._repaint(column)

    def is_heated(self, column: int) -> bool:
        """Return whether the background of a column shows how high its numbers are."""
        return column in self._is_heated

    def set_heated(self, columns: frozenset[int]) -> None:
        """Tell by the background of these columns how high their numbers are."""
        changed = columns ^ self._is_heated
        self._is_heated = columns
        for column in changed:
            self._repaint(column)

    def set_range(self, column: int, low: float, high: float) -> None:
        """Take the lowest and the highest number of a column."""
        if self._heat.get(column) != (low, high):
            self._heat[column] = (low, high)
            if column in self._is_heated:
                self._repaint(column)

    def _repaint(self, column: int) -> None:
        if self._window.rows:
            self.dataChanged.emit(self.index(0, column), self.index(self._window.rows - 1, column))

    def _heat_of(self, row: int, column: int) -> QColor | None:
        if column not in self._is_heated:
            return None
        low, high = self._heat.get(column, (0.0, 0.0))
        share = heat(self._window.cell(row, column) or "", low, high)
        if share is None or self._heat_ink is None:
            return None
        color = QColor(self._heat_ink)
        color.setAlphaF(0.06 + 0.44 * share)
        return color

    def _measure(self, first: int, rows: Sequence[Sequence[str]], only: int = -1) -> bool:
        """Learn how many decimals the numbers of some columns have; whether the cells that are here change by that."""
        grown = False
        for offset in range(len(rows[0]) if rows else 0):
            column = first + offset
            if not self.is_numeric(column) or only not in (-1, column):
                continue
            before = self._points.get(column)
            most = most_decimals((row[offset] for row in rows if offset < len(row)), self.format_of(column))
            now = most if before is None else -1 if -1 in (before, most) else max(before, most)
            grown = grown or before is not None and now != before
            self._points[column] = now
        return grown

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role != Qt.ItemDataRole.DisplayRole:
                return None
            label = self._window.index(section)
            if label is None and self.is_frozen:
                return ""
            if label is None and not self._window.columns:
                self._want(section, 0)  # no cell of the row will ask
            return WAITING if label is None else plain(label, 80)
        if not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(self._columns[section].name, 200)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.is_numeric(section) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignTop)  # the type stands below
        if role == Qt.ItemDataRole.ToolTipRole:
            column = self._columns[section]
            return tip("\n".join(part for part in (column.name[:2_000], column.type) if part))
        return None

    def levels(self, row: int) -> Sequence[str]:
        """Return a row's labels level by level, where the index has several."""
        return self._window.levels(row)

    def column_type(self, column: int) -> str:
        """Return the type of a column's values."""
        return self._columns[column].type

    def _want(self, row: int, column: int) -> None:
        if self.is_frozen:
            return
        self._wanted.append((row, column))
        if not self._ask.isActive():
            self._ask.start()

    def _on_ask_timeout(self) -> None:
        wanted, self._wanted = self._wanted, []
        if not wanted:
            return
        # only what was painted last is still in view after quick scrolling; pages far behind are not asked for
        rows = [row for row, _ in wanted[-20_000:]]
        columns = [column for _, column in wanted[-20_000:]]
        for request in self._window.needed(min(rows), max(rows), min(columns), max(columns))[:24]:
            self.page_wanted.emit(request)

    def text_of(self, rows: Sequence[int], columns: Sequence[int], separator: str, *, has_names: bool = True) -> str:
        """Return the cells that are here, as lines, for the clipboard. Names of columns come with names of rows."""
        lines = [["", *(self._columns[c].name for c in columns)]] if has_names else []
        for row in rows:
            name = [self._window.index(row) or ""] if has_names else []
            lines.append([*name, *(self._window.cell(row, c) or "" for c in columns)])
        if len(lines) > 1 or len(lines[0]) > 1:
            lines = [made_safe(line) for line in lines]  # they are as they are shown, not exact, as it is
        return csv_text(lines, separator).rstrip("\n")


_ANSWERS: dict[int, Callable[[TableModel, int, int], Any]] = {
    Qt.ItemDataRole.DisplayRole: TableModel.text,
    Qt.ItemDataRole.EditRole: TableModel._plain_text,
    Qt.ItemDataRole.TextAlignmentRole: TableModel._side,
    Qt.ItemDataRole.ForegroundRole: TableModel._ink_of,
    Qt.ItemDataRole.FontRole: TableModel._font_of,
    Qt.ItemDataRole.BackgroundRole: TableModel._heat_of,
}
"""What a cell says in each role."""
