"""Shapes of shapely as paths for a chart: rings, lines and points, thinned out. It must not project or draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dagscope.difference_words import counted
from dagscope.preview.budget import is_a
from dagscope.preview.plot_forms import nth

MOST_SHAPES = 2_000
MOST_POINTS = 20_000
Path = tuple[tuple[float, float], ...]


def is_shape(value: Any) -> bool:
    """Return whether a value is a geometry of shapely."""
    return is_a(value, "shapely.geometry.base", "BaseGeometry")


def outlines(shapes: Sequence[Any]) -> tuple[list[Path], str]:
    """Return the paths of some shapes, and a note on what was left out of them."""
    there = [shape for shape in shapes if is_shape(shape) and not shape.is_empty]
    shown = there[:: max(1, -(-len(there) // MOST_SHAPES))]
    paths = [path for shape in shown for path in _paths(shape)]
    total = sum(len(path) for path in paths)
    step = max(1, -(-total // MOST_POINTS))
    note = f"{len(shown):,} of {len(shapes):,} shapes" if len(shown) < len(shapes) else counted(len(shapes), "shape")
    if step > 1:
        paths = [(*path[:-1:step], path[-1]) for path in paths]
        note += f", every {nth(step)} of their {total:,} points"
    return paths, note


def _paths(shape: Any) -> Iterator[Path]:
    kind = shape.geom_type
    if kind == "Polygon":
        yield _points(shape.exterior.coords)
        for ring in shape.interiors:
            yield _points(ring.coords)
    elif kind in ("LineString", "LinearRing", "Point"):
        yield _points(shape.coords)
    else:
        for part in getattr(shape, "geoms", ()):
            yield from _paths(part)


def _points(coordinates: Iterable[Any]) -> Path:
    return tuple((float(point[0]), float(point[1])) for point in coordinates)
