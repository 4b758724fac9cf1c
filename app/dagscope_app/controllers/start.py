"""How work begins: recent projects, a new project, a new node, the tour. It must not open projects itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import (
    AskPort,
    EditorPort,
    FolderPort,
    PathQuestion,
    SettingsPort,
    SourceFilePort,
    StorePort,
    TrustPort,
)
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.model.panels.tour import LAST, step_after
from dagscope_app.model.project import template
from dagscope_app.model.scenario.stub import stub_for
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

EXAMPLE = "reusing_functions"


class StartController:
    """Owns the list of recent projects and the tour."""

    def __init__(
        self,
        store: StorePort,
        settings: SettingsPort,
        ask: AskPort,
        folders: FolderPort,
        trust: TrustPort,
        files: SourceFilePort,
        editor: EditorPort,
        open_folder: Callable[[str], None],
        open_example: Callable[..., None],
    ) -> None:
        self._store = store
        self._settings = settings
        self._ask = ask
        self._folders = folders
        self._trust = trust
        self._files = files
        self._editor = editor
        self._open = open_folder
        self._open_example = open_example
        store.listen(self._on_state_changed)

    # -- recent projects ----------------------------------------------------------------------------------------

    def toggle_pin(self, folder: str) -> None:
        """Keep a project at the top of the recent ones, or no more."""
        pinned = self._store.state.preferences.pinned
        rest = tuple(item for item in pinned if item != folder)
        self._keep(pinned=rest if folder in pinned else (*rest, folder))

    def forget(self, folder: str) -> None:
        """Take a project off the recent ones; its folder stays as it is."""
        before = self._store.state.preferences
        self._keep(
            recent=tuple(item for item in before.recent if item != folder),
            pinned=tuple(item for item in before.pinned if item != folder),
        )

    def _keep(self, **changes: object) -> None:
        self._store.update(lambda now: replace(now, preferences=replace(now.preferences, **changes)))  # type: ignore[arg-type]
        self._settings.save_preferences(self._store.state.preferences)

    # -- a new project, a new node ------------------------------------------------------------------------------

    @command("project.new", "New project from a template...", "Project", icon="new", menu="Project 10")
    def ask_new(self) -> None:
        """Make a folder with a module, a script that runs it, scenarios and a test, and open it."""
        question = PathQuestion("save", "Name the new project's folder", os.path.expanduser("~"), template.NAME)
        self._ask.path(question, self.make)

    def make(self, path: str) -> None:
        """Make a project in a new folder, and open it. Its code is ours, so it is trusted."""
        parent, name = os.path.split(path.rstrip("/\\"))
        try:
            folder = self._folders.make(parent, name, template.FILES)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            say(
                self._store,
                tr(
                    "The project could not be created in {place}: {reason}. Choose another folder.",
                    place=parent,
                    reason=reason,
                ),
                "error",
            )
            return
        problem = self._trust.add(folder, "", False)
        self._open(folder)
        if problem:
            say(self._store, problem, "warning")
        else:
            say_done(
                self._store,
                tr("Created {folder} with a module, run.py, dagscope.toml and a test.", folder=folder),
                folder,
            )

    @command(
        "source.add_node", "Write a function for this input", "Scenario", when=when.has_open_input,
        icon="new", menu="Edit 41, Value 14",
    )  # fmt: skip
    def add_node(self) -> None:
        """Add a function that computes the selected input to the module that needs it, and open it in the editor."""
        state = self._store.state
        name = state.selected
        stub = stub_for(state.graph, name)
        if stub is None:
            say(
                self._store,
                tr("No function of this project needs {name}, so there is no file to write it to.", name=name),
            )
            return
        try:
            line = self._files.append(stub.file, stub.text, name)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            say(
                self._store,
                tr("Nothing was added: {file} {reason}.", file=os.path.basename(stub.file), reason=reason),
                "error",
            )
            return
        say_done(
            self._store,
            tr("Added {name}() to {file}, line {line}.", name=name, file=os.path.basename(stub.file), line=line),
            stub.file,
        )
        problem = self._editor.open(stub.file, line, state.preferences.editor)
        if problem:
            say(self._store, problem, "warning")

    # -- the tour -----------------------------------------------------------------------------------------------

    @command("help.tour", "Take the tour", "Help", icon="help", menu="Help 10")
    def begin_tour(self) -> None:
        """Show in a minute, on an example, how to look, run, read and compare."""
        example = self._folders.example(EXAMPLE) if not self._store.state.folder else ""
        if example:
            self._open_example(example, shows_all=True)
        self._store.update(lambda now: replace(now, tour=1))

    def next_step(self) -> None:
        """Go to the next step; after the last one the tour is over."""
        step = self._store.state.tour
        if step >= LAST:
            self.end_tour()
        elif step:
            self._store.update(lambda now: replace(now, tour=step + 1))

    def end_tour(self) -> None:
        """Leave the tour; it is not offered on its own again."""
        self._store.update(lambda now: replace(now, tour=0))
        self._keep(has_toured=True)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        step = step_after(old, new)
        if step != new.tour:
            self._store.update(lambda now: replace(now, tour=step))
