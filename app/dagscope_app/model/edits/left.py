"""Edits of scenarios that an earlier window left unsaved, laid over what was read. It must not read files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from dagscope.scenario import Scenario, from_plain

from dagscope_app.model.translation import tr


@dataclass(frozen=True, slots=True)
class LeftEdits:
    """Scenarios as they were edited, each name once, and the names of those that were removed."""

    scenarios: tuple[Scenario, ...] = ()
    removed: tuple[str, ...] = ()


def left_edits(remembered: Mapping[str, Any]) -> LeftEdits:
    """Read what was remembered; what makes no sense is left out.

    Two windows may have edited one scenario: the second version gets a number, so that neither is lost.
    """
    found: dict[str, Scenario] = {}
    seen: list[Scenario] = []
    for plain in _list(remembered.get("unsaved")):
        try:
            scenario = from_plain(plain, "not saved yet")
        except (ValueError, AttributeError, TypeError):
            continue
        if scenario not in seen:
            seen.append(scenario)
            name = _free_name(scenario.name, found)
            found[name] = replace(scenario, name=name)
    removed = [name for name in _list(remembered.get("removed")) if isinstance(name, str) and name not in found]
    return LeftEdits(tuple(found.values()), tuple(dict.fromkeys(removed)))


def with_left_edits(scenarios: tuple[Scenario, ...], left: LeftEdits) -> tuple[Scenario, ...]:
    """Return the scenarios just read as they were left; one at least stays."""
    edited = {item.name: item for item in left.scenarios}
    kept = tuple(
        replace(edited.pop(item.name, item), origin=item.origin) for item in scenarios if item.name not in left.removed
    )
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
