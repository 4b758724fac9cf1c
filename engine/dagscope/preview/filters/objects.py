"""Masks of Python objects, each compared as what it is, numbers as numbers. It must not import libraries.

A value of another kind than the filter's never matches; where no value at all can be compared, that is refused.
"""

from __future__ import annotations

import datetime
import enum
import math
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dagscope.class_home import home_of
from dagscope.preview.budget import OutOfTime
from dagscope.preview.cells import cell_text, column_texts
from dagscope.preview.filters import literals
from dagscope.preview.filters.language import FilterError, Literal
from dagscope.preview.filters.numbers import COMPARE
from dagscope.preview.real_types import module_of, name_of
from dagscope.value_code import is_from_outside

_EPOCH = datetime.datetime(1970, 1, 1)
_Answer = bool | None  # None: this value cannot be compared so


def is_nothing(item: Any) -> bool:
    """Return whether the value is missing: None, NaN, NaT, NA."""
    if item is None:
        return True
    kind = type(item)
    name = name_of(kind)
    if name in ("NaTType", "NAType"):
        return True
    if issubclass(kind, float):
        return float.__ne__(item, item)
    if kind is complex or name in ("float32", "float16", "longdouble"):
        return bool(item != item)
    if kind is Decimal:
        return bool(item.is_nan())
    if name in ("datetime64", "timedelta64") and module_of(kind) == "numpy":
        return bool(item != item)
    return False


def compare_objects(items: Sequence[Any], op: str, wanted: Literal) -> list[bool]:
    """Return which objects compare so with a value.

    Raises:
        FilterError: none of them can.
    """
    if wanted.is_quoted and not any(_is(item, (str, bytes)) for item in items):
        wanted = Literal(wanted.text)  # where there are no texts, quotes mean nothing
    asked = _Asked(op, wanted, are_texts=_are((str, bytes), items), are_truths=_are(bool, items))
    answers = [None if is_nothing(item) else asked.answer(item) for item in items]
    if all(answer is None for answer in answers):
        example = next((item for item in items if not is_nothing(item)), None)
        if example is not None:
            raise FilterError(f"values of type {type(example).__name__} cannot be compared ({op}) with {wanted}")
    return [bool(answer) for answer in answers]


def _is(item: Any, kinds: type | tuple[type, ...]) -> bool:
    """Return whether a value is of a class, whatever its `__class__` says."""
    return issubclass(type(item), kinds)


def _are(kind: type | tuple[type, ...], items: Iterable[Any]) -> bool:
    """Return whether all values that are there are of a kind: of texts `5` is meant as a text, of truths `yes` is
    one.
    """
    return all(_is(item, kind) or is_nothing(item) for item in items)


class _Asked:
    """One comparison: what the filter's value means for each kind of object, found when first met."""

    def __init__(self, op: str, wanted: Literal, *, are_texts: bool, are_truths: bool) -> None:
        self._op = op
        self._compare = COMPARE[op]
        self._wanted = wanted
        self._number = literals.maybe_number(wanted)
        self._truth = _or_none(literals.truth, wanted) if are_truths else literals.maybe_truth(wanted)
        self._is_text = wanted.is_quoted or are_texts or (self._number is None and self._truth is None)
        self._moment = _or_none(literals.moment, wanted)
        self._duration = _or_none(literals.duration, wanted)
        self._time = _or_none(literals.time_of_day, wanted)

    def answer(self, item: Any) -> _Answer:
        try:
            return self._answer(item)
        except BaseException as error:
            if isinstance(error, OutOfTime) or is_from_outside(error):
                raise
            return None  # one hostile object matches nothing; the others are not to suffer

    def _answer(self, item: Any) -> _Answer:
        if type(item).__name__ in ("float32", "float16", "longdouble") and home_of(type(item)) == "numpy":
            return None if self._number is None else bool(self._compare(item, type(item)(float(self._number))))
        if home_of(type(item)) == "numpy" and hasattr(item, "item") and getattr(item, "shape", None) == ():
            item = item.item() if not _is_time64(item) else _python_time(item)
        if _is(item, enum.Enum) and not self._is_value_of(item):
            return self._wanted.text in _names_of(item) if self._op == "==" else None
        if _is(item, bool):
            return self._bool(item)
        if _is(item, (int, Decimal, Fraction)):
            return self._exact(item)
        if _is(item, float):
            return None if self._number is None else bool(self._compare(item, float(self._number)))
        if _is(item, complex):
            return self._equal_complex(item)
        if _is(item, str):
            return bool(self._compare(item, self._wanted.text)) if self._is_text else None
        if _is(item, bytes):
            return self._bytes(item)
        if _is(item, (datetime.date, datetime.timedelta, datetime.time)):
            return self._in_time(item)
        return cell_text(item) == self._wanted.text if self._op == "==" else None

    def _is_value_of(self, item: enum.Enum) -> bool:
        """Return whether an enum's member is to be compared as the number or text that it is."""
        return _is(item, (int, str)) and self._wanted.text not in _names_of(item)

    def _bytes(self, item: bytes) -> _Answer:
        """Compare bytes with a text, or with how they are shown: `b'a'`."""
        if self._op == "==" and self._wanted.text == repr(item):
            return True
        return bool(self._compare(item, self._wanted.text.encode())) if self._is_text else None

    def _bool(self, item: bool) -> _Answer:
        wanted = self._truth if self._truth is not None else self._number
        return None if wanted is None else bool(self._compare(item, wanted))

    def _exact(self, item: Any) -> _Answer:
        if self._number is None:
            return None
        if _is(item, Decimal):
            item = Fraction(item) if item.is_finite() else float(item)
        if isinstance(self._number, float) and not _is(item, float):
            item = 0 if math.isinf(self._number) else item  # any finite number lies between the infinities
        return bool(self._compare(item, self._number))

    def _equal_complex(self, item: complex) -> _Answer:
        if self._op != "==":
            return None
        return item == complex(re.sub(r"i(?=\)?$)", "j", self._wanted.text.replace(" ", "")))

    def _in_time(self, item: Any) -> _Answer:
        if _is(item, datetime.timedelta):
            nanoseconds = (item.days * 86_400 + item.seconds) * 10**9 + item.microseconds * 1_000
            nanoseconds += getattr(item, "nanoseconds", 0)
            return None if self._duration is None else bool(self._compare(Fraction(nanoseconds), self._duration))
        if _is(item, datetime.time):
            ticks = ((item.hour * 60 + item.minute) * 60 + item.second) * 10**9 + item.microsecond * 1_000
            ticks += getattr(item, "nanosecond", 0)
            return None if self._time is None else bool(self._compare(ticks, self._time))
        if self._moment is None:
            return None
        zone = item.tzinfo if _is(item, datetime.datetime) else None
        return bool(self._compare(_utc_ns(item), self._moment.in_zone(zone) if zone else self._moment.wall_ns))


