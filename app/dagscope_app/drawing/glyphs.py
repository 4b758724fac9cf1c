"""The small signs for kinds, states and differences, as plain points; Qt paths and SVG symbols are both made from them.
It must not know colours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Glyph:
    """Open strokes, stroked circles, filled polygons and filled dots (circles are `x, y, radius`)."""

    strokes: tuple[Points, ...] = ()
    rings: tuple[tuple[float, float, float], ...] = ()
    polygons: tuple[Points, ...] = ()
    dots: tuple[tuple[float, float, float], ...] = ()


def _arc(radius: float, start: float, sweep: float, steps: int = 18) -> Points:
    angles = (math.radians(start + sweep * i / steps) for i in range(steps + 1))
    return tuple((round(7 + radius * math.cos(a), 2), round(7 + radius * math.sin(a), 2)) for a in angles)


_TRAY: Points = ((1.8, 7.6), (1.8, 10.4), (10.2, 10.4), (10.2, 7.6))
KINDS: dict[str, Glyph] = {
    "function": Glyph(
        strokes=(
            (
                (8.8, 2.4),
                (8.2, 1.7),
                (7.3, 1.7),
                (6.7, 2.5),
                (6.4, 3.6),
                (5.3, 8.6),
                (4.9, 9.7),
                (4.2, 10.3),
                (3.2, 10.0),
            ),
            ((4.1, 5.0), (8.3, 5.0)),
        )
    ),
    "input": Glyph(strokes=(((1.2, 6), (7.4, 6)), ((4.9, 3.4), (7.5, 6), (4.9, 8.6)), ((10.4, 2), (10.4, 10)))),
    "config": Glyph(
        strokes=(((1.5, 3.8), (10.5, 3.8)), ((1.5, 8.2), (10.5, 8.2))),
        dots=((7.6, 3.8, 1.7), (4.4, 8.2, 1.7)),
    ),
    "loader": Glyph(strokes=(((6, 1.4), (6, 7.2)), ((3.6, 4.9), (6, 7.3), (8.4, 4.9)), _TRAY)),
    "saver": Glyph(strokes=(((6, 7.4), (6, 1.6)), ((3.6, 3.9), (6, 1.5), (8.4, 3.9)), _TRAY)),
    "expand": Glyph(
        strokes=(((1.2, 6), (10.6, 6)), ((4, 6), (6.6, 2.4), (10.6, 2.4)), ((4, 6), (6.6, 9.6), (10.6, 9.6)))
    ),
    "collect": Glyph(
        strokes=(((1.4, 6), (10.8, 6)), ((8, 6), (5.4, 2.4), (1.4, 2.4)), ((8, 6), (5.4, 9.6), (1.4, 9.6)))
    ),
    "unavailable": Glyph(strokes=(((3, 9), (9, 3)),), rings=((6, 6, 4.3),)),
}

RING = (7.0, 7.0, 5.8)
STATES: dict[str, Glyph] = {
    "not_run": Glyph(rings=((7, 7, 4.2),)),
    "waiting": Glyph(rings=(RING,), dots=((4.4, 7, 0.95), (7, 7, 0.95), (9.6, 7, 0.95))),
    "running": Glyph(strokes=(_arc(5.8, -90, 250),), dots=((7, 7, 2.0),)),
    "ok": Glyph(rings=(RING,), strokes=(((4.3, 7.2), (6.3, 9.2), (9.8, 5.0)),)),
    "cached": Glyph(
        rings=(RING,), polygons=(((7.9, 3.3), (4.5, 7.7), (6.6, 7.7), (6.1, 10.7), (9.5, 6.3), (7.4, 6.3)),)
    ),
    "failed": Glyph(rings=(RING,), strokes=(((4.9, 4.9), (9.1, 9.1)), ((9.1, 4.9), (4.9, 9.1)))),
    "warning": Glyph(
        strokes=(((7, 1.6), (13, 12.2), (1, 12.2), (7, 1.6)), ((7, 5.4), (7, 8.6))), dots=((7, 10.4, 0.8),)
    ),
    "blocked": Glyph(
        rings=(RING,), strokes=(((3.9, 7), (10.1, 7)), ((3.9, 6.2), (10.1, 6.2)), ((3.9, 7.8), (10.1, 7.8)))
    ),
    "stopped": Glyph(rings=(RING,), polygons=(((4.8, 4.8), (9.2, 4.8), (9.2, 9.2), (4.8, 9.2)),)),
    "stale": Glyph(rings=(RING,), strokes=(((7, 3.9), (7, 7.2), (9.3, 8.6)),)),
    "skipped": Glyph(rings=(RING,), strokes=(((4.4, 4.8), (6.6, 7), (4.4, 9.2)), ((7.4, 4.8), (9.6, 7), (7.4, 9.2)))),
}

_SQUARE: Points = ((2, 2), (12, 2), (12, 12), (2, 12), (2, 2))
_UNEQUAL: tuple[Points, ...] = (((4.2, 5.6), (9.8, 5.6)), ((4.2, 8.4), (9.8, 8.4)), ((8.6, 3.6), (5.4, 10.4)))
_QUESTION: Points = ((5.2, 5.4), (5.6, 4.3), (7, 3.8), (8.4, 4.3), (8.7, 5.5), (7.9, 6.5), (7, 7.2), (7, 8.3))
DIFFS: dict[str, Glyph] = {
    "left": Glyph(strokes=(_SQUARE,), polygons=(((2, 2), (7, 2), (7, 12), (2, 12)),)),
    "right": Glyph(strokes=(_SQUARE,), polygons=(((7, 2), (12, 2), (12, 12), (7, 12)),)),
    "definition": Glyph(strokes=_UNEQUAL, rings=((7, 7, 5.8),)),
    "value": Glyph(strokes=(*_UNEQUAL, _SQUARE)),
    "unknown": Glyph(strokes=(_QUESTION,), rings=((7, 7, 5.8),), dots=((7, 10.1, 0.8),)),
    "added": Glyph(strokes=(((7, 2.6), (7, 11.4)), ((2.6, 7), (11.4, 7)))),
    "removed": Glyph(strokes=(((2.6, 7), (11.4, 7)),)),
    "affected": Glyph(strokes=(((1.8, 7), (11.2, 7)), ((7.8, 3.6), (11.4, 7), (7.8, 10.4)))),
}
DIFF_ROLES = {
    "left": "only_left",
    "right": "only_right",
    "definition": "differs",
    "value": "differs",
    "unknown": "affected",
    "added": "only_right",
    "removed": "only_left",
    "affected": "affected",
}
FOLDS = {
    "closed": Glyph(strokes=(((4.5, 2.5), (8, 6), (4.5, 9.5)),)),
    "open": Glyph(strokes=(((2.5, 4.5), (6, 8), (9.5, 4.5)),)),
}
SIGNS: dict[str, dict[str, Glyph]] = {
    "kind": KINDS,
    "state": STATES,
    "diff": DIFFS,
    "fold": FOLDS,
}
LINE_WIDTHS = {"kind": 1.35, "state": 1.5, "diff": 1.5, "fold": 1.6}


def glyph_of(signs: str, key: str) -> Glyph:
    """Return a sign by its table and key."""
    return SIGNS[signs][key]


@lru_cache(maxsize=128)
def stroke_path(glyph: Glyph) -> QPainterPath:
    """Return the part of a glyph that is drawn with a pen."""
    return _path(glyph.strokes, glyph.rings)


@lru_cache(maxsize=128)
def fill_path(glyph: Glyph) -> QPainterPath:
    """Return the part of a glyph that is filled."""
    return _path(glyph.polygons, glyph.dots)


def _path(lines: tuple[Points, ...], circles: tuple[tuple[float, float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for points in lines:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    for x, y, radius in circles:
        path.addEllipse(QPointF(x, y), radius, radius)
    return path
