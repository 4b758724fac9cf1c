"""Runs a graph as tasks, with branches made while it runs. Must not know where tasks run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dagscope.dag import Dag
from dagscope.execution.executors import ExecutionManager, run_graph_to_completion
from dagscope.execution.scopes import Scopes
from dagscope.execution.state import DictBasedResultCache, ExecutionState
from dagscope.execution.strategies import GroupingStrategy
from dagscope.execution.tasks import create_task_plan
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node


def run_dynamic(
    graph: Dag,
    final_vars: list[str],
    inputs: dict[str, Any] | None,
    overrides: dict[str, Any] | None,
    adapter: LifecycleAdapterSet,
    execution_manager: ExecutionManager,
    grouping_strategy: GroupingStrategy,
    run_id: str,
) -> dict[str, Any]:
    """Run what is needed for `final_vars`.

    A node inside a Parallelizable block that is asked for gives the list over the branches; one that is overridden
    has that value in every branch.

    Args:
        graph: The linked nodes.
        final_vars: Names of the values asked for.
        inputs: Values of inputs; the graph's config is added to them.
        overrides: Values that stand in place of nodes.
        adapter: The adapters to call.
        execution_manager: Chooses where tasks run.
        grouping_strategy: Chooses which nodes make a task.
        run_id: The run's id, for hooks.

    Returns:
        Name to value, in the order of `final_vars`.
    """
    given = {**graph.config, **(inputs or {})}
    replaced = dict(overrides or {})
    # What is given but is no node is passed through.
    outputs = [name for name in final_vars if name in graph.nodes or name not in given]
    nodes = nodes_to_run(graph, outputs, given, replaced)
    state = prepare_state(nodes, outputs, given, replaced, adapter, grouping_strategy, run_id)
    run_graph_to_completion(state, execution_manager)
    return {name: state.read_output(name) if name in graph.nodes else given[name] for name in final_vars}


def prepare_state(
    nodes: list[Node],
    outputs: list[str],
    given: dict[str, Any],
    overrides: dict[str, Any],
    adapter: LifecycleAdapterSet,
    grouping_strategy: GroupingStrategy,
    run_id: str,
) -> ExecutionState:
    """Return the tasks of a run before the first one, and tell the adapters how nodes were grouped."""
    plan = create_task_plan(grouping_strategy.group_nodes(nodes), outputs, overrides, adapter)
    if adapter.does_hook("post_task_group", is_async=False):
        adapter.call_all_lifecycle_hooks_sync(
            "post_task_group", run_id=run_id, task_ids=[task.base_id for task in plan]
        )
    return ExecutionState(plan, DictBasedResultCache({**given, **overrides}), run_id, keep=outputs)


def nodes_to_run(graph: Dag, final_vars: list[str], inputs: dict[str, Any], overrides: dict[str, Any]) -> list[Node]:
    """Return the nodes a run needs: those upstream, and the expanding nodes whose branches they lie in."""
    every = Scopes(graph.nodes.values())
    needed = _upstream(graph, final_vars, inputs, overrides)
    checked: set[str] = set()
    while True:
        expanders = {e for name in needed for e in every.of(name)} - checked
        if not expanders:
            break
        checked |= expanders
        needed |= _upstream(graph, sorted(expanders), inputs, overrides)
    return [_fixed(node, every) if name in overrides else node for name, node in graph.nodes.items() if name in needed]


def _upstream(graph: Dag, names: Iterable[str], inputs: dict[str, Any], overrides: dict[str, Any]) -> set[str]:
    nodes, _ = graph.get_upstream_nodes(list(names), inputs, overrides)
    return {node.name for node in nodes}


def _fixed(node: Node, scopes: Scopes) -> Node:
    """Return the overridden node without what it reads, but still in its branches."""
    if node.user_defined:
        return node
    scope = scopes.of(node.name)
    kept: dict[str, Any] = {}
    if scope:
        from typing import get_args

        item_type = get_args(scopes.nodes[scope[-1]].type)
        kept[scope[-1]] = item_type[0] if item_type else Any
    return node.copy_with(input_types=kept)
