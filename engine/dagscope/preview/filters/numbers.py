"""Masks of NumPy arrays of whole numbers, floats and truths, exact whatever the size. It must not meet texts."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from dagscope.preview.filters.language import FilterError

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_WIDE = Context(prec=60)


def bound_of(op: str, wanted: Fraction | float, limits: Any) -> int | bool:
    """Return the whole number to compare whole numbers with in place of any other: `x < 2.5` is `x < 3`.

    True and false where all and none of the numbers within the limits (`min`, `max`) compare so.
    """
    if isinstance(wanted, float):
        return op in ("<", "<=") if wanted > 0 else op in (">", ">=")
    if op == "==" and wanted.denominator != 1:
        return False
    bound = math.ceil(wanted) if op in ("<", ">=") else math.floor(wanted)
    if bound < limits.min:
        return op in (">", ">=")
    if bound > limits.max:
        return op in ("<", "<=")
    return bound


def compare_whole(values: Any, op: str, wanted: Fraction | float) -> Any:
    """Compare an integer array with any number, exactly: no int goes through a float."""
    import numpy as np

    bound = bound_of(op, wanted, np.iinfo(values.dtype))
    if isinstance(bound, bool):
        return np.full(len(values), bound)
    return COMPARE[op](values, values.dtype.type(bound))


def compare_floats(values: Any, op: str, wanted: Fraction | float) -> Any:
    """Compare a float array; NaN compares with nothing."""
    import numpy as np

    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(COMPARE[op](values, _float_of(values.dtype, wanted)), dtype=bool)


def _float_of(dtype: Any, wanted: Fraction | float) -> Any:
    """Return a number as one of the column's own type; a wide one is read from as many digits as it has."""
    if dtype.itemsize <= 8 or isinstance(wanted, float):
        return dtype.type(float(wanted))
    return dtype.type(str(_WIDE.divide(Decimal(wanted.numerator), Decimal(wanted.denominator))))


def compare_truths(values: Any, op: str, wanted: bool) -> Any:
    """Compare a boolean array; false comes before true."""
    return COMPARE[op](values, wanted)


def compare_ticks(ticks: Any, op: str, nanoseconds: Fraction, unit_ns: Fraction) -> Any:
    """Compare 64-bit counts of a unit (moments, durations) with nanoseconds, exactly."""
    return compare_whole(ticks, op, Fraction(nanoseconds) / unit_ns)


def unit_ns(unit: str) -> Fraction:
    """Return the nanoseconds of a NumPy unit of time.

    Raises:
        FilterError: months and years have no fixed length.
    """
    known = {"W": 604_800 * 10**9, "D": 86_400 * 10**9, "h": 3_600 * 10**9, "m": 60 * 10**9, "s": 10**9}
    known |= {"ms": 10**6, "us": 10**3, "ns": 1}
    if unit in known:
        return Fraction(known[unit])
    small = {"ps": 10**3, "fs": 10**6, "as": 10**9}
    if unit in small:
        return Fraction(1, small[unit])
    raise FilterError(f"durations in the unit {unit!r} cannot be compared")
