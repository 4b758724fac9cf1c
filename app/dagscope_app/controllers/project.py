"""Opening, loading and reloading a project: from a folder to graphs in the state.
It must not touch files, processes or Qt itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import ErrorAnswer, Event, Hello, Open, Project
from dagscope.records import ProblemRecord
from dagscope.scenario import Scenario

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.builder import Builder
from dagscope_app.controllers.command import command
from dagscope_app.controllers.graph_grouping import GraphGrouping
from dagscope_app.controllers.ports import (
    AskPort,
    CameraPort,
    FolderPort,
    InterpreterPort,
    Later,
    MeasurePort,
    PathQuestion,
    SettingsPort,
    StorePort,
    TrustPort,
    WatchPort,
    WorkerPort,
)
from dagscope_app.controllers.remembering import RememberingController
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.model.edits.left import LeftEdits, left_edits, text_of
from dagscope_app.model.edits.reload_merge import (
    broken_module,
    with_graph,
)
from dagscope_app.model.graph.conflicts import banner_of
from dagscope_app.model.project.on_opening import cannot_be_read, missing_packages, nothing_found
from dagscope_app.model.project.opening import failed, opened, with_last_good, with_project
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.trust import Trust
from dagscope_app.model.runs.kept import shown_generations
from dagscope_app.model.runs.values_gone import without_values
from dagscope_app.model.state import AppState, Banner, WorkerStatus
from dagscope_app.model.translation import tr


class ProjectController:
    """Owns the way from a folder to its graph."""

    def __init__(
        self,
        store: StorePort,
        worker: WorkerPort,
        interpreters: InterpreterPort,
        settings: SettingsPort,
        watch: WatchPort,
        measure: MeasurePort,
        on_graph: Callable[[], None],
        later: Later,
        folders: FolderPort,
        camera: CameraPort,
        ask: AskPort,
        remembering: RememberingController,
        trust: TrustPort,
    ) -> None:
        """`on_graph` is called when the main graph is a new one."""
        self._was_read = False
        self._folders = folders
        self._camera = camera
        self._ask = ask
        self._remembering = remembering
        self._trust = trust
        self._store = store
        self._worker = worker
        self._interpreters = interpreters
        self._settings = settings
        self._watch = watch
        self._on_graph = on_graph
        self._builder = Builder(worker, measure, later)
        self._grouping = GraphGrouping(store, settings)
        self._has_told = False
        self._left = LeftEdits()
        self._left_history: object = None
        self.asked: Scenario | None = None
        """The one to show in place of the folder's own: its modules alone are read, with what they import."""

    @property
    def builder(self) -> Builder:
        """Builds graphs in any slot."""
        return self._builder

    @command("project.open", "Open folder...", "Project", key="Ctrl+O", icon="open_folder", menu="Project 11")
    def ask_folder(self) -> None:
        """Show the dataflow of a folder."""
        # Where projects lie next to each other: in the open one there is nothing to choose.
        beside = os.path.dirname(self._store.state.folder.rstrip("/\\"))
        self._ask.path(PathQuestion("folder", "Open folder", beside), self.open)

    def open_example(self, folder: str, *, shows_all: bool = False) -> None:
        """Show an example; one that came with the installed program is copied first, for the copy can be changed.

        With `shows_all` all of it is in view, wherever one looked at it the last time.
        """
        if self._folders.is_installed(folder):
            question = PathQuestion("folder", "Choose where to copy the example to", os.path.expanduser("~"))
            self._ask.path(question, lambda parent: self._open_copy(folder, parent))
        else:
            self.open(folder)
            if shows_all:
                self._camera.start_at(None)

    def _open_copy(self, folder: str, parent: str) -> None:
        try:
            copy = self._folders.copy(folder, parent)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            say(
                self._store,
                tr(
                    "The example could not be copied to {place}: {reason}. Choose another folder.",
                    place=parent,
                    reason=reason,
                ),
                "error",
            )
            return
        self._trust.add(copy, "", False)  # it is what came with the program; where that fails, it is asked about
        self.open(copy)
        say_done(self._store, tr("The example was copied to {copy}.", copy=copy), copy)

    def open(self, path: str) -> None:
        """Show the dataflow of a folder, or of the folder a file lies in, leaving the one that is open."""
        folder = self._folders.find(path)
        if not folder:
            say(self._store, tr("{path} is not a folder. Choose one that holds Python files.", path=path), "error")
            return
        if not folder.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in folder):
            name = folder.encode("ascii", "backslashreplace").decode("ascii")
            say(
                self._store,
                tr("The name of {name} is not UTF-8, which the window needs. Rename the folder.", name=name),
                "error",
            )
            return
        # The longest wait on the way to the picture is for this process: it comes up while the rest is looked up.
        chosen = self._chosen(folder)
        self._worker.prepare(chosen[0])
        self._remembering.remember()
        self._camera.start_at(self._settings.load_place(folder))
        self._open(folder, chosen)

    def prepare(self) -> None:
        """Start the process that the next folder will probably need, while none is open: the one opened last did, and
        the first folder is read by our own interpreter, as any is that nobody vouches for.
        """
        state = self._store.state
        recent = state.preferences.recent
        if not state.folder:
            self._worker.prepare(self._chosen(recent[0])[0] if recent else self._interpreters.own)

    def _open(self, folder: str, chosen: tuple[str, Trust]) -> None:
        self._worker.forget_values()
        self._grouping.is_first = True
        self._has_told = False
        recent = self._settings.add_recent(folder)
        remembered = self._settings.load_view(folder)
        self._left = left_edits(remembered)
        self._left_history = remembered.get("history")
        self._store.update(lambda state: opened(folder, remembered, replace(state.preferences, recent=recent)))
        self._start(*chosen)

    @command(
        "project.close", "Close project", "Project", key="Ctrl+Shift+W", when=when.has_folder, icon="close",
        menu="Project 41",
    )  # fmt: skip
    def close(self) -> None:
        """Go back to the start page."""
        self._remembering.remember()
        self._builder.forget()
        self._worker.stop()
        self._watch.watch("", ())
        self._store.update(lambda state: AppState(preferences=state.preferences))

    @command(
        "project.reload", "Reload", "Project", key="Ctrl+R", when=when.has_folder, icon="reload", menu="Project 12"
    )
    def reload(self) -> None:
        """Reload the code. Your view stays where it is.

        The code is loaded in a fresh worker; the one before stays as the holder of its runs' values.
        """
        if not self._store.state.folder:
            return
        self._store.update(
            lambda now: now if now.banner is None or now.banner.is_about_build else replace(now, banner=None)
        )
        self.start_worker()

    def start_worker(self) -> None:
        """Begin a fresh worker for the open folder; values of others are lost with them."""
        self._start(*self._chosen(self._store.state.folder))

    def _chosen(self, folder: str) -> tuple[str, Trust]:
        """Return the interpreter that a folder is loaded with, and what may run in it."""
        preferred = self._store.state.preferences.interpreter
        return self._trust.decide(folder, self._interpreters.find(folder, preferred), preferred)

    def _start(self, interpreter: str, trust: Trust) -> None:
        self._builder.forget()  # a graph that waits for its turn to be shown is the earlier worker's
        generation = self._worker.start(interpreter, shown_generations(self._store.state))
        held = self._worker.held_memory if self._worker.holders else 0
        status = WorkerStatus("starting", generation, interpreter=interpreter, held=held)
        self._store.update(lambda now: replace(now, worker=status, trust=trust, is_building=True))
        self._store.update(without_values("The project was reloaded.", self._worker.holders))

    def on_hello(self, hello: Hello) -> None:
        """Have a fresh worker, which is ready, open the folder."""
        state = self._store.state

        def change(now: AppState) -> AppState:
            status = replace(now.worker, phase="ready", python=hello.python, pid=hello.pid, cause="", detail="")
            return replace(now, worker=status)

        self._store.update(change)
        if state.folder:
            modules = () if self.asked is None else tuple(module.name for module in self.asked.modules)
            self._watch.note_reading(state.folder)
            self._worker.request(Open(state.folder, not state.trust.is_preview, modules), self._on_project)

    def on_unsupported(self, python: str) -> None:
        """Report that the project's interpreter is too old."""
        text = tr(
            "The project's interpreter is Python {python}; Dagscope needs 3.10 or newer. Choose another interpreter.",
            python=python,
        )
        self._fail(text, "app.choose_interpreter", "Choose interpreter...")

    def _on_project(self, message: Message[Event]) -> None:
        body = message.body
        if isinstance(body, ErrorAnswer):
            self._fail(body.message, "project.open", "Open another folder...")
        elif isinstance(body, Project):
            self._take_project(body if self.asked is None else replace(body, scenarios=(self.asked,)))

    def _take_project(self, project: Project) -> None:
        broken = broken_module(self._store.state, project)
        if broken:
            self._keep_last_good(project.problems, broken)
            return
        left, self._left = self._left, LeftEdits()
        history, self._left_history = self._left_history, None
        is_first = self._grouping.is_first
        self._store.update(lambda state: with_project(state, project, left, history, takes_positions=is_first))
        state = self._store.state
        if (left.scenarios or left.removed) and not state.is_saved and not state.conflicts:
            say(self._store, text_of(left), "info", "scenario.save", "Save")
        paths = tuple(item.path for item in state.modules if item.path)
        self._watch.watch(state.folder, paths, looks_below=self.asked is None)
        if state.scenario is None or not state.modules:
            self._fail(*nothing_found(state.project_problems))
            return
        self.build()

    def build(self) -> None:
        """Build the current scenario again; the old picture stays until the new one is there."""
        scenario = self._store.state.scenario
        if scenario is None or not self._store.state.worker.is_alive:
            return
        self._store.update(lambda state: replace(state, is_building=True))
        self._builder.build("main", scenario, self._on_built, (self._grouping.prepare, self._grouping.divide))

    def _on_built(self, graph: GraphSnapshot | None, message: str) -> None:
        if graph is None:
            self._fail(message, "project.reload", "Try again")
            return
        old = self._store.state.graphs.get("main")
        if not graph.nodes and old is not None and old.nodes and graph.problems:
            self._keep_last_good(self._store.state.project_problems, graph.problems[0].message, graph.problems)
            return
        is_first, grouping = self._grouping.is_first, self._grouping.take(graph)
        remembered = self._settings.load_view(self._store.state.folder) if is_first else {}
        self._store.update(lambda state: with_graph(state, graph, grouping, is_first, remembered))
        is_read = self._store.state.trust.is_preview
        if self._was_read and not is_read:  # loading tells more than reading did: nobody changed anything
            self._store.update(lambda state: replace(state, changed=frozenset()))
        self._was_read = is_read
        conflict = banner_of(self._store.state)
        if conflict is not None:
            self._store.update(lambda state: replace(state, banner=conflict))
        self._say_unless_busy(missing_packages(graph))
        if not self._has_told:
            self._has_told = not self._store.state.trust.is_preview
            self._say_unless_busy(cannot_be_read(self._store.state.project_problems))
        self._on_graph()

    def _say_unless_busy(self, banner: Banner | None) -> None:
        if banner is not None and self._store.state.banner is None:
            self._store.update(lambda state: replace(state, banner=banner))

    def _keep_last_good(
        self, project: tuple[ProblemRecord, ...], message: str, graph: tuple[ProblemRecord, ...] = ()
    ) -> None:
        """Keep the picture and the scenarios as they were: what was edited cannot be read or built for now."""
        self._store.update(lambda state: with_last_good(state, project, message, graph))

    def _fail(self, text: str, command: str, title: str) -> None:
        self._store.update(lambda state: failed(state, text, command, title))
