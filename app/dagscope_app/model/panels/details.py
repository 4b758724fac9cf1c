"""What the details panel says of one node or group, picked from the state. It must not know how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dagscope.records import DefinitionRecord, NodeRecord
from dagscope.scenario import Scenario, ValueSpec

from dagscope_app.model.cases import ShownState
from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.records.graph import GraphSnapshot, is_never_run
from dagscope_app.model.records.runs import WITH_VALUE, NodeRun, Run, shown_state
from dagscope_app.model.runs.why import why
from dagscope_app.model.scenario.definition_choices import choices_of
from dagscope_app.model.state import EMPTY_GRAPH, AppState, Checked


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panel shows; equal ones are not built again."""

    node: NodeRecord
    definitions: tuple[DefinitionRecord, ...]
    consumers: tuple[str, ...]
    run: NodeRun | None
    state: ShownState
    override: ValueSpec | None
    checked: Checked | None
    is_final: bool
    known: frozenset[str]
    folder: str
    why: str = ""
    elsewhere: tuple[DefinitionRecord, ...] = ()
    """The definitions that could be chosen from modules that the scenario does not use."""
    choices: Mapping[int, str] = field(default_factory=dict)
    """What can be done about a definition, by its id."""
    received: Mapping[str, str] = field(default_factory=dict)
    """What the node got from those it needs, in the run that is shown: by their names, in short words."""
    is_missing: bool = False
    """Whether it is an input that needs a value and has none."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What that run's scenario gave for the inputs and config that the node needs, as it is written."""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group instead of a node: its name, its members in graph order with their states, the time they took.

    A config key has no state: it never runs.
    """

    name: str
    label: str
    note: str
    members: tuple[tuple[str, ShownState | Literal[""]], ...]
    seconds: float


def shown_of(state: AppState) -> Shown | ShownGroup | None:
    """Return what the panel has to show in this state."""
    if state.compare.is_open and state.compare.selected:
        graph, node, run, scenario = _compared(state)
    else:
        graph, run, scenario = state.graph, state.shown_run, state.scenario
        node = graph.nodes.get(state.selected)
    if node is None:
        return _shown_group(state)
    item = run.nodes.get(node.name) if run is not None else None
    choices = () if state.compare.is_open or state.trust.is_preview else choices_of(state, node.name)
    return Shown(
        node=node,
        definitions=graph.definitions_of(node.name),
        consumers=graph.consumers.get(node.name, ()),
        run=item,
        state=shown_state(run, node.name, state.shown_stale, blocked_in(state)),
        why=why(state, run, node.name),
        override=scenario.overrides.get(node.name) if scenario else None,
        checked=state.checked.get(node.name),
        is_final=scenario is not None and node.name in scenario.final_vars,
        known=frozenset(dep.name for dep in node.deps if dep.name in graph.nodes),
        folder=state.folder,
        elsewhere=tuple(each.definition for each in choices if each.note),
        choices={each.definition.id: each.title for each in choices},
        received=_received(node, run),
        is_missing=_is_missing(graph, node, scenario),
        given=_given(node, run),
    )


def _is_missing(graph: GraphSnapshot, node: NodeRecord, scenario: Scenario | None) -> bool:
    is_needed = any(item.name == node.name and item.required for item in graph.inputs)
    given = (scenario.inputs, scenario.overrides) if scenario is not None else ()
    has_value = any(node.name in specs and specs[node.name].kind != "none" for specs in given)
    return node.kind == "input" and is_needed and not has_value


def _given(node: NodeRecord, run: Run | None) -> dict[str, str]:
    if run is None or run.made_of is None or run.state_of(node.name) == "not_run":
        return {}
    specs = {**run.made_of.config, **run.made_of.inputs}
    return {dep.name: specs[dep.name].text for dep in node.deps if dep.name in specs and specs[dep.name].text}


def _received(node: NodeRecord, run: Run | None) -> dict[str, str]:
    if run is None:
        return {}
    found = {dep.name: run.nodes[dep.name] for dep in node.deps if dep.name in run.nodes}
    return {name: _in_short(item) for name, item in found.items() if item.state in WITH_VALUE and item.summary}


def _in_short(item: NodeRun) -> str:
    """Return a value in a line: of one that failed its checks how many they were, for which there is room."""
    return item.summary.partition(": ")[0] if item.state == "warning" else item.summary


def _compared(state: AppState) -> tuple[GraphSnapshot, NodeRecord | None, Run | None, Scenario | None]:
    """Return the node looked at in a comparison, from the left, or from the right where only that has it."""
    compare = state.compare
    left = state.graphs.get("left", EMPTY_GRAPH)
    side = "left" if compare.selected in left.nodes else "right"
    graph = state.graphs.get(side, EMPTY_GRAPH)
    run_id, name = (compare.left_run, compare.left) if side == "left" else (compare.right_run, compare.right)
    run = state.run_with(run_id)
    found = state.side_named(name)
    scenario = found.scenario if found is not None else None
    return graph, graph.nodes.get(compare.selected), run, scenario


def _shown_group(state: AppState) -> ShownGroup | None:
    name = state.view.selected_groups[-1] if state.view.selected_groups else ""
    members = state.grouping.members.get(name)
    if members is None:
        return None
    run = state.run
    blocked = blocked_in(state)
    kinds = {item: state.graph.nodes[item].kind for item in members if item in state.graph.nodes}
    shown = ((item, shown_state(run, item, state.stale, blocked)) for item in members)
    states: tuple[tuple[str, ShownState | Literal[""]], ...] = tuple(
        (item, "" if is_never_run(kinds.get(item, ""), found) else found) for item, found in shown
    )
    seconds = sum(run.nodes[item].seconds or 0.0 for item in members if item in run.nodes) if run else 0.0
    return ShownGroup(name, state.grouping.labels.get(name, name), state.grouping.describe(name), states, seconds)
