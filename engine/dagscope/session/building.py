"""From a project and a scenario to a slot: modules imported, the graph built and described.
It must not keep anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from dagscope.build import BuildResult, build_dataflow
from dagscope.dag import Dag
from dagscope.describe.config import describe_config
from dagscope.describe.graph import GraphRecords, describe_graph, problem_record
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import NodeType
from dagscope.preview import OpenedValue
from dagscope.preview.budget import reason_of
from dagscope.preview.errors import trace_frames
from dagscope.project.config_keys import asked_keys
from dagscope.project.loading import load_modules
from dagscope.project.opening import Project
from dagscope.project.source import SourceFile, imported_names, relative_imports
from dagscope.project.static import StaticNode, static_nodes
from dagscope.project.value_files import file_and_table
from dagscope.project.values import ValueProblem, make_value
from dagscope.records import ConfigKey, ModuleRecord, ProblemRecord, ReadFile
from dagscope.scenario import Scenario
from dagscope.session.chosen import chosen_modules, with_choices
from dagscope.session.missing_files import missing_files
from dagscope.session.read_files import state_of
from dagscope.session.run import Run


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
    revision: str = ""
    """The git revision that it was built from, in another process; empty for the files as they are."""
    config_files: Mapping[str, ReadFile] = field(default_factory=dict)
    """The files that values of the config were read from, as they were before that."""


def build_slot(project: Project, scenario: Scenario, goes_on: bool = False, is_brief: bool = False) -> Slot:
    """Import the scenario's modules and build their graph; what goes wrong is in the slot's problems.

    A brief one is looked at once: it has no definitions and no config keys. With `goes_on` there is always a slot: an
    interrupt, whether Stop or raised by the project's own code, is one of its problems.
    """
    problems: list[ProblemRecord] = []
    try:
        return _built_slot(project, scenario, goes_on, is_brief, problems)
    except BaseException as error:
        # What is an `Exception` and arises outside of users' code is our mistake, and is to be seen as one.
        if isinstance(error, Exception) or not goes_on:
            raise
        problems.append(_build_problem(project, error))
        return _slot_without_graph(project, scenario, problems)


def _built_slot(
    project: Project, scenario: Scenario, goes_on: bool, is_brief: bool, problems: list[ProblemRecord]
) -> Slot:
    files = _config_files(scenario, project)
    config = _config(scenario, project, problems)
    loaded = load_modules(project, scenario.module_names(), goes_on)
    problems += loaded.problems
    failed = dict(loaded.failed)
    chosen = chosen_modules(project, scenario, goes_on, problems)
    result = _build(project, (*loaded.modules, *chosen), config, scenario.allow_module_overrides, problems)
    if result is None:
        failed.update((name, problems[-1].message) for name in scenario.module_names() if name not in failed)
        result = BuildResult(Dag({}, {}, LifecycleAdapterSet()))
    problems += missing_files(project.folder, result.graph)
    static = _static(project, failed) + _refused(project, scenario, result)
    records = with_choices(describe_graph(result, config, static, not is_brief), scenario)
    return Slot(
        scenario=scenario,
        result=result,
        config=config,
        records=records,
        config_keys=() if is_brief else _config_keys(project, scenario, config, records),
        modules=_modules(project, scenario, loaded.failed),
        problems=tuple(problems),
        unavailable={item[3].name: item[2] for item in static},
        config_files=files,
    )


def _slot_without_graph(project: Project, scenario: Scenario, problems: list[ProblemRecord]) -> Slot:
    """Return a slot whose nodes are read from the sources and cannot run; the last problem says why."""
    failed = dict.fromkeys(scenario.module_names(), problems[-1].message)
    result: BuildResult[Dag] = BuildResult(Dag({}, {}, LifecycleAdapterSet()))
    static = _static(project, failed)
    return Slot(
        scenario=scenario,
        result=result,
        config={},
        records=describe_graph(result, {}, static, False),
        config_keys=(),
        modules=_modules(project, scenario, failed),
        problems=tuple(problems),
        unavailable={item[3].name: item[2] for item in static},
    )


def _build_problem(project: Project, error: BaseException) -> ProblemRecord:
    own = [frame for frame in trace_frames(error.__traceback__, project.folder) if frame.is_project]
    where = (own[-1].file, own[-1].line) if own else ("", 0)
    reason = "it was stopped" if isinstance(error, KeyboardInterrupt) else reason_of(error)
    return ProblemRecord("build", f"the dataflow cannot be built: {reason}", "", *where)


def _config_keys(
    project: Project, scenario: Scenario, config: dict[str, Any], records: GraphRecords
) -> tuple[ConfigKey, ...]:
    asked = asked_keys(with_imported(project, scenario.module_names()), scenario.module_names())
    return describe_config(asked, scenario.config, config, _needed(records))


def _config_files(scenario: Scenario, project: Project) -> dict[str, ReadFile]:
    named = {name: spec.text for name, spec in scenario.config.items() if spec.kind == "file"}
    states = {name: state_of(str(file_and_table(text, project.folder)[0])) for name, text in named.items()}
    return {name: state for name, state in states.items() if state is not None}


def _config(scenario: Scenario, project: Project, problems: list[ProblemRecord]) -> dict[str, Any]:
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
    project: Project,
    modules: tuple[ModuleType, ...],
    config: dict[str, Any],
    allow: bool,
    problems: list[ProblemRecord],
) -> BuildResult[Dag] | None:
    """Return the graph, or None when the project's own code (a decorator, a metaclass) broke the building of it."""
    try:
        result = build_dataflow(modules, config, adapter=LifecycleAdapterSet(), allow_module_overrides=allow)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - decorators and metaclasses are users' code
        problems.append(_build_problem(project, error))
        return None
    problems += [problem_record(problem) for problem in result.problems]
    problems += [problem_record(problem, "warning") for problem in result.warnings]
    return result


