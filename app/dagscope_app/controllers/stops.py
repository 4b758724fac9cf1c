"""Pause, step and breakpoints: where a run waits, and what its next node received. It must not start or end runs."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    AskValue,
    Breakpoints,
    ErrorAnswer,
    Event,
    Pause,
    Paused,
    Resume,
    Resumed,
    ValueAnswer,
)
from dagscope.protocol.values import LookAnswer, LookAsk
from dagscope.records import RECEIVED, ValueName

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers import titles
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import CameraPort, StorePort, WorkerPort
from dagscope_app.controllers.saying import say
from dagscope_app.controllers.tabs import TabsController
from dagscope_app.model.records.breakpoints import Breakpoints as Stops
from dagscope_app.model.records.breakpoints import Side
from dagscope_app.model.records.runs import WITH_RESULT, Run
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.translation import tr

KINDS = ("input", "config", "unavailable")


class StopsController:
    """Owns where runs stop, and shows where one stands."""

    def __init__(self, store: StorePort, worker: WorkerPort, tabs: TabsController, camera: CameraPort) -> None:
        self._store = store
        self._worker = worker
        self._tabs = tabs
        self._camera = camera
        self._sent: tuple[int, Stops] = (0, Stops())
        store.listen(self._on_state_changed)

    @command(
        "run.pause", "Pause", "Run", key="F6", when=run_when.can_pause, says=titles.pause_title, icon="pause",
        menu="Pause and breakpoints 11",
    )  # fmt: skip
    def pause(self) -> None:
        """Stop the run before its next node, where values can be looked at; or let it go on."""
        run = self._store.state.active_run
        if run is not None:
            self._worker.request(Resume(run.id) if run.held_where else Pause(run.id))

    @command(
        "run.step", "Step over", "Run", key="F10", when=run_when.is_held, icon="step", menu="Pause and breakpoints 12"
    )
    def step(self) -> None:
        """Run one node and stop again."""
        run = self._store.state.active_run
        if run is not None:
            self._worker.request(Resume(run.id, step=True))

    @command(
        "run.break_before", "Stop before this node", "Run", key="Ctrl+F9", when=when.has_selection,
        is_checked=run_when.stops_before, icon="breakpoint", menu="Pause and breakpoints 13, Value 41",
        args=("before",),
        help="Let runs stop before the selected nodes, and show what they received; or let them pass.",
    )  # fmt: skip
    @command(
        "run.break_after", "Stop after this node", "Run", key="Ctrl+Shift+F9", when=when.has_selection,
        is_checked=run_when.stops_after, icon="breakpoint", menu="Pause and breakpoints 14, Value 42", args=("after",),
        help="Let runs stop after the selected nodes, or let them pass.",
    )  # fmt: skip
    def toggle(self, side: Side) -> None:
        """Let runs stop at the selected nodes, or let them pass."""
        state = self._store.state
        names = frozenset(name for name in state.view.selection if state.graph.nodes[name].kind not in KINDS)
        if names:
            self._store.update(lambda now: replace(now, breakpoints=now.breakpoints.toggled(names, side)))
        else:
            say(self._store, "Nothing runs there: choose a node that is a function.", "warning")

    @command(
        "run.clear_breakpoints", "Remove all breakpoints", "Run", when=run_when.has_breakpoints, icon="remove",
        menu="Pause and breakpoints 15",
    )  # fmt: skip
    def clear(self) -> None:
        """Remove every stop before or after a node."""
        self._store.update(lambda now: replace(now, breakpoints=Stops()))

    @command(
        "run.show_received", "Show what it received", "Run", key="Shift+Return", when=run_when.has_received,
        icon="input", scope="canvas", menu="Run 26, Value 43",
    )  # fmt: skip
    def show_received(self) -> None:
        """Open the values that the node was given in the latest run, by the names of its parameters."""
        state = self._store.state
        if state.run is not None and state.selected:
            self._look(state.run, str(ValueName(state.selected, RECEIVED)))

    def on_event(self, message: Message[Event]) -> None:
        """Take in that a run waits, or goes on."""
        body = message.body
        if isinstance(body, Paused):
            self._on_paused(body)
        elif isinstance(body, Resumed):
            self._store.update(lambda now: _held(now, body.run, "", ""))

    def _on_paused(self, body: Paused) -> None:
        run = self._store.state.run_with(body.run)
        if run is None or not run.is_active:
            return
        sentence = tr("Paused {where} {node}.", where=body.where, node=body.node) if body.node else "Paused."
        banner = Banner(
            sentence, "info", "run.step", "Step over", second_command="run.pause", second_title="Resume"
        )  # fmt: skip
        self._store.update(lambda now: replace(_held(now, body.run, body.node, body.where), banner=banner))
        if not body.node:
            return
        if not self._camera.sees(body.node):
            self._camera.show((body.node,))
        run = self._store.state.run_with(body.run) or run
        if body.where == "before":
            self._look(run, str(ValueName(body.node, RECEIVED)))
        elif run.state_of(body.node) in WITH_RESULT:
            self._look(run, body.node)

    def _look(self, run: Run, what: str) -> None:
        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, ValueAnswer) and isinstance(body.answer, LookAnswer):
                self._tabs.put(run.id, what, "ok", body.answer.preview, message.attachment, is_asked=True)
            elif isinstance(body, ErrorAnswer) and not run.held_where:
                say(self._store, body.message)  # while it waits the message over the graph says where

        self._worker.request(AskValue(run.slot, run.id, what, LookAsk()), answer)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        """Tell the worker where to stop: a fresh one knows of nothing, and a run that begins must not run past."""
        if not new.worker.is_alive or new.trust.is_preview:
            return
        wanted = (new.worker.generation, new.breakpoints)
        is_known = wanted == self._sent or (not new.breakpoints and self._sent[0] != wanted[0])
        if not is_known:
            self._sent = wanted
            stops = new.breakpoints
            self._worker.request(Breakpoints(tuple(sorted(stops.before)), tuple(sorted(stops.after))))
        if old.active_run is not None and new.active_run is None and _tells_of_pause(new):
            self._store.update(lambda now: replace(now, banner=None) if _tells_of_pause(now) else now)


def _tells_of_pause(state: AppState) -> bool:
    return state.banner is not None and state.banner.command == "run.step"


def _held(state: AppState, run_id: str, node: str, where: str) -> AppState:
    runs = tuple(
        replace(run, held_at=node, held_where=where) if run.id == run_id and run.is_active else run
        for run in state.runs
    )
    banner = None if not where and _tells_of_pause(state) else state.banner
    return replace(state, runs=runs, banner=banner)
