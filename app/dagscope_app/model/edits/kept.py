"""The undo history as JSON has it, for the next window of a project. It must not read files or change a state.

Taking an edit back puts all scenarios in the places they had; so a history fits only the scenarios it was left with,
and is dropped where a file was changed in between.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import fields
from typing import Any

from dagscope.scenario import Scenario, from_plain, to_plain

from dagscope_app.model.edits.reload_merge import points_of
from dagscope_app.model.records.edits import Edit, Edits
from dagscope_app.model.records.grouping import GroupBy, group_by_from
from dagscope_app.model.state import AppState, ViewState

MOST_KEPT = 50
_FIRST = ViewState()
_FIELDS = frozenset(item.name for item in fields(ViewState))


def edits_to_plain(state: AppState) -> dict[str, Any]:
    """Return the latest edits and what was taken back of them; each scenario is written once."""
    table: dict[int, int] = {}
    scenarios: list[Scenario] = []

    def number(scenario: Scenario) -> int:
        if id(scenario) not in table:
            table[id(scenario)] = len(scenarios)
            scenarios.append(scenario)
        return table[id(scenario)]

    def plain(edit: Edit) -> dict[str, Any]:
        found: dict[str, Any] = {"title": edit.title}
        if edit.scenarios is not None:
            found["scenarios"] = [number(item) for item in edit.scenarios]
        if edit.pinned is not None:
            found["pinned"] = {key: list(point) for key, point in edit.pinned.items()}
        if edit.choices is not None:
            found["choices"] = {
                name: sorted(value) if isinstance(value, Set) else value for name, value in edit.choices.items()
            }
        return found

    done = [plain(edit) for edit in state.edits.done[-MOST_KEPT:]]
    undone = [plain(edit) for edit in state.edits.undone[-MOST_KEPT:]]
    return {
        "of": _digest(state.scenarios),
        "done": done,
        "undone": undone,
        "scenarios": [[to_plain(item), item.origin] for item in scenarios],
    }


def edits_from_plain(plain: object, scenarios: tuple[Scenario, ...]) -> Edits:
    """Return the history that was left with these scenarios; an empty one where they differ, or it makes no sense."""
    if not isinstance(plain, Mapping) or plain.get("of") != _digest(scenarios):
        return Edits()
    try:
        table = [from_plain(item, str(origin)) for item, origin in plain["scenarios"]]
        done, undone = (tuple(_edit(item, table) for item in plain[name]) for name in ("done", "undone"))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return Edits()
    return Edits(done, undone)


def _edit(plain: Mapping[str, Any], table: list[Scenario]) -> Edit:
    scenarios = tuple(table[number] for number in plain["scenarios"]) if "scenarios" in plain else None
    if scenarios == ():
        raise ValueError("at least one scenario has to stay")
    return Edit(
        str(plain["title"]),
        scenarios,
        points_of(plain["pinned"]) if "pinned" in plain else None,
        _choices(plain["choices"]) if "choices" in plain else None,
    )


def _choices(plain: Mapping[str, Any]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in plain.items():
        first = getattr(_FIRST, name) if name in _FIELDS else None
        value = frozenset(map(str, value)) if isinstance(first, frozenset) else value
        value = group_by_from(value) if isinstance(first, GroupBy) else value
        if type(value) is not type(first):
            raise ValueError(f"{name} is no choice of the view")
        found[name] = value
    return found


def _digest(scenarios: tuple[Scenario, ...]) -> str:
    text = json.dumps([to_plain(item) for item in scenarios], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
