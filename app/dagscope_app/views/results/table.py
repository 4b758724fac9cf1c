"""Shows a table or a series: pages of cells, sorted, filtered, with arranged columns. It computes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from dagscope.protocol.values import (
    Answer,
    PageAnswer,
)
from dagscope.value_records import Column, SeriesPreview, SortKey, TablePart, TablePreview
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.panels.table_window import PageRequest
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.cell import CellView
from dagscope_app.views.results.column_filter import ColumnFilter
from dagscope_app.views.results.column_looks import ColumnLooks
from dagscope_app.views.results.column_menu import ColumnActions, ColumnState, column_menu, open_below
from dagscope_app.views.results.column_widths import ColumnWidths
from dagscope_app.views.results.columns import ColumnOrder
from dagscope_app.views.results.filters import Chip, Filters, joined
from dagscope_app.views.results.frozen import MOST_COLUMNS, FrozenColumns
from dagscope_app.views.results.go_to import GoTo
from dagscope_app.views.results.headers import BARS, LOW_BARS, TypedHeader
from dagscope_app.views.results.levels import Corner, LevelHeader
from dagscope_app.views.results.profiles import Profiles
from dagscope_app.views.results.sorting import clicked, sign
from dagscope_app.views.results.table_copying import TableCopying
from dagscope_app.views.results.table_figures import TableFigures
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.results.tools import CopyForm, TableTools
from dagscope_app.views.results.tree import OpenInside, nowhere
from dagscope_app.views.results.viewer import Asker, Desk, Viewer
from dagscope_app.views.theme import Theme, tabular
from dagscope_app.views.widgets.labels import make_label

ROW_HEIGHT = 24
LOW_VIEW, LOWEST_VIEW = 190, 130
"""Below the first height the bars of the columns are low, below the other the room is the rows'."""


@dataclass(frozen=True, slots=True)
class TableLook:
    """How somebody looks at a table with these columns."""

    columns: list[str]
    line: str
    chips: tuple[Chip, ...]
    order: tuple[SortKey, ...]
    has_statistics: bool
    has_plot: bool


