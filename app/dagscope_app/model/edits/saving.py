"""What is to be saved in `dagscope.toml`, and what was changed there as well, as data. It must not write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dagscope.scenario import TABLES, Scenario

from dagscope_app.model.edits.editing import with_scenarios
from dagscope_app.model.placement import Point
from dagscope_app.model.records.file_conflict import Conflict
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.translation import tr

FILE_NAME = "dagscope.toml"


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving: the file's scenarios as they were read, and as they are to be.

    Attributes:
        bases: the scenarios found in scripts, contexts and the folder, by name; they are never written.
        decided: conflicts for which our value was chosen.
    """

    before: tuple[Scenario, ...] = ()
    now: tuple[Scenario, ...] = ()
    bases: Mapping[str, Scenario] = field(default_factory=dict)
    positions_before: Mapping[str, Point] = field(default_factory=dict)
    positions: Mapping[str, Point] = field(default_factory=dict)
    decided: frozenset[tuple[str, tuple[str, ...]]] = frozenset()

    def base_of(self, scenario: Scenario) -> Scenario | None:
        """Return the scenario that this one follows."""
        return self.bases.get(scenario.based_on) if scenario.based_on else None

    def old_name(self, name: str) -> str:
        """Return what a scenario was called in the file: one that vanished and is the same but for its name.

        Of several that are the same, such as a renamed one and its copy, the first has that name.
        """
        names_before, names_now = {each.name for each in self.before}, {each.name for each in self.now}
        vanished = [each for each in self.before if each.name not in names_now]
        for ours in self.now if name not in names_before else ():
            if ours.name in names_before:
                continue
            old = next((each for each in vanished if replace(each, name=ours.name, origin=ours.origin) == ours), None)
            if ours.name == name:
                return name if old is None else old.name
            if old is not None:
                vanished.remove(old)
        return name


def is_found(state: AppState, scenario: Scenario) -> bool:
    """Return whether a scenario is as it was found in a script, a context or the folder: it is not ours to write."""
    return any(base.name == scenario.name and base == scenario for base in state.bases)


def saving_of(state: AppState) -> Saving:
    """Return what saving has to do now."""
    bases = {base.name: base for base in state.bases}
    return Saving(
        tuple(each for each in state.loaded if each.origin == FILE_NAME),
        tuple(each for each in state.scenarios if not is_found(state, each)),
        bases,
        state.saved_pins,
        {str(key): corner for key, corner in state.pinned.items()},
        state.decided,
    )


def saved(state: AppState) -> AppState:
    """Return the state after everything was written."""
    scenarios = tuple(each if is_found(state, each) else replace(each, origin=FILE_NAME) for each in state.scenarios)
    return replace(
        state,
        scenarios=scenarios,
        loaded=scenarios,
        is_saved=True,
        saved_pins={str(key): corner for key, corner in state.pinned.items()},
        conflicts=(),
        decided=frozenset(),
    )


def conflicts_between(state: AppState, fresh: tuple[Scenario, ...]) -> tuple[Conflict, ...]:
    """Return what was edited here and, to another value, in the file that was just read again."""
    before = {each.name: each for each in state.loaded}
    ours = {each.name: each for each in state.scenarios}
    found: list[Conflict] = []
    for theirs in fresh:
        old, own = before.get(theirs.name), ours.get(theirs.name)
        if old is not None and own is not None and theirs.origin == FILE_NAME:
            found += _conflicts(old, own, theirs)
    return tuple(found)


def _conflicts(old: Scenario, ours: Scenario, theirs: Scenario) -> list[Conflict]:
    found = []
    for name in ("modules", "allow_module_overrides", "definitions", "final_vars", "executor", "cache"):
        values = [getattr(each, name) for each in (old, ours, theirs)]
        if values[1] != values[0] != values[2] and values[1] != values[2]:
            found.append(Conflict(theirs.name, (name,), values[1], values[2]))
    for what in TABLES:
        tables = [getattr(each, what) for each in (old, ours, theirs)]
        for key in dict.fromkeys([*tables[0], *tables[1], *tables[2]]):
            values = [table.get(key) for table in tables]
            if values[1] != values[0] != values[2] and values[1] != values[2]:
                found.append(Conflict(theirs.name, (what, key), values[1], values[2]))
    return found


def with_theirs(state: AppState) -> AppState:
    """Return the state with the file's value for everything in conflict; undo gives the values of the window back."""
    scenarios = []
    for scenario in state.scenarios:
        for conflict in state.conflicts:
            if conflict.scenario == scenario.name:
                scenario = _with_value(scenario, conflict.path, conflict.theirs)
        scenarios.append(scenario)
    taken = with_scenarios(replace(state, conflicts=()), tuple(scenarios))
    return replace(taken, is_saved=taken.scenarios == taken.loaded)


def _with_value(scenario: Scenario, path: tuple[str, ...], value: Any) -> Scenario:
    if len(path) == 1:
        return replace(scenario, **{path[0]: value})
    table: Any = {key: spec for key, spec in getattr(scenario, path[0]).items() if key != path[1]}
    if value is not None:
        table[path[1]] = value
    parts: dict[str, Any] = {path[0]: table}
    return replace(scenario, **parts)


def value_at(scenario: Scenario, path: tuple[str, ...]) -> Any:
    """Return a field of a scenario, or a key of one of its tables; None where there is no such key."""
    value = getattr(scenario, path[0])
    return value.get(path[1]) if len(path) == 2 else value


def conflict_banner(conflicts: tuple[Conflict, ...]) -> Banner:
    """Return the question about what was changed here and in the file."""
    more = tr(" (and {value} more)", value=len(conflicts) - 1) if len(conflicts) > 1 else ""
    text = tr("dagscope.toml was changed as well: {describe}{more}.", describe=conflicts[0].describe(), more=more)
    details = "\n".join(each.describe() for each in conflicts)
    return Banner(
        text, "warning", "scenario.take_theirs", "Take the file's", details,
        second_command="scenario.keep_ours", second_title="Keep my values",
        third_command="compare.file", third_title="Show both",
    )  # fmt: skip
