"""What undo takes back, as data: each edit with what it was before, and what to call it. It must not change a state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from dagscope.scenario import Scenario, ValueSpec

from dagscope_app.model.placement import PinKey, Point

_WORDS = {
    "modules": "modules",
    "allow_module_overrides": "allowed overrides",
    "definitions": "definition of",
    "config": "config",
    "inputs": "input",
    "overrides": "override of",
    "final_vars": "final variables",
    "executor": "executor",
    "cache": "cache",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of the history: only what it changed is held, as it was before (or, taken back, after).

    `choices` are fields of the view that arrange the picture: direction, grouping, what is folded with it, ports.
    """

    title: str
    scenarios: tuple[Scenario, ...] | None = None
    pinned: Mapping[PinKey, Point] | None = None
    choices: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """What was done, in its order, and what was taken back of it."""

    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()


def scenario_title(before: tuple[Scenario, ...], after: tuple[Scenario, ...]) -> str:
    """Return what a change of the scenarios is called: `override of C`, `copy of base`."""
    old, new = {item.name: item for item in before}, {item.name: item for item in after}
    added, gone = [name for name in new if name not in old], [name for name in old if name not in new]
    if added and gone:
        return f"new name {added[0]}"
    if added:
        return f"copy {added[0]}"
    if gone:
        return f"removal of {gone[0]}"
    changed = next((name for name, item in new.items() if old[name] != item), "")
    return _part_title(old[changed], new[changed]) if changed else "order of scenarios"


def _part_title(before: Scenario, after: Scenario) -> str:
    # A choice among definitions allows overrides along with it: the choice is what was asked for.
    for part in dict.fromkeys(("definitions", *(item.name for item in fields(Scenario)))):
        ours, theirs = getattr(before, part), getattr(after, part)
        if ours == theirs:
            continue
        noun = _WORDS.get(part, "scenario")
        keys = _changed_keys(ours, theirs) if isinstance(ours, dict) else []
        return f"{noun} {keys[0]}" if len(keys) == 1 else noun.removesuffix(" of")
    return "scenario"


def _changed_keys(before: Mapping[str, ValueSpec], after: Mapping[str, ValueSpec]) -> list[str]:
    return [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def things_text(names: Sequence[str]) -> str:
    """Return what a title says of the nodes and groups it is about: `C`, `3 things`."""
    return names[0] if len(names) == 1 else f"{len(names)} things"
