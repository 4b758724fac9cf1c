"""Runs a plan on an event loop: every node a task that waits for what it reads. Must not know drivers."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable
from typing import Any

from dagscope.execution.graph_functions import log_failure
from dagscope.execution.plan import Plan, Step
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node


async def process_value(val: Any) -> Any:
    """Return the value itself, or what awaiting it returns."""
    return await val if inspect.isawaitable(val) else val


async def await_dict_of_tasks(task_dict: dict[str, Awaitable[Any]]) -> dict[str, Any]:
    """Return the values of awaitables, by name."""
    values = await asyncio.gather(*(process_value(task) for task in task_dict.values()))
    return dict(zip(task_dict, values))


async def run_plan_async(
    plan: Plan, given: dict[str, Any], adapter: LifecycleAdapterSet, run_id: str
) -> dict[str, Any]:
    """Run the plan; independent nodes run while others wait.

    Args:
        plan: What runs.
        given: Values of inputs and overrides.
        adapter: The adapters to call, synchronous and asynchronous ones.
        run_id: The run's id.

    Raises:
        Exception: What the first failing node raised; the other nodes are cancelled.
    """
    tasks: dict[str, asyncio.Task[Any]] = {}
    for step in plan.steps:
        tasks[step.node.name] = asyncio.create_task(_run_step(step, tasks, given, adapter, run_id), name=step.node.name)
    try:
        await asyncio.gather(*tasks.values())
    except BaseException:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        raise
    return {name: tasks[name].result() if name in tasks else given.get(name) for name in plan.final_vars}


async def _run_step(
    step: Step,
    tasks: dict[str, asyncio.Task[Any]],
    given: dict[str, Any],
    adapter: LifecycleAdapterSet,
    run_id: str,
) -> Any:
    kwargs = {name: await tasks[name] if name in tasks else given[name] for name in step.parameters}
    return await execute_node_async(step.node, kwargs, adapter, run_id)


async def execute_node_async(
    node: Node, kwargs: dict[str, Any], adapter: LifecycleAdapterSet, run_id: str, task_id: str | None = None
) -> Any:
    """Run one node with the hooks around it; hooks see values, never tasks."""
    common: dict[str, Any] = {"run_id": run_id, "node_": node, "kwargs": kwargs, "task_id": task_id}
    error: Exception | None = None
    result: Any = None
    step = "[pre-node-execute]"
    is_started = False
    try:
        await adapter.call_all_lifecycle_hooks_sync_and_async("pre_node_execute", **common)
        step, is_started = "", True
        result = await _call(node, kwargs, adapter, common)
    except Exception as caught:
        error = caught
        log_failure(node, kwargs, caught, step)
        raise
    finally:
        if is_started:
            await adapter.call_all_lifecycle_hooks_sync_and_async(
                "post_node_execute", **common, success=error is None, error=error, result=result
            )
    return result


async def _call(node: Node, kwargs: dict[str, Any], adapter: LifecycleAdapterSet, common: dict[str, Any]) -> Any:
    if adapter.does_method("do_node_execute", is_async=True):
        return await adapter.call_lifecycle_method_async("do_node_execute", **common)
    if not adapter.does_method("do_node_execute", is_async=False):
        return await process_value(node.callable(**kwargs))
    if not inspect.iscoroutinefunction(node.callable):
        return await process_value(adapter.call_lifecycle_method_sync("do_node_execute", **common))
    # The method wants a value, which only the loop can make: it waits for it on a thread of its own.
    common = {**common, "node_": _blocking(node, asyncio.get_running_loop())}
    return await asyncio.to_thread(adapter.call_lifecycle_method_sync, "do_node_execute", **common)


def _blocking(node: Node, loop: asyncio.AbstractEventLoop) -> Node:
    def call(**kwargs: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(node.callable(**kwargs), loop).result()

    return node.copy_with(callabl=call)
