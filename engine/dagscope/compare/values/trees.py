"""Two containers entry by entry: keys with their types, list and tuple told apart.
It must not recurse or trust methods.

Differences are named by where they lie, written as Python would: `['a'][0].field`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dagscope.compare.values.entries import BUILT_IN, Pair, count_entries, family, has_attributes, pairs_of
from dagscope.compare.values.outcome import CELL, MAX_BESIDE, Context, Outcome, capped, types_beside, worst
from dagscope.compare.values.pairs import texts_of
from dagscope.difference_words import counted, part_that_differs
from dagscope.preview.budget import cut, is_a, type_name
from dagscope.preview.parts import child_count
from dagscope.preview.scalars import short_repr
from dagscope.records import Beside, DiffCell, DiffCounts, DiffRow, Verdict

_PLAIN = frozenset((int, str, bool, bytes, float))
_PATH = 500


class _Walk:
    """One walk through two trees at a time."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.left: Any = None
        self.verdict: Verdict = "equal"
        self.same = self.close = self.differences = self.incomparable = self.listed = 0
        self.sides = {"left": 0, "right": 0}
        self.beside: list[Beside] = []
        self.unsaid = 0
        self.is_cut = False
        self.notes: dict[str, None] = {}
        self.rows: list[DiffRow] = []
        self.reason = ""
        self.labels: list[str] = []  # the way to the container that is looked at

    def run(self, left: Any, right: Any) -> None:
        """Look at everything, or at as much as there is room for."""
        self.left = left
        stack: list[tuple[Iterator[Pair], tuple[int, int]]] = []
        active: set[tuple[int, int]] = set()
        pair: Pair | None = Pair("", left, right)
        while True:
            if pair is not None:
                inner = self._visit(pair, active)
                if inner is not None:
                    key = (id(pair.left), id(pair.right))
                    active.add(key)
                    stack.append((inner, key))
                    self.labels.append(pair.label)
            if not stack:
                return
            children, key = stack[-1]
            pair = next(children, None)
            if pair is None:
                stack.pop()
                self.labels.pop()
                active.discard(key)
            elif self.context.entries_left <= 0:
                self.verdict = worst(self.verdict, "partial")
                self.is_cut = True
                return

    def _visit(self, pair: Pair, active: set[tuple[int, int]]) -> Iterator[Pair] | None:
        """Judge one pair; the pairs inside it where it has any."""
        left, right = pair.left, pair.right
        self.context.entries_left -= 1
        if pair.side != "both":
            self._differs(pair.label, left, right, pair.side)
            return None
        if left is right or (type(left) is type(right) and type(left) in _PLAIN and left == right):
            self.same += 1
            return None
        if self._has_parts(left) and self._has_parts(right) and family(left) == family(right):
            return self._inside(pair, active)
        self._leaf(pair.label, left, right)
        return None

    def _has_parts(self, value: Any) -> bool:
        """Return whether a value is a container and nothing more, as a matrix or an exception is that derives from one
        or declares fields.
        """
        return type(value) in BUILT_IN or self.context.kind_name(value) == "tree"

    def _inside(self, pair: Pair, active: set[tuple[int, int]]) -> Iterator[Pair] | None:
        self._say(pair.label, types_beside(pair.left, pair.right))
        if (id(pair.left), id(pair.right)) in active:
            return None  # both are cyclic here
        self._say(pair.label, _factories(pair.left, pair.right, self.context))
        is_empty = child_count(pair.left) == child_count(pair.right) == 0
        if is_empty and not has_attributes(pair.left) and not has_attributes(pair.right):
            self.same += 1
            return None
        return pairs_of(pair.left, pair.right, self.context, lambda found: self._say("", found), self._skip)

    def _skip(self, count: int) -> None:
        self.same += count

    def _leaf(self, label: str, left: Any, right: Any) -> None:
        found = self.context.inside(left, right, 1)
        self._say(label, found.beside)
        self.notes.update(dict.fromkeys(found.notes))
        if found.verdict == "different":
            self._differs(label, left, right, "both", found)
        elif found.verdict == "incomparable":
            self.incomparable += 1
            self.reason = self.reason or f"{self._path(label) or 'the value'}: {found.summary}"
            self._list(label, left, right, "both", found)
            self.verdict = worst(self.verdict, "incomparable")
        else:
            self.same += 1
            self.close += found.verdict == "close"
            self.verdict = worst(self.verdict, found.verdict)

    def _path(self, label: str) -> str:
        """Return how a part is reached, written only where it is said: it is as long as the value is deep."""
        return cut("".join(self.labels[: _PATH + 1]) + label, _PATH)

    def _say(self, label: str, found: tuple[Beside, ...]) -> None:
        if not found:
            return
        room = MAX_BESIDE - len(self.beside)
        self.unsaid += max(0, len(found) - room)
        path = self._path(label) if room else ""
        self.beside += [
            Beside(f"{item.what} of {path}" if path else item.what, item.left, item.right) for item in found[:room]
        ]

    def _differs(self, label: str, left: Any, right: Any, side: Any, found: Outcome | None = None) -> None:
        self.verdict = "different"
        if side != "both":
            self.sides[side] += 1
        self._list(label, left, right, side, found)
        self.differences += 1

    def _list(self, label: str, left: Any, right: Any, side: Any, found: Outcome | None) -> None:
        self.listed += 1
        if not self.context.is_listed(self.listed - 1):
            return
        if found is not None and found.kind == "tree" and found.rows:  # an object that was compared by what it holds
            row = found.rows[0]
            self.rows.append(replace(row, key=self._path(label + row.key)))
            return
        if side != "both":
            text = short_repr(left if side == "left" else right, CELL)
            texts = (text, "") if side == "left" else ("", text)
        else:
            texts = _pair(left, right, found)
        self.rows.append(DiffRow(self._path(label), (DiffCell(cut(texts[0], CELL), cut(texts[1], CELL), True),), side))


