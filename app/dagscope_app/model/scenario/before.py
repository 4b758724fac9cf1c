"""The current scenario as it was before its last edit. It must not take anything back."""

from __future__ import annotations

from dagscope.scenario import Scenario

from dagscope_app.model.state import AppState


def before_of(state: AppState) -> Scenario | None:
    """Return the scenario before the last edit of it; None where it was not edited.

    An edit of a scenario that was found in a script made a copy: before it there was that one.
    """
    now = state.scenario
    if now is None:
        return None
    for edit in reversed(state.edits.done):
        known = {item.name: item for item in edit.scenarios or ()}
        found = known.get(now.name) or known.get(now.based_on)
        if found is not None and content_of(found) != content_of(now):
            return found
    return None


def content_of(scenario: Scenario) -> tuple[object, ...]:
    """Return what is built and run: without the name, and what is asked for."""
    return (
        scenario.modules,
        scenario.allow_module_overrides,
        scenario.definitions,
        scenario.config,
        scenario.inputs,
        scenario.overrides,
    )
