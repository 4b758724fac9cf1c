"""Two texts as rows of lines that stand next to each other. It must not show them."""

from __future__ import annotations

import difflib
from typing import NamedTuple

MOST_LINES = 4000


class LinePair(NamedTuple):
    """A line of either text; None where that side has none. They differ unless `is_same`."""

    left: str | None
    right: str | None
    is_same: bool


def line_pairs(left: str, right: str) -> tuple[LinePair, ...]:
    """Return the lines of two texts, the same ones on one height; without a match where the texts are very long."""
    one, other = left.splitlines(), right.splitlines()
    pairs: list[LinePair] = []
    for kind, a, b, c, d in _blocks(one, other):
        for offset in range(max(b - a, d - c)):
            here = one[a + offset] if a + offset < b else None
            there = other[c + offset] if c + offset < d else None
            pairs.append(LinePair(here, there, kind == "equal"))
    return tuple(pairs)


def _blocks(one: list[str], other: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(one) + len(other) > MOST_LINES:
        return [("replace", 0, len(one), 0, len(other))]
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return [(str(kind), a, b, c, d) for kind, a, b, c, d in matcher.get_opcodes()]
