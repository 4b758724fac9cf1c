"""Values of filters as Python writes them. It must not know a library of tables."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

from dagscope.preview.filters.language import FilterError

_EPOCH = datetime.datetime(1970, 1, 1)
NANOSECONDS = 10**9


def float_literal(value: Fraction | float) -> str:
    """Return a float; infinities as Python writes them."""
    number = float(value)
    return f'float("{number}")' if number in (float("inf"), float("-inf")) else repr(number)


def exact_literal(value: Fraction | float) -> str:
    """Return a number that Python compares exactly with whole numbers and decimals."""
    if isinstance(value, float):
        return float_literal(value)
    if value.denominator == 1:
        return str(value.numerator)
    return f'Decimal("{decimal_text(value)}")'


def decimal_text(value: Fraction) -> str:
    """Return all digits of a number that a filter wrote as a decimal."""
    digits, denominator = 0, value.denominator
    while denominator > 1:
        value *= 10
        digits += 1
        denominator = value.denominator
    return str(Decimal(value.numerator).scaleb(-digits)) if digits <= 25 else f"{value.numerator}E-{digits}"


def moment_text(nanoseconds: int) -> str:
    """Return a moment in ISO form.

    Raises:
        FilterError: the calendar does not have it.
    """
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    try:
        text = (_EPOCH + datetime.timedelta(seconds=seconds)).isoformat(" ")
    except OverflowError:
        raise FilterError("this moment cannot be written as code") from None
    return f"{text}.{rest:09d}" if rest else text.removesuffix(" 00:00:00")


def moment_literal(nanoseconds: int) -> str:
    """Return a moment as `datetime.datetime(...)`.

    Raises:
        FilterError: Python has nothing as fine, or not so far away.
    """
    microseconds, rest = divmod(nanoseconds, 1_000)
    if rest:
        raise FilterError("a moment finer than a microsecond cannot be written as code")
    try:
        return repr(_EPOCH + datetime.timedelta(microseconds=microseconds))
    except OverflowError:
        raise FilterError("this moment cannot be written as code") from None


def span_literal(nanoseconds: int) -> str:
    """Return a duration as `datetime.timedelta(...)`.

    Raises:
        FilterError: Python has nothing as fine.
    """
    microseconds, rest = divmod(nanoseconds, 1_000)
    if rest:
        raise FilterError("a duration finer than a microsecond cannot be written as code")
    return repr(datetime.timedelta(microseconds=microseconds))


def span_arguments(nanoseconds: int) -> str:
    """Return a duration as the arguments of a pandas Timedelta."""
    for name, size in (("D", 86_400 * NANOSECONDS), ("h", 3_600 * NANOSECONDS), ("min", 60 * NANOSECONDS)):
        if nanoseconds % size == 0:
            return f'{nanoseconds // size}, "{name}"'
    return f'{nanoseconds // NANOSECONDS}, "s"' if nanoseconds % NANOSECONDS == 0 else f'{nanoseconds}, "ns"'
