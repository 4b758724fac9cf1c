"""Two tables cell by cell: all cells, a column at a time; rows by index, position or key. It must not copy a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dagscope.compare.values.beside_cells import are_same_labels, beside_cells
from dagscope.compare.values.cells import Cells, Marks, marks_of
from dagscope.compare.values.numbers import NAN_NOTE
from dagscope.compare.values.outcome import Context, Outcome, capped, single, worst
from dagscope.compare.values.rows import Matched, by_key, by_position
from dagscope.compare.values.sheet import Sheet, hashable, shown
from dagscope.compare.values.sheets import sheets_of
from dagscope.compare.values.table_rows import ListedRows
from dagscope.compare.values.trees import different_types
from dagscope.difference_words import counted, part_that_differs
from dagscope.errors import DagscopeError
from dagscope.preview.budget import cut, type_name
from dagscope.records import Beside, CompareRule, DiffCounts, Verdict

MAX_COLUMNS = 50


class KeyProblem(DagscopeError):
    """The key columns are not there; the text says which."""


@dataclass(slots=True)
class _Found:
    """What the columns gave: the masks of those that differ, and of all of them together."""

    masks: dict[int, Any] = field(default_factory=dict)
    changed: Any = None
    close: Any = None
    incomparable: Any = None
    has_nan: bool = False
    reason: str = ""
    beside: list[Beside] = field(default_factory=list)


def compare_tables(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two frames, series, tables or arrays of any libraries."""
    one, other = sheets_of(left, right)
    if one.is_series != other.is_series:
        return (
            _of_other_shape(left, right, context) if one.type == other.type else different_types(left, right, context)
        )
    shared, columns_left, columns_right = _columns(one, other)
    try:
        rows, way = _rows(one, other, context)
    except KeyProblem as problem:
        return Outcome("incomparable", "table", f"not comparable: {problem}")
    found = _cells(one, other, shared, rows, context)
    beside = [*beside_cells(one, other, shared, rows, context), *found.beside]
    verdict = _verdict(found, rows, columns_left, columns_right, one, other)
    counts = _counts(found, rows)
    notes = [way] if way else []
    notes += [NAN_NOTE] if found.has_nan else []
    pairs = [shared[number] for number in sorted(found.masks)] or shared
    kept = pairs[:MAX_COLUMNS]
    if len(pairs) > MAX_COLUMNS:
        notes.append(f"the rows show the first {MAX_COLUMNS} of {len(pairs):,} columns that differ")
    masks = [found.masks.get(shared.index(pair)) for pair in kept]
    listed = ListedRows(one, other, kept, masks, rows, _places(found), _labels(one, other, context.rule))
    return Outcome(
        verdict, "table", _summary(found, rows, counts, columns_left, columns_right, one, other), capped(beside),
        tuple(notes), tuple(shown(one.labels[here]) for here, _ in kept), tuple(columns_left), tuple(columns_right),
        listed.page(context), listed.count, counts,
    )  # fmt: skip


def _of_other_shape(left: Any, right: Any, context: Context) -> Outcome:
    texts = tuple(f"{type_name(value)} of shape {tuple(value.shape)}" for value in (left, right))
    found = single("different", (texts[0], texts[1]), context, kind="table")
    return replace(found, beside=(Beside("dimensions", str(left.ndim), str(right.ndim)),))


# Columns and rows ---------------------------------------------------------------------------------------------------


def _columns(one: Sheet, other: Sheet) -> tuple[list[tuple[int, int]], list[str], list[str]]:
    """Return pairs of positions of columns of one name, and the names that only one side has."""
    numbers = {(hashable(label[0]), label[1]): number for number, label in enumerate(other.labels)}
    shared = [
        (number, numbers.pop((hashable(label[0]), label[1])))
        for number, label in enumerate(one.labels)
        if (hashable(label[0]), label[1]) in numbers
    ]
    mine = {here for here, _ in shared}
    left = [shown(label) for number, label in enumerate(one.labels) if number not in mine]
    right = [shown(other.labels[number]) for number in sorted(numbers.values())]
    return shared, left, right


