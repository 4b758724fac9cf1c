"""The cache in a service: full disks, broken stores, runs beside hundreds of others, threads, forks, other
processes.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import os
import pathlib
import pickle
import sqlite3
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest
from dagscope import ad_hoc_utils, async_driver, driver
from dagscope.caching.maintenance import damaged, entries
from dagscope.caching.stores import connecting, writing
from dagscope.caching.stores.base import ResultRetrievalError, StoredResult
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.memory import InMemoryMetadataStore, InMemoryResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.lifecycle import GraphExecutionHook

FLOW = """
import threading

gate, inside = threading.Event(), threading.Event()

def a(x: int) -> int:
    return x + 1

def big(a: int) -> bytes:
    return bytes([a % 256]) * 20_000

def slow(a: int) -> int:
    inside.set()
    gate.wait(300)
    return a * 2

def total(big: bytes, a: int) -> int:
    return len(big) + a
"""


@pytest.fixture
def flow(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.chdir(tmp_path)
    yield ad_hoc_utils.module_from_source(FLOW, "cached_in_a_service")
    sys.modules.pop("cached_in_a_service", None)


def cached(module: ModuleType, **arguments: Any) -> driver.Driver:
    return driver.Builder().with_modules(module).with_cache(**{"path": "cache", **arguments}).build()


# Runs beside others ----------------------------------------------------------------------------------------------


def test_a_run_keeps_its_records_while_hundreds_of_others_end(flow: ModuleType) -> None:
    dr = cached(flow)
    with ThreadPoolExecutor(1) as pool:
        lasting = pool.submit(dr.execute, ["slow"], inputs={"x": -1})
        assert flow.inside.wait(300)
        (run_id,) = dr.cache.run_ids
        for x in range(230):
            dr.execute(["a"], inputs={"x": x % 7})
        flow.gate.set()
        assert {"slow": 0} == lasting.result()
    assert run_id in dr.cache.run_ids and "slow" in dr.cache.logs(run_id)
    assert 100 == len(dr.cache.run_ids) == len(dr.cache.logs())
    with pytest.raises(KeyError, match="no details of the run nope: it keeps those of its newest 100 runs"):
        dr.cache.logs("nope")


class _Refusing(GraphExecutionHook):
    def run_before_graph_execution(self, **kwargs: Any) -> None:
        if kwargs["inputs"]["x"] == 0:
            raise ValueError("not today")

    def run_after_graph_execution(self, **kwargs: Any) -> None:
        if kwargs["results"] == {"a": 2}:
            raise ValueError("too late")


@pytest.mark.parametrize("x", [0, 1])
def test_a_run_that_other_adapters_refuse_is_over(flow: ModuleType, x: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagscope.caching.records.KEPT_RUNS", 3)
    dr = driver.Builder().with_modules(flow).with_adapters(_Refusing()).with_cache(path="cache").build()
    for _ in range(8):
        with pytest.raises(ValueError, match="not today|too late"):
            dr.execute(["a"], inputs={"x": x})
    assert len(dr.cache.run_ids) <= 3
    assert len(dr.cache.data_versions) <= 3


# Files that are whole or not there ----------------------------------------------------------------------------------


class _Disk:
    """Takes only so many bytes, and at most so many at once."""

    def __init__(self, room: int, at_once: int = 1 << 30) -> None:
        self.room, self.at_once = room, at_once

    def write(self, descriptor: int, content: Any) -> int:
        size = min(len(content), self.room, self.at_once)
        if size == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= size
        return os.write(descriptor, bytes(content[:size]))


def _with_disk(monkeypatch: pytest.MonkeyPatch, disk: _Disk) -> None:
    class Os:
        write = staticmethod(disk.write)

        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

    monkeypatch.setattr(writing, "os", Os())


def test_a_disk_that_is_full_at_any_byte_leaves_nothing(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = {"text": "x" * 60}
    needed = len(StoredResult.new(value).save())
    for room in range(needed + 1):
        with monkeypatch.context() as patched:
            _with_disk(patched, _Disk(room))
            store = FileResultStore(str(tmp_path))
            if room < needed:
                with pytest.raises(OSError, match="No space left"):
                    store.set("v", value)
                assert [] == list(tmp_path.iterdir())
            else:
                store.set("v", value)
    assert value == store.get("v")


@pytest.mark.parametrize("missing", [1, 8, 16, 17, 4000])
def test_a_disk_full_inside_the_seal_leaves_nothing(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, missing: int
) -> None:
    value = b"x" * 10_000
    _with_disk(monkeypatch, _Disk(len(StoredResult.new(value).save()) + 20 - missing))
    with pytest.raises(OSError, match="No space left"):
        FileResultStore(str(tmp_path)).set("v", value)
    assert [] == list(tmp_path.iterdir())


def test_writes_that_are_cut_short_go_on(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As with more than 2 GiB, of which one call takes 2,147,479,552 bytes.
    _with_disk(monkeypatch, _Disk(1 << 30, at_once=999))
    store = FileResultStore(str(tmp_path))
    value = os.urandom(50_000)
    store.set("v", value)
    assert value == store.get("v")
    assert value == pickle.loads((tmp_path / "v").read_bytes())


@pytest.mark.parametrize("position", [0, 5_000, 30_000, -1, -9, -20])
def test_content_lost_in_a_power_cut_is_noticed(tmp_path: pathlib.Path, position: int) -> None:
    store = FileResultStore(str(tmp_path))
    store.set("v", b"\xff" * 40_000)
    content = bytearray((tmp_path / "v").read_bytes())
    content[position] ^= 1
    (tmp_path / "v").write_bytes(content)
    if position == -1:  # no seal to be seen: the pickle itself is whole
        assert b"\xff" * 40_000 == store.get("v")
        return
    with pytest.raises(ResultRetrievalError, match="cannot be read"):
        store.get("v")


def test_plain_pickles_are_results_as_in_hamilton(tmp_path: pathlib.Path) -> None:
    store = FileResultStore(str(tmp_path))
    for value in (None, 1, ("dagscope result 1", 1, 2, 3, 4), [{"a": 1}]):
        (tmp_path / "v").write_bytes(pickle.dumps(value))
        if type(value) is not tuple:
            assert value == store.get("v")
        store.set("w", value)
        assert value == store.get("w")


class _CutSaver:
    """Writes half of a file, then finds the disk full."""

    def __init__(self, path: str) -> None:
        self.path = path

    @classmethod
    def name(cls) -> str:
        return "cut"

    def save_data(self, data: Any) -> None:
        pathlib.Path(self.path).write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_saver_that_fails_leaves_nothing(tmp_path: pathlib.Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        FileResultStore(str(tmp_path)).set("v", 1, saver_cls=_CutSaver, loader_cls=_CutSaver)
    assert [] == list(tmp_path.iterdir())


def test_two_machines_never_write_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    names = set()
    for token in ("aaaa", "bbbb"):
        monkeypatch.setattr(writing, "_here", token)
        monkeypatch.setattr(writing, "_counter", iter(range(9)))
        names.add(writing.temporary_name(pathlib.Path("v")).name)
    assert 2 == len(names)


def test_strays_of_killed_processes_are_swept(tmp_path: pathlib.Path) -> None:
    old, fresh = tmp_path / ".writing-a-1-0-v", tmp_path / ".writing-b-1-0-v"
    for each in (old, fresh):
        each.write_text("half")
    os.utime(old, (1_000_000, 1_000_000))
    FileResultStore(str(tmp_path)).set("v", 1)
    assert (False, True) == (old.exists(), fresh.exists())


@pytest.mark.parametrize(
    ("folder", "expected"), [("/home/u/p", False), ("/data/p", True), ("/data/fast/p", False), ("/ssh dir/p", True)]
)
def test_a_folder_on_another_machine_is_known(folder: str, expected: bool) -> None:
    mounts = "d / ext4 rw 0 0\nh:/x /data nfs4 rw 0 0\nd /data/fast xfs rw 0 0\nh: /ssh\\040dir fuse.sshfs rw 0 0\n"
    assert expected is connecting.is_remote(pathlib.Path(folder), mounts)


def test_a_database_on_another_machine_is_not_in_wal_mode(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "is_remote", lambda folder: True)
    store = SQLiteMetadataStore(str(tmp_path))
    store.initialize("run")
    assert ("delete",) == store.connection.execute("PRAGMA journal_mode").fetchone()


# A broken cache never fails a run -------------------------------------------------------------------------------------


def _fail(error: Exception) -> Callable[..., Any]:
    def failing(*args: Any, **kwargs: Any) -> Any:
        raise error

    return failing


FULL = sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("store", "method", "error"),
    [
        ("metadata_store", "initialize", FULL),
        ("metadata_store", "versions_of_nodes", FULL),
        ("metadata_store", "get", sqlite3.DatabaseError("database disk image is malformed")),
        ("metadata_store", "set", FULL),
        ("metadata_store", "begin_batch", FULL),
        ("metadata_store", "end_batch", FULL),
        ("metadata_store", "_write_pending", FULL),
        ("result_store", "set", OSError(errno.ENOSPC, "No space left on device")),
        ("result_store", "set", MemoryError()),
        ("result_store", "exists", PermissionError(errno.EACCES, "Permission denied")),
        ("result_store", "look_up", TimeoutError("the bucket does not answer")),
    ],
)
def test_what_a_store_raises_does_not_fail_a_run(
    flow: ModuleType, store: str, method: str, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    cached(flow).execute(["total"], inputs={"x": 1})
    dr = cached(flow)
    original = getattr(getattr(dr.cache, store), method)
    setattr(getattr(dr.cache, store), method, _fail(error))
    for x in (1, 2, 2):
        assert {"total": 20_001 + x} == dr.execute(["total"], inputs={"x": x})
    told = [each.getMessage() for each in caplog.records]
    assert len(told) <= 1 + (method in ("get", "look_up")), told
    if (store, method) != ("metadata_store", "get"):  # not needed when all is foreseen
        assert told and "The cache in cache cannot be used as it should (" in told[0]
    setattr(getattr(dr.cache, store), method, original)
    assert {"total": 20_003} == dr.execute(["total"], inputs={"x": 2})
    dr.execute(["total"], inputs={"x": 2})
    assert () == dr.cache.not_kept
    assert ["get_result"] == [each.event_type.value for each in dr.cache.logs(dr.cache.last_run_id)["total"]]


def test_the_warning_says_what_was_not_kept_and_why(flow: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    dr = cached(flow)
    dr.cache.result_store.set = _fail(OSError(errno.ENOSPC, "No space left on device"))
    for x in (1, 2, 3):
        dr.execute(["total"], inputs={"x": x})
    assert [
        "The cache in cache cannot be used as it should (No space left on device). Not kept: a, big, total. "
        "The run's values are not affected."
    ] == [each.getMessage() for each in caplog.records]
    dr = cached(flow, result_store=dr.cache.result_store)
    dr.execute(["total"], inputs={"x": 4})
    assert caplog.messages[-1].startswith("The cache cannot be used as it should (No space left"), "it may be anywhere"


def test_a_folder_that_cannot_be_made(flow: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pathlib.Path, "mkdir", _fail(PermissionError(errno.EACCES, "Permission denied")))
        dr = cached(flow)
        assert {"total": 20_002} == dr.execute(["total"], inputs={"x": 1})
        assert "(Permission denied). Not kept: a, big, total." in dr.cache.not_kept[0]
    dr.execute(["total"], inputs={"x": 1})
    assert () == dr.cache.not_kept and 3 == len(entries("cache"))


def test_a_folder_that_is_no_folder_is_refused_at_once(flow: ModuleType, tmp_path: pathlib.Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(FileExistsError):
        cached(flow)


def test_a_database_that_vanishes_is_made_again(flow: ModuleType, tmp_path: pathlib.Path) -> None:
    dr = cached(flow)
    dr.execute(["total"], inputs={"x": 1})
    for each in sorted((tmp_path / "cache").iterdir()):
        each.unlink()
    dr.execute(["total"], inputs={"x": 1})
    assert () == dr.cache.not_kept
    assert {"a", "big", "total"} == {each.node for each in entries("cache")}


# Threads, event loops, forks, other processes -----------------------------------------------------------------------


def _wanted(x: int) -> dict[str, int]:
    return {"total": 20_001 + x}


def test_one_driver_in_threads_beside_other_drivers_and_an_event_loop(flow: ModuleType) -> None:
    shared, own = cached(flow), threading.local()

    def work(number: int) -> bool:
        if not hasattr(own, "driver"):
            own.driver = cached(flow)
        one = shared.execute(["total"], inputs={"x": number % 11})
        other = own.driver.execute(["total"], inputs={"x": number % 5})
        return one == _wanted(number % 11) and other == _wanted(number % 5)

    async def on_a_loop(pool: ThreadPoolExecutor) -> list[bool]:
        loop = asyncio.get_running_loop()
        return list(await asyncio.gather(*(loop.run_in_executor(pool, work, number) for number in range(240))))

    with ThreadPoolExecutor(8) as pool:
        assert all(asyncio.run(on_a_loop(pool)))
    assert 100 == len(shared.cache.run_ids) and not shared.cache._going_on and not shared.cache._foreseen
    assert () == damaged("cache") and not list(pathlib.Path("cache").glob(".writing-*"))


def test_the_asynchronous_driver_with_many_runs_at_once(flow: ModuleType) -> None:
    async def go() -> list[Any]:
        dr = await async_driver.Builder().with_modules(flow).with_cache(path="cache").build()
        return await asyncio.gather(*(dr.execute(["total"], inputs={"x": x % 9}) for x in range(150)))

    assert [_wanted(x % 9) for x in range(150)] == asyncio.run(go())
    assert () == damaged("cache")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_forked_children_of_a_thread_that_is_writing(flow: ModuleType) -> None:
    dr = cached(flow)
    dr.execute(["total"], inputs={"x": 1})
    dr.cache.metadata_store._lock.acquire()  # as another thread may hold it at this moment
    dr.cache.metadata_store._pending["left"] = ("left", "v", "n", "c")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of forks beside threads, which is what this is about
        child = os.fork()
    if child == 0:
        code = 0 if dr.execute(["total"], inputs={"x": 5}) == _wanted(5) else 1
        os._exit(code)
    dr.cache.metadata_store._pending.clear()
    dr.cache.metadata_store._lock.release()
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert {1, 5} == {dr.execute(["a"], inputs={"x": x})["a"] - 1 for x in (1, 5)}
    assert "left" not in {each.cache_key for each in entries("cache")}
    assert 6 == len(entries("cache"))


CHILD = """
import sys
from dagscope import driver
from dagscope.caching.maintenance import damaged
import service_flow
dr = driver.Builder().with_modules(service_flow).with_cache(path=sys.argv[1]).build()
for number in range(30):
    x = number % 6
    assert dr.execute(["total"], inputs={"x": x}) == {"total": 20_001 + x}
