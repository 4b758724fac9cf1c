"""Running: from chosen nodes to states, output and results. It must not know how a node is computed or a value shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    AskPreview,
    Batch,
    Cancel,
    ErrorAnswer,
    Event,
    Execute,
    Forget,
    Output,
    PreviewAnswer,
    Result,
    RunFinished,
    RunStarted,
)
from dagscope.records import Preview, ValueRef

from dagscope_app.controllers.ports import Later, StorePort, WorkerPort
from dagscope_app.model.graph import GraphSnapshot
from dagscope_app.model.results import ResultTab
from dagscope_app.model.reusable_inputs import alone
from dagscope_app.model.runs import WITH_RESULT, Run, advanced, finished, make_run, newest_with, started
from dagscope_app.model.state import RUN_LIMIT, AppState, Banner, LogLine, with_log

TABS_LIMIT = 12


class RunController:
    """Owns the runs and what they say."""

    def __init__(self, store: StorePort, worker: WorkerPort, later: Later) -> None:
        self._store = store
        self._worker = worker
        self._later = later
        self._number = 0
        self._arrived: list[Callable[[AppState], AppState]] = []

    def run_final(self) -> None:
        """Run the scenario's final variables; without any, everything nobody else needs."""
        state = self._store.state
        scenario = state.scenario
        if scenario is None:
            return
        names = tuple(name for name in scenario.final_vars if name in state.graph.nodes)
        unknown = [name for name in scenario.final_vars if name not in state.graph.nodes]
        if not scenario.final_vars and not last_nodes_of(state.graph):
            text = "There is nothing to run: no function's value is left over at the end of this graph."
            self._say(Banner(text, "error", "view.problems", "Show problems"))
        elif names or not unknown:
            self.run(names or last_nodes_of(state.graph))
        if unknown:
            word = "is no node" if len(unknown) == 1 else "are no nodes"
            text = f"{', '.join(unknown)} {word} of this graph and cannot be run. Choose other final variables."
            self._say(Banner(text, "warning" if names else "error", "scenario.clear_final", "Clear final variables"))

    def run_selection(self) -> None:
        """Run what is selected: nodes, or all of the selected groups."""
        state = self._store.state
        runnable = tuple(n for n in state.chosen if state.graph.nodes[n].kind not in ("config", "unavailable"))
        if runnable:
            self.run(runnable)

    def run_node(self, name: str) -> None:
        """Run one node, if the graph still has it."""
        if name in self._store.state.graph.nodes:
            self.run((name,))

    def run_only(self) -> None:
        """Run the selected nodes and nothing else: what they need directly comes from earlier runs."""
        state = self._store.state
        kinds = ("config", "input", "unavailable")
        names = tuple(n for n in state.view.selection if state.graph.nodes[n].kind not in kinds)
        if not names:
            return
        wanted = alone(state, names)
        if wanted.problem:
            self._say(Banner(wanted.problem, "warning", "run.selection", "Run to here"))
        else:
            self.run(names, taken=wanted.taken)

    def run(
        self,
        names: tuple[str, ...],
        slot: str = "main",
        scenario_name: str = "",
        taken: tuple[ValueRef, ...] = (),
    ) -> str:
        """Run these nodes and open their results; the run's id, or nothing where it cannot start.

        Args:
            names: the nodes.
            slot: which graph.
            scenario_name: another scenario than the current one.
            taken: values of earlier runs that stand in their nodes' places.
        """
        state = self._store.state
        wanted = scenario_name or state.current
        scenario = state.scenario_named(wanted)
        if scenario is None or not names or not state.worker.is_alive:
            return ""
        if state.active_run is not None:
            self._say(Banner("A run is under way. Stop it first, or wait for its end.", "info", "run.stop", "Stop"))
            return ""
        self._number += 1
        run = make_run(self._number, state.worker.generation, slot, scenario, names)
        kept = self._forget_old((*state.runs, run))

        def change(now: AppState) -> AppState:
            runs = tuple(item for item in (*now.runs, run) if item.id in kept)
            # Values taken of earlier runs that are out of date leave what is made of them out of date.
            stale = now.is_stale if slot != "main" or taken else False
            results = tuple(
                tab if tab.is_gone or tab.run in kept else replace(tab, state="forgotten") for tab in now.results
            )
            return replace(now, runs=runs, results=results, is_stale=stale, banner=None)

        self._store.update(change)
        command = Execute(
            slot, run.id, names, scenario.inputs, scenario.overrides, scenario.executor, scenario.cache, taken
        )
        self._worker.request(command, lambda message: self._on_answer(run.id, message))
        return run.id

    def _forget_old(self, runs: tuple[Run, ...]) -> frozenset[str]:
        """Release what is not needed any more; the ids of the runs that stay: the latest and the pinned ones."""
        pinned = {tab.run for tab in self._store.state.results if tab.is_pinned}
        kept = frozenset(run.id for run in runs[-RUN_LIMIT:]) | pinned
        for old in runs:
            if old.id not in kept and old.status != "lost":
                self._worker.request(Forget(old.slot, old.id))
        return kept

    def _on_answer(self, run_id: str, message: Message[Event]) -> None:
        """Events of the run that repeat its request's id, and the error of a run that could not begin."""
        body = message.body
        if isinstance(body, ErrorAnswer):
            self._end(RunFinished(run_id, "failed", message=body.message))
        else:
            self.on_event(message)

    def stop(self) -> None:
        """Ask the running code to stop, and insist."""
        run = self._store.state.active_run
        if run is None:
            return
        self._set_run(replace(run, status="cancelling"))
        self._worker.request(Cancel(run.id))
        self._worker.interrupt()

    def on_event(self, message: Message[Event]) -> None:
        """Take in what the worker says of a run."""
        body = message.body
        if isinstance(body, RunStarted):
            self._change_run(body.run, lambda run: started(run, body))
        elif isinstance(body, Batch):
            self._change_run(body.run, lambda run: advanced(run, body))
        elif isinstance(body, Output):
            self._store.update(lambda now: with_log(now, *_lines(body)))
        elif isinstance(body, Result):
            self._open(body.run, body.node, "ok", body.preview, message.attachment)
        elif isinstance(body, RunFinished):
            self._end(body)

    def _end(self, event: RunFinished) -> None:
        self._show_arrived()
        self._worker.set_idle()
        run = self._find(event.run)
        if run is None:
            return
        done = finished(run, event)
        failed = next((name for name, item in done.nodes.items() if item.state == "failed"), "")
        if event.error is not None:
            self._open(done.id, failed or "error", "failed", event.error, b"", is_asked=True)

        def change(now: AppState) -> AppState:
            now = _with_run(now, done)
            banner = _banner_of(done, failed, now.graph, bool(now.problems))
            return replace(now, banner=banner) if banner is not None else now

        self._store.update(change)

    def _find(self, run_id: str) -> Run | None:
        return self._store.state.run_with(run_id)

    def _change_run(self, run_id: str, change: Callable[[Run], Run]) -> None:
        run = self._find(run_id)
        if run is not None:
            self._set_run(change(run))

    def _set_run(self, run: Run) -> None:
        self._store.update(lambda now: _with_run(now, run))

    # -- results ------------------------------------------------------------------------------------------------

    def show_result(self, node: str) -> None:
        """Open a node's result: its tab, its newest value that still holds, or run it first."""
        state = self._store.state
        run = state.run
        if node not in state.graph.nodes:
            return
        if run is not None and not run.is_active and node not in run.nodes:
            run = newest_with(state.runs, node, state.scenario)
        item = run.nodes.get(node) if run is not None else None
        if run is None or item is None or state.is_stale or item.state not in WITH_RESULT:
            self.run((node,))
            return
        key = result_key(run.id, node)
        if any(tab.key == key for tab in state.results):
            self.select_result(key)
            return
        run_id = run.id

        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, PreviewAnswer):
                self._open(run_id, node, item.state, body.preview, message.attachment, is_asked=True)
            elif isinstance(body, ErrorAnswer):
                self.run((node,))

        self._worker.request(AskPreview(run.slot, run.id, node), answer)

    def show_run(self, run_id: str) -> None:
        """Open the values an earlier run was for."""
        run = self._find(run_id)
        if run is None or run.is_active:
            return
        names = [name for name in run.final_vars[-TABS_LIMIT:] if run.state_of(name) in WITH_RESULT]
        if run.status == "lost":
            self._say(Banner(f"The values of run {run.number} are gone with their process. Run it again.", "info"))
        elif run.slot != "main":
            self._say(
                Banner(f"Run {run.number} belongs to a comparison, which shows its values.", "info", "compare.open")
            )
        elif not names:
            self._say(Banner(f"There is no value to show. {run.describe().capitalize()}.", "info"))
        for name in names if run.status != "lost" and run.slot == "main" else ():
            self._ask_preview(run, name)

    def _ask_preview(self, run: Run, node: str) -> None:
        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, PreviewAnswer):
                state = run.state_of(node)
                self._open(run.id, node, state, message.body.preview, message.attachment, is_asked=True)
            elif isinstance(message.body, ErrorAnswer):
                self._say(Banner(message.body.message, "info"))

        self._worker.request(AskPreview(run.slot, run.id, node), answer)

    def _open(self, run_id: str, node: str, state: str, preview: Preview, image: bytes, is_asked: bool = False) -> None:
        """Put a value into its tab: the node's earlier tab is reused. What nobody asked for gets no tab."""
        run = self._find(run_id)
        if run is None or run.slot != "main":
            return
        tab = ResultTab(result_key(run_id, node), node, run_id, state, preview, image, run.number)
        is_wanted = node in run.final_vars[-TABS_LIMIT:] or state == "failed"
        if not is_wanted and not is_asked and all(t.node != node or not t.follows for t in self._store.state.results):
            return

        def change(now: AppState) -> AppState:
            if any(t.key == tab.key and t.is_pinned for t in now.results):
                return replace(now, current_result=tab.key)
            earlier = next((t for t in now.results if t.node == node and t.follows), None)
            if earlier is None:
                results = (*now.results, tab)
            else:
                results = tuple(tab if t is earlier else t for t in now.results)
            is_shown = is_asked or (is_wanted and node in (run.final_vars[-1:] or (node,)))
            current = tab.key if is_shown or not now.current_result else now.current_result
            if earlier is not None and now.current_result == earlier.key:
                current = tab.key
            return replace(now, results=results, current_result=current)

        # Results come a dozen at a time, and the window is told once of those that came together.
        self._arrived.append(change)
        if is_asked:
            self._show_arrived()
        elif len(self._arrived) == 1:
            self._later(self._show_arrived)

    def _show_arrived(self) -> None:
        changes, self._arrived = self._arrived, []
        if changes:
            self._store.update(lambda now: reduce(lambda state, change: change(state), changes, now))

    def select_result(self, key: str) -> None:
        """Bring a tab to the front."""
        self._store.update(lambda now: replace(now, current_result=key))

    def toggle_pin(self, key: str) -> None:
        """Keep a tab and its run's values, or let the node's next run take its place again."""

        def change(now: AppState) -> AppState:
            tabs = tuple(replace(t, is_pinned=not t.is_pinned) if t.key == key else t for t in now.results)
            return replace(now, results=tabs)

        self._store.update(change)

    def close_result(self, key: str) -> None:
        """Close a tab; its neighbour comes to the front."""

        def change(now: AppState) -> AppState:
            at = next((i for i, tab in enumerate(now.results) if tab.key == key), -1)
            rest = tuple(tab for tab in now.results if tab.key != key)
            current = now.current_result
            if current == key:
                current = rest[min(at, len(rest) - 1)].key if rest else ""
            return replace(now, results=rest, current_result=current)

        self._store.update(change)

    def _say(self, banner: Banner) -> None:
        self._store.update(lambda now: replace(now, banner=banner))


