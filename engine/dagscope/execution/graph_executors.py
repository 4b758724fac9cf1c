"""How a driver runs its graph: here, node after node, or as tasks of a dynamic run. Drivers choose; this does it."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.errors import DagscopeError
from dagscope.execution.graph_functions import combine_config_and_inputs
from dagscope.execution.plan import Plan, make_plan
from dagscope.execution.run import PreparedPlan, has_node_points, run_instrumented
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node, NodeType

if TYPE_CHECKING:
    from dagscope.execution.executors import ExecutionManager
    from dagscope.execution.grouping import GroupingStrategy

_KEPT_PLANS = 256


class InvalidExecutorException(DagscopeError):
    """The chosen executor cannot run this graph."""


class GraphExecutor(abc.ABC):
    """Runs a graph and gives the final variables by name."""

    @abc.abstractmethod
    def execute(
        self,
        fg: Dag,
        final_vars: list[str],
        overrides: dict[str, Any],
        inputs: dict[str, Any],
        run_id: str,
    ) -> dict[str, Any]:
        """Run the graph.

        Args:
            fg: The graph.
            final_vars: The names that are asked for.
            overrides: Values that stand for nodes.
            inputs: Values of inputs, without the config's.
            run_id: Name of the run, for the hooks.
        """

    @abc.abstractmethod
    def validate(self, nodes_to_execute: list[Node]) -> None:
        """Raise InvalidExecutorException for a node this executor cannot run."""


class DefaultGraphExecutor(GraphExecutor):
    """Runs in this process, depth first, each node once."""

    DEFAULT_TASK_NAME = "root"

    def __init__(self, adapter: LifecycleAdapterSet | None = None) -> None:
        self.adapter = adapter

    def validate(self, nodes_to_execute: list[Node]) -> None:
        """Refuse nodes that expand or collect: they need tasks."""
        expand, collect = NodeType.EXPAND, NodeType.COLLECT  # looked up once: a driver's first run passes here
        for node in nodes_to_execute:
            if node.node_role is expand or node.node_role is collect:
                names = [fn.__name__ for fn in node.originating_functions or ()]
                raise InvalidExecutorException(
                    "Default graph executor cannot handle parallelizable[]/collect[] nodes. "
                    f"Node {node.name} defined by functions: {names}"
                )

    def execute(
        self,
        fg: Dag,
        final_vars: list[str],
        overrides: dict[str, Any],
        inputs: dict[str, Any],
        run_id: str,
    ) -> dict[str, Any]:
        """Run the graph, compiled from the second run of one request on."""
        values = combine_config_and_inputs(fg.config, inputs or {})
        prepared = prepared_plan(fg, final_vars, values, overrides or {})
        return self.run_prepared(prepared, values, overrides or {}, run_id)

    def run_prepared(
        self, prepared: PreparedPlan, values: dict[str, Any], overrides: dict[str, Any], run_id: str
    ) -> dict[str, Any]:
        """Run a plan that is already made; `values` holds config and inputs."""
        if self.adapter is not None and has_node_points(self.adapter):
            return run_instrumented(prepared.plan, values, overrides, self.adapter, run_id)
        return prepared.run(values, overrides)


_EXECUTE = DefaultGraphExecutor.execute


def runs_prepared(executor: GraphExecutor) -> bool:
    """Return whether the executor runs a plan that is already made: not where a project changed how it executes."""
    return isinstance(executor, DefaultGraphExecutor) and getattr(executor.execute, "__func__", None) is _EXECUTE


class TaskBasedGraphExecutor(GraphExecutor):
    """Runs the graph as tasks, which may expand while running and go to other executors."""

    def __init__(
        self,
        execution_manager: ExecutionManager,
        grouping_strategy: GroupingStrategy,
        adapter: LifecycleAdapterSet,
    ) -> None:
        self.execution_manager = execution_manager
        self.grouping_strategy = grouping_strategy
        self.adapter = adapter

    def validate(self, nodes_to_execute: list[Node]) -> None:
        """Accept every node."""

    def execute(
        self,
        fg: Dag,
        final_vars: list[str],
        overrides: dict[str, Any],
        inputs: dict[str, Any],
        run_id: str,
    ) -> dict[str, Any]:
        """Group the nodes into tasks and run them."""
        # Drivers that run no tasks need not pay for the machinery.
        from dagscope.execution.dynamic import run_dynamic

        return run_dynamic(
            fg,
            final_vars,
            combine_config_and_inputs(fg.config, inputs or {}),
            overrides or {},
            self.adapter,
            self.execution_manager,
            self.grouping_strategy,
            run_id,
        )


def prepared_plan(fg: Dag, final_vars: list[str], values: dict[str, Any], overrides: dict[str, Any]) -> PreparedPlan:
    """Return the plan for these names and its compiled function, made once for a graph and kept."""
    key = (tuple(final_vars), frozenset(values), frozenset(overrides))
    prepared: PreparedPlan | None = fg.plans.get(key)
    if prepared is None:
        if len(fg.plans) >= _KEPT_PLANS:  # Asking for something else each time must not grow without end.
            fg.plans.clear()
        plan: Plan = make_plan(fg, final_vars, key[1], key[2])
        prepared = fg.plans[key] = PreparedPlan(plan)
    return prepared
