"""Changes of the state that undo takes back, in the order they were made.
Pure; it must not ask for a build or a layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from dagscope.scenario import Scenario, ValueSpec

from dagscope_app.model.graph.sections import grouped
from dagscope_app.model.placement import PinKey, Point, pin_key
from dagscope_app.model.records.edits import Edit, Edits, scenario_title
from dagscope_app.model.records.grouping import GroupBy, Grouping
from dagscope_app.model.records.scene import Look
from dagscope_app.model.state import UNDO_LIMIT, AppState, with_view


def with_scenario(state: AppState, scenario: Scenario) -> AppState:
    """Replace the scenario of that name (or add it)."""
    found = any(item.name == scenario.name for item in state.scenarios)
    scenarios = tuple(scenario if item.name == scenario.name else item for item in state.scenarios)
    return with_scenarios(state, scenarios if found else (*state.scenarios, scenario))


def with_scenarios(state: AppState, scenarios: tuple[Scenario, ...]) -> AppState:
    """Replace all scenarios."""
    if scenarios == state.scenarios:
        return state
    edit = Edit(scenario_title(state.scenarios, scenarios), scenarios=state.scenarios)
    return replace(_remembering(state, edit), scenarios=scenarios, is_saved=False)


def with_pinned(state: AppState, pinned: Mapping[PinKey, Point], title: str) -> AppState:
    """Put things elsewhere by hand, or let them go."""
    if pinned == state.pinned:
        return state
    return replace(_remembering(state, Edit(title, pinned=state.pinned)), pinned=pinned)


def with_choices(
    state: AppState,
    title: str,
    choices: Mapping[str, object],
    look: Look | None = None,
    grouping: Grouping | None = None,
) -> AppState:
    """Arrange the picture otherwise.

    Args:
        state: the state.
        title: what undo calls it.
        choices: fields of the view, the kind of grouping among them.
        look: where one looks at the view that is left.
        grouping: the groups that the choices lead to, where they are known.
    """
    before = {name: getattr(state.view, name) for name in choices}
    if before == choices:
        return state
    return _arranged(_remembering(state, Edit(title, choices=before)), choices, look, grouping)


def _remembering(state: AppState, edit: Edit) -> AppState:
    return replace(state, edits=Edits((*state.edits.done, edit)[-UNDO_LIMIT:]))


def _arranged(
    state: AppState,
    choices: Mapping[str, object],
    look: Look | None = None,
    grouping: Grouping | None = None,
) -> AppState:
    if "grouping" not in choices:
        return with_view(state, look, **choices)
    if grouping is None:
        grouping = grouped(state.graph, cast(GroupBy, choices["grouping"]), bool(choices["has_sections"]))
    return replace(with_view(state, look, **choices, selected_groups=()), grouping=grouping)


def joined_to_last(state: AppState) -> AppState:
    """Return the state with its last edit and the one before as one, which undo takes back together."""
    *earlier, first, _ = state.edits.done
    return replace(state, edits=replace(state.edits, done=(*earlier, first)))


def swapped(state: AppState, is_undo: bool) -> AppState:
    """Return the state with the last edit undone, or redone. One that changes nothing any more is passed over."""
    edits, now = state.edits, state
    while source := edits.done if is_undo else edits.undone:
        edit = source[-1]
        now, inverse = _applied(state, edit)
        if is_undo:
            edits = Edits(source[:-1], (*edits.undone, inverse))
        else:
            edits = Edits((*edits.done, inverse), source[:-1])
        if now is not state:
            break
    return replace(now, edits=edits) if edits is not state.edits else state


def _applied(state: AppState, edit: Edit) -> tuple[AppState, Edit]:
    """Return the state with what the edit holds, and the inverse edit; the state itself where nothing differs."""
    now, inverse = state, edit
    if edit.scenarios is not None and edit.scenarios != state.scenarios:
        inverse = replace(inverse, scenarios=state.scenarios)
        names = [item.name for item in edit.scenarios]
        current = state.current if state.current in names else names[0]
        is_saved = edit.scenarios == state.loaded
        now = replace(now, scenarios=edit.scenarios, current=current, is_saved=is_saved)
    if edit.pinned is not None and edit.pinned != state.pinned:
        inverse = replace(inverse, pinned=state.pinned)
        now = replace(now, pinned=edit.pinned)
    if edit.choices is not None:
        before = {name: getattr(state.view, name) for name in edit.choices}
        if before != edit.choices:
            inverse = replace(inverse, choices=before)
            now = _arranged(now, edit.choices)
    return now, inverse


def last_override(state: AppState, name: str) -> ValueSpec | None:
    """Return the value that last overrode a node in this scenario and was taken away, or None where none is known."""
    for edit in reversed(state.edits.done):
        for scenario in edit.scenarios or ():
            if scenario.name == state.current and name in scenario.overrides:
                return scenario.overrides[name]
    return None


def pinned_of_selection(state: AppState) -> dict[PinKey, str]:
    """Return what is selected and was moved by hand: its keys in `pinned`, with its names."""
    view, names = state.view, state.grouping.names
    found = {pin_key(name, is_group=False): name for name in view.selection}
    found |= {pin_key(key, is_group=True): names.get(key, key) for key in view.selected_groups}
    return {key: name for key, name in found.items() if key in state.pinned}
