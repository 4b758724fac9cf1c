"""What both engines write, find again and tell about it: files of savers, metadata, cache hits, keys and versions."""

from __future__ import annotations

import dataclasses
import importlib
import logging
import os
import pathlib
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

ENGINES = ("hamilton", "dagscope")
CACHED = """
from ENGINE.function_modifiers import cache, dataloader, datasaver

def a(x: int, y: int = 2) -> int:
    "Adds."
    return x + y  # and nothing else

def b(a: int) -> dict:
    return {"v": a, "w": [a, None, 1.5, "text"]}

@cache(format="json")
def c(b: dict) -> dict:
    return dict(b, c=1)

@cache(behavior="recompute")
def d(c: dict) -> int:
    return len(c)

@cache(behavior="ignore")
def e(d: int) -> int:
    return d

def f(e: int, b: dict) -> list:
    return [e, b]

@dataloader()
def loaded(x: int) -> tuple[dict, dict]:
    return {"q": x}, {"meta": 1}

def used(loaded: dict) -> int:
    return loaded["q"]

@datasaver()
def saved(used: int) -> dict:
    return {"saved": used}

def nothing(x: int) -> None:
    return None
"""
REQUESTS: list[dict[str, Any]] = [
    {"final_vars": ["f", "saved", "nothing"], "inputs": {"x": 1}},
    {"final_vars": ["f", "saved", "nothing"], "inputs": {"x": 1}},
    {"final_vars": ["f"], "inputs": {"x": 1, "y": 2}},
    {"final_vars": ["b"], "inputs": {"x": 1}, "overrides": {"a": 3}},
    {"final_vars": ["b"], "inputs": {"x": 2}},
    {"final_vars": ["c", "x"], "inputs": {"x": 2, "y": 1}},
]
WRITTEN = """
import pandas as pd
import polars as pl
from ENGINE.function_modifiers import save_to, source, value

@save_to.csv(path=value("table.csv"), output_name_="table_csv")
def table(x: int) -> pd.DataFrame:
    return pd.DataFrame({"a": [x, 2], "b": ["x", None]})

@save_to.parquet(path=source("where"), output_name_="table_parquet")
def sorted_table(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values("a")

@save_to.csv(file=value("frame.csv"), output_name_="frame_csv")
def frame(x: int) -> pl.DataFrame:
    return pl.DataFrame({"a": [x, 2]})

@save_to.json(path=value("told.json"))
def told(table: pd.DataFrame) -> dict:
    return {"rows": len(table)}

@save_to.yaml(path=value("told.yaml"), output_name_="told_yaml")
def told_again(told: dict) -> dict:
    return dict(told, again=[1, {"b": None}])

@save_to.pickle(path=value("rows.pkl"), output_name_="rows_pickle")
def rows(told: dict) -> tuple:
    return tuple(told.items())

@save_to.file(path=value("text.txt"), output_name_="text_file")
def text(told: dict) -> str:
    return str(told)
"""


def module_for(engine: str, source: str, name: str) -> Any:
    utils = importlib.import_module(f"{engine}.ad_hoc_utils")
    return utils.module_from_source(source.replace("ENGINE", engine), name)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Importing every extension takes Hamilton seconds.
        os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"
        importlib.import_module("hamilton.driver")
        del os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"]
        for extension in ("yaml", "matplotlib", "numpy", "pandas", "polars", "polars_lazyframe"):
            importlib.import_module("hamilton.registry").load_extension(extension)
        yield
    logging.disable(logging.NOTSET)
    for name in ("parity_cached", "parity_written"):
        sys.modules.pop(name, None)


def cached_runs(engine: str, folder: pathlib.Path) -> list[dict[str, Any]]:
    module = module_for(engine, CACHED, "parity_cached")
    driver = importlib.import_module(f"{engine}.driver")
    dr = driver.Builder().with_modules(module).with_cache(path=str(folder)).build()
    runs = []
    for request in REQUESTS:
        results = dr.execute(**request)
        run_id = dr.cache.last_run_id
        events = dr.cache.logs(run_id, level="info")
        runs.append(
            {
                "results": results,
                "events": {name: [str(event) for event in told] for name, told in sorted(events.items())},
                "behaviors": {name: each.name for name, each in sorted(dr.cache.behaviors[run_id].items())},
                "keys": dict(sorted(dr.cache.cache_keys[run_id].items())),
                "data_versions": dict(sorted(dr.cache.data_versions[run_id].items())),
                "code_versions": dict(sorted(dr.cache.code_versions[run_id].items())),
            }
        )
    return runs


