"""Any value to its preview: first what its type says, then the rest under a limit.
It must not know a kind, and never raise for a value.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dagscope.class_home import own_name
from dagscope.preview.budget import (
    CPU_SECONDS,
    RUN_CPU_SECONDS,
    RUN_WALL_SECONDS,
    WALL_SECONDS,
    attempt,
    reason_of,
    time_limit,
    type_name,
)
from dagscope.preview.errors import error_preview
from dagscope.preview.kind import Kind, Seen, Shown
from dagscope.preview.registry import REGISTRY
from dagscope.preview.tree import descend, located
from dagscope.preview.views import ways_of
from dagscope.value_code import is_from_outside
from dagscope.value_records import ErrorPreview, ObjectPreview, Preview

NOT_YET = "it was not looked at yet"


def preview_of(value: Any, cpu: float = CPU_SECONDS, wall: float = WALL_SECONDS) -> Shown:
    """Return what can be shown of a value: bounded in time and size, whatever the value does."""
    kind = REGISTRY.of(value)
    return _with_ways(_looked(kind, value, _facts(kind, value), cpu, wall), kind, value)


def _with_ways(shown: Shown, kind: Kind, value: Any) -> Shown:
    """Return the preview with the other ways in which the value can be looked at."""
    ways = () if type(value) is Seen else ways_of(value, kind)
    return replace(shown, preview=replace(shown.preview, ways=ways)) if ways else shown


def sketch_of(value: Any) -> Shown:
    """Return what can be shown of a value at once, so that a run does not wait: pictures and the like are not drawn."""
    kind = REGISTRY.of(value)
    facts = _facts(kind, value)
    if kind.is_heavy and facts is not None:
        return _with_ways(Shown(replace(facts, missing=NOT_YET)), kind, value)
    return _with_ways(_looked(kind, value, facts, RUN_CPU_SECONDS, RUN_WALL_SECONDS), kind, value)


def preview_inside(value: Any, path: tuple[int, ...]) -> Shown:
    """Return what can be shown of what is found at a path inside a value.

    Raises:
        LookupError: there is nothing at this path.
    """
    return preview_of(descend(value, path))


def found_inside(value: Any, path: tuple[int, ...], names: tuple[str, ...]) -> tuple[tuple[int, ...], Shown]:
    """Return where something is found by names inside a value, and what can be shown of it.

    Raises:
        LookupError: there is nothing of these names.
    """
    path_found, found = located(value, path, names)
    return path_found, preview_of(found)


def _facts(kind: Kind, value: Any) -> Preview | None:
    """Return what the value's type says of it, if the kind knows that much."""
    facts = kind.facts
    return None if facts is None else attempt(lambda: facts(value), lambda reason: None)


def _looked(kind: Kind, value: Any, facts: Preview | None, cpu: float, wall: float) -> Shown:
    """Return all of the preview, or the facts where the time does not suffice."""
    try:
        with time_limit(cpu, wall) as deadline:
            before = deadline.cuts
            shown = _look(kind, value)
            cuts = deadline.cuts - before
    except BaseException as error:
        if is_from_outside(error):
            raise
        return _known(value, facts, reason_of(error))
    if cuts and not shown.preview.missing:
        parts = "one part" if cuts == 1 else f"{cuts:,} parts"
        shown = replace(shown, preview=replace(shown.preview, missing=f"{parts} took too long to look at"))
    return shown


def _look(kind: Kind, value: Any) -> Shown:
    if REGISTRY.is_own(kind):
        return kind.look(value)
    return attempt(lambda: kind.look(value), lambda reason: _look_otherwise(value, kind.name, reason))


def _look_otherwise(value: Any, name: str, reason: str) -> Shown:
    """Return the value as Dagscope shows it where the kind of another package fails."""
    shown = REGISTRY.own_of(value).look(value)
    return replace(shown, preview=replace(shown.preview, missing=f"the kind {name!r} failed: {reason}"))


def _known(value: Any, facts: Preview | None, reason: str) -> Shown:
    if facts is not None:
        return Shown(replace(facts, missing=f"only this much is known of it: {reason}"))
    text = f"no preview: {reason}"
    return Shown(ObjectPreview(attempt(lambda: type_name(value), lambda _: "?"), text, missing=reason, text=text))


def preview_of_error(error: BaseException, folder: Path | None) -> ErrorPreview:
    """Return an exception's preview with the project's frames, which are those in the folder."""
    name = own_name(type(error))
    return attempt(
        lambda: error_preview(error, folder), lambda reason: ErrorPreview(name, name, error_type=name, message="")
    )
