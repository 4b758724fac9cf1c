"""Graphs on a real Dask cluster whose workers know neither the engine nor the project."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagscope import base, driver, lifecycle
from dagscope.execution.node_executors import make_executor
from dagscope.execution.parallel_events import run_parallel_events
from dagscope.execution.run import NodeFinished
from dagscope.plugins.h_dask import DaskExecutor, DaskGraphAdapter

from tests.patience import PATIENCE_S
from tests.warm_python import run_python

pytestmark = pytest.mark.cluster

PROJECT = """
import os
import time
from dataclasses import dataclass
from dagscope.htypes import Collect, Parallelizable
import {name}_helper as helper

@dataclass
class Money:
    cents: int

def base(n: int) -> int:
    return n

def left(base: int) -> int:
    return helper.double(base)

def right(base: int) -> Money:
    return Money(base * 3)

def both(left: int, right: Money) -> Money:
    return Money(left + right.cents)

def bad(left: int) -> int:
    raise ValueError("boom")

def after_bad(bad: int) -> int:
    return bad

def place(base: int) -> int:
    return os.getpid()

def items(n: int) -> Parallelizable[int]:
    yield from range(n)

def square(items: int) -> Money:
    return Money(helper.double(items))

def total(square: Collect[Money]) -> int:
    return sum(each.cents for each in square)

def marker(folder: str) -> str:
    with open(os.path.join(folder, "started"), "a") as file:
        file.write(str(os.getpid()) + " ")
    return folder

def slow(marker: str) -> str:
    deadline = time.monotonic() + 300
    while not os.path.exists(os.path.join(marker, "go")) and time.monotonic() < deadline:
        time.sleep(0.01)
    return marker

def slow_end(slow: str, big: bytes) -> int:
    return len(big)

def big(n: int) -> bytes:
    return b"x" * 1000 * n
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("project")
    (folder / "far_project.py").write_text(PROJECT.replace("{name}", "far_project"))
    (folder / "far_project_helper.py").write_text("def double(x: int) -> int:\n    return 2 * x\n")
    sys.path.insert(0, str(folder))
    import far_project

    yield far_project
    sys.path.remove(str(folder))
    for name in ("far_project", "far_project_helper"):
        del sys.modules[name]


def build(project: Any, executor: Any, *adapters: Any) -> driver.Driver:
    return driver.Builder().with_modules(project).with_executor(executor).with_adapters(*adapters).build()


