"""A scenario as a command that runs it. It must not run anything."""

from __future__ import annotations

import json

from dagscope.scenario import to_plain
from dagscope.shown_text import for_a_shell, in_json

from dagscope_app.model.state import AppState


def as_command(state: AppState) -> str:
    """Return the command that gives what running the current scenario gives, saved or not; empty without one."""
    scenario = state.scenario
    if scenario is None:
        return ""
    is_kept = any(each == scenario for each in (*state.loaded, *state.bases))
    is_named = is_kept and bool(scenario.name) and not scenario.name.lstrip().startswith(("{", "-"))
    # What is not saved is written out: the command must not depend on a file that says something else.
    written = scenario.name if is_named else in_json(json.dumps(to_plain(scenario), ensure_ascii=False))
    return f"dagscope run {for_a_shell(state.folder)} --scenario {for_a_shell(written)}"
