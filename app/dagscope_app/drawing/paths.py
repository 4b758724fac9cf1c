"""Painter paths of many wires at once, built from arrays: one call a batch instead of one a point.
It must not paint.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QRectF
from PySide6.QtGui import QPainterPath

from dagscope_app.drawing.anatomy.wires import ARROW_HALF, ARROW_LENGTH, DASH, DASH_GAP

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE, _CURVE, _CURVE_DATA = 0, 1, 2, 3


def _read(elements: npt.NDArray[np.void]) -> QPainterPath:
    """Return a painter path from Qt's stream format: element count, elements, start of the last subpath, fill rule."""
    path = QPainterPath()
    if len(elements) == 0:
        return path
    starts = np.flatnonzero(elements["kind"] == _MOVE)
    tail = np.array([starts[-1], 1], dtype=">i4").tobytes()
    data = QByteArray(np.array([len(elements)], dtype=">i4").tobytes() + elements.tobytes() + tail)
    stream = QDataStream(data, QIODevice.OpenModeFlag.ReadOnly)
    stream >> path
    return path


def polylines(points: Floats, starts: Ints) -> QPainterPath:
    """Return straight pieces through all points; `starts` are the indices at which a wire begins."""
    elements = np.empty(len(points), dtype=_ELEMENT)
    elements["kind"] = _LINE
    elements["kind"][starts] = _MOVE
    elements["x"] = points[:, 0]
    elements["y"] = points[:, 1]
    return _read(elements)


def curves(points: Floats, starts: Ints, is_lr: bool) -> QPainterPath:
    """Return S-curves between neighbouring points that leave and arrive along the direction of the picture."""
    count = len(points)
    if count == 0:
        return QPainterPath()
    is_start = np.zeros(count, dtype=bool)
    is_start[starts] = True
    sizes = np.where(is_start, 1, 3)
    offsets = np.cumsum(sizes) - sizes
    elements = np.empty(int(sizes.sum()), dtype=_ELEMENT)
    heads = offsets[is_start]
    elements["kind"][heads] = _MOVE
    elements["x"][heads] = points[is_start, 0]
    elements["y"][heads] = points[is_start, 1]
    ends = np.flatnonzero(~is_start)
    here, there = points[ends - 1], points[ends]
    along = 0 if is_lr else 1
    middle = (here[:, along] + there[:, along]) / 2
    first, second = here.copy(), there.copy()
    first[:, along] = middle
    second[:, along] = middle
    base = offsets[ends]
    for step, (kind, at) in enumerate(((_CURVE, first), (_CURVE_DATA, second), (_CURVE_DATA, there))):
        elements["kind"][base + step] = kind
        elements["x"][base + step] = at[:, 0]
        elements["y"][base + step] = at[:, 1]
    return _read(elements)


def arrows(ends: Floats, is_lr: bool, size: float = 1.0) -> QPainterPath:
    """Return a filled triangle at every point, pointing along the direction."""
    count = len(ends)
    if count == 0:
        return QPainterPath()
    length, half = ARROW_LENGTH * size, ARROW_HALF * size
    offsets = np.array([[0, 0], [-length, -half], [-length, half], [0, 0]])
    if not is_lr:
        offsets = offsets[:, ::-1]
    corners = (ends[:, None, :] + offsets[None, :, :]).reshape(-1, 2)
    return polylines(corners, np.arange(0, 4 * count, 4))


def sampled(points: Floats, is_lr: bool, steps: int = 16) -> Floats:
    """Return one wire's curve as a polyline."""
    share = np.linspace(0.0, 1.0, steps + 1)[None, 1:, None]
    here, there = points[:-1, None, :], points[1:, None, :]
    along = 0 if is_lr else 1
    first, second = here.copy(), there.copy()
    first[..., along] = second[..., along] = (here[..., along] + there[..., along]) / 2
    rest = 1 - share
    curve = rest**3 * here + 3 * rest**2 * share * first + 3 * rest * share**2 * second + share**3 * there
    return np.vstack([points[:1], curve.reshape(-1, 2)])


def dashes(
    points: Floats, starts: Ints, is_lr: bool, mark: float = DASH, gap: float = DASH_GAP, seen: QRectF | None = None
) -> QPainterPath:
    """Return the wires as short strokes, those alone that touch `seen` where it is given: a wire across a large graph
    has thousands. Qt's own dashes begin again at each clip, so tiles would not join.
    """
    found = []
    for start, end in zip(starts.tolist(), [*starts.tolist()[1:], len(points)]):
        line = sampled(points[start:end], is_lr)
        reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        begins = np.arange(0.0, reached[-1], mark + gap)
        at = np.column_stack([begins, np.minimum(begins + mark, reached[-1])]).reshape(-1)
        found.append(np.column_stack([np.interp(at, reached, line[:, 0]), np.interp(at, reached, line[:, 1])]))
    if not found:
        return QPainterPath()
    strokes = np.vstack(found)
    if seen is not None:
        one, other = strokes[::2], strokes[1::2]
        is_seen = (np.maximum(one, other) >= (seen.left(), seen.top())).all(axis=1)
        is_seen &= (np.minimum(one, other) <= (seen.right(), seen.bottom())).all(axis=1)
        strokes = strokes[np.repeat(is_seen, 2)]
    return polylines(strokes, np.arange(0, len(strokes), 2))
