"""The kinds of values that can be compared, in the order in which they are recognised: one file a kind, one line
here.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dagscope.compare.values.attributes import with_attributes
from dagscope.compare.values.lazy import compare_lazy, is_lazy
from dagscope.compare.values.numbers import compare_numbers
from dagscope.compare.values.objects import (
    compare_errors,
    compare_members,
    compare_nothing,
    compare_objects,
    incomparable,
    is_member,
)
from dagscope.compare.values.outcome import Context, Outcome
from dagscope.compare.values.pictures import compare_pictures
from dagscope.compare.values.sheets import is_sheet
from dagscope.compare.values.tables import compare_tables
from dagscope.compare.values.texts import compare_bytes, compare_moments, compare_texts
from dagscope.compare.values.trees import compare_trees, different_types
from dagscope.preview import image
from dagscope.preview.budget import is_a, reason_of
from dagscope.preview.parts import is_compared_by_parts
from dagscope.preview.scalars import is_number, is_text
from dagscope.value_code import is_from_outside

Compare = Callable[[Any, Any, Context], Outcome]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: which values are of it, and how two of them are compared."""

    name: str
    holds: Callable[[Any], bool]
    compare: Compare


def _is_nothing(value: Any) -> bool:
    return value is None


def _is_str(value: Any) -> bool:
    return issubclass(type(value), str)


def _is_bytes(value: Any) -> bool:
    return issubclass(type(value), (bytes, bytearray))


def _is_number(value: Any) -> bool:
    return is_number(value) and not is_a(value, "numpy", "timedelta64")  # a span, which NumPy derives from its integers


def _is_moment(value: Any) -> bool:
    return is_text(value) or is_a(value, "numpy", "timedelta64")


def _is_error(value: Any) -> bool:
    return issubclass(type(value), BaseException)


def _is_anything(value: Any) -> bool:
    return True


KINDS = (
    Kind("nothing", _is_nothing, compare_nothing),
    Kind("member", is_member, compare_members),
    Kind("lazy", is_lazy, compare_lazy),
    Kind("table", is_sheet, compare_tables),
    Kind("image", image.is_image, compare_pictures),
    Kind("number", _is_number, compare_numbers),
    Kind("text", _is_str, compare_texts),
    Kind("bytes", _is_bytes, compare_bytes),
    Kind("moment", _is_moment, compare_moments),
    Kind("error", _is_error, compare_errors),
    Kind("tree", is_compared_by_parts, compare_trees),
    Kind("object", _is_anything, compare_objects),
)
_QUICK = {kind.name: kind for kind in KINDS}
_WITH_ATTRIBUTES = ("table", "image", "number", "text", "bytes", "moment")
_KNOWN: dict[type, Kind] = {
    int: _QUICK["number"],
    float: _QUICK["number"],
    bool: _QUICK["number"],
    str: _QUICK["text"],
    dict: _QUICK["tree"],
    list: _QUICK["tree"],
    tuple: _QUICK["tree"],
    type(None): _QUICK["nothing"],
    **dict.fromkeys((complex, decimal.Decimal), _QUICK["number"]),
    **dict.fromkeys((datetime.date, datetime.datetime, datetime.time, datetime.timedelta), _QUICK["moment"]),
}


def kind_of(value: Any) -> Kind:
    """Return the kind of a value."""
    return _KNOWN.get(type(value)) or next(kind for kind in KINDS if kind.holds(value))


def name_of_kind(value: Any) -> str:
    """Return the name of a value's kind."""
    return kind_of(value).name


def judge(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two values of any kinds; whatever goes wrong makes them not comparable."""
    try:
        kind, other = kind_of(left), kind_of(right)
        if kind is other:
            found = kind.compare(left, right, context)
            is_plain = type(left) in _KNOWN and type(right) in _KNOWN
            has_more = kind.name in _WITH_ATTRIBUTES and not is_plain
            return with_attributes(found, left, right, context) if has_more else found
        if "lazy" in (kind.name, other.name):
            return compare_lazy(left, right, context)
        if "object" in (kind.name, other.name):
            return compare_objects(left, right, context)
        return different_types(left, right, context)
    except BaseException as error:
        if is_from_outside(error):
            raise
        return incomparable(left, right, context, reason_of(error))
