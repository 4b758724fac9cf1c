"""Pairs of values that libraries keep in ways of their own: long floats, units, nanoseconds, pickled objects, pictures.
Each also the other way round, and against a copy of itself.
"""

from __future__ import annotations

import ast
import copy
import datetime as dt
import decimal
import fractions
import operator
import string
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any

import altair
import networkx as nx
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse as sp
import xarray as xr
from dagscope.compare.values import compare_values, verdict_of
from PIL import Image
from scipy.interpolate import CubicSpline
from scipy.spatial import KDTree
from scipy.stats import norm
from sklearn.preprocessing import FunctionTransformer

LONG = np.longdouble
IS_LONG = bool(np.isfinite(LONG("1e4000")))
FAR = np.array(["30000-01-01"], "M8[D]")
TIMES = pa.time64("ns")
LEVELS = [pd.MultiIndex.from_tuples([("a", "x"), (second, "y")], names=["o", "i"]) for second in "ab"]


def levelled(number: int) -> xr.DataArray:
    """Return an array whose coordinates have each other as coordinates."""
    return xr.DataArray([1, 2], dims="x", coords=xr.Coordinates.from_pandas_multiindex(LEVELS[number], "x"))


def two_coordinates(last: int) -> xr.Dataset:
    return xr.Dataset({"v": ("x", [1, 2])}, coords={"x": [1, 2], "here": ("x", [3, 4]), "there": ("x", [5, last])})


def figure(last: int) -> go.Figure:
    return go.Figure(go.Scatter(y=np.array([1, last])))


def chart(last: int) -> Any:
    return altair.Chart(pd.DataFrame({"a": [1, last]})).mark_bar().encode(x="a")


def row_of_fields(last: float) -> Any:
    return np.array([(1, last)], [("a", int), ("b", float)])[0]


def nested_times(count: int) -> Any:
    return pa.array([{"a": [count]}], pa.struct([("a", pa.list_(TIMES))]))


def nanoseconds(count: int, dtype: Any) -> pl.Series:
    return pl.Series([[count], [5_000]], dtype=pl.List(pl.Int64)).cast(pl.List(dtype))


