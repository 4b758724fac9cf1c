"""The project's runs of all sessions; of the chosen one what differed then, and the selected node over time.
It opens nothing.
"""

from __future__ import annotations

from dagscope.expected_time import seconds_text
from dagscope.run_history import MOST_BYTES, MOST_RUNS, PastRun
from dagscope.shown_text import shown
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.text import without_codes
from dagscope_app.drawing.translation import tr, trn
from dagscope_app.model.records.history import Past, has_warnings, moment_text, scenario_of
from dagscope_app.model.scenario.names import shown_name
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.watch import Same, Watch, Watches
from dagscope_app.views.widgets.labels import make_label
from dagscope_app.views.widgets.state_icons import state_icon

RUNS = (later("Run"), later("Scenario"), later("State"), later("Time"), later("Outputs"))
CHANGES = (later("Node"), later("What"), later("Then"), later("Latest run"))
STATES = {"cancelled": "stopped", "cut short": "stale"}
WORDS = {"ok": later("done"), "cancelled": later("stopped")}
MOST_CHANGES = 2_000
ROLE = Qt.ItemDataRole.UserRole


def trend_text(history: Past) -> str:
    """How long the selected node took in earlier runs, in a line."""
    if not history.node:
        return tr("Select a node to see how long it took in each run.")
    if not history.trend:
        return tr("{node}: no time of an earlier run.", node=history.node)
    times = [seconds for _, seconds in history.trend]
    line = ", ".join(seconds_text(each) for each in times[-10:])
    middle = sorted(times)[len(times) // 2]
    took = tr("{node} took {times}", node=history.node, times=line)
    more = f" ({tr('the last 10 of {count}', count=len(times))})" if len(times) > 10 else ""
    rest = tr("Median {median}, longest {longest}.", median=seconds_text(middle), longest=seconds_text(max(times)))
    return f"{took}{more}. {rest}"


class HistoryPanel(QWidget):
    """Two lists side by side.

    Signals:
        run_chosen(int): somebody looks at a past run
        two_chosen(int, int): two of them are to be compared
        run_activated(int): it is wanted on the graph
        left(): the latest run is wanted there again
        node_clicked(str): a node of the list
        looked_at(): somebody sees it, or comes back to its window: other processes may have added runs
    """

    run_chosen = Signal(int)
    two_chosen = Signal(int, int)
    run_activated = Signal(int)
    left = Signal()
    node_clicked = Signal(str)
    looked_at = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = Past()
        self._due: AppState | None = None
        self.runs = _list(RUNS, tr("Runs of all sessions"))
        self.changes = _list(CHANGES, tr("What was different then"))
        self.summary = make_label("", is_quiet=True)
        self.summary.setWordWrap(True)
        self.trend = make_label("", is_quiet=True)
        self.trend.setWordWrap(True)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setMaximumHeight(90)
        self.log.setAccessibleName(tr("What the run wrote"))
        self.graph_button = QPushButton(tr("Show on the graph"))
        self.graph_button.clicked.connect(self._on_graph_clicked)
        row = QHBoxLayout()
        row.addWidget(self.summary, 1)
        row.addWidget(self.graph_button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 4, 6, 4)
        column.addLayout(row)
        column.addWidget(self.changes, 1)
        column.addWidget(self.log)
        column.addWidget(self.trend)
        column.addStretch()
        splitter = QSplitter()
        splitter.addWidget(self.runs)
        splitter.addWidget(right)
        splitter.setSizes([450, 550])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
        self.runs.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.runs.itemSelectionChanged.connect(self._on_selection_changed)
        self.runs.itemActivated.connect(lambda item: self.run_activated.emit(item.data(0, ROLE)))
        self.changes.itemActivated.connect(lambda item: self.node_clicked.emit(item.text(0)))
        self._watches = Watches([Watch(lambda s: Same(s.past), lambda s: self.set_history(s.past))])
        self.set_history(Past())

    def event(self, event: QEvent) -> bool:
        """Show what came while nobody looked, and say that somebody looks."""
        if event.type() == QEvent.Type.Show and self._due is not None:
            due, self._due = self._due, None
            self._watches.update(None, due)
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowActivate) and self.isVisible():
            self.looked_at.emit()
        return super().event(event)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self._fill_runs(self._shown)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the history of a state, while somebody looks: each run makes its two hundred rows again."""
        if self.isVisible():
            self._watches.update(old, new)
        else:
            self._due = new

    def set_history(self, history: Past) -> None:
        """Show these runs, and what is chosen of them."""
        before, self._shown = self._shown, history
        if before.runs != history.runs:
            self._fill_runs(history)
        if before.changes is not history.changes:
            self._fill_changes(history)
        self.summary.setText(self._summary_of(history))
        self.trend.setText(trend_text(history))
        if before.log != history.log:
            self.log.setPlainText(shown(without_codes(history.log)))
        self.log.setVisible(bool(history.log))
        self.changes.setVisible(history.chosen is not None)
        is_one = history.run is not None and bool(history.run.nodes) and history.other is None
        self.graph_button.setEnabled(is_one or history.is_on_graph)
        self.graph_button.setText(tr("Show the latest run again") if history.is_on_graph else tr("Show on the graph"))

    def _summary_of(self, history: Past) -> str:
        if history.problem:
            return history.problem
        if history.chosen is None:
            kept = tr(
                "The last {most_runs} runs are kept on this computer, in {value} MB at most.",
                most_runs=MOST_RUNS,
                value=MOST_BYTES // 1000000,
            )
            return tr("Choose a run to compare it with the latest, or two to compare them. {kept}", kept=kept)
        if history.other is not None:
            return _between(history.chosen, history.other, history)
        if history.run is None or not history.run.nodes:
            return tr("This run was cut short: its process ended before it did.")
        number = len(history.changes)
        said = trn("One thing differs from the latest run.", "{n} things differ from the latest run.", number)
        said = said if number else tr("Nothing differs from the latest run.")
        return " ".join(part for part in (said, _not_listed(history), history.chosen.message) if part)

    def _fill_runs(self, history: Past) -> None:
        self.runs.blockSignals(True)
        self.runs.clear()
        for past in history.runs:
            status = "warning" if has_warnings(past) else past.status
            said = past.message if has_warnings(past) else tr(WORDS.get(status, status))
            texts = (
                _when(past), _scenario_name(past), said,
                seconds_text(past.seconds) if past.seconds else "", ", ".join(past.finals),
            )  # fmt: skip
            item = QTreeWidgetItem([plain(text, 200) for text in texts])
            item.setIcon(2, state_icon(STATES.get(status, status), self._theme))
            item.setData(0, ROLE, past.id)
            self.runs.addTopLevelItem(item)
            if history.chosen is not None and history.chosen.id == past.id:
                self.runs.setCurrentItem(item)
            if history.other is not None and history.other.id == past.id:
                item.setSelected(True)
        self.runs.blockSignals(False)

    def _fill_changes(self, history: Past) -> None:
        self.changes.clear()
        titles = CHANGES
        if history.chosen is not None and history.other is not None:
            titles = (*CHANGES[:2], moment_text(history.chosen.began), moment_text(history.other.began))
        self.changes.setHeaderLabels([tr(title) for title in titles])
        rows = [(each.node, each.what, each.then, each.now) for each in history.changes[:MOST_CHANGES]]
        self.changes.addTopLevelItems([QTreeWidgetItem([plain(text, 200) for text in row]) for row in rows])

    def _on_selection_changed(self) -> None:
        ids = [item.data(0, ROLE) for item in self.runs.selectedItems()]
        if len(ids) == 1:
            self.run_chosen.emit(ids[0])
        elif ids:
            self.two_chosen.emit(min(ids), max(ids))

    def _on_graph_clicked(self) -> None:
        if self._shown.is_on_graph:
            self.left.emit()
        elif self._shown.chosen is not None:
            self.run_activated.emit(self._shown.chosen.id)


def _when(past: PastRun) -> str:
    moment = moment_text(past.began)
    return moment if past.number else tr("{moment}, command line", moment=moment)


def _scenario_name(past: PastRun) -> str:
    scenario = scenario_of(past)
    return shown_name(scenario) if scenario is not None else str(past.scenario.get("name", ""))


def _not_listed(history: Past) -> str:
    more = len(history.changes) - MOST_CHANGES
    return tr("{count} more are not listed.", count=f"{more:,}") if more > 0 else ""


def _between(then: PastRun, now: PastRun, history: Past) -> str:
    """Return how much differs between two past runs; a run that was cut short has nothing to compare."""
    number = len(history.changes)
    one, two = moment_text(then.began), moment_text(now.began)
    said = trn(
        "One thing differs between the runs of {first} and {second}.",
        "{n} things differ between the runs of {first} and {second}.",
        number,
        first=one,
        second=two,
    )
    said = said if number else tr("Nothing differs between the runs of {first} and {second}.", first=one, second=two)
    cut = [moment_text(past.began) for past in (then, now) if past.status == "cut short"]
    short = tr("Cut short, so that little is known of it: {runs}.", runs=", ".join(cut)) if cut else ""
    return " ".join(part for part in (said, _not_listed(history), short) if part)


def _list(columns: tuple[str, ...], name: str) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setHeaderLabels([tr(title) for title in columns])
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setAccessibleName(name)
    for column in range(len(columns) - 1):
        tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return tree