def result_key(run_id: str, node: str) -> str:
    """A tab's key."""
    return f"{run_id}/{node}"


def last_nodes_of(graph: GraphSnapshot) -> tuple[str, ...]:
    """The functions whose value nobody else needs."""
    return tuple(
        name
        for name, node in graph.nodes.items()
        if not graph.consumers.get(name) and node.kind not in ("input", "config", "unavailable")
    )


def _with_run(state: AppState, run: Run) -> AppState:
    return replace(state, runs=tuple(run if item.id == run.id else item for item in state.runs))


def _lines(output: Output) -> list[LogLine]:
    lines = [LogLine(output.text, output.stream, output.node, output.run)]
    if output.dropped:
        text = f"... {output.dropped} more characters were left out"
        lines.append(LogLine(text, "warning", output.node, output.run))
    return lines


def _banner_of(run: Run, failed: str, graph: GraphSnapshot, has_problems: bool) -> Banner | None:
    if run.status != "failed":
        return None
    unchosen = [name for name in run.missing if graph.definitions_of(name)]
    keys = [key.name for key in graph.config_keys if not key.value]
    if run.slot == "main" and unchosen and keys:
        text = f"No value for {', '.join(unchosen)}: the config chooses none of the functions of that name. Set {' or '.join(keys)}."
        return Banner(text, "error", "panel.config", "Show config")
    if run.missing:
        names = ", ".join(run.missing)
        text = f"Missing input: {names}." if len(run.missing) == 1 else f"Missing inputs: {names}."
        return Banner(f"{text} Give a value in the Inputs panel.", "error", "panel.inputs", "Show inputs")
    if run.error is None and run.message.startswith("input "):
        return Banner(run.message, "error", "panel.inputs", "Show inputs")
    error = run.error
    text = f"{error.error_type}: {error.message}" if error and error.error_type else run.message
    text = text or "The run failed."
    if failed and failed not in text:
        text = f"{failed}: {text}"
    if error is None and not failed:
        return Banner(text, "error", "view.problems", "Show problems") if has_problems else Banner(text, "error")
    return Banner(text, "error", "run.show_error", "Show error")
