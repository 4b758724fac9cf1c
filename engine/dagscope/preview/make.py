"""Any value to its preview: which kind it is, and what to do when looking at it fails. It must never raise for a value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dagscope.preview import image
from dagscope.preview.budget import TEXT_LIMIT, attempt, cut, guarded_text, is_a, type_name
from dagscope.preview.errors import error_preview
from dagscope.preview.pages import TableSource, TableView, table_source
from dagscope.preview.parts import is_tree
from dagscope.preview.scalars import is_number, is_text, number_preview, text_preview
from dagscope.preview.summary import table_summary
from dagscope.preview.tree import tree_preview
from dagscope.records import Preview

FIRST_ROWS = 100
FIRST_COLUMNS = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview, and the PNG that belongs to it (empty for all but pictures)."""

    preview: Preview
    png: bytes = b""


def _table_preview(value: Any, source: TableSource) -> Preview:
    page = TableView(source).page(0, FIRST_ROWS, 0, FIRST_COLUMNS)
    return Preview(
        "series" if source.is_series else "table",
        type_name(value),
        table_summary(source),
        size_bytes=source.size_bytes,
        rows=source.row_count,
        columns=page.columns,
        column_count=source.column_count,
        page=page.page,
    )


def _image_preview(value: Any) -> Shown:
    picture = image.picture_of(value)
    if picture is None:
        return Shown(
            Preview("object", type_name(value), "a picture too large to show", text="a picture too large to show")
        )
    summary = f"{picture.width} × {picture.height}"
    preview = Preview(
        "image",
        type_name(value),
        summary,
        size_bytes=len(picture.png),
        width=picture.width,
        height=picture.height,
    )
    return Shown(preview, picture.png)


def _object_text(value: Any) -> str:
    if is_a(value, "graphviz.graphs", "BaseGraph"):
        return guarded_text(lambda graph: graph.source, value, TEXT_LIMIT)
    return guarded_text(repr, value, TEXT_LIMIT)


def _object_preview(value: Any) -> Preview:
    text = _object_text(value)
    first = text.split("\n", 1)[0]
    return Preview(
        "object",
        type_name(value),
        cut(first, 120),
        size_bytes=_own_size(value),
        text=text,
        is_truncated=len(text) >= TEXT_LIMIT,
    )


def _own_size(value: Any) -> int:
    return attempt(lambda: int(object.__sizeof__(value)), lambda reason: 0)


def _look(value: Any) -> Shown:
    if value is None:
        return Shown(Preview("none", "None", "None", text="None"))
    source = table_source(value)
    if source is not None:
        return Shown(_table_preview(value, source))
    if image.is_image(value):
        return _image_preview(value)
    if is_number(value):
        return Shown(number_preview(value))
    if is_text(value):
        return Shown(text_preview(value))
    if issubclass(type(value), BaseException):
        return Shown(replace(error_preview(value, None), kind="object"))
    if is_tree(value):
        return Shown(tree_preview(value))
    return Shown(_object_preview(value))


def _unavailable(value: Any, reason: str) -> Preview:
    text = f"no preview: {reason}"
    return Preview("object", attempt(lambda: type_name(value), lambda _: "?"), text, text=text)


def preview_of(value: Any) -> Shown:
    """What can be shown of a value at once: bounded in time and size, whatever the value does."""
    return attempt(lambda: _look(value), lambda reason: Shown(_unavailable(value, reason)))


def preview_of_error(error: BaseException, folder: Path | None) -> Preview:
    """An exception with the project's frames; the folder tells which those are."""
    return attempt(
        lambda: error_preview(error, folder),
        lambda reason: Preview("error", type(error).__name__, type(error).__name__, error_type=type(error).__name__),
    )