def _factories(left: Any, right: Any, context: Context) -> tuple[Beside, ...]:
    """Return that two dicts make other values for missing keys, or that two arrays of xarray have other names."""
    if is_a(left, "xarray", "DataArray") and is_a(right, "xarray", "DataArray"):
        return () if left.name == right.name else (Beside("name", short_repr(left.name), short_repr(right.name)),)
    if not issubclass(type(left), defaultdict) or not issubclass(type(right), defaultdict):
        return ()
    factories = left.default_factory, right.default_factory
    if factories[0] is factories[1] or context.inside(*factories).verdict == "equal":
        return ()
    return (Beside("default_factory", *texts_of(*factories, 200)),)


def _pair(left: Any, right: Any, found: Outcome | None) -> tuple[str, str]:
    if found is not None and found.kind == "table" and found.rows:
        row = found.rows[0]
        index = next(index for index, cell in enumerate(row.cells) if cell.is_different)
        cell, where = row.cells[index], f"row {row.key}, {found.columns[index]}: "
        return f"{type_name(left)}, {where}{cell.left}", f"{type_name(right)}, {where}{cell.right}"
    one, other = texts_of(left, right)
    if one == other and found is not None and found.rows:  # they differ by what neither text shows: an attribute
        cell = found.rows[0].cells[0]
        return f"{one}: {cell.left}", f"{other}: {cell.right}"
    return one, other


def compare_trees(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two lists, dicts, tuples, sets, dataclasses, named tuples or models."""
    if family(left) != family(right):
        return different_types(left, right, context)
    walk = _Walk(context)
    walk.run(left, right)
    changed = walk.differences - walk.sides["left"] - walk.sides["right"]
    counts = DiffCounts(walk.same, changed + walk.incomparable, walk.sides["left"], walk.sides["right"], walk.close)
    return Outcome(
        walk.verdict, "tree", _summary(walk, counts), capped(walk.beside, walk.unsaid), tuple(walk.notes), ("value",),
        rows=tuple(walk.rows), row_count=walk.listed, counts=counts,
    )  # fmt: skip


def different_types(left: Any, right: Any, context: Context) -> Outcome:
    """Return the outcome for two values that differ by their types alone."""
    names = type_name(left), type_name(right)
    texts = tuple(f"{cut(short_repr(value, CELL), CELL)} ({name})" for value, name in zip((left, right), names))
    summary = f"{cut(texts[0], 100)} → {cut(texts[1], 100)}"
    row = DiffRow("", (DiffCell(texts[0], texts[1], True),))
    rows = (row,) if context.is_listed(0) else ()
    beside = (Beside("type", *names),)
    return Outcome(
        "different", "scalar", summary, beside, (), ("value",), rows=rows, row_count=1, counts=DiffCounts(changed=1)
    )


def _summary(walk: _Walk, counts: DiffCounts) -> str:
    looked = counts.same + walk.differences + walk.incomparable
    parts = []
    if counts.changed - walk.incomparable:
        parts.append(part_that_differs(counts.changed - walk.incomparable, looked, "entry", "entries"))
    parts += [f"{count:,} only on the {side}" for side, count in walk.sides.items() if count]
    if walk.incomparable:
        parts.append(f"{walk.incomparable:,} cannot be compared ({walk.reason})")
    if walk.is_cut:
        parts.append(f"only the first {looked:,} of {count_entries(walk.left):,} entries were compared")
    if not parts:
        parts.append(
            f"equal within tolerance: {counts.close:,} of {counted(looked, 'entry', 'entries')}"
            if counts.close
            else "equal"
        )
    return "; ".join(parts)
