"""The stores by themselves: what they keep, how they fail, and that values which differ have different versions."""

from __future__ import annotations

import datetime
import enum
import os
import pathlib
import pickle
import sqlite3
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope.caching import fingerprinting
from dagscope.caching.cache_key import create_cache_key, decode_key
from dagscope.caching.stores.base import ResultRetrievalError, StoredResult, search_data_adapter_registry
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.memory import InMemoryMetadataStore, InMemoryResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.caching.stores.utils import get_directory_size, readable_bytes_size

KEY = create_cache_key("a.b", "code", {"x": "1", "y": "2"})


class Colour(enum.Enum):
    RED = 1


@dataclass
class Point:
    x: int


def test_key_can_be_read_back_and_does_not_depend_on_order() -> None:
    expected = {"node_name": "ab", "code_version": "code", "dependencies_data_versions": {"x": "1", "y": "2"}}
    assert expected == decode_key(KEY)
    assert KEY == create_cache_key("a.b", "code", {"y": "2", "x": "1"})
    assert {} == decode_key(create_cache_key("a", "code", {}))["dependencies_data_versions"]


def test_metadata_survives_and_is_listed_by_run(tmp_path: pathlib.Path) -> None:
    store = SQLiteMetadataStore(str(tmp_path))
    with pytest.raises(IndexError):
        _ = store.last_run_id
    store.initialize("one")
    store.set(cache_key=KEY, data_version="v", run_id="one")
    store.initialize("two")
    again = SQLiteMetadataStore(str(tmp_path))
    entry = {"cache_key": KEY, "data_version": "v", "node_name": "ab", "code_version": "code"}
    assert ("v", True, 1, 1) == (again.get(KEY), again.exists(KEY), len(again), again.size)
    assert ["one", "two"] == again.get_run_ids()
    assert ([entry], []) == (again.get_run("one"), again.get_last_run())
    with pytest.raises(IndexError, match="`run_id` not found in table `run_ids`: nope"):
        again.get_run("nope")
    with pytest.raises(ValueError, match="Failed decoding the cache_key: nonsense"):
        again.set(cache_key="nonsense", data_version="v", run_id="one")
    again.delete(KEY)
    assert (None, 0) == (store.get(KEY), len(store))


def test_batch_is_seen_by_its_store_at_once_and_by_others_after_it(tmp_path: pathlib.Path) -> None:
    ours, other = SQLiteMetadataStore(str(tmp_path)), SQLiteMetadataStore(str(tmp_path))
    ours.initialize("run")
    ours.begin_batch()
    ours.set(cache_key=KEY, data_version="v", run_id="run")
    assert ("v", None) == (ours.get(KEY), other.get(KEY))
    ours.end_batch()
    assert "v" == other.get(KEY)
    assert {KEY: "v"} == other.versions_of_nodes(["ab", "nothing"])


def test_versions_of_nodes_are_read_again_once_somebody_changed_them(tmp_path: pathlib.Path) -> None:
    ours, other = SQLiteMetadataStore(str(tmp_path)), SQLiteMetadataStore(str(tmp_path))
    ours.initialize("run")
    said: list[str] = []
    ours.connection.set_trace_callback(said.append)

    def read() -> tuple[dict[str, str], bool]:
        said.clear()
        return ours.versions_of_nodes(["ab"]), any("SELECT" in each for each in said)

    assert [({}, True), ({}, False)] == [read(), read()]
    ours.initialize("another run")
    assert ({}, False) == read()
    ours.set(cache_key=KEY, data_version="v", run_id="run")
    assert [({KEY: "v"}, True), ({KEY: "v"}, False)] == [read(), read()]
    other.set(cache_key=KEY, data_version="w", run_id="run")
    assert ({KEY: "w"}, True) == read()
    ours.begin_batch()
    ours.set(cache_key=KEY, data_version="x", run_id="run")
    assert ({KEY: "x"}, False) == read()
    ours.end_batch()
    other.delete(KEY)
    assert ({}, True) == read()
    assert {} == ours.versions_of_nodes(["nothing"])
    with ours.connection as connection:
        connection.execute("INSERT INTO cache_metadata VALUES (?, 'y', 'ab', '', 0)", (KEY,))
    assert {KEY: "y"} == ours.versions_of_nodes(["ab"])


def test_database_is_in_wal_mode(tmp_path: pathlib.Path) -> None:
    SQLiteMetadataStore(str(tmp_path)).initialize("run")
    with sqlite3.connect(tmp_path / "metadata_store.db") as connection:
        assert ("wal",) == connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()


def test_damaged_database_is_set_aside(tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "metadata_store.db").write_bytes(b"no database " * 100)
    store = SQLiteMetadataStore(str(tmp_path))
    store.initialize("run")
    assert ["run"] == store.get_run_ids()
    assert "the cache begins anew" in caplog.text and (tmp_path / "metadata_store.db.damaged").exists()


