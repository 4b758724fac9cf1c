"""A value at a glance, as it stands below its node: a few words, a small curve, a thumbnail.
It must not take long, nor import a library.
"""

from __future__ import annotations

import io
import sys
from typing import Any

from dagscope.preview.budget import attempt, cut, is_a, time_limit
from dagscope.preview.image import KIND as IMAGE
from dagscope.preview.image import picture_of
from dagscope.preview.kind import Reply
from dagscope.preview.pages import table_source
from dagscope.preview.plot_values import number_of
from dagscope.preview.raster import KIND as RASTER
from dagscope.preview.registry import REGISTRY
from dagscope.preview.summary import summary_of
from dagscope.preview.tables import KIND as TABLE
from dagscope.protocol.values import PeekAnswer

POINTS = 40
CELLS = 3
SIDE = 128
_TEXT = 80
_CPU, _WALL = 0.5, 3.0


def peek_of(value: Any) -> Reply:
    """Return what is to be seen of a value at a glance."""
    with time_limit(_CPU, _WALL):
        return attempt(lambda: _peek(value), lambda reason: Reply(PeekAnswer()))


def _peek(value: Any) -> Reply:
    kind = REGISTRY.of(value)
    if kind is TABLE:
        return Reply(_table(value))
    text = cut(summary_of(value), _TEXT)
    if kind in (IMAGE, RASTER):
        return Reply(PeekAnswer(text), attempt(lambda: _thumbnail(value), lambda reason: b""))
    return Reply(PeekAnswer(text))


def _table(value: Any) -> PeekAnswer:
    source = table_source(value)
    if source is None or not source.row_count:
        return PeekAnswer("empty")
    if source.is_series:
        step = max(1, source.row_count // POINTS)
        numbers = [number_of(item) for item in source.items(0, slice(0, step * POINTS, step))]
        points = tuple(number for number in numbers if number is not None)
        if source.column(0).is_numeric and len(points) > 1:
            return PeekAnswer(f"{source.row_count:,} × {source.column(0).type}", points)
        first = source.texts(0, slice(0, CELLS), 30)
        return PeekAnswer(cut(", ".join(first) + (", …" if source.row_count > CELLS else ""), _TEXT))
    shown = range(min(CELLS, source.column_count))
    cells = [f"{source.name(at)} {source.texts(at, slice(0, 1), 20)[0]}" for at in shown]
    more = ", …" if source.column_count > CELLS or source.row_count > 1 else ""
    return PeekAnswer(cut(", ".join(cells) + more, _TEXT))


def _thumbnail(value: Any) -> bytes:
    """Return a small PNG, where Pillow is loaded to make one or the picture is small already."""
    picture = picture_of(value) if not is_a(value, "numpy", "ndarray") else RASTER.look(value).png
    png = picture if isinstance(picture, bytes) else picture.png if picture is not None else b""
    library = sys.modules.get("PIL.Image")
    if not png or library is None:
        return b""
    small = library.open(io.BytesIO(png))
    small.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    small.convert("RGBA").save(out, format="PNG")
    return out.getvalue()
