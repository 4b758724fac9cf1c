"""Where single nodes of any graph run: the interface, threads, processes. Must not know graphs or drivers.

An executor takes a call and gives a handle; a handle may be passed as an argument of a later call when the executor
`passes_handles` (then values stay where they were made).
"""

from __future__ import annotations

import abc
import contextlib
import importlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

from dagscope.execution.pools import LeavablePool, end_pool, leave_pool
from dagscope.executor_names import package_missing, read_executor
from dagscope.extensions import EXECUTORS
from dagscope.system import hearing

if TYPE_CHECKING:
    from types import ModuleType

    from dagscope.execution.executors import TaskExecutor
    from dagscope.execution.trace_channels import Channel


class NodeExecutor(abc.ABC):
    """Runs calls somewhere. One executor can serve many runs, one after the other or at once."""

    passes_handles = False
    reads_handles = False  # whether handles of calls that have ended may be passed
    is_local = False  # whether calls see this process's memory
    max_in_flight: int | None = None  # how many calls may be submitted at once: their values are copied for them

    @abc.abstractmethod
    def start(self) -> None:
        """Prepare for a run's first call."""

    @abc.abstractmethod
    def stop(self) -> None:
        """Clean up after a run's last call, also when it failed."""

    def leave(self) -> None:
        """Stop a run that was broken off, instead of `stop`: what still runs is not waited for."""
        self.stop()

    @abc.abstractmethod
    def submit(
        self,
        name: str,
        run_id: str,
        function: Callable[..., Any],
        kwargs: dict[str, Any],
        modules: list[ModuleType],
    ) -> Any:
        """Start a call and give its handle, which has `add_done_callback`, `cancel` and `result`."""

    def gathering(self) -> contextlib.AbstractContextManager[None]:
        """Return a context in which calls that are submitted may be sent together; at its end all have been sent."""
        return contextlib.nullcontext()

    @abc.abstractmethod
    def task_executor(self) -> TaskExecutor:
        """Return the task executor of the same threads, processes or cluster, for graphs with Parallelizable blocks."""

    def channel(self) -> Channel | None:
        """Return how nodes there report what they do; none where they share descriptors or memory with this process."""
        return None

    def fetch(self, handles: list[Any]) -> list[Any]:
        """Return the values behind handles of calls that have ended."""
        return [hearing.result_of(handle) for handle in handles]

    def cancel(self, handles: Iterable[Any]) -> None:
        """Give up calls that have not ended."""
        for handle in handles:
            handle.cancel()


class _PoolNodeExecutor(NodeExecutor, abc.ABC):
    def __init__(self, max_workers: int | None = None) -> None:
        if max_workers is not None and max_workers < 1:
            raise ValueError(f"An executor needs at least one worker, not {max_workers}.")
        self.max_workers = max_workers or os.cpu_count() or 1
        self._pool: Executor | None = None
        self._users = 0

    @abc.abstractmethod
    def _make_pool(self) -> Executor:
        """Make the pool."""

    def start(self) -> None:
        if self._pool is None:
            self._pool = self._make_pool()
        self._users += 1

    def stop(self) -> None:
        self._users -= 1
        if self._users == 0 and self._pool is not None:
            pool, self._pool = self._pool, None
            end_pool(pool)

    def leave(self) -> None:
        self._users -= 1
        if self._users == 0 and self._pool is not None:
            pool, self._pool = self._pool, None
            leave_pool(pool)

    @property
    def pool(self) -> Executor:
        """The running pool."""
        if self._pool is None:
            raise RuntimeError("The executor has not been started.")
        return self._pool


class ThreadsExecutor(_PoolNodeExecutor):
    """Runs nodes on threads of this process: for nodes that wait, or that compute in C.

    Args:
        max_workers: How many nodes run at once; 16 by default.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.execution.node_executors import ThreadsExecutor
        >>> def one(x: int) -> int:
        ...     return x + 1
        >>> def two(x: int) -> int:
        ...     return x + 2
        >>> def both(one: int, two: int) -> int:
        ...     return one * two
        >>> module = ad_hoc_utils.create_temporary_module(one, two, both)
        >>> dr = driver.Builder().with_modules(module).with_executor(ThreadsExecutor(2)).build()
        >>> dr.execute(["both"], inputs={"x": 1})
        {'both': 6}
    """

    is_local = True

    def __init__(self, max_workers: int | None = None) -> None:
        super().__init__(16 if max_workers is None else max_workers)

    def _make_pool(self) -> Executor:
        return LeavablePool(self.max_workers, "dagscope")

    def submit(
        self,
        name: str,
        run_id: str,
        function: Callable[..., Any],
        kwargs: dict[str, Any],
        modules: list[ModuleType],
    ) -> Future[Any]:
        return self.pool.submit(function, **kwargs)

    def task_executor(self) -> TaskExecutor:
        from dagscope.execution.executors import MultiThreadingExecutor

        return MultiThreadingExecutor(self.max_workers)


