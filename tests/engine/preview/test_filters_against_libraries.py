"""Filters against pandas' and Polars' own answers, on random columns of every dtype."""

from __future__ import annotations

import datetime
import operator
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.preview.filtering import kept

OPS = {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
QUICK = settings(max_examples=60)

INTS = st.integers(-(2**63), 2**63 - 1) | st.integers(-5, 5)
FLOATS = st.floats(allow_nan=False, allow_infinity=True) | st.sampled_from([0.0, -0.0, 0.1, 2.5])
MOMENTS = st.datetimes(datetime.datetime(1970, 1, 3), datetime.datetime(2100, 1, 1))
SPANS = st.timedeltas(datetime.timedelta(days=-4000), datetime.timedelta(days=4000))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)


def _text(value: Any) -> str:
    """Return a value as it would be written in a filter, in full."""
    if isinstance(value, datetime.timedelta):
        return f"{(value.days * 86_400 + value.seconds) * 10**6 + value.microseconds} us"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value) if isinstance(value, float) else str(value)


def _native(series: pd.Series, op: str, wanted: Any) -> list[int]:
    result = OPS[op](series, wanted)
    if type(result.dtype).__name__ in ("BooleanDtype", "ArrowDtype"):
        result = result.fillna(False)
    return list(np.flatnonzero(np.asarray(result, dtype=bool)))


PANDAS = [
    ("int64", INTS, None),
    ("Int64", INTS, None),
    ("int64[pyarrow]", INTS, None),
    ("int8", st.integers(-128, 127), None),
    ("uint64", st.integers(0, 2**64 - 1), None),
    ("float64", FLOATS, None),
    ("Float64", FLOATS, None),
    ("double[pyarrow]", FLOATS, None),
    ("string", TEXTS, None),
    ("str", TEXTS, None),
    ("string[pyarrow]", TEXTS, None),
    ("object", TEXTS, None),
    ("boolean", st.booleans(), None),
    ("datetime64[ns]", MOMENTS, pd.Timestamp),
    ("datetime64[us]", MOMENTS, pd.Timestamp),
    ("datetime64[us, Europe/Berlin]", MOMENTS, "zone"),
    ("timestamp[us][pyarrow]", MOMENTS, pd.Timestamp),
    ("timedelta64[ns]", SPANS, pd.Timedelta),
    ("timedelta64[us]", SPANS, pd.Timedelta),
]


@pytest.mark.parametrize(("dtype", "values", "native"), PANDAS, ids=[case[0] for case in PANDAS])
@QUICK
@given(data=st.data())
def test_as_pandas(dtype: str, values: st.SearchStrategy[Any], native: Any, data: st.DataObject) -> None:
    items = data.draw(st.lists(values, min_size=1, max_size=12))
    wanted = data.draw(st.sampled_from(items) | values)
    op = data.draw(st.sampled_from(sorted(OPS)))
    if native == "zone":
        # A wall time that exists twice or not at all is another test's; UTC has each of them once.
        series = pd.Series(pd.to_datetime(items).tz_localize("UTC").tz_convert("Europe/Berlin"))
        assert _native(series, op, pd.Timestamp(wanted, tz="UTC")) == kept(series, f"v {op} {_text(wanted)} UTC")
        return
    has_gaps = dtype not in ("int64", "int8", "uint64")
    series = pd.Series([*items, None] if has_gaps else items, dtype=dtype)
    asked = native(wanted) if native else wanted

    assert _native(series, op, asked) == kept(series, f"v {op} {_text(wanted)}")


POLARS = [
    (pl.Int64, INTS),
    (pl.UInt64, st.integers(0, 2**64 - 1)),
    (pl.Int8, st.integers(-128, 127)),
    (pl.Float64, FLOATS),
    (pl.String, TEXTS),
    (pl.Boolean, st.booleans()),
    (pl.Date, st.dates(datetime.date(1970, 1, 3), datetime.date(2100, 1, 1))),
    (pl.Datetime("us"), MOMENTS),
    (pl.Datetime("ns"), MOMENTS),
    (pl.Duration("us"), SPANS),
    (pl.Time, st.times()),
]


@pytest.mark.parametrize(("dtype", "values"), POLARS, ids=[str(case[0]) for case in POLARS])
@QUICK
@given(data=st.data())
def test_as_polars(dtype: Any, values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    items = data.draw(st.lists(values, min_size=1, max_size=12))
    wanted = data.draw(st.sampled_from(items) | values)
    op = data.draw(st.sampled_from(sorted(OPS)))
    series = pl.Series("v", [*items, None], dtype=dtype)
    frame = pl.DataFrame({"v": series}).with_row_index("at")
    expected = frame.filter(OPS[op](pl.col("v"), pl.lit(wanted, dtype=dtype))).get_column("at").to_list()

    assert expected == kept(series, f"v {op} {_text(wanted)}")


@QUICK
@given(items=st.lists(st.none() | TEXTS, max_size=12), wanted=TEXTS)
def test_contains_is_the_same_text_everywhere(items: list[str | None], wanted: str) -> None:
    text = f"v contains {_text(wanted)}"
    expected = [n for n, item in enumerate(items) if item is not None and wanted.lower() in item.lower()]

    assert expected == kept(pd.Series(items, dtype="object"), text)
    assert expected == kept(pd.Series(items, dtype="string[python]"), text)
    assert expected == kept(pl.Series("v", items, dtype=pl.String), text)


@QUICK
@given(
    frame=st.lists(st.tuples(st.integers(-5, 5), st.floats(-5, 5) | st.none()), min_size=1, max_size=15),
    low=st.integers(-5, 5),
    high=st.integers(-5, 5),
)
def test_and_or_not_are_those_of_boolean_masks(frame: list[tuple[int, float | None]], low: int, high: int) -> None:
    a, b = pd.Series([row[0] for row in frame]), pd.Series([row[1] for row in frame], dtype="float64")
    expected = ((a > low) & ~(b <= high)) | (a == high)

    found = kept({"a": a, "b": b}, f"(a > {low} and not b <= {high}) or a = {high}")

    assert list(np.flatnonzero(expected)) == found
