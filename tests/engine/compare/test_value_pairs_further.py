"""Further pairs of values: what a class carries beside its entries, sparse matrices, models, standard containers.
Each also the other way round, and against a copy of itself.
"""

from __future__ import annotations

import array
import builtins
import collections
import copy
import dataclasses
import datetime as dt
import functools
import io
import math
import queue
import random
import types
import weakref
import zoneinfo
from typing import Any, NewType, TypeVar

import attrs
import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pydantic
import pytest
import scipy.sparse as sp
import xarray as xr
from dagscope.compare.values import compare_values, verdict_of
from PIL import Image
from shapely.geometry import Point
from sklearn.ensemble import RandomForestRegressor
from sklearn.neighbors import KNeighborsRegressor

GROUP: Any = getattr(builtins, "ExceptionGroup", ValueError)  # Python 3.11
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
TWICE = dt.datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN)


class Quantity(np.ndarray):
    """An array with a unit."""

    def __new__(cls, items: Any, unit: str) -> Quantity:
        made = np.asarray(items).view(cls)
        made.unit = unit
        return made

    def __array_finalize__(self, source: Any) -> None:
        self.unit = getattr(source, "unit", None)

    def __reduce__(self) -> Any:
        return Quantity, (np.asarray(self).tolist(), self.unit)


class Measured(float):
    unit = ""


class Named(str):
    __slots__ = ("source",)


class Items(list[Any]):
    pass


@attrs.define(eq=False)
class Sale:
    price: float


@dataclasses.dataclass
class Order:
    number: int

    @functools.cached_property
    def label(self) -> str:
        return f"order {self.number}"


class Open(pydantic.BaseModel, extra="allow"):
    name: str
    _seen: int = pydantic.PrivateAttr(default=0)


class Unit(pd.DataFrame):
    _metadata = ["unit"]


def with_state(value: Any, **attributes: Any) -> Any:
    for name, item in attributes.items():
        setattr(value, name, item)
    return value


def labelled(order: Order) -> Order:
    assert order.label
    return order


def raised(error: BaseException, cause: BaseException | None = None, *notes: str) -> BaseException:
    error.__cause__ = cause
    with_state(error, __notes__=[*notes])
    return error


def palette(place: int, unused: int = 7) -> Image.Image:
    made = Image.new("P", (2, 2))
    made.putpalette([7, 7, 7] * 255 + [unused] * 3)
    made.putpixel((0, 0), place)
    return made


GRID = np.arange(20.0).reshape(10, 2)
LINE = GRID[:, 0] * 2


def neighbours(shift: float) -> Any:
    return KNeighborsRegressor(2).fit(GRID + shift * np.sin(GRID), LINE)


def forest(seed: int) -> Any:
    return RandomForestRegressor(n_estimators=2, random_state=seed).fit(GRID, LINE)


def places(geometry: str) -> Any:
    columns = {"here": gpd.GeoSeries([Point(0, 0)]), "there": gpd.GeoSeries([Point(1, 1)])}
    return gpd.GeoDataFrame(columns, geometry=geometry)


def described(unit: str) -> Any:
    return pa.table({"a": [1]}, schema=pa.schema([pa.field("a", pa.int64(), metadata={"unit": unit})]))


def held(value: Any) -> Any:
    made = np.empty(1, dtype=object)
    made[0] = value
    return made


def made(held: Any) -> Any:
    def function(more: int = 1) -> Any:
        return held, more

    return function


def counting(start: int) -> Any:
    return collections.defaultdict(lambda: start)


def recursive() -> Any:
    def function(n: int) -> int:
        return int(function(n - 1))

    return function


# left, right, verdict, what is said beside it (names alone)
HOUR = dt.timedelta(hours=1)
DAYS = pd.date_range("2024", periods=3)
KEPT = Order(1)


def frame_of(cell: Any, **attributes: str) -> pd.DataFrame:
    made = pd.DataFrame({"a": [cell]})
    made.attrs.update(attributes)
    return made


def categorical(labels: str, categories: str, ordered: bool = False) -> pd.DataFrame:
    index = pd.CategoricalIndex(list(labels), categories=list(categories), ordered=ordered)
    return pd.DataFrame({"a": 1}, index=index)


