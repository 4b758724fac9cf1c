"""The cache under everything that runs nodes: threads, processes, blocks of parallel branches, the asynchronous
driver.
"""

from __future__ import annotations

import asyncio
import pathlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from dagscope import ad_hoc_utils, async_driver, driver
from dagscope.caching.adapter import HamiltonCacheAdapter
from dagscope.caching.maintenance import damaged, entries
from dagscope.execution import executors

BLOCKS = """
from dagscope.htypes import Collect, Parallelizable

def items(n: int) -> Parallelizable[int]:
    yield from range(n)

def square(items: int, k: int) -> int:
    return items * items + k

def total(square: Collect[int]) -> int:
    return sum(square)

def left(k: int) -> int:
    return k + 1

def right(k: int) -> int:
    return k + 2

def both(left: int, right: int) -> int:
    return left * right
"""
ASYNCHRONOUS = """
calls = []

async def a(x: int) -> int:
    calls.append("a")
    return x + 1

def b(a: int) -> int:
    calls.append("b")
    return a * 2
"""


@pytest.fixture
def module(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.chdir(tmp_path)
    yield ad_hoc_utils.module_from_source(BLOCKS, "cached_blocks")
    sys.modules.pop("cached_blocks", None)


def told(cache: HamiltonCacheAdapter) -> dict[str, int]:
    """Return how many nodes ran, and how many values were read."""
    events = [event.event_type.value for event in cache.logs()[cache.last_run_id]]
    return {kind: events.count(kind) for kind in ("execute_node", "get_result")}


@pytest.mark.parametrize(
    "executor",
    [executors.SynchronousLocalTaskExecutor, lambda: executors.MultiThreadingExecutor(4)],
    ids=["one after the other", "threads"],
)
def test_branches_are_cached_one_by_one(module: ModuleType, executor: Callable[[], Any]) -> None:
    counted = []
    for n in (3, 3, 4):
        builder = driver.Builder().with_modules(module).with_cache()
        builder = builder.enable_dynamic_execution(allow_experimental_mode=True)
        dr = builder.with_remote_executor(executor()).build()
        assert {"total": sum(i * i + 1 for i in range(n))} == dr.execute(["total"], inputs={"n": n, "k": 1})
        counted.append(told(dr.cache))
    expected = [
        {"execute_node": 5, "get_result": 0},
        {"execute_node": 1, "get_result": 4},
        {"execute_node": 3, "get_result": 3},
    ]
    assert expected == counted
    versions = dr.cache.data_versions[dr.cache.last_run_id]["square"]
    assert 4 == len(versions) and () == damaged(".hamilton_cache")


def test_keys_and_versions_of_all_branches_at_once(module: ModuleType) -> None:
    builder = driver.Builder().with_modules(module).with_cache().enable_dynamic_execution(allow_experimental_mode=True)
    dr = builder.with_remote_executor(executors.SynchronousLocalTaskExecutor()).build()
    dr.execute(["total"], inputs={"n": 2, "k": 1})
    cache, run = dr.cache, dr.cache.last_run_id

    keys, versions = cache.get_cache_key(run, "square"), cache.get_data_version(run, "square")

    tasks = ["expand-items.0.block-items", "expand-items.1.block-items"]
    assert tasks == sorted(keys) == sorted(versions)
    assert [keys[task] for task in tasks] == [cache.get_cache_key(run, "square", task) for task in tasks]
    assert isinstance(cache.get_cache_key(run, "total"), str) and cache.get_cache_key(run, "nosuch") is None


@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_nodes_that_run_at_once(module: ModuleType, executor: str) -> None:
    counted = []
    for _ in range(2):
        dr = driver.Builder().with_modules(module).with_cache().with_executor(executor).build()
        assert {"both": 6} == dr.execute(["both"], inputs={"k": 1})
        counted.append(told(dr.cache)["get_result"])
    assert [0, 3] == counted
    assert ["both", "left", "right"] == sorted(each.node for each in entries(".hamilton_cache"))


def test_asynchronous_driver(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = ad_hoc_utils.module_from_source(ASYNCHRONOUS, "cached_async")

    async def run(x: int) -> tuple[dict[str, Any], list[str]]:
        builder = async_driver.Builder().with_modules(module).with_adapters(HamiltonCacheAdapter())
        module.calls.clear()
        results = await (await builder.build()).execute(["b"], inputs={"x": x})
        return results, list(module.calls)

    async def main() -> list[Any]:
        return [await run(x) for x in (1, 1, 2)]

    expected = [({"b": 4}, ["a", "b"]), ({"b": 4}, []), ({"b": 6}, ["a", "b"])]
    assert expected == asyncio.run(main())
    sys.modules.pop("cached_async")
