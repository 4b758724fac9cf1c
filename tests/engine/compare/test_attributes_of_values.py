"""What instances carry besides their cells, entries or numbers: of classes of each library, and of libraries' own."""

from __future__ import annotations

import collections
import copy
import datetime as dt
import decimal
import fractions
import functools
import io
import pathlib
import pickle
import random
import sys
import types
import uuid
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse as sp
import xarray as xr
from dagscope.compare.values import compare_values, verdict_of
from PIL import Image
from shapely.geometry import Point

from tests.engine.compare.odd_values import names_beside


class _SlottedFrame(pd.DataFrame):
    __slots__ = ("unit",)


class _Dataset(xr.Dataset):
    __slots__ = ("unit",)


class _Array(xr.DataArray):
    __slots__ = ("unit",)


class _Declared(pd.DataFrame):
    _metadata = ["unit"]


class _DeclaredAgain(_Declared):
    pass


@functools.cache
def _of(base: type) -> Any:
    made = type(f"Own_{base.__module__.replace('.', '_')}_{base.__name__}", (base,), {"__module__": __name__})
    globals()[made.__name__] = made  # so that its instances can be pickled
    return made


def _picture() -> Image.Image:
    made = Image.new("RGB", (2, 2))
    made.__class__ = _of(Image.Image)
    return made


_PLACES = np.array([[0, 1]])
_GEOMETRY = {"geometry": [Point(0, 0)]}
MAKERS: dict[str, Callable[[], Any]] = {
    "frame": lambda: _of(pd.DataFrame)({"a": [1]}),
    "frame of pandas itself": lambda: pd.DataFrame({"a": [1]}),
    "frame with slots": lambda: _SlottedFrame({"a": [1]}),
    "series": lambda: _of(pd.Series)([1]),
    "series of pandas itself": lambda: pd.Series([1]),
    "index of pandas itself": lambda: pd.Index([1, 2]),
    "categorical": lambda: _of(pd.Categorical)(["a"]),
    "geometry": lambda: _of(gpd.GeoDataFrame)(_GEOMETRY),
    "geometry of geopandas itself": lambda: gpd.GeoDataFrame(_GEOMETRY),
    "polars": lambda: _of(pl.DataFrame)({"a": [1]}),
    "series of polars": lambda: _of(pl.Series)([1]),
    "data set": lambda: _Dataset({"a": ("x", [1])}),
    "labelled array": lambda: _Array([1], dims="x"),
    "csr": lambda: _of(sp.csr_matrix)(_PLACES),
    "coo": lambda: _of(sp.coo_array)(_PLACES),
    "dok": lambda: _of(sp.dok_matrix)(_PLACES),
    "lil": lambda: _of(sp.lil_matrix)(_PLACES),
    "dia": lambda: _of(sp.dia_matrix)(_PLACES),
    "bsr": lambda: _of(sp.bsr_matrix)(_PLACES),
    "array": lambda: np.array([1.0]).view(_of(np.ndarray)),
    "masked array": lambda: np.ma.array([1.0]).view(_of(np.ma.MaskedArray)),
    "graph": lambda: _of(nx.Graph)([(1, 2)]),
    "directed graph": lambda: _of(nx.MultiDiGraph)([(1, 2)]),
    "part of a graph": lambda: nx.path_graph(4).subgraph([1, 2]),
    "array of geometries": lambda: gpd.GeoSeries([Point(0, 0)]).array,
    "graph of networkx itself": lambda: nx.Graph([(1, 2)]),
    "moment": lambda: _of(dt.datetime)(2024, 1, 1),
    "day": lambda: _of(dt.date)(2024, 1, 1),
    "span": lambda: _of(dt.timedelta)(1),
    "decimal": lambda: _of(decimal.Decimal)("1"),
    "fraction": lambda: _of(fractions.Fraction)(1, 2),
    "ordered dict": lambda: _of(collections.OrderedDict)(a=1),
    "deque": lambda: _of(collections.deque)([1], 3),
    "default dict": lambda: _of(collections.defaultdict)(int, a=1),
    "chained maps": lambda: _of(collections.ChainMap)({"a": 1}),
    "counter": lambda: _of(collections.Counter)("ab"),
    "dict of a user": lambda: _of(collections.UserDict)(a=1),
    "list of a user": lambda: _of(collections.UserList)([1]),
    "text of a user": lambda: _of(collections.UserString)("a"),
    "namespace": lambda: _of(types.SimpleNamespace)(a=1),
    "partial": lambda: _of(functools.partial)(int, base=2),
    "partial of Python itself": lambda: functools.partial(int, base=2),
    "text in memory": lambda: _of(io.StringIO)("a"),
    "random": lambda: _of(random.Random)(1),
    "identifier": lambda: _of(uuid.UUID)(int=1),
    "path": lambda: _of(pathlib.PurePosixPath)("a/b"),
    "picture": _picture,
    "picture of Pillow itself": lambda: Image.new("RGB", (2, 2)),
}
_USES: tuple[Callable[[Any], Any], ...] = (
    repr, hash, len, lambda v: v.index, lambda v: v["a"], lambda v: v.columns, lambda v: v.is_unique, lambda v: v.adj,
    lambda v: v.edges, lambda v: v.nodes, lambda v: v.T, lambda v: v.sum(), lambda v: v.values, lambda v: v.sindex,
    lambda v: v.has_sorted_indices, lambda v: v.in_edges, lambda v: list(v.degree()), lambda v: v.parts,
    lambda v: v.save(io.BytesIO(), "PNG"),
)  # fmt: skip


