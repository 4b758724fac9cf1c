"""Logging of graphs, tasks and nodes through the standard library's loggers. Must not configure logging."""

from __future__ import annotations

import logging
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.api import (
    GraphExecutionHook,
    NodeExecutionHook,
    TaskExecutionHook,
    TaskGroupingHook,
    TaskReturnHook,
    TaskSubmissionHook,
)
from dagscope.lifecycle.base import BasePostNodeExecuteAsync, BasePreNodeExecute

if TYPE_CHECKING:
    from dagscope.graph_types import HamiltonNode
    from dagscope.node import Node

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"


@dataclass(frozen=True)
class _LoggingContext:
    """What runs at the moment, in this thread or asyncio task."""

    graph: str | None = None
    node: str | None = None
    task: str | None = None


_local_context: ContextVar[_LoggingContext] = ContextVar(
    "context",
    default=_LoggingContext(),  # noqa: B039 - it is frozen
)


class ContextLogger(logging.LoggerAdapter):
    """A logger that puts the running graph, task or node in front of each message."""

    def process(self, msg: str, kwargs: MutableMapping[str, Any]) -> tuple[str, MutableMapping[str, Any]]:
        extra = {**(self.extra or {}), **(kwargs.get("extra") or {})}
        return self._get_current_context(extra) + msg, kwargs

    def _get_current_context(self, extra: Mapping[str, Any]) -> str:
        context = extra.get("context")
        if not isinstance(context, _LoggingContext):
            context = _local_context.get()
        if context.node and context.task:
            return f"Task '{context.task}' - Node '{context.node}' - "
        if context.task:
            return f"Task '{context.task}' - "
        if context.node:
            return f"Node '{context.node}' - "
        return f"Graph run '{context.graph}' - " if context.graph else ""


def get_logger(name: str | None = None) -> ContextLogger:
    """Return a logger for node functions: its messages say which node they come from."""
    return ContextLogger(logging.getLogger(name), {})


def _make_logger(logger: str | logging.Logger | None) -> ContextLogger:
    if isinstance(logger, logging.Logger):
        return ContextLogger(logger, {})
    return get_logger(logger or __name__)


def _names(values: Any) -> str:
    return ", ".join(f"'{name}'" for name in values)


class _GraphLogging:
    """What both adapters log of a run."""

    def __init__(self, logger: str | logging.Logger | None = None) -> None:
        self.logger = _make_logger(logger)

    def _log_start(self, inputs: Any, overrides: Any, run_id: str) -> None:
        _local_context.set(_LoggingContext(graph=run_id))
        self.logger.info("Starting graph execution")
        if inputs:
            self.logger.info("Using inputs %s", _names(inputs))
        if overrides:
            self.logger.info("Using overrides %s", _names(overrides))

    def _log_end(self, success: bool, run_id: str) -> None:
        _local_context.set(_LoggingContext(graph=run_id))
        if success:
            self.logger.info("Finished graph execution [OK]")
        else:
            self.logger.error("Graph execution failed due to errors")
        _local_context.set(_LoggingContext())