def test_database_that_cannot_be_set_aside_is_not_said_to_be(
    tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "metadata_store.db").write_bytes(b"no database " * 100)

    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        SQLiteMetadataStore(str(tmp_path)).initialize("run")
    assert "nor can it be renamed (Permission denied)" in caplog.text and "it is now" not in caplog.text
    assert ["metadata_store.db"] == os.listdir(tmp_path)


def test_relative_folder_is_the_one_of_the_beginning(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    metadata, results = SQLiteMetadataStore("kept"), FileResultStore("kept")
    monkeypatch.chdir("elsewhere")
    metadata.initialize("run")
    metadata.set(cache_key=KEY, data_version="v", run_id="run")
    results.set("v", 7)
    copies = pickle.loads(pickle.dumps((metadata, results)))
    monkeypatch.chdir(tmp_path)
    assert ["v", 7, "v", 7] == [each.get(name) for each, name in zip((metadata, results, *copies), (KEY, "v") * 2)]
    assert [] == os.listdir("elsewhere")
    assert SQLiteMetadataStore("kept").get(KEY) == "v" and FileResultStore("kept").get("v") == 7


def test_reading_counts_as_use(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path))
    for version in ("old", "used"):
        store.set(version, 1)
        os.utime(tmp_path / version, (1_000_000, 1_000_000))
    store.get("used")
    assert [1_000_000, False] == [
        (tmp_path / "old").stat().st_mtime,
        (tmp_path / "used").stat().st_mtime == 1_000_000,
    ]


def test_store_is_used_by_threads_and_pickled(tmp_path: pathlib.Path) -> None:
    store = SQLiteMetadataStore(str(tmp_path))
    store.initialize("run")

    def write(start: int) -> None:
        for number in range(start, start + 25):
            key = create_cache_key("n", "code", {"x": str(number)})
            store.set(cache_key=key, data_version=str(number), run_id="run")
        store.close()

    threads = [threading.Thread(target=write, args=(100 * index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 100 == len(pickle.loads(pickle.dumps(store)))


def test_results_as_files(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path / "new"))
    store.set("v1", {"a": 1})
    store.set("v2", b"x" * 200_000)
    assert ({"a": 1}, 200_000, None) == (store.get("v1"), len(store.get("v2")), store.get("v3"))
    assert (True, False) == (store.exists("v1"), store.exists("v3"))
    assert ["v1", "v2"] == store.data_versions()
    store.delete("v1")
    store.delete("v1")
    store.delete_all()
    assert [] == store.data_versions()


def test_result_in_a_format_of_its_own(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path))
    for format_name, value in (("parquet", pd.DataFrame({"a": [1, 2]})), ("json", {"a": 1})):
        saver, loader = search_data_adapter_registry(format_name, type(value))
        store.set(format_name, value, saver_cls=saver, loader_cls=loader)
        assert (tmp_path / f"{format_name}.{format_name}").is_file()
    assert [1, 2] == store.get("parquet")["a"].tolist()
    assert {"a": 1} == store.get("json")
    (tmp_path / "json.json").unlink()
    assert store.get("json") is None


def test_damaged_result_says_where(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path))
    for content in (b"", b"nonsense", b"\0" * 5000, pickle.dumps({"cut": "off"})[:-1]):
        (tmp_path / "v").write_bytes(content)
        with pytest.raises(ResultRetrievalError, match="The cached result .*v cannot be read"):
            store.get("v")


def test_nothing_is_left_of_a_write_that_failed(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path))
    with pytest.raises((AttributeError, pickle.PicklingError)):
        store.set("v", lambda: 1)
    assert [] == list(tmp_path.iterdir())


def test_expiry() -> None:
    soon = StoredResult.new(1, expires_in=datetime.timedelta(hours=1))
    gone = StoredResult.new(1, expires_in=datetime.timedelta(seconds=-1))
    never = StoredResult.load(StoredResult.new(1).save())
    assert (False, True, False) == (soon.expired, gone.expired, never.expired)
    assert soon.expires_in > 3_000 and never.expires_in == -1


def test_expired_results_are_removed(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path))
    store.set("kept", 1)
    gone = StoredResult.new(1, expires_in=datetime.timedelta(seconds=-1))
    (tmp_path / "gone").write_bytes(gone.save())
    store.delete_expired()
    assert ["kept"] == store.data_versions()


def test_forgetting_what_is_not_in_memory_is_a_key_error_as_with_hamilton() -> None:
    for store in (InMemoryMetadataStore(), InMemoryResultStore()):
        with pytest.raises(KeyError):
            store.delete("nothing")