def test_runs_with_a_cache_are_the_same(tmp_path: pathlib.Path) -> None:
    peer, ours = (cached_runs(engine, tmp_path / engine) for engine in ENGINES)
    # Known differences, each in docs/differences.md: what loaders and savers are known by, and what rests on it.
    different = {"loaded.loader", "loaded", "saved", "f"}
    for expected, actual in zip(peer, ours):
        for field in ("results", "events", "behaviors"):
            assert expected[field] == actual[field]
        for field in ("keys", "data_versions", "code_versions"):
            told = {name: value for name, value in expected[field].items() if name not in different}
            overridden = field == "code_versions" and "a" not in actual[field]
            told = {name: value for name, value in told.items() if not (overridden and name == "a")}
            assert told == {name: actual[field].get(name) for name in told}, field


def written(engine: str, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], Any]:
    folder.mkdir()
    monkeypatch.chdir(folder)
    module = module_for(engine, WRITTEN, "parity_written")
    driver = importlib.import_module(f"{engine}.driver")
    to = importlib.import_module(f"{engine}.io.materialization").to
    base = importlib.import_module(f"{engine}.base")
    dr = driver.Builder().with_modules(module).build()
    names = ["table_csv", "table_parquet", "frame_csv", "save.told", "told_yaml", "rows_pickle", "text_file"]
    inputs = {"x": 3, "where": "sorted.parquet"}
    metadata = dr.execute(names, inputs=inputs)
    more, rest = dr.materialize(
        to.json(id="both", dependencies=["told", "x"], combine=base.DictResult(), path="both.json"),
        to.csv(id="joined", dependencies=["x"], combine=base.PandasDataFrameResult(), path="joined.csv"),
        to.memory(id="kept", dependencies=["rows"]),
        additional_vars=["text"],
        inputs=inputs,
    )
    files = {name: pathlib.Path(name).read_bytes() for name in sorted(os.listdir("."))}
    return files, [without_times(metadata), without_times(more), rest]


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_times(each) for key, each in value.items() if key not in ("timestamp", "last_modified")}
    return value


def test_files_and_metadata_are_the_same(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (peer_files, peer_told), (our_files, our_told) = (
        written(engine, tmp_path / engine, monkeypatch) for engine in ENGINES
    )
    assert 9 == len(peer_files)
    assert peer_files == our_files
    assert peer_told == our_told


def test_keys_of_loaders_and_savers_are_the_same() -> None:
    registries = [importlib.import_module(f"{engine}.registry") for engine in ENGINES]
    peer, ours = ([set(each.LOADER_REGISTRY), set(each.SAVER_REGISTRY)] for each in registries)
    assert peer[0] <= ours[0] and peer[1] <= ours[1], (peer[0] - ours[0], peer[1] - ours[1])


def test_arguments_of_every_adapter_are_the_same() -> None:
    peer, ours = ({}, {})
    for engine, found in zip(ENGINES, (peer, ours)):
        registry = importlib.import_module(f"{engine}.registry")
        for kind in ("LOADER_REGISTRY", "SAVER_REGISTRY"):
            for key in (
                "json",
                "csv",
                "parquet",
                "pickle",
                "excel",
                "sql",
                "yaml",
                "file",
                "feather",
                "avro",
            ):
                for adapter in getattr(registry, kind)[key]:
                    fields = {each.name: each.default for each in dataclasses.fields(adapter)}
                    missing = [name for name, default in fields.items() if default is dataclasses.MISSING]
                    found[adapter.__name__] = (adapter.name(), missing, list(fields))
    assert {name: each for name, each in peer.items() if "HuggingFace" not in name} == {
        name: each for name, each in ours.items() if name in peer
    }
