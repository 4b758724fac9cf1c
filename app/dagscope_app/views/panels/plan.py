"""The plan panel: what a run would do with each node, and how long that may take. It must not plan or run anything."""

from __future__ import annotations

from typing import Any

from dagscope.expected_time import seconds_text
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedLayout,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.cases import RunTarget, ShownState
from dagscope_app.model.records.forecast import WORDS, Fate, Forecast, PlanRow, rows_of, sum_of
from dagscope_app.model.runs.expected import expected_of, known_times
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.watch import Same, Watch, Watches
from dagscope_app.views.widgets.labels import ElidedLabel, make_label
from dagscope_app.views.widgets.row_model import RowModel

COLUMNS = ("Node", "What happens", "Last time")
CHOICES: tuple[tuple[RunTarget, str, str], ...] = (
    ("final", "Final variables", "run.final"),
    ("all", "Everything", "run.all"),
    ("stale", "What is out of date", "run.update"),
    ("selection", "The selection", "run.selection"),
    ("failed", "What failed", "run.retry"),
)
SIGNS: dict[Fate, ShownState] = {
    "missing": "failed", "cached": "cached", "kept": "ok", "overridden": "warning",
    "cut": "skipped", "given": "waiting",
}  # fmt: skip
EMPTY = "The plan of a run is shown here before it starts: what runs, what is there already, what is missing."


class PlanModel(RowModel[PlanRow]):
    """A row a node."""

    columns = COLUMNS

    def key_of(self, row: PlanRow) -> str:
        return row.node

    def cell(self, row: PlanRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            time = seconds_text(row.seconds) if row.seconds is not None else ""
            return (plain(row.node, 300), WORDS[row.fate], time)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 1:
            sign = SIGNS.get(row.fate)
            return self.icon_of(sign) if sign else icon("run", self.theme, "running")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(f"{row.node}: {WORDS[row.fate]}")
        if role == Qt.ItemDataRole.ForegroundRole and row.fate == "missing":
            return self.theme.color("failed")
        return None


class PlanPanel(QWidget):
    """The plan, what it is a plan of, and the button that carries it out.

    Signals:
        target_chosen(str): what is to be planned
        command_requested(str): the command that runs it, or that leads to what is missing
        node_clicked(str)
    """

    target_chosen = Signal(str)
    command_requested = Signal(str)
    node_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = AppState()
        self.target = QComboBox()
        self.target.setAccessibleName(tr("What to plan"))
        for key, text, _ in CHOICES:
            self.target.addItem(tr(text), key)
        self.target.activated.connect(self._on_target_activated)
        self.run_button = QPushButton(tr("Run"))
        self.run_button.clicked.connect(self._on_run_clicked)
        self.summary = ElidedLabel()
        self.model = PlanModel(theme, self)
        self.tree = QTreeView()
        self.tree.setModel(self.model)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(tr("Plan of the run"))
        header = self.tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 300)
        header.resizeSection(1, 220)
        self.tree.clicked.connect(self._on_clicked)
        self.tree.activated.connect(self._on_activated)
        self.empty = make_label(tr(EMPTY), is_quiet=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._lay_out()
        self._watches = Watches(
            [Watch(lambda s: (s.forecast, s.active_run is None, Same(s.graph), Same(s.past.times)), self._show)]
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(10, 6, 10, 4)
        row.setSpacing(8)
        row.addWidget(make_label(tr("Plan of")))
        row.addWidget(self.target)
        row.addWidget(self.run_button)
        row.addWidget(self.summary, 1)
        below = QWidget()
        self._stack = QStackedLayout(below)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(below, 1)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.model.set_theme(theme)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the plan."""
        self._watches.update(old, new)

    def _show(self, state: AppState) -> None:
        self._state = state
        forecast = state.forecast
        self.target.setCurrentIndex(self.target.findData(forecast.target))
        answer = forecast.answer
        if answer is None or forecast.problem:
            self._show_nothing(forecast)
            return
        times = {**state.past.times, **known_times(state.runs)}
        cached = set(answer.cached)
        computed = [name for name in answer.runs if name not in cached]
        executor = state.scenario.executor if state.scenario is not None else ""
        expected = expected_of(computed, state.graph, times, executor).text() if computed else ""
        texts = [sum_of(answer), expected or ("no earlier times" if computed else ""), answer.doubt]
        self.summary.set_text("   ·   ".join(text for text in texts if text))
        self.run_button.setEnabled(bool(answer.runs) and not answer.missing)
        self.model.set_rows(rows_of(answer, times))
        self._stack.setCurrentIndex(1)

    def _show_nothing(self, forecast: Forecast) -> None:
        self.summary.set_text("")
        self.run_button.setEnabled(False)
        self.model.set_rows(())
        self.empty.setText(plain(forecast.problem or tr(EMPTY), 600))
        self._stack.setCurrentIndex(0)

    def _on_target_activated(self, index: int) -> None:
        self.target_chosen.emit(str(self.target.itemData(index)))

    def _on_run_clicked(self) -> None:
        target = self._state.forecast.target
        self.command_requested.emit(next(command for key, _, command in CHOICES if key == target))

    def _on_clicked(self, index: QModelIndex) -> None:
        self.node_clicked.emit(self.model.rows[index.row()].node)

    def _on_activated(self, index: QModelIndex) -> None:
        if self.model.rows[index.row()].fate == "missing":
            self.command_requested.emit("panel.inputs")
