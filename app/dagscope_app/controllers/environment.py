"""The Python a project runs with: choosing one, and making an environment for it. It must not run a command itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, Option, PathQuestion, StorePort, TrustPort
from dagscope_app.controllers.preferences import PreferencesController
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.model.project.environment import NAME, FoundPython, environment_python
from dagscope_app.model.records.trust import Agreement
from dagscope_app.model.translation import tr

_OTHER = "other"
_AUTOMATIC = "automatic"
_QUESTION = (
    "A virtual environment is made in this folder, and what the project needs is downloaded from the package index "
    "that pip or uv is set to and installed there. Packages can run code while they are installed."
)


class EnvironmentPort(Protocol):
    """Makes virtual environments, and knows the interpreters of this machine."""

    def pythons(self, folder: str) -> tuple[FoundPython, ...]:
        """Return the interpreters that a project could run with: its own environment first, those that it does not
        allow last.
        """
        ...

    def has_own(self, folder: str) -> bool:
        """Return whether something has the name of the folder's environment already."""
        ...

    def create(
        self,
        folder: str,
        python: str,
        packages: tuple[str, ...],
        on_line: Callable[[str], object],
        on_end: Callable[[str, str], object],
    ) -> None:
        """Make a folder's environment, reporting each line; the end is reported with its interpreter, or with why
        not.
        """
        ...

    def cancel(self) -> None:
        """End what runs; what it made so far is removed."""
        ...


class EnvironmentController:
    """Owns the choice of an interpreter and the way to an environment of the project's own."""

    def __init__(
        self,
        store: StorePort,
        environments: EnvironmentPort,
        ask: AskPort,
        trust: TrustPort,
        preferences: PreferencesController,
        reload: Callable[[], None],
    ) -> None:
        self._store = store
        self._environments = environments
        self._ask = ask
        self._trust = trust
        self._preferences = preferences
        self._reload = reload

    @command("app.choose_interpreter", "Choose interpreter...", "Project", icon="python", menu="Project 31")
    def ask_interpreter(self) -> None:
        """Run projects with another Python."""
        automatic = Option(_AUTOMATIC, "The environment in or above the folder, else Dagscope's own", icon="python")
        options = [
            automatic,
            *map(_option, self._pythons()),
            Option(_OTHER, "Another interpreter...", icon="open_folder"),
        ]
        self._ask.choice("Run projects with", options, self._choose, leads_to_graph=False)

    def _choose(self, key: str) -> None:
        if key == _OTHER:
            question = PathQuestion("file", "Choose a Python interpreter", self._store.state.worker.interpreter)
            self._ask.path(question, self.set_interpreter)
        else:
            self.set_interpreter("" if key == _AUTOMATIC else key)

    def set_interpreter(self, path: str) -> None:
        """Run projects with this Python from now on, the one that is open too."""
        self._preferences.set_interpreter(path)
        self._reload()

    @command(
        "project.create_environment", "Create an environment here...", "Project", when=when.can_create_environment,
        icon="python", menu="Project 35",
    )  # fmt: skip
    def ask_environment(self) -> None:
        """Make a virtual environment in this folder and install what the project needs."""
        folder = self._store.state.folder
        if self._environments.has_own(folder):
            text = tr(
                "There is a {name} in this folder already. Use it, or remove it first to have a new one made.",
                name=NAME,
            )
            say(self._store, text, "warning", "app.choose_interpreter", "Choose interpreter...")
            return
        found = self._pythons()
        if not found:
            text = "No Python was found on this machine to make an environment from. Install one, or choose its path."
            say(self._store, text, "warning", "app.choose_interpreter", "Choose interpreter...")
        elif len(found) == 1 and not found[0].asked_for:
            self._agree(found[0].path)
        else:
            options = [_option(each) for each in found]
            self._ask.choice("Create the environment with", options, self._agree, leads_to_graph=False)

    def _pythons(self) -> tuple[FoundPython, ...]:
        return self._environments.pythons(self._store.state.folder)

    def _agree(self, python: str) -> None:
        state = self._store.state
        packages = next((problem.packages for problem in state.problems if problem.packages), ())
        facts = (
            ("Folder", environment_folder(state.folder)),
            ("Python", python),
            ("Installed", " ".join(packages) or "nothing"),
        )
        question = Agreement("Create an environment?", _QUESTION, facts, yes="Create")
        self._ask.agree(question, lambda option: self.create(state.folder, python, packages))

    def create(self, folder: str, python: str, packages: tuple[str, ...]) -> None:
        """Make the environment and load the project with it."""
        self._tell("The environment is being created.")
        self._environments.create(folder, python, packages, self._tell, partial(self._on_end, folder))

    @command("project.cancel_environment", "Stop creating the environment", "Project", when=when.is_making_environment,
        icon="stop", menu="Project 36", is_passing=True,
    )  # fmt: skip
    def cancel(self) -> None:
        """Stop making the environment, and remove what there is of it."""
        self._environments.cancel()

    def _tell(self, line: str) -> None:
        say(
            self._store,
            tr("Creating the environment: {line}", line=line),
            "info",
            "project.cancel_environment",
            "Cancel",
        )

    def _on_end(self, folder: str, python: str, problem: str) -> None:
        if problem:
            say(
                self._store,
                tr("No environment was created: {problem}", problem=problem),
                "error",
                "project.create_environment",
                "Try again...",
            )
            return
        refused = self._trust.add(folder, python, False)
        if refused:
            say(
                self._store, tr("The environment was created, but it is not used: {refused}.", refused=refused), "error"
            )
            return
        if self._store.state.folder != folder:
            return
        chosen = self._store.state.preferences.interpreter
        if chosen:
            self._preferences.set_interpreter("")
        self._reload()
        also = tr(" Projects are not run with {chosen} any more.", chosen=chosen) if chosen else ""
        say_done(
            self._store, tr("The project runs with an environment of its own, {name}.{also}", name=NAME, also=also)
        )


def environment_folder(folder: str) -> str:
    """Return where a folder's environment will lie."""
    return environment_python(folder).partition(NAME)[0] + NAME


def _option(python: FoundPython) -> Option:
    text = tr("Python {version}, {kind}", version=python.version, kind=python.kind)
    if python.asked_for:
        text = tr("{python}; the project asks for {wanted}", python=text, wanted=python.asked_for)
    return Option(python.path, python.path, text, icon="python")
