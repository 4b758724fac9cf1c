"""The lowest-level lifecycle points: one abstract class each, keyword-only. Must not hold behaviour."""

from __future__ import annotations

import abc
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.adapter_set import LifecycleAdapterSet
from dagscope.lifecycle.registration import (
    ASYNC_HOOK,
    ASYNC_METHOD,
    REGISTERED_ASYNC_HOOKS,
    REGISTERED_ASYNC_METHODS,
    REGISTERED_SYNC_HOOKS,
    REGISTERED_SYNC_METHODS,
    REGISTERED_SYNC_VALIDATORS,
    SYNC_HOOK,
    SYNC_METHOD,
    SYNC_VALIDATOR,
    InvalidLifecycleAdapter,
    ValidationException,
    ValidationResult,
    lifecycle,
    validate_hook_fn,
    validate_lifecycle_adapter_function,
    validate_method_fn,
    validate_validator_fn,
)

if TYPE_CHECKING:
    from dagscope import node
    from dagscope.graph_types import FunctionGraph
    from dagscope.group_purpose import NodeGroupPurpose

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"


@lifecycle.base_hook("pre_do_anything")
class BasePreDoAnythingHook(abc.ABC):
    @abc.abstractmethod
    def pre_do_anything(self):
        """Act once when a driver is made, before everything else."""


@lifecycle.base_method("do_check_edge_types_match")
class BaseDoCheckEdgeTypesMatch(abc.ABC):
    @abc.abstractmethod
    def do_check_edge_types_match(self, *, type_from: type, type_to: type) -> bool:
        """Return whether two types may be connected; may only allow more than the rules do.

        Args:
            type_from: What the consumer's parameter asks for.
            type_to: What the producer gives.
        """


@lifecycle.base_method("do_validate_input")
class BaseDoValidateInput(abc.ABC):
    @abc.abstractmethod
    def do_validate_input(self, *, node_type: type, input_value: Any) -> bool:
        """Return whether a value may be passed for an input of that type; replaces the rules."""


@lifecycle.base_validator("validate_node")
class BaseValidateNode(abc.ABC):
    @abc.abstractmethod
    def validate_node(self, *, created_node: node.Node) -> tuple[bool, Exception | None]:
        """Return whether a node may exist, with a message when it may not."""


@lifecycle.base_validator("validate_graph")
class BaseValidateGraph(abc.ABC):
    @abc.abstractmethod
    def validate_graph(
        self,
        *,
        graph: FunctionGraph,
        modules: list[ModuleType],
        config: dict[str, Any],
    ) -> tuple[bool, str | None]:
        """Return whether a graph may exist, with a message when it may not."""


@lifecycle.base_hook("post_graph_construct")
class BasePostGraphConstruct(abc.ABC):
    @abc.abstractmethod
    def post_graph_construct(
        self,
        *,
        graph: FunctionGraph,
        modules: list[ModuleType],
        config: dict[str, Any],
    ):
        """Act when a graph has been built."""


@lifecycle.base_hook("post_graph_construct")
class BasePostGraphConstructAsync(abc.ABC):
    @abc.abstractmethod
    async def post_graph_construct(
        self,
        *,
        graph: FunctionGraph,
        modules: list[ModuleType],
        config: dict[str, Any],
    ):
        """Act when a graph has been built."""


@lifecycle.base_hook("pre_graph_execute")
class BasePreGraphExecute(abc.ABC):
    @abc.abstractmethod
    def pre_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
    ):
        """Act before a run."""


@lifecycle.base_hook("pre_graph_execute")
class BasePreGraphExecuteAsync(abc.ABC):
    @abc.abstractmethod
    async def pre_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
    ):
        """Act before a run."""


@lifecycle.base_hook("post_task_group")
class BasePostTaskGroup(abc.ABC):
    @abc.abstractmethod
    def post_task_group(self, *, run_id: str, task_ids: list[str]):
        """Act when nodes have been grouped to tasks."""


