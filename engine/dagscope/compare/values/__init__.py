"""Two values, whatever they are: equal, equal within tolerance, different, or not comparable.
It must not trust `__eq__`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dagscope.compare.values.kinds import judge, name_of_kind
from dagscope.compare.values.outcome import MAX_ENTRIES, Context, Outcome
from dagscope.preview import preview_of
from dagscope.preview.budget import cut
from dagscope.records import CompareRule, ValueDiff
from dagscope.value_code import noted_interrupts

PAGE = 200


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, and the PNG that shows where two pictures differ."""

    diff: ValueDiff
    png: bytes = b""


def compare_values(
    left: Any, right: Any, rule: CompareRule = CompareRule(), *, start: int = 0, count: int = PAGE
) -> Compared:
    """Compare two values, with both previews and the rows from `start` on."""
    with noted_interrupts():
        found = judge(left, right, Context(rule, judge, name_of_kind, start, count, entries_left=MAX_ENTRIES))
    diff = ValueDiff(
        found.verdict,
        found.kind,
        cut(found.summary, 2_000),
        found.beside,
        found.notes,
        found.columns,
        found.columns_left,
        found.columns_right,
        found.rows,
        start,
        found.row_count,
        found.counts,
        preview_of(left).preview,
        preview_of(right).preview,
    )
    return Compared(diff, found.png)


def verdict_of(left: Any, right: Any, rule: CompareRule = CompareRule()) -> Outcome:
    """Compare two values, without previews and rows."""
    with noted_interrupts():
        return judge(left, right, Context(rule, judge, name_of_kind, entries_left=MAX_ENTRIES))
