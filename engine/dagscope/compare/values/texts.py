"""Two texts line by line, two runs of bytes, two moments. All exactly, and whole."""

from __future__ import annotations

import datetime
import difflib
from typing import Any

from dagscope.compare.values.cells import moments_differ
from dagscope.compare.values.outcome import Context, Outcome, single, types_beside
from dagscope.compare.values.pairs import around_difference, first_difference, texts_of
from dagscope.difference_words import counted, part_that_differs, seen_apart
from dagscope.preview.budget import cut, is_a
from dagscope.preview.scalars import hex_dump
from dagscope.records import Beside, DiffCell, DiffCounts, DiffRow, RowSide

MAX_MATCHED = 3_000
_Line = tuple[int, str | None, str | None]


def compare_texts(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two texts: equal to the last character, or the lines that differ."""
    one, other = str.__str__(left), str.__str__(right)
    beside = types_beside(left, right)
    if one == other:
        return single("equal", ("", ""), context, kind="text", beside=beside)
    lines = [text.splitlines(keepends=True) for text in (one, other)]
    if max(map(len, lines)) <= 1:
        pair = around_difference(_visible(one), _visible(other))
        character = first_difference(one, other) + 1
        summary = " → ".join(seen_apart(_visible(one), _visible(other), 80))
        summary += f" (from character {character:,} on)" if max(len(one), len(other)) > 80 else ""
        return single("different", pair, context, kind="text", beside=beside, summary=summary)
    is_turned = one > other  # so that exchanged sides give the mirrored answer
    found, is_matched = _changed(*(reversed(lines) if is_turned else lines))
    if is_turned:
        found = [(number, there, here) for number, here, there in found]
    notes = (
        () if is_matched else (f"lines are compared by position: more than {MAX_MATCHED:,} would have to be matched",)
    )
    return _outcome_of(found, lines, context, beside, notes)


def _outcome_of(
    found: list[_Line], lines: list[list[str]], context: Context, beside: tuple[Beside, ...], notes: tuple[str, ...]
) -> Outcome:
    only_left = sum(there is None for _, _, there in found)
    only_right = sum(here is None for _, here, _ in found)
    same = len(lines[0]) - (len(found) - only_right)
    counts = DiffCounts(same, len(found) - only_left - only_right, only_left, only_right)
    page = found[context.start : context.start + context.count]
    summary = part_that_differs(len(found), max(map(len, lines)), "line")
    return Outcome(
        "different", "text", summary, beside, notes, ("text",), (), (), tuple(map(_row, page)), len(found), counts
    )


def _row(line: _Line) -> DiffRow:
    number, here, there = line
    pair = around_difference(_visible(here or ""), _visible(there or ""))
    side: RowSide = "left" if there is None else "right" if here is None else "both"
    return DiffRow(f"{number + 1:,}", (DiffCell(cut(pair[0], 1_100), cut(pair[1], 1_100), True),), side)


def _visible(line: str) -> str:
    """Return a line whose end can be seen: the end alone may differ."""
    for end, shown in (("\r\n", "␍␊"), ("\n", "␊"), ("\r", "␍")):
        if line.endswith(end):
            return line[: -len(end)] + shown
    return line


def _changed(left: list[str], right: list[str]) -> tuple[list[_Line], bool]:
    """Return the lines that differ, each with its number, and whether lines were matched."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    here, there = left[start : len(left) - end], right[start : len(right) - end]
    if max(len(here), len(there)) > MAX_MATCHED:
        blocks = [(0, len(here), 0, len(there))]
    else:
        matcher = difflib.SequenceMatcher(None, here, there, autojunk=False)
        blocks = [(a, b, c, d) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    found: list[_Line] = []
    for a, b, c, d in blocks:
        for offset in range(max(b - a, d - c)):
            one = here[a + offset] if a + offset < b else None
            other = there[c + offset] if c + offset < d else None
            if one != other:
                found.append((start + a + offset, one, other))
    return found, max(len(here), len(there)) <= MAX_MATCHED


def compare_bytes(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two runs of bytes, and find where they first differ."""
    one, other = bytes(left), bytes(right)
    beside = types_beside(left, right)
    if one == other:
        return single("equal", ("", ""), context, kind="text", beside=beside)
    offset = first_difference(one, other)
    start = offset // 16 * 16
    pair = hex_dump(one[start : start + 256]), hex_dump(other[start : start + 256])
    sizes = [counted(len(each), "byte") for each in (one, other)]
    summary = f"differ from byte {offset:,} on ({sizes[0] if sizes[0] == sizes[1] else ' → '.join(sizes)})"
    return single("different", pair, context, kind="text", beside=beside, summary=summary)


def compare_moments(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two dates, times or spans: the moment exactly; a difference of zone is reported next to it."""
    gone = [is_missing(value) for value in (left, right)]
    if any(gone):
        beside = types_beside(left, right)
        return single("equal" if all(gone) else "different", texts_of(left, right), context, beside=beside)
    is_same = _is_one_moment(left, right)
    beside = types_beside(left, right)
    zones = [str(getattr(value, "tzinfo", None)) for value in (left, right)]
    if zones[0] != zones[1]:
        beside += (Beside("time zone", *zones),)
    for what in ("fold", "unit", "dtype") if is_same and type(left) is type(right) else ():
        parts = [str(getattr(value, what, None)) for value in (left, right)]
        beside += (Beside(what, *parts),) if parts[0] != parts[1] else ()
    texts = ("", "") if is_same else texts_of(left, right)
    return single("equal" if is_same else "different", texts, context, beside=beside)


def _is_one_moment(left: Any, right: Any) -> bool:
    """Compare moments of one zone by what they are in UTC: the hour that a clock shows twice is two hours."""
    if all(is_a(value, "numpy", "datetime64", "timedelta64") for value in (left, right)):
        return left.dtype.kind == right.dtype.kind and moments_differ(left.reshape(1), right.reshape(1)) is None
    if all(issubclass(type(value), datetime.datetime) for value in (left, right)):
        offsets = left.utcoffset(), right.utcoffset()
        if offsets[0] is not None and offsets[1] is not None:
            (one, finer), (other, other_finer) = _clock(left), _clock(right)
            return one - other == offsets[0] - offsets[1] and finer == other_finer
    return bool(left == right)


def _clock(value: Any) -> tuple[datetime.datetime, int]:
    """Return what a clock of the moment's zone shows, and the nanoseconds beyond it, which pandas has."""
    finer = value.nanosecond if is_a(value, "pandas", "Timestamp") else 0
    parts = (getattr(value, name) for name in ("year", "month", "day", "hour", "minute", "second", "microsecond"))
    return datetime.datetime(*parts), finer


def is_missing(value: Any) -> bool:
    """Return whether it is NaT, a moment that is missing."""
    return type(value).__name__ == "NaTType" or (is_a(value, "numpy", "datetime64", "timedelta64") and value != value)
