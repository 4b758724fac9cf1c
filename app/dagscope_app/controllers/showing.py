"""Showing values of nodes: from their tab, from the worker, or by running them first. It must not keep tabs or runs."""

from __future__ import annotations

from collections.abc import Callable

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskValue, ErrorAnswer, Event, ValueAnswer
from dagscope.protocol.values import LookAnswer, LookAsk

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.controllers.run import RunController
from dagscope_app.controllers.saying import say
from dagscope_app.controllers.tabs import TABS_LIMIT, TabsController
from dagscope_app.model.records.results import value_key, value_tabs
from dagscope_app.model.records.runs import WITH_RESULT, Run, newest_with
from dagscope_app.model.translation import tr


class ShowingController:
    """Brings a node's value, a run's values, or an error to the front."""

    def __init__(
        self,
        store: StorePort,
        worker: WorkerPort,
        runs: RunController,
        tabs: TabsController,
        graph: GraphController,
    ) -> None:
        self._store = store
        self._worker = worker
        self._runs = runs
        self._tabs = tabs
        self._graph = graph

    @command(
        "run.show_result", "Show result", "Run", key="Return Enter", when=when.has_selection, icon="results",
        scope="native", menu="Run 21, node 1",
    )  # fmt: skip
    def show_selected(self) -> None:
        """Open the node's value; run it first if there is none."""
        self.show_result(self._store.state.selected)

    @command("run.show_error", "Show error", "Run", when=run_when.has_failed, icon="error", menu="Run 23")
    def show_error(self) -> None:
        """Open the error of the last run."""
        tabs = reversed(value_tabs(self._store.state.results))
        failed = next((tab for tab in tabs if tab.state == "failed"), None)
        if failed is not None:
            self._tabs.select(failed.key)

    @command(
        "go.failed", "Go to the failed node", "Go", key="Shift+F8", when=run_when.has_failed_node, icon="error",
        menu="Go 63, group 23",
    )  # fmt: skip
    def go_to_failed(self) -> None:
        """Unfold what hides it and select it; in a selected group its own."""
        name = self._graph.failed_node()
        if name:
            self.go_to_result(name)

    def go_to_result(self, node: str) -> None:
        """Select a node, bring it into view and open its result."""
        self._graph.show(node)
        self.show_result(node)

    def show_result(self, node: str) -> None:
        """Open a node's result: its tab, its newest value that still holds, or run it first."""
        state = self._store.state
        run = state.run
        if node not in state.graph.nodes:
            return
        if run is not None and not run.is_active and node not in run.nodes:
            run = newest_with(state.runs, node, state.scenario, state.worker.generation)
        item = run.nodes.get(node) if run is not None else None
        if run is None or item is None or node in state.stale or item.state not in WITH_RESULT:
            self._runs.run((node,))
            return
        run = state.run_with(run.home_of(node)) or run
        key = value_key(run.id, node)
        if any(tab.key == key for tab in state.results):
            self._tabs.select(key)
            return
        self._look(run, node, lambda _: self._runs.run((node,)))

    def show_run(self, run_id: str) -> None:
        """Open the values an earlier run was for."""
        run = self._store.state.run_with(run_id)
        if run is None or run.is_active:
            return
        names = [name for name in run.final_vars[-TABS_LIMIT:] if run.state_of(name) in WITH_RESULT]
        if run.status == "lost":
            text = tr("The values of run #{number} are gone with their process. Run it again.", number=run.number)
            say(self._store, text)
        elif run.slot != "main":
            text = tr("Run #{number} belongs to a comparison, which shows its values.", number=run.number)
            say(self._store, text, "info", "compare.open")
        elif not names:
            say(self._store, tr("There is no value to show. {what}.", what=run.describe()))
        for name in names if run.status != "lost" and run.slot == "main" else ():
            home = self._store.state.run_with(run.home_of(name)) or run
            self._look(home, name, lambda text: say(self._store, text))

    def _look(self, run: Run, node: str, refused: Callable[[str], object]) -> None:
        """Ask for a value's preview and put it into a tab."""

        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, ValueAnswer) and isinstance(body.answer, LookAnswer):
                preview, image = body.answer.preview, message.attachment
                self._tabs.put(run.id, node, run.state_of(node), preview, image, is_asked=True)
            elif isinstance(body, ErrorAnswer):
                refused(body.message)

        self._worker.request(AskValue(run.slot, run.id, node, LookAsk()), answer)
