"""All columns of a table beneath each other, with their missing values and how they are spread; the current one in
figures.

Only what is seen is asked for. It must not filter.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from dagscope.protocol.values import StatisticsAnswer
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.bars import bar_at, describe, paint_bars, share_text, shown_bars
from dagscope_app.views.results.profiles import Profiles
from dagscope_app.views.results.statistics import StatisticsView
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.fields import make_clearable
from dagscope_app.views.widgets.row_model import Index

FEW_COLUMNS = 5
"""So few are found at a glance."""
_ROW = 44
_BARS = 96


class ColumnsModel(QAbstractListModel):
    """The columns whose names contain what is searched for."""

    def __init__(self, table: TableModel, profiles: Profiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._profiles = profiles
        self._sought = ""
        self._columns: list[int] = list(range(table.columnCount()))
        table.headerDataChanged.connect(self._on_names_came)
        profiles.came.connect(self._on_profiles_came)

    def seek(self, text: str) -> None:
        """Show the columns whose names contain a text, case aside."""
        self._sought = text.strip().casefold()
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        names = self._table.column_names()
        self._columns = [index for index, name in enumerate(names) if self._sought in name.casefold()]
        self.endResetModel()

    def _on_names_came(self, orientation: Qt.Orientation) -> None:
        if orientation == Qt.Orientation.Horizontal and self._sought:
            self._fill()

    def _on_profiles_came(self) -> None:
        if self._columns:
            self.dataChanged.emit(self.index(0), self.index(len(self._columns) - 1))

    def column_at(self, row: int) -> int:
        """Return the column that a row shows, -1 for none."""
        return self._columns[row] if 0 <= row < len(self._columns) else -1

    def row_of(self, column: int) -> int:
        """Return the row that shows a column, -1 when it is not shown."""
        return self._columns.index(column) if column in self._columns else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.column_at(index.row()) if index.isValid() else -1
        if column < 0:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(self._table.column_names()[column], 200)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            profile = self._profiles.known(column)
            said = share_text(profile) if profile is not None else ""
            return ", ".join(
                part for part in (self._table.column_names()[column], self._table.column_type(column), said) if part
            )
        return None


class _Painter(QStyledItemDelegate):
    """Name over type and share of missing values; bars to the right."""

    def __init__(self, table: TableModel, profiles: Profiles, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._profiles = profiles
        self.theme = theme
        self.hovered = (-1, -1)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ColumnsModel)
        column = model.column_at(index.row())
        rect: QRect = option.rect
        profile = self._profiles.of(column)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self.theme.color("hover"))
        text = rect.adjusted(10, 5, -_BARS - 20, -5)
        name, small = self.theme.font("ui"), self.theme.font("small")
        painter.setFont(name)
        painter.setPen(self.theme.color("text"))
        self._line(painter, text, Qt.AlignmentFlag.AlignTop, str(index.data()))
        painter.setFont(small)
        painter.setPen(self.theme.color("quiet"))
        share = share_text(profile) if profile is not None else "…"
        said = "  ".join(part for part in (self._table.column_type(column), share) if part)
        self._line(painter, text, Qt.AlignmentFlag.AlignBottom, said)
        if profile is not None:
            number = self.hovered[1] if self.hovered[0] == column else -1
            paint_bars(painter, bars_of(rect), profile, self.theme, number, self._profiles.is_new(column))
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, room: QRect, side: Qt.AlignmentFlag, text: str) -> None:
        shown = QFontMetrics(painter.font()).elidedText(plain(text, 300), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignLeft, shown)


def bars_of(row: QRect) -> QRectF:
    """Return where the bars of a row are."""
    return QRectF(row.right() - _BARS - 8, row.top() + 8, _BARS, row.height() - 16)


class ColumnsList(QTableView):
    """The list itself.

    Signals:
        bar_clicked(int, str, str): a column, what a bar is called, and the filter of its rows.
        column_chosen(int): a column was clicked, or led to by keys.
    """

    bar_clicked = Signal(int, str, str)
    column_chosen = Signal(int)

    def __init__(self, table: TableModel, profiles: Profiles, theme: Theme) -> None:
        super().__init__()
        self.setTabKeyNavigation(False)
        self._profiles = profiles
        self.columns = ColumnsModel(table, profiles, self)
        self.setModel(self.columns)
        self._painter = _Painter(table, profiles, theme, self)
        self.setItemDelegate(self._painter)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setShowGrid(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Columns"))
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._painter.theme = theme
        self.viewport().update()

    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self.column_chosen.emit(self.columns.column_at(index.row()))

    def _bar(self, event: QMouseEvent) -> tuple[int, int]:
        """Return the column and the number of its bar at a point."""
        index = self.indexAt(event.position().toPoint())
        column = self.columns.column_at(index.row())
        profile = self._profiles.known(column)
        if profile is None:
            return column, -1
        return column, bar_at(profile, bars_of(self.visualRect(index)), event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        found = self._bar(event)
        if found != self._painter.hovered:
            self._painter.hovered = found
            profile = self._profiles.known(found[0])
            self.setToolTip(tip(describe(profile, found[1])) if profile is not None else "")
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        column, number = self._bar(event)
        profile = self._profiles.known(column)
        if profile is not None and number >= 0:
            bar = shown_bars(profile)[number]
            if bar.where and bar.count:
                self.bar_clicked.emit(column, bar.label, bar.where)


class SummaryView(QWidget):
    """A search line, the columns, and the figures of the current one. They are made when they are first looked at.

    Signals:
        bar_clicked(int, str, str): a column, what a bar is called, and the filter of its rows.
        column_chosen(int): a column was clicked, or led to by keys.
    """

    bar_clicked = Signal(int, str, str)
    column_chosen = Signal(int)

    def __init__(self, table: TableModel, profiles: Profiles, theme: Theme) -> None:
        super().__init__()
        self._table = table
        self._profiles = profiles
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 0)
        self._column.setSpacing(4)
        self.setMinimumWidth(230)

    @cached_property
    def search(self) -> QLineEdit:
        """Where a column's name is searched for."""
        search = QLineEdit()
        search.setPlaceholderText(tr("Find a column"))
        search.setAccessibleName(tr("Find a column"))
        make_clearable(search)
        search.textChanged.connect(self.list.columns.seek)
        return search

    @cached_property
    def list(self) -> ColumnsList:
        """The columns."""
        found = ColumnsList(self._table, self._profiles, self._theme)
        found.bar_clicked.connect(self.bar_clicked)
        found.column_chosen.connect(self.column_chosen)
        return found

    @cached_property
    def figures(self) -> StatisticsView:
        """The figures of the current column."""
        return StatisticsView(self._theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._column.count():
            return
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.list)
        split.addWidget(self.figures)
        split.setSizes([180, 220])
        self._column.addWidget(self.search)
        self.search.setVisible(self._table.columnCount() > FEW_COLUMNS)
        self._column.addWidget(split, 1)

    def set_current(self, column: int) -> None:
        """Mark the column whose figures are shown."""
        row = self.list.columns.row_of(column)
        if row >= 0 and self.list.currentIndex().row() != row:
            self.list.setCurrentIndex(self.list.columns.index(row))

    def set_waiting(self, name: str, type_text: str) -> None:
        """Show that the figures of this column are on their way."""
        self.figures.set_waiting(name, type_text)

    def set_statistics(self, answer: StatisticsAnswer) -> None:
        """Show the figures of a column."""
        self.figures.set_statistics(answer)

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self._theme = theme
        if self._column.count():
            self.list.set_theme(theme)
            self.figures.set_theme(theme)