@lifecycle.base_hook("post_task_expand")
class BasePostTaskExpand(abc.ABC):
    @abc.abstractmethod
    def post_task_expand(self, *, run_id: str, task_id: str, parameters: dict[str, Any]):
        """Act when an expanding task has returned its items."""


@lifecycle.base_hook("pre_task_submission")
class BasePreTaskSubmission(abc.ABC):
    @abc.abstractmethod
    def pre_task_submission(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[node.Node],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        """Act in the main process before a task goes to its executor."""


@lifecycle.base_hook("pre_task_execute")
class BasePreTaskExecute(abc.ABC):
    @abc.abstractmethod
    def pre_task_execute(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[node.Node],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        """Act where the task runs, before it."""


@lifecycle.base_hook("pre_task_execute")
class BasePreTaskExecuteAsync(abc.ABC):
    @abc.abstractmethod
    async def pre_task_execute(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[node.Node],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        """Act where the task runs, before it."""


@lifecycle.base_hook("pre_node_execute")
class BasePreNodeExecute(abc.ABC):
    @abc.abstractmethod
    def pre_node_execute(
        self,
        *,
        run_id: str,
        node_: node.Node,
        kwargs: dict[str, Any],
        task_id: str | None = None,
    ):
        """Act before a node's function is called."""


@lifecycle.base_hook("pre_node_execute")
class BasePreNodeExecuteAsync(abc.ABC):
    @abc.abstractmethod
    async def pre_node_execute(
        self,
        *,
        run_id: str,
        node_: node.Node,
        kwargs: dict[str, Any],
        task_id: str | None = None,
    ):
        """Act before a node's function is called."""


@lifecycle.base_method("do_node_execute")
class BaseDoNodeExecute(abc.ABC):
    @abc.abstractmethod
    def do_node_execute(
        self,
        *,
        run_id: str,
        node_: node.Node,
        kwargs: dict[str, Any],
        task_id: str | None = None,
    ) -> Any:
        """Call a node in place of the engine and return its value."""


@lifecycle.base_method("do_remote_execute")
class BaseDoRemoteExecute(abc.ABC):
    @abc.abstractmethod
    def do_remote_execute(
        self,
        *,
        node: node.Node,
        kwargs: dict[str, Any],
        execute_lifecycle_for_node: Callable[..., Any],
    ) -> Any:
        """Start a node elsewhere, hooks included, and return a placeholder for its value."""


@lifecycle.base_method("do_node_execute")
class BaseDoNodeExecuteAsync(abc.ABC):
    @abc.abstractmethod
    async def do_node_execute(
        self,
        *,
        run_id: str,
        node_: node.Node,
        kwargs: dict[str, Any],
        task_id: str | None = None,
    ) -> Any:
        """Await a node in place of the engine and return its value."""


@lifecycle.base_hook("post_node_execute")
class BasePostNodeExecute(abc.ABC):
    @abc.abstractmethod
    def post_node_execute(
        self,
        *,
        run_id: str,
        node_: node.Node,
        kwargs: dict[str, Any],
        success: bool,
        error: Exception | None,
        result: Any | None,
        task_id: str | None = None,
    ):
        """Act after a node's function, also when it failed."""


@lifecycle.base_hook("post_node_execute")
class BasePostNodeExecuteAsync(abc.ABC):
    @abc.abstractmethod
    async def post_node_execute(
        self,
        *,
        run_id: str,
        node_: node.Node,
        kwargs: dict[str, Any],
        success: bool,
        error: Exception | None,
        result: Any | None,
        task_id: str | None = None,
    ):
        """Act after a node's function, also when it failed."""


@lifecycle.base_hook("post_task_execute")
class BasePostTaskExecute(abc.ABC):
    @abc.abstractmethod
    def post_task_execute(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[node.Node],
        results: dict[str, Any] | None,
        success: bool,
        error: Exception,
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        """Act where the task ran, after it."""


@lifecycle.base_hook("post_task_execute")
class BasePostTaskExecuteAsync(abc.ABC):
    @abc.abstractmethod
    async def post_task_execute(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[node.Node],
        results: dict[str, Any] | None,
        success: bool,
        error: Exception,
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        """Act where the task ran, after it."""


@lifecycle.base_hook("post_task_return")
class BasePostTaskReturn(abc.ABC):
    @abc.abstractmethod
    def post_task_return(
        self,
        *,
        run_id: str,
        task_id: str,
        nodes: list[node.Node],
        result: Any,
        success: bool,
        error: Exception,
        spawning_task_id: str | None,
        purpose: NodeGroupPurpose,
    ):
        """Act in the main process when a task has come back."""


@lifecycle.base_hook("post_graph_execute")
class BasePostGraphExecute(abc.ABC):
    @abc.abstractmethod
    def post_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
    ):
        """Act after a run, also when it failed."""


@lifecycle.base_hook("post_graph_execute")
class BasePostGraphExecuteAsync(abc.ABC):
    @abc.abstractmethod
    async def post_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
    ):
        """Act after a run, also when it failed."""


@lifecycle.base_method("do_build_result")
class BaseDoBuildResult(abc.ABC):
    @abc.abstractmethod
    def do_build_result(self, *, outputs: Any) -> Any:
        """Make a run's result from the requested values."""


LifecycleAdapter = (
    BasePreDoAnythingHook
    | BaseDoCheckEdgeTypesMatch
    | BaseDoValidateInput
    | BaseValidateNode
    | BaseValidateGraph
    | BasePostGraphConstruct
    | BasePostGraphConstructAsync
    | BasePreGraphExecute
    | BasePreGraphExecuteAsync
    | BasePostTaskGroup
    | BasePostTaskExpand
    | BasePreTaskSubmission
    | BasePreTaskExecute
    | BasePreTaskExecuteAsync
    | BasePreNodeExecute
    | BasePreNodeExecuteAsync
    | BaseDoNodeExecute
    | BaseDoRemoteExecute
    | BaseDoNodeExecuteAsync
    | BasePostNodeExecute
    | BasePostNodeExecuteAsync
    | BasePostTaskExecute
    | BasePostTaskExecuteAsync
    | BasePostTaskReturn
    | BasePostGraphExecute
    | BasePostGraphExecuteAsync
    | BaseDoBuildResult
)

__all__ = [
    "ASYNC_HOOK",
    "ASYNC_METHOD",
    "BaseDoBuildResult",
    "BaseDoCheckEdgeTypesMatch",
    "BaseDoNodeExecute",
    "BaseDoNodeExecuteAsync",
    "BaseDoRemoteExecute",
    "BaseDoValidateInput",
    "BasePostGraphConstruct",
    "BasePostGraphConstructAsync",
    "BasePostGraphExecute",
    "BasePostGraphExecuteAsync",
    "BasePostNodeExecute",
    "BasePostNodeExecuteAsync",
    "BasePostTaskExecute",
    "BasePostTaskExecuteAsync",
    "BasePostTaskExpand",
    "BasePostTaskGroup",
    "BasePostTaskReturn",
    "BasePreDoAnythingHook",
    "BasePreGraphExecute",
    "BasePreGraphExecuteAsync",
    "BasePreNodeExecute",
    "BasePreNodeExecuteAsync",
    "BasePreTaskExecute",
    "BasePreTaskExecuteAsync",
    "BasePreTaskSubmission",
    "BaseValidateGraph",
    "BaseValidateNode",
    "InvalidLifecycleAdapter",
    "LifecycleAdapter",
    "LifecycleAdapterSet",
    "REGISTERED_ASYNC_HOOKS",
    "REGISTERED_ASYNC_METHODS",
    "REGISTERED_SYNC_HOOKS",
    "REGISTERED_SYNC_METHODS",
    "REGISTERED_SYNC_VALIDATORS",
    "SYNC_HOOK",
    "SYNC_METHOD",
    "SYNC_VALIDATOR",
    "ValidationException",
    "ValidationResult",
    "lifecycle",
    "validate_hook_fn",
    "validate_lifecycle_adapter_function",
    "validate_method_fn",
    "validate_validator_fn",
]
