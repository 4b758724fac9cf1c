"""Any value to its preview, and to the parts that are asked for. It must not know a kind, and never raise for a value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dagscope.preview.budget import attempt, type_name
from dagscope.preview.errors import error_preview
from dagscope.preview.kind import Shown
from dagscope.preview.registry import REGISTRY
from dagscope.preview.tree import descend
from dagscope.value_records import ErrorPreview, ObjectPreview


def _look(value: Any) -> Shown:
    kind = REGISTRY.of(value)
    if REGISTRY.is_own(kind):
        return kind.look(value)
    return attempt(lambda: kind.look(value), lambda reason: _look_otherwise(value, kind.name, reason))


def _look_otherwise(value: Any, name: str, reason: str) -> Shown:
    """The value as Dagscope shows it where the kind of another package fails."""
    shown = REGISTRY.own_of(value).look(value)
    return replace(shown, preview=replace(shown.preview, missing=f"the kind {name!r} failed: {reason}"))


def _unavailable(value: Any, reason: str) -> Shown:
    text = f"no preview: {reason}"
    return Shown(ObjectPreview(attempt(lambda: type_name(value), lambda _: "?"), text, text=text))


def preview_of(value: Any) -> Shown:
    """What can be shown of a value at once: bounded in time and size, whatever the value does."""
    return attempt(lambda: _look(value), lambda reason: _unavailable(value, reason))


def preview_inside(value: Any, path: tuple[int, ...]) -> Shown:
    """What can be shown of what is found at a path inside a value.

    Raises:
        LookupError: there is nothing at this path.
    """
    return preview_of(descend(value, path))


def preview_of_error(error: BaseException, folder: Path | None) -> ErrorPreview:
    """An exception with the project's frames; the folder tells which those are."""
    name = type(error).__name__
    return attempt(
        lambda: error_preview(error, folder), lambda reason: ErrorPreview(name, name, error_type=name, message="")
    )
