"""What a type says of the values it allows: the members of a choice, the bounds of a number.
It must not judge a value.
"""

from __future__ import annotations

import ast
import enum
import math
import operator
from typing import Annotated, Any, Literal, get_args, get_origin

from dagscope.annotations import is_class
from dagscope.project.value_types import plain_type

_MOST_CHOICES = 200
_TESTS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
_LOW, _HIGH = (("ge", ">="), ("gt", ">")), (("le", "<="), ("lt", "<"))


def choices_of(wanted: Any) -> tuple[str, ...]:
    """Return the only values that a `Literal` or an enumeration allows, as literals; empty where there are others."""
    base, arguments, allows_none = plain_type(wanted)
    found: tuple[str, ...] = ()
    if base is Literal:
        found = tuple(repr(each) for each in arguments)
    elif is_class(base) and issubclass(base, enum.Enum) and not issubclass(base, enum.Flag):
        found = tuple(base.__members__)
    if not found or len(found) > _MOST_CHOICES:
        return ()
    return (*found, "None") if allows_none and "None" not in found else found


def bounds_of(wanted: Any) -> tuple[str, str]:
    """Return the bounds that the annotations of a type give: `(">= 0", "< 10")`, empty texts where there is none."""
    low, high = "", ""
    for note in _notes_of(wanted):
        low = low or _bound(note, _LOW)
        high = high or _bound(note, _HIGH)
    return low, high


def _notes_of(wanted: Any) -> list[Any]:
    if get_origin(wanted) is Annotated:
        inner, *notes = get_args(wanted)
        spread = [each for note in notes for each in (note, *(getattr(note, "metadata", None) or ()))]
        return [*_notes_of(inner), *spread]
    others = [each for each in get_args(wanted) if each is not type(None)]
    return _notes_of(others[0]) if len(others) == 1 and len(get_args(wanted)) == 2 else []


def _bound(note: Any, kinds: tuple[tuple[str, str], ...]) -> str:
    for name, sign in kinds:
        value: Any = getattr(note, name, None)
        if type(value) in (int, float) and math.isfinite(value):
            return f"{sign} {value!r}"
    return ""


def bound_problem(value: Any, wanted: Any) -> str:
    """Return why a number is out of its type's bounds; empty where it is not."""
    if type(value) not in (int, float):
        return ""
    for bound in bounds_of(wanted):
        sign, _, text = bound.partition(" ")
        if text and not _TESTS[sign](value, ast.literal_eval(text)):
            return f"a number {bound} is expected, this is {value!r}"
    return ""
