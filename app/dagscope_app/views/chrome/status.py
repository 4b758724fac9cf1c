"""The status bar: project, interpreter, counts, the run, when the graph came, whether files are watched.
It must not work out what the state does not hold.
"""

from __future__ import annotations

import time

from dagscope.expected_time import seconds_text
from PySide6.QtCore import Qt, QTime, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from dagscope_app.drawing.translation import tr, trn
from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.graph.visibility import is_laid_out
from dagscope_app.model.paths import last_part
from dagscope_app.model.records.runs import ENDED, Run
from dagscope_app.model.runs.expected import known_times, left_of
from dagscope_app.model.scenario.names import shown_name
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later
from dagscope_app.views.theme import plain, tip
from dagscope_app.views.widgets.labels import make_label

TICK_MS = 1000
GAP = 8
"""Pixels between two texts."""
LEAST_RUN = 80


class RunLabel(QLabel):
    """What the run is at; a click leads to the node that runs.

    Signals:
        clicked()
    """

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the end of a click: what is around did not see its beginning."""
        event.accept()


class StatusBar(QStatusBar):
    """Short texts from left to right, and a bar while something runs.

    Signals:
        run_clicked(): somebody wants to see the node that runs
    """

    run_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.project = make_label()
        self.python = make_label()
        self.counts = make_label()
        self.layout_label = make_label()
        # Most pictures are there before anybody could read that they are on their way.
        self._layout_delay_timer = QTimer(self)
        self._layout_delay_timer.setSingleShot(True)
        self._layout_delay_timer.setInterval(300)
        self._layout_delay_timer.timeout.connect(self._on_layout_delay_timeout)
        self.run = RunLabel()
        self.run.clicked.connect(self.run_clicked)
        self._state = AppState()
        self._times: tuple[str, dict[str, float]] = ("", {})
        self._left: tuple[str, str] = ("", "")
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._on_clock_timeout)
        self.selection = make_label()
        self.problems = make_label()
        self.built = make_label()
        self.watching = make_label()
        self.progress = QProgressBar()
        self.progress.setFixedWidth(120)
        self.progress.setTextVisible(False)
        for widget in (self.project, self.python, self.counts, self.layout_label, self.run):
            self.addWidget(widget)
        self.addWidget(self.progress)
        for widget in (self.selection, self.problems, self.built, self.watching):
            self.addPermanentWidget(widget)
        self.progress.hide()
        self.setMinimumWidth(1)  # long texts must not push the window beyond its screen
        self.run.setMinimumWidth(LEAST_RUN)

    @property
    def _labels(self) -> tuple[QLabel, ...]:
        left = (self.project, self.python, self.counts, self.layout_label, self.run)
        return (*left, self.selection, self.problems, self.built, self.watching)

    def _make_room(self) -> None:
        """Show what has a text, as far as there is room; what is least asked for gives way first."""
        shown: list[QLabel] = [label for label in self._labels if label.text()]
        needed = sum(label.sizeHint().width() + GAP for label in shown)
        needed += self.progress.width() + GAP if not self.progress.isHidden() else 0
        for one in (self.watching, self.built, self.python, self.selection, self.counts, self.problems):
            if one in shown and needed > self.width():
                shown.remove(one)
                needed -= one.sizeHint().width() + GAP
        for label in self._labels:
            if label.isHidden() is (label in shown):
                label.setVisible(label in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the state."""
        if old is None or project_text(old) != project_text(new) or old.folder != new.folder:
            self.project.setText(plain(project_text(new), 60))
            self.project.setToolTip(tip(f"{new.folder}\n{tr('Scenario')}: {new.current}"))
        if old is None or old.graphs.get("main") is not new.graphs.get("main"):
            now = QTime.currentTime().toString("HH:mm")
            self.built.setText(tr("Graph updated {time}", time=now) if new.graph.nodes else "")
            self.built.setToolTip(tip(tr("When the graph that is shown came")))
        if old is None or old.worker is not new.worker:
            self.python.setText(python_text(new))
            self.python.setToolTip(tip(process_text(new)))
        if old is None or old.graphs is not new.graphs or old.drawn is not new.drawn or old.phase != new.phase:
            self.counts.setText(counts_text(new))
        self._show_layout(new)
        if old is None or old.view is not new.view or old.grouping is not new.grouping:
            count = len(new.view.selection)
            self.selection.setText(tr("{count} selected", count=count) if count else "")
        if old is None or old.runs is not new.runs or old.is_building != new.is_building:
            self._show_run(new)
        count = len(new.problems)  # as many as the tab of that name says
        blocked = len(blocked_in(new))
        parts = [trn("{n} problem", "{n} problems", count)] if count else []
        self.problems.setText(", ".join([*parts, *([tr("{count} blocked", count=blocked)] if blocked else [])]))
        self.watching.setText(tr("Watching for changes") if new.modules else "")
        self._make_room()

    def _show_layout(self, state: AppState) -> None:
        if is_laid_out(state) or not state.graph.nodes:
            self._layout_delay_timer.stop()
            self.layout_label.setText("")
        elif not self.layout_label.text() and not self._layout_delay_timer.isActive():
            self._layout_delay_timer.start()

    def _on_layout_delay_timeout(self) -> None:
        self.layout_label.setText(tr("laying out..."))
        self._make_room()

    def _show_run(self, state: AppState) -> None:
        run = state.active_run or state.latest_run
        text = run.describe() if run is not None else ""
        if run is not None and run.slot != "main":
            text = f"{run.slot}: {text}"
        active = state.active_run
        self._state = state
        if active is None:
            self._clock.stop()
            self.run.setText(plain(text, 200))
            self.run.setToolTip("")
        elif not self._clock.isActive() or not self.run.text().startswith(text):
            if not self._clock.isActive() or self._left[0] != active.id:
                self._left = (active.id, "")
                self._clock.start()
            self._show_active(active)
        self.progress.setVisible(active is not None or state.is_building)
        if active is not None and active.order:
            self.progress.setRange(0, len(active.order))
            self.progress.setValue(active.count(*ENDED))
        else:
            self.progress.setRange(0, 0)

    def _on_clock_timeout(self) -> None:
        """Count the seconds of what runs, and work out what is left of it all where that is known.

        Once a second and not with each batch of states: it goes through all nodes.
        """
        state, run = self._state, self._state.active_run
        if run is None:
            return
        if self._times[0] != run.id:
            earlier = known_times(each for each in state.runs if each is not run)
            self._times = (run.id, {**state.past.times, **earlier})
        graph = state.graphs.get(run.slot, state.graph)
        left = left_of(run, graph, self._times[1], time.monotonic()) if run.began else ""
        self._left = (run.id, left)
        self._show_active(run)

    def _show_active(self, run: Run) -> None:
        """Say what a run is at, and what was left of it last."""
        parts = [run.describe() + running_for(run, time.monotonic()), self._left[1]]
        side = "" if run.slot == "main" else f"{run.slot}: "
        self.run.setText(plain(side + ", ".join(part for part in parts if part), 200))
        self.run.setToolTip(tip(tr("Click to see the node that runs")) if run.running else "")
        self._make_room()


