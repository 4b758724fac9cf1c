"""Ray: nodes and tasks on a Ray cluster, and the graph adapter. Must not be imported without ray."""

from __future__ import annotations

import abc
import functools
import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ray

from dagscope.execution.calls import PackedValue, opened, pack_function, run_packing
from dagscope.execution.error_shipping import CarriedError, arrived
from dagscope.execution.executors import TaskExecutor
from dagscope.execution.node_executors import NodeExecutor
from dagscope.execution.shipping import dumps, project_modules
from dagscope.execution.task_futures import TaskFuture, TaskFutureWrappingPythonFuture
from dagscope.execution.task_shipping import TaskShipper, UnpackingFuture, functions_of
from dagscope.execution.trace_returned import (
    ReportingFuture,
    WithResult,
    run_packing_reporting,
    run_shipped_reporting,
    take,
    take_of,
)
from dagscope.lifecycle.base import (
    BaseDoBuildResult,
    BaseDoCheckEdgeTypesMatch,
    BaseDoRemoteExecute,
    BaseDoValidateInput,
    BasePostGraphExecute,
)
from dagscope.system import hearing

if TYPE_CHECKING:
    from types import ModuleType

    from dagscope import base
    from dagscope.execution.tasks import TaskImplementation
    from dagscope.execution.trace_channels import Channel
    from dagscope.node import Node

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger(__name__)

RAY_REMOTE_TAG_NAMESPACE = "ray_remote"


