"""The whole state of the window as one frozen value. It holds what a picture needs and does nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dagscope.records import ModuleRecord, ProblemRecord
from dagscope.scenario import Scenario, ValueSpec

from dagscope_app.model.cases import AppPhase, Severity, WorkerPhase
from dagscope_app.model.placement import Direction, Layout, PinKey, Point, WireKey
from dagscope_app.model.records.breakpoints import Breakpoints
from dagscope_app.model.records.cluster import Cluster
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.edits import Edits
from dagscope_app.model.records.file_conflict import Conflict
from dagscope_app.model.records.forecast import Forecast
from dagscope_app.model.records.ghost import Ghost
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping
from dagscope_app.model.records.history import Past
from dagscope_app.model.records.other_side import OtherSide
from dagscope_app.model.records.peeks import Peek
from dagscope_app.model.records.plans import Plan
from dagscope_app.model.records.preferences import Preferences
from dagscope_app.model.records.questions import Question
from dagscope_app.model.records.results import ResultKey, ResultTab
from dagscope_app.model.records.runs import Run
from dagscope_app.model.records.scene import Look
from dagscope_app.model.records.sweep import Sweep
from dagscope_app.model.records.trust import Trust

LOG_LIMIT = 2000
LOG_SIZE = 8_000_000
RUN_LIMIT = 8
UNDO_LIMIT = 200
# What of a view is a picture of its own; the order is of no weight.
_SHOWN = ("folded", "grouping", "has_sections", "direction", "path", "isolated", "hidden", "has_ports", "has_rows")
SHOWN = frozenset(_SHOWN)


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """The worker as the window knows it: `none starting ready running interrupting terminating killing dead`.

    `held` are the bytes that earlier ones take to keep the values of their runs; `is_late`: an answer takes long.
    """

    phase: WorkerPhase = "none"
    generation: int = 0
    python: str = ""
    interpreter: str = ""
    pid: int = 0
    cause: str = ""
    detail: str = ""
    held: int = 0
    is_late: bool = False

    @property
    def is_alive(self) -> bool:
        """Requests reach it."""
        return self.phase in ("ready", "running", "interrupting", "terminating")


@dataclass(frozen=True, slots=True)
class Banner:
    """A message over the graph; `command` is the id of the command its button does.

    What went well is a toast, which leaves by itself: `path` is the file it offers to open. A message with
    `is_about_build` is taken away by the next graph that could be built; what it `covers` is shown again then.
    """

    text: str
    severity: Severity = "info"
    command: str = ""
    command_title: str = ""
    detail: str = ""
    is_about_build: bool = False
    path: str = ""
    second_command: str = ""
    second_title: str = ""
    third_command: str = ""
    third_title: str = ""
    covers: Banner | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One piece of output, and who wrote it."""

    text: str
    stream: str = "stdout"
    node: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True)
