"""The kind of value that an `OwnPreview` describes. It must not know any."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from dagscope.preview.budget import type_name
from dagscope.preview.kind import AskProblem, Kind, Reply, Shown
from dagscope.protocol.values import Ask
from dagscope.value_kinds.own_preview import OwnPreview, register


def own(record: type[OwnPreview]) -> Kind:
    """Return the kind, and register its records.

    Raises:
        ValueError: one of the records has a kind that is taken.
    """
    register(record)
    answer = partial(_answered, record)
    return Kind(record.kind, record.matches, partial(_look, record), asks=dict.fromkeys(record.asks, answer))


def _look(record: type[OwnPreview], value: Any) -> Shown:
    preview = record.of(value)
    return Shown(preview if preview.type else replace(preview, type=type_name(value)))


def _answered(record: type[OwnPreview], value: Any, ask: Ask) -> Reply:
    try:
        return Reply(record.answer(value, ask))
    except ValueError as refusal:
        raise AskProblem(str(refusal)) from None
