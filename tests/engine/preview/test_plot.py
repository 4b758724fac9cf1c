"""Columns as charts: each form against NumPy or pandas, of the filtered rows, whatever library the table is of; what
is sampled is said.
"""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import preview_of, table_view
from dagscope.preview.kind import AskProblem
from dagscope.preview.plot import MOST_BOXES, MOST_COUNTS, MOST_SERIES, plot_of
from dagscope.preview.plot_forms import MOST_BARS, MOST_DOTS, MOST_POINTS, nth
from dagscope.preview.plot_values import MOST_READ, number_of
from dagscope.preview.tree import children_of
from dagscope.protocol.codec import to_json
from dagscope.protocol.values import PlotAnswer, PlotAsk
from dagscope.value_records import SortKey

MAKERS: dict[str, Any] = {
    "pandas": lambda columns: pd.DataFrame(columns),
    "polars": lambda columns: pl.DataFrame(columns),
    "arrow": lambda columns: pa.table(columns),
}
LIBRARIES = pytest.mark.parametrize("library", MAKERS)
RNG = np.random.default_rng(7)


def plotted(value: object, *columns: int, **asked: Any) -> PlotAnswer:
    view = table_view(value)
    assert view is not None
    found = plot_of(view, PlotAsk(columns or (0,), **asked))
    assert len(json.dumps(to_json(found))) < 900_000
    return found


def points(found: PlotAnswer, number: int = 0) -> tuple[tuple[float, ...], ...]:
    return found.series[number].points


@LIBRARIES
def test_a_long_line_keeps_its_extremes_and_says_what_is_shown(library: str) -> None:
    values = RNG.normal(size=5_001).tolist()
    values[1_234], values[4_321] = 99.0, -99.0
    found = plotted(MAKERS[library]({"n": values}))

    assert ("line", 5_001, "of each 11 points the smallest and the largest") == (
        found.form,
        found.total_rows,
        found.note,
    )
    assert {(1234.0, 99.0), (4321.0, -99.0)} <= set(points(found))
    assert len(points(found)) <= MOST_POINTS and list(points(found)) == sorted(points(found))
    assert all(values[int(row)] == value for row, value in points(found))


@LIBRARIES
def test_a_chart_is_of_the_filtered_rows_in_the_order_of_the_table(library: str) -> None:
    table = MAKERS[library]({"n": [3, 1, 2, 9], "name": ["c", "a", "b", "x"]})
    found = plotted(table, sort=(SortKey(0),), where="n < 9")

    assert ("bar", 3, ((0.0, 1.0), (1.0, 2.0), (2.0, 3.0))) == (found.form, found.total_rows, points(found))
    counted = plotted(table, 1, where="n < 3")
    assert ("counts", {"a", "b"}) == (counted.form, {text for _, text in counted.labels})


@LIBRARIES
def test_a_histogram_counts_as_numpy_does(library: str) -> None:
    tenths = RNG.integers(0, 30, 500) * 0.1  # on the edges of bins, and a little beside them
    for values, bins in ((RNG.gamma(2.0, 10.0, 3_000), 20), (tenths, 7), (tenths, 29), (tenths, 200)):
        found = plotted(MAKERS[library]({"v": values.tolist()}), form="histogram", bins=bins)
        counts, edges = np.histogram(values, bins)

        assert list(zip(edges, edges[1:], counts)) == list(points(found))


def test_whole_numbers_that_are_few_have_a_bin_each() -> None:
    found = plotted(pd.DataFrame({"n": [1, 1, 2, 5]}), form="histogram")

    assert [(0.5, 1.5, 2.0), (1.5, 2.5, 1.0)] == list(points(found)[:2]) and 5 == len(points(found))


@LIBRARIES
def test_boxes_have_the_quartiles_of_numpy(library: str) -> None:
    values, names = RNG.normal(size=999), RNG.choice(["a", "b"], 999)
    table = MAKERS[library]({"v": values.tolist(), "name": names.tolist()})
    whole = points(plotted(table, form="box"))[0]
    assert tuple(np.quantile(values, [0.25, 0.5, 0.75])) == whole[1:4]
    assert (0.1,) * 7 == points(plotted(MAKERS[library]({"v": [0.1] * 7}), form="box"))[0][:7]
    low, high = whole[1] - 1.5 * (whole[3] - whole[1]), whole[3] + 1.5 * (whole[3] - whole[1])
    inside = values[(values >= low) & (values <= high)]
    assert (inside.min(), inside.max(), values.min(), values.max()) == (whole[0], whole[4], whole[5], whole[6])
    assert (999 - len(inside), 999) == whole[7:]
    by_name = plotted(table, form="box", x=1)
    assert {"a", "b"} == {series.name for series in by_name.series}
    for series in by_name.series:
        assert np.isclose(np.median(values[names == series.name]), series.points[0][2])


