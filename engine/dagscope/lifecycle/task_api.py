"""The user-facing hooks around tasks (Parallelizable blocks and what runs besides them). Must not run tasks."""

from __future__ import annotations

import abc
from abc import ABC
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.base import (
    BasePostTaskExecute,
    BasePostTaskExpand,
    BasePostTaskGroup,
    BasePostTaskReturn,
    BasePreTaskExecute,
    BasePreTaskSubmission,
)

if TYPE_CHECKING:
    from dagscope.graph_types import HamiltonNode
    from dagscope.group_purpose import NodeGroupPurpose
    from dagscope.node import Node

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"


def _public_nodes(nodes: list[Node]) -> list[HamiltonNode]:
    from dagscope.graph_types import HamiltonNode

    return [HamiltonNode.from_node(node) for node in nodes]


class TaskSubmissionHook(BasePreTaskSubmission, ABC):
    """Called in the main process before a task goes to its executor."""

    def pre_task_submission(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[Node],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        self.run_before_task_submission(
            run_id=run_id,
            task_id=task_id,
            nodes=nodes,
            inputs=inputs,
            overrides=overrides,
            spawning_task_id=spawning_task_id,
            purpose=purpose,
        )

    @abc.abstractmethod
    def run_before_task_submission(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[Node],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
        **future_kwargs: Any,
    ):
        """Act before the task goes to its executor."""


class TaskReturnHook(BasePostTaskReturn, ABC):
    """Called in the main process when a task came back."""

    def post_task_return(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[Node],
        result: Any,
        success: bool,
        error: Exception | None,
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        self.run_after_task_return(
            run_id=run_id,
            task_id=task_id,
            nodes=nodes,
            result=result,
            success=success,
            error=error,
            spawning_task_id=spawning_task_id,
            purpose=purpose,
        )

    @abc.abstractmethod
    def run_after_task_return(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[Node],
        result: Any,
        success: bool,
        error: Exception | None,
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
        **future_kwargs: Any,
    ):
        """Act when the task's result, or its failure, is known."""


class TaskExecutionHook(BasePreTaskExecute, BasePostTaskExecute, ABC):
    """Called where a task runs (perhaps another process), before and after it."""

    def pre_task_execute(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[Node],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        self.run_before_task_execution(
            run_id=run_id,
            task_id=task_id,
            nodes=_public_nodes(nodes),
            inputs=inputs,
            overrides=overrides,
            spawning_task_id=spawning_task_id,
            purpose=purpose,
        )

    def post_task_execute(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[Node],
        results: dict[str, Any] | None,
        success: bool,
        error: Exception,
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        self.run_after_task_execution(
            run_id=run_id,
            task_id=task_id,
            nodes=_public_nodes(nodes),
            results=results,
            success=success,
            error=error,
            spawning_task_id=spawning_task_id,
            purpose=purpose,
        )

    @abc.abstractmethod
    def run_before_task_execution(
        self,
        *,
        task_id: str,
        run_id: str,
        nodes: list[HamiltonNode],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
        **future_kwargs: Any,
    ):
        """Act before the task's first node."""

    @abc.abstractmethod
    def run_after_task_execution(
        self,
        *,
        task_id: str,
        run_id: str,
        nodes: list[HamiltonNode],
        results: dict[str, Any] | None,
        success: bool,
        error: Exception,
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
        **future_kwargs: Any,
    ):
        """Act after the task's last node, also when one failed."""


class TaskGroupingHook(BasePostTaskGroup, BasePostTaskExpand):
    """Called when nodes have been grouped to tasks and when an expanding task has given its items."""

    def post_task_group(self, *, run_id: str, task_ids: list[str]):
        self.run_after_task_grouping(run_id=run_id, task_ids=task_ids)

    def post_task_expand(self, *, run_id: str, task_id: str, parameters: dict[str, Any]):
        self.run_after_task_expansion(run_id=run_id, task_id=task_id, parameters=parameters)

    @abc.abstractmethod
    def run_after_task_grouping(self, *, run_id: str, task_ids: list[str], **future_kwargs: Any):
        """Act once a run with the ids of all tasks."""

    @abc.abstractmethod
    def run_after_task_expansion(self, *, run_id: str, task_id: str, parameters: dict[str, Any], **future_kwargs: Any):
        """Act when a task has expanded: `parameters` are its items by group id (`"0"`, `"1"`, ...)."""