PAIRS: list[tuple[str, Any, Any, str, str]] = [
    ("coordinates of several levels", levelled(0), levelled(1), "different", ""),
    ("coordinates of one dimension", two_coordinates(6), two_coordinates(7), "different", ""),
    ("an array of its coordinate's name", xr.DataArray([1], dims="x", coords={"x": [1]}, name="x"),
        xr.DataArray([1], dims="x", coords={"x": [2]}, name="x"), "different", ""),
    ("long floats within tolerance", LONG(1) + LONG(2) ** -40, LONG(1), "close", ""),
    ("long complex numbers", np.clongdouble(1 + 2j), np.clongdouble(1 + 2.0000000000001j), "close", ""),
    ("long complex NaN", np.clongdouble(complex("nan+1j")), np.clongdouble(complex("nan+2j")), "different", ""),
    ("a long float and a huge integer", LONG("inf"), 10**6000, "different", "type"),
    ("a long float and a fraction", LONG(0.5), fractions.Fraction(1, 2), "equal", "type"),
    ("a span and a number", np.timedelta64(1, "ns"), 1, "different", "type"),
    ("spans and numbers", pd.Series(pd.to_timedelta([1], unit="ns")), pd.Series([1]), "different", "dtype"),
    ("days too far for nanoseconds", FAR, FAR.astype("M8[ns]"), "different", "dtype"),
    ("a day too far for nanoseconds", FAR[0], FAR.astype("M8[ns]")[0], "different", ""),
    ("spans of two units", np.timedelta64(1, "s"), np.timedelta64(1_000, "ms"), "equal", "dtype"),
    ("no moment and no span", np.datetime64("NaT"), np.timedelta64("NaT"), "equal", "type"),
    ("raw bytes", np.void(b"abc"), np.void(b"abd"), "different", ""),
    ("rows of fields", row_of_fields(0.3), row_of_fields(0.1 + 0.2), "close", ""),
    ("masked", np.ma.masked, np.ma.array(0.0), "different", ""),
    ("types of column names", pd.DataFrame([[1]], columns=[1]), pd.DataFrame([[1]], columns=[1.0]), "equal",
        "type of the column names"),
    ("nanoseconds of Arrow", pa.array([1], TIMES), pa.array([2], TIMES), "different", ""),
    ("nanoseconds within", nested_times(1), nested_times(2), "different", ""),
    ("moments in lists", nanoseconds(1, pl.Datetime("ns")), nanoseconds(2, pl.Datetime("ns")), "different", ""),
    ("spans in lists", nanoseconds(1, pl.Duration("ns")), nanoseconds(2, pl.Duration("ns")), "different", ""),
    ("times in lists", nanoseconds(1, pl.Time), nanoseconds(2, pl.Time), "different", ""),
    ("times", pl.Series([1]).cast(pl.Time), pl.Series([2]).cast(pl.Time), "different", ""),
    ("microseconds", pl.Series([1_000]).cast(pl.Time), pd.Series([dt.time(microsecond=1)]), "equal",
        "type, name, dtype"),
    ("sparse and dense", sp.csr_array(np.eye(2)), np.eye(2), "equal", "type"),
    ("sparse and another dense", sp.csr_array(np.eye(2)), np.ones((2, 2)), "different", "type"),
    ("trees of points", KDTree(np.eye(2)), KDTree(np.eye(2) * 2), "different", ""),
    ("equal trees of points", KDTree(np.eye(2)), KDTree(np.eye(2)), "equal", ""),
    ("distributions", norm(0, 1), norm(0, 2), "different", ""),
    ("equal distributions", norm(0, 1), norm(0, 1), "equal", ""),
    ("splines", CubicSpline([0, 1, 2], [0, 1, 0]), CubicSpline([0, 1, 2], [0, 2, 0]), "different", ""),
    ("functions of NumPy", FunctionTransformer(np.log), FunctionTransformer(np.exp), "different", ""),
    ("seeds", np.random.SeedSequence(1), np.random.SeedSequence(1), "equal", ""),
    ("bits of chance", np.random.PCG64(1), np.random.PCG64(2), "different", ""),
    ("degrees", nx.Graph([(1, 2)]).degree, nx.Graph([(1, 2)]).degree, "equal", ""),
    ("contexts", decimal.Context(prec=5), decimal.Context(prec=6), "different", ""),
    ("equal contexts", decimal.Context(prec=5), decimal.Context(prec=5), "equal", ""),
    ("getters", operator.itemgetter(1), operator.itemgetter(2), "different", ""),
    ("equal getters", operator.attrgetter("a.b"), operator.attrgetter("a.b"), "equal", ""),
    ("callers", operator.methodcaller("a", 1), operator.methodcaller("a", 1), "equal", ""),
    ("templates", string.Template("a"), string.Template("b"), "different", ""),
    ("elements", ElementTree.fromstring("<a x='1'/>"), ElementTree.fromstring("<a x='2'/>"), "different", ""),
    ("trees of code", ast.parse("a + 1"), ast.parse("a + 1"), "equal", ""),
    ("charts of plotly", figure(2), figure(3), "different", ""),
    ("equal charts of plotly", figure(2), figure(2), "equal", ""),
    ("equal charts of Altair", chart(2), chart(2), "equal", ""),
    ("numbers without colours", Image.new("P", (3, 2), 1), Image.new("P", (3, 2), 2), "different", ""),
    ("pictures that cannot be grey", Image.new("LAB", (3, 2), (1, 2, 3)), Image.new("LAB", (3, 2), (1, 2, 4)),
        "different", ""),
]  # fmt: skip
if IS_LONG:
    PAIRS += [
        ("far long floats", LONG("1e4000"), LONG("2e4000"), "different", ""),
        ("tiny long floats", LONG("1e-4000"), LONG("2e-4000"), "different", ""),
        ("tiny long complex numbers", *(np.array([np.clongdouble(LONG(n))]) for n in ("1e-4000", "2e-4000")),
            "different", ""),
    ]  # fmt: skip