def levelled(label: float) -> pd.DataFrame:
    return pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([(label, "x")]))


def queued(item: Any) -> Any:
    made: Any = queue.Queue()
    made.put(item)
    return made


PAIRS: list[tuple[str, Any, Any, str, str]] = [
    ("unit of an array", Quantity([1.0], "m"), Quantity([1.0], "km"), "different", ""),
    ("unit of a number", with_state(Measured(1), unit="m"), with_state(Measured(1), unit="km"), "different", ""),
    ("unit inside", [with_state(Measured(1), unit="m")], [with_state(Measured(1), unit="km")], "different", ""),
    ("slot of a text", with_state(Named("a"), source="x"), with_state(Named("a"), source="y"), "different", ""),
    ("attribute of a list", with_state(Items([1]), unit="m"), with_state(Items([1]), unit="km"), "different", ""),
    ("attribute of an empty list", with_state(Items(), unit="m"), with_state(Items(), unit="km"), "different", ""),
    ("equal attributes", with_state(Items([1]), unit="m"), with_state(Items([1]), unit="m"), "equal", ""),
    ("attribute of a dataclass", with_state(Order(1), more=1), with_state(Order(1), more=2), "different", ""),
    ("kept result of a property", labelled(Order(1)), Order(1), "equal", ""),
    ("attrs without equality", Sale(1.0), Sale(2.0), "different", ""),
    ("attrs within tolerance", Sale(0.1 + 0.2), Sale(0.3), "close", ""),
    ("further fields of a model", Open(name="a", x=1), Open(name="a", x=2), "different", ""),
    ("private attributes of a model", with_state(Open(name="a"), _seen=1), Open(name="a"), "different", ""),
    ("metadata of a frame", with_state(Unit({"a": [1]}), unit="m"), with_state(Unit({"a": [1]}), unit="k"), "equal",
        "unit"),
    ("hour that comes twice", TWICE, TWICE.replace(fold=1), "different", ""),
    ("hour that comes twice, of pandas and of Python", pd.Timestamp(TWICE.replace(fold=1)), TWICE, "different", "type"),
    ("hour that comes twice, in UTC", pd.Timestamp("2024-10-27 00:30", tz="UTC"), TWICE, "equal", "type, time zone"),
    ("hour that comes twice as a key", {TWICE: 1}, {TWICE.replace(fold=1): 1}, "different", ""),
    ("views of items", {"a": 1, "b": [2]}.items(), {"b": [2], "a": 1}.items(), "equal", "order of keys"),
    ("views of values", collections.OrderedDict(a=1).values(), collections.OrderedDict(a=2).values(), "different", ""),
    ("end of time in two zones", dt.datetime.max.replace(tzinfo=dt.timezone.utc),
        dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=5))), "different", "time zone"),
    ("types in a set", {1}, {1.0}, "equal", "type of {1}"),
    ("factory", collections.defaultdict(int, a=1), collections.defaultdict(list, a=1), "equal", "default_factory"),
    ("deques", collections.deque([1, 2]), collections.deque([1, 3]), "different", ""),
    ("deques within tolerance", collections.deque([0.1 + 0.2]), collections.deque([0.3]), "close", ""),
    ("length of a deque", collections.deque([1], 3), collections.deque([1], 4), "different", ""),
    ("type code", array.array("i", [1]), array.array("q", [1]), "different", ""),
    ("arrays in a namespace", types.SimpleNamespace(a=np.array([1])), types.SimpleNamespace(a=np.array([2])),
        "different", ""),
    ("views of values", {"a": 1}.values(), {"a": 2}.values(), "different", ""),
    ("views of keys", {"a": 1, "b": 2}.keys(), {"b": 2, "a": 1}.keys(), "equal", ""),
    ("memory", memoryview(array.array("i", [1])), memoryview(array.array("i", [2])), "different", ""),
    ("chained maps", collections.ChainMap({"a": 0.1 + 0.2}), collections.ChainMap({"a": 0.3}), "close", ""),
    ("partial functions", functools.partial(int, base=2), functools.partial(int, base=3), "different", ""),
    ("read position", with_state(io.StringIO("ab")), io.StringIO("ac"), "different", ""),
    ("generators of numbers", random.Random(1), random.Random(2), "different", ""),
    ("generators of NumPy", np.random.default_rng(1), np.random.default_rng(1), "equal", ""),
    ("generators of NumPy that differ", np.random.default_rng(1), np.random.default_rng(2), "different", ""),
    ("classes", int, float, "different", ""),
    ("modules", math, random, "different", ""),
    ("a generator is not read", (i for i in ()), (i for i in ()), "incomparable", ""),
    ("cause of an exception", raised(ValueError("a"), KeyError("x")), raised(ValueError("a"), KeyError("y")),
        "different", ""),
    ("notes of an exception", raised(ValueError("a"), None, "x"), raised(ValueError("a"), None, "y"), "different", ""),
    ("exceptions in a group", GROUP("g", [ValueError("a")]), GROUP("g", [ValueError("b")]), "different", ""),
    ("attribute of an exception", with_state(ValueError("a"), code=1), with_state(ValueError("a"), code=2),
        "different", ""),
    ("categories of an array", pd.Categorical(["a", "b"]), pd.Categorical(["a", "a"]), "different", "dtype"),
    ("nullable array", pd.array([1, None], "Int64"), pd.array([1, 2], "Int64"), "different", ""),
    ("periods", pd.array(pd.PeriodIndex(["2024"], freq="M")), pd.array(pd.PeriodIndex(["2024"], freq="M")), "equal",
        ""),
    ("active geometry", places("here"), places("there"), "equal", "geometry column name"),
    ("metadata of a column", described("m"), described("km"), "equal", "metadata of the columns"),
    ("expressions", pl.col("a") + 1, pl.col("a") + 2, "different", ""),
    ("places in a palette", palette(1), palette(2), "different", ""),
    ("another palette of one colour", palette(1), palette(2, 9), "equal", "indexes into the palette"),
    ("name of an array", xr.DataArray([1], dims="x", name="a"), xr.DataArray([1], dims="x", name="b"), "equal", "name"),
    ("variables", xr.Variable("x", [1]), xr.Variable("x", [2]), "different", ""),
    ("trees of data", xr.DataTree.from_dict({"/a": xr.Dataset({"v": ("x", [1])})}),
        xr.DataTree.from_dict({"/a": xr.Dataset({"v": ("x", [2])})}), "different", ""),
    ("time zones", BERLIN, zoneinfo.ZoneInfo("UTC"), "different", ""),
    ("halves of characters", "\ud800", "\ud801", "different", ""),
    ("long bytes in cells", pd.DataFrame({"a": [b"x" * 2000 + b"a"]}), pd.DataFrame({"a": [b"x" * 2000 + b"b"]}),
        "different", ""),
    ("functions made twice", made([1]), made([1]), "equal", ""),
    ("functions that hold others", made([1]), made([2]), "different", ""),
    ("functions that hold floats", made(0.1 + 0.2), made(0.3), "close", ""),
    ("functions with attributes", with_state(made(1), unit="m"), with_state(made(1), unit="km"), "different", ""),
    ("functions in dicts", {"f": made(1)}, {"f": made(2)}, "different", ""),
    ("functions of other code", made(1), counting, "incomparable", ""),
    ("functions that hold themselves", recursive(), recursive(), "equal", ""),
    ("factories made twice", counting(1), counting(1), "equal", ""),
    ("factories that hold others", counting(1), counting(2), "equal", "default_factory"),
    ("sparse", sp.csr_matrix([[0, 1]]), sp.csr_matrix([[0, 1]]), "equal", ""),
    ("sparse that differ", sp.csr_matrix([[0, 1]]), sp.csr_matrix([[0, 2]]), "different", ""),
    ("sparse in another place", sp.csr_matrix([[0, 1]]), sp.csr_matrix([[1, 0]]), "different", ""),
    ("sparse within tolerance", sp.csr_matrix([[0.1 + 0.2]]), sp.csr_matrix([[0.3]]), "close", ""),
    ("stored zero", sp.csr_matrix(([0, 1], [0, 1], [0, 2]), (1, 2)), sp.csr_matrix([[0, 1]]), "equal", ""),
    ("repeated place", sp.coo_matrix(([1, 1], ([0, 0], [1, 1])), (1, 2)), sp.coo_matrix(([2], ([0], [1])), (1, 2)),
        "equal", ""),
    ("formats", sp.csr_matrix([[0, 1]]), sp.coo_matrix([[0, 1]]), "equal", "type"),
    ("sparse by keys", sp.dok_matrix(np.array([[0, 1]])), sp.dok_matrix(np.array([[0, 2]])), "different", ""),
    ("sparse by lists", sp.lil_matrix(np.array([[0, 1]])), sp.lil_matrix(np.array([[0, 2]])), "different", ""),
    ("shape of a sparse matrix", sp.csr_matrix((2, 3)), sp.csr_matrix((3, 2)), "different", "shape"),
    ("sparse in a cell", held(sp.csr_matrix([[1]])), held(sp.csr_matrix([[2]])), "different", ""),
    ("learned points", neighbours(0), neighbours(0.5), "different", ""),
    ("equal models", neighbours(0), neighbours(0), "equal", ""),
    ("trees of a forest", forest(1), forest(2), "different", ""),
    ("equal forests", forest(1), forest(1), "equal", ""),
    ("new types", NewType("Id", int), NewType("Id", str), "different", ""),
    ("type variables", TypeVar("T"), TypeVar("T"), "equal", ""),
    ("cells of a closure", *([made([n]).__closure__[0] for n in (1, 2)]), "different", ""),
    ("equal cells of a closure", *([made(frame_of(1)).__closure__[0] for _ in (1, 2)]), "equal", ""),
    ("methods of equal lists", [1].append, [1].append, "equal", ""),
    ("methods of lists", [1].append, [2].append, "different", ""),
    ("methods of objects", Order(1).__repr__, Order(2).__repr__, "different", ""),
    ("queues", queued(1), queued(1), "equal", ""),
    ("queues of others", queued(1), queued(2), "different", ""),
    ("weak dicts", weakref.WeakValueDictionary(a=KEPT), weakref.WeakValueDictionary(a=KEPT), "equal", ""),
    ("names of time zones", dt.timezone(HOUR), dt.timezone(HOUR, "X"), "different", ""),
    ("classes made twice", type("K", (Order,), {})(1), type("K", (Order,), {})(1), "equal", ""),
    ("errors with frames", ValueError(frame_of(1, unit="m")), ValueError(frame_of(1, unit="km")), "equal",
        "attrs of ['args'][0]"),
    ("errors that hold objects", ValueError(queued(1), "m"), ValueError(queued(1), "m"), "equal", ""),
    ("errors that hold a set in another order", ValueError({0, 8}), ValueError({8, 0}), "equal", ""),
    ("errors that lack a key in another order", KeyError(frozenset((0, 8))), KeyError(frozenset((8, 0))), "equal", ""),
    ("errors that hold other sets", ValueError({0, 8}), ValueError({0, 9}), "different", ""),
    ("errors that hold another type", ValueError(1), ValueError(True), "different", ""),
    ("errors that hold others", ValueError(queued(1), "m"), ValueError(queued(2), "m"), "different", ""),
    ("a span and Python's", pd.Timedelta(HOUR), HOUR, "equal", "type"),
    ("no moment of two libraries", pd.NaT, np.datetime64("NaT"), "equal", "type"),
    ("spans as objects", pd.Series([pd.Timedelta(HOUR)]), pd.Series([pd.Timedelta(HOUR)], dtype=object), "equal",
        "dtype, type"),
    ("categories of row labels", categorical("xy", "xy"), categorical("xy", "yx"), "equal",
        "categories of the row labels"),
    ("order of categories", categorical("xy", "xy"), categorical("xy", "xy", True), "equal",
        "type of the row labels"),
    ("categories of column names", categorical("x", "x").T, categorical("x", "xy").T, "equal",
        "categories of the column names"),
    ("types of levels", levelled(1), levelled(1.0), "equal", "type of the row labels"),
    ("types of column levels", levelled(1).T, levelled(1.0).T, "equal", "type of the column names"),
    ("frequency", DAYS, pd.DatetimeIndex(DAYS.tolist()), "equal", "frequency"),
    ("frequency of row labels", pd.Series(1, DAYS), pd.Series(1, pd.DatetimeIndex(DAYS.tolist())), "equal",
        "frequency of the row labels"),
    ("columns as a range", pd.DataFrame([[1]], columns=pd.RangeIndex(1)), pd.DataFrame([[1]], columns=pd.Index([0])),
        "equal", ""),
]  # fmt: skip
IDS = [pair[0] for pair in PAIRS]


