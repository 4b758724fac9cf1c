"""The scenario panel: modules, config, inputs and where to run, as sections that fold.
It must not hold values itself.
"""

from __future__ import annotations

from dagscope.executor_names import executor_problem
from dagscope.scenario import DEFAULT_CACHE
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.scenario.value_origin import value_origin
from dagscope_app.model.state import EMPTY_GRAPH, AppState
from dagscope_app.model.translation import later
from dagscope_app.views.panels.cluster_row import ClusterRow
from dagscope_app.views.panels.modules import ModulesPanel
from dagscope_app.views.panels.values import ConfigPanel, InputsPanel
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.watch import Same, Watch, Watches
from dagscope_app.views.widgets.fields import CalmComboBox
from dagscope_app.views.widgets.hint import Hint
from dagscope_app.views.widgets.labels import make_label
from dagscope_app.views.widgets.tab_order import chain

EXECUTORS = {
    "sync": "In order, one at a time",
    "threads:16": "In threads (16)",
    "processes": "In processes",
    "dask": "On Dask, here",
    "dask://localhost:8786": "On Dask at localhost:8786",
    "ray": later("On Ray"),
}
START_CLUSTER = "Start a local Dask cluster"


class Section(QWidget):
    """A heading that folds what is below it; a mark at its right says what needs attention."""

    def __init__(self, title: str, content: QWidget, theme: Theme) -> None:
        super().__init__()
        self.content = content
        self.head = QToolButton()
        self.head.setText(title)
        self.head.setCheckable(True)
        self.head.setChecked(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setProperty("section", True)
        self.head.setAutoRaise(True)
        self.mark = make_label(font=theme.font("small_strong"), ink="failed")
        row = QHBoxLayout()
        row.setContentsMargins(6, 6, 10, 0)
        row.addWidget(self.head)
        row.addWidget(self.mark)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(content)
        self.head.setFont(theme.font("small_strong"))
        self._on_head_toggled(True)
        self.head.toggled.connect(self._on_head_toggled)

    def set_mark(self, text: str) -> None:
        """Say what needs attention."""
        self.mark.setText(text)

    def unfold(self) -> None:
        """Show what is below."""
        self.head.setChecked(True)

    def _on_head_toggled(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self.head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)


def _name_of(text: str) -> str:
    """Return the executor that words of the list, or what is typed, stand for."""
    return next((name for name, words in EXECUTORS.items() if tr(words) == text), text) or "sync"


class ExecutorField(QWidget):
    """Where a run's nodes are computed, and whether results are kept between runs.

    Signals:
        changed(str): a text that names an executor
        cache_changed(str): the cache's folder, or nothing
        command_requested(str): something about the cluster
        hinted(str): the pointer or the keyboard rests on an executor in the list
        hint_left(): it does not any more
    """

    hinted = Signal(str)
    hint_left = Signal()

    command_requested = Signal(str)
    changed = Signal(str)
    cache_changed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.box = CalmComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(14)
        self.box.addItems([*map(tr, EXECUTORS.values()), tr(START_CLUSTER)])
        self.cluster = ClusterRow()
        self.cluster.command_requested.connect(self.command_requested)
        self.box.setAccessibleName(tr("Executor"))
        self.box.setToolTip(
            tip(
                tr(
                    "Where nodes are computed: one after the other, in threads, in processes, or on a cluster. "
                    "Others can be typed: threads:4, processes:2, dask://host:8786, ray://host:10001."
                )
            )
        )
        self.problem = make_label(font=theme.font("small"), ink="failed")
        self.problem.setWordWrap(True)
        self.cache = QCheckBox(tr("Reuse unchanged results"))
        self.cache.setToolTip(
            tip(
                tr(
                    "A later run reads a result instead of computing it, where code and inputs are the same. "
                    "Results are kept in the project's folder, in .hamilton_cache."
                )
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 2, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.box)
        column.addWidget(self.problem)
        column.addWidget(self.cluster)
        column.addWidget(self.cache)
        self._value = "sync"
        self._folder = DEFAULT_CACHE
        self._check()
        self.cache.clicked.connect(self._on_cache_clicked)
        self.box.editTextChanged.connect(self._check)
        self.box.activated.connect(self._emit)
        hint = Hint(self.box.view(), self.box)
        self.box.textHighlighted.connect(hint.point_at)
        hint.rested.connect(self._on_rested)
        hint.left.connect(self.hint_left)
        edit = self.box.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._emit)

    def set_executor(self, executor: str) -> None:
        """Show it."""
        self._value = executor or "sync"
        self._show_value()

    def set_cache(self, folder: str) -> None:
        """Show whether results are kept, and where if that is not the usual folder."""
        self._folder = folder or self._folder
        self.cache.setChecked(bool(folder))
        where = "" if self._folder == DEFAULT_CACHE else tr(" in {folder}", folder=self._folder[:40])
        self.cache.setText(plain(f"{tr('Reuse unchanged results')}{where}").replace("&", "&&"))

    def _show_value(self) -> None:
        title = EXECUTORS.get(self._value)
        shown = tr(title) if title else self._value
        self.box.setCurrentIndex(self.box.findText(shown))  # the list opens at what is set
        self.box.setEditText(shown)

    def _typed(self) -> str:
        """Return what is chosen or typed, as a scenario has it."""
        return _name_of(self.box.currentText().strip())

    def _on_rested(self, text: str) -> None:
        name = _name_of(text)
        if not executor_problem(name):
            self.hinted.emit(name)

    def _check(self) -> None:
        text = self._typed()
        problem = "" if text == tr(START_CLUSTER) else executor_problem(text)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _emit(self) -> None:
        text = self._typed()
        if text == tr(START_CLUSTER):
            self._show_value()
            self.command_requested.emit("run.start_cluster")
            return
        if text != self._value and not executor_problem(text):
            self._value = text
            self._show_value()
            self.changed.emit(text)

    def _on_cache_clicked(self, is_on: bool) -> None:
        self.cache_changed.emit(self._folder if is_on else "")


class ScenarioPanel(QScrollArea):
    """The sections above each other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the keyboard
        self.modules = ModulesPanel(theme)
        self.config = ConfigPanel(theme)
        self.inputs = InputsPanel(theme)
        self.executor = ExecutorField(theme)
        self.sections = {
            "modules": Section(tr("MODULES"), self.modules, theme),
            "config": Section(tr("CONFIG"), self.config, theme),
            "inputs": Section(tr("INPUTS"), self.inputs, theme),
            "executor": Section(tr("RUN"), self.executor, theme),
        }
        self._watches = Watches(
            [
                Watch(
                    lambda s: (Same(s.graph), s.scenarios, s.current, s.modules, Same(s.loaded)), self._show_scenario
                ),
                Watch(lambda s: s.cluster, lambda s: self.executor.cluster.show_cluster(s.cluster)),
                Watch(lambda s: (Same(s.graph), s.scenarios, s.current, s.checked, Same(s.loaded)), self._show_inputs),
            ]
        )
        page = QWidget()
        page.setProperty("panel", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        for section in self.sections.values():
            column.addWidget(section)
        column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.modules.set_theme(theme)
        self.config.set_theme(theme)
        self.inputs.set_theme(theme)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the current scenario; of another project from the top."""
        if old is not None and old.folder != new.folder:
            self.verticalScrollBar().setValue(0)
        self._watches.update(old, new)

    def _show_scenario(self, state: AppState) -> None:
        scenario, graph = state.scenario, state.graph
        self.modules.set_scenario(scenario, state.modules, graph)
        self.executor.set_executor(scenario.executor if scenario else "")
        self.executor.set_cache(scenario.cache if scenario else "")
        self.config.empty.setText("" if graph is EMPTY_GRAPH else tr("This dataflow uses no config."))
        names = dict.fromkeys([*(key.name for key in graph.config_keys), *(scenario.config if scenario else ())])
        origins = {name: value_origin(state, "config", name) for name in names}
        self.config.set_config(graph.config_keys, scenario.config if scenario else {}, origins)
        self.config.not_used.set_definitions(tuple(graph.definitions.values()))
        self._chain()

    def _show_inputs(self, state: AppState) -> None:
        given = state.scenario.inputs if state.scenario else {}
        self.inputs.empty.setText(_no_inputs(state))
        origins = {item.name: value_origin(state, "inputs", item.name) for item in state.graph.inputs}
        self.inputs.set_inputs(state.graph.inputs, given, state.checked, state.folder, origins)
        missing = missing_inputs(state)
        self.sections["inputs"].set_mark(tr("! {missing} missing", missing=missing) if missing else "")
        self._chain()

    def _chain(self) -> None:
        page = self.widget()
        if page is not None:
            chain(page)

    def go_to(self, name: str) -> None:
        """Bring a section into view and put the keyboard into it."""
        section = self.sections[name]
        section.unfold()
        self.ensureWidgetVisible(section)
        if name == "inputs":
            self.inputs.focus_missing()
        elif name == "modules":
            self.modules.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            first = next(iter(self.config.boxes.values()), None)
            (first or self.config.new_key).setFocus(Qt.FocusReason.ShortcutFocusReason)


def _no_inputs(state: AppState) -> str:
    """Return what to say where no input is asked for; nothing is claimed before there is a graph."""
    if state.graph is EMPTY_GRAPH:
        return ""
    if any(node.kind == "input" for node in state.graph.nodes.values()):
        return tr("Nothing that can run needs an input.")
    return tr("This dataflow needs no input.")


def missing_inputs(state: AppState) -> int:
    """Return how many inputs must be given a value and have none."""
    given = state.scenario.inputs if state.scenario else {}
    return sum(1 for item in state.graph.inputs if item.required and item.name not in given)
