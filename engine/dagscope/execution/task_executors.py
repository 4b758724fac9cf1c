"""Where tasks run: here, on threads, in processes, and which of them a task goes to.
It must not run a graph's tasks.
"""

from __future__ import annotations

import abc
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from dagscope.execution.pools import LeavablePool, end_pool, leave_pool
from dagscope.execution.task_futures import TaskFuture, TaskFutureWrappingFunction, TaskFutureWrappingPythonFuture
from dagscope.execution.task_run import base_execute_task
from dagscope.execution.tasks import TaskImplementation

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


class TaskExecutor(abc.ABC):
    """Runs tasks somewhere."""

    @abc.abstractmethod
    def init(self) -> None:
        """Prepare for the first task of a run."""

    @abc.abstractmethod
    def finalize(self) -> None:
        """Clean up after the last task of a run, also when it failed."""

    @abc.abstractmethod
    def submit_task(self, task: TaskImplementation) -> TaskFuture:
        """Start a task."""

    @abc.abstractmethod
    def can_submit_task(self) -> bool:
        """Return whether there is room for a task now."""


class SynchronousLocalTaskExecutor(TaskExecutor):
    """Runs tasks here, one after the other.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.execution.executors import SynchronousLocalTaskExecutor
        >>> from dagscope.htypes import Collect, Parallelizable
        >>> def item(count: int) -> Parallelizable[int]:
        ...     yield from range(count)
        >>> def square(item: int) -> int:
        ...     return item * item
        >>> def total(square: Collect[int]) -> int:
        ...     return sum(square)
        >>> module = ad_hoc_utils.create_temporary_module(item, square, total)
        >>> builder = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True)
        >>> dr = builder.with_remote_executor(SynchronousLocalTaskExecutor()).build()
        >>> dr.execute(["total"], inputs={"count": 4})
        {'total': 14}
    """

    def submit_task(self, task: TaskImplementation) -> TaskFuture:
        return TaskFutureWrappingFunction(partial(base_execute_task, task))

    def can_submit_task(self) -> bool:
        return True

    def init(self) -> None:
        """Start nothing."""

    def finalize(self) -> None:
        """Stop nothing."""


class PoolExecutor(TaskExecutor, abc.ABC):
    """Runs tasks on a pool that is made for each run.

    Args:
        max_tasks: How many tasks run at once.
    """

    def __init__(self, max_tasks: int) -> None:
        self.active_futures: list[Future[Any]] = []
        self.initialized = False
        self.pool: Any = None
        self.max_tasks = max_tasks

    def _prune_active_futures(self) -> None:
        self.active_futures = [future for future in self.active_futures if not future.done()]

    @abc.abstractmethod
    def create_pool(self) -> Executor:
        """Make the pool."""

    def init(self) -> None:
        if self.initialized:
            raise RuntimeError("Cannot initialize an already initialized executor")
        self.pool = self.create_pool()
        self.initialized = True

    def finalize(self) -> None:
        if not self.initialized:
            raise RuntimeError("Cannot finalize an uninitialized executor")
        end_pool(self.pool)
        self.initialized = False
        self.active_futures = []

    def leave(self) -> None:
        """End without waiting for what still runs: the run was broken off."""
        if self.initialized:
            leave_pool(self.pool)
            self.initialized = False
            self.active_futures = []

    def submit_task(self, task: TaskImplementation) -> TaskFuture:
        future = self.submit_to_pool(task)
        self.active_futures.append(future)
        return TaskFutureWrappingPythonFuture(future)

    def submit_to_pool(self, task: TaskImplementation) -> Future[Any]:
        """Start the task on the pool."""
        return self.pool.submit(base_execute_task, task)  # type: ignore[no-any-return]

    def can_submit_task(self) -> bool:
        self._prune_active_futures()
        return len(self.active_futures) < self.max_tasks