def _rows(one: Sheet, other: Sheet, context: Context) -> tuple[Matched, str]:
    """Return the rows that belong together, and how they were found where that is not plain."""
    sizes, rule = (one.row_count, other.row_count), context.rule
    if rule.rows == "key" or rule.key:
        found = by_key(*_labels(one, other, rule), sizes)
        return found, f"rows matched by {', '.join(rule.key)}" + _repeated(found)
    if one.is_labelled and other.is_labelled and len(one.index) == len(other.index):
        return by_key(one.index, other.index, sizes), ""
    if rule.rows == "position" or one.native_index is None or other.native_index is None:
        return by_position(*sizes), "rows matched by position" if sizes[0] != sizes[1] else ""
    if len(one.index) != len(other.index):
        return by_position(*sizes), "rows matched by position: the row labels have another number of levels"
    if are_same_labels(one, other, context):
        return by_position(*sizes), ""
    return _by_index(one, other, sizes, rule)


def _labels(one: Sheet, other: Sheet, rule: CompareRule) -> tuple[Sequence[Cells], Sequence[Cells]]:
    """Return what the rows of each side are called by: the key that matches them, or their labels."""
    if rule.rows != "key" and not rule.key:
        return one.index, other.index
    return (
        [_column_named(one, name, "left") for name in rule.key],
        [_column_named(other, name, "right") for name in rule.key],
    )


def _by_index(one: Sheet, other: Sheet, sizes: tuple[int, int], rule: CompareRule) -> tuple[Matched, str]:
    is_wanted = rule.rows == "index"
    are_unique = one.native_index.is_unique and other.native_index.is_unique
    if not are_unique and not is_wanted and sizes[0] == sizes[1]:
        return by_position(*sizes), "rows matched by position: row labels repeat"
    found = by_key(one.index, other.index, sizes)
    if not found.count and not is_wanted and (one.has_positions or other.has_positions):
        return by_position(*sizes), "rows matched by position: no row label is on both sides"
    return found, "rows matched by their labels" + _repeated(found)


def _repeated(found: Matched) -> str:
    phrase = counted(found.repeated, "row repeats a key and was", "rows repeat a key and were")
    return f"; {phrase} matched in their order" if found.repeated else ""


def _column_named(sheet: Sheet, name: str, side: str) -> Any:
    for number, (label, _) in enumerate(sheet.labels):
        if str(label) == name:
            return sheet.column(number)
    for number, label in enumerate(sheet.index_names):
        if str(label) == name:
            return sheet.index[number]
    names = ", ".join(shown(label) for label in sheet.labels[:10])
    raise KeyProblem(f"there is no column {name!r} on the {side}; it has {names}")


# Cells --------------------------------------------------------------------------------------------------------------


def _cells(one: Sheet, other: Sheet, shared: list[tuple[int, int]], rows: Matched, context: Context) -> _Found:
    found = _Found()
    for number, (here, there) in enumerate(shared):
        left, right = one.column(here).taken(rows.left), other.column(there).taken(rows.right)
        name = "" if one.is_series else f" of {shown(one.labels[here])}"
        if not _is_same_dtype(left.dtype, right.dtype):
            found.beside.append(Beside(f"dtype{name}", *_dtypes(left.dtype, right.dtype)))
        marks = marks_of(left, right, context)
        _add(found, number, marks, name)
    return found


def _add(found: _Found, number: int, marks: Marks, name: str) -> None:
    if marks.different is not None:
        found.masks[number] = marks.different
        found.changed = marks.different.copy() if found.changed is None else found.changed | marks.different
    if marks.close is not None:
        found.close = marks.close if found.close is None else found.close | marks.close
    if marks.incomparable is not None:
        found.masks[number] = marks.incomparable | found.masks[number] if number in found.masks else marks.incomparable
        found.incomparable = (
            marks.incomparable if found.incomparable is None else found.incomparable | marks.incomparable
        )
        found.reason = found.reason or marks.reason
    found.has_nan = found.has_nan or marks.has_nan
    found.beside += [Beside(f"{item.what}{name}", item.left, item.right) for item in marks.beside]