class LoggingAdapter(
    _GraphLogging,
    GraphExecutionHook,
    NodeExecutionHook,
    TaskGroupingHook,
    TaskSubmissionHook,
    TaskExecutionHook,
    TaskReturnHook,
):
    """Logs graphs, tasks and nodes: starts at debug, ends at info, errors with traceback.

    Args:
        logger: A logger or its name.
    """

    def __init__(self, logger: str | logging.Logger | None = None) -> None:
        super().__init__(logger)
        self._without_work: set[str] = set()

    def run_before_graph_execution(
        self,
        *,
        inputs: dict[str, Any] | None,
        overrides: dict[str, Any] | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        self._log_start(inputs, overrides, run_id)

    def run_after_task_grouping(self, *, run_id: str, task_ids: list[str], **future_kwargs: Any):
        self.logger.info("Dynamic DAG detected; task-based logging is enabled")

    def run_after_task_expansion(self, **future_kwargs: Any):
        """Log nothing: each branch logs its submission."""

    def run_before_task_submission(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[Node] | None = None,
        overrides: dict[str, Any] | None = None,
        spawning_task_id: str | None,
        **future_kwargs: Any,
    ):
        self._note_task(task_id, [node.name for node in nodes or () if not node.user_defined], overrides or {})
        _local_context.set(_LoggingContext(graph=run_id, task=task_id))
        what = "Spawning task" if spawning_task_id else "Initializing new task"
        self.logger.debug("%s and submitting to executor", what)

    def _note_task(self, task_id: str, executed: list[str], overrides: dict[str, Any]) -> None:
        """Note whether the task executes anything: called where it is submitted, and where it runs."""
        if all(name in overrides for name in executed):
            self._without_work.add(task_id)
        else:
            self._without_work.discard(task_id)

    def run_before_task_execution(
        self,
        *,
        task_id: str,
        run_id: str,
        nodes: list[HamiltonNode],
        overrides: dict[str, Any] | None = None,
        **future_kwargs: Any,
    ):
        self._note_task(task_id, [node.name for node in nodes if not node.is_external_input], overrides or {})
        _local_context.set(_LoggingContext(graph=run_id, task=task_id))
        names = [node.name for node in nodes]
        if names == [task_id]:
            if task_id not in self._without_work:
                self.logger.debug("Starting execution")
        else:
            self.logger.debug("Starting execution of nodes %s", _names(names))

    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_kwargs: dict[str, Any],
        task_id: str | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        context = _LoggingContext(graph=run_id, task=task_id, node=None if task_id else node_name)
        _local_context.set(context)
        if node_kwargs:
            self.logger.debug("Starting execution with dependencies %s", _names(node_kwargs))
        else:
            self.logger.debug("Starting execution without dependencies")
        _local_context.set(replace(context, node=node_name))

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        error: Exception | None,
        success: bool,
        task_id: str | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        _local_context.set(_LoggingContext(graph=run_id, task=task_id, node=node_name))
        if success:
            (self.logger.debug if task_id else self.logger.info)("Finished execution [OK]")
        elif error is not None:
            self.logger.error("Encountered error", exc_info=error)
        _local_context.set(_LoggingContext(graph=run_id, task=task_id))

    def run_after_task_execution(
        self,
        *,
        task_id: str,
        run_id: str,
        success: bool,
        error: Exception,
        **future_kwargs: Any,
    ):
        _local_context.set(_LoggingContext(graph=run_id, task=task_id))
        if success and task_id in self._without_work:
            pass
        elif success:
            self.logger.debug("Finished execution [OK]")
        else:
            self.logger.error("Execution failed due to errors")
        _local_context.set(_LoggingContext(graph=run_id))

    def run_after_task_return(
        self,
        *,
        run_id: str,
        task_id: str,
        success: bool,
        error: Exception | None,
        **future_kwargs: Any,
    ):
        _local_context.set(_LoggingContext(graph=run_id, task=task_id))
        if success:  # A failure has been logged where it happened.
            level = logging.DEBUG if task_id in self._without_work else logging.INFO
            self.logger.log(level, "Task completed [OK]")
        _local_context.set(_LoggingContext(graph=run_id))

    def run_after_graph_execution(self, *, success: bool, run_id: str, **future_kwargs: Any):
        self._log_end(success, run_id)


class AsyncLoggingAdapter(_GraphLogging, GraphExecutionHook, BasePreNodeExecute, BasePostNodeExecuteAsync):
    """Logs a run of the asynchronous driver.

    Args:
        logger: A logger or its name.
    """

    def run_before_graph_execution(
        self, *, inputs: dict[str, Any], overrides: dict[str, Any], run_id: str, **future_kwargs: Any
    ):
        self._log_start(inputs, overrides, run_id)

    def pre_node_execute(self, *, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None):
        _local_context.set(_LoggingContext(graph=run_id, task=task_id, node=node_.name))
        if kwargs:
            self.logger.debug("Submitting async node with dependencies %s", _names(kwargs))
        else:
            self.logger.debug("Submitting async node without dependencies")

    async def post_node_execute(
        self,
        *,
        run_id: str,
        node_: Node,
        kwargs: dict[str, Any],
        success: bool,
        error: Exception | None,
        result: Any,
        task_id: str | None = None,
    ):
        _local_context.set(_LoggingContext(graph=run_id, task=task_id, node=node_.name))
        if success:
            self.logger.info("Finished execution [OK]")
        else:
            self.logger.error("Encountered error", exc_info=error)

    def run_after_graph_execution(self, *, success: bool, run_id: str, **future_kwargs: Any):
        self._log_end(success, run_id)


__all__ = ["AsyncLoggingAdapter", "ContextLogger", "LoggingAdapter", "get_logger"]
