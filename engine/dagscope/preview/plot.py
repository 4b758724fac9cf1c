"""Columns of a table as a chart of a chosen form, of the rows that a filter keeps.
Bounded, and what is sampled is said; it draws nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dagscope.difference_words import counted
from dagscope.preview.kind import AskProblem
from dagscope.preview.outlines import is_shape, outlines
from dagscope.preview.pages import TableView
from dagscope.preview.plot_forms import GRID, MOST_BARS, MOST_DOTS, box, grid, histogram, means, nth, thinned
from dagscope.preview.plot_values import Rows, Values, labels_of, rows_of, values_of
from dagscope.preview.scalars import short_repr
from dagscope.protocol.values import PlotAnswer, PlotAsk, PlotForm, PlotSeries

MOST_SERIES = 8
MOST_COUNTS = 30
MOST_BOXES = 20
_LABELS = 9
_LABEL = 80
_MEASURED = {"number": "numbers", "time": "times", "label": "labels", "row": "rows"}


@dataclass(slots=True)
class _Chart:
    """What one chart is made of."""

    view: TableView
    ask: PlotAsk
    rows: Rows
    notes: list[str] = field(default_factory=list)
    known: dict[int, Values] = field(default_factory=dict)

    def values(self, column: int) -> Values:
        """Return a column's values in the rows that are read."""
        if column not in self.known:
            self.known[column] = values_of(self.view, column, self.rows, self.ask.sort, self.ask.where)
        return self.known[column]

    def answer(self, form: PlotForm, series: Sequence[PlotSeries], **more: object) -> PlotAnswer:
        """Return the answer, with its notes."""
        notes = list(self.notes)
        if self.rows.step > 1:
            notes.insert(0, f"every {nth(self.rows.step)} of {len(self.rows.positions) * self.rows.step:,} rows")
        return PlotAnswer(form, self.rows.total, "; ".join(notes), tuple(series), **more)  # type: ignore[arg-type]


def plot_of(view: TableView, ask: PlotAsk) -> PlotAnswer:
    """Return what is drawn of some columns.

    Raises:
        AskProblem: there is no such column, the form does not suit it, or the table cannot be arranged so.
    """
    count = view.source.column_count
    columns = ask.columns[:MOST_SERIES]
    for column in (*columns, *([ask.x] if ask.x >= 0 else [])):
        if not 0 <= column < count:
            raise AskProblem(f"there is no column {column}; the table has {count:,}")
    if not columns:
        raise AskProblem("choose a column to plot")
    narrowed = ask.within if ask.x < 0 and ask.form in ("auto", "line", "scatter", "bar") else ()
    chart = _Chart(view, ask, rows_of(view, ask.sort, ask.where, narrowed))
    if len(ask.columns) > MOST_SERIES:
        chart.notes.append(f"the first {MOST_SERIES} of {len(ask.columns):,} columns")
    shapes = _shapes(chart, columns[0]) if ask.form in ("auto", "outline") else None
    if shapes is not None:
        return shapes
    ys = [chart.values(column) for column in columns]
    form = _form(chart, ys)
    return _FORMS[form](chart, _on_one_axis(chart, form, ys))


def _form(chart: _Chart, ys: list[Values]) -> str:
    """Return the form that is asked for, or the one that suits the values."""
    ask, has_labels = chart.ask, ys[0].kind == "label"
    if ask.form == "auto" and ask.x >= 0:
        suiting = {"label": "bar", "number": "scatter", "time": "line"}
        return "heat" if has_labels else suiting[chart.values(ask.x).kind]
    if ask.form == "auto":
        if has_labels:
            return "counts"
        return "bar" if chart.rows.total <= MOST_BARS else "line"
    if has_labels and ask.form == "histogram":
        return "counts"
    if has_labels and ask.form in ("line", "bar", "scatter", "box"):
        if ask.form == "bar" and ask.x < 0:
            return "counts"
        raise AskProblem(f"{ys[0].name!r} has no numbers: choose counts, a heat map, or another column")
    return ask.form


def _on_one_axis(chart: _Chart, form: str, ys: list[Values]) -> list[Values]:
    """Return the columns that are drawn together: the first, and those measured as it is; say which are not."""
    is_alone = form in ("counts", "heat") or (form == "box" and chart.ask.x >= 0)
    drawn = ys[:1] if is_alone else [y for y in ys if y.kind == ys[0].kind]
    left_out = ", ".join(repr(y.name) for y in ys[1:] if is_alone or y.kind != ys[0].kind)
    if left_out:
        why = "this form shows one column" if is_alone else f"not {_MEASURED[ys[0].kind]} as {ys[0].name!r} is"
        chart.notes.append(f"{left_out} left out: {why}")
    return drawn


def _shapes(chart: _Chart, column: int) -> PlotAnswer | None:
    """Return the outlines of a column of geometries, or None where it has none, unless they are asked for."""
    view, ask = chart.view, chart.ask
    found = view.items(column, chart.rows.positions, ask.sort, ask.where) if len(chart.rows.positions) else []
    if not any(is_shape(item) for item in found[:100]):
        if ask.form == "outline":
            raise AskProblem(f"{view.source.name(column)!r} has no geometries")
        return None
    paths, note = outlines(found)
    chart.notes.append(note)
    return chart.answer("outline", [PlotSeries(view.source.name(column), path) for path in paths])