class TableResult(QWidget):
    """One table. `bar` (rows, filter, statistics, copy) is placed by the page, in the header of the result."""

    def __init__(
        self, preview: TablePreview, theme: Theme, ask: Asker, open_inside: OpenInside = nowhere, name: str = "df"
    ) -> None:
        """Show the preview's first page; `name` is what the table is called in code."""
        super().__init__()
        self.follow: Callable[[str], None] = lambda column: None
        self._theme = theme
        self._ask = ask
        self._accepted = ""
        self._is_series = isinstance(preview, SeriesPreview)
        self.model = TableModel(preview, self)
        self.model.page_wanted.connect(self._on_page_wanted)
        self.model.arranged.connect(self._on_model_arranged)
        self.profiles = Profiles(ask, self)
        self.profiles.came.connect(self._on_profiles_came)
        self._make_bar(theme, preview.columns)
        self._make_table(theme, preview.index_names)
        self.copying = TableCopying(self.table, self.model, self.columns, ask, name, self._note.setText)
        self.go_to = GoTo(self.table, self.model.column_names, self._note.setText)
        self.bar.put(self.go_to)
        self.cell = CellView(self.table, theme, ask, open_inside)
        self.figures = TableFigures(self.table, self.model, self.profiles, theme, ask)
        self.figures.summary.bar_clicked.connect(self._on_bar_clicked)
        self.plot = self.figures.plot
        self._toggle.toggled.connect(self.figures.show_summary)
        self.plot_toggle.toggled.connect(self.figures.show_plot)
        self._lay_out()
        self.set_theme(theme)
        self._on_model_arranged()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.table, self.cell, self.figures.summary, self.plot):
            split.addWidget(part)
        split.setStretchFactor(0, 1)
        split.setSizes([600, 320, 280, 420])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters.row)
        layout.addWidget(self._note)
        layout.addWidget(split, 1)

    def _make_bar(self, theme: Theme, columns: Sequence[Column]) -> None:
        self.filters = Filters(theme, self)
        self.filters.changed.connect(self._on_filter_returned)
        self.filters.chip_opened.connect(self.open_filter)
        if self._is_series:
            self.filters.set_one_column()
        else:
            self.filters.set_columns(columns)
        self.filter = self.filters.line
        self.bar = TableTools(theme, self.filters)
        self._toggle, self.plot_toggle = self.bar.statistics, self.bar.plot
        self._note = make_label(is_quiet=True)  # a row of its own: beside the filter both would be too narrow to read
        self._note.setWordWrap(True)
        self._note.setContentsMargins(8, 3, 8, 3)
        self._note.hide()
        self.save_shown = self.bar.save_shown
        self.bar.code.triggered.connect(self._on_code_triggered)
        for action in self.bar.copies:
            action.triggered.connect(partial(self._on_copy_chosen, action.data()))

    def _make_table(self, theme: Theme, index_names: tuple[str, ...]) -> None:
        self.table = QTableView()
        self.table.setTabKeyNavigation(False)  # Tab leads on; arrow keys go through the cells
        corner = self.table.findChild(QAbstractButton)
        if corner is not None:
            corner.setAccessibleName(tr("Select all cells"))
        self.table.setModel(self.model)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleName(tr("Rows"))
        self.table.setFont(tabular(theme.font()))
        self._header = TypedHeader(theme, self._type_text, self.profiles, self.table)
        self.table.setHorizontalHeader(self._header)
        self._index_names = index_names
        rows, columns = LevelHeader(theme, len(index_names), self.table), self._header
        self._labels = rows
        self.table.setVerticalHeader(rows)
        rows.setSectionsClickable(True)
        rows.setHighlightSections(False)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        columns.setDefaultSectionSize(116)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setSectionsMovable(True)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.sectionClicked.connect(self._on_header_clicked)
        columns.customContextMenuRequested.connect(self._on_header_menu)
        columns.bar_clicked.connect(self._on_bar_clicked)
        self.columns = ColumnOrder(columns, self.model.columnCount)
        self._widths = ColumnWidths(self.table, self.model)
        self._widths.fit(self.model.known())
        self.corner = Corner(index_names, self.table, rows, self._level_sign, theme)
        self.corner.level_clicked.connect(lambda level: self._on_header_clicked(-1 - level))
        rows.fit(index_names, 0)
        # The headers ask their selection of every row before they paint a section: of a selection of millions of rows
        # that takes minutes. Theirs stays empty; which cells are selected is seen on the cells.
        rows.setSelectionModel(QItemSelectionModel(self.model, rows))
        columns.setSelectionModel(QItemSelectionModel(self.model, columns))
        self.frozen = FrozenColumns(self.table, self._make_frozen_header)
        self.looks = ColumnLooks(self.table, self.model, self.frozen, self.columns, self._widths)
        self.frozen.header_clicked.connect(self._on_header_clicked)
        self.frozen.header_menu_requested.connect(self.open_column_menu)

    def _make_frozen_header(self, parent: QWidget) -> TypedHeader:
        header = TypedHeader(self._theme, self._type_text, self.profiles, parent)
        header.bar_clicked.connect(self._on_bar_clicked)
        header.set_bars(self._header.bars)
        return header

    @property
    def _headers(self) -> tuple[TypedHeader, ...]:
        frozen = self.frozen.header
        return (self._header,) if frozen is None else (self._header, frozen)

    def _level_sign(self, level: int) -> str:
        return sign(self.model.sort_order(), -1 - level)

    def _type_text(self, column: int) -> str:
        return sign(self.model.sort_order(), column) + self.model.column_type(column)

    def _on_page_wanted(self, request: PageRequest) -> None:
        self._ask(request.to_ask(), partial(self._put_page, request), partial(self._put_problem, request))

    def _put_page(self, request: PageRequest, answer: Answer, _: bytes) -> None:
        if not isinstance(answer, PageAnswer):
            return
        before = self.model.known()
        self.model.put(request, answer)
        if request.serial == self.model.serial:
            self._accepted = request.where
        self._widths.fit(self.model.known() - before, answer.row)
        self._widths.widen(answer)
        self._labels.fit(self._index_names, answer.row)

    def _put_problem(self, request: PageRequest, message: str) -> None:
        """Show that cells cannot be had: the filter or the sort does not fit them, or the value is gone."""
        if not self.model.put_problem(request):
            return
        if request.where != self._accepted:  # what was shown before the filter that is refused comes back
            self.model.arrange(request.sort, self._accepted)
            self.figures.ask_again()
        self._mark(message)

    @property
    def problem(self) -> str:
        """What is wrong with the filter or the cells, or nothing."""
        return self._note.text()

    def shown_part(self) -> TablePart:
        """Return what is shown of the table: filtered, sorted, its columns in their order without hidden ones."""
        return TablePart(self.columns.shown(), self.model.sort_order(), self.model.where)

    def look(self) -> TableLook | None:
        """Return how the rows are looked at, for the value of the next run; None once the value is gone."""
        if self.model.is_frozen:
            return None
        shown = (self._toggle.isChecked(), self.plot_toggle.isChecked())
        return TableLook(
            self.model.column_names(), self.filter.text(), self.filters.chips, self.model.sort_order(), *shown
        )

    def look_again(self, look: TableLook) -> None:
        """Filter and sort as before, where the columns are the ones that were looked at."""
        if self.model.is_frozen or look.columns != self.model.column_names():
            return
        if look.line or look.chips:
            self.filters.put(look.line, look.chips)
        if look.order:
            self._sort(look.order)
        self._toggle.setChecked(look.has_statistics)
        self.plot_toggle.setChecked(look.has_plot)

    def freeze(self) -> None:
        """Keep the first page and ask for nothing: the value is gone."""
        self.copying.stop()
        self.profiles.freeze()
        self.filters.freeze()
        self.model.freeze()
        self.cell.freeze()
        self._sort(())
        self.bar.freeze()
        self.frozen.set_columns(())
        for header in self._headers:
            header.set_bars(0)
            header.setSectionsClickable(False)
            header.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out what the narrow panel has no room for; the filter and the buttons stay."""
        self.bar.set_narrow(is_narrow)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of painted parts."""
        self._theme = theme
        self.model.set_ink(theme.color("quiet"), theme.color("heat"))
        for header in self._headers:
            header.set_theme(theme)
        for part in (self.cell, self._labels, self.corner, self.figures.summary, self.plot, self.bar, self.filters):
            part.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to the rows in a low panel."""
        super().resizeEvent(event)
        bars = BARS if self.height() >= LOW_VIEW else LOW_BARS if self.height() >= LOWEST_VIEW else 0
        for header in self._headers:
            header.set_bars(0 if self.model.is_frozen else bars)
        self.frozen.place()

    def _on_model_arranged(self) -> None:
        shown, total = self.model.shown_rows, self.model.total_rows
        if self.model.is_frozen:
            self._note.setText("")
        rows = (
            tr("{shown:,} of {total:,} rows", shown=shown, total=total)
            if shown != total and (not self.model.is_cut or self.model.is_frozen)
            else tr("{total:,} rows", total=total)
        )
        self.profiles.restart(self.model.where)
        columns = "" if self._is_series else tr(" × {count:,} columns", count=self.model.columnCount())
        self.bar.rows.setText(rows + columns)
        if self.model.is_cut and not self.model.is_frozen:
            self._note.setText(
                tr("only the first {shown:,} rows can be scrolled to; filter to reach the others", shown=shown)
            )

    def _on_filter_returned(self) -> None:
        if self.model.is_frozen:
            return
        self._mark("")
        self.model.arrange(self.model.sort_order(), self.filters.where)
        self.figures.ask_again()

    def _mark(self, problem: str) -> None:
        self._note.setText(problem)
        self._note.setVisible(bool(problem))
        self.filters.mark(bool(problem))

    def _on_profiles_came(self, columns: tuple[int, ...]) -> None:
        for column in columns:
            profile = self.profiles.known(column)
            if profile is not None:
                self.model.set_range(column, profile.low, profile.high)

    def _on_bar_clicked(self, column: int, label: str, where: str) -> None:
        if not self.model.is_frozen:
            self.filters.toggle(column, f"{self.model.column_names()[column]}: {label}", where)

    def open_filter(self, column: int) -> None:
        """Open the small window that chooses rows by a column."""
        name = self.model.column_names()[column]
        others = [chip for chip in self.filters.chips if chip.column != column]
        where = joined(self.filter.text(), others)
        popup = ColumnFilter(name, column, where, self._theme, self._ask, partial(self.filters.choose, column), self)
        corner = QPoint(max(0, self._header.sectionViewportPosition(column)), self._header.height())
        popup.show_at(self._header.mapToGlobal(corner))

    def _on_header_clicked(self, column: int) -> None:
        """Sort up, down, and back to the order of the value; with Shift by more keys."""
        is_added = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._sort(clicked(self.model.sort_order(), column, is_added))

    def _sort(self, order: tuple[SortKey, ...]) -> None:
        header = self.table.horizontalHeader()
        is_column = bool(order) and order[0].column >= 0
        header.setSortIndicatorShown(is_column)
        self.corner.update()
        if is_column:
            down = Qt.SortOrder.DescendingOrder if order[0].descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(order[0].column, down)
        if not self.model.is_frozen:
            self.model.arrange(order, self.model.where)
            self.figures.ask_plot()

    def _on_header_menu(self, point: QPoint) -> None:
        self.open_column_menu(self._header.logicalIndexAt(point), self._header.mapToGlobal(point))

    def open_column_menu(self, column: int, point: QPoint) -> None:
        """Open the menu of a column."""
        if column < 0:
            return
        hidden, frozen = self.columns.hidden(), self.frozen.columns
        numbers = self.looks.numbers()
        state = ColumnState(
            self.model.is_numeric(column),
            len(hidden),
            column in frozen,
            self.model.columnCount() <= MOST_COLUMNS,
            self.model.format_of(column),
            self.model.is_heated(column),
            bool(numbers) and all(self.model.is_heated(each) for each in numbers),
        )
        do = ColumnActions(
            sort=lambda down: self._sort(() if down is None else (SortKey(column, descending=down),)),
            filter=lambda: self.open_filter(column),
            summarise=lambda: self._summarise(column),
            hide=lambda: self.columns.hide(column),
            show_hidden=lambda: self.columns.show(hidden),
            freeze=lambda is_on: self.looks.freeze(column, is_on),
            move_to_start=lambda: self.columns.move(column, len(frozen)),
            format=lambda format: self.looks.set_format(column, format),
            heat=lambda is_on: self.looks.heat((column,), is_on),
            heat_all=lambda is_on: self.looks.heat(numbers, is_on),
            follow=lambda: self.follow(self.model.column_names()[column]),
        )
        open_below(column_menu(state, do, self), point)

    def _on_copy_chosen(self, form: CopyForm) -> None:
        self.copying.copy(form)

    def _on_code_triggered(self) -> None:
        self.copying.copy_code(self.shown_part())

    def _summarise(self, column: int) -> None:
        self.table.selectColumn(column)
        self._toggle.setChecked(True)
        self.figures.ask_summary(column)


def make(tab: ValueTab, preview: TablePreview, desk: Desk) -> Viewer:
    """Return the viewer of a table or a column."""
    name = tab.node.rpartition(".")[2] if not tab.names else "df"
    table = TableResult(preview, desk.theme, desk.ask, desk.open_inside, name)
    table.follow = desk.follow_column
    table.save_shown.triggered.connect(lambda: desk.save_part(table.shown_part()))
    return Viewer(
        table, table.bar, table.set_theme, table.set_narrow, table.freeze, look=table.look, look_again=table.look_again
    )
