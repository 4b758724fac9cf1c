"""The composition root: makes every part, tells each who to talk to, and starts the window.
It must not hold logic of its own.
"""

from __future__ import annotations

import sys
import time
import traceback
from types import TracebackType

from dagscope.strays import sweep
from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from dagscope_app.commands.palette import CommandPalette
from dagscope_app.commands.table import COMMANDS, bound
from dagscope_app.controllers.assembly import Controllers, Ports, make_controllers
from dagscope_app.controllers.saying import say
from dagscope_app.export.desk import PictureDesk
from dagscope_app.export.formats import dialog_filter
from dagscope_app.model.state import AppState
from dagscope_app.services.desktop import Desktop
from dagscope_app.services.editor import Editor
from dagscope_app.services.environments import Environments
from dagscope_app.services.event_loop_turns import Turns
from dagscope_app.services.folders import Folders
from dagscope_app.services.interpreters import Interpreters
from dagscope_app.services.kept_runs import KeptRuns
from dagscope_app.services.language import install_language
from dagscope_app.services.processes import Processes
from dagscope_app.services.project_file import ProjectFile
from dagscope_app.services.returning import Returning
from dagscope_app.services.settings import Settings
from dagscope_app.services.source_files import SourceFiles
from dagscope_app.services.startup import calm_garbage_collection
from dagscope_app.services.store import Store
from dagscope_app.services.termination import Termination
from dagscope_app.services.trust import TrustList
from dagscope_app.services.watcher import Watcher
from dagscope_app.views.chrome.project_pictures import ProjectPictures
from dagscope_app.views.clipboard import Clipboard
from dagscope_app.views.frame import Frame
from dagscope_app.views.main_window import MainWindow
from dagscope_app.views.measure import Measure
from dagscope_app.views.results.page import ResultActions
from dagscope_app.views.theme import register_fonts
from dagscope_app.views.theming import Theming

_SOON_MS = 300


