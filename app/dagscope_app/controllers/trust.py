"""Asking a person whether a folder's code may run, and taking that back.
It must not keep the list or start anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, Option, StorePort, TrustPort
from dagscope_app.controllers.saying import say
from dagscope_app.model.records.trust import Agreement
from dagscope_app.model.translation import tr

_ABOUT = (
    "A dataflow is Python code, and loading it runs that code with your rights. So a folder that you open for the "
    "first "
    "time is only read: its graph is drawn from the sources, no module is imported, no expression is evaluated and no "
    "interpreter of the folder is started. What the sources do not say is marked as known after loading.\n\n"
    "Trust a folder when you know where it comes from. Dagscope is no sandbox: code that runs can do what you can do."
)
_QUESTION = "Loading runs the code of this folder, and of every folder below it, with your rights."


class TrustController:
    """Owns the question, its answer, and the list to take answers back."""

    def __init__(self, store: StorePort, trust: TrustPort, ask: AskPort, reload: Callable[[], None]) -> None:
        self._store = store
        self._trust = trust
        self._ask = ask
        self._reload = reload

    @command(
        "project.trust", "Trust and load...", "Project", when=when.is_preview, icon="trust", menu="Project 16",
    )  # fmt: skip
    def ask_trust(self) -> None:
        """Show what loading this folder would run, and load it if that is agreed to."""
        state = self._store.state
        facts = self._trust.facts(state.folder)
        shown = (
            ("Folder", facts.path),
            ("Python", state.trust.interpreter),
            ("Modules", str(len(state.modules))),
            ("Repository", facts.remote or tr("none")),
        )
        option = tr("Trust every folder in {parent}", parent=facts.parent)
        question = Agreement("Trust this folder?", _QUESTION, shown, option, "Trust and load")
        self._ask.agree(question, partial(self.trust, state.folder, state.trust.interpreter))

    def trust(self, folder: str, interpreter: str, with_parent: bool) -> None:
        """Trust a folder with the interpreter that was shown, and load it if it is still open."""
        problem = self._trust.add(folder, interpreter, with_parent)
        if problem:
            say(self._store, tr("Nothing was loaded: {problem}.", problem=problem), "error")
        elif self._store.state.folder == folder:
            self._reload()

    @command("project.about_trust", "What is a preview?", "Help", icon="help", menu="Help 14")
    def explain(self) -> None:
        """Explain why a folder's code does not run before it is trusted."""
        self._ask.agree(Agreement("Preview", _ABOUT), lambda option: None)

    @command("project.trusted_folders", "Trusted folders...", "Project", icon="untrusted", menu="Project 34")
    def ask_revoke(self) -> None:
        """Choose a folder to stop trusting."""
        options = [Option(path, path, interpreter) for path, interpreter in self._trust.folders()]
        if not options:
            say(self._store, "No folder is trusted, except the examples that come with Dagscope.", "info")
            return
        self._ask.choice("Stop trusting", options, self.revoke, leads_to_graph=False)

    def revoke(self, path: str) -> None:
        """Stop trusting a folder; the open one goes back to its preview if it was trusted by that."""
        problem = self._trust.remove(path)
        if problem:
            say(self._store, tr("Nothing was changed: {problem}.", problem=problem), "error")
            return
        say(self._store, tr("{path} is no longer trusted.", path=path), "info")
        if self._store.state.folder:
            self._reload()
