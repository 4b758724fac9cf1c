"""The lifecycle classes users derive from, called with plain data by keyword. Must not run nodes itself."""

from __future__ import annotations

import abc
from abc import ABC
from collections.abc import Collection
from types import ModuleType
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.base import (
    BaseDoBuildResult,
    BaseDoCheckEdgeTypesMatch,
    BaseDoNodeExecute,
    BaseDoValidateInput,
    BasePostGraphConstruct,
    BasePostGraphExecute,
    BasePostNodeExecute,
    BasePreGraphExecute,
    BasePreNodeExecute,
    BaseValidateGraph,
    BaseValidateNode,
)
from dagscope.lifecycle.task_api import (
    TaskExecutionHook,
    TaskGroupingHook,
    TaskReturnHook,
    TaskSubmissionHook,
)

if TYPE_CHECKING:
    from dagscope.graph_types import FunctionGraph, HamiltonGraph, HamiltonNode
    from dagscope.node import Node

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"


def _public_graph(graph: FunctionGraph) -> HamiltonGraph:
    from dagscope.graph_types import HamiltonGraph

    return HamiltonGraph.from_graph(graph)


def _public_nodes(nodes: Collection[Node]) -> list[HamiltonNode]:
    from dagscope.graph_types import HamiltonNode

    return [HamiltonNode.from_node(node) for node in nodes]


def _execution_path(
    graph: FunctionGraph, final_vars: list[str], inputs: dict[str, Any], overrides: dict[str, Any]
) -> list[str]:
    """Return the names of the non-input nodes a run touches, in the graph's own order."""
    all_nodes, user_nodes = graph.get_upstream_nodes(final_vars, inputs, overrides)
    given = {node.name for node in user_nodes}
    touched = {node.name for node in all_nodes} - given
    return [name for name in graph.nodes if name in touched]


class ResultBuilder(BaseDoBuildResult, ABC):
    """Makes a run's result: `build_result(**outputs)` gets the requested values by name."""

    @abc.abstractmethod
    def build_result(self, **outputs: Any) -> Any:
        """Make the result from the requested values."""

    def do_build_result(self, outputs: dict[str, Any]) -> Any:
        return self.build_result(**outputs)

    def input_types(self) -> list[type[type]]:
        """Return the types of values this builder takes; `[Any]` by default."""
        return [Any]  # type: ignore[list-item]

    def output_type(self) -> type:
        """Return the type of the result; `Any` by default."""
        return Any


class LegacyResultMixin(ResultBuilder, ABC):
    """A result builder whose `build_result` is a static method."""

    @staticmethod
    def build_result(**outputs: Any) -> Any:
        """Make the result from the requested values."""


class GraphAdapter(BaseDoNodeExecute, LegacyResultMixin, BaseDoValidateInput, BaseDoCheckEdgeTypesMatch, ABC):
    """How nodes are run, what types connect and how the result is made, all in one object."""

    @staticmethod
    @abc.abstractmethod
    def check_input_type(node_type: type, input_value: Any) -> bool:
        """Say whether the value may be passed for an input of that type."""

    @staticmethod
    @abc.abstractmethod
    def check_node_type_equivalence(node_type: type, input_type: type) -> bool:
        """Say whether a node's output type may feed a parameter of `input_type`."""

    def do_node_execute(self, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None) -> Any:
        return self.execute_node(node_, kwargs)

    def do_validate_input(self, node_type: type, input_value: Any) -> bool:
        return self.check_input_type(node_type, input_value)

    def do_check_edge_types_match(self, type_from: type, type_to: type) -> bool:
        # The consumer's type comes first in the hook and second in the older method.
        return self.check_node_type_equivalence(type_to, type_from)

    @abc.abstractmethod
    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Call the node with its inputs and give its value (or a stand-in for it)."""


class NodeExecutionHook(BasePreNodeExecute, BasePostNodeExecute, ABC):
    """Called before and after each node that runs (not for inputs and overrides)."""

    @abc.abstractmethod
    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        task_id: str | None,
        run_id: str,
        node_input_types: dict[str, Any],
        **future_kwargs: Any,
    ):
        """Act before the node's function is called."""

    def pre_node_execute(self, *, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None):
        self.run_before_node_execution(
            node_name=node_.name,
            node_tags=node_.tags,
            node_kwargs=kwargs,
            node_return_type=node_.type,
            task_id=task_id,
            run_id=run_id,
            node_input_types={name: spec[0] for name, spec in node_.input_types.items()},
        )

    @abc.abstractmethod
    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        result: Any,
        error: Exception | None,
        success: bool,
        task_id: str | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        """Act after the node's function, also when it failed."""

    def post_node_execute(
        self,
        *,
        run_id: str,
        node_: Node,
        kwargs: dict[str, Any],
        success: bool,
        error: Exception | None,
        result: Any | None,
        task_id: str | None = None,
    ):
        self.run_after_node_execution(
            node_name=node_.name,
            node_tags=node_.tags,
            node_kwargs=kwargs,
            node_return_type=node_.type,
            result=result,
            error=error,
            task_id=task_id,
            success=success,
            run_id=run_id,
        )


