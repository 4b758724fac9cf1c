"""A chart next to a table, with what is chosen for it: form, axis, columns, what is looked at closely.
It paints and computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from dagscope.protocol.values import Answer, PlotAnswer, PlotAsk, PlotForm
from dagscope.value_records import SortKey
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.results.plot import Plot
from dagscope_app.views.results.table_model import WAITING
from dagscope_app.views.results.viewer import Asker
from dagscope_app.views.theme import Theme, plain, tip

FORMS: tuple[tuple[str, PlotForm], ...] = (
    ("Automatic", "auto"),
    ("Line", "line"),
    ("Bars", "bar"),
    ("Scatter", "scatter"),
    ("Histogram", "histogram"),
    ("Box", "box"),
    ("Heat map", "heat"),
    ("Counts", "counts"),
    ("Outline", "outline"),
)
MOST_LISTED = 500
ROWS = "row number"


class PlotPanel(QWidget):
    """The chart of the current column, or of those that are ticked."""

    def __init__(self, theme: Theme, ask: Asker, names: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._ask = ask
        self._names = names
        self._column = 0
        self._ticked: tuple[int, ...] = ()
        self._sort: tuple[SortKey, ...] = ()
        self._where = ""
        self._within: tuple[float, ...] = ()
        self._number = 0
        self._is_owed = False
        self._on_axis: list[tuple[int, str]] = []
        self.plot = Plot(theme)
        self.plot.zoomed.connect(self._on_zoomed)
        self.form = QComboBox()
        self.form.setAccessibleName(tr("Form of the plot"))
        for title, form in FORMS:
            self.form.addItem(tr(title), form)
        self.axis = QComboBox()
        self.axis.setAccessibleName(tr("Column along the axis"))
        self.axis.setMaximumWidth(160)
        self.columns = QToolButton()
        self.columns.setToolTip(tip(tr("Which columns are plotted; without a choice the current one")))
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns.setProperty("dropdown", True)
        self._menu = QMenu(self.columns)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.columns.setMenu(self._menu)
        self.all = QToolButton()
        self.all.setText(tr("Show all"))
        self.all.setToolTip(tip(tr("Back from the part that is looked at closely (double-click)")))
        self.all.clicked.connect(lambda: self._on_zoomed(()))
        self.all.hide()
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(6)
        for widget in (self.form, self.columns, self.axis, self.all):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        self._fill_x()
        self.form.currentIndexChanged.connect(self._on_choice)
        self.axis.currentIndexChanged.connect(self._on_choice)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what was to be plotted while nobody saw it."""
        super().showEvent(event)
        if self._is_owed:
            self._request()

    @property
    def answer(self) -> PlotAnswer | None:
        """What is painted."""
        return self.plot.answer

    def set_theme(self, theme: Theme) -> None:
        """Paint in its colours."""
        self.plot.set_theme(theme)

    def show_part(self, column: int, sort: tuple[SortKey, ...], where: str) -> None:
        """Plot a column, unless others are ticked, in the order and with the rows of the table."""
        if (self._sort, self._where) != (sort, where) or column != self._column:
            self._set_within(())
        self._column, self._sort, self._where = column, sort, where
        self._request()

    def tick(self, columns: tuple[int, ...]) -> None:
        """Plot these columns; none is for the current one."""
        self._ticked = columns
        self._set_within(())
        self._request()

    def wanted(self) -> PlotAsk:
        """Return what is asked for."""
        form = cast(PlotForm, self.form.currentData())
        x = self.axis.currentData()
        columns = self._ticked or (self._column,)
        return PlotAsk(columns, x if isinstance(x, int) else -1, form, self._sort, self._where, 0, self._within)

    def _listed(self) -> list[tuple[int, str]]:
        """Return the columns that can be chosen: of very wide tables names come later, with their pages."""
        named = [(number, name) for number, name in enumerate(self._names()) if name != WAITING]
        return named[:MOST_LISTED]

    def _rest(self, listed: int) -> str:
        """Return how many columns cannot be chosen; empty where all can."""
        count = len(self._names()) - listed
        return tr("{count:,} more columns are not listed", count=count) if count else ""

    def _fill_x(self) -> None:
        listed = self._listed()
        if listed == self._on_axis:
            return
        self._on_axis = listed
        chosen = self.axis.currentData()
        self.axis.blockSignals(True)
        self.axis.clear()
        self.axis.addItem(tr(ROWS), -1)
        for number, name in listed:
            self.axis.addItem(plain(name, 60), number)
        self.axis.setCurrentIndex(max(0, self.axis.findData(chosen)))
        self.axis.blockSignals(False)
        rest = self._rest(len(listed))
        self.axis.setToolTip(tip("\n".join(part for part in (tr("What lies along the axis"), rest) if part)))

    def _fill_menu(self) -> None:
        self._menu.clear()
        current = self._menu.addAction(tr("The current column"))
        current.setCheckable(True)
        current.setChecked(not self._ticked)
        current.triggered.connect(lambda: self.tick(()))
        self._menu.addSeparator()
        listed = self._listed()
        for number, name in listed:
            action = self._menu.addAction(plain(name, 60))
            action.setCheckable(True)
            action.setChecked(number in self._ticked)
            action.triggered.connect(lambda on, number=number: self._on_ticked(number, on))
        if rest := self._rest(len(listed)):
            self._menu.addAction(rest).setEnabled(False)

    def _on_ticked(self, number: int, is_on: bool) -> None:
        rest = tuple(each for each in self._ticked if each != number)
        self.tick((*rest, number) if is_on else rest)

    def _on_choice(self) -> None:
        self._set_within(())
        self._request()

    def _on_zoomed(self, within: tuple[float, ...]) -> None:
        if within != self._within:
            self._set_within(within)
            self._request()

    def _set_within(self, within: tuple[float, ...]) -> None:
        self._within = within
        self.all.setVisible(bool(within))

    def _request(self) -> None:
        self._fill_x()
        names = self._names()
        chosen = [names[at] for at in self._ticked or (self._column,) if at < len(names)]
        self.columns.setText(plain(", ".join(chosen), 24) or tr("Columns"))
        self._is_owed = not self.isVisible()
        if self._is_owed:
            return  # nobody sees it: asked for once somebody does
        self._number += 1
        number = self._number
        self.plot.set_waiting()

        def answered(answer: Answer, _: bytes) -> None:
            if number == self._number and isinstance(answer, PlotAnswer):
                self.plot.set_plot(answer)

        def refused(message: str) -> None:
            if number == self._number:
                self.plot.set_problem(f"{message[:1].upper()}{message[1:]}.")

        self._ask(self.wanted(), answered, refused)