class ViewState:
    """How the graph is looked at; what back and forward go through.

    `look` is where one looked when it was left; `opened` are sections to fold again when all is shown again.
    """

    folded: frozenset[str] = frozenset()
    grouping: GroupBy = GroupBy()
    direction: Direction = "LR"
    selection: tuple[str, ...] = ()
    selected_groups: tuple[str, ...] = ()
    path: frozenset[str] | None = None
    isolated: frozenset[str] | None = None
    hidden: frozenset[str] = frozenset()
    has_ports: bool = True
    has_sections: bool = True
    has_rows: bool = True
    opened: frozenset[str] = frozenset()
    wire: WireKey | None = None
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A layout, and what it was made for: until the next one comes, the picture shows exactly this.

    `anchor` is what was clicked to get it: it keeps its position on the screen.
    """

    layout: Layout
    folded: frozenset[str] = frozenset()
    grouping: Grouping = Grouping()
    direction: Direction = "LR"
    ports: frozenset[str] = frozenset()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """The find bar: what was typed, what it matched, which match is the current one."""

    text: str = ""
    matches: tuple[str, ...] = ()
    index: int = -1
    problem: str = ""
    problem_at: int = -1

    @property
    def current(self) -> str:
        """The current match, or nothing."""
        return self.matches[self.index] if 0 <= self.index < len(self.matches) else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The worker's word on a typed value: fits or not, its type, a short summary or what is wrong."""

    spec: ValueSpec
    is_ok: bool = True
    type: str = ""
    summary: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Views one can go back and forward to, and the numbered bookmarks."""

    back: tuple[ViewState, ...] = ()
    forward: tuple[ViewState, ...] = ()
    bookmarks: Mapping[int, ViewState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppState:
    """Everything. `phase`: `welcome`, `loading` (worker or graph on its way), `ready`, `broken` (nothing to show).

    `is_new`: a project nobody has looked at yet, until its first picture is there.
    """

    phase: AppPhase = "welcome"
    folder: str = ""
    worker: WorkerStatus = WorkerStatus()
    modules: tuple[ModuleRecord, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    current: str = ""
    is_saved: bool = True
    is_building: bool = False
    stale: Mapping[str, str] = field(default_factory=dict)
    changed_files: Mapping[str, str] = field(default_factory=dict)
    """Nodes of the latest run whose files have changed since, and which."""
    graphs: Mapping[str, GraphSnapshot] = field(default_factory=dict)
    grouping: Grouping = Grouping()
    plan: Plan | None = None
    preview_plan: Plan | None = None
    view: ViewState = ViewState()
    history: History = History()
    find: Find = Find()
    drawn: Drawn | None = None
    pinned: Mapping[PinKey, Point] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()
    checked: Mapping[str, Checked] = field(default_factory=dict)
    results: tuple[ResultTab, ...] = ()
    current_result: ResultKey = ResultKey("")
    log: tuple[LogLine, ...] = ()
    project_problems: tuple[ProblemRecord, ...] = ()
    loaded: tuple[Scenario, ...] = ()
    bases: tuple[Scenario, ...] = ()
    saved_pins: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    decided: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    changed: frozenset[str] = frozenset()
    is_new: bool = False
    tour: int = 0
    is_presenting: bool = False
    banner: Banner | None = None
    compare: CompareState = CompareState()
    ghost: Ghost | None = None
    sweep: Sweep | None = None
    edits: Edits = Edits()
    preferences: Preferences = Preferences()
    toast: Banner | None = None
    trust: Trust = Trust()
    past: Past = Past()
    forecast: Forecast = Forecast()
    is_following: bool = False
    breakpoints: Breakpoints = Breakpoints()
    questions: tuple[Question, ...] = ()
    peeks: Mapping[str, Peek] = field(default_factory=dict)
    cluster: Cluster = Cluster()
    writing: str = ""
    """What large picture is being written, by its file's name."""

    @property
    def graph(self) -> GraphSnapshot:
        """The graph of the current scenario; an empty one before it is there."""
        return self.graphs.get("main", EMPTY_GRAPH)

    @property
    def scenario(self) -> Scenario | None:
        """The current scenario."""
        return self.scenario_named(self.current)

    def scenario_named(self, name: str) -> Scenario | None:
        """Return the scenario with this name, or None."""
        return next((item for item in self.scenarios if item.name == name), None)

    def side_named(self, name: str) -> OtherSide | None:
        """Return a side of the comparison, whether a scenario of the list or another one; its scenario has its name."""
        found = next((item for item in self.compare.others if item.name == name), None)
        if found is not None:
            return found
        scenario = self.scenario_named(name)
        return OtherSide(name, scenario) if scenario is not None else None

    @property
    def layout(self) -> Layout | None:
        """The layout on show."""
        return self.drawn.layout if self.drawn is not None else None

    @property
    def run(self) -> Run | None:
        """The latest run of the main graph; one that was stopped before it began has nothing to say of any node."""
        return next((item for item in reversed(self.runs) if item.slot == "main" and not item.never_began), None)

    @property
    def latest_run(self) -> Run | None:
        """The latest run of the main graph, one that was stopped before it began among them."""
        return next((item for item in reversed(self.runs) if item.slot == "main"), None)

    @property
    def active_run(self) -> Run | None:
        """The run that has not ended."""
        return next((item for item in reversed(self.runs) if item.is_active), None)

    @property
    def shown_run(self) -> Run | None:
        """The run that the graph shows: the latest, or one of the history that is looked at."""
        return self.past.run if self.past.is_on_graph and self.past.run is not None else self.run

    @property
    def shown_stale(self) -> Mapping[str, str]:
        """What of that is out of date; of a run of the history all is, and nothing is said."""
        return NOTHING_STALE if self.past.is_on_graph else self.stale

    def run_with(self, run_id: str) -> Run | None:
        """Return the run with this id, if it is still known."""
        return next((item for item in self.runs if item.id == run_id), None)

    @property
    def problems(self) -> tuple[ProblemRecord, ...]:
        """The project's problems, those of the current graph and of its latest run, each once."""
        run = self.run
        return tuple(dict.fromkeys(self.project_problems + self.graph.problems + (run.problems if run else ())))

    @property
    def selected(self) -> str:
        """The one node that the details show: the last selected."""
        return self.view.selection[-1] if self.view.selection else ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """All nodes that are selected, by themselves or with their group."""
        members = [name for key in self.view.selected_groups for name in self.grouping.members.get(key, ())]
        return tuple(dict.fromkeys((*self.view.selection, *members)))


EMPTY_GRAPH = GraphSnapshot()
NOTHING_STALE: Mapping[str, str] = {}


def with_view(state: AppState, look: Look | None = None, **changes: object) -> AppState:
    """Change how the graph is looked at, remembering the earlier view for "back" when its picture differed.

    Args:
        state: the state.
        look: where one looks at the view that is left.
        changes: fields of the view.
    """
    if "selection" in changes or "selected_groups" in changes:
        changes.setdefault("wire", None)
    view = replace(state.view, **changes)  # type: ignore[arg-type]
    if view == state.view:
        return state
    if _shows(view) == _shows(state.view):
        return replace(state, view=view)
    return replace(with_left(state, replace(state.view, look=look)), view=view)


def with_left(state: AppState, left: ViewState) -> AppState:
    """Leave a view: "back" leads to it."""
    return replace(state, history=replace(state.history, back=(*state.history.back, left)[-UNDO_LIMIT:], forward=()))


def _shows(view: ViewState) -> tuple[object, ...]:
    return tuple(getattr(view, name) for name in _SHOWN)


def with_log(state: AppState, *lines: LogLine) -> AppState:
    """Add output; only the last pieces are kept, and no more text than a person could look through."""
    log = (*state.log, *lines)[-LOG_LIMIT:]
    over, first = sum(len(line.text) for line in log) - LOG_SIZE, 0
    while over > 0 and first < len(log) - 1:
        over -= len(log[first].text)
        first += 1
    return replace(state, log=log[first:])
