"""What keeps a path that was given relative to the working folder uses the same file after the folder has changed."""

from __future__ import annotations

import os
import pathlib
import sys
from typing import Any

import pyarrow
import pytest
from dagscope.ad_hoc_utils import create_temporary_module
from dagscope.driver import Builder
from dagscope.kept_path import kept_path
from dagscope.lifecycle.cache_adapter import CacheAdapter
from dagscope.plugins.h_diskcache import DiskCacheAdapter
from dagscope.plugins.h_experiments.cache import JsonCache
from dagscope.plugins.h_schema import SchemaValidator


def table(n: int) -> pyarrow.Table:
    return pyarrow.table({"n": [n]})


def test_path_stays_the_one_it_was(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert str(tmp_path / "a" / "b") == kept_path("./a/b") == kept_path(pathlib.Path("a", "b"))
    assert str(tmp_path) == kept_path(".") and str(tmp_path / "x") == kept_path(str(tmp_path / "x"))
    assert ["", "s3://bucket/x"] == [kept_path(""), kept_path("s3://bucket/x")]


@pytest.mark.skipif(sys.platform == "win32", reason="a working folder cannot be removed there")
def test_path_stays_as_given_where_the_working_folder_is_gone(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert kept_path("a") == "a"


@pytest.mark.parametrize("adapter", [CacheAdapter, DiskCacheAdapter, SchemaValidator])
def test_adapters_stay_in_the_folder_they_were_made_in(
    adapter: type[Any], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    made = adapter()
    dataflow = Builder().with_modules(create_temporary_module(table)).with_adapters(made).build()
    monkeypatch.chdir("elsewhere")
    dataflow.execute(["table"], inputs={"n": 1})
    assert [] == os.listdir() and len(os.listdir(tmp_path)) > 1


def test_cached_run_stays_in_the_folder_it_was_made_in(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    module = create_temporary_module(table)
    dataflow = Builder().with_modules(module).with_cache("kept", log_to_file=True).build()
    monkeypatch.chdir("elsewhere")
    dataflow.execute(["table"], inputs={"n": 1})
    assert [] == os.listdir()
    assert {"metadata_store.db", "cache_logs.jsonl"} <= set(os.listdir(tmp_path / "kept"))


def test_records_of_experiments_stay(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    cache = JsonCache(".")
    monkeypatch.chdir("elsewhere")
    cache.write("{}", "id")
    assert [] == os.listdir() and "{}" == cache.read("id")
