"""Columns as arrays, and in which cells two of them differ.
NumPy is imported in the functions: only tables get here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dagscope.class_home import home_of
from dagscope.compare.values.numbers import number_verdict
from dagscope.compare.values.outcome import Context
from dagscope.records import Beside, CompareRule

_PLAIN = frozenset((str, int, bool, bytes, datetime.date))
_EXACT_FLOATS = 2**53
_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class Cells:
    """A column: `values` as an array of one of the `kind`s b i u f c M Mz m O, and which of them are missing.

    `native` is the library's own column and `same` its own exact comparison, where that is quicker; `listed` gives some
    of the values as Python has them. With `nan_is_gone` a NaN is a missing value, as pandas has it.
    """

    kind: str
    dtype: Any
    make: Callable[[], Any]
    missing: Any = None
    native: Any = None
    same: Callable[[Any, Any], Any] | None = None
    nan_is_gone: bool = False
    listed: Callable[[Any], list[Any]] | None = None

    def taken(self, rows: Any) -> Cells:
        """Return the column at some rows; `None` is all of them."""
        if rows is None:
            return self
        missing = None if self.missing is None else self.missing[rows]
        native = None if self.native is None else _take(self.native, rows)
        listed = None if self.listed is None else lambda picked: self.listed(rows[picked])  # type: ignore[misc]
        return Cells(
            self.kind, self.dtype, lambda: self.make()[rows], missing, native, self.same, self.nan_is_gone, listed
        )

    def items(self, rows: Any) -> list[Any]:
        """Return the values at a few rows, as Python has them; missing ones are None."""
        if self.listed is not None:
            return self.listed(rows)
        picked = self.make()[rows]
        found: list[Any] = picked.tolist()
        if self.kind in ("M", "Mz", "m") and picked.dtype.kind in "mM":
            found = list(picked)
        if self.missing is not None:
            found = [None if gone else item for item, gone in zip(found, self.missing[rows].tolist())]
        return found


def _take(native: Any, rows: Any) -> Any:
    if home_of(type(native)).startswith("polars"):
        return native[rows.tolist()]
    return native.take(rows)


@dataclass(slots=True)
class Marks:
    """The cells of two columns that differ, and what is said of the others. A mask that is None is all false."""

    different: Any = None
    close: Any = None
    incomparable: Any = None
    has_nan: bool = False
    reason: str = ""
    beside: list[Beside] = field(default_factory=list)


def marks_of(left: Cells, right: Cells, context: Context) -> Marks:
    """Compare two columns of one length."""
    import numpy as np

    marks = Marks()
    if left.same is not None and left.same is right.same and left.native is not None and right.native is not None:
        found = left.same(left.native, right.native)
        if found is not None:
            marks.different = _any(~np.asarray(found, dtype=bool))
            return marks
    if left.kind == right.kind or (left.kind in "biufc" and right.kind in "biufc"):
        if left.kind == "O":
            _objects(left.make(), right.make(), context, marks)
        elif left.kind in ("M", "Mz", "m"):
            marks.different = moments_differ(left.make(), right.make())
        else:
            _numbers(left.make(), right.make(), context.rule, marks)
    elif {left.kind, right.kind} == {"M", "Mz"}:
        marks.different = _any(~(np.isnat(left.make()) & np.isnat(right.make())))
    else:
        _objects(_boxed(left), _boxed(right), context, marks)
        return marks
    _missing(left, right, marks)
    return marks


def _any(mask: Any) -> Any:
    return mask if mask.any() else None


def _boxed(cells: Cells) -> Any:
    import numpy as np

    array = np.empty(len(cells.make()), dtype=object)
    array[:] = cells.items(slice(None))
    return array


def _missing(left: Cells, right: Cells, marks: Marks) -> None:
    """Mark missing cells: missing equals missing, and a NaN only where one side's library makes no difference."""
    import numpy as np

    if left.missing is None and right.missing is None:
        return
    count = len(left.missing if left.missing is not None else right.missing)
    gone = [np.zeros(count, dtype=bool) if each.missing is None else each.missing for each in (left, right)]
    different = np.zeros(count, dtype=bool) if marks.different is None else marks.different
    both, one_only = gone[0] & gone[1], gone[0] ^ gone[1]
    different = (different & ~both) | one_only
    if left.nan_is_gone or right.nan_is_gone:
        nans = [_nans(each, count) for each in (left, right)]
        mixed = (gone[0] & nans[1]) | (gone[1] & nans[0])
        if mixed.any():
            name = "NaT" if left.kind in ("M", "Mz", "m") else "NaN"
            kinds = [("missing" if mine[mixed].any() else name) for mine in gone]
            marks.beside.append(Beside("kind of missing value", *kinds))
            different &= ~mixed
    marks.different = _any(different)
    if marks.close is not None:
        marks.close = _any(marks.close & ~(gone[0] | gone[1]))


def _nans(cells: Cells, count: int) -> Any:
    """Return where a column has NaN or NaT, without what is missing in another way."""
    import numpy as np

    if cells.kind in ("M", "Mz", "m"):
        found = np.isnat(cells.make())
        return found if cells.missing is None else found & ~cells.missing
    return np.isnan(cells.make()) if cells.kind in "fc" else np.zeros(count, dtype=bool)


