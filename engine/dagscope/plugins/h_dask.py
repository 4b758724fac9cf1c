"""Dask: nodes and tasks on a cluster, the graph adapter, results as Dask frames. Must not start clusters unasked."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import logging
import uuid
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dagscope import base
from dagscope.class_home import home_of
from dagscope.execution.calls import PackedValue, pack_function, run_open
from dagscope.execution.error_shipping import CarriedError, arrived
from dagscope.execution.executors import TaskExecutor
from dagscope.execution.node_executors import NodeExecutor
from dagscope.execution.shipping import dumps, project_modules
from dagscope.execution.task_futures import TaskFuture, TaskFutureWrappingPythonFuture
from dagscope.execution.task_shipping import TaskShipper, UnpackingFuture, run_shipped
from dagscope.executor_names import ExecutorUnavailable, package_missing
from dagscope.plugins import dask_events
from dagscope.plugins.dask_calls import Batch, Batches, DaskHandle
from dagscope.plugins.dask_results import DaskDataFrameResult

if TYPE_CHECKING:
    from types import ModuleType

    from dagscope.execution.tasks import TaskImplementation
    from dagscope.execution.trace_channels import Channel
    from dagscope.node import Node

logger = logging.getLogger(__name__)

Client = Any  # Dask annotates its client in part only

_ANSWER_SECONDS = 5
_SCATTERED_BYTES = 100_000
"""Given values of this size travel on their own, once, and not with each call."""


class DaskExecutor(TaskExecutor, NodeExecutor):
    """Runs on a Dask cluster: tasks of Parallelizable blocks, and with `with_executor` the nodes of any graph.

    Values stay on the cluster: a node reads what another one made without it passing through this process. Functions
    of the project travel by value; the engine itself is uploaded to workers that do not have it.

    Args:
        client: The cluster's client; it stays open.
        address: The scheduler's address, when no client is given; then a client is opened for each run. With neither,
            a local cluster is started for each run.
        keep_on_cluster: Whether `execute` gives Dask futures in place of values (for graphs without blocks).

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.plugins.h_dask import DaskExecutor
        >>> from distributed import Client
        >>> def double(x: int) -> int:
        ...     return 2 * x
        >>> def triple(double: int) -> int:
        ...     return double // 2 * 3
        >>> module = ad_hoc_utils.create_temporary_module(double, triple)
        >>> with Client(processes=False, dashboard_address=None) as client:  # or of a cluster: Client("tcp://host:8786")
        ...     dr = driver.Builder().with_modules(module).with_executor(DaskExecutor(client)).build()
        ...     dr.execute(["triple"], inputs={"x": 7})
        {'triple': 21}
    """

    passes_handles = True

    def __init__(
        self, client: Client | None = None, *, address: str | None = None, keep_on_cluster: bool = False
    ) -> None:
        self.client = client
        self.address = address
        self._topic = f"dagscope-{uuid.uuid4().hex}"
        self.keep_on_cluster = keep_on_cluster
        self._is_own = client is None
        self._users = 0
        self._batches = Batches()

    # What both kinds of running need.

    def start(self) -> None:
        if self.client is None:
            self.client = _connected(self.address)
        upload_engine(self.client)
        if self._users == 0:
            self.client.subscribe_topic(self._topic, dask_events.take)
        self._users += 1

    def stop(self) -> None:
        self._users -= 1
        if self._users == 0 and self.client is not None and self.client.status == "running":
            self.client.unsubscribe_topic(self._topic)
        if self._is_own and self._users == 0 and self.client is not None and not self.keep_on_cluster:
            client, self.client = self.client, None
            cluster = client.cluster
            client.close()
            if cluster is not None:
                with dask_events.closing_quietly():
                    cluster.close()

    @property
    def _cluster(self) -> Client:
        if self.client is None:
            raise RuntimeError("The Dask executor has not been started.")
        return self.client

    # Nodes of any graph.

    def submit(
        self,
        name: str,
        run_id: str,
        function: Callable[..., Any],
        kwargs: dict[str, Any],
        modules: list[ModuleType],
    ) -> Any:
        parcel = pack_function(name, function, modules)
        # The dashboard groups by what is in front of the last dash and a hash: the node's name.
        key = f"{name}-{run_id.replace('-', '') or '0'}"
        values = {name: self._argument(name, value, modules) for name, value in kwargs.items()}
        with self.gathering():
            handle = DaskHandle(key)
            assert self._batches.now is not None
            self._batches.now.add(handle, parcel, values)
            return handle

    @contextlib.contextmanager
    def gathering(self) -> Iterator[None]:
        """Send what is submitted meanwhile as graphs of many calls: the scheduler takes a graph for each message."""
        if self._batches.now is not None:
            yield
            return
        batch = self._batches.now = Batch(self._cluster)
        try:
            yield
        finally:
            self._batches.now = None
            batch.send()  # also when a later call could not be packed: then these are cancelled like all others

    def channel(self) -> Channel:
        """Return how nodes there report what they do: by events of the cluster's own."""
        return dask_events.EventsOfWorker(self._topic, is_local=self._is_own and self.address is None)

    def _argument(self, name: str, value: Any, modules: list[ModuleType]) -> Any:
        if value is None or isinstance(value, DaskHandle | bool | int | float):
            return value
        packed = PackedValue(dumps(value, modules, f"the value of {name}"))
        if len(packed.payload) < _SCATTERED_BYTES:
            return packed
        return self._cluster.scatter(packed, hash=True)  # the same content is sent once

    def fetch(self, handles: list[Any]) -> list[Any]:
        """Return the values behind handles, in one request; the futures themselves with `keep_on_cluster`."""
        futures = [handle.future for handle in handles]
        if self.keep_on_cluster:
            return futures
        try:
            return list(self._cluster.gather(futures))
        except CarriedError as error:
            raise arrived(error) from None

    def cancel(self, handles: Iterable[Any]) -> None:
        """Give up calls, on the cluster too."""
        self._cluster.cancel([handle.future for handle in handles], force=True)

    def task_executor(self) -> TaskExecutor:
        return self

    # Tasks of Parallelizable blocks.

    def init(self) -> None:
        self.start()
        self._shipper = TaskShipper()

    def finalize(self) -> None:
        self.stop()

    def submit_task(self, task: TaskImplementation) -> TaskFuture:
        future = self._cluster.submit(
            run_shipped,
            self._shipper.pack(task),
            key=f"{task.task_id}-{task.run_id.replace('-', '')}",
            pure=False,
        )
        return TaskFutureWrappingPythonFuture(UnpackingFuture(future))

    def can_submit_task(self) -> bool:
        return True


