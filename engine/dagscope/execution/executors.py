"""Where tasks run: here, on threads, in processes; and the loop that runs a graph's tasks to the end.

Must not decide which nodes make a task: that is `grouping`.
"""

from __future__ import annotations

import abc
import logging
import threading
from collections import deque
from collections.abc import Generator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from dagscope.execution.pools import LeavablePool, end_pool, leave_pool
from dagscope.execution.state import ExecutionState, TaskState
from dagscope.execution.task_futures import TaskFuture, TaskFutureWrappingFunction, TaskFutureWrappingPythonFuture
from dagscope.execution.task_run import _modify_callable, base_execute_task, new_callable
from dagscope.execution.tasks import TaskImplementation
from dagscope.system import hearing

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

# Types, messages and pickles are named as Hamilton's: by the module that offers them.
for _public in (TaskFuture, TaskFutureWrappingFunction, TaskFutureWrappingPythonFuture):
    _public.__module__ = __name__

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.0005  # only for futures that cannot say when they are done


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
        from dagscope.execution.task_shipping import UnpackingFuture, run_shipped

        return UnpackingFuture(self.pool.submit(run_shipped, self.shipper.pack(task)))


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


def run_graph_to_completion(execution_state: ExecutionState, execution_manager: ExecutionManager) -> None:
    """Run all tasks.

    Raises:
        Exception: What the first failing task raised, unchanged; tasks that have not started are given up.
    """
    for _ in step_through(execution_state, execution_manager):
        """Each step does its work before it is reported."""
    logger.info("Graph is done, graph state is %s", execution_state.get_graph_state())


def step_through(
    execution_state: ExecutionState, execution_manager: ExecutionManager
) -> Generator[tuple[TaskImplementation, bool], None, None]:
    """Run all tasks, telling each when it has been submitted (False) and when it has ended (True).

    Closing the iterator gives up what has not started.
    """
    run = _Run(execution_state, execution_manager)
    execution_manager.init()
    is_broken_off = False
    try:
        while not execution_state.is_finished:
            run.step()
            yield from run.progress
            run.progress.clear()
    except (KeyboardInterrupt, GeneratorExit):
        is_broken_off = True
        raise
    except Exception:
        yield from run.progress
        raise
    finally:
        run.give_up()
        if is_broken_off:
            execution_manager.leave()
        else:
            execution_manager.finalize()


class _Run:
    """One run: what is on its way and what waits for room; `progress` is what the last step did."""

    def __init__(self, state: ExecutionState, manager: ExecutionManager) -> None:
        self._state = state
        self._manager = manager
        self._running: dict[str, tuple[TaskImplementation, TaskFuture]] = {}
        self._waiting: dict[int, tuple[TaskExecutor, deque[TaskImplementation]]] = {}
        self._woken = threading.Event()
        self.progress: list[tuple[TaskImplementation, bool]] = []

    def step(self) -> None:
        """Submit what can run, take what has ended; wait when there is neither."""
        self._woken.clear()
        self._submit_waiting()
        self._submit_ready()
        running = self._running
        done = [key for key, (_, future) in running.items() if TaskState.is_terminal(future.get_state())]
        for key in done:
            self._take(*running.pop(key))
        if done or not running:
            return
        can_wake = all(hasattr(future, "add_done_callback") for _, future in running.values())
        if can_wake:
            hearing.wait_for(self._woken.wait)
        else:
            self._woken.wait(_POLL_SECONDS)

    def give_up(self) -> None:
        """Cancel what has been submitted and has not started."""
        for _, future in self._running.values():
            if hasattr(future, "cancel"):
                future.cancel()

    def _submit_waiting(self) -> None:
        for executor, tasks in self._waiting.values():
            while tasks and executor.can_submit_task():
                self._submit(executor, tasks.popleft())

    def _submit_ready(self) -> None:
        while (task := self._state.release_next_task()) is not None:
            executor = self._manager.get_executor_for_task(task)
            _, waiting = self._waiting.setdefault(id(executor), (executor, deque()))
            if waiting or not executor.can_submit_task():
                waiting.append(task)
            elif self._submit(executor, task):
                return

    def _submit(self, executor: TaskExecutor, task: TaskImplementation) -> bool:
        """Submit a task; True when it runs here as soon as its result is taken, which should be next."""
        _call_hook(task, "pre_task_submission", inputs=task.dynamic_inputs, overrides=task.overrides)
        future = executor.submit_task(task)
        self._running[task.task_id] = (task, future)
        self._state.update_task_state(task.task_id, TaskState.RUNNING, None)
        self.progress.append((task, False))
        if hasattr(future, "add_done_callback"):
            future.add_done_callback(lambda _: self._woken.set())
        return isinstance(future, TaskFutureWrappingFunction)

    def _take(self, task: TaskImplementation, future: TaskFuture) -> None:
        error: Exception | None = None
        results: dict[str, Any] | None = None
        try:
            results = future.get_result()
        except Exception as raised:
            error = raised
            names = [node.name for node in task.nodes]
            logger.error("Exception executing task %s, with nodes: %s", task.task_id, names, exc_info=raised)
            raise
        finally:
            outcome = TaskState.FAILED if results is None else TaskState.SUCCESSFUL
            self._state.update_task_state(task.task_id, outcome, results)
            shown = None if results is None else _values_for_hooks(task, results)
            self.progress.append((task, True))
            _call_hook(task, "post_task_return", result=shown, success=results is not None, error=error)


def _values_for_hooks(task: TaskImplementation, results: dict[str, Any]) -> dict[str, Any]:
    """Return what the hook of a returning task gets: without the items of an expanding one, which it got already."""
    expander = task.get_expander_node()
    hidden = None if expander is None else expander.name
    values = {**task.overrides, **results}
    wanted = [*task.overrides, *task.outputs_to_compute]
    return {name: values[name] for name in wanted if name in values and name != hidden}


def _call_hook(task: TaskImplementation, hook: str, **facts: Any) -> None:
    if task.adapter.does_hook(hook, is_async=False):
        task.adapter.call_all_lifecycle_hooks_sync(
            hook,
            run_id=task.run_id,
            task_id=task.task_id,
            nodes=task.nodes,
            spawning_task_id=task.spawning_task_id,
            purpose=task.purpose,
            **facts,
        )


__all__ = [
    "DefaultExecutionManager",
    "ExecutionManager",
    "MultiProcessingExecutor",
    "MultiThreadingExecutor",
    "PoolExecutor",
    "SynchronousLocalTaskExecutor",
    "TaskExecutor",
    "TaskFuture",
    "TaskFutureWrappingFunction",
    "TaskFutureWrappingPythonFuture",
    "base_execute_task",
    "_modify_callable",
    "new_callable",
    "run_graph_to_completion",
]
