"""What the worker says of a run, in the state: how its nodes are, what they print and give, how it ends.
It must not start or stop one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Batch, ErrorAnswer, Event, Output, Result, RunFinished, RunStarted

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.controllers.tabs import TabsController
from dagscope_app.model.graph.conflicts import with_repairs
from dagscope_app.model.records.runs import Run, advanced, finished, started
from dagscope_app.model.runs.messages import banner_of, lines_of
from dagscope_app.model.runs.problems import run_problems
from dagscope_app.model.state import EMPTY_GRAPH, AppState, with_log


class RunEvents:
    """Keeps the runs of the state as the worker says they are."""

    def __init__(self, store: StorePort, worker: WorkerPort, tabs: TabsController) -> None:
        self._store = store
        self._worker = worker
        self._tabs = tabs

    def on_answer(self, run_id: str, message: Message[Event]) -> None:
        """Handle events of the run that repeat its request's id, and the error of a run that could not begin."""
        body = message.body
        if isinstance(body, ErrorAnswer):
            self.end(RunFinished(run_id, "failed", message=body.message))
        else:
            self.on_event(message)

    def on_event(self, message: Message[Event]) -> None:
        """Take in what the worker says of a run."""
        body = message.body
        if isinstance(body, RunStarted):
            began = time.monotonic()
            self._change(body.run, lambda run: replace(started(run, body), began=run.began or began))
        elif isinstance(body, Batch):
            self._change(body.run, lambda run: advanced(run, body))
        elif isinstance(body, Output):
            self._store.update(lambda now: with_log(now, *lines_of(body)))
        elif isinstance(body, Result):
            self._tabs.put(body.run, body.node, "ok", body.preview, message.attachment)
        elif isinstance(body, RunFinished):
            self.end(body)

    def end(self, event: RunFinished) -> None:
        """End a run, and show what it left: its problems, and a message where it failed."""
        self._tabs.show_arrived()
        self._worker.set_idle()
        run = self.find(event.run)
        if run is None:
            return
        done = finished(run, event)
        done = replace(done, problems=run_problems(done, self._store.state.graphs.get(done.slot, EMPTY_GRAPH)))
        self._tabs.carry_on(done)
        failed = done.first_failed
        if event.error is not None:
            self._tabs.put(done.id, failed or "error", "failed", event.error, b"", is_asked=True)

        def change(now: AppState) -> AppState:
            now = _with_run(now, done)
            banner = banner_of(done, now.graph, has_problems=bool(now.problems))
            if banner is None:
                return now
            return replace(now, banner=with_repairs(banner, now) if done.slot == "main" else banner)

        self._store.update(change)

    def find(self, run_id: str) -> Run | None:
        """Return the run with this id, if it is still known."""
        return self._store.state.run_with(run_id)

    def _change(self, run_id: str, change: Callable[[Run], Run]) -> None:
        run = self.find(run_id)
        if run is not None:
            self.put(change(run))

    def put(self, run: Run) -> None:
        """Put a run in the place of the one with its id."""
        self._store.update(lambda now: _with_run(now, run))


def _with_run(state: AppState, run: Run) -> AppState:
    return replace(state, runs=tuple(run if item.id == run.id else item for item in state.runs))
