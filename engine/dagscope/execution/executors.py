"""The loop that runs a graph's tasks to the end, and the public address of the executors that it runs them on.

It must not decide which nodes make a task: that is `grouping`.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Generator
from typing import Any

from dagscope.execution.state import ExecutionState, TaskState
from dagscope.execution.task_executors import (
    DefaultExecutionManager,
    ExecutionManager,
    MultiProcessingExecutor,
    MultiThreadingExecutor,
    PoolExecutor,
    SynchronousLocalTaskExecutor,
    TaskExecutor,
)
from dagscope.execution.task_futures import TaskFuture, TaskFutureWrappingFunction, TaskFutureWrappingPythonFuture
from dagscope.execution.task_run import _modify_callable, base_execute_task, new_callable
from dagscope.execution.tasks import TaskImplementation
from dagscope.system import hearing

# Types, messages and pickles are named as Hamilton's: by the module that offers them.
for _public in (
    DefaultExecutionManager,
    ExecutionManager,
    MultiProcessingExecutor,
    MultiThreadingExecutor,
    PoolExecutor,
    SynchronousLocalTaskExecutor,
    TaskExecutor,
    TaskFuture,
    TaskFutureWrappingFunction,
    TaskFutureWrappingPythonFuture,
):
    _public.__module__ = __name__

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.0005  # only for futures that cannot say when they are done


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
        done = [key for key, (_, future) in running.items() if _has_ended(key, future)]
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


def _has_ended(task_id: str, future: TaskFuture) -> bool:
    state: object = future.get_state()
    if not isinstance(state, TaskState):  # it would be waited for without end
        kind = type(future)
        raise TypeError(
            f"Task {task_id}: get_state of {kind.__module__}.{kind.__qualname__} gives {state!r}, which is no TaskState"
            " of this engine: is the executor another engine's?"
        )
    return TaskState.is_terminal(state)


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
