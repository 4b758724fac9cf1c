"""Any value in one short line, as it stands next to a node. It must never raise for a value."""

from __future__ import annotations

from typing import Any

from dagscope.preview.budget import (
    RUN_CPU_SECONDS,
    RUN_WALL_SECONDS,
    TOO_LONG,
    GivenWay,
    OutOfTime,
    attempt,
    cut,
    note_cut,
    time_limit,
)
from dagscope.preview.registry import REGISTRY, is_plain
from dagscope.preview.scalars import short_repr


def _summarise(value: Any) -> str:
    kind = REGISTRY.of(value)
    if REGISTRY.is_own(kind):
        return kind.summarise(value)
    return attempt(lambda: kind.summarise(value), lambda reason: REGISTRY.own_of(value).summarise(value))


def summary_of(value: Any) -> str:
    """Return one short line about a value, as it is shown next to a node."""
    if is_plain(value):
        return cut(short_repr(value, 80), 120)
    try:
        with time_limit(RUN_CPU_SECONDS, RUN_WALL_SECONDS):
            return attempt(lambda: cut(_summarise(value), 120), lambda reason: f"no summary: {reason}")
    except GivenWay:
        raise
    except OutOfTime:
        note_cut()
        return f"no summary: {TOO_LONG}"
