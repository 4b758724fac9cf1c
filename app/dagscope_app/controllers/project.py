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
from dagscope_app.model.graph.sections import grouped, with_sections
from dagscope_app.model.panels.sentences import sentence
from dagscope_app.model.picture.overview import first_grouped, first_grouping
from dagscope_app.model.project.opening import failed, opened, with_last_good, with_project
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import Grouping, group
from dagscope_app.model.records.trust import Trust
from dagscope_app.model.runs.kept import shown_generations
from dagscope_app.model.runs.values_gone import without_values
from dagscope_app.model.state import AppState, Banner, ViewState, WorkerStatus
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
        self._prepared: tuple[GraphSnapshot, Grouping] | None = None
        self._is_first_graph = True
        self._has_told = False
        self._is_reload_due = False
        self._left = LeftEdits()
        self._left_history: object = None
        self.asked: Scenario | None = None
        """The one to show in place of the folder's own: its modules alone are read, with what they import."""
        store.listen(self._on_state_changed)

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
        """Start the process that the next folder will probably need, while none is open: the one opened last did."""
        state = self._store.state
        if not state.folder and state.preferences.recent:
            self._worker.prepare(self._chosen(state.preferences.recent[0])[0])

    def _open(self, folder: str, chosen: tuple[str, Trust]) -> None:
        self._worker.forget_values()
        self._is_first_graph = True
        self._has_told = False
        self._is_reload_due = False
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
        self._is_reload_due = False
        self._store.update(
            lambda now: now if now.banner is None or now.banner.is_about_build else replace(now, banner=None)
        )
        self.start_worker()

    def on_files_changed(self) -> None:
        """Files were saved: read them again, but never take a run's process, or its fresh values, away for that."""
        run = self._store.state.active_run
        if run is None:
            self.reload()
            return
        self._is_reload_due = True
        if run.held_where:
            text = "Files changed while the run is paused. It goes on with the earlier code."
            banner = Banner(text, "info", "project.reload", "Stop and reload", second_command="run.pause",
                            second_title="Resume")  # fmt: skip
            self._store.update(lambda now: replace(now, banner=banner))
            return
        text = "Files changed while the code runs. The run goes on with the earlier code."
        say(self._store, text, "info", "project.reload", "Stop and reload")

    def on_folder_vanished(self) -> None:
        """Report that the folder is gone from the disk: what is shown stays, and so do the edits."""
        text = tr(
            "The folder {folder} is not there any more: it was deleted, renamed or unmounted. The graph, "
            "the values and your edits are kept; the edits can be saved when it is back.",
            folder=self._store.state.folder,
        )
        say(self._store, text, "warning", "project.open", "Open another folder...")

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.active_run is not None and new.active_run is None:
            self._on_run_ended()

    def _on_run_ended(self) -> None:
        """Offer to read what was saved during the run."""
        if not self._is_reload_due or self._store.state.worker.phase == "dead":
            return
        text = "Files changed since this code was loaded."
        banner = Banner(text, "warning", "project.reload", "Reload")
        self._store.update(
            lambda now: now if now.banner and now.banner.severity == "error" else replace(now, banner=banner)
        )

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
        is_first = self._is_first_graph

        self._store.update(lambda state: with_project(state, project, left, history, takes_positions=is_first))
        state = self._store.state
        if (left.scenarios or left.removed) and not state.is_saved:
            say(self._store, text_of(left), "info", "scenario.save", "Save")
        self._watch.watch(state.folder, tuple(item.path for item in state.modules if item.path))
        if state.scenario is None or not state.modules:
            self._nothing_found(state)
            return
        self.build()

    def _nothing_found(self, state: AppState) -> None:
        problem = next(iter(state.project_problems), None)
        if problem is not None and problem.file and problem.line:
            self._fail(problem.message, "go.problem_source", "Open in editor")
            return
        text = (
            problem.message
            if problem is not None
            else tr(
                "No dataflow was found in this folder. A dataflow is a Python file with public functions "
                "whose parameters and results have type annotations."
            )
        )
        self._fail(text, "project.open", "Open another folder...")

    def build(self) -> None:
        """Build the current scenario again; the old picture stays until the new one is there."""
        scenario = self._store.state.scenario
        if scenario is None or not self._store.state.worker.is_alive:
            return
        self._store.update(lambda state: replace(state, is_building=True))
        self._builder.build("main", scenario, self._on_built, (self._group, self._divide))

    def _group(self, graph: GraphSnapshot) -> None:
        """Group the graph; the window divides large groups in the next turn."""
        view = self._store.state.view
        self._prepared = (graph, first_grouping(graph) if self._is_new() else group(graph, view.grouping))

    def _divide(self, graph: GraphSnapshot) -> None:
        """Divide large groups into sections; the window shows the graph in the next turn."""
        prepared = self._prepared
        if self._store.state.view.has_sections and prepared is not None and prepared[0] is graph:
            self._prepared = (graph, with_sections(*prepared))

    def _is_new(self) -> bool:
        """Return whether the project is opened for the first time: nobody has chosen a grouping yet."""
        return self._is_first_graph and "grouping" not in self._settings.load_view(self._store.state.folder)

    def _on_built(self, graph: GraphSnapshot | None, message: str) -> None:
        if graph is None:
            self._fail(message, "project.reload", "Try again")
            return
        old = self._store.state.graphs.get("main")
        if not graph.nodes and old is not None and old.nodes and graph.problems:
            self._keep_last_good(self._store.state.project_problems, graph.problems[0].message, graph.problems)
            return
        grouping = self._grouping(graph)
        is_first = self._is_first_graph
        self._is_first_graph = False
        remembered = self._settings.load_view(self._store.state.folder) if is_first else {}
        self._store.update(lambda state: with_graph(state, graph, grouping, is_first, remembered))
        conflict = banner_of(self._store.state)
        if conflict is not None:
            self._store.update(lambda state: replace(state, banner=conflict))
        self._tell_what_is_missing(graph)
        if not self._has_told:
            self._has_told = not self._store.state.trust.is_preview
            self._tell_what_cannot_be_read()
        self._on_graph()

    def _tell_what_is_missing(self, graph: GraphSnapshot) -> None:
        """Report packages that are not installed: they come between a new project and its first run."""
        needs = next((problem for problem in graph.problems if problem.command), None)
        if needs is None or self._store.state.banner is not None:
            return
        text = needs.message.replace(f": `{needs.command}`", ".")  # the button has it
        banner = Banner(
            text, "warning", "edit.copy_install", "Copy command", is_about_build=True,
            second_command="project.create_environment", second_title="Create an environment here...",
        )  # fmt: skip
        self._store.update(lambda state: replace(state, banner=banner))

    def _tell_what_cannot_be_read(self) -> None:
        """Report on opening that another Python is asked for, or a file whose syntax is wrong, which is left out."""
        state = self._store.state
        older = next((item for item in state.project_problems if item.kind == "python"), None)
        if older is not None and state.banner is None:
            banner = Banner(
                sentence(older.message), "warning", "app.choose_interpreter", "Choose interpreter...",
                is_about_build=True,
            )  # fmt: skip
            self._store.update(lambda now: replace(now, banner=banner))
            return
        broken = next((item for item in state.project_problems if item.kind == "syntax"), None)
        if broken is not None and state.banner is None:
            text = tr("{message}. Its functions are left out.", message=broken.message)
            banner = Banner(text, "warning", "view.problems", "Show problems", is_about_build=True)
            self._store.update(lambda now: replace(now, banner=banner))

    def _grouping(self, graph: GraphSnapshot) -> Grouping:
        """Return the grouping that was prepared, unless the graph is to be grouped otherwise by now."""
        view, prepared, self._prepared = self._store.state.view, self._prepared, None
        is_new = self._is_new()
        if prepared is not None and prepared[0] is graph:
            found = prepared[1]
            if is_new or found.by == view.grouping:
                return found
        return _grouping_of(graph, view, is_new)

    def _keep_last_good(
        self, project: tuple[ProblemRecord, ...], message: str, graph: tuple[ProblemRecord, ...] = ()
    ) -> None:
        """Keep the picture and the scenarios as they were: what was edited cannot be read or built for now."""
        self._store.update(lambda state: with_last_good(state, project, message, graph))

    def _fail(self, text: str, command: str, title: str) -> None:
        self._store.update(lambda state: failed(state, text, command, title))


def _grouping_of(graph: GraphSnapshot, view: ViewState, is_new: bool) -> Grouping:
    if is_new:
        return first_grouped(graph, view.has_sections)
    return grouped(graph, view.grouping, view.has_sections)
