"""Values as texts that lose nothing: what leaves the window or the command line. It must not shorten anything.

Numbers are written with the fewest digits that read back as the same number; a missing value is an empty text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dagscope.preview.budget import attempt
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.scalars import integer_text


def exact_text(value: Any) -> str:
    """Return the whole value as a text: `0.30000000000000004`, `inf`, an empty text for a missing value."""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is float:
        return "" if value != value else repr(value)
    if kind is bool:
        return str(value)
    if kind is int:
        return integer_text(value) if abs(value) > 10**4000 else str(value)
    if value is None or is_nothing(value):
        return ""
    if kind in (list, dict, tuple, set, frozenset, bytes):
        return attempt(lambda: repr(value), _unavailable)
    return attempt(lambda: str(value), _unavailable)


def exact_texts(values: Iterable[Any]) -> list[str]:
    """Return the whole texts of the cells of one column."""
    return [exact_text(value) for value in values]


def _unavailable(reason: str) -> str:
    return f"<unavailable: {reason}>"
