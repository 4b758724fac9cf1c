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


def number_verdict(left: Any, right: Any, rule: CompareRule) -> Verdict:
    """Return how two plain numbers compare."""
    if isinstance(left, complex) or isinstance(right, complex):
        return _complex_verdict(complex(left), complex(right), rule)
    if is_nan(left) or is_nan(right):
        return "equal" if is_nan(left) and is_nan(right) else "different"
    if left == right:
        return "equal"
    if not any(_is_inexact(value) for value in (left, right)):
        return "different"
    try:
        one, other = float(left), float(right)
    except OverflowError:
        return "different"
    return "close" if math.isclose(one, other, rel_tol=rule.rtol, abs_tol=rule.atol) else "different"


def _is_inexact(value: Any) -> bool:
    return isinstance(value, float) or is_a(value, "numpy", "floating")


def _complex_verdict(left: complex, right: complex, rule: CompareRule) -> Verdict:
    if [is_nan(left.real), is_nan(left.imag)] != [is_nan(right.real), is_nan(right.imag)]:
        return "different"
    left, right = (complex(*(0.0 if is_nan(p) else p for p in (v.real, v.imag))) for v in (left, right))
    if left == right:
        return "equal"
    return "close" if cmath.isclose(left, right, rel_tol=rule.rtol, abs_tol=rule.atol) else "different"


def compare_numbers(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two numbers of any types; a difference of type is reported next to them."""
    one, other = plain_number(left), plain_number(right)
    verdict = number_verdict(one, other, context.rule)
    notes = (NAN_NOTE,) if verdict == "equal" and is_nan(one) else ()
    texts = number_text(left), number_text(right)
    if texts[0] == texts[1]:
        texts = texts_of(left, right)
    return single(verdict, texts, context, beside=types_beside(left, right), notes=notes)
