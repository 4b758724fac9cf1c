"""Puts things moved by hand where the hand put them, and makes room for them. Decides nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dagscope_app.layout.level import Level
from dagscope_app.model.placement import Point


def pin(level: Level, pinned: Mapping[int, Point], gap: float) -> Level:
    """Return the level with some items at given corners; others that they cover move on across until they are clear."""
    if not pinned:
        return level
    corners = list(level.corners)
    along, across = level.given.along, level.given.across
    settled = []
    for item, corner in pinned.items():
        corners[item] = corner
        settled.append(item)
    moved = set(pinned)
    for item in sorted(set(range(len(corners))) - moved, key=lambda at: (level.corners[at][1], at)):
        left, top = corners[item]
        right = left + along[item]
        is_clear = False
        while not is_clear:
            is_clear = True
            for other in settled:
                x, y = corners[other]
                if x < right and left < x + along[other] and y < top + across[item] and top < y + across[other]:
                    top = y + across[other] + gap
                    is_clear = False
        if top != corners[item][1]:
            corners[item] = (left, top)
            moved.add(item)
        settled.append(item)
    length = max([level.length, *[corners[item][0] + along[item] for item in moved]])
    breadth = max([level.breadth, *[corners[item][1] + across[item] for item in moved]])
    return replace(level, corners=tuple(corners), length=length, breadth=breadth, moved=frozenset(moved), known={})