class Application(QObject):
    """One window and everything behind it.

    Attributes:
        do: does a command, by its id.
        open: opens a folder, or the one a file lies in.
        show_node: selects a node and brings it into view.

    Signals:
        emptied(): after `shut_down`, when no process is left
    """

    emptied = Signal()

    def __init__(self, settings: Settings, keeps_spare: bool = True, processes: Processes | None = None) -> None:
        """Take over `processes`, if any were started before the window was made."""
        super().__init__()
        self.settings = settings
        self.store = Store(AppState(preferences=settings.preferences()), self)
        self.processes = processes or Processes(keeps_spare)
        self.processes.setParent(self)
        self.watcher = Watcher(self)
        self.returning = Returning(self)
        self.turns = Turns(self)
        self.soon = Turns(self, _SOON_MS)
        self.environments = Environments(self)
        self.theming = Theming(self.store, self)
        self.pictures = PictureDesk(lambda: self.theming.theme, self.processes.pictures, self)
        self.window = MainWindow(self.theming.theme, self.theming.examples(), settings.picture)
        self.project_pictures = ProjectPictures(self.window.canvas, lambda: self.theming.theme, settings)
        self.controllers = self._make_controllers()
        self.handlers = bound(COMMANDS, (*self.controllers.all(), self._make_palette()))
        self.open = self.controllers.project.open
        self.show_node = self.controllers.graph.show
        self._connect_services()
        self._connect_window()
        self._connect_canvas()
        self._connect_panels()
        self._connect_compare()
        self._connect_results()
        self.processes.layout.start()
        if keeps_spare:
            self.soon.add(self.controllers.project.prepare)
        self.window.restore_panels(*settings.geometry(self.window.screen_name()))
        self.window.show_state(None, self.store.state)
        if settings.message:
            say(self.store, settings.message, "warning")

    def _make_controllers(self) -> Controllers:
        window, processes = self.window, self.processes
        ports = Ports(
            store=self.store,
            worker=processes.worker,
            layout=processes.layout,
            second_layout=processes.second_layout,
            watch=self.watcher,
            project_file=ProjectFile(),
            interpreters=Interpreters(),
            environments=self.environments,
            trust=TrustList(),
            folders=Folders(),
            kept_runs=KeptRuns(self.settings.data_folder),
            clock=time.time,
            source_files=SourceFiles(),
            settings=self.settings,
            editor=Editor(),
            clipboard=Clipboard(),
            desktop=Desktop(),
            cluster=processes.cluster,
            measure=Measure(),
            paper_measure=Measure(is_for_paper=True),
            camera=window.picture,
            canvas=window.canvas,
            window=Frame(window),
            ask=window.asker,
            write=self.pictures.write,
            shared=self.pictures,
            picture_filter=dialog_filter(),
            later=self.turns.add,
            soon=self.soon.add,
            in_two_seconds=Turns(self, 2_000).add,
        )
        return make_controllers(ports)

    def _make_palette(self) -> CommandPalette:
        return CommandPalette(self.store, self.window.asker, COMMANDS, self.do)

    def do(self, command: str) -> None:
        """Do a command of the table."""
        self.handlers[command]()

    def shut_down(self) -> None:
        """Remember the view and end every process; `emptied` says when none is left."""
        self.controllers.remembering.remember()
        self.settings.release_view()
        self.watcher.watch("", ())
        self.window.hide()
        self.environments.cancel()
        self.processes.stop()

    # -- who listens to whom ------------------------------------------------------------------------------------

    def _connect_services(self) -> None:
        project, frame, processes = self.controllers.project, self.controllers.frame, self.processes
        worker, life = processes.worker, self.controllers.worker_life
        worker.said_hello.connect(project.on_hello)
        worker.unsupported.connect(project.on_unsupported)
        worker.event_received.connect(self.controllers.run_events.on_event)
        worker.event_received.connect(self.controllers.stops.on_event)
        worker.event_received.connect(self.controllers.branches.on_event)
        worker.event_received.connect(self.controllers.questions.on_event)
        worker.event_received.connect(self.controllers.data_files.on_event)
        worker.died.connect(life.on_died)
        worker.phase_changed.connect(life.on_phase)
        worker.silence_changed.connect(life.on_silence)
        worker.start_is_slow.connect(self.controllers.liveness.on_start_slow)
        worker.memory_is_short.connect(self.controllers.liveness.on_memory_short)
        worker.lateness_changed.connect(self.controllers.liveness.on_lateness)
        worker.located.connect(self.controllers.liveness.on_located)
        worker.values_lost.connect(life.on_values_lost)
        cluster, c = processes.cluster, self.controllers.cluster
        cluster.ready.connect(c.on_ready)
        cluster.failed.connect(c.on_failed)
        cluster.said.connect(c.on_said)
        cluster.ended.connect(c.on_ended)
        self.watcher.changed.connect(self.controllers.file_changes.on_changed)
        self.returning.returned.connect(self.controllers.data_files.look)  # what other programs did meanwhile
        self.returning.returned.connect(self.watcher.look)
        self.watcher.vanished.connect(self.controllers.file_changes.on_vanished)
        processes.layout.failed.connect(frame.say_error)
        processes.second_layout.failed.connect(frame.say_error)
        processes.layout.failed.connect(self.controllers.placing.on_failed)
        self.pictures.is_at.connect(self.controllers.export.on_writing)
        self.pictures.is_done.connect(self.controllers.export.on_written)
        processes.emptied.connect(self.emptied)

    def _connect_window(self) -> None:
        window, c = self.window, self.controllers
        self.store.changed.connect(self.project_pictures.on_state_changed)  # before the next project is drawn
        self.store.changed.connect(window.show_state)
        self.theming.changed.connect(window.set_theme)
        window.commands.triggered.connect(self.do)
        window.banner.command_requested.connect(self.do)
        window.trust.command_requested.connect(self.do)
        window.question.answered.connect(c.questions.answer)
        window.question.command_requested.connect(self.do)
        window.question.node_clicked.connect(c.graph.show)
        window.banner.closed.connect(c.frame.put_message_away)
        window.toast.command_requested.connect(self.do)
        window.toast.open_requested.connect(c.frame.open_address)
        window.toast.closed.connect(c.frame.put_toast_away)
        window.folder_dropped.connect(c.project.open)
        window.closing.connect(self._on_window_closing)
        window.welcome.folder_chosen.connect(c.project.open)
        window.welcome.example_chosen.connect(c.project.open_example)
        window.welcome.open_requested.connect(c.project.ask_folder)
        window.welcome.command_requested.connect(self.do)
        window.welcome.pin_toggled.connect(c.start.toggle_pin)
        window.welcome.forgotten.connect(c.start.forget)
        window.tour.next_requested.connect(c.start.next_step)
        window.tour.skip_requested.connect(c.start.end_tour)
        window.toolbar.scenarios.scenario_chosen.connect(c.scenario.choose)
        window.toolbar.scenarios.scenario_renamed.connect(c.scenario.rename)
        window.toolbar.final_clicked.connect(c.graph.show)
        window.toolbar.search.text_changed.connect(c.find.find)
        window.toolbar.search.stepped.connect(c.find.go_on)
        window.toolbar.search.finished.connect(c.find.end)

    def _connect_canvas(self) -> None:
        area, canvas, c = self.window.graph_area, self.window.canvas, self.controllers
        self.window.menus.set_pointing(c.wires.point_at)
        area.node_clicked.connect(c.graph.click_node)
        area.group_clicked.connect(c.graph.click_group)
        area.command_requested.connect(self.do)
        canvas.node_activated.connect(c.showing.show_result)
        canvas.source_wanted.connect(c.source.open_node)
        canvas.group_toggled.connect(c.folding.toggle_group)
        canvas.wire_clicked.connect(c.wires.click)
        canvas.background_clicked.connect(c.graph.select_none)
        canvas.selection_dragged.connect(c.graph.select)
        canvas.hop_requested.connect(c.graph.grow)
        canvas.items_moved.connect(c.arrangement.move)
        canvas.peeks.wanted.connect(c.peeking.look_closely)

    def _connect_panels(self) -> None:
        window, c = self.window, self.controllers
        window.outline.node_clicked.connect(c.graph.show)
        window.outline.node_activated.connect(c.showing.show_result)
        window.outline.group_clicked.connect(c.graph.show_group)
        self._connect_scenario()
        self._connect_details()
        self._connect_bottom()

    def _connect_scenario(self) -> None:
        panel, c = self.window.scenario, self.controllers
        panel.modules.module_toggled.connect(c.scenario.set_module_on)
        panel.modules.order_changed.connect(c.scenario.set_module_order)
        panel.modules.later_wins_toggled.connect(c.scenario.set_later_wins)
        panel.modules.module_hinted.connect(c.what_if.hint_module)
        panel.modules.order_hinted.connect(c.what_if.hint_order)
        panel.modules.later_wins_hinted.connect(c.what_if.hint_later_wins)
        panel.modules.release_hinted.connect(c.definitions.hint_release)
        panel.modules.hint_left.connect(c.what_if.leave)
        panel.config.config_hinted.connect(c.what_if.hint_config)
        panel.config.hint_left.connect(c.what_if.leave)
        panel.config.config_changed.connect(c.scenario.set_config)
        panel.inputs.input_changed.connect(c.scenario.set_input)
        panel.inputs.input_moved.connect(c.scrub.move)
        panel.inputs.input_hinted.connect(c.what_if.hint_input)
        panel.modules.release_requested.connect(c.definitions.release)
        panel.executor.changed.connect(c.scenario.set_executor)
        panel.executor.hinted.connect(c.what_if.hint_executor)
        panel.executor.hint_left.connect(c.what_if.leave)
        panel.executor.command_requested.connect(self.do)
        panel.executor.cache_changed.connect(c.scenario.set_cache)
        self.window.graph_area.ghost.applied.connect(c.what_if.apply)
        self.window.graph_area.ghost.left.connect(c.what_if.leave)

    def _connect_details(self) -> None:
        details, c = self.window.details, self.controllers
        details.override_hinted.connect(c.what_if.hint_override)
        details.definition_hinted.connect(c.definitions.hint)
        details.definition_chosen.connect(c.definitions.choose)
        details.hint_left.connect(c.what_if.leave)
        details.node_clicked.connect(c.graph.show)
        details.value_clicked.connect(c.showing.show_result)
        details.command_requested.connect(self.do)
        details.override_changed.connect(c.scenario.set_override)
        details.source_requested.connect(c.source.open)

    def _connect_bottom(self) -> None:
        window, c = self.window, self.controllers
        window.status.run_clicked.connect(c.following.go_to_running)
        window.bottom.tab_shown.connect(lambda name: c.forecast.set_shown(name == "plan"))
        window.plan.target_chosen.connect(c.forecast.choose)
        window.plan.command_requested.connect(self.do)
        window.plan.node_clicked.connect(c.graph.show)
        window.branches.node_clicked.connect(c.graph.show)
        window.branches.command_requested.connect(self.do)
        window.lanes.node_clicked.connect(c.graph.show)
        window.runs.run_activated.connect(c.showing.show_run)
        window.history.run_chosen.connect(c.past.choose)
        window.history.two_chosen.connect(c.past.compare)
        window.history.run_activated.connect(c.past.show_on_graph)
        window.history.looked_at.connect(c.past.refresh)
        window.history.left.connect(c.past.leave)
        window.history.node_clicked.connect(c.graph.show)
        window.timeline.node_clicked.connect(c.graph.show)
        window.problems.problem_clicked.connect(c.graph.show)
        window.problems.location_activated.connect(c.source.open)

    def _connect_compare(self) -> None:
        panel, c = self.window.compare, self.controllers
        bar = panel.bar
        bar.side_chosen.connect(c.compare_sides.choose)
        bar.swapped.connect(c.compare.swap)
        bar.closed.connect(c.compare.close)
        bar.run_requested.connect(c.compare.run_both)
        bar.hops_changed.connect(c.compare_picture.set_hops)
        bar.stepped.connect(c.compare.step)
        bar.only_differences_changed.connect(c.compare_picture.show_only_differences)
        bar.merge_toggled.connect(c.compare_picture.toggle_merged)
        bar.spotlight_chosen.connect(c.compare_picture.set_spotlight)
        panel.node_clicked.connect(c.compare.select)
        panel.difference_chosen.connect(c.compare.look_at)
        panel.group_toggled.connect(c.compare_picture.toggle_group)
        panel.values.rule_changed.connect(c.compare.set_rule)
        sweep = self.window.sweep
        sweep.command_requested.connect(self.do)
        sweep.row_opened.connect(c.sweep.open_row)
        sweep.rows_compared.connect(c.sweep.compare_rows)

    def _connect_results(self) -> None:
        panel, c = self.window.results, self.controllers
        panel.set_actions(
            ResultActions(
                ask=c.results.ask,
                save=c.shown_result.save,
                pin=c.tabs.toggle_pin,
                run=c.run.run_node,
                show_node=c.showing.go_to_result,
                open_location=c.source.open,
                say=c.results.say,
                open_inside=c.inside.open,
                look_as=c.inside.look_as,
                save_part=c.shown_result.save_part,
                refill=c.tabs.refill,
                follow_column=c.lineage.follow_in,
            )
        )
        panel.set_comparable(c.results.comparable)
        panel.tab_closed.connect(c.tabs.close)
        panel.tab_selected.connect(c.tabs.select)
        panel.run_chosen.connect(c.results.compare)

    def _on_window_closing(self) -> None:
        self.project_pictures.keep(self.store.state)
        self.settings.save_geometry(self.window.screen_name(), *self.window.save_panels())
        self.shut_down()


def make_qt() -> QApplication:
    """Return the Qt application, made once."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Dagscope")
    app.setOrganizationName("dagscope")
    QGuiApplication.setDesktopFileName("dagscope")
    register_fonts()
    install_language(app)
    return app


def install_excepthook(application: Application) -> None:
    """Have our own mistakes said in the window and written to standard error, once each; the window stays."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if application.controllers.mistakes.on_mistake(error):
            traceback.print_exception(kind, error, trace)

    sys.excepthook = hook


def show_window(app: QApplication, settings: Settings, processes: Processes, folder: str = "") -> int:
    """Show the window, on a folder where one is named, and return the exit code when it is closed."""
    make_qt()
    application = Application(settings, processes=processes)
    install_excepthook(application)
    app.setQuitOnLastWindowClosed(False)
    application.emptied.connect(app.quit)
    Termination(application).asked.connect(application.window.close)
    calm_garbage_collection()
    sweep(QDir.tempPath())
    if folder:
        # Before the window is shown: panels that come to a window on its way to its full size lose some of theirs each
        # time.
        application.open(folder)
    application.window.show()
    return int(app.exec())
