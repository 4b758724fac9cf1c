"""Numbers, texts and other small values. It must not call the value's own methods without a guard."""

from __future__ import annotations

import codecs
import datetime
import decimal
import enum
import fractions
from typing import Any

from dagscope.preview.budget import SUMMARY_LIMIT, TEXT_LIMIT, cut, guarded_text, is_a, type_name
from dagscope.preview.kind import Kind, Shown
from dagscope.preview.real_types import is_of
from dagscope.value_records import NonePreview, NumberPreview, TextPreview

_NUMBERS = (int, float, complex, decimal.Decimal, fractions.Fraction)
_TIMES = (datetime.date, datetime.time, datetime.timedelta)
_SHOWN_ITEMS = 6
_DUMP_WIDTH = 16
_DUMP_LINES = 800


def is_number(value: Any) -> bool:
    """Return whether it is a number or a boolean, NumPy's included."""
    if is_a(value, "numpy", "ndarray"):
        return len(value.shape) == 0 and value.dtype.kind in "biufc"
    return is_of(value, *_NUMBERS) or is_a(value, "numpy", "number", "bool_")


def is_text(value: Any) -> bool:
    """Return whether it is a text, bytes or a point in time."""
    return issubclass(type(value), (str, bytes, bytearray, *_TIMES)) or is_a(value, "numpy", "datetime64", "str_")


def integer_text(value: int) -> str:
    """Return all digits of an integer, unless there are absurdly many."""
    if value.bit_length() > 4_000:
        return f"<integer of {value.bit_length():,} bits>"
    return str(value)


def all_digits(value: int) -> str:
    """Return all digits of an integer, however many: Python's own conversion refuses more than some thousand."""
    return str(value) if value.bit_length() <= 4_000 else str(decimal.Decimal(value))


def number_text(value: Any) -> str:
    """Return all digits of an integer up to the limit; floats as Python writes them."""
    kind = type(value)
    if kind is float:
        return repr(value)
    if kind is int:
        return integer_text(value)
    return enum_text(value) or guarded_text(str, value, SUMMARY_LIMIT)


def enum_text(value: Any) -> str:
    """Return a member of an enumeration by its name and its number; empty for anything else."""
    if not issubclass(type(value), enum.Enum):
        return ""
    return guarded_text(lambda member: f"{type(member).__name__}.{member.name or 0} ({member.value})", value, 200)


def _look_at_number(value: Any) -> Shown:
    text = number_text(value)
    return Shown(NumberPreview(type_name(value), text, text=text))


def _string(value: Any) -> tuple[str, int]:
    """Return the beginning of a text, and how much of the value it covers."""
    if issubclass(type(value), str):
        return str.__getitem__(value, slice(0, TEXT_LIMIT + 1)), TEXT_LIMIT
    for base in (bytes, bytearray):
        if issubclass(type(value), base):
            start: Any = base.__getitem__(value, slice(0, TEXT_LIMIT // 4))
            text, room = _decoded(bytes(start)), _DUMP_LINES * _DUMP_WIDTH
            return (text, TEXT_LIMIT // 4) if text else (hex_dump(bytes(start[:room])), room)
    text = guarded_text(str, value, TEXT_LIMIT)
    return text, len(text)


def _decoded(data: bytes) -> str:
    """Return the bytes as text, where they are one; a character cut in two at the end is left out."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return ""
    return text if all(character.isprintable() or character in "\n\r\t" for character in text) else ""


def hex_dump(data: bytes) -> str:
    """Return bytes that are no text as a dump: offset, values and characters, sixteen a line."""
    lines = []
    for at in range(0, len(data), _DUMP_WIDTH):
        row = data[at : at + _DUMP_WIDTH]
        signs = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append(f"{at:08x}  {row.hex(' '):<{3 * _DUMP_WIDTH - 1}}  {signs}")
    return "\n".join(lines)


def _length(value: Any) -> int:
    for kind in (str, bytes, bytearray):
        if issubclass(type(value), kind):
            return kind.__len__(value)
    return 0


def _look_at_text(value: Any) -> Shown:
    text, shown = _string(value)
    length = _length(value)
    summary = short_repr(value, SUMMARY_LIMIT)
    if length > 80:
        summary = f"{cut(summary, 80)} ({length:,} {'characters' if issubclass(type(value), str) else 'bytes'})"
    is_truncated = length > shown or len(text) > TEXT_LIMIT
    return Shown(TextPreview(type_name(value), summary, length, text=cut(text, TEXT_LIMIT), is_truncated=is_truncated))


def short_repr(value: Any, limit: int = SUMMARY_LIMIT, depth: int = 3) -> str:
    """Return a `repr` that is bounded in depth, items and characters, and safe for cyclic and hostile values."""
    kind = type(value)
    for base in (str, bytes, bytearray):
        if issubclass(kind, base):
            # The base's method: an overridden one may do anything.
            start: Any = base.__getitem__(value, slice(0, limit + 1))
            return cut(repr(start if base is str else bytes(start)), limit)
    if value is None or kind is int or kind is float or kind is bool:
        return integer_text(value) if kind is int else repr(value)
    for base in _BRACKETS:
        if kind is base:
            return cut(_container(value, base, depth), limit)
        if issubclass(kind, base):
            name = type_name(value).rsplit(".", 1)[-1]
            return cut(f"{name}({_container(value, base, depth)})", limit)
    if is_number(value) or is_text(value):
        return cut(enum_text(value), limit) or guarded_text(str, value, limit)
    return f"<{type_name(value)}>"


_BRACKETS: dict[Any, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("{", "}"),
    dict: ("{", "}"),
}


def _container(value: Any, base: Any, depth: int) -> str:
    """Return the first items of a container, by its base's methods."""
    opening, closing = _BRACKETS[base]
    count = base.__len__(value)
    if count == 0:
        return "set()" if base in (set, frozenset) else opening + closing
    if depth == 0:
        return f"{opening}…{closing}"
    parts: list[str] = []
    items: Any = dict.items(value) if base is dict else base.__iter__(value)
    for number, item in enumerate(items):
        if number == _SHOWN_ITEMS:
            parts.append("…")
            break
        if base is dict:
            parts.append(f"{short_repr(item[0], 60, depth - 1)}: {short_repr(item[1], 60, depth - 1)}")
        else:
            parts.append(short_repr(item, 60, depth - 1))
    comma = "," if base is tuple and count == 1 else ""
    return opening + ", ".join(parts) + comma + closing


def _short(value: Any) -> str:
    return short_repr(value, 80)


NONE = Kind("none", lambda value: value is None, lambda value: Shown(NonePreview("None", "None")), _short)
NUMBER = Kind("number", is_number, _look_at_number, _short)
TEXT = Kind("text", is_text, _look_at_text, _short)