class GraphExecutionHook(BasePreGraphExecute, BasePostGraphExecute):
    """Called before and after each run."""

    def post_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
    ):
        self.run_after_graph_execution(
            graph=_public_graph(graph), success=success, error=error, results=results, run_id=run_id
        )

    def pre_graph_execute(
        self,
        *,
        run_id: str,
        graph: FunctionGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
    ):
        self.run_before_graph_execution(
            graph=_public_graph(graph),
            final_vars=final_vars,
            inputs=inputs,
            overrides=overrides,
            execution_path=_execution_path(graph, final_vars, inputs, overrides),
            run_id=run_id,
        )

    @abc.abstractmethod
    def run_before_graph_execution(
        self,
        *,
        graph: HamiltonGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        execution_path: Collection[str],
        run_id: str,
        **future_kwargs: Any,
    ):
        """Act before the first node."""

    @abc.abstractmethod
    def run_after_graph_execution(
        self,
        *,
        graph: HamiltonGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        """Act after the last node, also when one failed; `results` is what the caller gets."""


class GraphConstructionHook(BasePostGraphConstruct, ABC):
    """Called when a graph has been built."""

    def post_graph_construct(self, *, graph: FunctionGraph, modules: list[ModuleType], config: dict[str, Any]):
        self.run_after_graph_construction(graph=_public_graph(graph), config=config)

    @abc.abstractmethod
    def run_after_graph_construction(self, *, graph: HamiltonGraph, config: dict[str, Any], **future_kwargs: Any):
        """Act when the graph has been built."""


class EdgeConnectionHook(BaseDoCheckEdgeTypesMatch, BaseDoValidateInput, ABC):
    """Allows more connections than the type rules do, and decides what inputs may be."""

    def do_check_edge_types_match(self, *, type_from: type, type_to: type) -> bool:
        return self.check_edge_types_match(type_from, type_to)

    @abc.abstractmethod
    def check_edge_types_match(self, type_from: type, type_to: type, **kwargs: Any) -> bool:
        """Say whether a parameter of `type_from` may be fed by a node of `type_to`."""

    def do_validate_input(self, *, node_type: type, input_value: Any) -> bool:
        return self.validate_input(node_type=node_type, input_value=input_value)

    @abc.abstractmethod
    def validate_input(self, node_type: type, input_value: Any, **kwargs: Any) -> bool:
        """Say whether the value may be passed for an input of that type."""


class NodeExecutionMethod(BaseDoNodeExecute):
    """Calls nodes in place of the engine."""

    def do_node_execute(self, *, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None) -> Any:
        from dagscope.node import NodeType

        return self.run_to_execute_node(
            node_name=node_.name,
            node_tags=node_.tags,
            node_callable=node_.callable,
            node_kwargs=kwargs,
            task_id=task_id,
            is_expand=node_.node_role == NodeType.EXPAND,
            is_collect=node_.node_role == NodeType.COLLECT,
        )

    @abc.abstractmethod
    def run_to_execute_node(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_callable: Any,
        node_kwargs: dict[str, Any],
        task_id: str | None,
        is_expand: bool,
        is_collect: bool,
        **future_kwargs: Any,
    ) -> Any:
        """Call `node_callable(**node_kwargs)` and give the node's value."""


class StaticValidator(BaseValidateGraph, BaseValidateNode):
    """Refuses nodes or graphs when the driver is made."""

    def run_to_validate_node(self, *, node: HamiltonNode, **future_kwargs: Any) -> tuple[bool, str | None]:
        """Say whether the node may exist, with a message when it may not."""
        return True, None

    def run_to_validate_graph(self, graph: HamiltonGraph, **future_kwargs: Any) -> tuple[bool, str | None]:
        """Say whether the graph may exist, with a message when it may not."""
        return True, None

    def validate_node(self, *, created_node: Node) -> tuple[bool, Exception | None]:
        (public,) = _public_nodes([created_node])
        return self.run_to_validate_node(node=public)  # type: ignore[return-value]

    def validate_graph(
        self, *, graph: FunctionGraph, modules: list[ModuleType], config: dict[str, Any]
    ) -> tuple[bool, str | None]:
        return self.run_to_validate_graph(graph=_public_graph(graph))


__all__ = [
    "EdgeConnectionHook",
    "GraphAdapter",
    "GraphConstructionHook",
    "GraphExecutionHook",
    "LegacyResultMixin",
    "NodeExecutionHook",
    "NodeExecutionMethod",
    "ResultBuilder",
    "StaticValidator",
    "TaskExecutionHook",
    "TaskGroupingHook",
    "TaskReturnHook",
    "TaskSubmissionHook",
]