def running_for(run: Run, now: float) -> str:
    """Return for how long the node that is named has run, once that is worth showing."""
    if not run.running or not run.began or run.status != "running":
        return ""
    seconds = now - run.began - run.nodes[run.running[0]].begun
    return f" {seconds_text(float(int(seconds)))}".replace(".0 s", " s") if seconds >= 1 else ""


def project_text(state: AppState) -> str:
    """Return the folder's name and the scenario that is built."""
    name = last_part(state.folder)
    scenario = shown_name(state.scenario) if state.scenario is not None else state.current
    return f"{name}, {scenario}" if name and scenario else name


def python_text(state: AppState) -> str:
    """Return which Python it is, and what is wrong with it when something is."""
    worker = state.worker
    if worker.phase == "none":
        return ""
    texts = {
        "starting": later("starting Python"),
        "interrupting": later("stopping"),
        "terminating": later("stopping, asked twice"),
        "killing": later("ending the process"),
        "dead": later("Python ended"),
    }
    if worker.phase in texts:
        return tr(texts[worker.phase])
    parts = worker.interpreter.replace("\\", "/").split("/")
    environment = next((part for part in reversed(parts[:-2]) if part.endswith("env")), "") if len(parts) > 2 else ""
    silent = f", {tr('busy')}" if worker.detail == "silent" else ""
    return tr("Python {python}", python=worker.python) + (f" ({environment})" if environment else "") + silent


def process_text(state: AppState) -> str:
    """Return which process runs the code, and what earlier ones take to keep the values of their runs."""
    worker = state.worker
    held = (
        tr("Values of runs before the last reload: {size} MB", size=f"{worker.held / 1e6:,.0f}") if worker.held else ""
    )
    return "\n".join(line for line in (worker.interpreter, tr("Process {pid}", pid=worker.pid), held) if line)


def shown_count(state: AppState) -> int:
    """Return how many boxes are drawn: nodes, and folded groups instead of what they hold; all nodes before a
    picture.
    """
    drawn = state.drawn
    if drawn is None:
        return len(state.graph.nodes)
    return len(drawn.layout.nodes) + sum(1 for name in drawn.folded if name in drawn.layout.groups)


def counts_text(state: AppState) -> str:
    """Return how many nodes there are and how many boxes are seen."""
    total = len(state.graph.nodes)
    if not total:
        return tr("Loading...") if state.phase == "loading" else ""
    shown = shown_count(state)
    nodes = trn("{n} node", "{n} nodes", total)
    return nodes if shown == total else tr("{nodes}, {count} shown", nodes=nodes, count=f"{shown:,}")
