"""Times finer than a microsecond, or outside of Python's calendar, are shown, compared, sorted and copied in full."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import AskProblem
from dagscope.preview.copying import copied
from dagscope.preview.fine_times import moment_of, span_of, time_of
from dagscope.preview.pages import TableView, table_view
from dagscope.protocol.values import CopyAsk
from dagscope.session.saving import save_value
from dagscope.value_records import SortKey

DAY = 86_400 * 10**9


def _view(value: Any) -> TableView:
    view = table_view(value)
    assert view is not None
    return view


def _arrow(values: Any) -> pd.Series:
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([values])))


_TIMES = pa.array([DAY - 1, None, 1, 2], pa.time64("ns"))
_MOMENTS = [1_700_000_000_123_456_789, None, -5, 1]
_FINE = {
    "times of Arrow": (_TIMES, "00:00:00.000000001"),
    "times of Arrow in pandas": (_arrow(_TIMES), "00:00:00.000000001"),
    "times of Polars": (pl.Series("value", [DAY - 1, None, 1, 2]).cast(pl.Time), "00:00:00.000000001"),
    "moments of Arrow": (pa.array(_MOMENTS, pa.timestamp("ns")), "1970-01-01 00:00:00.000000001"),
    "moments of Polars": (pl.Series("value", _MOMENTS).cast(pl.Datetime("ns")), "1970-01-01 00:00:00.000000001"),
    "moments of a zone": (
        pl.Series("value", _MOMENTS).cast(pl.Datetime("ns", "Asia/Tokyo")),
        "1970-01-01 09:00:00.000000001+09:00",
    ),
    "durations of Polars": (pl.Series("value", _MOMENTS).cast(pl.Duration("ns")), "0:00:00.000000001"),
    "moments of NumPy": (np.array([5, "NaT", -5, 1], dtype="M8[ns]"), "1970-01-01 00:00:00.000000001"),
    "moments of NumPy from the other end": (np.array([5, "NaT", -5, 1], dtype=">M8[s]"), "1970-01-01 00:00:01"),
}


@pytest.mark.parametrize(("value", "text"), _FINE.values(), ids=list(_FINE))
def test_every_digit_is_shown_found_and_copied(value: Any, text: str) -> None:
    view = _view(value)
    cells = [row[0] for row in view.page(0, 4, 0, 1).page.cells]
    copy = copied(view, CopyAsk(((0, 4),), ((0, 1),))).data.decode().split("\n")
    assert text in cells and text in (line.replace("T", " ") for line in copy)
    for cell in cells:
        expected = 0 if cell in ("None", "NA", "NaT") else 1
        assert view.row_count((), f"value contains '{cell}'") == expected
        if expected:
            assert view.row_count((), f"value == '{cell}'") == 1
    assert view.row_count((), f"value > '{text}' or value <= '{text}'") == 3


@pytest.mark.parametrize(("value", "text"), _FINE.values(), ids=list(_FINE))
def test_they_are_sorted_by_every_digit(value: Any, text: str) -> None:
    view = _view(value)
    up = view.items(0, range(3), (SortKey(0),), "")
    assert up == sorted(up)
    assert view.items(0, range(3), (SortKey(0, descending=True),), "") == up[::-1]


@pytest.mark.parametrize(
    "value",
    [
        pa.array([{"t": 1}], pa.struct([("t", pa.time64("ns"))])),
        pa.array([[1]], pa.list_(pa.time64("ns"))),
        pa.array([[("t", 1)]], pa.map_(pa.string(), pa.time64("ns"))),
        pl.Series([[1]]).cast(pl.List(pl.Time)),
        pl.Series([{"t": 1}]).cast(pl.Struct({"t": pl.Time})),
    ],
    ids=["struct", "list", "map", "list of Polars", "struct of Polars"],
)
def test_they_are_whole_inside_other_values(value: Any, tmp_path: Path) -> None:
    assert "00:00:00.000000001" in _view(value).page(0, 1, 0, 1).page.cells[0][0]
    save_value(value, tmp_path / "v.json", "json")
    assert "00:00:00.000000001" in (tmp_path / "v.json").read_text("utf-8")


_FAR = [10**12, None, -(10**11), 0]


@pytest.mark.parametrize(
    "value",
    [
        pa.array(_FAR, pa.timestamp("s")),
        _arrow(pa.array(_FAR, pa.timestamp("s"))),
        (pl.Series(_FAR) * 1_000).cast(pl.Datetime("ms")),
    ],
    ids=["Arrow", "Arrow in pandas", "Polars"],
)
def test_moments_outside_of_the_calendar_do_not_cost_the_table(value: Any, tmp_path: Path) -> None:
    view = _view(value)
    cells = [row[0] for row in view.page(0, 4, 0, 1).page.cells]
    assert cells[0] == "+33658-09-27 01:46:40" and cells[2] == "-1199-02-15 14:13:20"
    assert [row[0] for row in view.page(0, 4, 0, 1, (SortKey(0),)).page.cells][0] == cells[2]
    assert dict(view.statistics(0)[0])["missing"] == "1"
    save_value(value, tmp_path / "v.json", "json")
    assert cells[0] in {next(iter(row.values())) for row in json.loads((tmp_path / "v.json").read_text("utf-8"))}


@pytest.mark.parametrize("nanoseconds", [0, 1, -1, 999, 1_000, 1_700_000_000_123_456_789, -(10**18) + 1])
def test_they_are_what_pandas_makes_of_them(nanoseconds: int) -> None:
    moment, span = moment_of(nanoseconds), span_of(nanoseconds)
    known = pd.Timestamp(nanoseconds)
    assert str(moment) == str(known)
    assert getattr(span, "nanoseconds", 0) == pd.Timedelta(nanoseconds).nanoseconds
    assert str(time_of(nanoseconds % DAY)) == str(known).split(" ")[1]


def test_a_fine_time_is_compared_with_its_plain_neighbours() -> None:
    assert time_of(1_000) > time_of(999) > time_of(0) == datetime.time()
    assert time_of(999) <= time_of(999) and not time_of(999) < time_of(998) and time_of(999) != time_of(0)
    assert moment_of(1) > moment_of(0) >= moment_of(-1) and datetime.datetime(1970, 1, 1) < moment_of(1)
    assert span_of(-1) < span_of(0) < span_of(1) and hash(span_of(1)) == hash(span_of(1))


@pytest.mark.parametrize(
    "value", [pd.Series(pd.to_datetime(["2024-01-01"])), pl.Series("value", [datetime.datetime(2024, 1, 1)])]
)
def test_a_zone_is_refused_where_the_moments_have_none(value: Any) -> None:
    with pytest.raises(AskProblem, match="have no time zone"):
        _view(value).row_count((), "value == 2024-01-01 00:00 UTC")
