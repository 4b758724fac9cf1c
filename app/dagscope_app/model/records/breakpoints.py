"""Where runs stop: before and after which nodes. It must not stop anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Breakpoints:
    """The nodes that runs stop before, and those they stop after. A name that the graph lacks waits for it."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    def toggled(self, nodes: frozenset[str], side: Side) -> Breakpoints:
        """Return them with these nodes, or without where all of them are there already."""
        there = getattr(self, side)
        changed = there - nodes if nodes <= there else there | nodes
        return Breakpoints(changed, self.after) if side == "before" else Breakpoints(self.before, changed)

    def to_plain(self) -> dict[str, list[str]]:
        """Return them as JSON has it."""
        return {"before": sorted(self.before), "after": sorted(self.after)}


def breakpoints_of(plain: object) -> Breakpoints:
    """Return what `to_plain` gave; none where it makes no sense."""
    found = plain if isinstance(plain, Mapping) else {}
    return Breakpoints(_names(found.get("before")), _names(found.get("after")))


def _names(value: object) -> frozenset[str]:
    return frozenset(each for each in value if isinstance(each, str)) if isinstance(value, list) else frozenset()