@pytest.mark.parametrize(("left", "right", "verdict", "beside"), [pair[1:] for pair in PAIRS], ids=IDS)
def test_two_values_are_judged_and_exchanged_sides_give_the_mirrored_answer(
    left: Any, right: Any, verdict: str, beside: str
) -> None:
    one, other = compare_values(left, right).diff, compare_values(right, left).diff

    assert (verdict, beside) == (one.verdict, ", ".join(item.what for item in one.beside))
    assert one.verdict == other.verdict
    assert [(item.what, item.left, item.right) for item in one.beside] == [
        (item.what, item.right, item.left) for item in other.beside
    ]
    assert one.row_count == other.row_count
    assert all(cell.left != cell.right for row in one.rows for cell in row.cells if cell.is_different)
    assert (one.row_count > 0 or beside == "shape") == (verdict in ("different", "incomparable"))


@pytest.mark.parametrize("value", [side for pair in PAIRS for side in pair[1:3]])
def test_a_value_is_equal_to_itself_and_to_its_copy(value: Any) -> None:
    assert "equal" == verdict_of(value, value).verdict
    try:
        twin = copy.deepcopy(value)
    except TypeError:  # views, memory, modules, generators
        return
    assert "equal" == verdict_of(value, twin).verdict


def test_a_large_sparse_matrix_is_compared_by_its_cells_alone() -> None:
    places = np.arange(1000) * 97 % 100_000
    one = sp.csr_matrix((np.ones(1000), (places, places)), (100_000, 100_000))
    other = one.copy()
    other.data[500] = 2.0
    assert "equal" == verdict_of(one, one.copy()).verdict
    found = compare_values(one, other).diff
    assert ("different", 1) == (found.verdict, found.row_count)
    assert "48500 · 48500" == found.rows[0].key.replace(",", "")


