"""What was reloaded or remembered, laid together with what the session has edited and looks at.
It must not read files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from dagscope.protocol.messages import Project
from dagscope.scenario import TABLES, Scenario, ValueSpec

from dagscope_app.model.picture.overview import folded_as_before, folded_as_remembered
from dagscope_app.model.picture.views import kept_in
from dagscope_app.model.placement import PinKey, Point
from dagscope_app.model.records.edits import Edit, Edits
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping, group_by_from
from dagscope_app.model.state import AppState

Choice = TypeVar("Choice", bound=str)


def broken_module(state: AppState, project: Project) -> str:
    """Return a sentence on why the graph that is shown cannot be built again; empty where it can."""
    if not state.graph.nodes or state.scenario is None:
        return ""
    used = {item.name for item in state.scenario.modules if item.on}
    broken = next((item for item in project.modules if item.name in used and not item.is_available), None)
    if broken is not None:
        return next((item.message for item in project.problems if item.file == broken.path), broken.problem)
    if not project.modules or not project.scenarios:
        return next((item.message for item in project.problems), "The folder holds no dataflow any more.")
    return ""


def choice_of(data: Mapping[str, Any], key: str, allowed: tuple[Choice, ...]) -> Choice:
    """Return a remembered choice, or the first of those allowed."""
    value = data.get(key)
    return next((choice for choice in allowed if choice == value), allowed[0])


def grouping_of(data: Mapping[str, Any]) -> GroupBy:
    """Return the remembered grouping, or the first where it makes no sense."""
    return group_by_from(data.get("grouping")) or GroupBy()


def positions_from(data: Mapping[str, Point]) -> dict[PinKey, Point]:
    """Return the positions a project file keeps."""
    return {PinKey(key): corner for key, corner in data.items()}


def points_of(data: object) -> dict[PinKey, Point]:
    """Return the remembered positions of nodes moved by hand; what makes no sense is left out."""
    found = {}
    for name, point in data.items() if isinstance(data, dict) else ():
        if isinstance(point, list) and len(point) == 2 and all(isinstance(value, (int, float)) for value in point):
            found[PinKey(str(name))] = (float(point[0]), float(point[1]))
    return found


def read_scenarios(project: Project, state: AppState) -> tuple[Scenario, ...]:
    """Return the scenarios just read; while their file cannot be read, those it held before stay."""
    if all(item.kind != "settings" for item in project.problems):
        return project.scenarios
    names = {item.name for item in project.scenarios}
    return (*(item for item in state.loaded if item.name not in names), *project.scenarios)


def edited_over(fresh: Scenario, before: Scenario | None, ours: Scenario) -> Scenario:
    """Return a scenario just read, with each part as it was edited since `before`, or in its place where that is not
    known.
    """
    if before is None:
        return ours
    names = [item.name for item in fields(Scenario) if getattr(ours, item.name) != getattr(before, item.name)]
    parts: dict[str, Any] = {name: getattr(ours, name) for name in names if name not in TABLES}
    for name in TABLES:
        parts[name] = _merged_table(getattr(fresh, name), getattr(before, name), getattr(ours, name))
    return replace(fresh, **parts)


def _merged_table(
    fresh: Mapping[str, ValueSpec], before: Mapping[str, ValueSpec], ours: Mapping[str, ValueSpec]
) -> dict[str, ValueSpec]:
    """Return what was read, with each key that was edited as it was edited."""
    edited = {name for name in [*ours, *before] if ours.get(name) != before.get(name)}
    kept = {name: spec for name, spec in fresh.items() if name not in edited}
    return {**kept, **{name: spec for name, spec in ours.items() if name in edited}}


def merged_scenarios(state: AppState, fresh: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    """Return the scenarios just read with this session's unsaved edits; what was removed stays so.

    A scenario that was edited on one side and removed on the other stays: the edits are nowhere else.
    """
    before = {item.name: item for item in state.loaded}
    ours = {item.name: item for item in state.scenarios}
    kept = [item for item in fresh if item.name in ours or item != before.get(item.name)]
    merged = [edited_over(item, before.get(item.name), ours[item.name]) if item.name in ours else item for item in kept]
    names = {item.name for item in fresh}
    added = [item for item in state.scenarios if item.name not in names and item != before.get(item.name)]
    return (*merged, *added)


def merged_edits(state: AppState, fresh: tuple[Scenario, ...]) -> Edits:
    """Return the history over the scenarios just read: what it takes back is this session's edits alone."""
    if fresh == state.loaded:
        return state.edits

    def over(edit: Edit) -> Edit:
        merged = merged_scenarios(replace(state, scenarios=edit.scenarios), fresh) if edit.scenarios else ()
        return replace(edit, scenarios=merged) if merged else edit

    return Edits(tuple(map(over, state.edits.done)), tuple(map(over, state.edits.undone)))


def with_graph(
    state: AppState, graph: GraphSnapshot, grouping: Grouping, is_first: bool, remembered: Mapping[str, Any]
) -> AppState:
    """Return the state with another main graph.

    Args:
        state: the state before.
        graph: the graph that was built.
        grouping: its groups.
        is_first: the project was just opened.
        remembered: how the project was looked at the last time.
    """
    old = state.graphs.get("main")
    view = kept_in(state.view, graph, grouping)
    if is_first:
        folded = folded_as_remembered(grouping, remembered)
    else:
        view = view if view.isolated else replace(view, folded=view.folded | view.opened, opened=frozenset())
        folded = folded_as_before(grouping, state.grouping, view.folded)
    view = replace(view, grouping=grouping.by, folded=folded, path=None)
    changed = frozenset(_changed(old, graph)) if old is not None and not is_first else frozenset()
    banner = state.banner.covers if state.banner is not None and state.banner.is_about_build else state.banner
    return replace(
        state,
        phase="ready",
        graphs={**state.graphs, "main": graph},
        grouping=grouping,
        view=view,
        is_new=is_first and not isinstance(remembered.get("folded"), list),
        changed=changed,
        is_building=False,
        plan=None,
        preview_plan=None,
        banner=banner,
    )


def _changed(old: GraphSnapshot, new: GraphSnapshot) -> list[str]:
    """Return the nodes that are new, or whose record or winning source has changed."""
    found = []
    for name, node in new.nodes.items():
        before = old.nodes.get(name)
        if before is None or (before.type, before.deps, before.kind) != (node.type, node.deps, node.kind):
            found.append(name)
            continue
        ours, theirs = new.active_definition(name), old.active_definition(name)
        if (ours.source if ours else "") != (theirs.source if theirs else ""):
            found.append(name)
    return found
