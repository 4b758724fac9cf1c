"""Every controller of one window, made and joined. It must not do anything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import NamedTuple, get_type_hints

from dagscope_app.controllers.arrangement import ArrangementController
from dagscope_app.controllers.branches import BranchesController
from dagscope_app.controllers.camera import CameraController
from dagscope_app.controllers.cluster import ClusterController
from dagscope_app.controllers.compare import CompareController
from dagscope_app.controllers.compare_picture import ComparePictureController
from dagscope_app.controllers.compare_report import CompareReportController
from dagscope_app.controllers.compare_sides import CompareSidesController
from dagscope_app.controllers.copying import CopyingController
from dagscope_app.controllers.data_files import DataFilesController
from dagscope_app.controllers.definitions import DefinitionsController
from dagscope_app.controllers.environment import EnvironmentController, EnvironmentPort
from dagscope_app.controllers.export import ExportController, SharePort
from dagscope_app.controllers.file_changes import FileChangesController
from dagscope_app.controllers.find import FindController
from dagscope_app.controllers.folding import FoldingController
from dagscope_app.controllers.following import FollowingController
from dagscope_app.controllers.forecast import ForecastController
from dagscope_app.controllers.frame import FrameController
from dagscope_app.controllers.freshness import FreshnessController
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.history import HistoryController, HistoryPort
from dagscope_app.controllers.inside import InsideController
from dagscope_app.controllers.lineage import LineageController
from dagscope_app.controllers.liveness import LivenessController
from dagscope_app.controllers.mistakes import MistakesController
from dagscope_app.controllers.names import NamesController
from dagscope_app.controllers.peeking import PeekingController
from dagscope_app.controllers.placing import PlacingController
from dagscope_app.controllers.ports import (
    AskPort,
    CameraPort,
    CanvasPort,
    ClipboardPort,
    ClusterPort,
    DesktopPort,
    EditorPort,
    FolderPort,
    InterpreterPort,
    Later,
    LayoutPort,
    MeasurePort,
    ProjectFilePort,
    SettingsPort,
    SourceFilePort,
    StorePort,
    TrustPort,
    WatchPort,
    WindowPort,
    WorkerPort,
    Write,
)
from dagscope_app.controllers.preferences import PreferencesController
from dagscope_app.controllers.present import PresentController
from dagscope_app.controllers.project import ProjectController
from dagscope_app.controllers.questions import QuestionsController
from dagscope_app.controllers.remembering import RememberingController
from dagscope_app.controllers.reports import ReportsController
from dagscope_app.controllers.results import ResultsController
from dagscope_app.controllers.run import RunController
from dagscope_app.controllers.run_events import RunEvents
from dagscope_app.controllers.saving import SavingController
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.controllers.scrub import ScrubController
from dagscope_app.controllers.share import ShareController
from dagscope_app.controllers.showing import ShowingController
from dagscope_app.controllers.shown_result import ShownResultController
from dagscope_app.controllers.source import SourceController
from dagscope_app.controllers.start import StartController
from dagscope_app.controllers.stops import StopsController
from dagscope_app.controllers.sweep import SweepController
from dagscope_app.controllers.tabs import TabsController
from dagscope_app.controllers.trust import TrustController
from dagscope_app.controllers.undo import UndoController
from dagscope_app.controllers.view_history import ViewHistory
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.controllers.what_if import WhatIfController
from dagscope_app.controllers.wires import WireController
from dagscope_app.controllers.worker_life import WorkerLifeController


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What the controllers need of the world: processes, files, and a window's views."""

    store: StorePort
    worker: WorkerPort
    layout: LayoutPort
    second_layout: LayoutPort
    watch: WatchPort
    project_file: ProjectFilePort
    interpreters: InterpreterPort
    environments: EnvironmentPort
    trust: TrustPort
    folders: FolderPort
    kept_runs: HistoryPort
    clock: Callable[[], float]
    source_files: SourceFilePort
    settings: SettingsPort
    editor: EditorPort
    clipboard: ClipboardPort
    desktop: DesktopPort
    cluster: ClusterPort
    measure: MeasurePort
    paper_measure: MeasurePort
    camera: CameraPort
    canvas: CanvasPort
    window: WindowPort
    ask: AskPort
    write: Write
    shared: SharePort
    picture_filter: str
    later: Later
    soon: Later
    in_two_seconds: Later


@dataclass(frozen=True, slots=True, kw_only=True)
class Controllers:
    """All controllers of one window; a class that stands here may declare commands."""

    remembering: RememberingController
    project: ProjectController
    file_changes: FileChangesController
    trust: TrustController
    environment: EnvironmentController
    scenario: ScenarioController
    what_if: WhatIfController
    definitions: DefinitionsController
    copying: CopyingController
    saving: SavingController
    placing: PlacingController
    graph: GraphController
    folding: FoldingController
    wires: WireController
    camera: CameraController
    find: FindController
    names: NamesController
    reports: ReportsController
    source: SourceController
    arrangement: ArrangementController
    history: ViewHistory
    undo: UndoController
    run: RunController
    run_events: RunEvents
    data_files: DataFilesController
    freshness: FreshnessController
    past: HistoryController
    forecast: ForecastController
    following: FollowingController
    stops: StopsController
    branches: BranchesController
    cluster: ClusterController
    questions: QuestionsController
    tabs: TabsController
    inside: InsideController
    peeking: PeekingController
    lineage: LineageController
    scrub: ScrubController
    showing: ShowingController
    results: ResultsController
    shown_result: ShownResultController
    compare: CompareController
    compare_picture: ComparePictureController
    compare_sides: CompareSidesController
    compare_report: CompareReportController
    sweep: SweepController
    preferences: PreferencesController
    export: ExportController
    frame: FrameController
    liveness: LivenessController
    worker_life: WorkerLifeController
    mistakes: MistakesController
    start: StartController
    share: ShareController
    present: PresentController

    def all(self) -> tuple[object, ...]:
        """Return each of them."""
        return tuple(getattr(self, item.name) for item in fields(self))