def raify(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Return a plain function for what Ray does not take as one (partials, bound methods, callable objects)."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    return functools.update_wrapper(call, getattr(fn, "func", fn), assigned=("__name__", "__doc__"), updated=())


def parse_ray_remote_options_from_tags(tags: dict[str, str]) -> dict[str, Any]:
    """Return the options of `@ray_remote_options`, read from a node's tags."""
    prefix = RAY_REMOTE_TAG_NAMESPACE + "."
    return {name[len(prefix) :]: json.loads(value) for name, value in tags.items() if name.startswith(prefix)}


def _start_ray(config: dict[str, Any]) -> bool:
    """Start or join Ray; False when it was running already."""
    if ray.is_initialized():
        return False
    ray.init(**config)
    return True


class RayTaskExecutor(TaskExecutor):
    """Runs the branches of Parallelizable blocks on Ray.

    Args:
        num_cpus: Cores of a local Ray.
        ray_init_config: Arguments of `ray.init`.
        skip_init: Whether Ray is started by somebody else.
    """

    def __init__(
        self,
        num_cpus: int | None = None,
        ray_init_config: dict[str, Any] | None = None,
        skip_init: bool = False,
    ) -> None:
        self.num_cpus = num_cpus
        self.ray_init_config = dict(ray_init_config or {})
        self.skip_init = skip_init
        self._started = False

    def init(self) -> None:
        self._shipper = TaskShipper()
        if not self.skip_init:
            config = dict(self.ray_init_config)
            if self.num_cpus is not None:
                config["num_cpus"] = self.num_cpus
            self._started = _start_ray(config)

    def finalize(self) -> None:
        if self._started:
            ray.shutdown()
            self._started = False

    def submit_task(self, task: TaskImplementation) -> TaskFuture:
        options: dict[str, Any] = {"name": task.task_id}
        for node in task.nodes:
            options.update(parse_ray_remote_options_from_tags(node.tags))
        remote = ray.remote(run_shipped_reporting).options(**options)
        future = _future(remote.remote(self._shipper.pack(task)))
        return TaskFutureWrappingPythonFuture(UnpackingFuture(ReportingFuture(future)))

    def can_submit_task(self) -> bool:
        return True


def _future(reference: Any) -> Any:
    return reference.future()


@functools.cache
def _packing_there() -> Any:
    """Return the one remote function of all nodes: Ray sends each of them to the cluster when it is first called."""
    return ray.remote(run_packing_reporting)


class RayExecutor(NodeExecutor):
    """Runs nodes of any graph on Ray; values stay in its object store.

    Args:
        address: The cluster's address; a local Ray is started for each run without one (unless one runs already).
        **ray_init_config: More arguments of `ray.init`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.plugins.h_ray import RayExecutor
        >>> def double(x: int) -> int:
        ...     return 2 * x
        >>> def triple(double: int) -> int:
        ...     return double // 2 * 3
        >>> module = ad_hoc_utils.create_temporary_module(double, triple)
        >>> dr = driver.Builder().with_modules(module).with_executor(RayExecutor()).build()
        >>> dr.execute(["triple"], inputs={"x": 7})
        {'triple': 21}
    """

    passes_handles = True

    def __init__(self, address: str | None = None, **ray_init_config: Any) -> None:
        self.config = {**ray_init_config, **({"address": address} if address else {})}
        self._users = 0
        self._started = False

    def start(self) -> None:
        self._users += 1
        self._started = _start_ray(self.config) or self._started

    def stop(self) -> None:
        self._users -= 1
        if self._users == 0 and self._started:
            ray.shutdown()
            self._started = False

    def submit(
        self,
        name: str,
        run_id: str,
        function: Callable[..., Any],
        kwargs: dict[str, Any],
        modules: list[ModuleType],
    ) -> Any:
        values = {
            key: each.reference if isinstance(each, _RayHandle) else PackedValue(dumps(each, modules, key))
            for key, each in kwargs.items()
        }
        remote = _packing_there().options(name=name, num_returns=2)
        return _RayHandle(*remote.remote(pack_function(name, function, modules), **values))

    def fetch(self, handles: list[Any]) -> list[Any]:
        try:
            values = [opened(value) for value in ray.get([handle.reference for handle in handles])]
        except CarriedError as error:
            raise arrived(error) from None
        for handle in handles:
            handle.hear()
        return values

    def channel(self) -> Channel:
        """Return how nodes there report what they do: with their results, when they have ended."""
        return WithResult()

    def task_executor(self) -> TaskExecutor:
        return RayTaskExecutor(ray_init_config=self.config)


class _RayHandle:
    """An object reference in the shape of a handle."""

    def __init__(self, reference: Any, reported: Any) -> None:
        self.reference = reference
        self._reported = reported.future()  # Ray complains of errors that nobody takes
        self._future = reference.future()
        self._is_cancelled = False

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self._future.add_done_callback(lambda _: callback(self))

    def cancelled(self) -> bool:
        return self._is_cancelled

    def exception(self) -> Any:
        error = self._future.exception()
        if error is None:
            self.hear()
            return None
        self._reported = None
        return arrived(take_of(error) or error)

    def hear(self) -> None:
        """Take what the node reported; the value is here, so that nothing is waited for."""
        reported, self._reported = self._reported, None
        if reported is not None:
            take(hearing.result_of(reported))

    def result(self) -> Any:
        try:
            return opened(hearing.result_of(self._future))
        except CarriedError as error:  # what Ray raises also is an instance of what it wraps
            raise arrived(error) from None

    def cancel(self) -> None:
        self._is_cancelled = True
        ray.cancel(self.reference)


class RayGraphAdapter(
    BaseDoRemoteExecute,
    BaseDoBuildResult,
    BaseDoValidateInput,
    BaseDoCheckEdgeTypesMatch,
    BasePostGraphExecute,
    abc.ABC,
):
    """Runs every node as a Ray task; hooks run where the node does.

    Args:
        result_builder: Makes the result, on Ray.
        ray_init_config: Arguments of `ray.init`; Ray is started (or joined) at once.
        shutdown_ray_on_completion: Whether Ray is stopped after each run.
    """

    def __init__(
        self,
        result_builder: base.ResultMixin,
        ray_init_config: dict[str, Any] | None = None,
        shutdown_ray_on_completion: bool = False,
    ) -> None:
        self.result_builder: Any = result_builder
        if self.result_builder is None:
            raise ValueError("RayGraphAdapter needs a result builder.")
        self.shutdown_ray_on_completion = shutdown_ray_on_completion
        if ray_init_config is not None:
            ray.init(**ray_init_config)

    @staticmethod
    def do_validate_input(node_type: type, input_value: Any) -> bool:
        from dagscope import htypes

        return bool(htypes.check_input_type(node_type, input_value)) or isinstance(input_value, ray.ObjectRef)

    @staticmethod
    def do_check_edge_types_match(type_from: type, type_to: type) -> bool:
        return type_from == type_to

    def do_remote_execute(self, *, execute_lifecycle_for_node: Callable[..., Any], node: Node, **kwargs: Any) -> Any:
        options = parse_ray_remote_options_from_tags(node.tags)
        modules = project_modules(functions_of([node]))
        parcel = pack_function(node.name, execute_lifecycle_for_node, modules)
        return ray.remote(run_packing).options(name=node.name, **options).remote(parcel, **kwargs)

    def do_build_result(self, outputs: dict[str, Any]) -> Any:
        build = self.result_builder.build_result
        parcel = pack_function("the result builder", build, project_modules([build]))
        return opened(ray.get(ray.remote(run_packing).remote(parcel, **outputs)))

    def post_graph_execute(self, *args: Any, **kwargs: Any):
        if self.shutdown_ray_on_completion:
            ray.shutdown()

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__.copy()


__all__ = [
    "RAY_REMOTE_TAG_NAMESPACE",
    "RayExecutor",
    "RayGraphAdapter",
    "RayTaskExecutor",
    "parse_ray_remote_options_from_tags",
    "raify",
]
