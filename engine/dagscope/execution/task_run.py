"""Runs one task where it is: its nodes one after the other, with the hooks around them. Must not schedule or ship."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any

from dagscope.execution.graph_functions import arguments_of, node_runner
from dagscope.execution.scopes import is_expander
from dagscope.execution.tasks import TaskImplementation
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node, NodeType
from dagscope.system import hearing


def new_callable(*args: Any, _callable: Callable[..., Any], **kwargs: Any) -> Any:
    """Call an expanding node's function and read all its items, here and not where they are used."""
    return list(_callable(*args, **kwargs))


def _modify_callable(node_source: NodeType, callabl: Callable[..., Any]) -> Callable[..., Any]:
    # Adapters that call nodes themselves find the user's function in the keyword `_callable`.
    return functools.partial(new_callable, _callable=callabl) if node_source is NodeType.EXPAND else callabl


def base_execute_task(task: TaskImplementation) -> dict[str, Any]:
    """Run the task's nodes.

    Returns:
        The values of `outputs_to_compute` (an expanding task's items among them), and those that stand for its nodes.
    """
    adapter = task.adapter
    facts: dict[str, Any] = {
        "run_id": task.run_id,
        "task_id": task.task_id,
        "nodes": task.nodes,
        "spawning_task_id": task.spawning_task_id,
        "purpose": task.purpose,
    }
    if adapter.does_hook("pre_task_execute", is_async=False):
        adapter.call_all_lifecycle_hooks_sync(
            "pre_task_execute", inputs=task.dynamic_inputs, overrides=task.overrides, **facts
        )
    error: BaseException | None = None
    values: dict[str, Any] | None = None
    try:
        values = run_nodes(task.nodes, task.dynamic_inputs, task.overrides, adapter, task.run_id, task.task_id)
    except BaseException as raised:
        error = raised
        raise
    finally:
        if adapter.does_hook("post_task_execute", is_async=False):
            adapter.call_all_lifecycle_hooks_sync(
                "post_task_execute", results=values, success=error is None, error=error, **facts
            )
    own = [node.name for node in task.nodes if is_expander(node) or node.name in task.overrides]
    wanted = [*own, *task.outputs_to_compute]
    return {name: values[name] for name in wanted if name in values}


def run_nodes(
    nodes: list[Node],
    inputs: dict[str, Any],
    overrides: dict[str, Any],
    adapter: LifecycleAdapterSet,
    run_id: str,
    task_id: str | None,
) -> dict[str, Any]:
    """Run nodes that are in order; gives all values, inputs included."""
    run = node_runner(adapter, run_id, task_id)
    values = {**inputs, **overrides}
    for node in nodes:
        name = node.name
        if name in overrides or (node.user_defined and name in values):
            continue
        if node.user_defined:  # an optional input nobody gave
            continue
        kwargs = arguments_of(node, values, {})
        runnable = _expanding(node) if is_expander(node) else node
        try:
            value = run(runnable, kwargs)
        except BaseException as error:
            mark_node(error, name)
            raise
        if is_expander(node) and adapter.does_method("do_remote_execute", is_async=False):
            value = _fetched(value)
        values[name] = value
    return values


def mark_node(error: BaseException, name: str) -> None:
    """Note on an error which node of the task raised it; the note travels with the error."""
    with contextlib.suppress(Exception):  # some errors take no attributes: then the task is named, not the node
        error.dagscope_node = name  # type: ignore[attr-defined]


def _expanding(node: Node) -> Node:
    return node.copy_with(callabl=_modify_callable(NodeType.EXPAND, node.callable))


def _fetched(value: Any) -> Any:
    return hearing.result_of(value) if hasattr(value, "result") else value
