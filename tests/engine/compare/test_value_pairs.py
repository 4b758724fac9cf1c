"""Pairs of values with the verdict that is right; each also the other way round, and against a copy of itself."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import enum
import io
from collections import OrderedDict, defaultdict, namedtuple
from decimal import Decimal
from fractions import Fraction
from typing import Any

import dask
import dask.array
import dask.bag
import dask.dataframe
import matplotlib.figure
import narwhals
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pydantic
import pytest
from dagscope.compare.values import compare_values, verdict_of
from dagscope.preview.kinds import KINDS
from dagscope.preview.registry import REGISTRY
from dagscope.records import CompareRule, DiffCell, DiffCounts, DiffRow, ValueDiff
from PIL import Image

NAN = float("nan")
Point = namedtuple("Point", "x y")


@dataclasses.dataclass
class Sale:
    id: int
    price: float


class Model(pydantic.BaseModel):
    name: str
    tags: list[str] = []


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


class Plain:
    """Does not say when two of it are equal."""


class Agreeing:
    def __init__(self, number: int) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Agreeing) and self.number == other.number

    __hash__ = None  # type: ignore[assignment]


class Declining:
    def __eq__(self, other: object) -> Any:
        return NotImplemented

    __hash__ = object.__hash__


class Raising:
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    __hash__ = object.__hash__


class Vague:
    def __eq__(self, other: object) -> Any:
        return np.array([True, False])

    __hash__ = object.__hash__


class Leaving:
    def __eq__(self, other: object) -> bool:
        raise SystemExit(3)

    __hash__ = object.__hash__


def frame(index: Any = None, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns, index=index)


def with_attrs(**attrs: Any) -> pd.DataFrame:
    made = frame(a=[1])
    made.attrs.update(attrs)
    return made


def picture(red: int = 0, mode: str = "RGB", size: tuple[int, int] = (3, 2)) -> Image.Image:
    made = Image.new(mode, size)
    if red:
        made.putpixel((1, 1), (red, 0, 0) if mode == "RGB" else red)
    return made


def png(image: Image.Image, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format="PNG", **how)
    return out.getvalue()


def figure(height: float) -> Any:
    made = matplotlib.figure.Figure(figsize=(1, 1))
    made.add_subplot().plot([0, height], [0, 1])
    made.axes[0].set_xlim(0, 10)
    return made


def deep(depth: int, last: Any) -> Any:
    made: Any = last
    for _ in range(depth):
        made = [made]
    return made


def graph(weight: int) -> Any:
    made = nx.DiGraph()
    made.add_edge("a", "b", weight=weight)
    return made


UTC = dt.timezone.utc
ZONE = dt.timezone(dt.timedelta(hours=1))
MOMENT = dt.datetime(2024, 1, 1, 12)
TZ_FRAME = pd.to_datetime(["2024-01-01"]).tz_localize("UTC")


# left, right, verdict, what is said beside it (names alone)
def dask_frame(**columns: Any) -> Any:
    return dask.dataframe.from_pandas(pd.DataFrame(columns), npartitions=1)


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
    ("other categories", frame(a=pd.Categorical(["x"], ["x"])), frame(a=pd.Categorical(["x"], ["x", "y"])), "equal", "dtype of a"),
    ("category of anvalue differs", frame(a=pd.Categorical(["x", "y"])), frame(a=pd.Categorical(["y", "x"])), "different", ""),
    ("missing cells", frame(a=[1.0, NAN]), frame(a=[1.0, NAN]), "equal", ""),
    ("missing on one side", frame(a=[1.0, NAN]), frame(a=[1.0, 2.0]), "different", ""),
    ("None and NaN", frame(a=np.array([None], object)), frame(a=np.array([NAN], object)), "equal", "kind of missing value of a"),
    ("cells within tolerance", frame(a=[0.1 + 0.2]), frame(a=[0.3]), "close", ""),
    ("lists in cells", frame(a=[[1, 2]]), frame(a=[[1, 3]]), "different", ""),
    ("objects in cells", frame(a=[Plain()]), frame(a=[Plain()]), "incomparable", ""),
    ("repeated labels, one another", frame([1, 1, 2], a=[1, 2, 3]), frame([1, 1, 3], a=[1, 2, 3]), "equal", "row labels"),
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
    ("column 1 and '1'", pd.DataFrame({1: [1]}), pd.DataFrame({"1": [1]}), "different", ""),
    ("name of the columns", frame(a=[1]).rename_axis(columns="k"), frame(a=[1]), "equal", "name of the columns"),
    ("attrs", with_attrs(unit="m"), with_attrs(unit="km"), "equal", "attrs"),
    ("moments of two units", frame(a=pd.to_datetime(["2024"]).as_unit("s")), frame(a=pd.to_datetime(["2024"]).as_unit("ns")), "equal", "dtype of a"),
    ("moments in cells", frame(a=pd.to_datetime(["2024"])), frame(a=pd.to_datetime(["2025"])), "different", ""),
    ("zones in cells", frame(a=TZ_FRAME), frame(a=TZ_FRAME.tz_convert("Asia/Tokyo")), "equal", "dtype of a"),
    ("zone and none in cells", frame(a=TZ_FRAME), frame(a=TZ_FRAME.tz_localize(None)), "different", "dtype of a"),
    ("no rows", frame(a=[]), frame(a=[]), "equal", ""),
    ("no rows of another dtype", frame(a=pd.Series([], dtype="int64")), frame(a=pd.Series([], dtype="float64")), "equal", "dtype of a"),
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
    ("plans of polars that give the same", pl.LazyFrame({"a": [1]}), pl.LazyFrame({"a": [0]}).with_columns(pl.col("a") + 1), "equal", ""),
    ("lazy and computed", pl.LazyFrame({"a": [1]}), pl.DataFrame({"a": [1]}), "equal", "type"),
    ("lazy and computed that differ", pl.LazyFrame({"a": [1]}), pl.DataFrame({"a": [2]}), "different", "type"),
    ("a plan that cannot be computed", pl.LazyFrame({"a": [1]}).select("b"), pl.LazyFrame({"a": [1]}).select("c"), "incomparable", ""),
    ("lazy values of dask", dask.delayed(len)([1]), dask.delayed(len)([1]), "equal", ""),
    ("lazy values of dask that differ", dask.delayed(len)([1]), dask.delayed(len)([1, 2]), "different", ""),
    ("lazy values that fail", dask.delayed(len)(1), dask.delayed(len)(2), "incomparable", ""),
    ("frames of dask", dask_frame(a=[1, 2]), dask_frame(a=[1, 2]), "equal", ""),
    ("frames of dask that differ", dask_frame(a=[1, 2]), dask_frame(a=[1, 3]), "different", ""),
    ("arrays of dask", dask.array.from_array(np.arange(4)), dask.array.from_array(np.arange(4)), "equal", ""),
    ("bags of dask", dask.bag.from_sequence([1, 2]), dask.bag.from_sequence([1, 3]), "different", ""),
    ("frames of Narwhals", narwhals.from_native(frame(a=[1])), narwhals.from_native(frame(a=[1])), "equal", ""),
    ("lazy frames of Narwhals", narwhals.from_native(pl.LazyFrame({"a": [1]})), narwhals.from_native(pl.LazyFrame({"a": [2]})), "different", ""),
    ("arrow", pa.table({"a": ["x", None]}), pa.table({"a": ["x", None]}), "equal", ""),
    ("arrow that differs", pa.table({"a": [1, 2]}), pa.table({"a": [1, 3]}), "different", ""),
    ("arrow in other pieces", pa.chunked_array([[1], [2]]), pa.chunked_array([[1, 2]]), "equal", ""),
    ("structs of arrow", pa.array([{"a": 1}]), pa.array([{"a": 2}]), "different", ""),
    ("metadata of arrow", pa.table({"a": [1]}).replace_schema_metadata({"k": "v"}), pa.table({"a": [1]}), "equal", "schema metadata"),
    ("frame inside", {"a": frame(a=[1])}, {"a": frame(a=[2])}, "different", ""),
    ("frame inside, other dtype", {"a": frame(a=[1])}, {"a": frame(a=[1.0])}, "equal", "dtype of a of ['a']"),
]  # fmt: skip


def names_beside(diff: ValueDiff) -> str:
    return ", ".join(item.what for item in diff.beside)


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


def test_tolerances_can_be_changed() -> None:
    assert "close" == compare_values(100.0, 101.0, CompareRule(rtol=0.02)).diff.verdict
    assert "close" == compare_values(0.0, 1e-12, CompareRule(atol=1e-9)).diff.verdict
    assert "different" == compare_values(0.1 + 0.2, 0.3, CompareRule(rtol=0)).diff.verdict
    assert "close" == compare_values(frame(a=[0.0]), frame(a=[1e-12]), CompareRule(atol=1e-9)).diff.verdict
    assert "different" == compare_values(1, 2, CompareRule(rtol=1, atol=1)).diff.verdict


def test_rows_are_matched_by_key_columns() -> None:
    left = frame(id=[1, 2, 3], v=["a", "b", "c"])
    right = frame(id=[9, 1, 2, 3], v=["n", "a", "b", "x"])

    by_key = compare_values(left, right, CompareRule(rows="key", key=("id",))).diff
    by_position = compare_values(left, right, CompareRule(rows="position")).diff

    assert DiffCounts(2, 1, 0, 1) == by_key.counts
    assert (
        DiffRow("3", (DiffCell("c", "x", True),)),
        DiffRow("9", (DiffCell("", "n", True),), "right"),
    ) == by_key.rows
    assert ("rows matched by id",) == by_key.notes
    assert DiffCounts(0, 3, 0, 1) == by_position.counts


def test_a_key_that_repeats_or_is_missing_is_said() -> None:
    left, right = (
        pl.DataFrame({"k": ["a", "a", "b"], "v": [1, 2, 3]}),
        pl.DataFrame({"k": ["b", "a", "a"], "v": [3, 1, 5]}),
    )

    diff = compare_values(left, right, CompareRule(key=("k",))).diff
    gone = compare_values(left, right, CompareRule(key=("q",))).diff

    assert (DiffCounts(2, 1), "order of rows") == (diff.counts, names_beside(diff))
    assert "2 rows repeat a key" in diff.notes[0]
    assert ("incomparable", True) == (gone.verdict, "no column 'q'" in gone.summary)


@pytest.mark.parametrize("library", [pd, pl])
def test_rows_and_columns_of_one_side_are_listed_page_by_page(library: Any) -> None:
    left = library.DataFrame({"k": list(range(300)), "gone": [0] * 300})
    right = library.DataFrame({"k": [0, 5, *range(300, 700)], "new": [0] * 402})
    rule = CompareRule(key=("k",))

    pages = [compare_values(left, right, rule, start=start, count=100).diff for start in range(0, 800, 100)]

    assert (("gone",), ("new",)) == (pages[0].columns_left, pages[0].columns_right)
    assert DiffCounts(2, 0, 298, 400) == pages[0].counts
    rows = [row for page in pages for row in page.rows]
    assert (698, {698}) == (len(rows), {page.row_count for page in pages})
    assert ["left"] * 298 + ["right"] * 400 == [row.side for row in rows]
    assert [str(number) for number in range(300) if number not in (0, 5)] == [row.cells[0].left for row in rows[:298]]


def test_differences_of_a_tree_are_listed_page_by_page() -> None:
    left, right = {"a": list(range(1000))}, {"a": [*range(500), *[-1] * 501]}

    pages = [compare_values(left, right, start=start, count=200).diff for start in range(0, 600, 200)]

    keys = [row.key for page in pages for row in page.rows]
    assert [f"['a'][{number}]" for number in range(500, 1001)] == keys
    assert DiffCounts(500, 500, 0, 1) == pages[0].counts


def test_a_limit_is_said_and_is_never_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagscope.compare.values.MAX_ENTRIES", 100)

    same = compare_values([0.5] * 1000, [0.5 + 0.0] * 1000).diff
    late = compare_values([[float(n)] for n in range(1000)], [[float(n)] for n in range(999)] + [[7.0]]).diff

    assert ("partial", "partial") == (same.verdict, late.verdict)
    assert "of 1,000" in same.summary


def test_where_long_texts_differ_is_seen() -> None:
    line = compare_values("x" * 5000 + "a", "x" * 5000 + "b").diff
    lines = compare_values("\n".join("abcdef"), "\n".join("abXdef")).diff
    late = compare_values("x\n" * 5000 + "a", "x\n" * 5000 + "b").diff

    assert "from character 5,001 on" in line.summary
    assert line.rows[0].cells[0].left.endswith("a") and line.rows[0].cells[0].right.endswith("b")
    assert [("3", "c␊", "X␊")] == [(row.key, row.cells[0].left, row.cells[0].right) for row in lines.rows]
    assert [("5,001", "a", "b")] == [(row.key, row.cells[0].left, row.cells[0].right) for row in late.rows]


def test_a_hostile_equality_costs_nothing_but_itself() -> None:
    calls: list[int] = []

    def loop(*_: Any) -> bool:
        calls.append(1)
        while True:
            pass

    hostile = type("Hostile", (), {"__eq__": loop, "__hash__": object.__hash__})

    diff = compare_values([1, 2, *(hostile() for _ in range(20))], [1, 3, *(hostile() for _ in range(20))]).diff

    assert ("different", 1) == (diff.verdict, len(calls))
    assert DiffCounts(1, 21) == diff.counts
    assert "took too long" in diff.summary


def test_the_difference_of_two_pictures_is_a_picture() -> None:
    found = compare_values(picture(), picture(200))

    drawn = Image.open(io.BytesIO(found.png)).convert("RGB")
    assert [(1, 1)] == [(x, y) for x in range(3) for y in range(2) if drawn.getpixel((x, y)) != drawn.getpixel((0, 0))]
    assert b"" == compare_values(picture(), picture()).png


def test_cycles_end() -> None:
    left: list[Any] = [1]
    left.append(left)
    right: list[Any] = [1]
    right.append(right)
    other: list[Any] = [2]
    other.append(other)

    assert "equal" == compare_values(left, right).diff.verdict
    assert "different" == compare_values(left, other).diff.verdict


def test_a_million_rows_show_the_first_ones() -> None:
    count = 1_000_000
    diff = compare_values(frame(a=np.zeros(count)), frame(a=np.ones(count))).diff

    assert (count, 200, count) == (diff.counts.changed, len(diff.rows), diff.row_count)


def test_every_kind_that_can_be_looked_at_can_be_compared() -> None:
    examples = {
        "none": None, "table": frame(a=[1]), "image": picture(), "number": 1, "text": "a", "exception": ValueError("a"),
        "tree": [1], "object": Agreeing(1), "raster": np.zeros((9, 9, 3), "uint8"),
        "markup": "<svg/>", "graph": nx.path_graph(2),
    }  # fmt: skip

    assert {kind.name for kind in KINDS} == set(examples)
    for name, value in examples.items():
        assert name == REGISTRY.of(value).name
        assert "equal" == compare_values(value, copy.deepcopy(value)).diff.verdict


def test_rows_that_a_key_matches_are_called_by_it() -> None:
    left, right = frame(id=["a", "b", "c"], v=[1, 2, 3]), frame(id=["c", "a", "d"], v=[4, 1, 5])
    found = compare_values(left, right, CompareRule(rows="key", key=("id",))).diff
    assert [("c", "both"), ("b", "left"), ("d", "right")] == [(row.key, row.side) for row in found.rows]
    pair = compare_values(left, right, CompareRule(rows="key", key=("id", "v"))).diff
    assert ["b · 2", "c · 3", "c · 4", "d · 5"] == [row.key for row in pair.rows]