class ProcessesExecutor(_PoolNodeExecutor):
    """Runs nodes in other processes: for Python code that computes. Values are copied through this process, packed.

    Args:
        max_workers: How many nodes run at once; as many as there are cores by default.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.execution.node_executors import ProcessesExecutor
        >>> def one(x: int) -> int:
        ...     return x + 1
        >>> def two(x: int) -> int:
        ...     return x + 2
        >>> def both(one: int, two: int) -> int:
        ...     return one * two
        >>> module = ad_hoc_utils.create_temporary_module(one, two, both)
        >>> dr = driver.Builder().with_modules(module).with_executor(ProcessesExecutor(2)).build()
        >>> dr.execute(["both"], inputs={"x": 1})
        {'both': 6}
    """

    def __init__(self, max_workers: int | None = None) -> None:
        super().__init__(max_workers)
        self.reads_handles = True
        self.max_in_flight = 2 * self.max_workers + 1  # none waits, and not all values are copied at once

    def _make_pool(self) -> Executor:
        from dagscope.execution.processes import process_pool

        return process_pool(self.max_workers)

    def submit(
        self,
        name: str,
        run_id: str,
        function: Callable[..., Any],
        kwargs: dict[str, Any],
        modules: list[ModuleType],
    ) -> Future[Any]:
        from dagscope.execution.calls import PackedValue, pack_call
        from dagscope.execution.task_shipping import UnpackingFuture
        from dagscope.execution.trace_returned import ReportingFuture, run_packed_reporting

        values = {
            key: PackedValue(each.payload()) if isinstance(each, UnpackingFuture) else each
            for key, each in kwargs.items()
        }
        future = self.pool.submit(run_packed_reporting, pack_call(name, function, values, modules))
        return UnpackingFuture(ReportingFuture(future))

    def channel(self) -> Channel | None:
        """Return how nodes there report how long they took: with their results, unless their descriptors are read."""
        from dagscope.execution.trace_returned import EndsWithResult
        from dagscope.execution.traced import WANTED

        return None if os.environ.get(WANTED) == "1" else EndsWithResult()

    def task_executor(self) -> TaskExecutor:
        from dagscope.execution.executors import MultiProcessingExecutor

        return MultiProcessingExecutor(self.max_workers)


def make_executor(executor: str | NodeExecutor) -> NodeExecutor:
    """Return the executor for what a user wrote.

    Args:
        executor: An executor, or `"threads"`, `"threads:16"`, `"processes"`, `"processes:2"`, `"dask://host:port"`,
            `"dask"` (a local cluster), `"ray"` (a local one) or `"ray://host:port"`.

    Raises:
        ValueError: When the text names no executor.
        ExecutorUnavailable: When it needs a package that is not installed.
    """
    if isinstance(executor, NodeExecutor):
        return executor
    if not isinstance(executor, str):
        raise ValueError(
            f"{executor!r} is no executor: pass one of dagscope's executors, or a text such as 'threads:16'."
        )
    wanted = read_executor(executor)
    if wanted.kind == "sync":
        raise ValueError("'sync' is what runs when no executor is given: leave it out.")
    if wanted.kind in ("threads", "processes"):
        return (ThreadsExecutor if wanted.kind == "threads" else ProcessesExecutor)(wanted.count)
    module, name = EXECUTORS[wanted.kind]
    try:
        make: Callable[..., NodeExecutor] = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise package_missing(wanted.kind, wanted.kind) from error
    # Dask knows its scheduler as `tcp://host:port`, Ray a cluster by `ray://host:port`.
    scheme = "tcp" if wanted.kind == "dask" else "ray"
    return make(address=f"{scheme}://{wanted.host}:{wanted.port}" if wanted.host else None)
