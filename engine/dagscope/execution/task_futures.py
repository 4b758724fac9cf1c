"""Handles of tasks that were submitted: their state, and their values once they are there. It must not start any."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from dagscope.execution.state import TaskState
from dagscope.system import hearing

logger = logging.getLogger("dagscope.execution.executors")


class TaskFuture(Protocol):
    """The handle of a task that was submitted."""

    def get_state(self) -> TaskState:
        """Return the state of the task; must not wait."""

    def get_result(self) -> Any:
        """Return the task's values; waits for them, or raises what the task raised."""


class TaskFutureWrappingFunction(TaskFuture):
    """The handle of a task that runs here, once, when its state or its result is asked for."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function = function
        self._has_run = False
        self._result: Any = None
        self._error: Exception | None = None

    def _run(self) -> None:
        if not self._has_run:
            self._has_run = True
            try:
                self._result = self.function()
            except Exception as error:  # of the project; reported with the result
                logger.exception("Task failed")
                self._error = error

    def get_state(self) -> TaskState:
        self._run()
        return TaskState.SUCCESSFUL if self._error is None else TaskState.FAILED

    def get_result(self) -> Any:
        self._run()
        if self._error is not None:
            raise self._error
        return self._result


class TaskFutureWrappingPythonFuture(TaskFuture):
    """The handle of a task behind a `concurrent.futures.Future` (or one that looks like it)."""

    def __init__(self, future: Future[Any]) -> None:
        self.future = future

    def get_state(self) -> TaskState:
        if not self.future.done():
            return TaskState.RUNNING
        if self.future.cancelled() or self.future.exception() is not None:
            return TaskState.FAILED
        return TaskState.SUCCESSFUL

    def get_result(self) -> Any:
        return hearing.result_of(self.future)

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        """Call `callback` when the task has ended (at once, when it has)."""
        self.future.add_done_callback(callback)

    def cancel(self) -> None:
        """Give the task up when it has not started."""
        self.future.cancel()
