"""Filters against Python's own comparisons, on random columns of the dtypes whose values are Python objects or have
gaps.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.preview.filtering import kept

OPS = {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
QUICK = settings(max_examples=40)
DECIMALS = st.decimals(-10_000, 10_000, places=4)
SMALL = st.floats(allow_nan=False, allow_infinity=False, width=32)
DAYS = st.dates(datetime.date(1970, 1, 3), datetime.date(2100, 1, 1))
LEVELS = ["low", "mid", "high", "never"]
MONTHS = st.integers(0, 600)
TIMES = st.times()


def _categories(items: list[Any]) -> pd.Series:
    return pd.Series(pd.Categorical(items, LEVELS, ordered=True))


def _periods(items: list[Any]) -> pd.Series:
    return pd.Series(pd.PeriodIndex([pd.NaT if item is None else pd.Period(ordinal=item, freq="M") for item in items]))


def _masked(items: list[Any]) -> np.ma.MaskedArray:
    gone = [item is None for item in items]
    return np.ma.MaskedArray([0 if item is None else item for item in items], gone)


def _scalars(items: list[Any]) -> pd.Series:
    return pd.Series([None if item is None else np.float64(item) for item in items], dtype="object")


CASES: list[tuple[str, Callable[[list[Any]], Any], st.SearchStrategy[Any], Callable[[Any], str], Callable[[Any],
    Any]]] = [
    ("decimals", lambda items: pd.Series(items, dtype="object"), DECIMALS, str, lambda x: x),
    ("decimals arrow", lambda items: pa.array(items, pa.decimal128(20, 4)), DECIMALS, str, lambda x: x),
    ("decimals pandas arrow", lambda items: pd.Series(items, dtype=pd.ArrowDtype(pa.decimal128(20, 4))), DECIMALS, str,
     lambda x: x),
    ("decimals polars", lambda items: pl.Series("v", items, dtype=pl.Decimal(20, 4)), DECIMALS, str, lambda x: x),
    ("ordered", _categories, st.sampled_from(LEVELS), str, LEVELS.index),
    ("enum", lambda items: pl.Series("v", items, dtype=pl.Enum(LEVELS)), st.sampled_from(LEVELS), str, LEVELS.index),
    ("dictionary", lambda items: pa.array(items, pa.string()).dictionary_encode(), st.sampled_from(LEVELS), str,
        lambda x: x),
    ("periods", _periods, MONTHS, lambda x: str(pd.Period(ordinal=x, freq="M")), lambda x: x),
    ("masked", _masked, st.integers(-9, 9), str, lambda x: x),
    ("numpy scalars", _scalars, SMALL, repr, lambda x: x),
    ("days", lambda items: pd.Series(items, dtype="object"), DAYS, str, lambda x: x),
    ("days arrow", lambda items: pa.array(items, pa.date32()), DAYS, str, lambda x: x),
    ("days pandas arrow", lambda items: pd.Series(items, dtype="date32[pyarrow]"), DAYS, str, lambda x: x),
    ("Float32", lambda items: pd.Series(items, dtype="Float32"), SMALL, repr, lambda x: x),
    ("float arrow", lambda items: pa.array(items, pa.float32()), SMALL, repr, lambda x: x),
    ("times", lambda items: pd.Series(items, dtype="object"), TIMES, str, lambda x: x),
    ("times polars", lambda items: pl.Series("v", items, dtype=pl.Time), TIMES, str, lambda x: x),
    ("Int128", lambda items: pl.Series("v", items, dtype=pl.Int128), st.integers(-(2**100), 2**100), str, lambda x: x),
    ("big ints", lambda items: pd.Series(items, dtype="object"), st.integers(-(2**100), 2**100), str, lambda x: x),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "values", "write", "rank"), CASES, ids=[case[0] for case in CASES])
@QUICK
@given(data=st.data())
def test_as_python(
    name: str,
    make: Callable[[list[Any]], Any],
    values: st.SearchStrategy[Any],
    write: Callable[[Any], str],
    rank: Callable[[Any], Any],
    data: st.DataObject,
) -> None:
    items = data.draw(st.lists(values, min_size=1, max_size=10))
    wanted = data.draw(st.sampled_from(items) | values)
    op = data.draw(st.sampled_from(sorted(OPS)))
    negated = data.draw(st.booleans())
    holed = [*items, None]
    expected = [place for place, item in enumerate(holed) if item is not None and OPS[op](rank(item), rank(wanted))]
    if negated:
        expected = [place for place in range(len(holed)) if place not in expected]

    assert expected == kept(make(holed), f"{'not ' if negated else ''}v {op} {write(wanted)}")
    assert [len(items)] == kept(make(holed), "v is missing")
