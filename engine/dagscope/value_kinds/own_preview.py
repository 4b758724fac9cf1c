"""A preview that knows its kind of value: how it is recognised, looked at and asked stands with the record.
It must not know any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from dagscope.protocol.values import ANSWERS, ASKS, Answer, Ask
from dagscope.value_records import PREVIEWS, Preview


@dataclass(frozen=True, slots=True)
class OwnPreview(Preview):
    """The base of such a record. A method that fails costs this one look, and the reason is shown."""

    asks: ClassVar[Mapping[type[Ask], type[Answer]]] = {}
    """What such a value can be asked, and the record of each answer."""

    @classmethod
    def matches(cls, value: Any) -> bool:
        """Return whether a value is of this kind, by its type: none of its methods may run."""
        raise NotImplementedError

    @classmethod
    def of(cls, value: Any) -> Preview:
        """Return the preview of such a value; an empty `type` is filled in."""
        raise NotImplementedError

    @classmethod
    def answer(cls, value: Any, ask: Any) -> Answer:
        """Answer one of `asks`.

        Raises:
            ValueError: it cannot be answered; the text is one sentence for the user.
        """
        raise NotImplementedError


def register(record: type[Preview]) -> None:
    """Let a record cross between the processes, and what such a value is asked with it.

    Raises:
        ValueError: another record has the same kind.
    """
    PREVIEWS.add(record)
    if issubclass(record, OwnPreview):
        ASKS.add(*record.asks)
        ANSWERS.add(*record.asks.values())
