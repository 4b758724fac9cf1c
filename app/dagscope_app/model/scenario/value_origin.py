"""Where a value of a scenario comes from: the code, a file, a script, or typed here, as a sentence.
It must not edit any.
"""

from __future__ import annotations

from typing import Literal

from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

Table = Literal["config", "inputs", "overrides"]


def value_origin(state: AppState, table: Table, name: str) -> str:
    """Return where the current scenario's value of a name comes from."""
    scenario = state.scenario
    spec = _given(state, state.current, table).get(name) if scenario is not None else None
    if scenario is None or spec is None:
        return _of_unset(state, table, name)
    for kept in state.loaded:
        if kept.name == scenario.name and getattr(kept, table).get(name) == spec:
            base = next((each for each in state.bases if each.name == (kept.based_on or kept.name)), None)
            is_followed = base is not None and getattr(base, table).get(name) == spec
            origin = base.origin if base is not None and is_followed else kept.origin
            return tr("from {place}", place=origin or tr("this scenario"))
    return tr("typed here, not saved yet")


def _of_unset(state: AppState, table: Table, name: str) -> str:
    """Return what counts where the scenario gives no value: not everything has a default."""
    if table == "inputs":
        item = next((each for each in state.graph.inputs if each.name == name), None)
        if item is not None and item.required:
            return tr("not set, and the code has no default for it")
    elif table == "config":
        key = next((each for each in state.graph.config_keys if each.name == name), None)
        if key is None or not key.value:
            return tr("not set")
    return tr("not set: the code's own default counts")


def _given(state: AppState, name: str, table: Table) -> dict[str, object]:
    scenario = state.scenario_named(name)
    found: dict[str, object] = getattr(scenario, table) if scenario is not None else {}
    return found