IDS = [pair[0] for pair in PAIRS]


@pytest.mark.parametrize(("left", "right", "verdict", "beside"), [pair[1:] for pair in PAIRS], ids=IDS)
def test_two_values_are_judged_and_exchanged_sides_give_the_mirrored_answer(
    left: Any, right: Any, verdict: str, beside: str
) -> None:
    one, other = compare_values(left, right).diff, compare_values(right, left).diff

    assert (verdict, beside) == (one.verdict, ", ".join(item.what for item in one.beside)), one.summary
    assert one.verdict == other.verdict
    assert [(item.what, item.left, item.right) for item in one.beside] == [
        (item.what, item.right, item.left) for item in other.beside
    ]
    assert (one.counts.only_left, one.counts.only_right) == (other.counts.only_right, other.counts.only_left)


@pytest.mark.parametrize(
    "value", [side for pair in PAIRS for side in pair[1:3]], ids=[f"{name} {side}" for name in IDS for side in "ab"]
)
def test_a_value_is_equal_to_its_copy(value: Any) -> None:
    found = verdict_of(value, copy.deepcopy(value))
    assert ("equal", ()) == (found.verdict, found.beside)


def test_a_nanosecond_of_arrow_is_seen() -> None:
    """Not among the pairs: Arrow's own copy of it has lost the nanosecond."""
    assert "different" == verdict_of(pa.scalar(1, TIMES), pa.scalar(2, TIMES)).verdict
    assert "equal" == verdict_of(pa.scalar(1, TIMES), pa.scalar(1, TIMES)).verdict


class Silent:
    def __init__(self, number: int) -> None:
        self.number = number


@pytest.mark.parametrize("make", [object, lambda: Silent(1), lambda: iter([1]), lambda: open])
def test_what_no_pickle_may_speak_for_is_not_comparable(make: Callable[[], Any]) -> None:
    """A sentinel, an object of the project's, what is read once; a function of Python's is itself."""
    one, other = make(), make()
    assert ("equal" if one is other else "incomparable") == verdict_of(one, other).verdict


def nested(depth: int, value: int) -> Any:
    for _ in range(depth):
        value = [value]  # type: ignore[assignment]
    return value


def test_a_way_to_a_difference_is_not_written_at_each_step() -> None:
    """Such a way grows with the depth, and writing each of its stretches would take the square of that."""
    found = compare_values(nested(20_000, 1), nested(20_000, 2)).diff
    assert "different" == found.verdict
    assert found.rows[0].key.startswith("[0][0][0]") and len(found.rows[0].key) <= 500


def test_what_is_said_of_many_entries_is_counted() -> None:
    found = compare_values(list(range(1_000)), [float(number) for number in range(1_000)]).diff
    assert "equal" == found.verdict
    assert 101 == len(found.beside) and "900 more" == found.beside[-1].left


@pytest.mark.parametrize("last", [0, 1, 511, 512, 513, 1023, 1500])
def test_long_lists_that_differ_anywhere_differ(last: int) -> None:
    left: list[Any] = [0.5, "a", None, True, 7] * 301
    for other in (left[:last], [*left[:last], 9.5, *left[last + 1 :]], [*left, 1]):
        found = compare_values(left, other).diff
        assert "different" == found.verdict
        assert len(left) == found.counts.same + found.counts.changed + found.counts.only_left


def test_one_and_true_are_told_apart_in_long_lists() -> None:
    found = compare_values([1] * 1_000, [1] * 999 + [True]).diff
    assert ("equal", ["type of [999]"]) == (found.verdict, [item.what for item in found.beside])
