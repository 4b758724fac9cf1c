"""The report of the comparison that is open, written to a file. It must not compare: the worker writes it."""

from __future__ import annotations

import os

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Compare, ErrorAnswer, Event, SaveComparison, Saved

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, PathQuestion, StorePort, WorkerPort
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.model.translation import tr

_FORMS = "Report (*.html);;Markdown (*.md);;JSON (*.json);;Picture (*.png)"


class CompareReportController:
    """Has what the comparison shows written as a report."""

    def __init__(self, store: StorePort, worker: WorkerPort, ask: AskPort) -> None:
        self._store = store
        self._worker = worker
        self._ask = ask

    @command(
        "compare.report", "Save comparison as report...", "Compare", when=when.has_comparison, icon="save",
        menu="Comparison 33",
    )  # fmt: skip
    def ask_path(self) -> None:
        """Write what differs, with sources and values: a page for a review, Markdown, JSON or a picture."""
        state = self._store.state
        self._ask.path(PathQuestion("save", "Save comparison", state.folder, "comparison.html", _FORMS), self._save)

    def _save(self, path: str) -> None:
        """Write the comparison as it is shown: its runs where both sides have run, its tolerances and keys."""
        now = self._store.state.compare
        runs = (now.left_run, now.right_run) if now.left_run and now.right_run else ("", "")
        asked = Compare("left", "right", *runs, now.rule, dict(now.keys))
        self._worker.request(SaveComparison(asked, (now.left, now.right), path), self._on_saved)

    def _on_saved(self, message: Message[Event]) -> None:
        body = message.body
        if isinstance(body, Saved):
            say_done(self._store, tr("Saved {file}.{note}", file=os.path.basename(body.path), note=""), body.path)
        elif isinstance(body, ErrorAnswer):
            say(self._store, body.message, "warning")