def moments_differ(left: Any, right: Any) -> Any:
    """Return where two arrays of moments or spans differ, whatever their units; None where they do nowhere."""
    import numpy as np

    if left.dtype == right.dtype:
        return _any((left.view("i8") != right.view("i8")) if left.flags.aligned else left != right)
    other = (left != right) & ~(np.isnat(left) & np.isnat(right))
    shared = np.result_type(left.dtype, right.dtype)
    for each in (left, right):  # what is too far away for the finer unit turns up somewhere else in it
        other |= each.astype(shared).astype(each.dtype) != each
    return _any(other & ~(np.isnat(left) & np.isnat(right)))


def _numbers(left: Any, right: Any, rule: CompareRule, marks: Marks) -> None:
    import numpy as np

    with np.errstate(invalid="ignore", over="ignore"):
        other = np.asarray(left != right)
        kinds = left.dtype.kind + right.dtype.kind
        if ("f" in kinds or "c" in kinds) and ("i" in kinds or "u" in kinds):
            _tell_large(left, right, other)
        if not other.any():
            return
        if "f" in kinds or "c" in kinds:
            # A block at a time, so that what is computed stays in the processor's cache.
            for start in range(0, len(left), _BLOCK):
                block = slice(start, start + _BLOCK)
                if other[block].any():
                    _block(left, right, rule, marks, other, block)
    marks.different = _any(other)
    if marks.close is not None:
        marks.close = _any(marks.close)


def _tell_large(left: Any, right: Any, other: Any) -> None:
    """Mark integers beyond 2^53 that are not the float, or complex number, which they are taken for."""
    import numpy as np

    whole = left if left.dtype.kind in "iu" else right
    indexes = np.flatnonzero(
        (whole > _EXACT_FLOATS) | (whole < -_EXACT_FLOATS) if whole.dtype.kind == "i" else whole > _EXACT_FLOATS
    )
    for index in indexes.tolist():
        other[index] |= left[index].item() != right[index].item()


def _block(left: Any, right: Any, rule: CompareRule, marks: Marks, other: Any, block: slice) -> None:
    """Take out of `other` what is equal within tolerance, and NaN facing NaN.
    Which of the two is left makes no difference.
    """
    import numpy as np

    wide = np.result_type(left.dtype, right.dtype, np.float64)
    one, two = left[block].astype(wide, copy=False), right[block].astype(wide, copy=False)
    bound = np.maximum(np.abs(one), np.abs(two))
    largest = bound.max()
    bound *= rule.rtol
    if rule.atol:
        np.maximum(bound, rule.atol, out=bound)
    distance = np.abs(one - two)
    close = distance <= bound
    if not largest < np.inf:  # there is an infinity, which is near nothing, or a NaN
        close &= distance < np.inf
        _take_nans(one, two, rule, marks, other[block])
    if close.any():
        close &= other[block]
    if close.any():
        if marks.close is None:
            marks.close = np.zeros(len(left), dtype=bool)
        marks.close[block] = close
        other[block] &= ~close


def _take_nans(one: Any, two: Any, rule: CompareRule, marks: Marks, other: Any) -> None:
    nans = (one != one) & (two != two)
    if one.dtype.kind == "c":
        _check_parts(one, two, rule, nans)
    marks.has_nan = marks.has_nan or bool(nans.any())
    other &= ~nans


def _check_parts(one: Any, two: Any, rule: CompareRule, nans: Any) -> None:
    """Mark complex numbers with a NaN as equal only where both parts are."""
    import numpy as np

    for index in np.flatnonzero(nans).tolist():
        nans[index] = number_verdict(one[index].item(), two[index].item(), rule) != "different"


def _objects(left: Any, right: Any, context: Context, marks: Marks) -> None:
    """Compare Python objects one by one: texts whole, everything else as a value of its own."""
    import numpy as np

    rest = [
        number
        for number, (one, other) in enumerate(zip(left.tolist(), right.tolist()))
        if one is not other and not (type(one) is type(other) and type(one) in _PLAIN and one == other)
    ]
    found: dict[str, list[int]] = {"different": [], "close": [], "incomparable": [], "partial": []}
    for number in rest:
        one, other = left[number], right[number]
        if type(one) is type(other) and type(one) in _PLAIN:
            found["different"].append(number)
            continue
        if _is_gone(one) and _is_gone(other):
            _mixed(one, other, marks)
            continue
        outcome = context.inside_cell(one, other)
        if outcome.verdict in found:
            found[outcome.verdict].append(number)
            marks.reason = marks.reason or (outcome.summary if outcome.verdict in ("incomparable", "partial") else "")
        if outcome.verdict == "different":
            continue
        marks.beside += [item for item in outcome.beside if len(marks.beside) < 20 and item not in marks.beside]
    found["incomparable"] += found.pop("partial")
    for name, numbers in found.items():
        if numbers:
            mask = np.zeros(len(left), dtype=bool)
            mask[numbers] = True
            setattr(marks, name, mask)


def _is_gone(value: Any) -> bool:
    if type(value).__name__ in ("float", "datetime64", "timedelta64"):
        return bool(value != value)
    return value is None or type(value).__name__ in ("NaTType", "NAType")


def _mixed(one: Any, other: Any, marks: Marks) -> None:
    """Note that two missing values are not of one kind."""
    names = ["NaN" if type(each) is float else str(each) for each in (one, other)]
    if names[0] == names[1]:
        marks.has_nan = marks.has_nan or names[0] == "NaN"
        return
    said = Beside("kind of missing value", *names)
    if said not in marks.beside:
        marks.beside.append(said)
