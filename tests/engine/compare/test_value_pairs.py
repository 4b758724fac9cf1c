"""Pairs of values with the verdict that is right; each also the other way round, and against a copy of itself."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections import OrderedDict, defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import dask
import dask.array
import dask.bag
import dask.dataframe
import narwhals
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.compare.values import compare_values, verdict_of

from tests.engine.compare.odd_values import (
    NAN,
    Agreeing,
    Declining,
    Leaving,
    Level,
    Model,
    Plain,
    Point,
    Raising,
    Sale,
    Vague,
    dask_frame,
    deep,
    figure,
    frame,
    graph,
    names_beside,
    picture,
    png,
    with_attrs,
)

UTC = dt.timezone.utc
ZONE = dt.timezone(dt.timedelta(hours=1))
MOMENT = dt.datetime(2024, 1, 1, 12)
TZ_FRAME = pd.to_datetime(["2024-01-01"]).tz_localize("UTC")


PAIRS: list[tuple[str, Any, Any, str, str]] = [
    ("none", None, None, "equal", ""),
    ("none and zero", None, 0, "different", "type"),
    ("none and empty", None, "", "different", "type"),
    ("integers", 1, 1, "equal", ""),
    ("integers near each other", 1700000001, 1700000002, "different", ""),
    ("large integers", 10**18, 10**18 + 1, "different", ""),
    ("huge integers", 10**400, 10**400, "equal", ""),
    ("huge integer and float", 10**400, 1.0, "different", "type"),
    ("integer and float", 1, 1.0, "equal", "type"),
    ("large integer and its float", 2**53 + 1, float(2**53), "close", "type"),
    ("boolean and integer", True, 1, "equal", "type"),
    ("booleans", True, False, "different", ""),
    ("number and text", 1, "1", "different", "type"),
    ("floats within tolerance", 0.1 + 0.2, 0.3, "close", ""),
    ("floats beyond tolerance", 1.0, 1.0 + 1e-8, "different", ""),
    ("zero and a small float", 0.0, 1e-12, "different", ""),
    ("signed zeros", 0.0, -0.0, "equal", ""),
    ("NaN", NAN, float("nan"), "equal", ""),
    ("NaN and number", NAN, 1.0, "different", ""),
    ("infinities", float("inf"), float("inf"), "equal", ""),
    ("infinities of two signs", float("inf"), float("-inf"), "different", ""),
    ("infinity and the largest float", float("inf"), 1.7e308, "different", ""),
    ("complex", 1 + 2j, 1 + 2j, "equal", ""),
    ("complex within tolerance", 1 + 2j, 1 + (2 + 1e-12) * 1j, "close", ""),
    ("complex and an integer beyond 2^53", complex(2**53), 2**53 + 1, "close", "type"),
    ("complex and an integer beyond floats", 1j, 10**400, "different", "type"),
    ("complex and a Decimal", complex(0.1), Decimal("0.1"), "close", "type"),
    ("complex with NaN", complex(NAN, 1), complex(NAN, 1), "equal", ""),
    ("complex with NaN elsewhere", complex(NAN, 1), complex(1, NAN), "different", ""),
    ("decimals", Decimal("1.10"), Decimal("1.1"), "equal", ""),
    ("decimals near each other", Decimal("1.0000000000000001"), Decimal(1), "different", ""),
    ("decimal NaN", Decimal("NaN"), Decimal("NaN"), "equal", ""),
    ("signalling NaN", Decimal("sNaN"), Decimal(1), "different", ""),
    ("decimal and float", Decimal("0.5"), 0.5, "equal", "type"),
    ("fractions", Fraction(1, 3), Fraction(1, 3), "equal", ""),
    ("fractions near each other", Fraction(1, 3), Fraction(10**12, 3 * 10**12 + 1), "different", ""),
    ("NumPy integer and integer", np.int64(3), 3, "equal", "type"),
    ("NumPy float of 32 bits", np.float32(0.1), 0.1, "different", "type"),
    ("array without dimensions", np.array(2.0), np.array(2.0), "equal", ""),
    ("enumeration", Level.LOW, Level.LOW, "equal", ""),
    ("members of an enumeration", Level.LOW, Level.HIGH, "different", ""),
    ("texts", "a", "a", "equal", ""),
    ("line end", "a\n", "a", "different", ""),
    ("kind of line end", "a\r\nb", "a\nb", "different", ""),
    ("texts after column 500", "x" * 900 + "a", "x" * 900 + "b", "different", ""),
    ("texts after line 3,000", "x\n" * 5000 + "a", "x\n" * 5000 + "b", "different", ""),
    ("text and bytes", "a", b"a", "different", "type"),
    ("accents composed in two ways", "é", "e\u0301", "different", ""),
    ("bytes", b"\x00\x01", b"\x00\x01", "equal", ""),
    ("bytes that differ", b"\x00\x01", b"\x00\x02", "different", ""),
    ("bytes and bytearray", b"a", bytearray(b"a"), "equal", "type"),
    ("dates", dt.date(2024, 1, 1), dt.date(2024, 1, 2), "different", ""),
    ("date and moment", dt.date(2024, 1, 1), dt.datetime(2024, 1, 1), "different", "type"),
    ("moments in two zones", MOMENT.replace(tzinfo=UTC), MOMENT.replace(hour=13, tzinfo=ZONE), "equal", "time zone"),
    ("moment with and without zone", MOMENT.replace(tzinfo=UTC), MOMENT, "different", "time zone"),
    ("spans", dt.timedelta(seconds=60), dt.timedelta(minutes=1), "equal", ""),
    ("missing moments", pd.NaT, pd.NaT, "equal", ""),
    ("missing moment of NumPy", np.datetime64("NaT"), np.datetime64("NaT"), "equal", ""),
    ("timestamps that differ by a nanosecond", pd.Timestamp(1), pd.Timestamp(2), "different", ""),
    ("lists", [1, 2], [1, 2], "equal", ""),
    ("list and tuple", [1, 2], (1, 2), "different", "type"),
    ("list and tuple inside", {"a": [1]}, {"a": (1,)}, "different", "type of ['a']"),
    ("list and longer list", [1], [1, 2], "different", ""),
    ("a late item", [0] * 25_000 + [1], [0] * 25_000 + [2], "different", ""),
    ("integers inside", [1700000001], [1700000002], "different", ""),
    ("types inside", [1, 2], [1.0, 2], "equal", "type of [0]"),
    ("floats within tolerance inside", {"a": [0.1 + 0.2]}, {"a": [0.3]}, "close", ""),
    ("order of items", [1, 2], [2, 1], "different", ""),
    ("key 1 and '1'", {1: "x"}, {"1": "x"}, "different", ""),
    ("keys 1 and 1.0", {1: "x"}, {1.0: "x"}, "equal", "key"),
    ("dotted key and nested", {"a.b": 1}, {"a": {"b": 1}}, "different", ""),
    ("missing key", {"a": None}, {}, "different", ""),
    ("None and missing key", {"a": None}, {"b": None}, "different", ""),
    ("order of keys", {"a": 1, "b": 2}, {"b": 2, "a": 1}, "equal", "order of keys"),
    ("NaN as key", {NAN: 1}, {float("nan"): 1}, "equal", ""),
    ("float keys within tolerance", {0.1 + 0.2: 1}, {0.3: 1}, "close", ""),
    ("dict and ordered dict", {"a": 1}, OrderedDict(a=1), "equal", "type"),
    ("dict and default dict", {"a": 1}, defaultdict(int, a=1), "equal", "type"),
    ("empty dict and empty list", {}, [], "different", "type"),
    ("empty tuples", (), (), "equal", ""),
    ("sets", {1, 2}, {2, 1}, "equal", ""),
    ("sets that differ", {1, 2}, {1, 3}, "different", ""),
    ("sets with NaN", {1, NAN}, {1, float("nan")}, "equal", ""),
    ("set and frozenset", {1}, frozenset({1}), "different", "type"),
    ("set of objects without equality", {Plain()}, {Plain()}, "incomparable", ""),
    ("dataclasses", Sale(1, 2.0), Sale(1, 2.0), "equal", ""),
    ("dataclasses that differ", Sale(1, 2.0), Sale(1, 3.0), "different", ""),
    ("named tuple and tuple", Point(1, 2), (1, 2), "different", "type"),
    ("models", Model(name="a", tags=["b"]), Model(name="a", tags=["c"]), "different", ""),
    ("deep nesting", deep(5_000, 1), deep(5_000, 1), "equal", ""),
    ("deep nesting with another end", deep(5_000, 1), deep(5_000, 2), "different", ""),
    ("exceptions", ValueError("a"), ValueError("a"), "equal", ""),
    ("exceptions with other texts", ValueError("a"), ValueError("b"), "different", ""),
    ("exceptions of type differss", ValueError("a"), TypeError("a"), "different", "type"),
    ("objects without equality", Plain(), Plain(), "incomparable", ""),
    ("objects of two types", Plain(), Raising(), "different", "type"),
    ("objects with equality", Agreeing(1), Agreeing(1), "equal", ""),
    ("objects with equality that differ", Agreeing(1), Agreeing(2), "different", ""),
    ("objects that decline", Declining(), Declining(), "incomparable", ""),
    ("objects that raise", Raising(), Raising(), "incomparable", ""),
    ("objects that answer with an array", Vague(), Vague(), "incomparable", ""),
    ("objects that leave", Leaving(), Leaving(), "incomparable", ""),
    ("objects inside", [1, Plain()], [1, Plain()], "incomparable", ""),
    ("objects inside, and a difference", [1, Plain()], [2, Plain()], "different", ""),
    ("functions", len, sum, "different", ""),
    ("lambdas", lambda: 1, lambda: 1, "incomparable", ""),
    ("ranges", range(3), range(3), "equal", ""),
    ("graphs", graph(1), graph(1), "equal", ""),
    ("graphs that differ", graph(1), graph(2), "different", ""),
    ("pictures", picture(), picture(), "equal", ""),
    ("one pixel", picture(), picture(1), "different", ""),
    ("pictures of two sizes", picture(), picture(size=(2, 3)), "different", ""),
    ("pictures of two modes", picture(), picture(mode="L"), "equal", "mode"),
    ("pictures of 32 bits", picture(70_000, "I"), picture(70_001, "I"), "different", ""),
    ("PNGs written in two ways", png(picture(9)), png(picture(9), compress_level=0), "equal", ""),
    ("PNGs that differ", png(picture(9)), png(picture(8)), "different", ""),
    ("figures", figure(1), figure(1), "equal", ""),
    ("figures that differ", figure(1), figure(5), "different", ""),
    ("frames", frame(a=[1]), frame(a=[1]), "equal", ""),
    ("cells", frame(a=[1, 2]), frame(a=[1, 3]), "different", ""),
    ("large integers in cells", frame(a=[10**18]), frame(a=[10**18 + 1]), "different", ""),
    ("text after 1,000 characters", frame(a=["x" * 1500]), frame(a=["x" * 1499 + "y"]), "different", ""),
    ("numbers and their texts", frame(a=[1]), frame(a=["1"]), "different", "dtype of a"),
    ("int64 and float64", frame(a=[1]), frame(a=[1.0]), "equal", "dtype of a"),
    ("int64 and Int64", frame(a=[1]), frame(a=pd.array([1], "Int64")), "equal", "dtype of a"),
    ("nullable integers", frame(a=pd.array([1, None], "Int64")), frame(a=pd.array([1, 2], "Int64")), "different", ""),
    ("category and object", frame(a=pd.Categorical(["x"])), frame(a=["x"]), "equal", "dtype of a"),
    ("other categories", frame(a=pd.Categorical(["x"], ["x"])), frame(a=pd.Categorical(["x"], ["x", "y"])), "equal",
        "dtype of a"),
    ("category of a value differs", frame(a=pd.Categorical(["x", "y"])), frame(a=pd.Categorical(["y", "x"])),
        "different", ""),
    ("missing cells", frame(a=[1.0, NAN]), frame(a=[1.0, NAN]), "equal", ""),
    ("missing on one side", frame(a=[1.0, NAN]), frame(a=[1.0, 2.0]), "different", ""),
    ("None and NaN", frame(a=np.array([None], object)), frame(a=np.array([NAN], object)), "equal",
        "kind of missing value of a"),
    ("missing integer and NaN", frame(a=pd.array([1, None], "Int64")), frame(a=[1.0, NAN]), "equal",
        "dtype of a, kind of missing value of a"),
    ("cells within tolerance", frame(a=[0.1 + 0.2]), frame(a=[0.3]), "close", ""),
    ("lists in cells", frame(a=[[1, 2]]), frame(a=[[1, 3]]), "different", ""),
    ("objects in cells", frame(a=[Plain()]), frame(a=[Plain()]), "incomparable", ""),
    ("repeated labels, one another", frame([1, 1, 2], a=[1, 2, 3]), frame([1, 1, 3], a=[1, 2, 3]), "equal",
        "row labels"),
    ("other range", frame(range(3), a=[1, 2, 3]), frame(range(5, 8), a=[1, 2, 3]), "equal", "row labels"),
    ("other labels", frame(["a", "b"], a=[1, 2]), frame(["c", "d"], a=[1, 2]), "different", ""),
    ("rows in another order", frame(["a", "b"], a=[1, 2]), frame(["b", "a"], a=[2, 1]), "equal", "order of rows"),
    ("reversed range", frame(a=[1, 2, 3]), frame(a=[1, 2, 3]).iloc[::-1], "equal", "order of rows"),
    ("first row gone", frame(a=[1, 2, 3]), frame(a=[1, 2, 3]).iloc[1:], "different", ""),
    ("type of labels", frame([0, 1], a=[1, 2]), frame([0.0, 1.0], a=[1, 2]), "equal", "type of the row labels"),
    ("name of the index", frame(a=[1]).rename_axis("k"), frame(a=[1]), "equal", "index name"),
    ("several levels", frame([[1, 1], ["a", "b"]], a=[1, 2]), frame([[1, 1], ["a", "c"]], a=[1, 2]), "different", ""),
    ("order of columns", frame(a=[1], b=[2]), frame(b=[2], a=[1]), "equal", "order of columns"),
    ("column on one side", frame(a=[1], b=[2]), frame(a=[1]), "different", ""),
    ("column 1 and '1'", pd.DataFrame({1: [1]}), pd.DataFrame({"1": [1]}), "different",
        "type of the column names"),
    ("name of the columns", frame(a=[1]).rename_axis(columns="k"), frame(a=[1]), "equal", "name of the columns"),
    ("attrs", with_attrs(unit="m"), with_attrs(unit="km"), "equal", "attrs"),
    ("moments of two units", frame(a=pd.to_datetime(["2024"]).as_unit("s")),
        frame(a=pd.to_datetime(["2024"]).as_unit("ns")), "equal", "dtype of a"),
    ("moments in cells", frame(a=pd.to_datetime(["2024"])), frame(a=pd.to_datetime(["2025"])), "different", ""),
    ("zones in cells", frame(a=TZ_FRAME), frame(a=TZ_FRAME.tz_convert("Asia/Tokyo")), "equal", "dtype of a"),
    ("zone and none in cells", frame(a=TZ_FRAME), frame(a=TZ_FRAME.tz_localize(None)), "different", "dtype of a"),
    ("no rows", frame(a=[]), frame(a=[]), "equal", ""),
    ("no rows of another dtype", frame(a=pd.Series([], dtype="int64")), frame(a=pd.Series([], dtype="float64")),
        "equal", "dtype of a"),
    ("series", pd.Series([1, 2]), pd.Series([1, 3]), "different", ""),
    ("name of a series", pd.Series([1], name="a"), pd.Series([1], name="b"), "equal", "name"),
    ("series and frame", pd.Series([1]), frame(a=[1]), "different", "type"),
    ("indexes", pd.Index([1, 2]), pd.Index([1, 3]), "different", ""),
    ("arrays", np.array([1, 2]), np.array([1, 3]), "different", ""),
    ("dtype of arrays", np.array([1], "int32"), np.array([1], "int64"), "equal", "dtype"),
    ("unsigned and signed", np.array([2**63], "uint64"), np.array([-(2**63)], "int64"), "different", "dtype"),
    ("shapes", np.zeros((2, 6)), np.zeros((2, 2, 3)), "different", "shape of a row"),
    ("shapes of three dimensions", np.zeros((2, 3, 4)), np.zeros((2, 4, 3)), "different", "shape of a row"),
    ("masked arrays", np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[0, 0]), "different", ""),
    ("dimensions", np.zeros(2), np.zeros((2, 1)), "different", "dimensions"),
    ("structured arrays", np.array([(1, 2.0)], "i8,f8"), np.array([(1, 3.0)], "i8,f8"), "different", ""),
    ("fields that are arrays", np.zeros(2, [("a", "i4", (2,))]), np.ones(2, [("a", "i4", (2,))]), "different", ""),
    ("structures in structures", np.zeros(2, [("a", "i4,i4")]), np.ones(2, [("a", "i4,i4")]), "different", ""),
    ("list and array", [1, 2], np.array([1, 2]), "different", "type"),
    ("complex arrays", np.array([1 + 1j]), np.array([1 + (1 + 1e-12) * 1j]), "close", ""),
    ("complex arrays and integers beyond 2^53", np.array([2**53 + 0j]), np.array([2**53 + 1]), "close", "dtype"),
    ("complex arrays with NaN", np.array([complex(NAN, 1)]), np.array([complex(NAN, 1)]), "equal", ""),
    ("complex arrays with NaN elsewhere", np.array([complex(NAN, 1)]), np.array([complex(1, NAN)]), "different", ""),
    ("integers and floats beyond 2^53", np.array([2**53 + 1]), np.array([2.0**53]), "close", "dtype"),
    ("infinity and a large number in an array", np.array([np.inf]), np.array([1.7e308]), "different", ""),
    ("numbers of two signs at the end of the range", np.array([1.7e308]), np.array([-1.7e308]), "different", ""),
    ("polars", pl.DataFrame({"a": [1, None]}), pl.DataFrame({"a": [1, None]}), "equal", ""),
    ("null and NaN of polars", pl.DataFrame({"a": [None, 1.0]}), pl.DataFrame({"a": [NAN, 1.0]}), "different", ""),
    ("texts of polars", pl.DataFrame({"a": ["x", None]}), pl.DataFrame({"a": ["x", "y"]}), "different", ""),
    ("lists of polars", pl.DataFrame({"a": [[1]]}), pl.DataFrame({"a": [[2]]}), "different", ""),
    ("dtype of polars", pl.Series([1], dtype=pl.Int8), pl.Series([1]), "equal", "dtype"),
    ("name of a polars series", pl.Series("a", [1]), pl.Series("b", [1]), "equal", "name"),
    ("pandas and polars", frame(a=[1]), pl.DataFrame({"a": [1]}), "equal", "type, dtype of a"),
    ("pandas and polars that differ", frame(a=[1, 2]), pl.DataFrame({"a": [1, 3]}), "different", "type, dtype of a"),
    ("lazy frames of polars", pl.LazyFrame({"a": [1]}), pl.LazyFrame({"a": [1]}), "equal", ""),
    ("lazy frames of polars that differ", pl.LazyFrame({"a": [1]}), pl.LazyFrame({"a": [2]}), "different", ""),
    ("plans of polars that give the same", pl.LazyFrame({"a": [1]}),
        pl.LazyFrame({"a": [0]}).with_columns(pl.col("a") + 1), "equal", ""),
    ("lazy and computed", pl.LazyFrame({"a": [1]}), pl.DataFrame({"a": [1]}), "equal", "type"),
    ("lazy and computed that differ", pl.LazyFrame({"a": [1]}), pl.DataFrame({"a": [2]}), "different", "type"),
    ("a plan that cannot be computed", pl.LazyFrame({"a": [1]}).select("b"), pl.LazyFrame({"a": [1]}).select("c"),
        "incomparable", ""),
    ("lazy values of dask", dask.delayed(len)([1]), dask.delayed(len)([1]), "equal", ""),
    ("lazy values of dask that differ", dask.delayed(len)([1]), dask.delayed(len)([1, 2]), "different", ""),
    ("lazy values that fail", dask.delayed(len)(1), dask.delayed(len)(2), "incomparable", ""),
    ("frames of dask", dask_frame(a=[1, 2]), dask_frame(a=[1, 2]), "equal", ""),
    ("frames of dask that differ", dask_frame(a=[1, 2]), dask_frame(a=[1, 3]), "different", ""),
    ("arrays of dask", dask.array.from_array(np.arange(4)), dask.array.from_array(np.arange(4)), "equal", ""),
    ("bags of dask", dask.bag.from_sequence([1, 2]), dask.bag.from_sequence([1, 3]), "different", ""),
    ("frames of Narwhals", narwhals.from_native(frame(a=[1])), narwhals.from_native(frame(a=[1])), "equal", ""),
    ("lazy frames of Narwhals", narwhals.from_native(pl.LazyFrame({"a": [1]})),
        narwhals.from_native(pl.LazyFrame({"a": [2]})), "different", ""),
    ("arrow", pa.table({"a": ["x", None]}), pa.table({"a": ["x", None]}), "equal", ""),
    ("arrow that differs", pa.table({"a": [1, 2]}), pa.table({"a": [1, 3]}), "different", ""),
    ("arrow in other pieces", pa.chunked_array([[1], [2]]), pa.chunked_array([[1, 2]]), "equal", ""),
    ("structs of arrow", pa.array([{"a": 1}]), pa.array([{"a": 2}]), "different", ""),
    ("metadata of arrow", pa.table({"a": [1]}).replace_schema_metadata({"k": "v"}), pa.table({"a": [1]}), "equal",
        "schema metadata"),
    ("frame inside", {"a": frame(a=[1])}, {"a": frame(a=[2])}, "different", ""),
    ("frame inside, other dtype", {"a": frame(a=[1])}, {"a": frame(a=[1.0])}, "equal", "dtype of a of ['a']"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "verdict", "beside"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS]
)
def test_two_values_are_judged(left: Any, right: Any, verdict: str, beside: str) -> None:
    diff = compare_values(left, right).diff

    assert (verdict, beside) == (diff.verdict, names_beside(diff))
    is_listed = diff.row_count > 0 or bool(diff.columns_left or diff.columns_right) or beside == "shape of a row"
    assert is_listed == (verdict in ("different", "incomparable"))
    for row in diff.rows:
        assert all(cell.left != cell.right for cell in row.cells if cell.is_different), row


@pytest.mark.parametrize(("left", "right"), [pair[1:3] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_exchanged_sides_give_the_mirrored_answer(left: Any, right: Any) -> None:
    one, other = compare_values(left, right).diff, compare_values(right, left).diff

    assert one.verdict == other.verdict
    assert {(item.what, item.left, item.right) for item in one.beside} == {
        (item.what, item.right, item.left) for item in other.beside
    }
    assert one.counts == dataclasses.replace(
        other.counts, only_left=other.counts.only_right, only_right=other.counts.only_left
    )
    assert one.columns_left == other.columns_right


@pytest.mark.parametrize("value", [side for pair in PAIRS for side in pair[1:3]])
def test_a_value_is_equal_to_itself_and_to_its_copy(value: Any) -> None:
    assert "equal" == verdict_of(value, value).verdict
    try:
        twin = copy.deepcopy(value)
    except RecursionError:
        return
    # Of a lazy value that cannot be computed the plan alone is known to be the same.
    is_plan = isinstance(value, pl.LazyFrame) or hasattr(type(value), "__dask_graph__")
    cannot = is_plan and verdict_of(value, copy.copy(value)).verdict == "partial"
    expected = "incomparable" if has_no_equality(value) else "partial" if cannot else "equal"
    assert (expected, ()) == ((found := verdict_of(value, twin)).verdict, found.beside)


def has_no_equality(value: Any) -> bool:
    # A copy of a frame holds the very objects of the frame, and nothing else can be said of a `lambda`.
    if isinstance(value, (list, set)):
        return any(map(has_no_equality, list(value)[:3]))
    if isinstance(value, (pl.LazyFrame, type(dask.delayed(1)))):
        return "incomparable" == verdict_of(value, copy.copy(value)).verdict
    return isinstance(value, (Plain, Declining, Raising, Vague, Leaving))


def test_there_are_enough_pairs() -> None:
    assert 120 <= len(PAIRS)
    assert len(PAIRS) == len({pair[0] for pair in PAIRS})
