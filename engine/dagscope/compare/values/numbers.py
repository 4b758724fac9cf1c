"""Two numbers: integers, booleans, Decimals and fractions exactly, floats by tolerance. NaN equals NaN."""

from __future__ import annotations

import cmath
import decimal
import math
from typing import Any

from dagscope.compare.values.outcome import Context, Outcome, single, types_beside
from dagscope.compare.values.pairs import texts_of
from dagscope.preview.budget import is_a
from dagscope.preview.scalars import number_text
from dagscope.records import CompareRule, Verdict

_PLAIN = frozenset((int, float, bool))
NAN_NOTE = "NaN counts as equal to NaN"


def plain_number(value: Any) -> Any:
    """Return the number without what a subclass adds to it, which may do anything."""
    kind = type(value)
    for base in (int, float, complex):
        if issubclass(kind, base):
            return value if kind in (base, bool) else base.__pos__(value)
    if is_a(value, "numpy", "ndarray"):
        value = value[()]
    if is_a(value, "numpy", "generic"):
        item = value.item()
        return item if isinstance(item, (bool, int, float, complex)) else value
    return value


def is_nan(value: Any) -> bool:
    """Return whether a plain number is NaN, in one of its parts where it is complex."""
    if isinstance(value, decimal.Decimal):
        return value.is_nan()
    return bool(value != value)


def _nan_of(value: Any) -> str:
    """Return which NaN a number is: a Decimal's has a sign and digits, and may raise wherever it is used."""
    return str(value).lower() if isinstance(value, decimal.Decimal) else "nan" if is_nan(value) else "a number"


def number_verdict(left: Any, right: Any, rule: CompareRule) -> Verdict:
    """Return how two plain numbers compare."""
    if any(is_a(value, "numpy", "longdouble", "clongdouble") for value in (left, right)):
        return _wide_verdict(left, right, rule)
    return _plain_verdict(left, right, rule)


def _plain_verdict(left: Any, right: Any, rule: CompareRule) -> Verdict:
    if isinstance(left, complex) or isinstance(right, complex):
        return _complex_verdict(left, right, rule)
    if is_nan(left) or is_nan(right):
        return "equal" if _nan_of(left) == _nan_of(right) else "different"
    if left == right:
        return "equal"
    if not any(_is_inexact(value) for value in (left, right)):
        return "different"
    try:
        one, other = float(left), float(right)
    except OverflowError:
        return "different"
    return "close" if math.isclose(one, other, rel_tol=rule.rtol, abs_tol=rule.atol) else "different"


def _wide_verdict(left: Any, right: Any, rule: CompareRule) -> Verdict:
    """Compare numbers of which one is longer than Python's floats, in that length."""
    import numpy as np

    try:
        sides = [[_long(part) for part in _parts(value)] for value in (left, right)]
    except (OverflowError, ValueError):
        return "different"  # an integer of more digits than it can have
    gone = [[is_nan(part) for part in side] for side in sides]
    if gone[0] != gone[1]:
        return "different"
    one, other = ([np.longdouble(0) if is_nan(part) else part for part in side] for side in sides)
    if one == other:
        return "equal"
    with np.errstate(all="ignore"):
        largest = max(np.hypot(*one), np.hypot(*other))
        distance = np.hypot(one[0] - other[0], one[1] - other[1])
        is_close = np.isfinite(largest) and distance <= max(rule.rtol * largest, rule.atol)
    return "close" if is_close else "different"


def _parts(value: Any) -> tuple[Any, Any]:
    is_complex = isinstance(value, complex) or is_a(value, "numpy", "complexfloating")
    return (value.real, value.imag) if is_complex else (value, 0)


def _long(value: Any) -> Any:
    import numpy as np

    with np.errstate(over="ignore"):
        found = np.longdouble(value if isinstance(value, (int, float, np.number)) else float(value))
    if isinstance(value, int) and not np.isfinite(found):
        raise OverflowError
    return found


def _is_inexact(value: Any) -> bool:
    return isinstance(value, float) or is_a(value, "numpy", "floating")


def _complex_verdict(left: Any, right: Any, rule: CompareRule) -> Verdict:
    """Compare numbers of which one is complex by their parts, which are equal only where no digit is lost."""
    one, other = _parts(left), _parts(right)
    if [*map(is_nan, one)] != [*map(is_nan, other)]:
        return "different"
    known = [[0.0 if is_nan(part) else part for part in side] for side in (one, other)]
    if known[0] == known[1]:
        return "equal"
    try:
        is_close = cmath.isclose(complex(*known[0]), complex(*known[1]), rel_tol=rule.rtol, abs_tol=rule.atol)
    except OverflowError:
        return "different"
    return "close" if is_close else "different"


def compare_numbers(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two numbers of any types; a difference of type is reported next to them."""
    if type(left) in _PLAIN and type(right) in _PLAIN:
        one, other, verdict = left, right, _plain_verdict(left, right, context.rule)
    else:
        masked = [is_a(value, "numpy.ma", "MaskedArray") and bool(value.mask) for value in (left, right)]
        if any(masked):
            return single("equal" if all(masked) else "different", texts_of(left, right), context)
        one, other = plain_number(left), plain_number(right)
        verdict = number_verdict(one, other, context.rule)
    notes = (NAN_NOTE,) if verdict == "equal" and is_nan(one) else ()
    return single(verdict, _texts(left, right, verdict), context, beside=types_beside(left, right), notes=notes)


def _texts(left: Any, right: Any, verdict: Verdict) -> tuple[str, str]:
    if verdict == "equal":
        return "", ""  # nobody reads them, and a list may hold millions
    texts = number_text(left), number_text(right)
    return texts if texts[0] != texts[1] else texts_of(left, right)