@LIBRARIES
def test_a_heat_map_counts_every_pair_once(library: str) -> None:
    table = MAKERS[library]({"x": RNG.normal(size=500).tolist(), "y": RNG.normal(size=500).tolist()})
    found = plotted(table, 1, form="heat", x=0)

    assert 500 == sum(cell[4] for cell in points(found))
    assert all(cell[0] < cell[1] and cell[2] < cell[3] for cell in points(found))
    words = MAKERS[library]({"x": ["a", "b", "a"], "y": ["u", "v", "u"]})
    crossed = plotted(words, 1, x=0)
    assert ("heat", {(-0.5, 0.5, -0.5, 0.5, 2.0), (0.5, 1.5, 0.5, 1.5, 1.0)}) == (crossed.form, set(points(crossed)))
    assert (((0.0, "a"), (1.0, "b")), ((0.0, "u"), (1.0, "v"))) == (crossed.labels, crossed.y_labels)


@LIBRARIES
def test_several_columns_share_one_axis(library: str) -> None:
    moments = [datetime.datetime(2024, 1, 1 + day) for day in (2, 0, 1)]
    table = MAKERS[library]({"t": moments, "a": [3.0, 1.0, 2.0], "b": [30, 10, 20]})
    found = plotted(table, 1, 2, x=0)

    assert ("line", "t", "time", ["a", "b"]) == (
        found.form,
        found.x,
        found.x_kind,
        [each.name for each in found.series],
    )
    day = 86_400.0
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc).timestamp()
    assert ((start, 10.0), (start + day, 20.0), (start + 2 * day, 30.0)) == points(found, 1)


@LIBRARIES
def test_bars_by_a_label_are_means_and_say_so(library: str) -> None:
    table = MAKERS[library]({"name": ["a", "b", "a"], "v": [1, 5, 3]})
    found = plotted(table, 1, x=0)

    assert ("bar", ((0.0, 2.0), (1.0, 5.0)), ((0.0, "a"), (1.0, "b"))) == (found.form, points(found), found.labels)
    assert "the mean of the rows of each name" == found.note


@LIBRARIES
def test_dots_are_pairs_and_a_part_can_be_looked_at_closely(library: str) -> None:
    table = MAKERS[library]({"x": list(range(9_000)), "y": [value % 7 for value in range(9_000)]})
    found = plotted(table, 1, form="scatter", x=0)
    assert len(points(found)) <= MOST_DOTS and "every 3rd of 9,000 points" in found.note
    near = plotted(table, 1, form="scatter", x=0, within=(100.0, 109.0))
    assert tuple((float(x), float(x % 7)) for x in range(100, 110)) == points(near) and not near.note


def test_a_line_that_is_looked_at_closely_has_every_row() -> None:
    values = pd.DataFrame({"n": np.arange(MOST_READ * 3, dtype=float)})
    whole = plotted(values)
    assert whole.note.startswith("every 3rd of 600,000 rows")
    near = plotted(values, within=(1_000.4, 1_009.6))
    assert [float(row) for row in range(1_000, 1_011)] == [x for x, _ in points(near)] and not near.note


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([Decimal("1.5"), None, Decimal("-2")], [(0, 1.5), (2, -2)]),
        ([1.0, float("nan"), float("inf"), 4.0], [(0, 1), (3, 4)]),
        ([datetime.timedelta(hours=1), pd.NaT], [(0, 3600)]),
        (pd.array([1, None, 3], "Int64"), [(0, 1), (2, 3)]),
        (np.array([1, "NaT"], "datetime64[D]"), [(0, 86_400)]),
        ([np.int8(3), np.float32(0.5)], [(0, 3), (1, 0.5)]),
        ([10**400, 2], [(1, 2)]),
    ],
)
def test_what_is_no_finite_number_leaves_a_gap(values: Any, expected: list[tuple[float, float]]) -> None:
    assert expected == list(points(plotted(pd.DataFrame({"v": values}), form="line")))


@pytest.mark.parametrize(
    "values", [[True, False, True], ["a", "b", "a"], [(1,), (2,), (1,)], [1, "x", 1], pd.Categorical(["u", "v", "u"])]
)
def test_what_cannot_be_measured_is_counted(values: Any) -> None:
    found = plotted(pd.DataFrame({"v": values}))

    assert ("counts", ((0.0, 2.0), (1.0, 1.0))) == (found.form, points(found))


@pytest.mark.parametrize(
    ("form", "asked", "drawn", "note"),
    [
        ("line", (0, 1, 2, 3, 4), ["n", "m"], "'s', 't', 'b' left out: not numbers as 'n' is"),
        ("bar", (0, 1), ["n"], "'s' left out: not numbers as 'n' is"),
        ("scatter", (2, 0), ["t"], "'n' left out: not times as 't' is"),
        ("histogram", (0, 2, 3), ["n"], "'t', 'b' left out: not numbers as 'n' is"),
        ("box", (0, 1, 4), ["n", "m"], "'s' left out: not numbers as 'n' is"),
        ("counts", (1, 0), ["s"], "'n' left out: this form shows one column"),
    ],
)
def test_columns_that_share_no_axis_are_not_drawn_on_one(
    form: str, asked: tuple[int, ...], drawn: list[str], note: str
) -> None:
    moments = pd.to_datetime(["2024-01-01", "2024-01-02"])
    frame = pd.DataFrame({"n": [1.5, 2.5], "s": ["a", "b"], "t": moments, "b": [True, False], "m": [3, 4]})
    found = plotted(frame, *asked, form=form)
    assert (drawn, note) == ([series.name for series in found.series], found.note)