def _names_of(item: enum.Enum) -> tuple[str, ...]:
    """Return how an enum's member may be called: by its name, with its class, as its cell shows it."""
    return (str(item.name), f"{type(item).__name__}.{item.name}", cell_text(item))


def _is_time64(item: Any) -> bool:
    return type(item).__name__ in ("datetime64", "timedelta64")


def _python_time(item: Any) -> Any:
    """Return a NumPy moment or duration as Python's; below a microsecond it is cut, as Python has nothing finer."""
    return item.astype("datetime64[us]" if type(item).__name__ == "datetime64" else "timedelta64[us]").item()


def _utc_ns(item: Any) -> int:
    if not _is(item, datetime.datetime):
        days: int = (item - _EPOCH.date()).days
        return days * 86_400 * 10**9
    wall: datetime.datetime = item if item.tzinfo is None else item.astimezone(datetime.timezone.utc)
    distance: datetime.timedelta = wall.replace(tzinfo=None) - _EPOCH
    nanoseconds = (distance.days * 86_400 + distance.seconds) * 10**9 + distance.microseconds * 1_000
    finer: int = getattr(item, "nanosecond", 0)
    return nanoseconds + finer


def _or_none(read: Callable[[Literal], Any], literal: Literal) -> Any:
    try:
        return read(literal)
    except FilterError:
        return None


def text_test(op: str, wanted: Literal) -> Callable[[str], bool]:
    """Return the test of a text: contains, starts, ends (case aside), matches (a regular expression).

    Raises:
        FilterError: the regular expression is none.
    """
    if op == "matches":
        return _regular(wanted)
    lowered = wanted.text.lower()
    tests: dict[str, Callable[[str], bool]] = {
        "contains": lambda text: lowered in text.lower(),
        "starts": lambda text: text.lower().startswith(lowered),
        "ends": lambda text: text.lower().endswith(lowered),
    }
    return tests[op]


def _regular(wanted: Literal) -> Callable[[str], bool]:
    try:
        pattern = re.compile(wanted.text)
    except (re.error, RecursionError, OverflowError) as error:
        raise FilterError(f"{wanted} is no regular expression: {error}") from None
    return lambda text: pattern.search(text) is not None


def match_objects(items: Iterable[Any], op: str, wanted: Literal) -> list[bool]:
    """Return which objects' texts pass a test of texts; texts are read in full, others as their cell shows them."""
    test = text_test(op, wanted)
    return [
        test(item) if type(item) is str else not is_nothing(item) and any(map(test, _texts_of(item))) for item in items
    ]


def _texts_of(item: Any) -> tuple[str, ...]:
    """Return what a value's text is: a member of an enumeration that is a text has two."""
    (shown,) = column_texts([item])
    return (str.__str__(item), shown) if _is(item, str) else (shown,)
