"""Tables of every library: pages, sort, filter, statistics, odd columns."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import preview_of, table_view
from dagscope.preview.pages import PageProblem, TableSource, TableView
from dagscope.value_records import SortKey, TablePreview

NUMBERS = [3.0, None, 1.0, 2.0, 1.0]
WORDS = ["b", "a", None, "Ab", ""]
FLAGS = [True, False, True, True, False]


def _dict() -> dict[str, list[Any]]:
    return {"n": NUMBERS, "w": WORDS, "f": FLAGS}


MAKERS: dict[str, Callable[[], Any]] = {
    "pandas": lambda: pd.DataFrame(_dict()),
    "pandas-arrow": lambda: pd.DataFrame(_dict()).convert_dtypes(dtype_backend="pyarrow"),
    "pandas-nullable": lambda: pd.DataFrame(_dict()).convert_dtypes(),
    "pandas-object": lambda: pd.DataFrame(_dict(), dtype=object),
    "pandas-category": lambda: pd.DataFrame(_dict()).astype({"w": "category"}),
    "polars": lambda: pl.DataFrame(_dict()),
    "arrow": lambda: pa.table(_dict()),
}


def _quoted(source: TableSource, position: int) -> str:
    """Return a column's name as a filter has it; of those of one name, with its number."""
    names = [source.column(number).name for number in range(position + 1)]
    return f"`{names[-1]}`#{names.count(names[-1])}"


def _view(value: Any) -> TableView:
    view = table_view(value)
    assert view is not None
    return view


def _rows(view: TableView, *, sort: tuple[SortKey, ...] = (), where: str = "") -> list[str]:
    page = view.page(0, 100, 0, 1, sort, where)
    assert page.total_rows == len(page.page.index)
    return list(page.page.index)


@pytest.mark.parametrize("name", MAKERS)
def test_sorts_are_stable_and_put_missing_last(name: str) -> None:
    view = _view(MAKERS[name]())

    assert ["2", "4", "3", "0", "1"] == _rows(view, sort=(SortKey(0),))
    assert ["0", "3", "2", "4", "1"] == _rows(view, sort=(SortKey(0, True),))
    assert ["4", "3", "1", "0", "2"] == _rows(view, sort=(SortKey(1),))
    assert ["0", "1", "3", "4", "2"] == _rows(view, sort=(SortKey(1, True),))
    assert ["4", "1", "2", "3", "0"] == _rows(view, sort=(SortKey(2), SortKey(0)))


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("n > 1", ["0", "3"]),
        ("n == 1", ["2", "4"]),
        ("n <= 2.5", ["2", "3", "4"]),
        ("n is empty", ["1"]),
        ("n is not empty", ["0", "2", "3", "4"]),
        ("w contains A", ["1", "3"]),
        ("w == b", ["0"]),
        ("f == true", ["0", "2", "3"]),
    ],
)
def test_filters_mean_the_same_everywhere(name: str, where: str, expected: list[str]) -> None:
    assert expected == _rows(_view(MAKERS[name]()), where=where)


@pytest.mark.parametrize("name", MAKERS)
def test_filter_and_sort_together_and_a_page_of_them(name: str) -> None:
    view = _view(MAKERS[name]())

    page = view.page(1, 1, 0, 3, (SortKey(0, True),), "n is not empty and f == yes")

    assert (3, ("3",)) == (page.total_rows, page.page.index)
    assert (("2.0", "Ab", "True"),) == page.page.cells or (("2", "Ab", "True"),) == page.page.cells


@pytest.mark.parametrize("name", MAKERS)
def test_statistics_of_numbers_and_of_words(name: str) -> None:
    view = _view(MAKERS[name]())

    rows, histogram = view.statistics(0)
    words, counts = view.statistics(1)

    if name != "pandas-object":
        assert "1.75" == dict(rows)["mean"]
        assert 4 == sum(count for _, count in histogram)
    assert ("5", "1") == (dict(rows)["rows"], dict(rows)["missing"])
    assert "1" == dict(words)["missing"]
    assert {"b": 1, "a": 1, "Ab": 1} == {name: count for name, count in counts if name in ("a", "b", "Ab")}


def test_wrong_filters_and_columns_are_sentences() -> None:
    view = _view(pd.DataFrame({"n": [1]}))

    for where in ("n > x", "n around 1", "z == 1"):
        with pytest.raises(PageProblem):
            view.page(0, 1, 0, 1, (), where)


