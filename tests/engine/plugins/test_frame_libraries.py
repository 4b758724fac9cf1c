"""The frames of each library, in its version of today: columns taken and filled, saved, checked, cached, told apart."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from dagscope import driver
from dagscope.ad_hoc_utils import module_from_source
from dagscope.content_version import data_version
from dagscope.io.materialization import to

# ibis still sets an option that pandas 3 calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:The 'future.infer_string' option")

DATA = {"a": [1, 2, 3], "b": ["x", "y", None]}
OTHER = {"a": [1, 2, 4], "b": ["x", "y", None]}


def _geo(data: dict[str, Any]) -> Any:
    geopandas = importlib.import_module("geopandas")
    return geopandas.GeoDataFrame(data, geometry=geopandas.points_from_xy([0, 1, 2], [0, 1, 2]))


def _dask(data: dict[str, Any]) -> Any:
    pandas = importlib.import_module("pandas")
    return importlib.import_module("dask.dataframe").from_pandas(pandas.DataFrame(data), npartitions=2)


def _duckdb(data: dict[str, Any]) -> Any:
    return importlib.import_module("duckdb").from_df(importlib.import_module("pandas").DataFrame(data))


def _arrow_backed(data: dict[str, Any]) -> Any:
    return importlib.import_module("pandas").DataFrame(data).convert_dtypes(dtype_backend="pyarrow")


# The type as it is annotated, how a frame is made, and how its values are read back.
FRAMES: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    "pandas": ("pandas.DataFrame", lambda data: importlib.import_module("pandas").DataFrame(data)),
    "pandas on arrow": ("pandas.DataFrame", _arrow_backed),
    "polars": ("polars.DataFrame", lambda data: importlib.import_module("polars").DataFrame(data)),
    "polars, lazy": ("polars.LazyFrame", lambda data: importlib.import_module("polars").LazyFrame(data)),
    "dask": ("dask.dataframe.DataFrame", _dask),
    "geopandas": ("geopandas.GeoDataFrame", _geo),
    "pyarrow": ("pyarrow.Table", lambda data: importlib.import_module("pyarrow").table(data)),
    "ibis": ("ibis.expr.types.Table", lambda data: importlib.import_module("ibis").memtable(data)),
    "duckdb": ("duckdb.DuckDBPyRelation", _duckdb),
}
COLUMNS = ("pandas", "pandas on arrow", "polars", "polars, lazy", "dask", "geopandas")
NOT_KEPT = ("duckdb",)  # hangs on a connection, which cannot be stored
UNKNOWN_AGAIN = ("duckdb", "ibis")  # a table in memory has a new name each time
SAVED = ("pandas", "pandas on arrow", "polars", "polars, lazy", "geopandas")


def _module(name: str, text: str, data: dict[str, Any] = DATA) -> ModuleType:
    type_, make = FRAMES[name]
    package = type_.rpartition(".")[0]
    pytest.importorskip(package.partition(".")[0])
    source = f"import {package}\nfrom dagscope.function_modifiers import *\n{text.replace('FRAME', type_)}"
    module = module_from_source(source, f"frames_of_{name.replace(' ', '_').replace(',', '')}")
    vars(module)["make"] = functools.partial(make, data)
    return module


def _values(name: str, frame: Any, column: Any) -> list[Any]:
    if name == "polars, lazy":
        return list(frame.select(column).collect().to_series())
    if name == "dask":
        return list(column.compute())
    return list(column)


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_taken_and_filled(name: str) -> None:
    module = _module(name, "@extract_columns('a', 'z', fill_with=0)\ndef f() -> FRAME:\n    return make()\n")

    found = driver.Builder().with_modules(module).build().execute(["f", "a", "z"])

    assert [1, 2, 3] == _values(name, found["f"], found["a"])
    assert [0, 0, 0] == _values(name, found["f"], found["z"])


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_passes_a_check_and_is_computed_once_where_it_can_be_cached(name: str, tmp_path: Path) -> None:
    text = (
        "@check_output(allow_none=False, importance='fail')\ndef f() -> FRAME:\n    runs.append(1)\n    return make()\n"
        "def g(f: FRAME) -> str:\n    runs.append(2)\n    return type(f).__name__\n"
    )
    module = _module(name, text)
    runs: list[int] = []
    vars(module)["runs"] = runs

    first = driver.Builder().with_modules(module).with_cache(path=str(tmp_path)).build().execute(["g"])
    second = driver.Builder().with_modules(module).with_cache(path=str(tmp_path)).build().execute(["g"])

    assert first == second
    assert runs.count(2) == (2 if name in NOT_KEPT else 1)


@pytest.mark.parametrize("name", [each for each in FRAMES if each not in UNKNOWN_AGAIN])
def test_equal_frames_have_one_version_and_others_another(name: str) -> None:
    _, make = FRAMES[name]

    assert data_version(make(DATA)) == data_version(make(DATA))
    assert data_version(make(DATA)) != data_version(make(OTHER))
    assert data_version(make(DATA)) != data_version(make({"c": DATA["a"], "b": DATA["b"]}))


@pytest.mark.parametrize("key", ["parquet", "csv"])
@pytest.mark.parametrize("name", SAVED)
def test_a_frame_is_saved(name: str, key: str, tmp_path: Path) -> None:
    module = _module(name, "def f() -> FRAME:\n    return make()\n")
    path = tmp_path / f"saved.{key}"
    where = {"file" if name.startswith("polars") else "path": str(path)}
    saver = getattr(to, key)(id="save", dependencies=["f"], **where)

    metadata, _ = driver.Builder().with_modules(module).build().materialize(saver)

    assert path.stat().st_size == metadata["save"]["file_metadata"]["size"] > 0
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["pandas", "polars", "polars, lazy"])
def test_columns_are_added(name: str) -> None:
    plugin = {"pandas": "h_pandas", "polars": "h_polars", "polars, lazy": "h_polars_lazyframe"}[name]
    column = {"pandas": "pandas.Series", "polars": "polars.Series", "polars, lazy": "polars.Expr"}[name]
    text = (
        f"from dagscope.plugins.{plugin} import with_columns\n"
        f"def twice(a: {column}) -> {column}:\n    return a * 2\n"
        "def data() -> FRAME:\n    return make()\n"
        "@with_columns(twice, columns_to_pass=['a'], select=['twice'])\ndef f(data: FRAME) -> FRAME:\n    return data\n"
    )
    found = driver.Builder().with_modules(_module(name, text)).build().execute(["f"])["f"]
    frame = found.collect() if name == "polars, lazy" else found

    assert ["a", "b", "twice"] == list(frame.columns)
    assert [2, 4, 6] == list(frame["twice"])