def _carrying(value: Any, item: Any) -> Any:
    object.__setattr__(value, "unit", item)
    return value


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_an_attribute_of_an_instance_is_compared(make: Callable[[], Any]) -> None:
    values = [_carrying(make(), unit) for unit in ("m", "km", "m", ["m", 1], ["m", 2])]
    plain = make()

    assert "different" == verdict_of(values[0], values[1]).verdict == verdict_of(values[1], values[0]).verdict
    assert "different" == verdict_of(values[0], plain).verdict == verdict_of(plain, values[0]).verdict
    assert "different" == verdict_of(values[3], values[4]).verdict
    found = compare_values(values[0], values[1]).diff
    assert "unit" in found.summary or "unit" in found.rows[0].key, found.summary
    assert ("equal", ()) == ((same := verdict_of(values[0], values[2])).verdict, same.beside)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.filterwarnings("ignore")
def test_what_a_library_keeps_for_itself_says_nothing(make: Callable[[], Any]) -> None:
    used, fresh = make(), make()
    for use in _USES:
        try:
            use(used)
        except (
            AttributeError,
            TypeError,
            LookupError,
            ValueError,
            ImportError,
            RuntimeError,
        ):  # not every use suits every value
            continue

    pairs = [(used, fresh), (fresh, used), (used, copy.deepcopy(used)), (fresh, copy.copy(used))]
    if type(fresh).__qualname__ in vars(sys.modules[type(fresh).__module__]):  # its class can be found again
        pairs += [(fresh, pickle.loads(pickle.dumps(each, protocol))) for each in (used, fresh) for protocol in (2, 5)]
    for left, right in pairs:
        assert "equal" == verdict_of(left, right).verdict


def _with(value: Any, **facts: Any) -> Any:
    for name, item in facts.items():
        setattr(value, name, item)
    return value


def _schema(**metadata: str) -> Any:
    return pa.schema([pa.field("a", pa.int64(), metadata=metadata)])


def _pandas(**attrs: Any) -> pd.DataFrame:
    return _with(pd.DataFrame({"a": [1]}), attrs=attrs)


def _described(**info: Any) -> Image.Image:
    return _with(Image.new("RGB", (2, 2)), info=info)


def _with_node_attribute() -> nx.Graph:
    made = nx.Graph([(1, 2)])
    made.nodes[1]["size"] = 3
    return made


