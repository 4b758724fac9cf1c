"""All controllers of a window without a window: a project of records, fakes of the ports, and the steps tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    Batch,
    Build,
    Event,
    Execute,
    GraphEnd,
    GraphPage,
    Hello,
    Open,
    Output,
    Project,
    Result,
    RunFinished,
    RunStarted,
)
from dagscope.records import (
    ConfigKey,
    DefinitionRecord,
    DependencyRecord,
    InputRecord,
    ModuleRecord,
    NodeRecord,
    ProblemRecord,
)
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec
from dagscope.value_records import ErrorPreview, NumberPreview
from dagscope_app.commands.palette import CommandPalette
from dagscope_app.commands.table import COMMANDS, bound
from dagscope_app.controllers.assembly import Controllers, Ports, make_controllers
from dagscope_app.controllers.ports import Written
from dagscope_app.model.records.runs import Run
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.state import AppState

from tests.app.controllers.fake_window import FakeAsk, FakeCamera, FakeCanvas, FakeClipboard, FakeDesktop, FakeWindow
from tests.app.controllers.fakes import (
    FakeCluster,
    FakeEditor,
    FakeEnvironments,
    FakeFolders,
    FakeHistory,
    FakeInterpreters,
    FakeLayout,
    FakeMeasure,
    FakeProjectFile,
    FakeSettings,
    FakeShare,
    FakeSourceFiles,
    FakeStore,
    FakeTrust,
    FakeWatch,
    FakeWorker,
)

FOLDER = "/projects/shop"
NUMBER = NumberPreview(type="int", summary="1", text="1")


def node(name: str, *needs: str, kind: str = "function", tags: dict[str, str] | None = None) -> NodeRecord:
    """Return a node of the module `orders`."""
    deps = tuple(DependencyRecord(item, "int") for item in needs)
    label = name.rpartition(".")[2]
    module = "regions" if "." in name else "orders"
    return NodeRecord(name, label, "int", kind, "" if kind == "input" else module, tags=tags or {}, deps=deps)  # type: ignore[arg-type]


SHOP = (
    node("count", kind="input"),
    node("orders", "count"),
    node("total", "orders", tags={"owner": "ana"}),
    node("shown_total", "total"),
    node("report", "total", "shown_total"),
    node("north.chosen", "orders"),
    node("north.mean_price", "north.chosen"),
    node("north", "north.mean_price"),
    node("south.chosen", "orders"),
    node("south.mean_price", "south.chosen"),
    node("south", "south.mean_price"),
    node("gap", "north", "south"),
)
MODULES = (ModuleRecord("orders", f"{FOLDER}/orders.py", 4), ModuleRecord("regions", f"{FOLDER}/regions.py", 6))
PLAIN = Scenario(
    "plain",
    modules=(ModuleChoice("orders"), ModuleChoice("regions")),
    inputs={"count": ValueSpec("literal", "40")},
    config={"rounding": ValueSpec("literal", "none")},
    final_vars=("report", "gap"),
)
DISCOUNTED = replace(
    PLAIN,
    name="discounted",
    modules=(*PLAIN.modules, ModuleChoice("discounts")),
    allow_module_overrides=True,
    final_vars=("report",),
)


def pages(nodes: Iterable[NodeRecord] = SHOP, problems: tuple[ProblemRecord, ...] = ()) -> tuple[Event, ...]:
    """Return what a worker answers to `Build`; every function is defined in a line of its own."""
    nodes = tuple(nodes)
    made = [item for item in nodes if item.kind != "input"]
    definitions = tuple(
        DefinitionRecord(at, item.name, item.label, item.module, f"{FOLDER}/{item.module}.py", at + 1)
        for at, item in enumerate(made)
    )
    numbers = {item.name: (at,) for at, item in enumerate(made)}
    shown = tuple(replace(item, definitions=numbers.get(item.name, ())) for item in nodes)
    inputs = tuple(InputRecord(item.name, item.type) for item in nodes if item.kind == "input")
    keys = (ConfigKey("rounding", "str", ("none", "half"), "none"),)
    return GraphPage("main", shown, definitions), GraphEnd("main", problems, keys, inputs, MODULES)


class Bench:
    """The controllers of one window and everything around them."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.worker = FakeWorker()
        self.history = FakeHistory()
        self.layout = FakeLayout()
        self.second_layout = FakeLayout()
        self.watch = FakeWatch()
        self.settings = FakeSettings()
        self.editor = FakeEditor()
        self.source_files = FakeSourceFiles()
        self.shared = FakeShare()
        self.clipboard = FakeClipboard()
        self.desktop = FakeDesktop()
        self.cluster = FakeCluster()
        self.project_file = FakeProjectFile()
        self.camera = FakeCamera()
        self.canvas = FakeCanvas()
        self.window = FakeWindow()
        self.ask = FakeAsk()
        self.trust = FakeTrust()
        self.environments = FakeEnvironments()
        self.written: list[tuple[SceneSpec, str]] = []
        self.written_names: list[str] = []
        self.turns: list[Callable[[], object]] = []
        self.later_on: list[Callable[[], object]] = []
        self.soon: list[Callable[[], object]] = []
        self.c: Controllers = make_controllers(self._ports())
        palette = CommandPalette(self.store, self.ask, COMMANDS, self.do)
        self._handlers = bound(COMMANDS, (*self.c.all(), palette))

    def _ports(self) -> Ports:
        return Ports(
            store=self.store,
            worker=self.worker,
            layout=self.layout,
            second_layout=self.second_layout,
            watch=self.watch,
            project_file=self.project_file,
            interpreters=FakeInterpreters(),
            trust=self.trust,
            environments=self.environments,
            folders=FakeFolders(),
            kept_runs=self.history,
            clock=lambda: 1000.0,
            source_files=self.source_files,
            settings=self.settings,
            editor=self.editor,
            clipboard=self.clipboard,
            desktop=self.desktop,
            cluster=self.cluster,
            measure=FakeMeasure(),
            paper_measure=FakeMeasure(200.0),
            camera=self.camera,
            canvas=self.canvas,
            window=self.window,
            ask=self.ask,
            write=self._write,
            shared=self.shared,
            picture_filter="Pictures (*.png)",
            later=self.turns.append,
            soon=self.soon.append,
            in_two_seconds=self.later_on.append,
        )

    def _write(self, spec: SceneSpec, path: str, name: str, then: Written) -> None:
        self.written.append((spec, path))
        self.written_names.append(name)
        then(*((f"Saved {path}.", "info") if "/no/" not in path else (f"There is no {path}.", "error")))

    @property
    def state(self) -> AppState:
        return self.store.state

    @property
    def scenario(self) -> Scenario:
        assert self.state.scenario is not None
        return self.state.scenario

    @property
    def said(self) -> str:
        """The message above the graph."""
        return self.state.banner.text if self.state.banner is not None else ""

    @property
    def toast(self) -> str:
        """What went well."""
        return self.state.toast.text if self.state.toast is not None else ""

    @property
    def offered(self) -> str:
        """The command that the message offers."""
        return self.state.banner.command if self.state.banner is not None else ""

    def do(self, command: str) -> None:
        self._handlers[command]()

    def do_all_turns(self) -> None:
        while self.turns:
            self.turns.pop(0)()

    def reload(self, nodes: Iterable[NodeRecord] = SHOP, scenarios: tuple[Scenario, ...] = (PLAIN, DISCOUNTED)) -> None:
        """Answer a reload that was asked for with this project."""
        self.c.project.on_hello(Hello("3.12", "python", 8, "1"))
        self.worker.answer(Open, Project(FOLDER, MODULES, scenarios))
        self.build(nodes)

    # -- what the worker says -----------------------------------------------------------------------------------

    def start(self, folder: str = FOLDER) -> None:
        """Open a folder, as far as its worker is there."""
        self.c.project.open(folder)
        self.c.project.on_hello(Hello("3.12", "python", 7, "1"))

    def open(
        self,
        nodes: Iterable[NodeRecord] = SHOP,
        scenarios: tuple[Scenario, ...] = (PLAIN, DISCOUNTED),
        folder: str = FOLDER,
        problems: tuple[ProblemRecord, ...] = (),
    ) -> None:
        """Open a folder that holds this project, as far as its picture is there."""
        self.start(folder)
        self.worker.answer(Open, Project(folder, MODULES, scenarios, problems))
        self.build(nodes)
        self.worker.drop()

    def build(self, nodes: Iterable[NodeRecord] = SHOP, problems: tuple[ProblemRecord, ...] = ()) -> None:
        """Answer the open request for a graph with these nodes."""
        self.worker.answer(Build, *pages(nodes, problems))
        self.do_all_turns()

    def tell(self, event: Event, attachment: bytes = b"") -> None:
        """Have the worker say something of a run."""
        self.c.run_events.on_event(Message(event, attachment=attachment))
        self.c.stops.on_event(Message(event))
        self.c.branches.on_event(Message(event))
        self.c.questions.on_event(Message(event))

    def begin(self) -> Run:
        """Have the worker begin the run that was asked for, with its nodes and what they need."""
        asked = self.worker.last(Execute)
        order = tuple(name for name in self.state.graph.nodes if name in self._needed(asked))
        self.tell(RunStarted(asked.run, asked.slot, order, len(order)))
        return self.run

    def _needed(self, asked: Execute) -> set[str]:
        wanted, found = list(asked.final_vars), set(asked.overrides)
        taken = {item.node for item in asked.taken}
        while wanted:
            name = wanted.pop()
            if name not in found and name in self.state.graph.nodes and name not in taken:
                found.add(name)
                wanted += [dep.name for dep in self.state.graph.nodes[name].deps]
        return found - set(asked.overrides)

    def finish(self, **failed: str) -> Run:
        """Have the worker compute everything; `failed` names a node and its error's message."""
        begun = self.state.active_run
        run = begun if begun is not None and begun.order else self.begin()
        names = run.order
        states = tuple("failed" if name in failed else "ok" for name in names)
        count = len(names)
        took = tuple(1000 * (at + 1) for at in range(count))
        self.tell(Batch(run.id, names, states, took, (0,) * count, ("1",) * count, ("int",) * count))  # type: ignore[arg-type]
        for name in run.final_vars:
            if name in names and name not in failed:
                self.tell(Result(run.id, name, NUMBER))
        error = next((ErrorPreview(error_type="ValueError", message=text) for text in failed.values()), None)
        self.tell(RunFinished(run.id, "failed" if failed else "ok", 0.5, error))
        self.do_all_turns()
        done = self.state.run_with(run.id)
        assert done is not None
        return done

    def ran(self, *names: str) -> Run:
        """Run these nodes to their end."""
        self.c.run.run(names)
        return self.finish()

    def print(self, text: str, node: str = "total") -> None:
        """Have a node of the latest run write something."""
        self.tell(Output(self.run.id, node, "stdout", text))

    @property
    def run(self) -> Run:
        """The latest run of any graph."""
        return self.state.runs[-1]
