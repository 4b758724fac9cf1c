"""Runs a whole graph on a node executor: the driver's executor behind `with_executor`. Must not schedule by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from dagscope.dag import Dag
from dagscope.execution.dynamic import run_dynamic
from dagscope.execution.executors import ExecutionManager, SynchronousLocalTaskExecutor, TaskExecutor
from dagscope.execution.graph_executors import GraphExecutor
from dagscope.execution.graph_functions import combine_config_and_inputs
from dagscope.execution.node_executors import NodeExecutor, make_executor
from dagscope.execution.parallel import Failed, ParallelRun
from dagscope.execution.scopes import collected_inputs, is_expander
from dagscope.execution.strategies import GroupByRepeatableBlocks
from dagscope.execution.task_futures import TaskFuture, TaskFutureWrappingFunction
from dagscope.execution.tasks import TaskImplementation
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node

Known = Callable[[TaskImplementation], "dict[str, Any] | None"]


class _FromEarlier(SynchronousLocalTaskExecutor):
    """Gives what is known of a task instead of running it."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def submit_task(self, task: TaskImplementation) -> TaskFuture:
        return TaskFutureWrappingFunction(lambda: self._known(task))


class EverythingThere(ExecutionManager):
    """Runs all tasks on one executor; inputs, which only hand on a value, stay here.

    Args:
        executor: Where they run.
        known: Returns a task's values where an earlier run has them all, so that it need not run.
    """

    def __init__(self, executor: TaskExecutor, known: Known | None = None) -> None:
        self._here = SynchronousLocalTaskExecutor()
        self._there = executor
        self._known = known
        self._earlier = _FromEarlier(known or (lambda task: None))
        super().__init__([self._here, executor])

    def get_executor_for_task(self, task: TaskImplementation) -> TaskExecutor:
        if self._known is not None and self._known(task) is not None:
            return self._earlier
        is_handed_on = all(node.user_defined or node.name in task.overrides for node in task.nodes)
        return self._here if is_handed_on else self._there


class ParallelGraphExecutor(GraphExecutor):
    """Runs independent nodes at the same time; Parallelizable blocks branch by branch.

    Args:
        executor: Where nodes run: an executor, or a text that `make_executor` reads.
        adapter: The adapters to call.
    """

    def __init__(self, executor: str | NodeExecutor, adapter: LifecycleAdapterSet | None = None) -> None:
        self.executor = make_executor(executor)
        self.adapter = adapter if adapter is not None else LifecycleAdapterSet()

    def validate(self, nodes_to_execute: list[Node]) -> None:
        """Accept every graph: all can run on a node executor."""

    def execute(
        self,
        fg: Dag,
        final_vars: list[str],
        overrides: dict[str, Any],
        inputs: dict[str, Any],
        run_id: str,
    ) -> dict[str, Any]:
        """Run what is needed for `final_vars` and give their values.

        Raises:
            Exception: What the first failing node raised, unchanged.
        """
        names = list(final_vars)
        inputs = combine_config_and_inputs(fg.config, inputs or {})
        nodes, given = nodes_and_values(fg, names, inputs, overrides or {})
        if any(is_expander(node) or collected_inputs(node) for node in nodes):
            return run_dynamic(
                fg,
                names,
                inputs,
                overrides,
                self.adapter,
                EverythingThere(self.executor.task_executor()),
                GroupByRepeatableBlocks(),
                run_id,
            )
        run = start_run(self.executor, self.adapter, nodes, given, names, run_id)
        is_broken_off = False
        try:
            with closing(run.events()) as events:
                for event in events:
                    if isinstance(event, Failed):
                        raise event.error
            return _values(run, given, names)
        except KeyboardInterrupt:
            is_broken_off = True
            raise
        finally:
            end_run(run, self.executor, is_broken_off)


def start_run(
    executor: NodeExecutor,
    adapter: LifecycleAdapterSet,
    nodes: list[Node],
    given: dict[str, Any],
    keep: list[str],
    run_id: str,
    is_traced: bool = False,
) -> ParallelRun:
    """Start the executor and return a run on it; whoever calls this stops the executor."""
    executor.start()
    try:
        return ParallelRun(nodes, given, frozenset(keep), executor, adapter, run_id, is_traced)
    except BaseException:
        executor.stop()
        raise


def end_run(run: ParallelRun, executor: NodeExecutor, is_broken_off: bool) -> None:
    """Stop a run's executor; what still runs is waited for, unless the run was broken off."""
    if is_broken_off:
        run.leave()
        executor.leave()
    else:
        run.close()
        executor.stop()


def nodes_and_values(
    fg: Dag, names: list[str], inputs: dict[str, Any], overrides: dict[str, Any]
) -> tuple[list[Node], dict[str, Any]]:
    """Return the nodes that run, in the graph's order, and the values that are there before."""
    found, _ = fg.get_upstream_nodes(names, inputs, overrides)
    wanted = {node.name for node in found}
    nodes = [node for name, node in fg.nodes.items() if name in wanted]
    given = {node.name: inputs[node.name] for node in nodes if node.user_defined and node.name in inputs}
    # A final variable may be an input that no node reads.
    given.update({name: inputs[name] for name in names if name not in fg.nodes and name in inputs})
    given.update(overrides)
    return nodes, given


def _values(run: ParallelRun, given: dict[str, Any], names: list[str]) -> dict[str, Any]:
    made = [name for name in dict.fromkeys(names) if name in run.handles and name not in given]
    fetched = dict(zip(made, run.values(made)))
    return {name: given[name] if name in given else fetched.get(name) for name in names}