def _xs(chart: _Chart) -> Values:
    """Return the values along the axis: a column's, or the numbers of the rows with the labels of some."""
    if chart.ask.x >= 0:
        return chart.values(chart.ask.x)
    return Values("row", "row", [float(position) for position in chart.rows.positions])


def _row_labels(chart: _Chart) -> tuple[tuple[float, str], ...]:
    positions = chart.rows.positions
    if not len(positions):
        return ()
    last = len(positions) - 1
    wanted = (
        range(last + 1) if last < MOST_BARS else sorted({round(last * part / (_LABELS - 1)) for part in range(_LABELS)})
    )
    levels = chart.view.labels([positions[at] for at in wanted], chart.ask.sort, chart.ask.where)
    texts = [", ".join(_word(level[at]) for level in levels) for at in range(len(levels[0]))] if levels else []
    return tuple((float(positions[at]), text[:_LABEL]) for at, text in zip(wanted, texts))


def _word(item: object) -> str:
    return item if type(item) is str else short_repr(item, _LABEL)


def _labels(chart: _Chart, xs: Values) -> tuple[tuple[float, str], ...]:
    if xs.kind == "row":
        return _row_labels(chart)
    return tuple((float(at), label) for at, label in enumerate(xs.labels))


def _within(chart: _Chart, xs: Values, ys: list[Values]) -> tuple[list[float], list[list[float | None]]]:
    """Return the pairs that have an x, inside the range that is zoomed into."""
    within = chart.ask.within if xs.kind != "row" else ()
    low, high = (within[0], within[1]) if len(within) >= 2 else (float("-inf"), float("inf"))
    kept = [at for at, x in enumerate(xs.numbers) if x is not None and low <= x <= high]
    gone = sum(x is None for x in xs.numbers)
    if gone:
        chart.notes.append(f"{counted(gone, 'row')} without {xs.name} left out")
    return [xs.numbers[at] or 0.0 for at in kept], [[y.numbers[at] for at in kept] for y in ys]


def _say_missing(chart: _Chart, ys: list[Values]) -> None:
    for y in ys:
        gone = sum(number is None for number in y.numbers)
        if gone:
            chart.notes.append(f"{y.name}: {gone:,} without a number")


def _line(chart: _Chart, ys: list[Values]) -> PlotAnswer:
    xs = _xs(chart)
    x_values, columns = _within(chart, xs, ys)
    if xs.kind not in ("row", "label"):
        order = sorted(range(len(x_values)), key=x_values.__getitem__)
        x_values, columns = [x_values[at] for at in order], [[column[at] for at in order] for column in columns]
    series, longest = [], 1
    for y, column in zip(ys, columns):
        points, stretch = thinned(x_values, column)
        longest = max(longest, stretch)
        series.append(PlotSeries(y.name, tuple(points)))
    if longest > 1:
        chart.notes.append(f"of each {longest:,} points the smallest and the largest")
    _say_missing(chart, ys)
    return chart.answer("line", series, x=xs.name, x_kind=xs.kind, y_kind=ys[0].kind, labels=_labels(chart, xs))


def _bar(chart: _Chart, ys: list[Values]) -> PlotAnswer:
    xs = _xs(chart)
    x_values, columns = _within(chart, xs, ys)
    series, has_several, most = [], False, 0
    for y, column in zip(ys, columns):
        points, is_mean = means(x_values, column)
        has_several, most = has_several or is_mean, max(most, len(points))
        series.append(PlotSeries(y.name, tuple(points[:MOST_BARS])))
    if has_several:
        chart.notes.append(f"the mean of the rows of each {xs.name}")
    if most > MOST_BARS:
        chart.notes.append(f"the first {MOST_BARS} of {most:,} bars")
    _say_missing(chart, ys)
    return chart.answer("bar", series, x=xs.name, x_kind=xs.kind, y_kind=ys[0].kind, labels=_labels(chart, xs))


