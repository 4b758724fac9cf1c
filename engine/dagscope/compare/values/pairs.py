"""Two values as two short texts in which their difference can be seen. It must not decide whether they differ."""

from __future__ import annotations

from typing import Any

from dagscope.preview.budget import cut, guarded_text, type_name
from dagscope.preview.cells import cell_text
from dagscope.preview.scalars import short_repr

LIMIT = 1_000
_BEFORE = 40


def texts_of(left: Any, right: Any, limit: int = LIMIT) -> tuple[str, str]:
    """Return the texts of two values that differ, exact enough to tell them apart."""
    if type(left) is str and type(right) is str:
        return around_difference(left, right, limit)
    if type(left) is bytes and type(right) is bytes and max(len(left), len(right)) > limit:
        start = max(0, first_difference(left, right) - _BEFORE)
        one, other = (repr(each[start : start + limit]) for each in (left, right))
        return cut(f"[from byte {start:,}] …{one}", limit), cut(f"[from byte {start:,}] …{other}", limit)
    one, other = cell_text(left, limit), cell_text(right, limit)
    if one != other:
        return one, other
    one, other = exact_text(left, limit), exact_text(right, limit)
    if one != other:
        return one, other
    return cut(f"{one} ({type_name(left)})", limit + 200), cut(f"{other} ({type_name(right)})", limit + 200)


def exact_text(value: Any, limit: int = LIMIT) -> str:
    """Return a value's own `repr` where it is a number, a text or a moment, else a bounded one."""
    found = short_repr(value, limit)
    is_whole = (type(value) is str or type(value) is bytes) and not found.startswith("<")
    return found if is_whole else guarded_text(repr, value, limit)


def around_difference(left: str, right: str, limit: int = LIMIT) -> tuple[str, str]:
    """Return two texts; of long ones the stretch in which they first differ, with its position."""
    one, other = left, right
    if len(left) > limit or len(right) > limit:
        index = first_difference(left, right)
        start = max(0, index - _BEFORE)
        mark = f"[from character {start + 1:,}] …" if start else ""
        one, other = mark + left[start:], mark + right[start:]
    if cut(one, limit) == cut(other, limit):  # characters that cannot be written
        one, other = (text.encode("ascii", "backslashreplace").decode() for text in (one, other))
    return (one, other) if max(len(one), len(other)) <= limit else (cut(one, limit), cut(other, limit))


def first_difference(left: Any, right: Any) -> int:
    """Return the position of the first character or byte in which two texts differ."""
    low, high = 0, min(len(left), len(right))
    if left[:high] == right[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle
    return low
