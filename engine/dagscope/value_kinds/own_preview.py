"""A preview that knows its kind of value: how it is recognised, looked at and asked stands with the record; and the
entry points by which packages bring such ones. It must not know any.
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


def points_of(group: str) -> tuple[list[Any], list[str]]:
    """Return the entry points of a group, and what cannot be read: a broken package hides no other one."""
    from importlib.metadata import distributions  # slow to load, and a project's own `email.py` breaks it

    found: list[Any] = []
    problems: list[str] = []
    names: set[str] = set()
    for package in distributions():
        try:
            if group not in (package.read_text("entry_points.txt") or ""):
                continue
            name = package.metadata["Name"].lower()
            if name not in names:  # the first on the path is the one that is imported
                names.add(name)
                found += package.entry_points.select(group=group)
        except Exception as error:  # noqa: BLE001 - files of any package that is installed
            where = package.locate_file("")
            problems.append(f"entry points of a package in {where} cannot be read: {type(error).__name__}: {error}")
    return found, problems
