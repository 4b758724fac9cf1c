"""What a worker holds: the opened project, the slots' graphs, the runs' values. It answers; it must not read or write frames."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from dagscope.build import BuildResult, build_dataflow
from dagscope.dag import Dag
from dagscope.describe import GraphRecords, describe_config, describe_graph, problem_record
from dagscope.errors import DagscopeError
from dagscope.execution.plan import Plan, make_plan
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import NodeType
from dagscope.preview import OpenedValue, Reply, Shown, preview_inside, preview_of
from dagscope.preview.budget import reason_of
from dagscope.preview.errors import trace_frames
from dagscope.preview.tree import descend
from dagscope.project.config_keys import asked_keys
from dagscope.project.loading import HASHES, load_modules, prepare_imports
from dagscope.project.opening import Project, open_project
from dagscope.project.settings import SettingsProblem, write_settings
from dagscope.project.source import SourceFile, imported_names, relative_imports
from dagscope.project.static import StaticNode, static_nodes
from dagscope.project.values import ValueProblem, make_value, type_problem
from dagscope.protocol.values import Ask, LookAnswer, LookAsk
from dagscope.records import ConfigKey, ModuleRecord, ProblemRecord, ValueRef
from dagscope.scenario import Scenario, ValueSpec
from dagscope.session.run import Run


class Refusal(DagscopeError):
    """A request cannot be answered; the text is one sentence for the user."""


@dataclass(slots=True)
class Slot:
    """One build: its scenario, its graph and the runs that were made with it."""

    scenario: Scenario
    result: BuildResult[Dag]
    config: dict[str, Any]
    records: GraphRecords
    config_keys: tuple[ConfigKey, ...]
    modules: tuple[ModuleRecord, ...]
    problems: tuple[ProblemRecord, ...]
    unavailable: Mapping[str, str]
    runs: dict[str, Run] = field(default_factory=dict)
    opened: dict[tuple[str, str, tuple[int, ...]], OpenedValue] = field(default_factory=dict)
    """Values that were asked about, as their kinds keep them."""


class Session:
    """One project in one worker."""

    def __init__(self) -> None:
        self.project: Project | None = None
        self.slots: dict[str, Slot] = {}

    # The project ----------------------------------------------------------------------------------------------------

    def open(self, folder: str) -> Project:
        """Read a folder; the first one becomes the folder the worker works in."""
        project = open_project(Path(folder))
        if self.project is None and project.folder.is_dir():
            os.chdir(project.folder)
            prepare_imports(project)
        elif self.project is not None and project.folder != self.project.folder:
            raise Refusal("this worker has another project open; a project needs a worker of its own")
        self.project = project
        return project

    def opened(self) -> Project:
        """The project that is open.

        Raises:
            Refusal: none is.
        """
        if self.project is None:
            raise Refusal("no project is open")
        return self.project

    def save(self, scenarios: tuple[Scenario, ...], positions: Mapping[str, tuple[float, float]]) -> Path:
        """Write `dagscope.toml`."""
        try:
            return write_settings(self.opened().folder, scenarios, positions)
        except SettingsProblem as problem:
            raise Refusal(str(problem)) from None

    # Building -------------------------------------------------------------------------------------------------------

    def build(self, slot: str, scenario: Scenario) -> Slot:
        """Import the scenario's modules and build their graph; what goes wrong is in the slot's problems."""
        before = self.slots.get(slot)
        same = next((other for other in self.slots.values() if _builds_the_same(other, scenario)), None)
        built = replace(same, scenario=scenario, runs={}, opened={}) if same else self._built(scenario)
        if before is not None:
            built.runs, built.opened = before.runs, before.opened
        self.slots[slot] = built
        return built

    def _built(self, scenario: Scenario) -> Slot:
        project = self.opened()
        problems: list[ProblemRecord] = []
        config = self._config(scenario, project, problems)
        loaded = load_modules(project, scenario.module_names())
        problems += loaded.problems
        failed = dict(loaded.failed)
        result = self._build(loaded.modules, config, scenario.allow_module_overrides, problems)
        if result is None:
            failed.update((name, problems[-1].message) for name in scenario.module_names() if name not in failed)
            result = BuildResult(Dag({}, {}, LifecycleAdapterSet()))
        static = self._static(project, failed) + self._refused(project, scenario, result)
        records = describe_graph(result, config, static)
        sources = _with_imported(project, scenario.module_names())
        return Slot(
            scenario=scenario,
            result=result,
            config=config,
            records=records,
            config_keys=describe_config(asked_keys(sources), scenario.config, config),
            modules=self._modules(project, scenario, loaded.modules, loaded.failed),
            problems=tuple(problems),
            unavailable={item[3].name: item[2] for item in static},
        )

    def _config(self, scenario: Scenario, project: Project, problems: list[ProblemRecord]) -> dict[str, Any]:
        config: dict[str, Any] = {}
        for name, spec in scenario.config.items():
            if spec.kind == "none":
                continue
            try:
                config[name] = make_value(spec, Any, project.folder)
            except ValueProblem as problem:
                problems.append(ProblemRecord("config", f"config {name}: {problem}"))
        return config

    def _build(
        self,
        modules: tuple[ModuleType, ...],
        config: dict[str, Any],
        allow: bool,
        problems: list[ProblemRecord],
    ) -> BuildResult[Dag] | None:
        """The graph; `None` when the project's own code (a decorator, a metaclass) broke the building of it."""
        try:
            result = build_dataflow(modules, config, adapter=LifecycleAdapterSet(), allow_module_overrides=allow)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - decorators and metaclasses are users' code
            own = [frame for frame in trace_frames(error.__traceback__, self.opened().folder) if frame.is_project]
            place = (own[-1].file, own[-1].line) if own else ("", 0)
            message = f"the dataflow cannot be built: {reason_of(error)}"
            problems.append(ProblemRecord("build", message, "", *place))
            return None
        problems += [problem_record(problem) for problem in result.problems]
        problems += [problem_record(problem, "warning") for problem in result.warnings]
        return result

    def _static(self, project: Project, failed: Mapping[str, str]) -> list[tuple[str, str, str, StaticNode]]:
        found: list[tuple[str, str, str, StaticNode]] = []
        for name, reason in failed.items():
            source = project.source_of(name)
            if source is not None:
                found += [(name, str(source.path), reason, node) for node in static_nodes(source)]
        return found

    def _refused(
        self, project: Project, scenario: Scenario, result: BuildResult[Dag]
    ) -> list[tuple[str, str, str, StaticNode]]:
        """Functions that are no nodes because something is wrong with them, e.g. a missing annotation."""
        nodes = result.graph.nodes
        reasons = {
            problem.node: " ".join(problem.message.split())
            for problem in result.problems
            if problem.node and (problem.node not in nodes or nodes[problem.node].node_role is NodeType.EXTERNAL)
        }
        found: list[tuple[str, str, str, StaticNode]] = []
        for name in scenario.module_names() if reasons else ():
            source = project.source_of(name)
            if source is not None:
                path = str(source.path)
                own = [node for node in static_nodes(source) if node.name in reasons]
                found += [(name, path, reasons[node.name], node) for node in own]
        return found

    def _modules(
        self, project: Project, scenario: Scenario, modules: tuple[ModuleType, ...], failed: Mapping[str, str]
    ) -> tuple[ModuleRecord, ...]:
        known = {module.name: module for module in project.modules}
        records: list[ModuleRecord] = []
        for choice in scenario.modules:
            record = known.get(choice.name) or ModuleRecord(choice.name)
            if choice.name in failed:
                record = ModuleRecord(choice.name, record.path, record.functions, False, failed[choice.name])
            records.append(record)
        return tuple(records)

    def version(self) -> str:
        """A hash of all code that was imported from the project."""
        import hashlib

        digest = hashlib.sha256()
        for name in sorted(HASHES):
            digest.update(f"{name}={HASHES[name]}\n".encode())
        return digest.hexdigest()

    # Running --------------------------------------------------------------------------------------------------------

    def slot(self, name: str) -> Slot:
        """A slot that was built.

        Raises:
            Refusal: it was not.
        """
        if name not in self.slots:
            raise Refusal("nothing can be run or read: the dataflow could not be built; see its problems")
        return self.slots[name]

    def plan(
        self, slot: Slot, final_vars: tuple[str, ...], inputs: Mapping[str, Any], overrides: Mapping[str, Any]
    ) -> Any:
        """What `execute` would run.

        Raises:
            Refusal: a name is unknown, or belongs to a function that could not be imported.
        """
        for name in final_vars:
            if name in slot.unavailable:
                raise Refusal(f"{name} cannot run: {slot.unavailable[name]}")
        try:
            plan = make_plan(slot.result.graph, final_vars, {*slot.config, *inputs}, set(overrides))
        except ValueError as error:
            raise Refusal(" ".join(str(error).split())) from None
        lost = [node.name for node in plan.missing if node.name in slot.unavailable]
        if lost:
            raise Refusal(f"{lost[0]} is needed and cannot run: {slot.unavailable[lost[0]]}")
        if _goes_round(plan):
            cycles = [problem.message for problem in slot.problems if problem.kind == "cycle"]
            raise Refusal(cycles[0] if cycles else "these nodes depend on each other in a cycle")
        return plan

    def values_of(self, slot: Slot, specs: Mapping[str, ValueSpec], what: str) -> dict[str, Any]:
        """Inputs or overrides as values of the types their nodes want.

        Raises:
            Refusal: one cannot be made or does not fit.
        """
        made: dict[str, Any] = {}
        for name, spec in specs.items():
            if spec.kind == "none":
                continue
            made[name] = self.value_of(slot, name, spec, what)
        return made

    def value_of(self, slot: Slot, name: str, spec: ValueSpec, what: str) -> Any:
        """One input or override as a value of the type its node wants."""
        node = slot.result.graph.nodes.get(name)
        wanted = node.type if node is not None else Any
        try:
            value = make_value(spec, wanted, self.opened().folder)
            problem = type_problem(value, wanted) if node is not None and node.node_role is NodeType.EXTERNAL else ""
        except ValueProblem as error:
            problem = str(error)
        if problem:
            raise Refusal(f"{what} {name}: {problem}")
        return value

    def type_remark(self, slot: Slot, name: str, value: Any) -> str:
        """Why a value is not of its node's type; empty where it is or that cannot be told."""
        node = slot.result.graph.nodes.get(name)
        return type_problem(value, node.type) if node is not None else ""

    # Values ---------------------------------------------------------------------------------------------------------

    def run(self, slot: str, run: str) -> Run:
        """A run of a slot.

        Raises:
            Refusal: it is not known, or its values were released.
        """
        found = self.slot(slot).runs.get(run)
        if found is None:
            raise Refusal(f"the values of run {run!r} are not kept any more; run it again")
        return found

    def value(self, slot: str, run: str, node: str) -> Any:
        """A node's value.

        Raises:
            Refusal: it has none.
        """
        found = self.run(slot, run)
        if node not in found.values:
            raise Refusal(f"{node} has no value in this run" + (": it failed" if node in found.errors else ""))
        try:
            return found.values[node]
        except Exception as error:  # noqa: BLE001 - the cluster may be gone, the value's class may not unpickle
            raise Refusal(f"the value of {node} cannot be brought here: {reason_of(error)}") from None

    def value_at(self, ref: ValueRef) -> Any:
        """A node's value, or what is found at a path inside it.

        Raises:
            Refusal: there is none.
        """
        value = self.value(ref.slot, ref.run, ref.node)
        try:
            return descend(value, ref.path)
        except LookupError as error:
            raise Refusal(f"{ref.node} has nothing at this place (any more): {error}") from None

    def ask(self, ref: ValueRef, ask: Ask) -> Reply:
        """Answer a question about a value.

        Raises:
            Refusal: there is no such value.
            AskProblem: its kind does not answer this.
        """
        if isinstance(ask, LookAsk):
            shown = self._look(ref)
            return Reply(LookAnswer(shown.preview), shown.png)
        opened = self.slot(ref.slot).opened
        key = (ref.run, ref.node, ref.path)
        if key not in opened:
            opened[key] = OpenedValue(self.value_at(ref))
        return opened[key].answer(ask)

    def _look(self, ref: ValueRef) -> Shown:
        """A preview, made where the value is."""
        run = self.run(ref.slot, ref.run)
        if ref.node in run.errors:
            return Shown(run.errors[ref.node])
        remote = run.values.remote([ref.node]).get(ref.node)
        if remote is None:
            return preview_of(self.value_at(ref))
        try:
            shown: Shown = remote.apply(partial(preview_inside, path=ref.path)).fetch()
        except Exception as error:  # noqa: BLE001 - the cluster may be gone
            raise Refusal(f"{ref.node} cannot be looked at on the cluster: {reason_of(error)}") from None
        return shown

    def forget(self, slot: str, run: str) -> None:
        """Release a run's values."""
        found = self.slots.get(slot)
        if found is not None:
            gone = found.runs.pop(run, None)
            if gone is not None:
                gone.release()
            for key in [key for key in found.opened if key[0] == run]:
                del found.opened[key]


def _builds_the_same(slot: Slot, scenario: Scenario) -> bool:
    """Whether the scenario's graph is the slot's: a worker's code never changes, but files and what failed may."""
    ours = slot.scenario
    return (
        not slot.problems
        and not slot.unavailable
        and (ours.modules, ours.allow_module_overrides, ours.config)
        == (scenario.modules, scenario.allow_module_overrides, scenario.config)
        and all(spec.kind in ("literal", "none") for spec in ours.config.values())
    )


def _with_imported(project: Project, names: tuple[str, ...]) -> list[SourceFile]:
    """The sources of modules and of the project's modules they import, which may lie inside their subdags."""
    found: dict[str, SourceFile] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        source = project.source_of(name)
        if source is None or name in found:
            continue
        found[name] = source
        if source.tree is not None:
            is_package = source.path.name == "__init__.py"
            waiting += [*imported_names(source.tree), *relative_imports(source.tree, name, is_package)]
    return list(found.values())


def _goes_round(plan: Plan) -> bool:
    """Whether a step of the plan needs what only a later one makes."""
    waiting = set(plan.order)
    for step in plan.steps:
        if not waiting.isdisjoint(step.parameters):
            return True
        waiting.discard(step.node.name)
    return False
