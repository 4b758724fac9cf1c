"""What two tables consist of besides their cells: types, names, attributes, orders, row labels.
It must not compare a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dagscope.compare.values.cells import marks_of
from dagscope.compare.values.outcome import Context
from dagscope.compare.values.pairs import texts_of
from dagscope.compare.values.rows import Matched
from dagscope.compare.values.sheet import Sheet, shown
from dagscope.preview.budget import attempt, cut, type_name
from dagscope.preview.cells import cell_text
from dagscope.records import Beside

_TEXT = 300
_LABEL_TYPES = "type of the column names"


def beside_cells(
    one: Sheet, other: Sheet, shared: list[tuple[int, int]], rows: Matched, context: Context
) -> list[Beside]:
    """Return all that differs between two tables apart from their cells."""
    found = [] if one.type == other.type else [Beside("type", one.type, other.type)]
    found += _facts_beside(one, other, context)
    if [there for _, there in shared] != sorted(there for _, there in shared):
        orders = [
            [shown(one.labels[here]) for here, _ in shared],
            [shown(other.labels[there]) for there in sorted(there for _, there in shared)],
        ]
        found.append(Beside("order of columns", *(cut(", ".join(names), 300) for names in orders)))
    if not any(item.what == _LABEL_TYPES for item in found):
        found += _label_types(one, other, shared)
    if rows.is_reordered:
        found.append(Beside("order of rows", "another", "another"))
    return [*found, *_index_beside(one, other, rows, context)]


def _label_types(one: Sheet, other: Sheet, shared: list[tuple[int, int]]) -> list[Beside]:
    """Return the first column whose name is equal and of another type: 1, 1.0 and True."""
    for here, there in shared:
        names = one.labels[here][0], other.labels[there][0]
        if type(names[0]) is not type(names[1]) and all(isinstance(name, (int, float)) for name in names):
            texts = [f"{name!r} ({type_name(name)})" for name in names]
            return [Beside(_LABEL_TYPES, texts[0], texts[1])]
    return []


def _facts_beside(one: Sheet, other: Sheet, context: Context) -> list[Beside]:
    """Return what else the tables consist of and differs; of one library's own facts only where both are of it."""
    is_one_library = one.library == other.library
    found = []
    for what in dict.fromkeys([*one.facts, *other.facts]):
        if what in one.facts and what in other.facts:
            texts = _texts_that_differ(one.facts[what], other.facts[what], context)
            if texts is not None:
                found.append(Beside(what, *texts))
        elif is_one_library:
            sides = [
                cut(cell_text(sheet.facts[what], 300), 300) if what in sheet.facts else "none" for sheet in (one, other)
            ]
            found.append(Beside(what, sides[0], sides[1]))
    return found


def _texts_that_differ(left: Any, right: Any, context: Context) -> tuple[str, str] | None:
    """Return the texts of two facts, those of the first part that differs; None where they are equal."""
    found = context.inside(left, right, 1)
    if found.verdict in ("equal", "close") and not found.beside:
        return None
    if found.kind == "tree" and found.rows:
        row = found.rows[0]
        texts = [f"{row.key}: {text}" if text else f"no {row.key}" for text in (row.cells[0].left, row.cells[0].right)]
    elif found.verdict in ("equal", "close"):
        texts = [f"{found.beside[0].what}: {text}" for text in (found.beside[0].left, found.beside[0].right)]
    else:
        texts = list(texts_of(left, right, _TEXT))
    return cut(texts[0], _TEXT), cut(texts[1], _TEXT)


def are_same_labels(one: Sheet, other: Sheet, context: Context) -> bool:
    """Return whether the row labels of two tables are equal: pandas takes nothing for NaN and 1 for True."""
    is_same = attempt(lambda: bool(one.native_index.equals(other.native_index)), lambda reason: False)
    return is_same and not any(_labels_differ(one, other, None, None, context))


def _labels_differ(one: Sheet, other: Sheet, here: Any, there: Any, context: Context) -> Iterator[bool]:
    """Yield for each level of labels whose types may be mixed whether two that belong together are not the same."""
    for left, right in zip(one.index, other.index):
        if left.kind == right.kind == "O" and (left.same is None or right.same is None):
            marks = marks_of(left.taken(here), right.taken(there), context)
            masks = marks.different, marks.close, marks.incomparable
            yield bool(marks.beside) or any(mask is not None for mask in masks)


def _index_beside(one: Sheet, other: Sheet, rows: Matched, context: Context) -> list[Beside]:
    """Return that the row labels differ where rows were matched by position, and in their types where by labels."""
    indexes = one.native_index, other.native_index
    if indexes[0] is None or indexes[1] is None or len(one.index) != len(other.index):
        return []
    if rows.is_by_position:
        is_other = len(indexes[0]) == len(indexes[1]) and not are_same_labels(one, other, context)
    else:
        is_other = any(_labels_differ(one, other, rows.left, rows.right, context))
    return [Beside("row labels", *_index_texts(*indexes))] if is_other else []


def _index_texts(left: Any, right: Any) -> tuple[str, str]:
    texts = _index_text(left), _index_text(right)
    return texts if texts[0] != texts[1] else texts_of(left, right, _TEXT)


def _index_text(index: Any) -> str:
    if type(index).__name__ == "RangeIndex":
        return repr(index)
    items = ", ".join(cell_text(item, 40) for item in index[:8].tolist())
    return f"{items}, … ({len(index):,})" if len(index) > 8 else items