def wait_until(condition: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def test_the_project_travels_to_the_workers(client: Any, project: Any) -> None:
    dr = build(project, DaskExecutor(client))
    result = dr.execute(["both", "left", "n", "place"], inputs={"n": 2})
    assert (project.Money(10), 4, 2) == (result["both"], result["left"], result["n"])
    assert result["place"] in client.run(_pid).values()


def _pid() -> int:
    import os

    return os.getpid()


_pid.__module__ = "__main__"  # travels by value


def test_an_address_names_the_cluster(client: Any, project: Any) -> None:
    address = client.scheduler.address.replace("tcp://", "dask://")
    assert {"left": 6} == build(project, address).execute(["left"], inputs={"n": 3})


def test_values_stay_on_the_cluster_until_looked_at(client: Any, project: Any) -> None:
    dr = build(project, DaskExecutor(client, keep_on_cluster=True))
    found = dr.execute(["both"], inputs={"n": 2})["both"]
    assert "Future" == type(found).__name__
    assert project.Money(10) == found.result()


def test_values_can_be_looked_at_as_long_as_the_executor_is_held(client: Any, project: Any) -> None:
    executor = make_executor(client.scheduler.address.replace("tcp://", "dask://"))
    graph = build(project, executor).graph
    executor.start()
    try:
        events = list(run_parallel_events(graph, ["both"], {"n": 2}, executor=executor))
        values = {event.node: event.value for event in events if isinstance(event, NodeFinished)}
        assert "<a value on DaskExecutor>" == repr(values["left"])
        assert (4, project.Money(10)) == (values["left"].fetch(), values["both"].fetch())
    finally:
        executor.stop()


def test_blocks_run_on_the_cluster(client: Any, project: Any) -> None:
    assert {"total": 12} == build(project, DaskExecutor(client)).execute(["total"], inputs={"n": 4})
    dr = (
        driver.Builder()
        .with_modules(project)
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(DaskExecutor(client=client))
        .build()
    )
    assert {"total": 12} == dr.execute(["total"], inputs={"n": 4})


class Seen(lifecycle.NodeExecutionHook):
    def __init__(self) -> None:
        self.results: dict[str, Any] = {}

    def run_before_node_execution(self, **future_kwargs: Any):
        """Do nothing before a node."""

    def run_after_node_execution(self, *, node_name: str, result: Any, **future_kwargs: Any):
        self.results[node_name] = result


def test_hooks_see_values_here(client: Any, project: Any) -> None:
    seen = Seen()
    build(project, DaskExecutor(client), seen).execute(["both"], inputs={"n": 2})
    assert {"base": 2, "left": 4, "right": project.Money(6), "both": project.Money(10)} == seen.results


def test_an_error_is_raised_as_it_was_and_its_readers_are_skipped(client: Any, project: Any) -> None:
    executor = DaskExecutor(client)
    dr = build(project, executor)
    with pytest.raises(ValueError, match="^boom$"):
        dr.execute(["after_bad", "both"], inputs={"n": 2})
    events = run_parallel_events(dr.graph, ["after_bad", "both"], {"n": 2}, executor=executor)
    ends = {event.node: type(event).__name__ for event in events}
    assert {
        "base": "NodeFinished",
        "left": "NodeFinished",
        "right": "NodeFinished",
        "both": "NodeFinished",
        "bad": "NodeFailed",
        "after_bad": "NodeSkipped",
    } == ends


def test_cancelling_reaches_the_cluster(client: Any, project: Any, tmp_path: Path) -> None:
    dr = build(project, DaskExecutor(client))
    inputs = {"folder": str(tmp_path), "n": 1}
    events = run_parallel_events(dr.graph, ["slow_end"], inputs, executor=DaskExecutor(client))
    next(events)
    wait_until((tmp_path / "started").exists, "the first node never started")
    assert any(client.processing().values())
    events.close()
    wait_until(lambda: not any(client.processing().values()), "the cluster still has work")
    (tmp_path / "go").touch()


def test_a_killed_worker_is_made_up_for(client: Any, cluster: Any, project: Any, tmp_path: Path) -> None:
    dr = build(project, DaskExecutor(client))
    events = run_parallel_events(
        dr.graph, ["slow_end"], {"folder": str(tmp_path), "n": 5}, executor=DaskExecutor(client)
    )
    seen = []
    for event in events:
        seen.append((type(event).__name__, event.node))
        if seen.count(("NodeFinished", "big")) == seen.count(
            ("NodeFinished", "marker")
        ) == 1 and cluster.workers.keys() == {
            "one",
            "two",
        }:
            wait_until((tmp_path / "started").exists, "the node never started")
            busy = _busy_worker(client)
            cluster.kill_worker(busy)
            (tmp_path / "go").touch()
        if event.node == "slow_end" and isinstance(event, NodeFinished):
            assert 5000 == event.value.fetch()
    assert ("NodeFinished", "slow_end") in seen
    assert 1 == len(cluster.workers)


def _busy_worker(client: Any) -> str:
    """Return the worker that runs `slow`: killing it also loses what it holds."""
    wait_until(lambda: any("slow" in key for keys in client.processing().values() for key in keys), "no slow node")
    names = {address: worker["name"] for address, worker in client.scheduler_info()["workers"].items()}
    return next(names[address] for address, keys in client.processing().items() if any("slow" in key for key in keys))


def test_the_graph_adapter(client: Any, project: Any) -> None:
    adapter = DaskGraphAdapter(client, base.DictResult())
    dr = driver.Driver({}, project, adapter=adapter)
    assert {"both": project.Money(10), "left": 4} == dr.execute(["both", "left"], inputs={"n": 2})


def test_the_example_of_the_executor_runs() -> None:
    """In a process of its own: Dask's client leaves threads behind, and processes would not be forked any more."""
    code = """
import doctest
from dagscope.plugins.h_dask import DaskExecutor
found = doctest.DocTestFinder(recurse=False).find(DaskExecutor, "DaskExecutor", globs={"__name__": "__main__"})
print(sum((doctest.DocTestRunner().run(each) for each in found), start=()))
"""
    done = run_python("-c", code)

    assert (done.returncode, done.stdout) == (0, "(0, 7)\n"), done.stdout + done.stderr