def test_relations_of_duckdb_are_computed() -> None:
    duckdb = pytest.importorskip("duckdb")
    one, other = (duckdb.sql(f"select * from range({count}) t(a)") for count in (3, 4))
    assert "equal" == verdict_of(one, duckdb.sql("select * from range(3) t(a)")).verdict
    assert "different" == verdict_of(one, other).verdict
    assert "different" == verdict_of(one, duckdb.sql("select a::int a from range(3) t(a)")).verdict


@pytest.mark.filterwarnings("ignore")
def test_expressions_of_ibis_are_computed() -> None:
    ibis = pytest.importorskip("ibis")
    pytest.importorskip("duckdb")
    one, other = ibis.memtable({"a": [1, 2]}), ibis.memtable({"a": [1, 3]})
    assert "equal" == verdict_of(one, ibis.memtable({"a": [1, 2]})).verdict
    assert "different" == verdict_of(one, other).verdict
    assert "different" == verdict_of(one.a.sum(), other.a.sum()).verdict
    assert "equal" == verdict_of(one.a.sum(), ibis.memtable({"a": [2, 1]}).a.sum()).verdict


def test_what_differs_within_an_object_is_named_by_its_whole_way() -> None:
    left, right = (
        [types.SimpleNamespace(k={"a": types.MappingProxyType({"b": [1, last]})})] for last in (2, 3)
    )  # fmt: skip

    (row,) = compare_values(left, right).diff.rows

    assert ("[0].k['a']['b'][1]", "2", "3") == (row.key, row.cells[0].left, row.cells[0].right)
    assert [".queue['items'][0]"] == [row.key for row in compare_values(queued(1), queued(2)).diff.rows]
