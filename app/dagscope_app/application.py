"""The composition root: makes every part, tells each who to talk to, and starts the window. It must not hold logic of its own."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from dagscope_app.controllers.anticipation import Anticipation
from dagscope_app.controllers.arrangement import ArrangementController
from dagscope_app.controllers.compare import CompareController
from dagscope_app.controllers.export import ExportController
from dagscope_app.controllers.find import FindController
from dagscope_app.controllers.folding import FoldingController
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.handlers import Controllers, controller_handlers
from dagscope_app.controllers.placing import PlacingController
from dagscope_app.controllers.preferences import PreferencesController
from dagscope_app.controllers.project import ProjectController
from dagscope_app.controllers.results import ResultsController
from dagscope_app.controllers.run import RunController
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.controllers.undo import UndoController
from dagscope_app.controllers.view_history import ViewHistory
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.controllers.wires import WireController
from dagscope_app.export.pictures import write_picture
from dagscope_app.model.scene import SceneSpec
from dagscope_app.model.state import AppState, Banner
from dagscope_app.services.editor import open_in_editor
from dagscope_app.services.event_loop_turns import Turns
from dagscope_app.services.interpreters import Interpreters
from dagscope_app.services.layout_process import LayoutProcess
from dagscope_app.services.settings import Settings
from dagscope_app.services.startup import calm_garbage_collection, check_pyside
from dagscope_app.services.store import Store
from dagscope_app.services.watcher import Watcher
from dagscope_app.services.worker_process import WorkerProcess
from dagscope_app.views.chrome.examples import find_examples
from dagscope_app.views.main_window import MainWindow
from dagscope_app.views.measure import Measure
from dagscope_app.views.theme import Theme, apply_theme, load_theme, register_fonts, system_theme
from dagscope_app.views.window_commands import WindowCommands
from dagscope_app.wiring.canvas import CanvasWiring
from dagscope_app.wiring.panels import PanelWiring
from dagscope_app.wiring.results import ResultWiring


class Application(QObject):
    """One window and everything behind it.

    Signals:
        emptied(): after `shut_down`, when no process is left
    """

    emptied = Signal()

    def __init__(self, settings: Settings, keeps_spare: bool = True) -> None:
        super().__init__()
        self.settings = settings
        preferences = settings.preferences()
        self.theme = _theme_named(preferences.theme)
        _apply(self.theme)
        self.store = Store(AppState(preferences=preferences), self)
        self.worker = WorkerProcess(keeps_spare, self)
        self.layout = LayoutProcess(self)
        self.compare_layout = LayoutProcess(self)
        self.watcher = Watcher(self)
        self.turns = Turns(self)
        self.window = MainWindow(self.theme, find_examples(self.theme))
        self.commands = WindowCommands(self.window, lambda: self.store.state)
        self.controllers = self._make_controllers()
        self.canvas_wiring = CanvasWiring(self.window, self.store, self.controllers, self)
        self.panel_wiring = PanelWiring(self.window, self.store, self.controllers, self)
        self.result_wiring = ResultWiring(self.window, self.store, self.controllers, self)
        self._handlers: dict[str, Callable[[], object]] = {
            **controller_handlers(self.controllers),
            **self.commands.handlers(),
            "project.close": self._close_project,
            **self.canvas_wiring.handlers(),
            **self.result_wiring.handlers(),
        }
        self._is_closing = False
        self._connect_services()
        self._connect_window()
        self.layout.start()
        self.window.restore_panels(*settings.geometry())
        self.window.show_state(None, self.store.state)
        if settings.message:
            self._tell(settings.message, "warning")

    def _make_controllers(self) -> Controllers:
        store, worker, measure = self.store, self.worker, Measure()
        project = ProjectController(
            store, worker, Interpreters(), self.settings, self.watcher, measure, self._on_graph, self.turns.add
        )
        scenario = ScenarioController(store, worker, self.watcher, project.build)
        anticipation = Anticipation(store, self.window.canvas)
        camera, on_selection = self.window.picture, scenario.refresh_preview
        placing = PlacingController(store, self.layout, measure, camera, anticipation)
        viewing = Viewing(store, camera, placing, on_selection)
        graph = GraphController(store, viewing, camera)
        folding = FoldingController(store, viewing)
        wires = WireController(store, viewing, graph)
        find = FindController(store, graph)
        arrangement = ArrangementController(store, placing, camera)
        history = ViewHistory(store, placing, camera, on_selection)
        undo = UndoController(store, scenario.follow, placing.refresh)
        run = RunController(store, worker, self.turns.add)
        compare = CompareController(store, worker, project.builder, self.compare_layout, measure, run)
        results = ResultsController(store, worker, self.window.results)
        preferences = PreferencesController(store, self.settings)
        export = ExportController(store, self.compare_layout, measure, self._write_picture)
        return Controllers(
            store, project, scenario, placing, graph, folding, wires, find, arrangement, history, undo, run, results, compare,
            preferences, export,
        )  # fmt: skip

    # -- wiring -------------------------------------------------------------------------------------------------

    def _connect_services(self) -> None:
        project = self.controllers.project
        self.store.changed.connect(self._on_store_changed)
        self.worker.said_hello.connect(project.on_hello)
        self.worker.unsupported.connect(project.on_unsupported)
        self.worker.told.connect(self.controllers.run.on_event)
        self.worker.died.connect(project.on_worker_died)
        self.worker.phase_changed.connect(self._on_worker_phase)
        self.worker.silence_changed.connect(self._on_worker_silence)
        self.watcher.changed.connect(project.on_files_changed)
        for process in (self.layout, self.compare_layout):
            process.failed.connect(self._tell)
            process.stopped.connect(self._on_process_stopped)
        self.layout.failed.connect(self._on_layout_failed)
        self.worker.stopped.connect(self._on_process_stopped)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    def _connect_window(self) -> None:
        window, c = self.window, self.controllers
        window.commands.triggered.connect(self.do)
        window.banner.command_requested.connect(self.do)
        window.banner.closed.connect(self._on_banner_closed)
        window.folder_dropped.connect(self.open)
        window.closing.connect(self._on_window_closing)
        window.welcome.folder_chosen.connect(self.open)
        window.welcome.open_requested.connect(self.commands.ask_folder)
        window.toolbar.scenarios.scenario_chosen.connect(c.scenario.choose)
        window.toolbar.scenarios.scenario_renamed.connect(c.scenario.rename)
        window.toolbar.final_clicked.connect(self.show_node)
        window.toolbar.search.text_changed.connect(c.find.find)
        window.toolbar.search.stepped.connect(self._on_search_stepped)
        window.toolbar.search.finished.connect(self._on_search_finished)
        commands = self.commands
        self.canvas_wiring.command_chosen.connect(self.do)
        self.canvas_wiring.node_wanted.connect(self.show_node)
        self.canvas_wiring.override_wanted.connect(commands.ask_override)
        self.canvas_wiring.source_wanted.connect(self._on_source_wanted)
        self.panel_wiring.node_wanted.connect(self.show_node)
        self.panel_wiring.command_chosen.connect(self.do)
        self.panel_wiring.place_wanted.connect(self.open_source)
        self.result_wiring.node_wanted.connect(self.show_node)
        self.result_wiring.place_wanted.connect(self.open_source)
        self.result_wiring.path_wanted.connect(commands.ask_value_path)
        commands.folder_chosen.connect(self.open)
        commands.interpreter_chosen.connect(self._on_interpreter_chosen)
        commands.editor_chosen.connect(c.preferences.set_editor)
        commands.picture_wanted.connect(c.export.export)
        commands.selection_picture_wanted.connect(c.export.export_selection)
        commands.config_pasted.connect(c.scenario.paste_config)
        commands.value_path_chosen.connect(self._on_value_path)
        commands.source_wanted.connect(self._on_source_wanted)
        commands.message.connect(self._on_message)

    # -- what can be asked of the application -------------------------------------------------------------------

    def do(self, command: str) -> None:
        """Do a command of the table."""
        self._handlers[command]()

    def open(self, folder: str) -> None:
        """Open a folder, or the one a file lies in."""
        path = Path(folder).expanduser()
        if path.is_file():
            path = path.parent
        if not path.is_dir():
            self._tell(f"{path} is not a folder. Choose one that holds Python files.")
            return
        self._remember_view()
        self.window.picture.set_place(self.settings.load_place(str(path.absolute())))
        self.controllers.placing.forget()
        self.controllers.project.open(str(path.absolute()))

    def show_node(self, name: str) -> None:
        """Select a node and bring it into view."""
        self.controllers.graph.jump(name)
        self.window.picture.show_items((name,))

    def open_source(self, file: str, line: int) -> None:
        """Open a file of the project in the editor."""
        state = self.store.state
        path = file if os.path.isabs(file) else os.path.join(state.folder, file)
        problem = open_in_editor(path, line, state.preferences.editor)
        if problem:
            self._tell(problem, "warning")

    def shut_down(self) -> None:
        """End every process; `emptied` tells when none is left."""
        self._is_closing = True
        self._remember_view()
        self.watcher.watch("", ())
        self.window.hide()
        for part in (self.worker, self.layout, self.compare_layout):
            part.stop()
        self._on_process_stopped()

    def _remember_view(self) -> None:
        self.controllers.project.remember_view(self.window.canvas.place())

    def _close_project(self) -> None:
        self._remember_view()
        self.controllers.project.close()

    # -- reactions ----------------------------------------------------------------------------------------------

    def _on_store_changed(self, old: AppState, new: AppState) -> None:
        if old.preferences.theme != new.preferences.theme:
            self._change_theme(new.preferences.theme)
        self.window.show_state(old, new)
        if old.layout is not new.layout and new.changed and old.layout is not None:
            self.window.picture.draw_now()
            self.window.canvas.flash(new.changed)
        self.controllers.compare.on_state_changed(old, new)
        if old.active_run is not None and new.active_run is None:
            self.controllers.project.on_run_ended()

    def _on_color_scheme_changed(self) -> None:
        if self.store.state.preferences.theme == "system":
            self._change_theme("system")

    def _change_theme(self, name: str) -> None:
        self.theme = _theme_named(name)
        _apply(self.theme)
        self.window.set_theme(self.theme, find_examples(self.theme))

    def _on_graph(self) -> None:
        # In turns of the event loop of their own: a large graph's panels were just filled.
        self.turns.add(self.controllers.placing.refresh)
        self.turns.add(self.controllers.scenario.refresh_plans)

    def _on_layout_failed(self) -> None:
        self.window.canvas.arrive()

    def _on_worker_phase(self, phase: str) -> None:
        self.store.update(
            lambda s: replace(s, worker=replace(s.worker, phase="ready" if phase == "running" else phase))
        )

    def _on_worker_silence(self, is_silent: bool) -> None:
        detail = "silent" if is_silent else ""
        self.store.update(lambda s: replace(s, worker=replace(s.worker, detail=detail)))

    def _on_process_stopped(self) -> None:
        if self._is_closing and self.worker.is_empty and self.layout.is_empty and self.compare_layout.is_empty:
            self.emptied.emit()

    def _on_banner_closed(self) -> None:
        self.store.update(lambda state: replace(state, banner=None))

    def _on_window_closing(self) -> None:
        if not self._is_closing:
            self.settings.save_geometry(*self.window.save_panels())
            self.shut_down()

    def _on_search_stepped(self, step: int) -> None:
        self.controllers.find.step(step)
        current = self.store.state.find.current
        if current:
            self.show_node(current)

    def _on_search_finished(self) -> None:
        self.controllers.find.end()
        self.window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_value_path(self, path: str) -> None:
        self.controllers.results.save(self.store.state.current_result, path)

    def _on_interpreter_chosen(self, path: str) -> None:
        self.controllers.preferences.set_interpreter(path)
        self.controllers.project.reload()

    def _on_source_wanted(self) -> None:
        state = self.store.state
        definition = state.graph.active_definition(state.selected)
        if definition is None or not definition.file:
            self._tell(f"{state.selected} has no source of its own to open.", "info")
        else:
            self.open_source(definition.file, definition.line)

    def _write_picture(self, spec: SceneSpec, path: str) -> tuple[str, str]:
        return write_picture(spec, self.theme, path)

    def _on_message(self, text: str) -> None:
        self._tell(text, "info")

    def _tell(self, text: str, severity: str = "error") -> None:
        self.store.update(lambda state: replace(state, banner=Banner(text, severity)))


def _theme_named(name: str) -> Theme:
    return load_theme(system_theme() if name == "system" else name)


def _apply(theme: Theme) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, theme)


def make_qt() -> QApplication:
    """The Qt application, made once."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Dagscope")
    app.setOrganizationName("dagscope")
    QGuiApplication.setDesktopFileName("dagscope")
    register_fonts()
    return app


def install_excepthook(application: Application) -> None:
    """Our own mistakes are told in the banner, once each, and on standard error; the window stays."""
    told: set[str] = set()

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        text = f"Something went wrong in Dagscope itself ({kind.__name__}: {error}). Your project is not affected."
        if text not in told and not issubclass(kind, KeyboardInterrupt):
            told.add(text)
            application._tell(text, "error")

    sys.excepthook = hook


def main(argv: list[str]) -> int:
    """Open the window, on the folder named in `argv`."""
    problem = check_pyside()
    if problem:
        print(f"dagscope: {problem}", file=sys.stderr)
        return 1
    app = make_qt()
    application = Application(Settings())
    install_excepthook(application)
    app.setQuitOnLastWindowClosed(False)
    application.emptied.connect(app.quit)
    calm_garbage_collection()
    if application.settings.geometry()[0].isEmpty():
        application.window.resize(1440, 900)
    folders = [item for item in argv if not item.startswith("-")]
    if folders:
        # Before the window is shown: panels that come to a window on its way to its full size lose some of theirs each time.
        application.open(folders[0])
    application.window.show()
    return int(app.exec())