def _connected(address: str | None) -> Client:
    """Return a client of the cluster at an address, or of a new one here.

    Raises:
        ExecutorUnavailable: Dask is not installed, or nobody who speaks its language answers.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise package_missing("distributed", "dask") from error
    if address is None:
        with warnings.catch_warnings():  # no page is shown, on whatever port
            warnings.filterwarnings("ignore", message="Port [0-9]+ is already in use")
            return distributed.Client(distributed.LocalCluster(dashboard_address=None))
    host = address.removeprefix("tcp://")
    try:
        if address.startswith("tcp://"):
            _knock(host)  # Dask itself tries again and again for half a minute
        return distributed.Client(address, timeout=_ANSWER_SECONDS)
    except ExecutorUnavailable:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise ExecutorUnavailable(f"what listens on {host} does not answer as a Dask scheduler") from error


def _knock(host_and_port: str) -> None:
    """See that a scheduler is there: it speaks first, and Dask's client would wait for its word for ever."""
    import socket

    host, _, port = host_and_port.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS) as line:
            has_spoken = bool(line.recv(1))
    except ConnectionError as error:
        raise ExecutorUnavailable(
            f"no Dask scheduler listens on {host_and_port} ({error.strerror}); start one with `dask scheduler`, "
            "and workers with `dask worker`"
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExecutorUnavailable(f"the Dask scheduler {host_and_port} cannot be reached: {reason}") from error
    if not has_spoken:
        raise ExecutorUnavailable(f"what listens on {host_and_port} does not answer as a Dask scheduler")


def upload_engine(client: Client) -> None:
    """Give the engine to the workers, when one of them does not have it."""
    if getattr(client, "_dagscope_was_checked", False):
        return
    found = client.run(importlib.util.find_spec, "dagscope")
    if any(spec is None for spec in found.values()):
        with engine_archive() as path:
            client.upload_file(path)
    client._dagscope_was_checked = True


@contextlib.contextmanager
def engine_archive() -> Iterator[str]:
    """Yield the path of a zip file of the engine, which lasts as long as the block."""
    import shutil
    import tempfile
    from pathlib import Path

    import dagscope

    package = Path(str(dagscope.__file__)).parent
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "staged"
        shutil.copytree(package, staged / "dagscope", ignore=shutil.ignore_patterns("__pycache__"))
        yield shutil.make_archive(str(Path(folder) / "dagscope_engine"), "zip", staged)


class DaskGraphAdapter(base.HamiltonGraphAdapter):
    """Makes a `dask.delayed` of each node, so that Dask runs the whole graph at the end.

    Args:
        dask_client: The cluster's client.
        result_builder: Makes the result, on the cluster; a pandas DataFrame by default.
        visualize_kwargs: Arguments of Dask's picture of the graph; no picture by default.
        use_delayed: Whether nodes are delayed; else they run here and only Dask's own collections are lazy.
        compute_at_end: Whether the result is computed; else it is given delayed.
    """

    def __init__(
        self,
        dask_client: Client,
        result_builder: base.ResultMixin | None = None,
        visualize_kwargs: dict[str, Any] | None = None,
        use_delayed: bool = True,
        compute_at_end: bool = True,
    ) -> None:
        if not use_delayed and not compute_at_end:
            logger.warning("DaskGraphAdapter does nothing lazily: neither use_delayed nor compute_at_end is set.")
        self.client = dask_client
        self.result_builder: Any = base.PandasDataFrameResult() if result_builder is None else result_builder
        self.visualize_kwargs = visualize_kwargs
        self.use_delayed = use_delayed
        self.compute_at_end = compute_at_end

    @staticmethod
    def check_input_type(node_type: type, input_value: Any) -> bool:
        from dagscope import htypes

        if _is_dask_collection(input_value) and type(input_value).__name__ not in _COUNTERPARTS:
            return True  # what a delayed call or a number gives is known once it is computed
        return _stands_for(type(input_value), node_type) or bool(htypes.check_input_type(node_type, input_value))

    @staticmethod
    def check_node_type_equivalence(node_type: type, input_type: type) -> bool:
        if node_type == input_type:
            return True
        return _stands_for(node_type, input_type) or _stands_for(input_type, node_type)

    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Delay the node (or run it, without `use_delayed`)."""
        if not self.use_delayed:
            return node.callable(**kwargs)
        dask: Any = importlib.import_module("dask")
        parcel = pack_function(node.name, node.callable, self._modules_of(node))
        return dask.delayed(run_open)(parcel, **kwargs, dask_key_name=_key(node.name))

    @staticmethod
    def _modules_of(node: Node) -> list[ModuleType]:
        return project_modules([node.callable, *(node.originating_functions or ())])

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]
        """Compute the result on the cluster (or give it delayed, without `compute_at_end`)."""
        if logger.isEnabledFor(logging.DEBUG):
            for name, value in outputs.items():
                logger.debug("Output %s is a %s", name, type(value))
        if self.use_delayed:
            dask: Any = importlib.import_module("dask")
            build = self.result_builder.build_result
            modules = project_modules([build, type(self.result_builder)])
            parcel = pack_function("the result builder", build, modules)
            result = dask.delayed(run_open)(parcel, **outputs, dask_key_name=_key("build_result"))
        else:
            result = self.result_builder.build_result(**outputs)
        if self.visualize_kwargs is not None and hasattr(result, "visualize"):
            result.visualize(**self.visualize_kwargs)
        if not self.compute_at_end:
            return result
        return self._computed(result)

    def _computed(self, result: Any) -> Any:
        dask: Any = importlib.import_module("dask")
        if not _is_running(self.client):  # Dask's own choice of where to compute, as without a client.
            (computed,) = dask.compute(result)
            return computed
        upload_engine(self.client)
        (computed,) = dask.compute(result, scheduler=self.client)
        return computed


def _is_running(client: Client) -> bool:
    """Return whether it is a client that is connected to its cluster."""
    distributed: Any = importlib.import_module("distributed")
    return isinstance(client, distributed.Client) and client.status == "running"


def _key(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex}"


# What becomes of Dask's collections when they are computed.
_COUNTERPARTS = {"DataFrame": ("DataFrame",), "Series": ("Series",), "Array": ("ndarray", "Series")}


def _is_dask_collection(value: Any) -> bool:
    dask: Any = importlib.import_module("dask")
    return bool(dask.is_dask_collection(value))


def _stands_for(dask_type: Any, pandas_type: Any) -> bool:
    """Return whether the first is Dask's kind of the second: frames for frames, series for series, and so on."""
    module = home_of(dask_type)
    other = home_of(pandas_type)
    if not (module.startswith("dask.") and other.partition(".")[0] in ("pandas", "numpy")):
        return False
    return pandas_type.__name__ in _COUNTERPARTS.get(dask_type.__name__, ())


__all__ = ["DaskDataFrameResult", "DaskExecutor", "DaskGraphAdapter", "engine_archive", "upload_engine"]
