"""What was read anew or remembered, laid together with what the session has edited. It must not read files or change the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from dagscope.scenario import Scenario, from_plain
from dagscope.worker.messages import Project

from dagscope_app.model.graph import GROUPINGS
from dagscope_app.model.state import AppState


def broken_module(state: AppState, project: Project) -> str:
    """A sentence on why the graph that is shown cannot be built anew; empty where it can."""
    if not state.graph.nodes or state.scenario is None:
        return ""
    used = {item.name for item in state.scenario.modules if item.on}
    broken = next((item for item in project.modules if item.name in used and not item.is_available), None)
    if broken is not None:
        return next((item.message for item in project.problems if item.file == broken.path), broken.problem)
    if not project.modules or not project.scenarios:
        return next((item.message for item in project.problems), "The folder holds no dataflow any more.")
    return ""


def choice_of(data: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    """A remembered word, or the first of those allowed."""
    value = data.get(key)
    return value if value in allowed else allowed[0]


def grouping_of(data: Mapping[str, Any]) -> str:
    """The remembered grouping: one of the kinds, or a tag."""
    value = data.get("grouping")
    return value if isinstance(value, str) and value.startswith("tag:") else choice_of(data, "grouping", GROUPINGS)


def places_of(data: object) -> dict[str, tuple[float, float]]:
    """Places nodes were put at by hand, as remembered; what makes no sense is left out."""
    found = {}
    for name, place in data.items() if isinstance(data, dict) else ():
        if isinstance(place, list) and len(place) == 2 and all(isinstance(value, (int, float)) for value in place):
            found[str(name)] = (float(place[0]), float(place[1]))
    return found


def scenarios_of(data: object) -> tuple[Scenario, ...]:
    """Edits of the last session that were not saved; what makes no sense is left out."""
    found = []
    for plain in data if isinstance(data, list) else ():
        try:
            found.append(from_plain(plain, "not saved yet"))
        except (ValueError, AttributeError, TypeError):
            continue
    return tuple(found)


def read_scenarios(project: Project, state: AppState) -> tuple[Scenario, ...]:
    """The scenarios just read; while their file cannot be read, those it held before stay."""
    if all(item.kind != "settings" for item in project.problems):
        return project.scenarios
    names = {item.name for item in project.scenarios}
    return (*(item for item in state.loaded if item.name not in names), *project.scenarios)


def _edited(fresh: Scenario, before: Scenario | None, ours: Scenario) -> Scenario:
    """A scenario just read, with each part that was edited in this session as it was edited."""
    if before is None:
        return ours
    names = [item.name for item in fields(Scenario) if getattr(ours, item.name) != getattr(before, item.name)]
    return replace(fresh, **{name: getattr(ours, name) for name in names})


def merged_scenarios(state: AppState, fresh: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    """The scenarios just read, with edits of this session that were not saved laid over them."""
    before = {item.name: item for item in state.loaded}
    ours = {item.name: item for item in state.scenarios}
    merged = [_edited(s, before.get(s.name), ours[s.name]) if s.name in ours else s for s in fresh]
    names = {item.name for item in fresh}
    added = [item for item in state.scenarios if item.name not in names and item.name not in before]
    return (*merged, *added)
