"""Two values: tables cell by cell, texts line by line, others by equality. It must not trust `__eq__`."""

from __future__ import annotations

import difflib
import math
from typing import Any

from dagscope.compare.tables import compare_tables
from dagscope.preview import preview_of, summary_of
from dagscope.preview.budget import attempt, cut, type_name
from dagscope.preview.pages import table_source
from dagscope.preview.parts import child_count, entries_of, is_tree
from dagscope.preview.scalars import is_number, short_repr
from dagscope.records import DiffCell, DiffCounts, DiffRow, ValueDiff
from dagscope.value_records import ObjectPreview, Preview

MAX_ROWS = 200
_MAX_LINES = 3_000
_MAX_ITEMS = 20_000
TOLERANCE = 1e-9


def same_number(left: Any, right: Any) -> bool:
    """Equal, both NaN, or nearer than a billionth of their size."""
    try:
        if left == right:
            return True
        one, other = float(left), float(right)
    except (TypeError, ValueError, OverflowError):
        return False
    return (one != one and other != other) or math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=0.0)


def compare_values(left: Any, right: Any) -> ValueDiff:
    """How two values differ, bounded in time and size."""
    return _guarded(left, right, preview_of(left).preview, preview_of(right).preview)


def difference_of(left: Any, right: Any) -> str:
    """How two values differ in one line; empty when they are equal or cannot be told apart."""
    sides = [ObjectPreview(type_name(value), summary_of(value)) for value in (left, right)]
    found = _guarded(left, right, sides[0], sides[1])
    is_told = found.kind not in ("equal", "incomparable") or (
        found.kind == "incomparable" and type(left) is not type(right)
    )
    return found.summary if is_told else ""


def _guarded(left: Any, right: Any, one: Preview, other: Preview) -> ValueDiff:
    try:
        return _compare(left, right, one, other)
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        return ValueDiff("incomparable", f"they cannot be compared: {error}", left=one, right=other)


def _compare(left: Any, right: Any, one: Preview, other: Preview) -> ValueDiff:
    tables = table_source(left), table_source(right)
    if tables[0] is not None and tables[1] is not None:
        return compare_tables(tables[0], tables[1], one, other)
    if is_number(left) and is_number(right):
        is_same = same_number(left, right)
        return _scalar(is_same, one, other)
    if type(left) is str and type(right) is str:
        return _texts(left, right, one, other)
    if is_tree(left) and is_tree(right):
        return _trees(left, right, one, other)
    if type(left) is not type(right):
        text = f"{type_name(left)} on the left, {type_name(right)} on the right"
        return ValueDiff("incomparable", text, left=one, right=other)
    verdict = attempt(lambda: _equal(left, right), lambda reason: reason)
    if verdict is None or isinstance(verdict, str):
        text = f"they cannot be compared: {verdict or 'their comparison gives no yes or no'}"
        return ValueDiff("incomparable", text, left=one, right=other)
    return _scalar(verdict, one, other)


def _equal(left: Any, right: Any) -> bool | str | None:
    if left is right:
        return True
    answer = left == right
    if type(answer) is bool or type(answer).__name__ in ("bool_", "bool"):
        own: Any = type(left).__eq__
        is_identity = own is object.__eq__
        if is_identity and not answer:
            return None
        return bool(answer)
    return None


def _scalar(is_same: bool, one: Preview, other: Preview) -> ValueDiff:
    if is_same:
        return ValueDiff("equal", "equal", counts=DiffCounts(same=1), left=one, right=other)
    row = DiffRow("", (DiffCell(cut(one.summary, 500), cut(other.summary, 500), True),))
    summary = f"{cut(one.summary, 80)} | {cut(other.summary, 80)}"
    return ValueDiff("scalar", summary, ("value",), (row,), DiffCounts(changed=1), one, other)


def _texts(left: str, right: str, one: Preview, other: Preview) -> ValueDiff:
    if left == right:
        return ValueDiff("equal", "equal", counts=DiffCounts(same=1), left=one, right=other)
    lines = [text.splitlines() for text in (left, right)]
    shown = [[cut(line, 500) for line in part[:_MAX_LINES]] for part in lines]
    rows: list[DiffRow] = []
    counts = {"same": 0, "changed": 0, "left": 0, "right": 0}
    matcher = difflib.SequenceMatcher(None, shown[0], shown[1], autojunk=True)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            counts["same"] += b - a
            continue
        for offset in range(max(b - a, d - c)):
            here = shown[0][a + offset] if a + offset < b else ""
            there = shown[1][c + offset] if c + offset < d else ""
            counts["changed" if a + offset < b and c + offset < d else "left" if a + offset < b else "right"] += 1
            if len(rows) < MAX_ROWS:
                rows.append(DiffRow(str(a + offset + 1), (DiffCell(here, there, True),)))
    total = DiffCounts(counts["same"], counts["changed"], counts["left"], counts["right"])
    changed = total.changed + total.only_left + total.only_right
    summary = f"{changed:,} of {max(map(len, lines)):,} lines differ"
    return ValueDiff("text", summary, ("text",), tuple(rows), total, one, other)


def _flat(value: Any, prefix: str, out: dict[str, Any], seen: frozenset[int]) -> None:

    if len(out) >= _MAX_ITEMS:
        return
    if not is_tree(value) or child_count(value) == 0 or id(value) in seen or len(seen) > 20:
        out[prefix or "value"] = value
        return
    for label, item in entries_of(value):
        _flat(item, f"{prefix}.{label}" if prefix else label, out, seen | {id(value)})


def _trees(left: Any, right: Any, one: Preview, other: Preview) -> ValueDiff:
    sides: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for value, out in zip((left, right), sides):
        _flat(value, "", out, frozenset())
    rows: list[DiffRow] = []
    counts = {"same": 0, "changed": 0, "left": 0, "right": 0}
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        texts = [short_repr(side[key], 500) if key in side else "" for side in sides]
        kind = "right" if key not in sides[0] else "left" if key not in sides[1] else "changed"
        if kind == "changed" and _same_leaf(sides[0][key], sides[1][key]):
            counts["same"] += 1
            continue
        counts[kind] += 1
        if len(rows) < MAX_ROWS:
            rows.append(DiffRow(cut(key, 300), (DiffCell(texts[0], texts[1], True),)))
    total = DiffCounts(counts["same"], counts["changed"], counts["left"], counts["right"])
    if not rows:
        return ValueDiff("equal", "equal", counts=total, left=one, right=other)
    differing = total.changed + total.only_left + total.only_right
    return ValueDiff("table", f"{differing:,} entries differ", ("value",), tuple(rows), total, one, other)


def _same_leaf(left: Any, right: Any) -> bool:
    if is_number(left) and is_number(right):
        return same_number(left, right)
    tables = table_source(left), table_source(right)
    if tables[0] is not None and tables[1] is not None:
        return compare_values(left, right).kind == "equal"
    return attempt(lambda: _equal(left, right) is True, lambda reason: False)