ODD: dict[str, Any] = {
    "duplicate columns": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "names of pandas' own": pd.DataFrame([[1, 2]], columns=pd.Index([None, "nlevels"], dtype=object)),
    "labels of pandas' own": pd.Series({"nlevels": 3}),
    "multi index": pd.DataFrame({"v": [1, 2]}, index=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])),
    "multi columns": pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])),
    "unhashable": pd.DataFrame({"l": [[1], {"k": 2}]}),
    "empty": pd.DataFrame(),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype=float)}),
    "all NaN": pd.DataFrame({"a": [np.nan, np.nan]}),
    "time zone": pd.DataFrame({"t": pd.date_range("2024", periods=2, tz="Europe/Paris")}),
    "time delta": pd.DataFrame({"t": pd.to_timedelta([1, 2], unit="s")}),
    "period": pd.DataFrame({"p": pd.period_range("2024", periods=2, freq="M")}),
    "interval": pd.DataFrame({"i": pd.interval_range(0, 2)}),
    "sparse": pd.DataFrame({"s": pd.arrays.SparseArray([0, 1])}),
    "complex": pd.DataFrame({"c": [1 + 2j, 3]}),
    "series": pd.Series([1, 2], name="s"),
    "index": pd.Index(["a", "b"]),
    "multi": pd.MultiIndex.from_tuples([("x", 1)]),
    "array": np.arange(3),
    "array 2": np.eye(2),
    "array 3": np.zeros((2, 2, 2)),
    "array 3 without rows": np.zeros((0, 3, 4)),
    "array 3 without columns": np.zeros((2, 0, 3)),
    "records without rows": np.ma.zeros(0, dtype=[("n", int), ("w", float, (2,))]),
    "records": np.array([(1, "a")], dtype=[("n", int), ("w", "U1")]),
    "no columns": np.zeros((3, 0)),
    "object array": np.array([{}, None], dtype=object),
    "polars nested": pl.DataFrame({"l": [[1], None], "s": [{"a": 1}, None]}),
    "polars dates": pl.DataFrame({"d": [datetime.date(2024, 1, 1), None]}),
    "polars series": pl.Series("s", [1, None]),
    "polars category": pl.DataFrame({"c": pl.Series(["x", "y"], dtype=pl.Categorical)}),
    "arrow nested": pa.table({"l": [[1], None]}),
    "arrow array": pa.array([1, None]),
    "arrow batch": pa.record_batch({"a": [1]}),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_tables_have_previews_pages_orders_and_statistics(name: str) -> None:
    value = ODD[name]

    preview = preview_of(value).preview

    assert preview.kind in ("table", "series"), preview
    view = _view(value)
    for position in range(view.source.column_count):
        name = _quoted(view.source, position)
        for descending in (False, True):
            ordered = view.page(0, 10, 0, 10, (SortKey(position, descending),))
            assert preview.rows == ordered.total_rows
        kept = view.page(0, 10, 0, 10, (), f"{name} is not empty").total_rows
        gone = view.page(0, 10, 0, 10, (), f"{name} is empty").total_rows
        assert preview.rows == kept + gone
        facts, _ = view.statistics(position)
        assert f"{preview.rows:,}" == dict(facts)["rows"]


def test_dates_are_compared_as_dates() -> None:
    days = pd.DataFrame({"t": pd.date_range("2024-01-01", periods=3)})

    for value in (days, pl.from_pandas(days)):
        assert ["1", "2"] == _rows(_view(value), where="t > 2024-01-01")


def test_a_wide_table_gives_the_columns_asked_for() -> None:
    page = _view(pd.DataFrame(np.zeros((2, 5_000)))).page(0, 2, 4_990, 50)

    assert (10, "4990") == (len(page.columns), page.columns[0].name)


@pytest.mark.parametrize("name", [*MAKERS, "series", "array 3", "multi"])
def test_names_are_read_without_the_columns_that_have_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = _view(MAKERS[name]() if name in MAKERS else ODD[name])
    expected = [view.source.column(position).name for position in range(view.source.column_count)]
    monkeypatch.setattr(type(view.source), "column", None)  # a filter of 100,000 columns took 17 s by them

    assert expected == view.names_of_all()


