"""Cells and statistics say what the library says: hidden, missing and infinite values, zones, durations,
enumerations.
"""

from __future__ import annotations

import datetime
import enum
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import preview_of, summary_of, table_view
from dagscope.preview.pages import PageProblem
from dagscope.value_records import SortKey, TablePreview

INF, NAN = float("inf"), float("nan")


def _cells(value: Any) -> list[str]:
    preview = preview_of(value).preview
    assert isinstance(preview, TablePreview) and preview.page is not None
    return [row[0] for row in preview.page.cells]


def _facts(value: Any) -> tuple[dict[str, str], dict[str, int]]:
    view = table_view(value)
    assert view is not None
    facts, bars = view.statistics(0)
    return dict(facts), dict(bars)


@pytest.mark.parametrize(
    ("data", "cells"),
    [
        ([1, 2, 3], ["1", "--", "3"]),
        ([1.5, 2.5, 3.5], ["1.5", "--", "3.5"]),
        ([True, True, False], ["True", "--", "False"]),
        (["a", "b", "c"], ["a", "--", "c"]),
        (np.array(["2024-01-01", "2024-01-02", "2024-01-03"], "datetime64[D]"), ["2024-01-01", "--", "2024-01-03"]),
    ],
)
def test_what_a_mask_hides_is_not_shown_counted_or_found(data: Any, cells: list[str]) -> None:
    array = np.ma.masked_array(data, mask=[False, True, False])
    facts, _ = _facts(array)
    view = table_view(array)
    assert view is not None

    assert cells == _cells(array)
    assert ("3", "1") == (facts["rows"], facts["missing"])
    if "mean" in facts:
        assert float(array.mean()) == float(facts["mean"])
    assert "--" == view.page(0, 3, 0, 1, (SortKey(0, True),)).page.cells[-1][0], "missing ones come last"
    two = np.ma.masked_array([[1, 2], [3, 4]], mask=[[False, True], [False, False]])
    assert (("1", "--"), ("3", "4")) == preview_of(two).preview.page.cells  # type: ignore[attr-defined]


@pytest.mark.parametrize("unit", ["D", "s", "ms", "us", "ns"])
def test_moments_of_numpy_are_moments_in_every_unit(unit: str) -> None:
    array = np.array(["2024-01-31", "NaT"], f"datetime64[{unit}]")

    assert "NaT" == _cells(array)[1]
    assert _cells(array)[0].startswith("2024-01-31")
    assert "1" == _facts(array)[0]["missing"]


@pytest.mark.parametrize(
    "value",
    [np.array([1, INF, -INF, NAN]), pd.Series([1, INF, -INF, NAN]), pa.array([1.0, INF, -INF, NAN])],
    ids=["numpy", "pandas", "arrow"],
)
def test_infinities_are_said(value: Any) -> None:
    facts, _ = _facts(value)

    assert ("4", "1", "2", "1.0") == (facts["rows"], facts["missing"], facts["infinite"], facts["mean"])


def test_nan_and_null_of_polars_are_two_things() -> None:
    facts, _ = _facts(pl.Series([1.0, None, NAN, INF]))

    assert ("4", "1", "1", "1", "1.0") == tuple(facts[name] for name in ("rows", "missing", "NaN", "infinite", "mean"))


@pytest.mark.parametrize("value", [pa.array(["a", None, "a"]), pa.array(["a", None, "a"]).dictionary_encode()])
def test_a_null_of_arrow_is_no_value_of_its_own(value: Any) -> None:
    facts, bars = _facts(value)

    assert ("1", "1", {"a": 2}) == (facts["missing"], facts["distinct"], bars)


def test_nullable_columns_keep_their_type_in_statistics() -> None:
    facts, bars = _facts(pd.Series([True, False, True, None], dtype="boolean"))
    assert ("4", "1", "2", "1") == tuple(facts[name] for name in ("rows", "missing", "true", "false"))
    assert {"False": 1, "True": 2} == bars

    big = 9_007_199_254_740_993
    facts, _ = _facts(pd.Series([big, big + 2, None], dtype="Int64"))
    assert (str(big), str(big + 2), "1") == (facts["minimum"], facts["maximum"], facts["missing"])


