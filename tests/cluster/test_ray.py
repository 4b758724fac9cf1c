"""A local Ray, started once: nodes, blocks and the graph adapter on it."""

from __future__ import annotations

import doctest
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagscope import base, driver
from dagscope.execution import traced
from dagscope.execution.parallel_events import run_parallel_events
from dagscope.execution.run import NodeFailed, NodeFinished
from dagscope.execution.trace_channels import Record

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore"),  # Ray's own
]

ray = pytest.importorskip("ray", reason="Ray's wheel is not installed")

PROJECT = """
import sys
from dataclasses import dataclass
from dagscope.htypes import Collect, Parallelizable
from dagscope.function_modifiers.metadata import ray_remote_options

@dataclass
class Money:
    cents: int

def base(n: int) -> int:
    return n

def left(base: int) -> int:
    return base * 2

@ray_remote_options(num_cpus=0.5)
def right(base: int) -> Money:
    return Money(base * 3)

def both(left: int, right: Money) -> Money:
    return Money(left + right.cents)

def bad(left: int) -> int:
    raise ValueError("boom")

def said(left: int) -> int:
    print("left is", left)
    print("complaint", file=sys.stderr)
    return left

def said_and_bad(said: int) -> int:
    print("now it goes wrong")
    raise ValueError("boom")

def items(n: int) -> Parallelizable[int]:
    yield from range(n)

def square(items: int) -> Money:
    print("square of", items)
    return Money(items * 2)

def total(square: Collect[Money]) -> int:
    return sum(each.cents for each in square)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("project")
    (folder / "ray_project.py").write_text(PROJECT)
    sys.path.insert(0, str(folder))
    import ray_project

    sys.path.remove(str(folder))
    yield ray_project
    del sys.modules["ray_project"]


@pytest.fixture(scope="module")
def local_ray() -> Iterator[None]:
    engine = str(Path(str(driver.__file__)).parents[1])
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        configure_logging=False,
        runtime_env={"env_vars": {"PYTHONPATH": engine}},
    )
    yield
    ray.shutdown()


def test_nodes_run_on_ray(local_ray: None, project: Any) -> None:
    dr = driver.Builder().with_modules(project).with_executor("ray").build()
    result = dr.execute(["both", "left", "n"], inputs={"n": 2})
    assert {"both": project.Money(10), "left": 4, "n": 2} == result


def test_an_error_is_raised_as_it_was(local_ray: None, project: Any) -> None:
    dr = driver.Builder().with_modules(project).with_executor("ray").build()
    with pytest.raises(ValueError, match="^boom$"):
        dr.execute(["bad"], inputs={"n": 2})


def test_blocks_run_on_ray(local_ray: None, project: Any) -> None:
    from dagscope.plugins.h_ray import RayTaskExecutor

    dr = (
        driver.Builder()
        .with_modules(project)
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(RayTaskExecutor(skip_init=True))
        .build()
    )
    assert {"total": 12} == dr.execute(["total"], inputs={"n": 4})


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """Return what nodes reported to this process."""
    found: list[Record] = []
    monkeypatch.setattr(traced, "arrived", found.append)
    return found


def _events(project: Any, final_var: str, n: int) -> list[Any]:
    graph = driver.Builder().with_modules(project).build().graph
    return list(run_parallel_events(graph, [final_var], {"n": n}, executor="ray", run_id="r", is_traced=True))


def test_nodes_there_tell_what_they_write_and_how_long_they_take(
    local_ray: None, project: Any, reported: list[Record]
) -> None:
    events = _events(project, "said_and_bad", 2)
    failed = next(event for event in events if isinstance(event, NodeFailed))
    assert ("said_and_bad", "boom") == (failed.node, str(failed.error))
    texts = [(each["node"], each["stream"], each["text"]) for each in reported if "text" in each]
    assert [
        ("said", "stdout", "left is 4\n"),
        ("said", "stderr", "complaint\n"),
        ("said_and_bad", "stdout", "now it goes wrong\n"),
    ] == texts
    ended = {each["node"]: each for each in reported if "seconds" in each}
    assert {"base": False, "left": False, "said": False, "said_and_bad": True} == {
        node: each["has_failed"] for node, each in ended.items()
    }
    assert all(each["lane"].startswith("worker ") and each["seconds"] >= 0 for each in ended.values())


def test_branches_there_tell_of_themselves(local_ray: None, project: Any, reported: list[Record]) -> None:
    events = _events(project, "total", 3)
    assert 6 == next(event.value for event in events if isinstance(event, NodeFinished) and event.node == "total")
    branches = {(each["item"], each["summary"]) for each in reported if each["node"] == "square" and "seconds" in each}
    assert {(str(number), f"Money(cents={number * 2})") for number in range(3)} == branches
    texts = [each["text"] for each in reported if each["node"] == "square" and "text" in each]
    assert {f"square of {number}\n" for number in range(3)} == set(texts)


def test_the_graph_adapter(local_ray: None, project: Any) -> None:
    from dagscope.plugins.h_ray import RayGraphAdapter

    dr = driver.Builder().with_modules(project).with_adapters(RayGraphAdapter(base.DictResult())).build()
    assert {"both": project.Money(10), "left": 4} == dr.execute(["both", "left"], inputs={"n": 2})


def test_the_example_of_the_executor_runs(local_ray: None, capsys: pytest.CaptureFixture[str]) -> None:
    from dagscope.plugins.h_ray import RayExecutor

    names = {"__name__": "__main__"}
    (example,) = doctest.DocTestFinder(recurse=False).find(RayExecutor, "RayExecutor", globs=names)
    done = doctest.DocTestRunner().run(example)
    assert (done.failed, done.attempted) == (0, 7), capsys.readouterr().out
