"""Sends tasks to other processes: the block once, the values with each task. Must not know where they go."""

from __future__ import annotations

import types
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from dagscope.execution.error_shipping import arrived, travelling
from dagscope.execution.shipping import Parcel, ShippingError, dumps, loads, project_modules
from dagscope.execution.task_run import base_execute_task
from dagscope.execution.tasks import TaskImplementation
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node

# What is called where a task runs; adapters with none of these stay at home.
_POINTS_IN_TASKS = (
    "pre_task_execute",
    "post_task_execute",
    "pre_node_execute",
    "post_node_execute",
    "do_node_execute",
    "do_remote_execute",
)


@dataclass(frozen=True)
class ShippedTask:
    """A task on its way: the block's parcel and what differs between branches."""

    block: Parcel
    branch: bytes


class TaskShipper:
    """Packs the tasks of one run; the nodes of a block are pickled once."""

    def __init__(self) -> None:
        self._blocks: dict[str, tuple[Parcel, list[types.ModuleType]]] = {}

    def pack(self, task: TaskImplementation) -> ShippedTask:
        """Pack one task."""
        if task.base_id not in self._blocks:
            modules = project_modules(functions_of(task.nodes))
            block = {
                "base_id": task.base_id,
                "spawning_task_base_id": task.spawning_task_base_id,
                "nodes": [node.copy_with(False) for node in task.nodes],
                "purpose": task.purpose,
                "outputs_to_compute": list(task.outputs_to_compute),
                "overrides": task.overrides,
                "adapter": travelling_adapters(task.adapter),
                "base_dependencies": task.base_dependencies,
            }
            self._blocks[task.base_id] = (Parcel.pack(block, modules, f"the task {task.base_id}"), modules)
        parcel, modules = self._blocks[task.base_id]
        branch = {
            "group_id": task.group_id,
            "realized_dependencies": {},
            "spawning_task_id": task.spawning_task_id,
            "dynamic_inputs": task.dynamic_inputs,
            "run_id": task.run_id,
        }
        return ShippedTask(parcel, dumps(branch, modules, f"the inputs of task {task.task_id}"))


def functions_of(nodes: list[Node]) -> list[Callable[..., Any]]:
    """Return the functions behind the nodes: what is called and what the user wrote."""
    found: list[Callable[..., Any]] = []
    for node in nodes:
        if node.callable is not None:
            found.append(node.callable)
        found.extend(node.originating_functions or ())
    return found


def travelling_adapters(adapter: LifecycleAdapterSet) -> LifecycleAdapterSet:
    """Return the adapters that are called where tasks run."""
    points: list[Any] = []
    for point in _POINTS_IN_TASKS:
        points += adapter.sync_hooks.get(point, [])
        points += adapter.sync_methods.get(point, [])
    needed = {id(each) for each in points}
    return LifecycleAdapterSet(*(each for each in adapter.adapters if id(each) in needed))


def run_shipped(shipped: ShippedTask) -> bytes:
    """Run a packed task, in the process it came to; gives its values, packed."""
    task = TaskImplementation(**shipped.block.open(), **loads(shipped.branch))
    modules = project_modules(functions_of(task.nodes))
    try:
        return dumps(base_execute_task(task), modules, f"the result of task {task.task_id}")
    except BaseException as error:  # noqa: BLE001 - users' code raises anything, and all of it has to travel
        carried = travelling(error, modules)
    raise carried


_NOTHING: Any = object()


class UnpackingFuture(Future[Any]):
    """A future of a packed value, which is unpacked when it is first asked for."""

    def __init__(self, inner: Any) -> None:
        super().__init__()
        self._inner = inner
        self._value = _NOTHING
        inner.add_done_callback(self._take)

    def _take(self, inner: Any) -> None:
        if inner.cancelled():
            super().cancel()
            return
        try:
            error = inner.exception()
            value = inner.result() if error is None else None
        except BaseException as raised:  # noqa: BLE001 - whoever waits for the value would wait for ever
            error = raised
        if error is not None:
            self.set_exception(arrived(error))
        else:
            self.set_result(value)

    def payload(self) -> bytes:
        """Return the pickled value as it came, for sending it on."""
        packed: bytes = super().result()
        return packed

    def result(self, timeout: float | None = None) -> Any:
        """Return the value, unpickled on the first call."""
        if self._value is _NOTHING:
            packed = super().result(timeout)
            try:
                self._value = loads(packed)
            except Exception as error:
                raise ShippingError(
                    f"A value was computed in another process and cannot be read here: {type(error).__name__}: {error}."
                ) from error
        return self._value

    def cancel(self) -> bool:
        """Give the task up when it has not started."""
        return bool(self._inner.cancel())
