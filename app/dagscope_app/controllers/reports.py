"""The report of a problem, on the clipboard. It must not send anything."""

from __future__ import annotations

from dagscope.shown_text import shown

from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import ClipboardPort, StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.model.panels.problem_report import report_text
from dagscope_app.model.state import AppState


class ReportsController:
    """Remembers how the project's process ended last, and copies what is known of it."""

    def __init__(self, store: StorePort, clipboard: ClipboardPort) -> None:
        self._store = store
        self._clipboard = clipboard
        self._ended = "", ""
        store.listen(self._on_state_changed)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if new.worker.cause and new.worker is not old.worker:
            self._ended = new.worker.cause, new.worker.detail

    @command("help.copy_report", "Copy report", "Help", icon="copy", menu="Help 23")
    def copy(self) -> None:
        """Copy versions, how the project's process ended and on which line, and how the last run did: no values, no
        environment.
        """
        self._clipboard.set_text(shown(report_text(self._store.state, *self._ended)))
        say(self._store, "The report is on the clipboard. It holds no values, no environment and no folders.", "info")
