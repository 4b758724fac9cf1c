"""The history of runs: writes what this session runs, and opens what earlier ones ran.
It must not touch files itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Protocol

from dagscope.expected_time import times_of
from dagscope.run_history import PastNode, PastRun

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import Later, StorePort, WindowPort
from dagscope_app.controllers.saying import say
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.history import Past, changes_between, codes_of, moment_text, nodes_of, past_of, run_of
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

LOG_SIGNS = 64_000
TIMED_RUNS = 5
LEAVE = "run.leave_past"


class HistoryPort(Protocol):
    """The project's runs of all sessions; it raises nothing, and `problem` says what went wrong last."""

    problem: str

    def open(self, folder: str) -> None:
        """Take the history of a project; an empty folder for none."""
        ...

    def begin(self, run: PastRun) -> int:
        """Write that a run began; its id there, 0 where it could not be written."""
        ...

    def end(self, run: PastRun, nodes: Mapping[str, PastNode], log: str) -> None:
        """Write how it ended."""
        ...

    def runs(self) -> tuple[PastRun, ...]:
        """Every run, the newest first."""
        ...

    def nodes(self, id: int) -> Mapping[str, PastNode]:
        """Return a run's nodes."""
        ...

    def log(self, id: int) -> str:
        """Return the end of what a run wrote."""
        ...

    def trend(self, node: str) -> list[tuple[PastRun, float]]:
        """How long a node took, the oldest run first."""
        ...


