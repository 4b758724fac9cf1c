"""Masks of NumPy arrays of any dtype. It must not know tables; NumPy is imported in the functions."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import Any

from dagscope.preview.filters import literals, numbers, objects, spread
from dagscope.preview.filters.language import FilterError, Literal
from dagscope.preview.filters.spread import Spread


def gone_of(values: Any) -> Any:
    """Return which values are missing: masked, NaN, NaT, None, NA."""
    import numpy as np

    if isinstance(values, np.ma.MaskedArray):
        return np.ma.getmaskarray(values) | gone_of(values.data)
    if values.dtype.kind in "fc":
        return np.isnan(values)
    if values.dtype.kind in "mM":
        return np.isnat(values)
    if values.dtype.kind == "O":
        return np.fromiter((objects.is_nothing(item) for item in values), bool, len(values))
    return np.zeros(len(values), dtype=bool)


class ArrayColumn:
    """One array as a column of a filter; missing values compare with nothing.

    Args:
        values: an array of one dimension.
        zone: what moments without a zone are meant in; then `values` are UTC.
        gone: which values are missing beside those that say so themselves.
    """

    def __init__(self, values: Any, zone: Any = None, gone: Any | None = None) -> None:
        import numpy as np

        if not values.dtype.isnative:
            values = values.astype(values.dtype.newbyteorder("="))
        self._marked = gone
        self._given = values
        # NaN and whole numbers compare right by themselves; what is marked as missing aside does not
        self._has_gaps = gone is not None or isinstance(values, np.ma.MaskedArray) or values.dtype.kind not in "biufU"
        self._values = np.ma.getdata(values)
        self._zone = zone

    @cached_property
    def _gone(self) -> Any:
        own = gone_of(self._given)
        return own if self._marked is None else self._marked | own

    def missing(self) -> Any:
        return self._gone

    def empty(self) -> Any:
        """Return which values are missing or an empty text."""
        import numpy as np

        if self._values.dtype.kind not in "OUS":
            return self._gone
        blank = (isinstance(v, (str, bytes)) and not v for v in self._values)
        return self._gone | np.fromiter(blank, bool, len(self._values))

    def true(self) -> Any:
        """Return the column itself, where it is one of truths.

        Raises:
            FilterError: it is not.
        """
        if self._values.dtype.kind == "b":
            return self._values & ~self._gone
        return self._objects("==", Literal("true"))

    def compare(self, op: str, wanted: Literal) -> Any:
        """Return which values compare so; missing ones never do.

        Raises:
            FilterError: the value fits no value of the column.
        """
        compared = self._compared(op, wanted)
        return compared & ~self._gone if self._has_gaps else compared

    def _compared(self, op: str, wanted: Literal) -> Any:
        import numpy as np

        kind = self._values.dtype.kind
        if kind == "b":
            return numbers.compare_truths(self._values, op, literals.truth(wanted))
        if kind in "iu":
            return numbers.compare_whole(self._values, op, literals.number(wanted))
        if kind == "f":
            return numbers.compare_floats(self._values, op, literals.number(wanted))
        if kind in "mM":
            return self._in_time(op, wanted)
        if kind == "U":
            return np.asarray(numbers.COMPARE[op](self._values, wanted.text), dtype=bool)
        return self._objects(op, wanted)

    def _in_time(self, op: str, wanted: Literal) -> Any:
        import numpy as np

        values = self._values
        if np.datetime_data(values.dtype)[0] in ("Y", "M") and values.dtype.kind == "M":
            values = values.astype("datetime64[D]")
        unit, count = np.datetime_data(values.dtype)
        step = numbers.unit_ns(unit) * count
        if values.dtype.kind == "m":
            asked: Any = literals.duration(wanted)
        else:
            asked = literals.moment(wanted).in_zone(self._zone)
        return numbers.compare_ticks(values.view("int64"), op, asked, step)

    def _objects(self, op: str, wanted: Literal) -> Any:
        import numpy as np

        items = self._values.tolist() if self._values.dtype.kind in "cSV" else list(self._values)
        items = [None if gone else item for item, gone in zip(items, self._gone.tolist())]
        return np.array(objects.compare_objects(items, op, wanted), dtype=bool)

    @property
    def holds_texts(self) -> bool:
        """Whether `match` reads the texts of all values; those of moments and durations are their library's."""
        kind = self._values.dtype
        return kind.kind not in "mM" and (kind.kind != "f" or kind.itemsize == 8)

    def match(self, op: str, wanted: Literal, texts: list[str] | None = None) -> Any:
        """Return which values' texts, where they are not given the values' own, pass a test of texts."""
        import numpy as np

        items: Any = texts
        if items is None:
            items = self._values.tolist() if self._values.dtype.kind != "O" else list(self._values)
        found = np.array(objects.match_objects(items, op, wanted), dtype=bool)
        return found & ~self._gone

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return how the values of some rows are spread."""
        import numpy as np

        values = self._values if rows is None else self._values[rows]
        looked, kind = len(values), values.dtype.kind
        if kind in "SU":
            return spread.of_counts(Counter(values.tolist()).most_common(most), looked, 0)
        if kind not in "biufmM":
            return self._objects_spread(values, rows, most)
        gone = self._gone if self._has_gaps or kind == "f" else None
        if gone is not None and rows is not None:
            gone = gone[rows]
        kept = values[~gone] if gone is not None and gone.any() else values
        if kind == "b":
            return spread.of_truths(kept, looked)
        if kind in "iu":
            return spread.of_whole(kept, looked)
        if kind == "f":
            return spread.of_floats(kept, looked)
        unit, count = np.datetime_data(kept.dtype)
        if unit in ("Y", "M") and kind == "M":
            kept, unit, count = kept.astype("datetime64[D]"), "D", 1
        if unit in ("Y", "M", "generic"):
            return spread.Spread(looked, looked - len(kept), (), len(kept))
        step = numbers.unit_ns(unit) * count
        return spread.of_ticks(kept.view("int64"), looked, step, kind == "m", self._zone)

    def _objects_spread(self, values: Any, rows: Any | None, most: int) -> Spread:
        some = slice(None, None, max(1, -(-len(values) // spread.MOST_OBJECTS)))
        items = values[some].tolist()
        if self._marked is not None:
            gone = (self._marked if rows is None else self._marked[rows])[some].tolist()
            items = [None if is_gone else item for item, is_gone in zip(items, gone)]
        return spread.of_objects(items, most)


class TimeColumn(ArrayColumn):
    """Times of day, as whole numbers of steps since midnight."""

    holds_texts = False

    def __init__(self, ticks: Any, step: int, gone: Any | None = None) -> None:
        super().__init__(ticks, gone=gone)
        self._step = step

    def _compared(self, op: str, wanted: Literal) -> Any:
        return numbers.compare_ticks(self._values, op, Fraction(literals.time_of_day(wanted)), Fraction(self._step))

    def spread(self, rows: Any | None, most: int) -> Spread:
        """Return how the times of some rows are spread."""
        values = self._values if rows is None else self._values[rows]
        gone = self._gone if rows is None else self._gone[rows]
        return spread.of_times(values[~gone], len(values), self._step)


def refuse_order(name: str, op: str) -> None:
    """Refuse an order where there is none.

    Raises:
        FilterError: always, unless the operator is `==`.
    """
    if op != "==":
        raise FilterError(f"{name} has no order, so {op} means nothing there; use ==, != or in")
