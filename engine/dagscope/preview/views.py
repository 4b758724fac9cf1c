"""Other ways to look at a value than that of its kind: a list of dicts as a table, a picture's array as one.
It must not look itself.

A way is a step of a path: below zero, where the parts of a value are counted from zero; its name begins with `as`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dagscope.preview.budget import attempt, is_a
from dagscope.preview.kind import Kind, Seen, Shown
from dagscope.preview.lazy import FirstRows, cut_text, first_rows, is_lazy_table
from dagscope.preview.raster import is_array_grid
from dagscope.preview.records_table import Records, RecordsTable, is_records
from dagscope.preview.registry import REGISTRY

WAYS = ("table", "text", "picture")
_KINDS = {"picture": "raster"}
"""Which kind shows a value in a way, where it is not called so."""
PREFIX = "as "


def ways_of(value: Any, kind: Kind) -> tuple[str, ...]:
    """Return how else a value can be looked at."""
    if kind.name == "tree":
        return ("table",) if attempt(lambda: is_records(value), lambda reason: False) else ()
    if kind.name == "raster" and is_a(value, "numpy", "ndarray"):
        return ("table",)
    if kind.name == "table":
        return ("picture",) if is_array_grid(value) else ()
    if attempt(lambda: is_lazy_table(value), lambda reason: False):
        return ("table",) if kind.name != "relation" else ()
    return ("text",) if kind.name == "markup" and type(value) is str else ()


def seen(value: Any, position: int) -> Seen:
    """Return a value as it is looked at in another way.

    Raises:
        LookupError: it cannot be looked at so (any more).
    """
    way = WAYS[-1 - position] if 0 <= -1 - position < len(WAYS) else ""
    if way not in ways_of(value, REGISTRY.of(value)):
        raise LookupError(f"it cannot be shown as {way or 'this'}")
    kind, note = REGISTRY.named(_KINDS.get(way, way)), ""
    if way == "table" and is_lazy_table(value):
        value, note = _computed(value)
    elif way == "table" and not is_a(value, "numpy", "ndarray"):
        try:
            value = Records(value)
        except ValueError as error:
            raise LookupError(f"it cannot be shown as a table: {error}") from None
    return Seen(value, _of_seen(kind, note))


def _computed(value: Any) -> tuple[Any, str]:
    """Return the first rows of a lazy table, and what is said of the others.

    Raises:
        LookupError: it cannot be computed.
    """

    def failed(reason: str) -> FirstRows:
        raise LookupError(f"it cannot be computed: {reason}")

    found = attempt(lambda: first_rows(value), failed)
    return found.table, cut_text(len(found.table)) if found.is_cut else ""


def step_of(name: str) -> int:
    """Return the step of a path that a way's name stands for, 0 for the name of a part."""
    way = name.removeprefix(PREFIX)
    return -1 - WAYS.index(way) if name.startswith(PREFIX) and way in WAYS else 0


def plain_value(value: Any) -> Any:
    """Return a value that is looked at in another way as one that can be saved and compared."""
    if type(value) is not Seen:
        return value
    if type(value.value) is not Records:
        return value.value
    table = RecordsTable(value.value)
    return table.taken(None, list(range(table.column_count)))


def _of_seen(kind: Kind, note: str = "") -> Kind:
    """Return a kind that takes a value with the kind by which it is looked at; `note` is said with what is missing."""

    def look(thing: Any) -> Shown:
        shown = kind.look(thing.value)
        said = "; ".join(part for part in (note, shown.preview.missing) if part)
        return replace(shown, preview=replace(shown.preview, missing=said)) if note else shown

    facts, summary = kind.facts, kind.summary
    return replace(
        kind,
        look=look,
        summary=None if summary is None else lambda thing: summary(thing.value),
        facts=None if facts is None else lambda thing: facts(thing.value),
        opened=lambda thing: kind.opened(thing.value),
    )
