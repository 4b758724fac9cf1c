"""Numbers, texts and other small values. It must not call the value's own methods without a guard."""

from __future__ import annotations

import datetime
import decimal
import fractions
from typing import Any

from dagscope.preview.budget import SUMMARY_LIMIT, TEXT_LIMIT, cut, guarded_text, is_a, type_name
from dagscope.preview.cells import cell_text
from dagscope.records import Preview

_NUMBERS = (int, float, complex, decimal.Decimal, fractions.Fraction)
_TIMES = (datetime.date, datetime.time, datetime.timedelta)
_SHOWN_ITEMS = 6


def is_number(value: Any) -> bool:
    """Numbers and booleans, NumPy's too."""
    return issubclass(type(value), _NUMBERS) or is_a(value, "numpy", "number", "bool_")


def is_text(value: Any) -> bool:
    """Texts, bytes and points in time."""
    return issubclass(type(value), (str, bytes, bytearray, *_TIMES)) or is_a(
        value, "numpy", "datetime64", "str_"
    )


def number_text(value: Any) -> str:
    """All digits of an integer up to the limit; floats as Python writes them."""
    kind = type(value)
    if kind is float:
        return repr(value)
    if kind is int:
        return cell_text(value)
    return guarded_text(str, value, SUMMARY_LIMIT)


def number_preview(value: Any) -> Preview:
    """A number: its text is everything there is."""
    text = number_text(value)
    return Preview("number", type_name(value), text, text=text)


def _string(value: Any) -> str:
    if issubclass(type(value), str):
        return str.__getitem__(value, slice(0, TEXT_LIMIT + 1))
    for base in (bytes, bytearray):
        if issubclass(type(value), base):
            start: Any = base.__getitem__(value, slice(0, TEXT_LIMIT // 4))
            return bytes(start).decode("utf-8", "backslashreplace")
    return guarded_text(str, value, TEXT_LIMIT)


def _length(value: Any) -> int:
    for kind in (str, bytes, bytearray):
        if issubclass(type(value), kind):
            return kind.__len__(value)
    return 0


def text_preview(value: Any) -> Preview:
    """A text, cut to 64,000 characters."""
    text = _string(value)
    length = _length(value)
    summary = short_repr(value, SUMMARY_LIMIT)
    if length > 80:
        summary = (
            f"{cut(summary, 80)} ({length:,} {'characters' if issubclass(type(value), str) else 'bytes'})"
        )
    return Preview(
        "text",
        type_name(value),
        summary,
        size_bytes=length,
        text=cut(text, TEXT_LIMIT),
        is_truncated=length > len(text) or len(text) > TEXT_LIMIT,
    )


def short_repr(value: Any, limit: int = SUMMARY_LIMIT, depth: int = 3) -> str:
    """A `repr` that is bounded in depth, items and characters, and safe for cyclic and hostile values."""
    kind = type(value)
    for base in (str, bytes, bytearray):
        if issubclass(kind, base):
            start: Any = base.__getitem__(
                value, slice(0, limit + 1)
            )  # the base's: an own one may do anything
            return cut(repr(start if base is str else bytes(start)), limit)
    if value is None or kind in (int, float, bool):
        return cell_text(value, limit) if kind is not float else repr(value)
    if kind in (list, tuple, set, frozenset, dict):
        return cut(_container(value, kind, limit, depth), limit)
    if is_number(value) or is_text(value):
        return guarded_text(str, value, limit)
    return f"<{type_name(value)}>"


_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("{", "}"),
    dict: ("{", "}"),
}


def _container(value: Any, kind: type, limit: int, depth: int) -> str:
    opening, closing = _BRACKETS[kind]
    count = len(value)
    if count == 0:
        return "set()" if kind in (set, frozenset) else opening + closing
    if depth == 0:
        return f"{opening}…{closing}"
    parts: list[str] = []
    for number, item in enumerate(value.items() if kind is dict else value):
        if number == _SHOWN_ITEMS:
            parts.append("…")
            break
        if kind is dict:
            parts.append(f"{short_repr(item[0], 60, depth - 1)}: {short_repr(item[1], 60, depth - 1)}")
        else:
            parts.append(short_repr(item, 60, depth - 1))
    comma = "," if kind is tuple and count == 1 else ""
    return opening + ", ".join(parts) + comma + closing