def _static(project: Project, failed: Mapping[str, str]) -> list[tuple[str, str, str, StaticNode]]:
    found: list[tuple[str, str, str, StaticNode]] = []
    for name, reason in failed.items():
        source = project.source_of(name)
        if source is not None:
            found += [(name, str(source.path), reason, node) for node in static_nodes(source)]
    return found


def _refused(project: Project, scenario: Scenario, result: BuildResult[Dag]) -> list[tuple[str, str, str, StaticNode]]:
    """Return the functions that are no nodes because something is wrong with them, e.g. a missing annotation."""
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


def _modules(project: Project, scenario: Scenario, failed: Mapping[str, str]) -> tuple[ModuleRecord, ...]:
    known = {module.name: module for module in project.modules}
    records: list[ModuleRecord] = []
    for choice in scenario.modules:
        record = known.get(choice.name) or ModuleRecord(choice.name)
        if choice.name in failed:
            record = ModuleRecord(choice.name, record.path, record.functions, False, failed[choice.name])
        records.append(record)
    return tuple(records)


def builds_the_same(slot: Slot, scenario: Scenario) -> bool:
    """Return whether the scenario's graph is the slot's: a worker's code never changes, but files and what failed
    may.
    """
    ours = slot.scenario
    return (
        all(problem.severity == "warning" for problem in slot.problems)
        and not slot.unavailable
        and not slot.revision
        and (ours.modules, ours.allow_module_overrides, ours.definitions, ours.config)
        == (scenario.modules, scenario.allow_module_overrides, scenario.definitions, scenario.config)
        and all(spec.kind in ("literal", "none") for spec in ours.config.values())
    )


def with_imported(project: Project, names: tuple[str, ...]) -> dict[str, SourceFile]:
    """Return the sources by name of modules and of those of the project they import, perhaps inside subdags."""
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
    return found


def _needed(records: GraphRecords) -> frozenset[str]:
    return frozenset(dependency.name for node in records.nodes for dependency in node.deps)