def test_bars_of_times_are_in_the_zone_and_the_unit_of_the_cells() -> None:
    zoned = pd.Series(pd.date_range("2024-03-31", periods=48, freq="h", tz="Europe/Berlin"))
    facts, bars = _facts(zoned)
    assert "2024-03-31 00:00:00+01:00" == facts["first"]
    assert "2024-03-31 00:00:00" == next(iter(bars))

    _, bars = _facts(pd.Series(pd.to_timedelta(range(40), unit="h")))
    assert "0 days 00:00:00" == next(iter(bars))

    days = pd.Series([datetime.date(2024, 1, 1), datetime.date(2024, 2, 1), None], dtype="date32[pyarrow]")
    facts, bars = _facts(days)
    assert ("1", "2024-01-01", "2024-01-01 00:00:00") == (facts["missing"], facts["first"], next(iter(bars)))


def test_members_of_enumerations_are_shown_by_name() -> None:
    class Right(enum.IntFlag):
        READ = 4
        WRITE = 2

    class Color(enum.Enum):
        RED = 1

    both = Right.READ | Right.WRITE
    assert "Right.READ|WRITE (6)" == preview_of(both).preview.summary == summary_of(both)
    assert ["Right.READ (4)", "Color.RED (1)"] == _cells(pd.Series([Right.READ, Color.RED], dtype=object))
    assert "[Right.WRITE (2)]" == preview_of([Right.WRITE]).preview.summary


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_facts_are_of_the_rows_that_a_filter_keeps(make: Any) -> None:
    view = table_view(make({"n": [1, 2, 3, 10], "s": ["a", "b", "b", "c"]}))
    assert view is not None

    numbers, texts = dict(view.statistics(0, "n < 4")[0]), view.statistics(1, "n < 4")
    assert ("3", "2.0", "3") == (numbers["rows"], numbers["mean"], numbers["maximum"])
    assert "3" == dict(texts[0])["rows"]
    assert [("b", 2), ("a", 1)] == list(texts[1])
    with pytest.raises(PageProblem):
        view.statistics(0, "nothing > 4")


def test_facts_of_an_array_are_of_the_rows_that_a_filter_keeps() -> None:
    view = table_view(np.ma.masked_array([[1.0, 5.0], [2.0, 6.0], [9.0, 7.0]], mask=[[0, 0], [0, 1], [0, 0]]))
    assert view is not None

    facts = dict(view.statistics(1, "`0` < 3")[0])
    assert ("1", "5.0") == (facts["missing"], facts["maximum"])


@pytest.mark.parametrize("make", [pd.Series, lambda items: pl.Series("v", items), lambda items: pa.table({"v": items})])
def test_bars_of_values_that_are_near_or_far_are_told_apart(make: Any) -> None:
    for items in ([1_000_001.0, 1_000_001.5, 1_000_002.0], [0.0, 5e-324], [-1.7e308, 1.7e308, 1.0], [2**60, 2**60 + 1]):
        view = table_view(make(items))
        assert view is not None
        _, bars = view.statistics(0)
        assert len(items) == sum(count for _, count in bars)
        assert len(bars) == len({name for name, _ in bars})


def test_bars_of_moments_that_are_near_and_categories_that_no_row_has() -> None:
    moments = pd.Series(pd.to_datetime(["2024-01-01 00:00:00.000001", "2024-01-01 00:00:00.000003"]))
    for items in (moments, moments - moments[0], moments.astype("datetime64[ns]")):
        _, bars = table_view(items).statistics(0)  # type: ignore[union-attr]
        assert 2 == sum(count for _, count in bars) and len(bars) == len({name for name, _ in bars})
    sizes = pd.Series(pd.Categorical(["lo", "hi", "lo"], ["lo", "mid", "hi"]))
    facts, bars = table_view(sizes).statistics(0)  # type: ignore[union-attr]
    assert "2" == dict(facts)["distinct"] and (("lo", 2), ("hi", 1)) == bars
