"""From what is known of a folder to the state: as it is opened, read, and where that fails.
It must not read anything itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dagscope.protocol.messages import Project
from dagscope.records import ProblemRecord

from dagscope_app.model.cases import AppPhase
from dagscope_app.model.compare.kept import comparison_from_plain
from dagscope_app.model.edits.kept import edits_from_plain
from dagscope_app.model.edits.left import LeftEdits, with_left_edits
from dagscope_app.model.edits.reload_merge import (
    choice_of,
    grouping_of,
    merged_edits,
    merged_scenarios,
    points_of,
    positions_from,
    read_scenarios,
)
from dagscope_app.model.edits.saving import conflict_banner, conflicts_between
from dagscope_app.model.picture.views import bookmarks_of
from dagscope_app.model.placement import DIRECTIONS
from dagscope_app.model.records.breakpoints import breakpoints_of
from dagscope_app.model.records.preferences import Preferences
from dagscope_app.model.state import AppState, Banner, History, ViewState
from dagscope_app.model.translation import tr


def opened(folder: str, remembered: Mapping[str, Any], preferences: Preferences) -> AppState:
    """Return the state in which a folder begins to be loaded, with what was remembered of it."""
    view = ViewState(
        direction=choice_of(remembered, "direction", DIRECTIONS),
        grouping=grouping_of(remembered),
        has_sections=remembered.get("has_sections") is not False,
        has_rows=remembered.get("has_rows") is not False,
    )
    return AppState(
        phase="loading",
        folder=folder,
        current=str(remembered.get("scenario", "")),
        view=view,
        preferences=preferences,
        pinned=points_of(remembered.get("pinned")),
        history=History(bookmarks=bookmarks_of(remembered.get("bookmarks"))),
        compare=comparison_from_plain(remembered.get("comparison")),
        breakpoints=breakpoints_of(remembered.get("breakpoints")),
    )


def with_project(
    state: AppState, project: Project, left: LeftEdits, history: object, *, takes_positions: bool
) -> AppState:
    """Return the state with what was read of a folder; edits that were not saved (`left`, `history`) are in it
    again.
    """
    fresh = read_scenarios(project, state)
    earlier = replace(state, loaded=tuple(left.before.values()), scenarios=left.scenarios)
    conflicts = conflicts_between(state, fresh) or conflicts_between(earlier, fresh)
    scenarios = with_left_edits(merged_scenarios(state, fresh), left)
    names = [item.name for item in scenarios]
    current = state.current if state.current in names else (names[0] if names else "")
    return replace(
        state,
        modules=project.modules,
        trust=replace(state.trust, is_preview=project.is_preview),
        scenarios=scenarios,
        loaded=fresh,
        bases=project.bases,
        saved_pins=project.positions,
        conflicts=conflicts,
        banner=conflict_banner(conflicts) if conflicts else state.banner,
        current=current,
        is_saved=scenarios == fresh,
        edits=merged_edits(state, fresh) if history is None else edits_from_plain(history, scenarios),
        project_problems=project.problems,
        pinned=positions_from(project.positions) if takes_positions and not state.pinned else state.pinned,
    )


def with_last_good(
    state: AppState, project: tuple[ProblemRecord, ...], message: str, graph: tuple[ProblemRecord, ...] = ()
) -> AppState:
    """Return the state in which the last graph stays, since what was edited cannot be read or built for now."""
    banner = Banner(
        tr("{code}. The last graph that could be built is still shown.", code=message.rstrip(".")),
        "error",
        "view.problems",
        "Show problems",
        is_about_build=True,
    )
    kept = replace(state.graph, problems=graph)
    return replace(
        state,
        project_problems=project,
        graphs={**state.graphs, "main": kept},
        is_building=False,
        phase="ready",
        banner=banner,
    )


def failed(state: AppState, text: str, command: str, title: str) -> AppState:
    """Return the state in which a folder cannot be shown, with the command that may help."""
    phase: AppPhase = "ready" if state.graph.nodes else "broken"
    banner = Banner(text, "error", command, title, is_about_build=True)
    return replace(state, phase=phase, is_building=False, banner=banner)
