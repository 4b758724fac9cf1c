"""The forms of the anatomy as painter paths. It must not know colours or texts."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from dagscope_app.drawing.anatomy.forms import (
    Arc,
    Bend,
    Hatch,
    Inner,
    Move,
    Outline,
    Straight,
    commands,
    rect_of,
)


@lru_cache(maxsize=8192, typed=True)  # forms of the same numbers are equal, as tuples are
def path_of(form: Outline | Inner | Hatch) -> QPainterPath:
    """Return the path of a form; callers must not change it."""
    path = QPainterPath()
    rect = rect_of(form) if not isinstance(form, Hatch) else None
    if rect is not None:
        path.addRoundedRect(QRectF(rect.x, rect.y, rect.width, rect.height), rect.radius, rect.radius)
        return path
    for command in commands(form):
        if isinstance(command, Move):
            path.moveTo(command.x, command.y)
        elif isinstance(command, Straight):
            path.lineTo(command.x, command.y)
        elif isinstance(command, Bend):
            path.quadTo(*command)
        elif isinstance(command, Arc):
            box = QRectF(command.left, command.top, command.width, command.height)
            path.arcTo(box, command.start, command.sweep)
        else:
            path.closeSubpath()
    return path


def _dashes(form: Outline, mark: float, gap: float) -> int:
    return max(1, round(path_of(form).length() / (mark + gap)))


def even_dash(form: Outline, mark: float, gap: float) -> tuple[float, float]:
    """Return the mark and gap near these that divide an outline evenly."""
    share = path_of(form).length() / (_dashes(form, mark, gap) * (mark + gap))
    return mark * share, gap * share


@lru_cache(maxsize=4096)
def broken_path(form: Outline, mark: float, gap: float) -> QPainterPath:
    """Return an outline as strokes of about `mark` and `gap`, evenly around: no odd dash where it closes or is
    clipped.
    """
    whole = path_of(form)
    count = _dashes(form, mark, gap)
    share = mark / (mark + gap)
    path = QPainterPath()
    for number in range(count):
        for step in range(4):
            at = (number + share * step / 3) / count
            point = whole.pointAtPercent(min(1.0, at))
            if step == 0:
                path.moveTo(point)
            else:
                path.lineTo(point)
    return path
