"""Marks of what differs, counted for a group, in numbers and words. It must not decide what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dagscope_app.model.cases import DiffMark

_WORDS: dict[DiffMark, str] = {
    "left": "only on the left",
    "right": "only on the right",
    "definition": "different",
    "value": "different",
    "unknown": "not known",
    "added": "would be added",
    "removed": "would be removed",
    "affected": "affected",
}
_ORDER: tuple[DiffMark, ...] = ("left", "right", "unknown", "added", "removed", "affected")


def diff_counts(marks: Iterable[DiffMark]) -> tuple[tuple[DiffMark, int], ...]:
    """Return how many nodes differ, are on one side only, or would be other, the largest number first."""
    found = Counter(marks)
    differing: DiffMark = "definition" if found["definition"] else "value"
    counts: list[tuple[DiffMark, int]] = [(differing, found["definition"] + found["value"])]
    counts += [(mark, found[mark]) for mark in _ORDER]
    return tuple(sorted((each for each in counts if each[1]), key=lambda each: -each[1]))


def mark_words(counts: Iterable[tuple[DiffMark, int]]) -> list[str]:
    """Return each count in words."""
    return [f"{count} {_WORDS[mark]}" for mark, count in counts]
