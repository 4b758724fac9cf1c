"""The whole text of one value, for a cell in full and for what is copied from a tree. It must not shorten a number."""

from __future__ import annotations

from typing import Any

from dagscope.preview.budget import time_limit
from dagscope.preview.exact import exact_text
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.kind import Reply
from dagscope.protocol.values import TextAnswer

BYTES_OF_A_TEXT = 1_000_000


def whole_bytes(value: Any) -> bytes:
    """Return a value's whole text in UTF-8; of a missing one, what it is called."""
    with time_limit():  # a `__str__` may be the user's
        text = str(value) if is_nothing(value) else exact_text(value)
    return text.encode("utf-8", "surrogatepass")


def text_reply(value: Any) -> Reply:
    """Return a value's text, up to a million bytes, and how long the whole is."""
    data = whole_bytes(value)
    return Reply(TextAnswer(len(data)), data[:BYTES_OF_A_TEXT])
