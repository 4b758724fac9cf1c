"""Two texts as rows of lines that stand next to each other. It must not show them."""

from __future__ import annotations

import difflib
from typing import NamedTuple

MOST_LINES = 4000
_MOST_LIKENED = 40
# Pairs of characters, in all blocks together: a tenth of a second, which the window waits.
_MOST_CHARACTERS = 8_000_000
_ALIKE = 0.5


class LinePair(NamedTuple):
    """A line of either text; None where that side has none. They differ unless `is_same`."""

    left: str | None
    right: str | None
    is_same: bool


def line_pairs(left: str, right: str) -> tuple[LinePair, ...]:
    """Return the lines of two texts, the same ones on one height; without a match where the texts are very long."""
    one, other = left.splitlines(), right.splitlines()
    pairs: list[LinePair] = []
    room = _MOST_CHARACTERS
    for kind, a, b, c, d in _blocks(one, other):
        if kind == "replace" and b - a != d - c and max(b - a, d - c) <= _MOST_LIKENED:
            cost = sum(map(len, one[a:b])) * sum(map(len, other[c:d]))
            if cost <= room:
                room -= cost
                pairs += _paired_by_likeness(one[a:b], other[c:d])
                continue
        for offset in range(max(b - a, d - c)):
            here = one[a + offset] if a + offset < b else None
            there = other[c + offset] if c + offset < d else None
            pairs.append(LinePair(here, there, kind == "equal"))
    return tuple(pairs)


def _paired_by_likeness(one: list[str], other: list[str]) -> list[LinePair]:
    """Pair the lines that are most alike, in their order; the others have no counterpart."""
    alike = [[difflib.SequenceMatcher(None, here, there).ratio() for there in other] for here in one]
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for a in range(len(one) - 1, -1, -1):
        for b in range(len(other) - 1, -1, -1):
            paired = alike[a][b] + best[a + 1][b + 1] if alike[a][b] >= _ALIKE else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    found, a, b = list[LinePair](), 0, 0
    while a < len(one) and b < len(other):
        if best[a][b] == best[a + 1][b]:
            found.append(LinePair(one[a], None, False))
            a += 1
        elif best[a][b] == best[a][b + 1]:
            found.append(LinePair(None, other[b], False))
            b += 1
        else:
            found.append(LinePair(one[a], other[b], False))
            a, b = a + 1, b + 1
    return [
        *found,
        *(LinePair(each, None, False) for each in one[a:]),
        *(LinePair(None, each, False) for each in other[b:]),
    ]


def _blocks(one: list[str], other: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(one) + len(other) > MOST_LINES:
        return [("replace", 0, len(one), 0, len(other))]
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return [(str(kind), a, b, c, d) for kind, a, b, c, d in matcher.get_opcodes()]
