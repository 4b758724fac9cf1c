"""Shows a table or a series: a pageable view with sorting, a filter line, statistics of a column and copying."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Literal

from dagscope.protocol.values import Answer, CopyAsk, PageAnswer, PlotAnswer, PlotAsk, StatisticsAnswer, StatisticsAsk
from dagscope.value_records import SeriesPreview, SortKey, TablePart, TablePreview
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.model.results import ValueTab
from dagscope_app.model.table_window import PageRequest
from dagscope_app.views.results.cell import CellView
from dagscope_app.views.results.copying import Copier, selected, without
from dagscope_app.views.results.go_to import GoTo
from dagscope_app.views.results.headers import Corner, TypedHeader
from dagscope_app.views.results.plot import Plot
from dagscope_app.views.results.sorting import clicked, sign
from dagscope_app.views.results.statistics import StatisticsView
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.results.tree import OpenInside, nowhere
from dagscope_app.views.results.viewer import Asker, Desk, Viewer
from dagscope_app.views.theme import Theme, icon
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.labels import make_label

ROW_HEIGHT = 24
Form = Literal["tsv", "csv", "markdown"]
COPIES: tuple[tuple[str, Form, bool], ...] = (
    ("Selected cells\tCtrl+C", "tsv", False),
    ("With column and row names\tCtrl+Shift+C", "tsv", True),
    ("As CSV", "csv", True),
    ("As a Markdown table", "markdown", True),
)
SEPARATORS: dict[Form, str] = {"tsv": "\t", "csv": ",", "markdown": "\t"}
FILTER_HINT = "Filter:  price > 5 and name contains ana"


class TableResult(QWidget):
    """One table. `bar` (rows, filter, statistics, copy) is placed by the page, in the header of the result."""

    def __init__(self, preview: TablePreview, theme: Theme, ask: Asker, open_inside: OpenInside = nowhere) -> None:
        super().__init__()
        self._ask = ask
        self.model = TableModel(preview, self)
        self.model.page_wanted.connect(self._on_page_wanted)
        self.model.arranged.connect(self._on_model_arranged)
        self._is_series = isinstance(preview, SeriesPreview)
        self._sized: set[int] = set()
        self._is_fitting = False
        self._statistics = StatisticsView(theme)
        self._statistics.setVisible(False)
        self.plot = Plot(theme)
        self.plot.setVisible(False)
        self.model.set_ink(theme.color("quiet"))
        self._make_bar(theme)
        self._make_table(theme, preview.index_names)
        self.go_to = GoTo(self.table, self.model.column_names, self._note.setText)
        self._tools.insertWidget(2, self.go_to)
        self.cell = CellView(self.table, theme, ask, open_inside)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.cell)
        split.addWidget(self._statistics)
        split.addWidget(self.plot)
        split.setStretchFactor(0, 1)
        split.setSizes([600, 320, 260, 420])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(split, 1)
        self._on_model_arranged()

    def _make_bar(self, theme: Theme) -> None:
        self.bar = QWidget()
        self._rows = make_label(is_quiet=True)
        self._accepted = ""
        self._shown_column = 0
        self._copier = Copier(self._ask, self._on_copying)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(FILTER_HINT)
        self.filter.setMinimumWidth(90)
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter rows")
        # typing pauses before rows are filtered, Return does it at once
        self._pause = QTimer(self, singleShot=True, interval=350)
        self._pause.timeout.connect(self._on_filter_returned)
        self.filter.textChanged.connect(self._on_filter_changed)
        self.filter.returnPressed.connect(self._on_filter_returned)
        self._note = make_label(is_quiet=True)
        self._toggle = icon_button("statistics", "Statistics of the current column", theme)
        self._toggle.setText("Statistics")
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._on_statistics_toggled)
        self.plot_toggle = icon_button("plot", "Plot the current column, as it is sorted and filtered", theme)
        self.plot_toggle.setText("Plot")
        self.plot_toggle.setCheckable(True)
        self.plot_toggle.toggled.connect(self._on_plot_toggled)
        self._copy = copy = icon_button("copy", "Copy the selected cells", theme)
        copy.setText("Copy")
        copy.setProperty("dropdown", True)
        copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(copy)
        for title, form, has_names in COPIES:
            action = QAction(title, self)
            action.setData((form, has_names))
            action.triggered.connect(self._on_copy_triggered)
            menu.addAction(action)
        menu.addSeparator()
        self.save_shown = menu.addAction("Save what is shown…")
        self.save_shown.setToolTip("The rows of the filter in the order of the sort, without hidden columns")
        copy.setMenu(menu)
        row = self._tools = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._rows)
        row.addWidget(self.filter, 1)
        row.addWidget(self._note)
        for button in (self._toggle, self.plot_toggle, copy):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)

    def _make_table(self, theme: Theme, index_names: tuple[str, ...]) -> None:
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setAccessibleName("Rows")
        self._header = TypedHeader(theme, self._type_text, self.table)
        self.table.setHorizontalHeader(self._header)
        rows, columns = self.table.verticalHeader(), self._header
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        columns.setDefaultSectionSize(116)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        columns.sectionClicked.connect(self._on_header_clicked)
        columns.sectionResized.connect(self._on_header_resized)
        columns.customContextMenuRequested.connect(self._on_header_menu)
        self._fit_columns(self.model.known())
        self.corner = Corner(index_names, self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for keys, has_names in (("Ctrl+C", False), ("Ctrl+Shift+C", True)):
            copy = QAction("Copy", self.table)
            copy.setShortcut(QKeySequence(keys))
            copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            copy.setData(("tsv", has_names))
            copy.triggered.connect(self._on_copy_triggered)
            self.table.addAction(copy)
        stop = QAction("Stop copying", self.table)
        stop.setShortcut(QKeySequence("Esc"))
        stop.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        stop.setEnabled(False)
        stop.triggered.connect(self._copier.stop)
        self.table.addAction(stop)
        self._stop = stop
        # The headers ask their selection of every row before they paint a section: of a selection of millions of rows
        # that takes minutes. Theirs stays empty; which cells are selected is seen on the cells.
        rows.setSelectionModel(QItemSelectionModel(self.model, rows))
        columns.setSelectionModel(QItemSelectionModel(self.model, columns))
        self.table.selectionModel().currentColumnChanged.connect(self._on_current_changed)

    def _type_text(self, column: int) -> str:
        return sign(self.model.sort_order(), column) + self.model.column_type(column)

    def _fit_columns(self, columns: Iterable[int], row: int = 0) -> None:
        """Columns as wide as their name and some cells need, within reason; read from what is already here."""
        measure = self.table.fontMetrics()
        names = self.model.column_names()
        rows = range(row, min(row + 20, self.model.rowCount()))
        for column in columns:
            texts = [names[column], *(str(self.model.data(self.model.index(r, column))) for r in rows)]
            width = max(measure.horizontalAdvance(text[:60]) for text in texts) + 28
            self._set_width(column, max(64, min(width, 320)))

    def _widen_numbers(self, answer: PageAnswer) -> None:
        """Room for every digit of the numbers that came: half a number is a wrong one. Nothing gets narrower."""
        measure = self.table.fontMetrics()
        for place in range(len(answer.columns)):
            column = answer.column + place
            if column in self._sized or not self.model.is_numeric(column):
                continue
            longest = max((cells[place] for cells in answer.cells if place < len(cells)), key=len, default="")
            width = min(measure.horizontalAdvance(longest[:60]) + 28, 320)
            if width > self.table.columnWidth(column):
                self._set_width(column, width)

    def _set_width(self, column: int, width: int) -> None:
        self._is_fitting = True
        self.table.setColumnWidth(column, width)
        self._is_fitting = False

    def _on_header_resized(self, column: int) -> None:
        if not self._is_fitting:
            self._sized.add(column)  # by hand, and so it stays

    def _on_page_wanted(self, request: PageRequest) -> None:
        self._ask(request.to_ask(), partial(self._put_page, request), partial(self._put_problem, request))

    def _put_page(self, request: PageRequest, answer: Answer, _: bytes) -> None:
        if not isinstance(answer, PageAnswer):
            return
        before = self.model.known()
        self.model.put(request, answer)
        if request.serial == self.model.serial:
            self._accepted = request.where
        self._fit_columns(self.model.known() - before, answer.row)
        self._widen_numbers(answer)

    def _put_statistics(self, answer: Answer, _: bytes) -> None:
        if isinstance(answer, StatisticsAnswer):
            self._statistics.set_statistics(answer)

    def _put_problem(self, request: PageRequest, message: str) -> None:
        """Cells cannot be had: the filter or the sort does not fit them, or the value is gone."""
        if not self.model.put_problem(request):
            return
        if request.where != self._accepted:  # what was shown before the filter that is refused comes back
            self.model.arrange(request.sort, self._accepted)
        self._mark(message)

    @property
    def problem(self) -> str:
        """What is wrong with the filter or the cells, or nothing."""
        return self._note.text()

    def shown_part(self) -> TablePart:
        """What is shown of the table: filtered, sorted, without hidden columns."""
        columns = without(((0, self.model.columnCount()),), self.table.isColumnHidden)
        return TablePart(columns, self.model.sort_order(), self.model.where)

    def freeze(self) -> None:
        """The value is gone: its first page stays, nothing can be asked of it."""
        self._copier.stop()
        self.model.freeze()
        self.cell.freeze()
        self._sort(())
        self._toggle.setChecked(False)
        self.save_shown.setEnabled(False)
        self.filter.hide()
        self._toggle.hide()
        self.plot_toggle.setChecked(False)
        self.plot_toggle.hide()
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.horizontalHeader().setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out what the narrow panel has no room for; the filter and the buttons stay."""
        self._rows.setVisible(not is_narrow)
        self.go_to.setVisible(not is_narrow)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if is_narrow else Qt.ToolButtonStyle.ToolButtonTextOnly
        for button in (self._toggle, self.plot_toggle, self._copy):
            button.setToolButtonStyle(style)
        hint = "Filter…" if is_narrow else FILTER_HINT
        self.filter.setPlaceholderText(hint)

    def set_theme(self, theme: Theme) -> None:
        """Colours of painted parts."""
        self.model.set_ink(theme.color("quiet"))
        self.cell.set_theme(theme)
        self._header.set_theme(theme)
        self._statistics.set_theme(theme)
        self.plot.set_theme(theme)
        for button, name in ((self._toggle, "statistics"), (self.plot_toggle, "plot"), (self._copy, "copy")):
            button.setIcon(icon(name, theme))

    def _put_plot(self, answer: Answer, _: bytes) -> None:
        if isinstance(answer, PlotAnswer):
            self.plot.set_plot(answer)

    def _on_plot_toggled(self, is_on: bool) -> None:
        self.plot.setVisible(is_on)
        self._ask_plot()

    def _ask_plot(self) -> None:
        """The current column, or the first one that has numbers."""
        if not self.plot_toggle.isChecked():
            return
        current = self.table.currentIndex().column()
        count = self.model.columnCount()
        column = current if current >= 0 else next((c for c in range(count) if self.model.is_numeric(c)), 0)
        if column < count:
            self.plot.set_waiting()
            self._ask(PlotAsk(column, self.model.sort_order(), self.model.where), self._put_plot)

    def _on_model_arranged(self) -> None:
        shown, total = self.model.shown_rows, self.model.total_rows
        if self.model.is_frozen:
            self._note.setText("")
        rows = (
            f"{shown:,} of {total:,} rows"
            if shown != total and (not self.model.is_cut or self.model.is_frozen)
            else f"{total:,} rows"
        )
        columns = "" if self._is_series else f" × {self.model.columnCount():,} columns"
        self._rows.setText(rows + columns)
        if self.model.is_cut and not self.model.is_frozen:
            self._note.setText(f"only the first {shown:,} rows can be scrolled to; filter to reach the others")

    def _on_filter_changed(self, _: str) -> None:
        self._pause.start()

    def _on_filter_returned(self) -> None:
        self._pause.stop()
        if self.model.is_frozen:
            return
        self._mark("")
        self.model.arrange(self.model.sort_order(), self.filter.text().strip())
        self._ask_plot()
        if self._statistics.isVisible():
            self._ask_statistics(self._shown_column)

    def _mark(self, problem: str) -> None:
        self._note.setText(problem)
        self.filter.setProperty("invalid", bool(problem))
        self.filter.style().unpolish(self.filter)
        self.filter.style().polish(self.filter)

    def _on_header_clicked(self, column: int) -> None:
        """Up, down, and back to the order of the value; with Shift beside the keys that are there."""
        is_added = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._sort(clicked(self.model.sort_order(), column, is_added))

    def _sort(self, order: tuple[SortKey, ...]) -> None:
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(bool(order))
        if order:
            down = Qt.SortOrder.DescendingOrder if order[0].descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(order[0].column, down)
        if not self.model.is_frozen:
            self.model.arrange(order, self.model.where)
            self._ask_plot()

    def _on_header_menu(self, place: QPoint) -> None:
        column = self.table.horizontalHeader().logicalIndexAt(place)
        if column < 0:
            return
        menu = QMenu(self)
        up, down, plain = (
            menu.addAction("Sort ascending"),
            menu.addAction("Sort descending"),
            menu.addAction("Unsorted"),
        )
        menu.addSeparator()
        hide = menu.addAction("Hide this column")
        hidden = [place for place in range(self.model.columnCount()) if self.table.isColumnHidden(place)]
        back = menu.addAction(f"Show hidden columns ({len(hidden):,})")
        back.setEnabled(bool(hidden))
        menu.addSeparator()
        keep, show = menu.addAction("Filter by this column…"), menu.addAction("Statistics")
        chosen = menu.exec(self.table.horizontalHeader().mapToGlobal(place))
        menu.deleteLater()
        if chosen in (up, down, plain):
            self._sort(() if chosen is plain else (SortKey(column, descending=chosen is down),))
        elif chosen is hide:
            self.table.setColumnHidden(column, True)
        elif chosen is back:
            for number in hidden:
                self.table.setColumnHidden(number, False)
        elif chosen is keep:
            self.filter.setText(
                f"{self.model.column_names()[column]} {'>' if self.model.is_numeric(column) else 'contains'} "
            )
            self.filter.setFocus()
        elif chosen is show:
            self.table.selectColumn(column)
            self._toggle.setChecked(True)
            self._ask_statistics(column)

    def _on_statistics_toggled(self, is_on: bool) -> None:
        self._statistics.setVisible(is_on)
        if is_on:
            self._ask_statistics(max(self.table.currentIndex().column(), 0))

    def _on_current_changed(self) -> None:
        self._ask_plot()
        if self._statistics.isVisible():
            self._ask_statistics(max(self.table.currentIndex().column(), 0))

    def _ask_statistics(self, column: int) -> None:
        if column < self.model.columnCount():
            self._shown_column = column
            self._statistics.set_waiting(self.model.column_names()[column], self.model.column_type(column))
            self._ask(StatisticsAsk(column, self.model.where), self._put_statistics)

    def _on_copy_triggered(self) -> None:
        action = self.sender()
        chosen_form: tuple[Form, bool] = action.data() if isinstance(action, QAction) else ("tsv", False)
        form, has_names = chosen_form
        chosen = self.table.selectionModel().selection()
        rows, columns = selected(chosen, self.model.rowCount(), self.model.columnCount())
        columns = without(columns, self.table.isColumnHidden)
        if not self.model.is_frozen:
            self._copier.start(CopyAsk(rows, columns, self.model.sort_order(), self.model.where, form, has_names))
            return
        every_row = [row for first, last in rows for row in range(first, last)]
        every_column = [column for first, last in columns for column in range(first, last)]
        text = self.model.text_of(every_row, every_column, SEPARATORS[form], has_names=has_names)
        QGuiApplication.clipboard().setText(text)
        self._note.setText("Copied as shown: the value itself is gone, and numbers may be rounded.")

    def _on_copying(self, text: str, goes_on: bool) -> None:
        self._note.setText(text)
        self._stop.setEnabled(goes_on)


def make(tab: ValueTab, preview: TablePreview, desk: Desk) -> Viewer:
    """The viewer of a table or a column."""
    table = TableResult(preview, desk.theme, desk.ask, desk.open_inside)
    table.save_shown.triggered.connect(lambda: desk.save_part(table.shown_part()))
    return Viewer(table, table.bar, table.set_theme, table.set_narrow, table.freeze)