def _is_same_dtype(left: Any, right: Any) -> bool:
    try:
        is_same = type(left) is type(right) and bool(left == right) and str(left) == str(right)
    except Exception:  # noqa: BLE001 - an extension's dtype may do anything
        return str(left) == str(right)
    categories: list[Any] = [getattr(each, "categories", None) for each in (left, right)]
    if is_same and hasattr(categories[0], "tolist") and hasattr(categories[1], "tolist"):
        return bool(categories[0].tolist() == categories[1].tolist())
    return is_same


def _dtypes(left: Any, right: Any) -> tuple[str, str]:
    texts = str(left), str(right)
    return texts if texts[0] != texts[1] else (cut(repr(left), 300), cut(repr(right), 300))


# The whole ----------------------------------------------------------------------------------------------------------


def _verdict(
    found: _Found, rows: Matched, columns_left: list[str], columns_right: list[str], one: Sheet, other: Sheet
) -> Verdict:
    is_other_shape = _other_shapes(one, other) is not None
    is_different = found.changed is not None or len(rows.only_left) or len(rows.only_right)
    if is_different or columns_left or columns_right or is_other_shape:
        return "different"
    verdict: Verdict = "equal"
    if found.close is not None:
        verdict = worst(verdict, "close")
    if found.incomparable is not None:
        verdict = worst(verdict, "incomparable")
    return verdict


def _other_shapes(one: Sheet, other: Sheet) -> tuple[str, str] | None:
    """Return the shapes of two arrays whose cells alone do not show that they differ."""
    for name in ("shape of a row", "shape"):
        shapes = one.facts.get(name), other.facts.get(name)
        if None not in shapes and shapes[0] != shapes[1]:
            return str(shapes[0]), str(shapes[1])
    return None


def _counts(found: _Found, rows: Matched) -> DiffCounts:
    changed = _any_of(found)
    number = 0 if changed is None else int(changed.sum())
    close = 0 if found.close is None else int((found.close if changed is None else found.close & ~changed).sum())
    return DiffCounts(rows.count - number, number, len(rows.only_left), len(rows.only_right), close)


def _places(found: _Found) -> Any:
    import numpy as np

    changed = _any_of(found)
    return np.arange(0) if changed is None else np.flatnonzero(changed)


def _any_of(found: _Found) -> Any:
    if found.changed is None or found.incomparable is None:
        return found.incomparable if found.changed is None else found.changed
    return found.changed | found.incomparable


def _summary(
    found: _Found, rows: Matched, counts: DiffCounts, left: list[str], right: list[str], one: Sheet, other: Sheet
) -> str:
    parts: list[str] = []
    unclear = 0 if found.incomparable is None else int(found.incomparable.sum())
    if found.changed is not None:
        parts.append(part_that_differs(int(found.changed.sum()), rows.count, "row"))
    if unclear:
        parts.append(f"{counted(unclear, 'row')} cannot be compared ({found.reason})")
    parts += [f"{counted(count, 'row')} only on the left" for count in [counts.only_left] if count]
    parts += [f"{counted(count, 'row')} only on the right" for count in [counts.only_right] if count]
    for names, side in ((left, "left"), (right, "right")):
        if names:
            more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
            listed = ", ".join(name if name == " ".join(name.split()) else repr(name) for name in names[:5])
            parts.append(f"columns only on the {side}: {listed}{more}")
    shapes = _other_shapes(one, other)
    if not parts and shapes:
        parts.append(f"another shape: {shapes[0]} → {shapes[1]}")
    if not parts and counts.close:
        parts.append(f"equal within tolerance: {counts.close:,} of {counted(rows.count, 'row')}")
    return "; ".join(parts) or "equal"
