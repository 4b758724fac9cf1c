"""The cache while others store, remove, cancel and end beside it: no wrong value, no lost one, nothing kept open."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import pathlib
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest
from dagscope import ad_hoc_utils, async_driver, driver, registry
from dagscope.caching.stores import connecting
from dagscope.caching.stores import file as file_store
from dagscope.caching.stores.base import ResultRetrievalError, ResultStore
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.memory import InMemoryMetadataStore, InMemoryResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.extensions import Extension
from dagscope.lifecycle.base import BasePostGraphExecute, BasePostNodeExecute, BasePostTaskExecute

FLOW = """
import asyncio
from typing import Any
from dagscope.function_modifiers import cache

waiting = 0

def a(x: int) -> int:
    return x + 1

@cache(format="json")
def doc(a: int) -> dict:
    return {"a": a}

@cache(format="json")
def either(a: int) -> Any:
    return {"a": a} if a % 2 else "text"

def interrupted(a: int) -> int:
    raise KeyboardInterrupt

async def waits(x: int) -> int:
    global waiting
    waiting += 1
    await asyncio.Event().wait() if x < 0 else None
    return x + 1

async def uses_the_pool(x: int) -> int:
    return await asyncio.to_thread(lambda: x + 1)
"""


@pytest.fixture
def flow(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.chdir(tmp_path)
    yield ad_hoc_utils.module_from_source(FLOW, "cached_beside_others")
    sys.modules.pop("cached_beside_others", None)


def cached(module: ModuleType, **arguments: Any) -> driver.Driver:
    return driver.Builder().with_modules(module).with_cache(**{"path": "cache", **arguments}).build()


# What stands for "nothing there" is no value -------------------------------------------------------------------------


class _Others(ResultStore):
    """A store in which others store the value after it was not found."""

    def __init__(self, value: Any) -> None:
        self.value, self.answers = value, [None]

    def get(self, data_version: str, **kwargs: Any) -> Any:
        return self.answers.pop() if self.answers else self.value

    def exists(self, data_version: str) -> bool:
        return True

    def set(self, data_version: str, result: Any, **kwargs: Any) -> None: ...
    def delete(self, data_version: str) -> None: ...
    def delete_all(self) -> None: ...


def test_a_value_that_others_store_meanwhile_is_not_taken_for_none() -> None:
    assert (7,) == _Others(7).look_up("v")
    assert (None,) == _Others(None).look_up("v")


@pytest.mark.parametrize("make", [FileResultStore, InMemoryResultStore], ids=lambda each: each.__name__)
def test_none_and_nothing_are_two_things(make: Any, tmp_path: pathlib.Path) -> None:
    store = make(str(tmp_path)) if make is FileResultStore else make()
    store.set("none", None)
    assert ((None,), None) == (store.look_up("none"), store.look_up("missing"))
    assert (None, None) == (store.get("none"), store.get("missing"))


@pytest.mark.parametrize("own", [FileResultStore, InMemoryResultStore], ids=lambda each: each.__name__)
def test_a_store_of_the_projects_own_reads_in_its_own_way(own: Any, tmp_path: pathlib.Path) -> None:
    class Doubling(own):  # type: ignore[misc]
        def get(self, data_version: str, **kwargs: Any) -> Any:
            return 2 * super().get(data_version)

    store = Doubling(*([str(tmp_path)] if own is FileResultStore else []))
    store.set("v", 3)
    assert (6,) == store.look_up("v")


def test_a_file_in_its_own_format_that_is_gone_is_computed_and_stored_again(flow: ModuleType) -> None:
    dr = cached(flow)
    dr.execute(["doc"], inputs={"x": 1})
    (file,) = pathlib.Path("cache").glob("*.json")
    file.unlink()

    assert {"doc": {"a": 2}} == dr.execute(["doc"], inputs={"x": 1})
    assert file.exists()


def test_a_result_that_cannot_be_read_now_is_not_removed(flow: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    cached(flow).execute(["doc"], inputs={"x": 1})
    kept = sorted(os.listdir("cache"))
    dr = cached(flow)

    def none_left(path: str) -> Any:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(file_store, "_content", none_left)
        assert {"doc": {"a": 2}} == dr.execute(["doc"], inputs={"x": 1})
        assert "Too many open files" in dr.cache.not_kept[0]
        with pytest.raises(ResultRetrievalError, match="Too many open files"):
            dr.cache.result_store.get("v")
    assert set(kept) <= set(os.listdir("cache"))


def test_each_value_is_written_in_the_format_of_its_own_type(flow: ModuleType) -> None:
    dr = cached(flow)
    with pytest.raises(KeyError, match="json doesn't have any DataSaver supporting type <class 'str'>"):
        dr.execute(["either"], inputs={"x": 1})
    assert {"either": {"a": 1}} == dr.execute(["either"], inputs={"x": 0})


# Runs that are interrupted -------------------------------------------------------------------------------------------


class _Ends(BasePostNodeExecute, BasePostGraphExecute, BasePostTaskExecute):
    def __init__(self) -> None:
        self.seen: list[tuple[str, bool, str]] = []

    def post_node_execute(self, *, node_: Any, success: bool, error: Any, **kwargs: Any) -> None:
        self.seen.append((node_.name, success, type(error).__name__))

    def post_graph_execute(self, *, success: bool, error: Any, **kwargs: Any) -> None:
        self.seen.append(("graph", success, type(error).__name__))

    def post_task_execute(self, *, success: bool, error: Any, **kwargs: Any) -> None:
        self.seen.append(("task", success, type(error).__name__))


def test_an_asynchronous_run_that_is_cancelled_stores_nothing(flow: ModuleType) -> None:
    async def go() -> list[Any]:
        dr = await async_driver.Builder().with_modules(flow).with_cache(path="cache").build()
        runs = [asyncio.create_task(dr.execute(["waits"], inputs={"x": -1})) for _ in range(3)]
        while flow.waiting < 3:
            await asyncio.sleep(0)
        for each in runs:
            each.cancel()
        ended = await asyncio.gather(*runs, return_exceptions=True)
        return [type(each) for each in ended]

    assert [asyncio.CancelledError] * 3 == asyncio.run(go())
    assert [] == [
        each for each in FileResultStore("cache").data_versions() if FileResultStore("cache").get(each) is None
    ]
    assert 0 == len(cached(flow).cache.metadata_store)


def test_hooks_hear_that_an_interrupted_run_is_no_success(flow: ModuleType) -> None:
    ends = _Ends()
    with pytest.raises(KeyboardInterrupt):
        driver.Builder().with_modules(flow).with_adapters(ends).build().execute(["interrupted"], inputs={"x": 1})
    assert [("a", True, "NoneType"), ("interrupted", False, "KeyboardInterrupt")] == ends.seen[:2]
    assert [("graph", False, "KeyboardInterrupt")] == ends.seen[2:]

    ends = _Ends()
    dynamic = (
        driver.Builder().with_modules(flow).with_adapters(ends).enable_dynamic_execution(allow_experimental_mode=True)
    )
    with pytest.raises(KeyboardInterrupt):
        dynamic.build().execute(["interrupted"], inputs={"x": 1})
    assert ("task", False, "KeyboardInterrupt") in ends.seen and ("graph", False, "KeyboardInterrupt") == ends.seen[-1]

    async def go() -> None:
        dr = await async_driver.Builder().with_modules(flow).with_adapters(ends).build()
        await asyncio.wait_for(dr.execute(["waits"], inputs={"x": -1}), 0)

    ends = _Ends()
    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(go())
    assert all(not success for _, success, _ in ends.seen)


def test_nodes_that_use_the_pool_of_the_loop_do_not_wait_for_each_other(flow: ModuleType) -> None:
    async def go() -> list[Any]:
        dr = await async_driver.Builder().with_modules(flow).with_cache(path="cache").build()
        return await asyncio.gather(*(dr.execute(["uses_the_pool"], inputs={"x": x}) for x in range(60)))

    assert [{"uses_the_pool": x + 1} for x in range(60)] == asyncio.run(go())


# Threads ------------------------------------------------------------------------------------------------------------


def test_threads_that_ended_leave_no_connection(flow: ModuleType) -> None:
    dr = cached(flow)

    def work(x: int) -> None:
        dr.execute(["a"], inputs={"x": x})

    for x in range(20):
        thread = threading.Thread(target=work, args=(x,))
        thread.start()
        thread.join()
    gc.collect()

    assert [] == list(dr.cache.metadata_store._connections)
    assert 20 == len(dr.cache.metadata_store)


def test_an_extension_counts_as_loaded_when_its_import_has_ended(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_slow_extension.py").write_text(
        "from dagscope import registry\nothers_would_wait = 'slow' not in registry._tried\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._load(Extension("slow", "a_slow_extension", ""))

    assert sys.modules.pop("a_slow_extension").others_would_wait and "slow" in registry._tried
    registry._tried.discard("slow")


def test_what_is_kept_in_memory_needs_no_disk(flow: ModuleType) -> None:
    dr = cached(flow, metadata_store=InMemoryMetadataStore(), result_store=InMemoryResultStore())
    assert {"a": 2} == dr.execute(["a"], inputs={"x": 1}) == dr.execute(["a"], inputs={"x": 1})
    assert ["get_result"] == [each.event_type.value for each in dr.cache.logs(dr.cache.last_run_id)["a"]]


# A folder that is removed, a file that is damaged or foreign ----------------------------------------------------------


def test_a_connection_to_a_database_that_was_removed_leaves_the_new_one_alone(tmp_path: pathlib.Path) -> None:
    old = SQLiteMetadataStore(str(tmp_path))
    old.initialize("old")
    for each in tmp_path.iterdir():
        each.unlink()
    new = SQLiteMetadataStore(str(tmp_path))
    new.initialize("new")
    beside = sorted(each.name for each in tmp_path.iterdir())

    old.close()

    assert "metadata_store.db-wal" in beside and beside == sorted(each.name for each in tmp_path.iterdir())
    assert ["new"] == SQLiteMetadataStore(str(tmp_path)).get_run_ids()


def test_what_is_beside_a_database_that_is_gone_is_not_read(tmp_path: pathlib.Path) -> None:
    old = SQLiteMetadataStore(str(tmp_path))
    old.initialize("old")
    (tmp_path / "metadata_store.db").unlink()

    new = SQLiteMetadataStore(str(tmp_path))
    new.initialize("new")

    assert (["new"], ["old"]) == (new.get_run_ids(), old.get_run_ids())


def _damage_pages(path: pathlib.Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def _other_columns(path: pathlib.Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cache_metadata (key TEXT, value TEXT)")
    connection.close()


@pytest.mark.parametrize("harm", [_damage_pages, _other_columns], ids=lambda each: each.__name__)
def test_a_damaged_or_foreign_database_is_put_aside_and_the_cache_begins_anew(
    flow: ModuleType, harm: Any, caplog: pytest.LogCaptureFixture
) -> None:
    first = cached(flow)
    first.execute(["doc"], inputs={"x": 1})
    first.cache.metadata_store.close()
    harm(pathlib.Path("cache/metadata_store.db"))

    dr = cached(flow)
    for _ in range(3):
        assert {"doc": {"a": 2}} == dr.execute(["doc"], inputs={"x": 1})

    assert () == dr.cache.not_kept and 2 == len(dr.cache.metadata_store)
    assert pathlib.Path("cache/metadata_store.db.damaged").exists()
    assert 1 == sum("the cache begins anew" in each.getMessage() for each in caplog.records)


def test_threads_go_on_while_the_folder_is_removed_again_and_again(flow: ModuleType) -> None:
    dr = cached(flow)

    def work(x: int) -> Any:
        if x % 8 == 0:
            shutil.rmtree("cache", ignore_errors=True)
        return dr.execute(["doc"], inputs={"x": x % 5})["doc"]["a"] - 1

    with ThreadPoolExecutor(4) as pool:
        assert [x % 5 for x in range(160)] == list(pool.map(work, range(160)))
    for _ in range(2):
        dr.execute(["doc"], inputs={"x": 1})
    assert () == dr.cache.not_kept


def test_a_database_that_somebody_keeps_locked_is_waited_for_once(
    flow: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "BUSY_SECONDS", 0.05)
    dr = cached(flow)
    store = dr.cache.metadata_store
    dr.execute(["doc"], inputs={"x": 1})
    other = sqlite3.connect("cache/metadata_store.db", isolation_level=None)
    store.connection.execute("PRAGMA busy_timeout = 50")
    other.execute("BEGIN EXCLUSIVE")
    for x in (2, 3):
        assert {"doc": {"a": x + 1}} == dr.execute(["doc"], inputs={"x": x})
        assert "database is locked" in dr.cache.not_kept[0]
    assert 100 == store.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    other.execute("ROLLBACK")
    other.close()

    dr.execute(["doc"], inputs={"x": 2})

    assert () == dr.cache.not_kept
    assert 30_000 == store.connection.execute("PRAGMA busy_timeout").fetchone()[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names")
def test_a_pipe_in_the_place_of_a_result_is_not_waited_for(flow: ModuleType) -> None:
    dr = cached(flow)
    dr.execute(["a"], inputs={"x": 1})
    place = pathlib.Path("cache", dr.cache.data_versions[dr.cache.last_run_id]["a"])
    place.unlink()
    os.mkfifo(place)

    assert {"a": 2} == cached(flow).execute(["a"], inputs={"x": 1})
    assert place.is_file()


def test_a_connection_in_a_cycle_is_closed_before_it_is_finalized(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    class Connection:
        def close(self) -> None:
            seen.append("closed")

        def __del__(self) -> None:
            seen.append("finalized")

    made: list[Any] = [Connection()]  # older than what holds it, so that it is finalized first
    monkeypatch.setattr(connecting, "connect", lambda path, arguments: (made.pop(), None))
    held: Any = connecting.Held(tmp_path / "cache.db", {})
    held.itself = held
    del held
    gc.collect()

    assert ["closed", "finalized"] == seen
