"""The summary and the chart of a table's current column, beside its rows. They compute nothing."""

from __future__ import annotations

from functools import partial

from dagscope.protocol.values import Answer, StatisticsAnswer, StatisticsAsk
from PySide6.QtCore import QItemSelectionModel, QObject
from PySide6.QtWidgets import QTableView

from dagscope_app.views.results.plot_panel import PlotPanel
from dagscope_app.views.results.profiles import Profiles
from dagscope_app.views.results.summary import SummaryView
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.results.viewer import Asker
from dagscope_app.views.theme import Theme


class TableFigures(QObject):
    """Asks for the figures and the chart of the rows that the filter keeps, while they are open."""

    def __init__(self, table: QTableView, model: TableModel, profiles: Profiles, theme: Theme, ask: Asker) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._ask = ask
        self._column = 0
        self._has_plot = False
        self.summary = SummaryView(model, profiles, theme)
        self.summary.column_chosen.connect(self._on_column_chosen)
        self.plot = PlotPanel(theme, ask, model.column_names)
        for part in (self.summary, self.plot):
            part.setVisible(False)
        table.selectionModel().currentColumnChanged.connect(self._on_current_changed)

    def show_summary(self, is_on: bool) -> None:
        """Show the summary, of the current column, or put it away."""
        self.summary.setVisible(is_on)
        if is_on:
            self._ask_summary_of_current()

    def show_plot(self, is_on: bool) -> None:
        """Show the chart, of the current column, or put it away."""
        self._has_plot = is_on
        self.plot.setVisible(is_on)
        self.ask_plot()

    def ask_again(self) -> None:
        """Ask for what is open of other rows: the filter keeps others."""
        self.ask_plot()
        if self.summary.isVisible():
            self.ask_summary(self._column)

    def ask_plot(self) -> None:
        """Ask for the chart of the current column, or of the first one that has numbers."""
        if not self._has_plot:
            return
        current = self._table.currentIndex().column()
        count = self._model.columnCount()
        column = current if current >= 0 else next((c for c in range(count) if self._model.is_numeric(c)), 0)
        if column < count:
            self.plot.show_part(column, self._model.sort_order(), self._model.where)

    def ask_summary(self, column: int) -> None:
        """Ask for the figures of a column."""
        if column < self._model.columnCount():
            self._column = column
            self.summary.set_current(column)
            self.summary.set_waiting(self._model.column_names()[column], self._model.column_type(column))
            ask = StatisticsAsk(column, self._model.where)
            self._ask(ask, partial(self._put, ask))

    def _put(self, ask: StatisticsAsk, answer: Answer, _: bytes) -> None:
        is_current = (ask.column, ask.where) == (self._column, self._model.where)
        if isinstance(answer, StatisticsAnswer) and is_current:
            self.summary.set_statistics(answer)

    def _on_current_changed(self) -> None:
        self.ask_plot()
        if self.summary.isVisible():
            self._ask_summary_of_current()

    def _ask_summary_of_current(self) -> None:
        self.ask_summary(max(self._table.currentIndex().column(), 0))

    def _on_column_chosen(self, column: int) -> None:
        """Go to the cells and figures of a column of the summary."""
        if column == self._column or not 0 <= column < self._model.columnCount():
            return
        now = self._table.currentIndex()
        index = self._model.index(max(now.row(), 0), column)
        self._table.scrollTo(index)
        self._table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if self._column != column:
            self.ask_summary(column)