class HistoryController:
    """Owns the history that is shown."""

    def __init__(
        self, store: StorePort, history: HistoryPort, window: WindowPort, clock: Callable[[], float], later: Later
    ) -> None:
        self._store = store
        self._history = history
        self._window = window
        self._clock = clock
        self._later = later
        self._open: dict[str, tuple[PastRun, GraphSnapshot]] = {}
        """The runs that go on, as they were written, with the graph they run."""
        store.listen(self._on_state_changed)

    @command("run.history", "History of runs", "Run", when=when.has_folder, icon="timeline", menu="View 45")
    def show_panel(self) -> None:
        """List the project's runs of all sessions: their states, times and summaries, compared with the latest."""
        self._window.go_to_bottom("history")
        self.refresh()

    def refresh(self) -> None:
        """List the runs again: the command line, or another window, may have added some."""
        runs = self._history.runs()
        if runs != self._store.state.past.runs:
            self._change(lambda now: replace(now, runs=runs))

    @command(
        LEAVE,
        "Show the latest run again",
        "Run",
        when=run_when.shows_past,
        icon="back",
        menu="View 46",
        is_passing=True,
    )
    def leave(self) -> None:
        """Take the past run off the graph."""
        self._change(lambda now: replace(now, is_on_graph=False))
        self._store.update(lambda now: replace(now, banner=None) if _is_of_past(now) else now)

    def choose(self, id: int) -> None:
        """Look at a past run: what differed then."""
        state = self._store.state
        past = next((each for each in state.past.runs if each.id == id), None)
        if past is None:
            return
        nodes = self._history.nodes(id)
        codes = codes_of(state.graph, nodes)
        changes = changes_between(nodes, state.run, codes, tuple(state.graph.nodes))
        log = self._history.log(id)
        run = run_of(past, nodes)
        self._change(lambda now: replace(now, chosen=past, other=None, run=run, changes=changes, log=log))

    def compare(self, one: int, two: int) -> None:
        """Look at two past runs: what differed in the earlier one."""
        state = self._store.state
        known = {past.id: past for past in state.past.runs}
        if one == two or one not in known or two not in known:
            return
        then, now = known[min(one, two)], known[max(one, two)]
        before, after = self._history.nodes(then.id), self._history.nodes(now.id)
        codes = {name: item.code for name, item in after.items() if item.code}
        changes = changes_between(before, run_of(now, after), codes, tuple(after))
        run = run_of(then, before)
        self._change(lambda past: replace(past, chosen=then, other=now, run=run, changes=changes, log=""))

    def show_on_graph(self, id: int) -> None:
        """Show a past run's states and times on today's graph, until the next run or until it is left."""
        self.choose(id)
        self._change(lambda now: replace(now, is_on_graph=now.run is not None and bool(now.run.nodes)))
        past = self._store.state.past
        if past.is_on_graph and past.chosen is not None:
            text = tr(
                "The graph shows the run of {moment}: its states, times and summaries.",
                moment=moment_text(past.chosen.began),
            )
            say(self._store, text, "info", LEAVE, "Show the latest run")

    def _change(self, change: Callable[[Past], Past]) -> None:
        problem = self._history.problem
        self._store.update(lambda state: replace(state, past=replace(change(state.past), problem=problem)))

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.folder != new.folder or old.trust.is_preview != new.trust.is_preview:
            self._open.clear()
            self._history.open("")  # the earlier one's, at once; the file of this one can wait for a turn of its own
            self._later(partial(self._take, new.folder, new.trust.is_preview))
        if old.runs is not new.runs:
            self._note(old, new)
        if old.selected != new.selected or (old.past.runs is not new.past.runs and new.selected):
            self._show_trend(new)

    def _take(self, folder: str, is_preview: bool) -> None:
        """Open a project's history and list its runs, unless another one was opened since."""
        state = self._store.state
        if (state.folder, state.trust.is_preview) != (folder, is_preview):
            return
        self._history.open("" if is_preview else folder)
        self._list()
        ended = [past.id for past in self._store.state.past.runs if past.status in ("ok", "failed", "cancelled")]
        self._later(partial(self._take_times, tuple(ended[:TIMED_RUNS]), folder))

    def _take_times(self, ids: tuple[int, ...], folder: str) -> None:
        """Learn from the latest runs of earlier sessions how long nodes take, a run at a time: a plan can wait for
        it.
        """
        if not ids or self._store.state.folder != folder:
            return
        times = times_of(self._history.nodes(ids[0]))
        self._change(lambda now: replace(now, times={**times, **now.times}))  # the newest came first
        self._later(partial(self._take_times, ids[1:], folder))

    def _note(self, old: AppState, new: AppState) -> None:
        known = {run.id: run for run in old.runs}
        for run in new.runs:
            before = known.get(run.id)
            if run.slot != "main" or run is before:
                continue
            if before is None and run.is_active:
                self._begin(run, new)
            elif run.id in self._open and not run.is_active:
                self._later(partial(self._end, run, new))  # the picture of the end comes first

    def _begin(self, run: Run, state: AppState) -> None:
        past = past_of(run, state.graph, self._clock())
        id = self._history.begin(past)
        self._open[run.id] = (replace(past, id=id), state.graph)
        self._list(is_left=True)

    def _end(self, run: Run, state: AppState) -> None:
        if run.id not in self._open:
            return
        began, graph = self._open.pop(run.id)
        past = replace(past_of(run, state.graph, began.began, began.id), code=began.code)
        log = "".join(line.text for line in state.log if line.run == run.id)
        self._history.end(past, nodes_of(run, codes_of(graph, run.nodes)), log[-LOG_SIGNS:])
        self._list()

    def _list(self, is_left: bool = False) -> None:
        runs = self._history.runs()
        self._change(lambda now: replace(now, runs=runs, is_on_graph=now.is_on_graph and not is_left))

    def _show_trend(self, state: AppState) -> None:
        node = state.selected
        found = self._history.trend(node) if node else []
        trend = tuple((moment_text(past.began), seconds) for past, seconds in found)
        if (node, trend) != (state.past.node, state.past.trend):
            self._change(lambda now: replace(now, node=node, trend=trend))


def _is_of_past(state: AppState) -> bool:
    return state.banner is not None and state.banner.command == LEAVE