LONG = "x" * 2_000
# left, right, verdict, what is said beside it
FACTS: list[tuple[str, Any, Any, str, str]] = [
    ("type of an attribute", _carrying(MAKERS["frame"](), 1), _carrying(MAKERS["frame"](), 1.0), "equal",
        "attributes: type of ['unit']"),
    ("frame inside", _carrying(MAKERS["frame"](), pd.DataFrame({"b": [1]})),
        _carrying(MAKERS["frame"](), pd.DataFrame({"b": [2]})), "different", ""),
    ("within tolerance", _carrying(MAKERS["series"](), 0.1 + 0.2), _carrying(MAKERS["series"](), 0.3), "close", ""),
    ("declared", _with(_Declared({"a": [1]}), unit="m"), _with(_Declared({"a": [1]}), unit="km"), "equal", "unit"),
    ("declared further up", _with(_DeclaredAgain({"a": [1]}), unit=LONG + "a"),
        _with(_DeclaredAgain({"a": [1]}), unit=LONG + "b"), "equal", "unit"),
    ("attrs deep inside", _pandas(h=[[[[1]]]]), _pandas(h=[[[[2]]]]), "equal", "attrs"),
    ("attrs after many items", _pandas(h=[*range(50), 1]), _pandas(h=[*range(50), 2]), "equal", "attrs"),
    ("long attrs", _pandas(h=LONG + "a"), _pandas(h=LONG + "b"), "equal", "attrs"),
    ("attrs on one side", _pandas(h=1), _pandas(), "equal", "attrs"),
    ("attrs of two types", _pandas(h=1), _pandas(h=1.0), "equal", "attrs"),
    ("attrs that are arrays", _pandas(h=np.arange(3)), _pandas(h=np.arange(3)), "equal", ""),
    ("attrs of a class of the project", _with(MAKERS["frame"](), attrs={"h": 1}), MAKERS["frame"](), "equal", "attrs"),
    ("attrs and class", _with(MAKERS["frame"](), attrs={"h": 1}), _pandas(), "equal", "type, attrs"),
    ("long name", pd.Series([1], name=LONG + "a"), pd.Series([1], name=LONG + "b"), "equal", "name"),
    ("name 1 and '1'", pd.Series([1], name=1), pd.Series([1], name="1"), "equal", "name"),
    ("names of many levels", pd.MultiIndex.from_tuples([tuple(range(9))], names=[*"abcdefghi"]),
        pd.MultiIndex.from_tuples([tuple(range(9))], names=[*"abcdefghj"]), "equal", "names"),
    ("metadata of a schema", pa.table({"a": [1]}).replace_schema_metadata({f"k{n}": "v" for n in range(9)}),
        pa.table({"a": [1]}).replace_schema_metadata({f"k{n}": "v" if n < 8 else "w" for n in range(9)}), "equal",
        "schema metadata"),
    ("columns without nulls", pa.table({"a": [1]}, schema=pa.schema([pa.field("a", pa.int64(), nullable=False)])),
        pa.table({"a": [1]}), "equal", "columns without nulls"),
    ("schemas", _schema(unit="m"), _schema(unit="km"), "different", ""),
    ("equal schemas", _schema(unit="m"), _schema(unit="m"), "equal", ""),
    ("fields", _schema(unit="m").field(0), _schema().field(0), "different", ""),
    ("scalars of Arrow", pa.scalar(float("nan")), pa.scalar(float("nan")), "equal", ""),
    ("scalars of Arrow that differ", pa.scalar(1), pa.scalar(2), "different", ""),
    ("metadata of a dtype", np.zeros(1, np.dtype("f8", metadata={"unit": "m"})), np.zeros(1), "equal",
        "metadata of the dtype"),
    ("fill value", np.ma.array([1.0], fill_value=1), np.ma.array([1.0], fill_value=2), "equal", "fill value"),
    ("attrs of xarray", xr.DataArray([1], attrs={"u": "m"}), xr.DataArray([1], attrs={"u": "k"}), "different", ""),
    ("attrs of a coordinate", xr.DataArray([1], {"x": ("x", [1], {"u": "m"})}, "x"),
        xr.DataArray([1], {"x": ("x", [1], {"u": "k"})}, "x"), "different", ""),
    ("chained maps in other layers", collections.ChainMap({"a": 1}, {"a": 2}), collections.ChainMap({"a": 1}),
        "different", ""),
    ("attribute of a graph's node", nx.Graph([(1, 2)]), _with_node_attribute(), "different", ""),
    ("graph and its attributes", nx.Graph(unit="m"), nx.Graph(unit="km"), "different", ""),
    ("directed or not", nx.Graph([(1, 2), (2, 1)]), nx.DiGraph([(1, 2), (2, 1)]), "different", "type"),
    ("text of a picture", _described(title="a"), _described(title="b"), "equal", "info title"),
    ("text of one picture", _described(title="a"), _described(), "equal", "info title"),
    ("16 and 8 bits", Image.new("I", (1, 1), 70_000), Image.new("L", (1, 1), 255), "different", "mode"),
    ("equal numbers of 16 and 8 bits", Image.new("I", (1, 1), 200), Image.new("L", (1, 1), 200), "equal", "mode"),
    ("colours without a common form", Image.new("CMYK", (1, 1)), Image.new("RGB", (1, 1)), "incomparable", "mode"),
    ("modes of printing", Image.new("CMYK", (1, 1)), Image.new("CMYK", (1, 1), (1, 0, 0, 0)), "different", ""),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "verdict", "beside"), [f[1:] for f in FACTS], ids=[f[0] for f in FACTS])
def test_what_else_a_value_consists_of_is_said(left: Any, right: Any, verdict: str, beside: str) -> None:
    one, other = compare_values(left, right).diff, compare_values(right, left).diff

    assert (verdict, beside) == (one.verdict, names_beside(one)) == (other.verdict, names_beside(other))
    assert {(item.what, item.left, item.right) for item in one.beside} == {
        (item.what, item.right, item.left) for item in other.beside
    }
    assert all(item.left != item.right for item in one.beside)


def _moving(*levels: int) -> Image.Image:
    frames = [Image.new("L", (2, 2), level) for level in levels]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    return Image.open(out)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [((1, 2, 3), (1, 2, 3), "equal"), ((1, 2, 3), (1, 2, 4), "different"), ((1, 2), (1, 2, 3), "different")],
)
def test_all_frames_of_a_picture_are_compared_and_it_stays_where_it_stood(
    left: tuple[int, ...], right: tuple[int, ...], verdict: str
) -> None:
    one, other = _moving(*left), _moving(*right)

    assert verdict == verdict_of(one, other).verdict == verdict_of(other, one).verdict
    assert (0, 0) == (one.tell(), other.tell())