class MultiThreadingExecutor(PoolExecutor):
    """Runs tasks on threads.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.execution.executors import MultiThreadingExecutor
        >>> from dagscope.htypes import Collect, Parallelizable
        >>> def number() -> Parallelizable[int]:
        ...     yield from range(4)
        >>> def squared(number: int) -> int:
        ...     return number * number
        >>> def total(squared: Collect[int]) -> int:
        ...     return sum(squared)
        >>> module = ad_hoc_utils.create_temporary_module(number, squared, total)
        >>> builder = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True)
        >>> dr = builder.with_remote_executor(MultiThreadingExecutor(max_tasks=2)).build()
        >>> dr.execute(["total"])
        {'total': 14}
    """

    def create_pool(self) -> ThreadPoolExecutor:
        """Make the threads."""
        return LeavablePool(self.max_tasks, "dagscope-tasks")


class MultiProcessingExecutor(PoolExecutor):
    """Runs tasks in other processes; functions of the project travel by value.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.execution.executors import MultiProcessingExecutor
        >>> from dagscope.htypes import Collect, Parallelizable
        >>> def item(count: int) -> Parallelizable[int]:
        ...     yield from range(count)
        >>> def square(item: int) -> int:
        ...     return item * item
        >>> def total(square: Collect[int]) -> int:
        ...     return sum(square)
        >>> module = ad_hoc_utils.create_temporary_module(item, square, total)
        >>> builder = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True)
        >>> dr = builder.with_remote_executor(MultiProcessingExecutor(max_tasks=2)).build()
        >>> dr.execute(["total"], inputs={"count": 4})
        {'total': 14}
    """

    def create_pool(self) -> ProcessPoolExecutor:
        """Make the processes."""
        from dagscope.execution.processes import process_pool

        return process_pool(self.max_tasks)

    def init(self) -> None:
        from dagscope.execution.task_shipping import TaskShipper

        if not self.initialized:
            self.shipper = TaskShipper()
        super().init()

    def submit_to_pool(self, task: TaskImplementation) -> Future[Any]:
        from dagscope.execution.task_shipping import UnpackingFuture
        from dagscope.execution.trace_returned import ReportingFuture, run_shipped_reporting

        return UnpackingFuture(ReportingFuture(self.pool.submit(run_shipped_reporting, self.shipper.pack(task))))


def _each_once(executors: list[TaskExecutor]) -> list[TaskExecutor]:
    return list({id(each): each for each in executors}.values())


class ExecutionManager(abc.ABC):
    """Chooses where each task runs.

    Args:
        executors: The executors it chooses from.
    """

    def __init__(self, executors: list[TaskExecutor]) -> None:
        self.executors = executors

    def init(self) -> None:
        """Start the executors; one that serves both purposes starts once."""
        for executor in _each_once(self.executors):
            executor.init()

    def finalize(self) -> None:
        """Stop the executors."""
        for executor in _each_once(self.executors):
            executor.finalize()

    def leave(self) -> None:
        """Stop the executors where the run was broken off: those that can be left are not waited for."""
        for executor in _each_once(self.executors):
            if isinstance(executor, PoolExecutor):
                executor.leave()
            else:
                executor.finalize()

    @abc.abstractmethod
    def get_executor_for_task(self, task: TaskImplementation) -> TaskExecutor:
        """Return the executor that is to run the task."""


class DefaultExecutionManager(ExecutionManager):
    """Runs the branches of blocks remotely and everything else here.

    Args:
        local_executor: For what runs once; here, one after the other, by default.
        remote_executor: For the branches of Parallelizable blocks; five processes by default.
    """

    def __init__(self, local_executor: TaskExecutor | None = None, remote_executor: TaskExecutor | None = None) -> None:
        self.local_executor = SynchronousLocalTaskExecutor() if local_executor is None else local_executor
        self.remote_executor = MultiProcessingExecutor(max_tasks=5) if remote_executor is None else remote_executor
        super().__init__([self.local_executor, self.remote_executor])

    def get_executor_for_task(self, task: TaskImplementation) -> TaskExecutor:
        from dagscope.execution.groups import NodeGroupPurpose

        if task.purpose is NodeGroupPurpose.EXECUTE_BLOCK:
            return self.remote_executor
        return self.local_executor