def _scatter(chart: _Chart, ys: list[Values]) -> PlotAnswer:
    xs = _xs(chart)
    x_values, columns = _within(chart, xs, ys)
    step = max(1, -(-len(x_values) * len(ys) // MOST_DOTS))
    series = [
        PlotSeries(y.name, tuple((x, value) for x, value in zip(x_values[::step], column[::step]) if value is not None))
        for y, column in zip(ys, columns)
    ]
    if step > 1:
        chart.notes.append(f"every {nth(step)} of {len(x_values):,} points")
    _say_missing(chart, ys)
    return chart.answer("scatter", series, x=xs.name, x_kind=xs.kind, y_kind=ys[0].kind, labels=_labels(chart, xs))


def _histogram(chart: _Chart, ys: list[Values]) -> PlotAnswer:
    within = chart.ask.within
    low, high = (within[0], within[1]) if len(within) >= 2 else (float("-inf"), float("inf"))
    measured = [y for y in ys if y.kind != "label"]
    columns = [[number for number in y.numbers if number is not None and low <= number <= high] for y in measured]
    found = histogram(columns, chart.ask.bins)
    _say_missing(chart, measured)
    series = [PlotSeries(y.name, points) for y, points in zip(measured, found)]
    return chart.answer("histogram", series, x=measured[0].name if len(measured) == 1 else "", x_kind=measured[0].kind)


def _counts(chart: _Chart, ys: list[Values]) -> PlotAnswer:
    y = ys[0]
    if y.kind != "label":
        y = labels_of(chart.view, chart.ask.columns[0], chart.rows, chart.ask.sort, chart.ask.where)
    counts = Counter(number for number in y.numbers if number is not None).most_common()
    shown = counts[:MOST_COUNTS]
    if len(counts) > len(shown):
        chart.notes.append(f"the {len(shown)} most frequent of {len(counts):,} values")
    points = tuple((float(at), float(count)) for at, (_, count) in enumerate(shown))
    labels = tuple((float(at), y.labels[int(code)]) for at, (code, _) in enumerate(shown))
    gone = sum(number is None for number in y.numbers)
    if gone:
        chart.notes.append(f"{gone:,} missing")
    return chart.answer("counts", [PlotSeries(y.name, points)], x=y.name, x_kind="label", labels=labels)


def _box(chart: _Chart, ys: list[Values]) -> PlotAnswer:
    groups: list[tuple[str, list[float]]] = []
    x_name = ""
    if chart.ask.x >= 0:
        xs = chart.values(chart.ask.x)
        x_name = xs.name
        if xs.kind != "label":
            xs = labels_of(chart.view, chart.ask.x, chart.rows, chart.ask.sort, chart.ask.where)
        parts: dict[float, list[float]] = {}
        for x, value in zip(xs.numbers, ys[0].numbers):
            if x is not None and value is not None:
                parts.setdefault(x, []).append(value)
        groups = [(xs.labels[int(x)], part) for x, part in sorted(parts.items())]
    else:
        groups = [(y.name, [number for number in y.numbers if number is not None]) for y in ys if y.kind != "label"]
    groups = [(name, values) for name, values in groups if values]
    if len(groups) > MOST_BOXES:
        chart.notes.append(f"the first {MOST_BOXES} of {len(groups):,} boxes")
    _say_missing(chart, ys)
    shown = groups[:MOST_BOXES]
    labels = tuple((float(at), name) for at, (name, _) in enumerate(shown))
    series = [PlotSeries(name, (box(values),)) for name, values in shown]
    return chart.answer("box", series, x=x_name, x_kind="label", y=ys[0].name, y_kind=ys[0].kind, labels=labels)


def _heat(chart: _Chart, ys: list[Values]) -> PlotAnswer:
    if chart.ask.x < 0:
        raise AskProblem("a heat map needs a column along the axis: choose one for x")
    xs, y = _few(chart, chart.values(chart.ask.x)), _few(chart, ys[0])
    within = chart.ask.within
    x_low, x_high, y_low, y_high = within if len(within) == 4 else (float("-inf"), float("inf")) * 2
    pairs = [
        (one, other)
        for one, other in zip(xs.numbers, y.numbers)
        if one is not None and other is not None and x_low <= one <= x_high and y_low <= other <= y_high
    ]
    sizes = tuple(0 if each.kind == "label" else size for each, size in zip((xs, y), GRID))
    cells = grid([one for one, _ in pairs], [other for _, other in pairs], (sizes[0], sizes[1]))
    if len(pairs) < len(xs.numbers) and not within:
        chart.notes.append(f"{counted(len(xs.numbers) - len(pairs), 'row')} without both values")
    return chart.answer(
        "heat", [PlotSeries(y.name, cells)], x=xs.name, x_kind=xs.kind, y_kind=y.kind,
        labels=tuple((float(at), label) for at, label in enumerate(xs.labels)),
        y_labels=tuple((float(at), label) for at, label in enumerate(y.labels)),
    )  # fmt: skip


def _few(chart: _Chart, values: Values) -> Values:
    """Return labels that fit an axis: the most frequent of many."""
    if values.kind != "label" or len(values.labels) <= MOST_COUNTS:
        return values
    kept = [code for code, _ in Counter(n for n in values.numbers if n is not None).most_common(MOST_COUNTS)]
    code = {old: float(new) for new, old in enumerate(sorted(kept))}
    chart.notes.append(f"the {MOST_COUNTS} most frequent of {len(values.labels):,} values of {values.name}")
    numbers = [code.get(number) if number is not None else None for number in values.numbers]
    return replace(values, numbers=numbers, labels=tuple(values.labels[int(old)] for old in sorted(kept)))


_FORMS = {
    "line": _line,
    "bar": _bar,
    "scatter": _scatter,
    "histogram": _histogram,
    "counts": _counts,
    "box": _box,
    "heat": _heat,
}