assert dr.cache.not_kept == ()
"""


def test_processes_started_anew_share_a_folder(flow: ModuleType, tmp_path: pathlib.Path) -> None:
    (tmp_path / "service_flow.py").write_text(FLOW)
    children = [
        subprocess.Popen([sys.executable, "-c", CHILD, "cache"], stderr=subprocess.PIPE, env={**os.environ,
            "PYTHONPATH": "."})
        for _ in range(3)
    ]  # fmt: skip
    errors = [each.communicate()[1] for each in children]
    assert [0, 0, 0] == [each.returncode for each in children], errors
    assert () == damaged("cache") and 18 == len(entries("cache"))


def test_a_cache_is_pickled_while_something_writes_to_it(flow: ModuleType) -> None:
    dr = cached(flow, metadata_store=InMemoryMetadataStore(), result_store=InMemoryResultStore())
    numbers = itertools.count(1)

    class Writes:
        """Stands for another thread that is just then let run."""

        def __reduce__(self) -> tuple[type, tuple[int]]:
            dr.execute(["a"], inputs={"x": next(numbers)})
            return int, (7,)

    dr.execute(["a"], inputs={"x": 0})
    dr.cache.result_store.set("first", Writes())
    dr.cache.result_store.set("second", Writes())
    dr.cache.metadata_store.tag = Writes()  # type: ignore[attr-defined]
    copy = pickle.loads(pickle.dumps(dr.cache))

    assert 4 == next(numbers)
    assert 7 == copy.result_store.get("first") == copy.result_store.get("second")


# Older adapters -------------------------------------------------------------------------------------------------------


def test_the_older_adapters_go_on_without_a_disk(flow: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from dagscope.experimental.h_cache import CachingGraphAdapter
    from dagscope.lifecycle.default import CacheAdapter
    from dagscope.plugins.h_diskcache import DiskCacheAdapter

    tagged = ad_hoc_utils.module_from_source(
        "from dagscope.function_modifiers import tag\n@tag(cache='pickle')\ndef a(x: int) -> int:\n    return x + 1\n"
    )
    full = _fail(OSError(errno.ENOSPC, "No space left on device"))
    older = CachingGraphAdapter("files", writers={"pickle": full})
    dr = driver.Driver({"x": 1}, tagged, adapter=older)
    assert 2 == dr.raw_execute(["a"])["a"] and [] == os.listdir("files")
    older.writers["pickle"] = lambda data, path, name: pathlib.Path(path).write_bytes(pickle.dumps(data))
    dr.raw_execute(["a"])
    older.computed_nodes = set()
    assert ["a.pickle"] == os.listdir("files")
    pathlib.Path("files/a.pickle").write_bytes(b"")
    assert 2 == dr.raw_execute(["a"])["a"]

    kept = DiskCacheAdapter(cache_path="kept")
    for method in ("get", "add", "set"):
        monkeypatch.setattr(kept.cache, method, full)
    assert {"a": 2} == driver.Builder().with_modules(flow).with_adapters(kept).build().execute(["a"], inputs={"x": 1})

    pathlib.Path("shelf").mkdir()
    shelf = CacheAdapter(cache_path="shelf")
    assert {"a": 2} == driver.Builder().with_modules(flow).with_adapters(shelf).build().execute(["a"], inputs={"x": 1})
    together = CacheAdapter(cache_path="together")
    dr = driver.Builder().with_modules(flow).with_adapters(together).build()
    with ThreadPoolExecutor(4) as pool:
        assert [x + 1 for x in range(40)] == [
            each["a"] for each in pool.map(lambda x: dr.execute(["a"], inputs={"x": x}), range(40))
        ]
    assert together.cache is None and not together._has_logged


# Compiled requests
# -----------------------------------------------------------------------------------------------------


def test_a_compiled_request_is_pickled(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "compiled_flow.py").write_text("def a(x: int) -> int:\n    return x + 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import importlib

    module = importlib.import_module("compiled_flow")
    dr = driver.Builder().with_modules(module).build()
    request = dr.compile(["a"])
    assert {"a": 3} == pickle.loads(pickle.dumps(request))({"x": 2}) == request({"x": 2})
    assert {"a": 3} == pickle.loads(pickle.dumps(request._run))({"x": 2}, {})
    watched = driver.Builder().with_modules(module).with_cache(path=str(tmp_path / "c")).build().compile(["a"])
    assert {"a": 3} == pickle.loads(pickle.dumps(watched))({"x": 2})
    dr.adapter.adapters.append(_Refusing.run_before_graph_execution.__get__(lambda: None))
    with pytest.raises(pickle.PicklingError, match="Make the driver in the other process and call its `compile` there"):
        pickle.dumps(request)