def test_a_page_never_outgrows_a_frame() -> None:
    frame = pd.DataFrame({f"c{i}": ["\u4e2d" * 100_000] * 100 for i in range(50)})

    preview = preview_of(frame).preview

    assert preview.page is not None
    assert 500_000 > sum(len(cell) * 6 for row in preview.page.cells for cell in row)


BIG = [2**53 + 1, None, 2**53, 2**53 + 2, 2**53 + 1]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(BIG, dtype="Int64"),
        pd.Series(BIG, dtype="int64[pyarrow]"),
        pa.array(BIG).dictionary_encode(),
        pd.Series(pd.arrays.ArrowExtensionArray(pa.array(BIG).dictionary_encode())),
        pd.Series([np.int64(item) if item else Decimal("NaN") for item in BIG[:3]] + [Decimal(2**53 + 2), BIG[4]]),
    ],
    ids=["nullable", "Arrow in pandas", "dictionary", "dictionary in pandas", "NumPy's beside others"],
)
def test_whole_numbers_are_sorted_as_whole_numbers(column: Any) -> None:
    assert ["2", "0", "4", "3", "1"] == _rows(_view(column), sort=(SortKey(0),))
    assert ["3", "0", "4", "2", "1"] == _rows(_view(column), sort=(SortKey(0, True),))


def test_rows_are_filtered_by_the_levels_of_the_index() -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["key", None])
    frame = pd.DataFrame({"x": [1, 2, 3]}, index=index)

    assert 2 == _view(frame).page(0, 9, 0, 1, (), "key == a").total_rows
    assert 1 == _view(frame).page(0, 9, 0, 1, (), "key == a and level_1 > 1").total_rows
    assert 1 == _view(pl.DataFrame({"x": [1, 2]})).page(0, 9, 0, 1, (), "index >= 1").total_rows


def test_statistics_and_filters_agree_on_what_is_missing() -> None:
    column = pd.Series([np.float64("nan"), Decimal("nan"), float("nan"), None, 1, "a"], dtype=object)
    for value in (column, column.to_numpy()):
        facts, _ = _view(value).statistics(0)
        found = _view(value).page(0, 10, 0, 1, (), "value is missing")

        assert (4, "4") == (found.total_rows, dict(facts)["missing"])


def test_an_index_of_several_levels_has_its_labels_one_by_one_and_is_sorted_by_a_level() -> None:
    index = pd.MultiIndex.from_tuples(
        [("x", pd.Timestamp("2024-01-02"), 2.5), ("y", pd.Timestamp("2024-01-01"), None), ("x", pd.NaT, 1.0)],
        names=["shop", "day", None],
    )
    view = table_view(pd.DataFrame({"a": [1, 2, 3]}, index=index))
    assert view is not None
    page = view.page(0, 10, 0, 10).page

    assert (("x", "2024-01-02", "2.5"), ("y", "2024-01-01", "NaN"), ("x", "NaT", "1.0")) == page.levels
    for level, down, expected in (
        (0, False, "132"),
        (0, True, "213"),
        (1, False, "213"),
        (1, True, "123"),
        (2, False, "312"),
    ):
        cells = view.page(0, 10, 0, 10, (SortKey(-1 - level, down),)).page.cells
        assert expected == "".join(row[0] for row in cells), (level, down)
    with pytest.raises(PageProblem):
        view.page(0, 10, 0, 10, (SortKey(-4),))


@pytest.mark.parametrize("value", [pl.DataFrame({"a": [1]}), np.array([1]), pd.DataFrame({"a": [1]})])
def test_other_indexes_have_no_levels(value: Any) -> None:
    view = table_view(value)
    assert view is not None
    assert () == view.page(0, 10, 0, 10).page.levels


@pytest.mark.parametrize("native", [pd.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [1, 2]}), pa.table({"a": [1, 2]})])
def test_a_frame_of_narwhals_is_the_table_that_it_stands_for(native: Any) -> None:
    narwhals = pytest.importorskip("narwhals")
    frame = narwhals.from_native(native)
    view = table_view(frame)
    assert view is not None
    preview = preview_of(frame).preview

    assert (("2",),) == view.page(0, 9, 0, 9, where="a > 1").page.cells
    assert isinstance(preview, TablePreview) and "narwhals" in preview.type and 2 == preview.rows
    column = table_view(frame["a"])
    assert column is not None and column.source.is_series
