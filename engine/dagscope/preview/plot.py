"""A column as points for a simple chart. Bounded: a sample of the rows, or the most frequent values. It draws nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dagscope.preview.pages import TableView
from dagscope.value_records import SortKey

MOST_POINTS = 1_000
MOST_BARS = 40
_LABELS = 9


@dataclass(frozen=True, slots=True)
class PlotData:
    """Points are (row, value); labels are of some of the rows."""

    kind: Literal["line", "bar", "counts"]
    total_rows: int
    step: int
    points: tuple[tuple[int, float], ...]
    labels: tuple[tuple[int, str], ...]


def plot_of(view: TableView, column: int, sort: tuple[SortKey, ...] = (), where: str = "") -> PlotData:
    """Numbers as a line (a few as bars), anything else as counts of its values.

    Raises:
        PageProblem: there is no such column, or the table cannot be arranged so.
    """
    total, step, labels, texts = view.sample(column, MOST_POINTS, sort, where)
    described = view.source.column(column)
    if not described.is_numeric or (texts and all(text in ("True", "False") for text in texts)):
        _, counts = view.statistics(column, where)
        points = tuple((number, float(count)) for number, (_, count) in enumerate(counts))
        return PlotData("counts", total, 1, points, _named([label for label, _ in counts]))
    values = [_number(text) for text in texts]
    points = tuple((at * step, value) for at, value in enumerate(values) if value is not None)
    kind: Literal["line", "bar"] = "bar" if total <= MOST_BARS else "line"
    if kind == "bar":
        return PlotData(kind, total, step, points, _named(labels))
    last = len(labels) - 1
    places = sorted({round(last * part / (_LABELS - 1)) for part in range(_LABELS)})
    return PlotData(kind, total, step, points, tuple((at * step, labels[at][:80]) for at in places))


def _named(labels: list[str]) -> tuple[tuple[int, str], ...]:
    return tuple((number, label[:80]) for number, label in enumerate(labels))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