CONTROLLERS: tuple[type, ...] = tuple(get_type_hints(Controllers).values())


class _Core(NamedTuple):
    """Those that others are joined to."""

    preferences: PreferencesController
    remembering: RememberingController
    project: ProjectController
    scenario: ScenarioController
    placing: PlacingController


def _make_core(p: Ports) -> _Core:
    def on_graph() -> None:
        # In turns of the event loop of their own: a large graph's panels were just filled.
        p.later(placing.refresh)
        p.later(scenario.refresh_plans)

    preferences = PreferencesController(p.store, p.settings, p.ask)
    remembering = RememberingController(p.store, p.settings, p.camera, p.soon, p.in_two_seconds)
    project = ProjectController(
        p.store, p.worker, p.interpreters, p.settings, p.watch, p.measure, on_graph, p.later, p.folders, p.camera,
        p.ask, remembering, p.trust,
    )  # fmt: skip
    scenario = ScenarioController(p.store, p.worker, project.build, p.clipboard, p.window)
    placing = PlacingController(p.store, p.layout, p.measure, p.camera, p.canvas)
    return _Core(preferences, remembering, project, scenario, placing)


def _start(p: Ports, project: ProjectController) -> StartController:
    return StartController(
        p.store, p.settings, p.ask, p.folders, p.trust, p.source_files, p.editor, project.open, project.open_example
    )


def make_controllers(p: Ports) -> Controllers:
    """Make the controllers of a window."""
    preferences, remembering, project, scenario, placing = _make_core(p)
    what_if = WhatIfController(p.store, p.worker, p.measure, scenario)
    viewing = Viewing(p.store, p.camera, placing)
    graph = GraphController(p.store, viewing, p.camera, p.ask)
    inside = InsideController(p.store, p.worker)
    tabs = TabsController(p.store, p.later, inside.follow)
    run_events = RunEvents(p.store, p.worker, tabs)
    run = RunController(p.store, p.worker, run_events)
    results = ResultsController(p.store, p.worker)
    compare_picture = ComparePictureController(p.store, p.second_layout, p.measure)
    compare = CompareController(p.store, p.worker, project.builder, compare_picture, run)
    export = ExportController(p.store, p.second_layout, p.paper_measure, p.write, p.picture_filter, p.ask, p.shared)
    return Controllers(
        remembering=remembering, project=project, file_changes=FileChangesController(p.store, p.watch, project.reload),
        trust=TrustController(p.store, p.trust, p.ask, project.reload),
        environment=EnvironmentController(p.store, p.environments, p.ask, p.trust, preferences, project.reload),
        scenario=scenario, what_if=what_if,
        definitions=DefinitionsController(p.store, p.ask, scenario, what_if),
        copying=CopyingController(p.store, p.worker, p.clipboard),
        saving=SavingController(p.store, p.project_file, p.watch, scenario.follow),
        placing=placing, graph=graph,
        folding=FoldingController(p.store, viewing),
        wires=WireController(p.store, viewing, graph, p.camera, p.canvas, p.ask),
        camera=CameraController(p.store, p.camera),
        find=FindController(p.store, graph, p.camera, p.window),
        names=NamesController(p.store, p.clipboard),
        reports=ReportsController(p.store, p.clipboard),
        source=SourceController(p.store, graph, p.editor),
        arrangement=ArrangementController(p.store, placing, p.camera, p.ask),
        history=ViewHistory(p.store, placing, p.camera),
        undo=UndoController(p.store, scenario.follow, placing.refresh),
        run=run, run_events=run_events,
        past=HistoryController(p.store, p.kept_runs, p.window, p.clock, p.later),
        data_files=DataFilesController(p.store, p.worker),
        freshness=FreshnessController(p.store, p.worker, run.update_on_save),
        forecast=ForecastController(p.store, p.worker, p.window),
        following=FollowingController(p.store, graph, p.camera, p.soon),
        stops=StopsController(p.store, p.worker, tabs, p.camera),
        branches=BranchesController(p.store), questions=QuestionsController(p.store, p.worker), tabs=tabs,
        inside=inside, peeking=PeekingController(p.store, p.worker),
        lineage=LineageController(p.store, p.worker, viewing, p.camera, p.ask),
        scrub=ScrubController(p.store, p.worker, scenario, run, p.later),
        cluster=ClusterController(p.store, p.cluster, p.desktop, scenario),
        showing=ShowingController(p.store, p.worker, run, tabs, graph),
        results=results,
        shown_result=ShownResultController(p.store, tabs, results, p.ask, p.window),
        compare=compare, compare_picture=compare_picture,
        compare_sides=CompareSidesController(p.store, p.ask, compare),
        compare_report=CompareReportController(p.store, p.worker, p.ask),
        sweep=SweepController(p.store, p.worker, p.ask, p.window, p.clipboard, scenario, compare),
        preferences=preferences, export=export,
        frame=FrameController(p.store, p.window, p.desktop, p.ask),
        liveness=LivenessController(p.store, p.worker, p.in_two_seconds),
        worker_life=WorkerLifeController(p.store, p.worker, project.start_worker),
        present=PresentController(p.store, p.window, p.camera, graph, viewing),
        share=ShareController(p.store, p.worker, p.ask, p.shared, export),
        start=_start(p, project), mistakes=MistakesController(p.store),
    )  # fmt: skip
