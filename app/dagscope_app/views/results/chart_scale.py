"""Where charts lie on their axes: what these cover, their marks, and the way between values and pixels.
It must not know Qt.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

from dagscope.protocol.values import PlotAnswer

from dagscope_app.drawing.translation import tr, trn

Labels = list[tuple[float, str]]
Span = tuple[float, float]
BARS = ("bar", "counts")


def steps(low: float, high: float, count: int = 5) -> list[float]:
    """Return round values that cover the range, about so many."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(1, count)
    if not 1e-300 < rough < 1e300:  # beyond what can be rounded
        return [low, high]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough), power * 10)
    first = math.floor(low / step)
    return [float(f"{(first + number) * step:.15g}") for number in range(math.ceil(high / step) - first + 1)]


def moment(seconds: float, span: float) -> str:
    """Return how a moment is marked on an axis that covers so many seconds."""
    try:
        found = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    except OverflowError:
        return f"{seconds:,g} s"
    if span > 86_400 * 900:
        return f"{found:%Y}"
    if span > 86_400 * 4:
        return f"{found:%Y-%m-%d}"
    return f"{found:%m-%d %H:%M}" if span > 3_600 else f"{found:%H:%M:%S}"


def title_of(answer: PlotAnswer) -> str:
    """Return what is seen: the columns, and how much of them."""
    if answer.form == "outline":
        return f"{answer.series[0].name if answer.series else ''}: {answer.note}"
    names = ", ".join(series.name for series in answer.series[:4]) + (", …" if len(answer.series) > 4 else "")
    if answer.form == "counts":
        names = tr("{names}: how often the most frequent values occur", names=names)
    elif answer.form == "box":
        names = tr("{y} by {x}", y=answer.y, x=answer.x) if answer.x else names
    elif answer.y and answer.x and answer.form in ("line", "scatter"):
        names = tr("{y} by {x}", y=answer.y, x=answer.x)
    elif answer.x_kind != "row" and answer.x and answer.form != "histogram":
        names = tr("{names} by {x}", names=names, x=answer.x)
    rows = trn("{n} row", "{n} rows", answer.total_rows)
    return f"{names}: {rows}" + (f" ({answer.note})" if answer.note else "")


def spans_of(answer: PlotAnswer) -> tuple[Span, Span]:
    """Return what the axes cover."""
    form = answer.form
    points = [point for series in answer.series for point in series.points]
    if not points:
        return (0.0, 1.0), (0.0, 1.0)
    if form == "heat":
        return (min(p[0] for p in points), max(p[1] for p in points)), (
            min(p[2] for p in points),
            max(p[3] for p in points),
        )
    if form == "box":
        return (-0.5, len(answer.series) - 0.5), _wide(min(p[5] for p in points), max(p[6] for p in points))
    if form == "histogram":
        return (min(p[0] for p in points), max(p[1] for p in points)), (0.0, steps(0.0, max(p[2] for p in points))[-1])
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    if form in BARS:
        return (min(xs) - 0.5, max(xs) + 0.5), _wide(min(0.0, *ys), max(0.0, *ys))
    if form == "outline":
        return _apart(min(xs), max(xs)), _apart(min(ys), max(ys))
    low, high = min(xs), max(xs)
    return _apart(low, high), _wide(min(ys), max(ys))


def _apart(low: float, high: float) -> Span:
    half = max(0.5, abs(low) * 1e-9)
    return (low, high) if high > low else (low - half, high + half)


def _wide(low: float, high: float) -> Span:
    """From the round value below to the one above."""
    found = steps(low, high)
    return found[0], found[-1]


def ticks(span: Span, is_time: bool, count: int) -> Labels:
    """Return the marks of an axis, about so many."""
    if not is_time:
        found = steps(*span, count)
        return list(zip(found, _texts(found)))
    wide = span[1] - span[0]
    return [(span[0] + wide * part / count, moment(span[0] + wide * part / count, wide)) for part in range(count + 1)]


def _texts(values: list[float]) -> list[str]:
    """Return numbers with as many digits as it takes to tell them apart."""
    texts: list[str] = []
    for digits in (6, 9, 12, 16):
        texts = [f"{value:,.{digits}g}" for value in values]
        if len(set(texts)) == len(set(values)):
            break
    return texts


def along(value: float, span: Span, start: float, end: float) -> float:
    """Return the pixel of a value, on an axis from `start` to `end`."""
    wide = span[1] - span[0]
    if math.isfinite(wide):
        return start + (end - start) * ((value - span[0]) / wide if wide else 0.5)
    low, high = span[0] / 2, span[1] / 2  # halves: the whole span is no float
    return start + (end - start) * ((value / 2 - low) / (high - low))


def back_to(position: float, start: float, end: float, span: Span) -> float:
    """Return the value at a pixel of an axis from `start` to `end`."""
    part = (position - start) / (end - start)
    return span[0] * (1 - part) + span[1] * part
