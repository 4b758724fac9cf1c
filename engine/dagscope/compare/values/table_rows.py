"""The rows of two tables that differ, as texts, a page at a time. It must not decide which they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dagscope.compare.values.cells import Cells
from dagscope.compare.values.outcome import Context
from dagscope.compare.values.pairs import texts_of
from dagscope.compare.values.rows import Matched
from dagscope.compare.values.sheet import Sheet
from dagscope.preview.budget import cut
from dagscope.preview.cells import cell_text
from dagscope.records import DiffCell, DiffRow


class ListedRows:
    """The rows that differ, then those on the left only, then those on the right only."""

    def __init__(
        self, one: Sheet, other: Sheet, pairs: list[tuple[int, int]], masks: list[Any], rows: Matched, changed: Any,
        keys: tuple[Sequence[Cells], Sequence[Cells]],
    ) -> None:  # fmt: skip
        self._changed = changed
        self._keys = keys
        self._sides = (one, other)
        self._pairs = pairs
        self._masks = masks
        self._rows = rows
        self.count = len(self._changed) + len(rows.only_left) + len(rows.only_right)

    def page(self, context: Context) -> tuple[DiffRow, ...]:
        """Return the rows that the context asks for."""
        if not context.count:
            return ()
        start, end = context.start, context.start + context.count
        rows = self._both(self._changed[start:end], context)
        for side, positions in (("left", self._rows.only_left), ("right", self._rows.only_right)):
            before = len(self._changed) + (len(self._rows.only_left) if side == "right" else 0)
            picked = positions[max(0, start - before) : max(0, end - before)]
            rows += self._alone(picked, side)
        return tuple(rows)

    def _both(self, indexes: Any, context: Context) -> list[DiffRow]:
        if not len(indexes):
            return []
        here = indexes if self._rows.left is None else self._rows.left[indexes]
        there = indexes if self._rows.right is None else self._rows.right[indexes]
        columns = []
        for (one, other), mask in zip(self._pairs, self._masks):
            left = self._sides[0].column(one).items(here)
            right = self._sides[1].column(other).items(there)
            marked = [False] * len(indexes) if mask is None else mask[indexes].tolist()
            columns.append([_cell(*cell, context) for cell in zip(left, right, marked)])
        labels = self._labels(0, here)
        return [DiffRow(labels[number], tuple(column[number] for column in columns)) for number in range(len(indexes))]

    def _alone(self, positions: Any, side: Any) -> list[DiffRow]:
        if not len(positions):
            return []
        number = 0 if side == "left" else 1
        columns = [self._sides[number].column(pair[number]).items(positions) for pair in self._pairs]
        rows = []
        for index, label in enumerate(self._labels(number, positions)):
            texts = [cell_text(column[index], 200) for column in columns]
            cells = tuple(DiffCell(*((text, "") if side == "left" else ("", text)), True) for text in texts)
            rows.append(DiffRow(label, cells, side))
        return rows

    def _labels(self, side: int, positions: Any) -> list[str]:
        levels = self._keys[side]
        if not levels:
            return [f"{number:,}" for number in positions.tolist()]
        texts = [[cell_text(item, 100) for item in level.items(positions)] for level in levels]
        return [" · ".join(parts) for parts in zip(*texts)]


def _cell(left: Any, right: Any, is_different: bool, context: Context) -> DiffCell:
    if not is_different:
        return DiffCell(cell_text(left, 200), cell_text(right, 200), False)
    one, other = texts_of(left, right, 300)
    # What differs can lie deeper than a text of it shows: looked for once, not in each cell on the way.
    if one == other and not context.cells:
        found = context.inside_cell(left, right, 1).rows
        inner = next((cell for cell in found[0].cells if cell.is_different), None) if found else None
        if inner is not None:
            one, other = (f"{cut(one, 200)}, {found[0].key}: {text}" for text in (inner.left, inner.right))
    return DiffCell(one, other, True)