def test_memory_to_files_and_back(tmp_path: pathlib.Path) -> None:
    metadata, results = InMemoryMetadataStore(), InMemoryResultStore()
    metadata.initialize("run")
    metadata.set(cache_key=KEY, data_version="v", run_id="run")
    results.set("v", [1])
    files, database = FileResultStore(str(tmp_path)), SQLiteMetadataStore(str(tmp_path))
    metadata.persist_to(database)
    results.persist_to(files)
    assert "v" == InMemoryMetadataStore.load_from(database).get(KEY)
    assert [1] == InMemoryResultStore.load_from(files, metadata_store=database).get("v")
    with pytest.raises(ValueError, match="A `metadata_store` or `data_versions` must be provided"):
        InMemoryResultStore.load_from(files)


@pytest.mark.parametrize(
    ("name", "type_", "message"),
    [
        ("nope", dict, "nope isn't associated to both a DataLoader and a DataSaver"),
        ("plt", dict, "plt isn't associated to both a DataLoader and a DataSaver"),
        ("json", int, "json doesn't have any DataSaver supporting type <class 'int'>"),
    ],
)
def test_format_that_cannot_be_used(name: str, type_: type, message: str) -> None:
    with pytest.raises(KeyError, match=message):
        search_data_adapter_registry(name, type_)


def test_sizes(tmp_path: pathlib.Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 2000)
    assert 2000 == get_directory_size(str(tmp_path))
    assert ["0.00 B", "1024.00 B", "4.77 MB"] == [readable_bytes_size(each) for each in (0, 1024, 5_000_000)]


DIFFERENT: list[Any] = [
    1, 1.5, "1", "1.5", b"1", True, "True", None, "None", [1], (1,), {1}, frozenset({1}), [], {}, (), [[1]], ["1"],
        [(1,)],
    {"a": 1}, ["a", 1], {1: 2}, [1, 2], {"a": "1"}, {"a": (1,)}, {1: "a"}, {"1": "a"}, Colour.RED, Point(1), Point(2),
        datetime.date(2020, 1, 1),
    datetime.datetime(2020, 1, 1), 1 + 2j, range(3), [0, 1, 2],
    np.array([1, 2]), np.array([[1, 2]]), np.array([1, 2], dtype="int32"), np.array(["1", 2], dtype=object),
    pd.Series([1, 2]), pd.Series([1, 2], name="n"), pd.Series([1, 2], index=[1, 2]), pd.DataFrame({"a": [1, 2]}),
    pd.DataFrame({"b": [1, 2]}), pd.DataFrame({"a": [1, 2]}).rename_axis("i"), pd.DataFrame({"a": [1.0, 2.0]}),
    pd.Index([1, 2]), pd.Timestamp("2020"), pl.Series([1, 2]), pl.Series("n", [1, 2]), pl.DataFrame({"a": [1, 2]}),
    pl.DataFrame({"b": [1, 2]}), pl.LazyFrame({"a": [1]}), pl.LazyFrame({"a": [2]}),
]  # fmt: skip


def test_values_that_differ_have_different_versions() -> None:
    versions = [fingerprinting.data_version(each) for each in DIFFERENT]
    assert len(DIFFERENT) == len(set(versions)), sorted(versions)
    assert fingerprinting.UNHASHABLE not in versions


def test_version_is_the_same_for_equal_values_whatever_their_order() -> None:
    for one, other in [({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({3, 1, 2}, {1, 2, 3}), (Point(1), Point(1))]:
        assert fingerprinting.data_version(one) == fingerprinting.data_version(other)
    frame = pd.DataFrame({"a": [1, 2]})
    assert fingerprinting.data_version(frame) == fingerprinting.data_version(frame.copy())


def test_plain_values_have_the_hashes_hamilton_knows() -> None:
    known = {"int": "xMpCOKC5I4INzFCab3WEmw==", "list": "obAwHXXUpa4uDOY5zFqxem5JE7_nEFOxYoBjUg=="}
    assert known == {"int": fingerprinting.data_version(1), "list": fingerprinting.data_version([1, 2])}
    assert "<none>" == fingerprinting.data_version(None)
    assert fingerprinting.UNHASHABLE == fingerprinting.data_version(lambda: 1)


def test_a_plain_value_is_read_once_while_its_file_is_as_it_was(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path))
    store.set("one", 1)
    store.set("two", [2])
    assert (1, [2]) == (store.get("one"), store.get("two"))
    store.get("two").append(3)  # a list may be changed by whoever gets it: it is read each time

    assert (1, [2]) == (store.get("one"), store.get("two"))
    (tmp_path / "one").write_bytes(b"damaged")
    with pytest.raises(ResultRetrievalError):
        store.get("one")
    (tmp_path / "one").unlink()
    assert store.get("one") is None
    assert pickle.loads(pickle.dumps(store)).get("two") == [2]
