"""Loaders and savers: what they write and read back, which one is chosen, and what is said of wrong arguments."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any, Optional, Union

import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope import registry
from dagscope.function_modifiers import load_from, save_to
from dagscope.function_modifiers.adapters import resolve_adapter_class
from dagscope.function_modifiers.base import InvalidDecoratorException
from dagscope.io import utils
from dagscope.io.data_adapters import DataLoader, DataSaver

PANDAS = pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": [1.5, None]})
POLARS = pl.DataFrame({"a": [1, 2], "b": ["x", "y"]})


@dataclasses.dataclass
class IntLoader(DataLoader):
    start: int
    step: int = 1
    seen: list = dataclasses.field(default_factory=list)

    @classmethod
    def applicable_types(cls) -> list[type]:
        return [int]

    @classmethod
    def name(cls) -> str:
        return "io_test"

    def load_data(self, type_: type) -> tuple[int, dict[str, Any]]:
        return self.start + self.step, {"step": self.step}


@dataclasses.dataclass
class TextSaver(DataSaver):
    to: list

    @classmethod
    def applicable_types(cls) -> list[type]:
        return [int, str]

    @classmethod
    def name(cls) -> str:
        return "io_test"

    def save_data(self, data: Any) -> dict[str, Any]:
        self.to.append(data)
        return {"saved": data}


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def saver(key: str, value: Any) -> Any:
    return resolve_adapter_class(type(value), registry.SAVER_REGISTRY[key])


def loader(key: str, type_: Any) -> Any:
    return resolve_adapter_class(type_, registry.LOADER_REGISTRY[key])


@pytest.mark.parametrize(
    ("key", "value", "argument"),
    [
        ("json", {"a": [1, 2]}, "path"), ("json", [1, "x"], "path"), ("file", "text", "path"), ("pickle", {1, 2},
            "path"),
        ("yaml", {"a": [1, {"b": None}]}, "path"), ("npy", np.arange(4), "path"),
        ("csv", PANDAS, "path"), ("parquet", PANDAS, "path"), ("pickle", PANDAS, "path"), ("feather", PANDAS, "path"),
        ("orc", PANDAS, "path"), ("json", PANDAS, "filepath_or_buffer"),
        ("csv", POLARS, "file"), ("parquet", POLARS, "file"), ("avro", POLARS, "file"), ("ndjson", POLARS, "file"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__module__,
)  # fmt: skip
def test_what_is_saved_is_loaded(key: str, value: Any, argument: str) -> None:
    metadata = saver(key, value)(**{argument: f"file.{key}"}).save_data(value)
    assert metadata["file_metadata"]["path"] == f"file.{key}" and metadata["file_metadata"]["size"] > 0
    reader = loader(key, type(value))
    where = "source" if "source" in reader.get_required_arguments() else argument
    again, _ = reader(**{where: f"file.{key}"}).load_data(type(value))
    assert str(value) == str(again) or value.to_dict() == again.to_dict() or value.equals(again.astype(value.dtypes))


@pytest.mark.parametrize(
    ("key", "argument"), [("html", "buf"), ("stata", "path"), ("excel", "path"), ("xml", "path_or_buffer")]
)
def test_pandas_writes_other_formats(key: str, argument: str) -> None:
    options = {"parser": "etree"} if key == "xml" else {}
    path = f"frame.{'xlsx' if key == 'excel' else key}"
    metadata = saver(key, PANDAS)(**{argument: path}, **options).save_data(PANDAS)
    assert ["a", "b", "c"] == metadata["dataframe_metadata"]["column_names"]
    assert pathlib.Path(path).stat().st_size > 0


@pytest.mark.parametrize(("key", "value"), [("json", [1]), ("file", "text"), ("pickle", {1})], ids=str)
def test_a_saver_takes_the_paths_that_open_takes(key: str, value: Any) -> None:
    make = saver(key, value)
    make(path=b"as bytes").save_data(value)
    with open("as number", "wb") as file:
        make(path=os.dup(file.fileno())).save_data(value)

    assert pathlib.Path("as bytes").read_bytes() == pathlib.Path("as number").read_bytes() != b""
    for path in ("", "no folder/x"):
        with pytest.raises(FileNotFoundError) as caught:
            make(path=path).save_data(value)
        assert caught.value.filename == path


def test_an_array_of_objects_is_pickled_on_request_only() -> None:
    objects = np.array([{1}, None])
    with pytest.raises(ValueError, match="allow_pickle"):
        saver("npy", objects)(path="objects.npy").save_data(objects)

    assert saver("npy", objects)(path="objects.npy", allow_pickle=True).save_data(objects)["file_metadata"]["size"]


def test_pandas_and_sql() -> None:
    connection = sqlite3.connect(":memory:")
    metadata = saver("sql", PANDAS)(table_name="t", db_connection=connection, index=False).save_data(PANDAS)
    assert ("t", 2) == (metadata["sql_metadata"]["table_name"], metadata["sql_metadata"]["rows"])
    query = "SELECT a FROM t"
    frame, metadata = loader("sql", pd.DataFrame)(query_or_table=query, db_connection=connection).load_data(
        pd.DataFrame
    )
    connection.close()
    assert ([1, 2], query) == (frame["a"].tolist(), metadata["sql_metadata"]["query"])


def test_lazy_frames_are_scanned_and_collected_for_saving() -> None:
    saver("parquet", POLARS.lazy())(file="p.parquet").save_data(POLARS.lazy())
    lazy, metadata = loader("parquet", pl.LazyFrame)(file="p.parquet").load_data(pl.LazyFrame)
    assert POLARS.equals(lazy.collect())
    assert {"rows": None, "columns": 2} == {key: metadata["dataframe_metadata"][key] for key in ("rows", "columns")}


def test_old_names_of_polars_options_still_work() -> None:
    POLARS.write_csv("p.csv")
    reader = loader("csv", pl.DataFrame)(file="p.csv", row_count_name="nr", dtypes={"a": pl.Float64}, rechunk=False)
    frame, _ = reader.load_data(pl.DataFrame)
    assert ["nr", "a", "b"] == frame.columns and pl.Float64 == frame["a"].dtype


def test_figures() -> None:
    from matplotlib.figure import Figure

    metadata = saver("plt", Figure())(path="f.png", dpi=50).save_data(Figure())
    assert metadata["file_metadata"]["size"] == pathlib.Path("f.png").stat().st_size


def test_bytes_memory_environment_and_literal(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (b"abc", BytesIO(b"abc")):
        saver("file", data)(path="f").save_data(data)
        assert b"abc" == pathlib.Path("f").read_bytes()
    assert "kept" == saver("memory", "kept")().save_data("kept")
    monkeypatch.setenv("IO_TEST", "1")
    assert ({"IO_TEST": "1"}, {}) == loader("environment", dict)(names=("IO_TEST",)).load_data(dict)
    assert (3, {}) == loader("literal", int)(value=3).load_data(int)


def test_arguments_of_a_users_adapter() -> None:
    assert {"start": int} == IntLoader.get_required_arguments()
    assert {"step": int, "seen": list} == IntLoader.get_optional_arguments()
    assert (True, False) == (IntLoader.can_load(), IntLoader.can_save())

    class Plain(IntLoader):
        pass

    class NoDataclass(DataLoader):
        applicable_types = IntLoader.applicable_types
        name = IntLoader.name
        load_data = IntLoader.load_data

    assert {"start": int} == Plain.get_required_arguments()
    with pytest.raises(TypeError, match="DataLoader subclasses must be dataclasses"):
        NoDataclass.get_required_arguments()


@pytest.mark.parametrize(
    ("type_", "loads", "saves"),
    [
        (int, True, True), (bool, False, True), (object, True, False), (Any, True, False), (Optional[int], True, False),
        (Union[int, str], True, True), (Union[int, bool], True, True), (str, False, True),
    ],
)  # fmt: skip
# ruff: noqa: UP007, UP045
def test_which_types_an_adapter_fits(type_: Any, loads: bool, saves: bool) -> None:
    assert (loads, saves) == (IntLoader.applies_to(type_), TextSaver.applies_to(type_))


def test_last_registered_adapter_is_chosen_and_said(caplog: pytest.LogCaptureFixture) -> None:
    class Other(IntLoader):
        pass

    assert Other is resolve_adapter_class(int, [IntLoader, Other])
    assert "More than one applicable adapter detected for <class 'int'>" in caplog.text
    assert resolve_adapter_class(str, [IntLoader]) is None


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (
            lambda: load_from.nope,
            r"No loader named: nope available for load_from. Available loaders are: dict_keys\(\[",
        ),
        (
            lambda: save_to.nope,
            r"No saver named: nope available for save_to. Available data savers are: \['json'",
        ),
    ],
)
def test_unknown_key_lists_the_known_ones(use: Callable[[], Any], message: str) -> None:
    with pytest.raises(AttributeError, match=message):
        use()


def test_mistake_names_file_and_line() -> None:
    with pytest.raises(InvalidDecoratorException, match="Missing required parameters for adapter") as caught:

        @load_from.json()
        def rows(data: dict) -> int:
            return len(data)

    assert __file__.rpartition("/")[2] in str(caught.value).splitlines()[-1]


def test_metadata_shapes(tmp_path: pathlib.Path) -> None:
    (tmp_path / "f").write_text("abc")
    fields = ["size", "path", "last_modified", "timestamp", "scheme", "notes", "__version__"]
    found = utils.get_file_metadata(tmp_path / "f")["file_metadata"]
    assert (fields, 3, "") == (list(found), found["size"], found["notes"])
    remote = utils.get_file_metadata("s3://bucket/f.csv")["file_metadata"]
    assert ("s3", None) == (remote["scheme"], remote["size"]) and "unsupported for scheme: s3" in remote["notes"]
    expected = {
        "__version__": "1.0.0",
        "rows": 2,
        "columns": 2,
        "column_names": ["a", "b"],
        "datatypes": ["Int64", "String"],
    }
    assert {"dataframe_metadata": expected} == utils.get_dataframe_metadata(POLARS)
    assert utils.get_dataframe_metadata(3)["dataframe_metadata"]["rows"] is None
    assert (None, "t", 4) == tuple(
        utils.get_sql_metadata("t", 4)["sql_metadata"][k] for k in ("query", "table_name", "rows")
    )


def test_importing_the_io_modules_imports_no_library() -> None:
    code = (
        "import sys\n"
        "import dagscope.io.materialization, dagscope.io.default_data_loaders, dagscope.caching.adapter\n"
        "import dagscope.hamilton.cli.__main__, dagscope.hamilton.cli.commands, dagscope.commands.cache, "
        "dagscope.notebook\n"
        "from dagscope.io.materialization import to, from_\n"
        "to.json(id='a', dependencies=['b'], path='c')\n"
        "known = set(sys.stdlib_module_names) | {'dagscope', '__main__'}\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} - known - {m for m in sys.modules if "
        "m.startswith('_')}))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=_env())
    assert "[]" == done.stdout.strip()


def _env() -> dict[str, str]:
    import os

    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(each for each in sys.path if "dagscope" in each or "engine" in each),
    }