def test_every_limit_is_said() -> None:
    wide = pd.DataFrame({f"c{number}": [1.0, 2.0] for number in range(12)})
    assert f"the first {MOST_SERIES} of 12 columns" in plotted(wide, *range(12)).note
    many = pd.DataFrame({"name": [f"n{number}" for number in range(99)], "v": range(99)})
    assert f"the {MOST_COUNTS} most frequent of 99 values" in plotted(many).note
    assert f"the first {MOST_BARS} of 99 bars" in plotted(many, 1, form="bar").note
    assert f"the first {MOST_BOXES} of 99 boxes" in plotted(many, 1, form="box", x=0).note
    assert "of 99 values of name" in plotted(many, 1, form="heat", x=0).note
    gaps = pd.DataFrame({"v": [1.0, None], "x": [None, 2.0]})
    assert "v: 1 without a number" in plotted(gaps, form="histogram").note
    assert "1 row without x left out" in plotted(gaps, form="scatter", x=1).note
    assert ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "1,112th"] == [
        nth(n) for n in (1, 2, 3, 4, 11, 12, 21, 1112)
    ]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"columns": (9,)}, "there is no column 9"),
        ({"columns": (0,), "x": 9}, "there is no column 9"),
        ({"columns": ()}, "choose a column"),
        ({"columns": (1,), "form": "line"}, "'name' has no numbers"),
        ({"columns": (0,), "form": "heat"}, "needs a column along the axis"),
        ({"columns": (0,), "form": "outline"}, "has no geometries"),
        ({"columns": (0,), "where": "v >"}, "filter"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(asked: dict[str, Any], why: str) -> None:
    view = table_view(pd.DataFrame({"v": [1, 2], "name": ["a", "b"]}))
    assert view is not None
    with pytest.raises(AskProblem, match=why):
        plot_of(view, PlotAsk(**asked))


@pytest.mark.parametrize("form", ["auto", "line", "bar", "scatter", "histogram", "counts", "box"])
@pytest.mark.parametrize("values", [[], [float("nan")], [5.0], [1e308, -1e308], [5e-324, 0.0]])
def test_extreme_and_empty_columns_have_finite_charts(form: str, values: list[float]) -> None:
    found = plotted(pd.DataFrame({"v": np.array(values, float)}), form=form)

    assert all(np.isfinite(number) for series in found.series for point in series.points for number in point)


def test_geometries_are_outlines() -> None:
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    ring = shapely.Polygon([(0, 0), (4, 0), (4, 4)], [[(1, 0.5), (2, 0.5), (2, 1)]])
    shapes = [ring, shapely.MultiPoint([(1, 2), (3, 4)]), None, shapely.Polygon()]
    found = plotted(geopandas.GeoDataFrame({"n": range(4)}, geometry=shapes), 1)

    assert ("outline", "2 of 4 shapes", 4) == (found.form, found.note, len(found.series))
    assert ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 0.0)) == points(found) and ((1.0, 2.0),) == points(found, 2)
    dense = geopandas.GeoDataFrame(geometry=[shapely.Point(0, 0).buffer(1, 5_000)] * 3)
    assert "every 4th of their" in plotted(dense).note


def test_a_table_inside_a_dict_says_that_it_is_one() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    preview = preview_of({"frame": frame, "inside": {"column": frame.a}, "rows": [1, 2]}).preview

    assert preview.root is not None
    assert ["table, 2 rows × 2 columns", "[1, 2]"] == [preview.root.children[at].summary for at in (0, 2)]
    assert "column of 2 rows" == children_of({"column": frame.a}, (), 0, 10)[0].summary


def test_durations_without_a_fixed_length_are_no_points() -> None:
    assert number_of(np.timedelta64(3, "Y")) is None
    assert number_of(np.timedelta64(3, "s")) == 3.0


class _Shop:
    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


_LONG = "x" * 200


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (pd.period_range("2024-01", periods=3, freq="M"), ["2024-01", "2024-02", "2024-03"]),
        (pd.interval_range(0, 3), ["(0, 1]", "(1, 2]", "(2, 3]"]),
        ([_Shop("a"), _Shop("b"), _Shop("a")], ["a", "b"]),
        ([_LONG + "1", _LONG + "2", None], [_LONG[:79] + "…"] * 2),
        (["1", 1, "1"], ["1", "1"]),
        (pd.to_datetime(["2024-10-27 00:30", "2024-10-27 01:30"], utc=True).tz_convert("Europe/Berlin"),
         ["2024-10-27 02:30:00+02:00", "2024-10-27 02:30:00+01:00"]),
    ],
)  # fmt: skip
def test_each_different_value_has_a_bar_of_its_own(items: Any, expected: list[str]) -> None:
    value = pd.Series(items, dtype=object) if type(items) is list else pd.Series(items)
    found = plotted(value, form="counts")
    assert expected == [text for _, text in found.labels]
    assert value.notna().sum() == sum(count for _, count in points(found))
