"""Independent nodes of any graph on threads and in processes: values, hooks, failures, what users write."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from dagscope import ad_hoc_utils, driver, lifecycle
from dagscope.execution.node_executors import ProcessesExecutor, ThreadsExecutor, make_executor
from dagscope.execution.parallel_events import run_parallel_events
from dagscope.execution.parallel_graph import start_run
from dagscope.execution.run import BranchFinished, NodeFailed, NodeFinished, NodeSkipped
from dagscope.htypes import Collect, Parallelizable
from dagscope.lifecycle.base import LifecycleAdapterSet

from tests.patience import PATIENCE_S

EXECUTORS = ["threads:4", "processes:2"]


def module() -> Any:
    def x(n: int) -> int:
        return n + 1

    def y(x: int, opt: int = 5) -> int:
        return x * 2 + opt

    def z(x: int) -> int:
        return x * 3

    def w(y: int, z: int) -> int:
        return y + z

    def bad(z: int) -> int:
        raise ValueError("boom")

    def after_bad(bad: int) -> int:
        return bad

    return ad_hoc_utils.create_temporary_module(x, y, z, w, bad, after_bad)


def values_of(events: list[Any]) -> dict[str, Any]:
    return {event.node: event.value for event in events if isinstance(event, NodeFinished)}


def build(executor: Any, *adapters: Any) -> driver.Driver:
    return driver.Builder().with_modules(module()).with_executor(executor).with_adapters(*adapters).build()


@pytest.mark.parametrize("executor", EXECUTORS)
def test_values_inputs_optionals_and_overrides(executor: str) -> None:
    dr = build(executor)
    assert {"w": 15, "x": 2, "n": 1, "opt": None} == dr.execute(["w", "x", "n", "opt"], inputs={"n": 1})
    assert {"w": 107} == dr.execute(["w"], inputs={"n": 1, "opt": 0}, overrides={"y": 100, "z": 7})


@pytest.mark.parametrize("executor", EXECUTORS)
def test_an_error_is_raised_unchanged_and_logged(executor: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match="^boom$"):
        build(executor).execute(["w", "after_bad"], inputs={"n": 1})
    assert ["> bad [", "> Node inputs:", "{'z': 6}"] == [
        line[:7] if "encountered" in line else line for line in caplog.text.splitlines()[2:5]
    ]


@pytest.mark.parametrize("executor", EXECUTORS)
def test_what_does_not_need_a_failed_node_goes_on(executor: str) -> None:
    dr = build(executor)
    events = list(run_parallel_events(dr.graph, ["w", "after_bad"], {"n": 1}, executor=executor))
    ends = {event.node: type(event).__name__ for event in events}
    assert {
        "x": "NodeFinished",
        "y": "NodeFinished",
        "z": "NodeFinished",
        "w": "NodeFinished",
        "bad": "NodeFailed",
        "after_bad": "NodeSkipped",
    } == ends
    assert {"x": 2, "y": 9, "z": 6, "w": 15} == values_of(events)


class Seen(lifecycle.NodeExecutionHook):
    def __init__(self) -> None:
        self.before: list[str] = []
        self.after: dict[str, Any] = {}

    def run_before_node_execution(self, *, node_name: str, **future_kwargs: Any):
        self.before.append(node_name)

    def run_after_node_execution(self, *, node_name: str, result: Any, **future_kwargs: Any):
        self.after[node_name] = result


@pytest.mark.parametrize("executor", EXECUTORS)
def test_hooks_are_called_in_this_process(executor: str) -> None:
    seen = Seen()
    assert {"w": 15} == build(executor, seen).execute(["w"], inputs={"n": 1})
    assert {"x": 2, "y": 9, "z": 6, "w": 15} == seen.after
    assert {"x", "y", "z", "w"} == set(seen.before)


def test_nodes_that_wait_for_each_other_run_at_the_same_time() -> None:
    barrier = threading.Barrier(8, timeout=PATIENCE_S)

    def waiting(i: int) -> Any:
        def node() -> int:
            barrier.wait()
            return i

        node.__name__ = f"n{i}"
        return node

    functions = ad_hoc_utils.create_temporary_module(*(waiting(i) for i in range(8)))
    dr = driver.Builder().with_modules(functions).with_executor(ThreadsExecutor(8)).build()
    names = [f"n{i}" for i in range(8)]
    assert dict(zip(names, range(8))) == dr.execute(names)


@pytest.mark.parametrize("executor", EXECUTORS)
def test_blocks_run_on_the_same_executor(executor: str) -> None:
    def items(n: int) -> Parallelizable[int]:
        yield from range(n)

    def square(items: int) -> int:
        return items**2

    def total(square: Collect[int]) -> int:
        return sum(square)

    functions = ad_hoc_utils.create_temporary_module(items, square, total)
    dr = driver.Builder().with_modules(functions).with_executor(executor).build()
    assert {"total": 14} == dr.execute(["total"], inputs={"n": 4})
    events = list(run_parallel_events(dr.graph, ["total"], {"n": 3}, executor=executor))
    assert {"items": [0, 1, 2], "square": [0, 1, 4], "total": 5} == values_of(events)
    whole = [event.node for event in events if not isinstance(event, BranchFinished)]
    assert ["items", "items", "square"] == whole[:3]
    parts = [(event.node, event.value) for event in events if isinstance(event, BranchFinished)]
    assert ("items", [0, 1, 2]) == parts[0] and {("square", n * n) for n in range(3)} == set(parts[1:])
    empty = list(run_parallel_events(dr.graph, ["total"], {"n": 0}, executor=executor))
    assert {"items": [], "square": [], "total": 0} == values_of(empty)


@pytest.mark.parametrize("executor", EXECUTORS)
def test_a_failing_branch_is_blamed_on_its_node(executor: str) -> None:
    def items() -> Parallelizable[int]:
        yield from range(3)

    def plus(items: int) -> int:
        return items + 1

    def inverse(plus: int) -> float:
        return 1 / (plus - 2)

    def total(inverse: Collect[float]) -> float:
        return sum(inverse)

    functions = ad_hoc_utils.create_temporary_module(items, plus, inverse, total)
    dr = driver.Builder().with_modules(functions).build()
    events = list(run_parallel_events(dr.graph, ["total"], executor=executor))
    failed = [event for event in events if isinstance(event, NodeFailed)]
    assert [("inverse", ZeroDivisionError)] == [(event.node, type(event.error)) for event in failed]
    skipped = [(event.node, event.because) for event in events if isinstance(event, NodeSkipped)]
    assert [("total", "inverse")] == skipped  # `plus` has ended, or was broken off


def test_a_value_that_cannot_travel_is_named() -> None:
    def lock() -> Any:
        return 1

    def held(lock: Any, given: Any) -> int:
        return 1

    functions = ad_hoc_utils.create_temporary_module(lock, held)
    dr = driver.Builder().with_modules(functions).with_executor("processes:1").build()
    with pytest.raises(RuntimeError, match="Cannot send the inputs of node held to another process"):
        dr.execute(["held"], inputs={"given": threading.Lock()})


def test_values_are_let_go_when_their_last_reader_has_run() -> None:
    dr = build("threads:1")
    executor = ThreadsExecutor(1)
    nodes = [dr.graph.nodes[name] for name in ("x", "y", "z", "w")]
    run = start_run(executor, LifecycleAdapterSet(), nodes, {"n": 1}, ["w"], "run")
    try:
        assert ["x", "x", "y", "z", "y", "z", "w", "w"] == [event.node for event in run.events()]
        assert ["w"] == list(run.handles)
    finally:
        executor.stop()


def test_closing_the_events_gives_up_what_has_not_started() -> None:
    started: list[int] = []

    def numbered(i: int) -> Any:
        def node() -> int:
            started.append(i)
            return i

        node.__name__ = f"n{i}"
        return node

    functions = ad_hoc_utils.create_temporary_module(*(numbered(i) for i in range(50)))
    dr = driver.Builder().with_modules(functions).build()
    executor = ThreadsExecutor(1)
    gate = threading.Event()
    executor.start()
    executor.pool.submit(gate.wait)  # holds the only thread
    events = run_parallel_events(dr.graph, [f"n{i}" for i in range(50)], executor=executor)
    next(events)
    events.close()
    gate.set()
    executor.stop()
    assert [] == started


@pytest.mark.parametrize(
    ("text", "kind", "workers"),
    [
        ("threads:3", ThreadsExecutor, 3),
        ("threads", ThreadsExecutor, 16),
        ("processes:2", ProcessesExecutor, 2),
    ],
)
def test_texts_name_executors(text: str, kind: type, workers: int) -> None:
    made = make_executor(text)
    assert (kind, workers) == (type(made), made.max_workers)


@pytest.mark.parametrize("text", ["threads:0", "threads:many", "cloud", ""])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names no executor"):
        make_executor(text)


def test_no_more_is_in_flight_than_an_executor_takes() -> None:
    in_flight: list[int] = []

    class Narrow(ThreadsExecutor):
        max_in_flight = 2

        def submit(self, *args: Any, **kwargs: Any) -> Any:
            in_flight.append(len(run._running) + 1)
            return super().submit(*args, **kwargs)

    def numbered(i: int) -> Any:
        def node() -> int:
            return i

        node.__name__ = f"n{i}"
        return node

    functions = ad_hoc_utils.create_temporary_module(*(numbered(i) for i in range(20)))
    dr = driver.Builder().with_modules(functions).build()
    executor = Narrow(4)
    run = start_run(executor, LifecycleAdapterSet(), list(dr.graph.nodes.values()), {}, ["n3"], "run")
    assert 40 == len(list(run.events()))
    executor.stop()
    assert 2 == max(in_flight)
    assert ["n3"] == list(run.handles)


def test_a_long_chain_and_a_wide_graph() -> None:
    chain = [
        "def c0() -> int: return 0",
        *(f"def c{i}(c{i - 1}: int) -> int: return c{i - 1} + 1" for i in range(1, 3000)),
    ]
    wide = [f"def w{i}(c0: int) -> int: return c0 + {i}" for i in range(1000)]
    functions = ad_hoc_utils.module_from_source("\n".join(chain + wide))
    dr = driver.Builder().with_modules(functions).with_executor("threads:2").build()
    names = ["c2999", *(f"w{i}" for i in range(1000))]
    assert [2999, *range(1000)] == list(dr.execute(names).values())


def test_inputs_nobody_gave() -> None:
    functions = module()
    dynamic = driver.Builder().with_modules(functions).enable_dynamic_execution(allow_experimental_mode=True).build()
    with pytest.raises(KeyError, match="Key opt not found in cache"):
        dynamic.execute(["w", "opt"], inputs={"n": 1})
    with pytest.raises(ValueError, match="Required input n not provided"):
        build("threads:2").execute(["w"])


class Watches(lifecycle.NodeExecutionHook):
    def run_before_node_execution(self, **future_kwargs: Any) -> None:
        """Is called around each node."""

    def run_after_node_execution(self, **future_kwargs: Any) -> None:
        """Is called around each node."""


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize("adapters", [(), (Watches(),)], ids=["plain", "watched"])
def test_an_input_may_have_any_name(executor: str, adapters: tuple[Any, ...]) -> None:
    def made(node: int, self: int, function: int, name: int, fn: int, kwargs: int, task: int) -> int:
        return node + self + function + name + fn + kwargs + task

    inputs = dict.fromkeys(("node", "self", "function", "name", "fn", "kwargs", "task"), 1)
    built = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(made)).with_adapters(*adapters)
    assert {"made": 7} == built.with_executor(executor).build().execute(["made"], inputs=inputs)
