"""The branches of the blocks of a run, as the worker reports them. It must not run or show them."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Branches, Event

from dagscope_app.controllers.ports import StorePort
from dagscope_app.model.runs.branches import with_branches
from dagscope_app.model.state import AppState


class BranchesController:
    """Puts them into their runs."""

    def __init__(self, store: StorePort) -> None:
        self._store = store

    def on_event(self, message: Message[Event]) -> None:
        """Take in what the worker says of branches."""
        body = message.body
        if not isinstance(body, Branches):
            return
        rows = body.rows

        def change(now: AppState) -> AppState:
            runs = tuple(with_branches(run, rows) if run.id == body.run else run for run in now.runs)
            return replace(now, runs=runs)

        self._store.update(change)
