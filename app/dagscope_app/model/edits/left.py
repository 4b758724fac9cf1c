"""Edits of scenarios that an earlier window left unsaved, laid over what was read. It must not read files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from dagscope.scenario import Scenario, from_plain

from dagscope_app.model.edits.reload_merge import edited_over
from dagscope_app.model.translation import tr

BEFORE = "before"
_ORIGIN = "not saved yet"


@dataclass(frozen=True, slots=True)
class LeftEdits:
    """Scenarios as they were edited, each name once, and the names of those that were removed.

    Attributes:
        before: what the file held of the edited ones then, by the names they have here; earlier versions kept none.
    """

    scenarios: tuple[Scenario, ...] = ()
    removed: tuple[str, ...] = ()
    before: Mapping[str, Scenario] = field(default_factory=dict)


def left_edits(remembered: Mapping[str, Any]) -> LeftEdits:
    """Read what was remembered; what makes no sense is left out.

    Two windows may have edited one scenario: the second version gets a number, so that neither is lost.
    """
    found: dict[str, Scenario] = {}
    before: dict[str, Scenario] = {}
    seen: list[Scenario] = []
    for plain in _list(remembered.get("unsaved")):
        try:
            scenario = from_plain(plain, _ORIGIN)
            base = from_plain(plain[BEFORE], _ORIGIN) if BEFORE in plain else None
        except (ValueError, AttributeError, TypeError):
            continue
        if scenario not in seen:
            seen.append(scenario)
            name = _free_name(scenario.name, found)
            found[name] = replace(scenario, name=name)
            if base is not None:
                before[name] = replace(base, name=name)
    removed = [name for name in _list(remembered.get("removed")) if isinstance(name, str) and name not in found]
    return LeftEdits(tuple(found.values()), tuple(dict.fromkeys(removed)), before)


def with_left_edits(scenarios: tuple[Scenario, ...], left: LeftEdits) -> tuple[Scenario, ...]:
    """Return the scenarios just read as they were left; one at least stays.

    What else was changed in the file since then is in it.
    """
    edited = {item.name: item for item in left.scenarios}
    kept = []
    for item in scenarios:
        if item.name in edited:
            found = edited_over(item, left.before.get(item.name), edited.pop(item.name))
            kept.append(replace(found, origin=item.origin))
        elif item.name not in left.removed:
            kept.append(item)
    return (*kept, *edited.values()) or scenarios


def text_of(left: LeftEdits) -> str:
    """Say what is back."""
    names = ", ".join(item.name for item in left.scenarios)
    edited = tr("Edits that were not saved are back: {names}.", names=names) if names else ""
    removed = tr("Removed and not saved: {names}.", names=", ".join(left.removed)) if left.removed else ""
    return f"{edited} {removed}".strip()


def _free_name(name: str, taken: Mapping[str, Scenario]) -> str:
    if name not in taken:
        return name
    return next(other for number in count(2) if (other := f"{name} ({number})") not in taken)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
