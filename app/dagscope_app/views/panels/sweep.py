"""The sweep below the graph: a table whose rows open as scenarios, and a plot of a number against a key.
It runs nothing.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.commands.table import BY_ID
from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.sweep import Sweep, cells_of, columns_of, is_number, keys_of, plot_of, progress_of
from dagscope_app.model.state import AppState
from dagscope_app.views.results.plot import Plot
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.watch import Same, Watch, Watches
from dagscope_app.views.widgets.labels import make_label

EMPTY = "No sweep yet. A sweep runs the scenario once for each combination of some values."


class SweepPanel(QWidget):
    """A row a combination, in the order they were run.

    Signals:
        command_requested(str): a button's command
        row_opened(int): a row is to become a scenario
        rows_compared(int, int): two rows are to be compared
    """

    command_requested = Signal(str)
    row_opened = Signal(int)
    rows_compared = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sweep: Sweep | None = None
        self.table = QTableWidget()
        self.table.setTabKeyNavigation(False)  # Tab leads on; arrow keys go through the cells
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setAccessibleName(tr("Sweep"))
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.plot = Plot(theme)
        self.progress = make_label(is_quiet=True)
        self.start_button = self._button(tr("Sweep..."), "sweep.start")
        self.first_button = self._button(tr("Sweep..."), "sweep.start")
        self.stop_button = self._button(tr("Stop"), "sweep.stop")
        self.resume_button = self._button(tr("Continue"), "sweep.resume")
        self.save_button = self._button(tr("Save..."), "sweep.save")
        self.copy_button = self._button(tr("Copy"), "sweep.copy")
        self.open_button = QPushButton(tr("Open as scenario"))
        self.compare_button = QPushButton(tr("Compare"))
        self.compare_button.setToolTip(tip(tr("Compare the two selected rows")))
        self.number, self.key = QComboBox(), QComboBox()
        self.number.setAccessibleName(tr("Number to plot"))
        self.key.setAccessibleName(tr("Key to plot it against"))
        self._build()
        self.open_button.clicked.connect(self._on_open)
        self.compare_button.clicked.connect(self._on_compare)
        self.table.itemActivated.connect(self._on_open)
        self.table.itemSelectionChanged.connect(self._on_selection)
        self.number.activated.connect(self._show_plot)
        self.key.activated.connect(self._show_plot)
        self._watches = Watches(
            [Watch(lambda s: Same(s.sweep), self._show), Watch(BY_ID["sweep.start"].enabled_when, self._show_button)]
        )
        self._on_selection()

    def _button(self, title: str, command: str) -> QPushButton:
        button = QPushButton(title)
        button.setToolTip(tip(tr(BY_ID[command].help)))
        button.setProperty("command", command)
        button.clicked.connect(self._on_command)
        return button

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 8, 6)
        bar.setSpacing(8)
        for widget in (self.start_button, self.resume_button, self.stop_button, self.progress):
            bar.addWidget(widget)
        bar.addStretch(1)
        for button in (self.open_button, self.compare_button, self.copy_button, self.save_button):
            bar.addWidget(button)
        bar.addSpacing(16)
        self._plotted = (self.number, make_label(tr("by"), is_quiet=True), self.key)
        for shown in self._plotted:
            bar.addWidget(shown)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.plot)
        split.setSizes([640, 420])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(split, 1)
        text = make_label(tr(EMPTY), is_quiet=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        empty = QWidget()
        rows = QVBoxLayout(empty)
        rows.setSpacing(12)
        rows.addStretch(1)
        rows.addWidget(text)
        rows.addWidget(self.first_button, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(page)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours, the rows with the next state."""
        self._theme = theme
        self.plot.set_theme(theme)
        self._sweep = None

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the sweep."""
        self._watches.update(old, new)

    def _show_button(self, state: AppState) -> None:
        for button in (self.first_button, self.start_button):
            button.setEnabled(BY_ID["sweep.start"].enabled_when(state))

    def _show(self, state: AppState) -> None:
        sweep = state.sweep
        self._stack.setCurrentIndex(1 if sweep is not None else 0)
        if sweep is not None and sweep.is_running and (self.first_button.hasFocus() or self.start_button.hasFocus()):
            self.table.setFocus()  # or the keyboard would go on to the next button when this one hides
        if sweep is None:
            self._sweep = None
            return
        self.progress.setText(plain(progress_of(sweep), 300))
        self.progress.setToolTip(tip(progress_of(sweep)))
        self.stop_button.setVisible(sweep.is_running)
        self.start_button.setVisible(not sweep.is_running)
        self.resume_button.setVisible(not sweep.is_running and not sweep.is_whole)
        self._fill(sweep)
        self._choices(self.number, sweep.numbers)
        self._choices(self.key, keys_of(sweep))
        for each in self._plotted:  # without a number they would only take room from the buttons
            each.setVisible(bool(sweep.numbers))
        self._sweep = sweep
        self._show_plot()

    def _fill(self, sweep: Sweep) -> None:
        """Only what is new, unless it is another sweep or has another column by now."""
        columns = columns_of(sweep)
        shown = self._sweep
        is_longer = (
            shown is not None
            and shown.base is sweep.base
            and columns_of(shown) == columns
            and shown.rows == sweep.rows[: len(shown.rows)]
        )
        first = self.table.rowCount() if is_longer and self.table.rowCount() <= len(sweep.rows) else 0
        if not first:
            self.table.setRowCount(0)
            self.table.setColumnCount(len(columns))
            self.table.setHorizontalHeaderLabels([plain(name, 100) for name in columns])
        for number in range(first, len(sweep.rows)):
            row = sweep.rows[number]
            self.table.insertRow(number)
            for column, text in enumerate(cells_of(sweep, row)):
                item = QTableWidgetItem(plain(text, 300))
                item.setToolTip(tip(text))
                if is_number(text):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if row.error:
                    item.setForeground(QBrush(self._theme.color("failed")))
                self.table.setItem(number, column, item)
        self.table.setColumnHidden(len(columns) - 1, not any(row.error for row in sweep.rows))
        if first != len(sweep.rows):
            self.table.resizeColumnsToContents()

    def _choices(self, box: QComboBox, names: tuple[str, ...]) -> None:
        if [box.itemData(at) for at in range(box.count())] != list(names):
            chosen = box.currentData()
            box.clear()
            for name in names:
                box.addItem(plain(name, 60), name)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _show_plot(self) -> None:
        if self._sweep is None:
            return
        answer = plot_of(self._sweep, self.number.currentData() or "", self.key.currentData() or "")
        if answer.series:
            self.plot.set_plot(answer)
        else:
            self.plot.set_problem(
                "A number among the results is plotted here." if not self._sweep.rows else "No result is a number."
            )

    def selected_rows(self) -> list[int]:
        """Return the selected rows, in their order."""
        return sorted({index.row() for index in self.table.selectedIndexes()})

    def _on_selection(self) -> None:
        count = len(self.selected_rows())
        self.open_button.setEnabled(count == 1)
        self.compare_button.setEnabled(count == 2)

    def _on_open(self) -> None:
        rows = self.selected_rows()
        if rows:
            self.row_opened.emit(rows[0])

    def _on_compare(self) -> None:
        rows = self.selected_rows()
        if len(rows) == 2:
            self.rows_compared.emit(*rows)

    def _on_command(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.command_requested.emit(str(sender.property("command")))
