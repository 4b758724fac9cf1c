"""Copies the scenario as something that gives its results elsewhere: a command, or Python. It must not run anything."""

from __future__ import annotations

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskScript, ErrorAnswer, Event, Script

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import ClipboardPort, StorePort, WorkerPort
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.model.scenario.as_command import as_command


class CopyingController:
    """Puts the current scenario into the clipboard."""

    def __init__(self, store: StorePort, worker: WorkerPort, clipboard: ClipboardPort) -> None:
        self._store = store
        self._worker = worker
        self._clipboard = clipboard

    @command(
        "scenario.copy_command", "Copy as command line", "Scenario", when=when.has_scenario, menu="Scenario 44",
    )  # fmt: skip
    def copy_command(self) -> None:
        """Copy the command that runs the scenario in a terminal."""
        text = as_command(self._store.state)
        if text:
            self._clipboard.set_text(text)
            say_done(self._store, "Copied: paste it in a terminal.")

    @command(
        "scenario.copy_python", "Copy as Python", "Scenario", when=when.has_loaded_scenario, menu="Scenario 45",
    )  # fmt: skip
    def copy_python(self) -> None:
        """Copy a Python script that gives the scenario's results."""
        scenario = self._store.state.scenario
        if scenario is None:
            return

        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, Script):
                self._clipboard.set_text(message.body.text)
                say_done(self._store, "Copied: a Python script that gives this scenario's results.")
            elif isinstance(message.body, ErrorAnswer):
                say(self._store, message.body.message, "warning")

        self._worker.request(AskScript("main", scenario), answer)
