"""Results, adapters and tasks where this engine is right and Hamilton is not (docs/differences.md)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from dagscope import ad_hoc_utils, base, driver
from dagscope.data_quality.default_validators import DataInRangeValidatorPrimitives
from dagscope.execution import grouping
from dagscope.execution.executors import (
    DefaultExecutionManager,
    SynchronousLocalTaskExecutor,
    run_graph_to_completion,
)
from dagscope.execution.state import DictBasedResultCache, ExecutionState, TaskState
from dagscope.function_modifiers import check_output_custom, subdag, value
from dagscope.htypes import Collect, Parallelizable
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.lifecycle.default import CacheAdapter, FunctionInputOutputTypeChecker
from dagscope.plugins.h_threadpool import FutureAdapter


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_a_matrix_of_scalars_has_one_row() -> None:
    np = pytest.importorskip("numpy")
    assert [[1, 2]] == base.NumpyMatrixResult().build_result(a=1, b=2).tolist()
    assert np.matrix is base.NumpyMatrixResult().output_type()


def test_columns_of_a_dask_frame_among_others() -> None:
    dd = pytest.importorskip("dask.dataframe")
    pd = pytest.importorskip("pandas")
    from dagscope.plugins.h_dask import DaskDataFrameResult

    frame = dd.from_pandas(pd.DataFrame({"x": [1, 2], "y": [3, 4]}), npartitions=1)
    made = DaskDataFrameResult.build_result(d=frame, k=5, s=frame["x"]).compute()
    assert {"d.x": [1, 2], "d.y": [3, 4], "k": [5, 5], "s": [1, 2]} == made.to_dict("list")


def test_a_node_that_waits_holds_no_thread() -> None:
    gate = threading.Event()

    def first() -> bool:
        return gate.wait(300)

    def second(first: bool) -> bool:
        return first

    def third() -> bool:
        gate.set()  # would never run if `second` held the other thread
        return True

    module = ad_hoc_utils.create_temporary_module(first, second, third)
    dr = driver.Builder().with_modules(module).with_adapters(FutureAdapter(max_workers=2)).build()
    assert {"second": True, "third": True} == dr.execute(["second", "third"])


def test_the_old_cache_adapter_knows_equal_values() -> None:
    np = pytest.importorskip("numpy")
    strided = np.arange(6)[::2]
    assert CacheAdapter.create_key("h", {"x": strided}) == CacheAdapter.create_key("h", {"x": strided.copy()})
    assert CacheAdapter.create_key("h", {"x": 1}) != CacheAdapter.create_key("h", {"y": 1})


def test_a_checker_of_types_keeps_a_node_s_own_error() -> None:
    def broken(x: int) -> int:
        raise ValueError("its own")

    module = ad_hoc_utils.create_temporary_module(broken)
    dr = driver.Builder().with_modules(module).with_adapters(FunctionInputOutputTypeChecker()).build()
    with pytest.raises(ValueError, match="its own"):
        dr.execute(["broken"], inputs={"x": 1})


def test_a_checked_node_keeps_its_defaults_and_its_functions() -> None:
    def inner(x: int, by: int = 3) -> int:
        return x * by

    def outer(inner: int) -> int:
        return inner

    check = check_output_custom(DataInRangeValidatorPrimitives((0, 9), "warn"), target_="s.inner")
    checked = check(subdag(inner, inputs={"x": value(3)}, namespace="s")(outer))
    raw = (
        driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(checked)).build().graph.nodes["s.inner_raw"]
    )
    assert {"by": 3} == {name.rpartition(".")[2]: each for name, each in raw.default_parameter_values.items()}
    assert ["inner", "outer"] == [each.__name__ for each in raw.originating_functions or ()]


def plan(*functions: Any, outputs: list[str], overrides: dict[str, Any] | None = None) -> list[grouping.TaskSpec]:
    graph = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(*functions)).build().graph
    groups = grouping.GroupByRepeatableBlocks().group_nodes(list(graph.nodes.values()))
    return grouping.create_task_plan(groups, outputs, overrides or {}, LifecycleAdapterSet())


def block() -> list[Any]:
    def items(n: int) -> Parallelizable[int]:
        return list(range(n))

    def square(items: int) -> int:
        return items**2

    def total(square: Collect[int]) -> int:
        return sum(square)

    return [items, square, total]


def test_a_run_by_hand() -> None:
    cache = DictBasedResultCache({"n": 2})
    state = ExecutionState(plan(*block(), outputs=["total"]), cache, "run")
    order = []
    while (task := state.release_next_task()) is not None:
        order.append(task.task_id)
        future = SynchronousLocalTaskExecutor().submit_task(task)
        assert TaskState.RUNNING == state.get_graph_state()
        state.update_task_state(task.task_id, TaskState.SUCCESSFUL, future.get_result())
    assert TaskState.SUCCESSFUL == state.get_graph_state()
    assert [
        "n",
        "expand-items",
        "expand-items.0.block-items",
        "expand-items.1.block-items",
        "collect-items",
    ] == order
    assert {"total": 1} == cache.read(["total"])
    assert {"square": 1} == cache.read(["square"], "1", "expand-items")
    with pytest.raises(KeyError, match="Key nothing not found in cache"):
        cache.read(["nothing"])


def test_a_rejected_task_comes_next() -> None:
    state = ExecutionState(plan(*block(), outputs=["total"]), DictBasedResultCache({"n": 2}), "run")
    task = state.release_next_task()
    assert task is not None
    assert None is state.release_next_task()
    state.reject_task(task)
    assert task is state.release_next_task()


def test_a_failed_task_fails_the_run() -> None:
    def bad() -> int:
        raise ValueError("boom")

    state = ExecutionState(plan(bad, outputs=["bad"]), DictBasedResultCache({}), "run")
    with pytest.raises(ValueError, match="^boom$"):
        run_graph_to_completion(state, DefaultExecutionManager(remote_executor=SynchronousLocalTaskExecutor()))
    assert TaskState.FAILED == state.get_graph_state()


def test_an_input_nobody_gave_is_named() -> None:
    dr = (
        driver.Builder()
        .with_modules(ad_hoc_utils.create_temporary_module(*block()))
        .enable_dynamic_execution(allow_experimental_mode=True)
        .build()
    )
    with pytest.raises(ValueError, match="Required input n not provided"):
        dr.execute(["total"])
