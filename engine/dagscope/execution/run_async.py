"""Runs a plan on an event loop: every node a task that waits for what it reads. Must not know drivers."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
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
        given: Values of inputs and overrides; awaitables among them that are needed are awaited, once each.
        adapter: The adapters to call, synchronous and asynchronous ones.
        run_id: The run's id.

    Raises:
        Exception: What the first failing node raised; the other nodes are cancelled.
    """
    tasks = _awaited(plan, given)
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


def _awaited(plan: Plan, given: dict[str, Any]) -> dict[str, asyncio.Future[Any]]:
    """Return the awaitables among the given values that the plan needs, as futures."""
    found = {name: value for name, value in given.items() if inspect.isawaitable(value)}
    needed = {name for step in plan.steps for name in step.parameters}.union(plan.final_vars) if found else set()
    # A future belongs to whoever gave it: a run that fails does not cancel it.
    return {
        name: asyncio.shield(value) if asyncio.isfuture(value) else asyncio.ensure_future(value)
        for name, value in found.items()
        if name in needed
    }


async def _run_step(
    step: Step,
    tasks: dict[str, asyncio.Future[Any]],
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
    error: BaseException | None = None
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
    except BaseException as caught:  # cancelled, for one: it has no value
        error = caught
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
    return await _call_beside(node, adapter, common)


async def _call_beside(node: Node, adapter: LifecycleAdapterSet, common: dict[str, Any]) -> Any:
    """Call the method on a thread: it wants a value, which only the loop can make. Who is cancelled ends the call."""
    loop = asyncio.get_running_loop()
    calls: list[Future[Any]] = []
    is_over = False

    def call(**kwargs: Any) -> Any:
        calls.append(asyncio.run_coroutine_threadsafe(node.callable(**kwargs), loop))
        if is_over:
            calls[-1].cancel()
        return calls[-1].result()

    common = {**common, "node_": node.copy_with(callabl=call)}
    method = functools.partial(adapter.call_lifecycle_method_sync, "do_node_execute", **common)
    try:
        return await asyncio.wrap_future(_on_a_thread(functools.partial(contextvars.copy_context().run, method)))
    finally:
        is_over = True
        for each in calls:
            each.cancel()


def _on_a_thread(function: Callable[[], Any]) -> Future[Any]:
    """Call a function on a thread of its own, not of the loop's pool.

    A node that hands work to that pool would wait for a thread that waits for the node.
    """
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()

    def work() -> None:
        try:
            future.set_result(function())
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
            future.set_exception(error)

    threading.Thread(target=work, daemon=True, name="dagscope waits for a node").start()
    return future
