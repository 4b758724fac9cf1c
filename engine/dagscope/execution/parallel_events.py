"""A run on any executor reported node by node, for whoever watches it. Must not print or keep results of its own."""

from __future__ import annotations

import contextlib
import inspect
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import closing
from functools import partial
from typing import Any

from dagscope.dag import Dag
from dagscope.execution import parallel
from dagscope.execution.dynamic import nodes_to_run, prepare_state
from dagscope.execution.error_shipping import NODE
from dagscope.execution.executors import step_through
from dagscope.execution.graph_functions import combine_config_and_inputs
from dagscope.execution.node_executors import NodeExecutor, make_executor
from dagscope.execution.parallel_graph import EverythingThere, end_run, nodes_and_values, start_run
from dagscope.execution.pools import ProcessLost
from dagscope.execution.run import BranchFinished, Event, NodeFailed, NodeFinished, NodeSkipped, NodeStarted
from dagscope.execution.scopes import branch_of, collected_inputs, is_expander
from dagscope.execution.shipping import ShippingError
from dagscope.execution.state import ExecutionState
from dagscope.execution.strategies import GroupByRepeatableBlocks
from dagscope.execution.tasks import TaskImplementation
from dagscope.execution.traced import TracedNodes
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node
from dagscope.system import hearing


class RemoteValue:
    """A value that is still where it was made; looking at it brings it here."""

    __slots__ = ("_executor", "_handle")

    def __init__(self, executor: NodeExecutor, handle: Any) -> None:
        self._executor = executor
        self._handle = handle

    def fetch(self) -> Any:
        """Return the value."""
        (value,) = self._executor.fetch([self._handle])
        return value

    def apply(self, function: Callable[[Any], Any]) -> RemoteValue:
        """Return what a function of an installed module returns for the value, computed where the value is."""
        name = next(iter(inspect.signature(function).parameters))  # what has a default keeps it
        key = getattr(function, "__name__", "look")
        handle = self._executor.submit(key, uuid.uuid4().hex, function, {name: self._handle}, [])
        return RemoteValue(self._executor, handle)

    def __repr__(self) -> str:
        return f"<a value on {type(self._executor).__name__}>"


def run_parallel_events(
    graph: Dag,
    final_vars: list[str],
    inputs: dict[str, Any] | None = None,
    overrides: dict[str, Any] | None = None,
    *,
    executor: str | NodeExecutor,
    adapter: LifecycleAdapterSet | None = None,
    run_id: str | None = None,
    stop_on_error: bool = False,
    is_traced: bool = False,
    earlier: Mapping[tuple[str, str], Any] | None = None,
) -> Generator[Event, None, None]:
    """Run on an executor and report each node; closing the iterator gives up what has not started.

    Values of an executor that keeps them where they were made are `RemoteValue`s, which can be fetched as long as the
    iterator is open, or the caller holds the executor: `executor.start()` before, `executor.stop()` afterwards.
    Nodes inside Parallelizable blocks start with their first branch, end when the run does, and have the list over
    the branches as value.

    Args:
        graph: The dataflow.
        final_vars: What is asked for.
        inputs: Values of inputs.
        overrides: Values that stand for nodes.
        executor: Where nodes run: `"threads:8"`, `"processes:2"`, `"dask://host:port"`, `"ray"` or an executor.
        adapter: The adapters to call around nodes.
        run_id: The run's name.
        stop_on_error: Whether nothing new starts once a node failed (always so with blocks).
        is_traced: Whether other processes report what nodes write there and how long they take (`traced`).
        earlier: Values of an earlier run by node and branch: branches of which all are there do not run again.
    """
    there = make_executor(executor)
    adapters = LifecycleAdapterSet() if adapter is None else adapter
    values = combine_config_and_inputs(graph.config, inputs or {})
    run_name = run_id or str(uuid.uuid4())
    nodes, given = nodes_and_values(graph, final_vars, values, overrides or {})
    if any(is_expander(node) or collected_inputs(node) for node in nodes):
        nodes = nodes_to_run(graph, final_vars, values, overrides or {})
        if is_traced and not there.is_local:
            expanders = frozenset(node.name for node in nodes if is_expander(node))
            adapters = LifecycleAdapterSet(*adapters.adapters, TracedNodes(run_name, expanders, there.channel()))
        yield from _block_events(nodes, values, overrides or {}, there, adapters, run_name, earlier or {})
        return
    keep = [node.name for node in nodes]
    run = start_run(there, adapters, nodes, given, keep, run_name, is_traced)
    is_broken_off = False
    try:
        with closing(run.events(stop_on_error)) as events:
            for event in events:
                yield _public_event(event, there, run.is_watched)
    except (KeyboardInterrupt, GeneratorExit):
        is_broken_off = True
        raise
    finally:
        end_run(run, there, is_broken_off)


def _public_event(event: parallel.Event, executor: NodeExecutor, is_watched: bool) -> Event:
    if isinstance(event, parallel.Started):
        return NodeStarted(event.node)
    if isinstance(event, parallel.Failed):
        return NodeFailed(event.node, event.error, event.seconds)
    if isinstance(event, parallel.Skipped):
        return NodeSkipped(event.node, event.because)
    stays = executor.passes_handles and not is_watched
    try:
        value = RemoteValue(executor, event.handle) if stays else hearing.result_of(event.handle)
    except ShippingError as error:
        return NodeFailed(event.node, error, event.seconds)
    return NodeFinished(event.node, value, event.seconds)


def _block_events(
    nodes: list[Node],
    values: dict[str, Any],
    overrides: dict[str, Any],
    executor: NodeExecutor,
    adapter: LifecycleAdapterSet,
    run_id: str,
    earlier: Mapping[tuple[str, str], Any],
) -> Iterator[Event]:
    names = [node.name for node in nodes if not node.user_defined and node.name not in overrides]
    strategy = GroupByRepeatableBlocks()
    state = prepare_state(nodes, names, values, overrides, adapter, strategy, run_id)
    manager = EverythingThere(executor.task_executor(), partial(_known, earlier) if earlier else None)
    watch = _TaskWatch(state, frozenset(names), earlier)
    try:
        with closing(step_through(state, manager)) as steps:
            for task, has_ended in steps:
                yield from watch.ended(task) if has_ended else watch.started(task)
    except BaseException as raised:
        error = _as_raised(raised)
        blamed = watch.blamed(error)
        if not blamed:
            raise
        yield from watch.failed(blamed, error)
        return
    yield from watch.rest()


def _known(earlier: Mapping[tuple[str, str], Any], task: TaskImplementation) -> dict[str, Any] | None:
    """Return what an earlier run has of a task; nothing unless it has every value that the task is to give."""
    branch = branch_of(task.task_id)
    own = [node.name for node in task.nodes if is_expander(node)]
    wanted = [name for name in (*own, *task.outputs_to_compute) if name not in task.overrides]
    if not wanted or any((name, branch) not in earlier for name in wanted):
        return None
    return {**{name: earlier[name, branch] for name in wanted}, **task.overrides}


def _as_raised(error: BaseException) -> BaseException:
    """Return what a node raised: where a generator reads its result, another error stands for `StopIteration`."""
    if isinstance(error, BrokenExecutor):
        return ProcessLost([])
    cause = error.__cause__
    is_replaced = isinstance(error, RuntimeError) and isinstance(cause, StopIteration) and hasattr(cause, NODE)
    return cause if is_replaced and cause is not None else error


class _TaskWatch:
    """Turns what happens to tasks into what happens to nodes."""

    def __init__(self, state: ExecutionState, names: frozenset[str], earlier: Mapping[tuple[str, str], Any]) -> None:
        self._earlier = earlier
        self._state = state
        self._names = names
        self._since: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._done: set[str] = set()
        self._last_task: TaskImplementation | None = None

    def started(self, task: TaskImplementation) -> Iterator[Event]:
        for node in task.nodes:
            if node.name in self._names and node.name not in self._since:
                self._since[node.name] = time.perf_counter()
                yield NodeStarted(node.name)

    def ended(self, task: TaskImplementation) -> Iterator[Event]:
        self._last_task = task
        now = time.perf_counter()
        for node in task.nodes:
            self._last[node.name] = now
        has_failed = self._state.task_states[task.task_id].value == "failed"
        if not has_failed:
            yield from self._in_branches(task)
        if task.spawning_task_id is None and not has_failed:
            for node in task.nodes:
                yield from self._finish(node.name)

    def _in_branches(self, task: TaskImplementation) -> Iterator[Event]:
        """Tell what a task gave, if it is one of a branch, or made the branches."""
        is_earlier = bool(self._earlier) and _known(self._earlier, task) is not None
        is_inside = task.spawning_task_id is not None
        for node in task.nodes:
            name = node.name
            if name in self._names and (is_inside or is_expander(node)):
                cache = self._state.result_cache
                found = cache.read([name], task.group_id, task.spawning_task_id, optional=True)
                if name in found:
                    yield BranchFinished(name, task.task_id, found[name], is_earlier)

    def _finish(self, name: str) -> Iterator[Event]:
        if name in self._names and name not in self._done:
            self._done.add(name)
            seconds = self._last.get(name, 0.0) - self._since.get(name, 0.0)
            yield NodeFinished(name, self._state.read_output(name), max(seconds, 0.0))

    def rest(self) -> Iterator[Event]:
        """Yield the events of nodes inside blocks; without any branch a node returned the empty list."""
        for name in self._names_in_order():
            yield from self._finish(name) if name in self._since else self._without_branches(name)

    def _without_branches(self, name: str) -> Iterator[Event]:
        self._since[name] = self._last[name] = time.perf_counter()
        yield NodeStarted(name)
        yield from self._finish(name)

    def _over(self) -> set[str]:
        """Return the nodes that ended, and those before them: what is in blocks ended in every branch, if any."""
        over = set(self._done)
        for node in reversed(self._state.links.scopes.ordered):
            if node.name in over:
                over.update(node.input_types)
        return over

    def blamed(self, error: BaseException) -> str:
        """Return the node that failed; empty where it was none: a pool did not start, a task could not be sent, the
        events are not wanted any more.
        """
        blamed = getattr(error, NODE, None)
        if blamed is None and isinstance(error, Exception) and (task := self._last_task) is not None:
            has_failed = self._state.task_states[task.task_id].value == "failed"
            blamed = task.nodes[-1].name if has_failed else None
        return blamed if blamed in self._names else ""

    def failed(self, blamed: str, error: BaseException) -> Iterator[Event]:
        """Tell of the node that failed, of those that ended before, and of those that need it.

        Nothing is said of other nodes: they had begun in some branch and were broken off, or nobody came to them.
        """
        seconds = time.perf_counter() - self._since.get(blamed, time.perf_counter())
        yield NodeFailed(blamed, error, seconds)
        needs, over = {blamed}, self._over()
        for node in self._state.links.scopes.ordered:
            name = node.name
            if name != blamed and not needs.isdisjoint(node.input_types):
                needs.add(name)
            if name not in self._names or name in self._done or name == blamed:
                continue
            if name in needs:
                yield NodeSkipped(name, blamed)
                continue
            if name not in self._since:
                yield from self._without_branches(name) if name in over else ()
                continue
            with contextlib.suppress(KeyError, ShippingError):  # it has not ended in every branch
                yield from self._finish(name)

    def _names_in_order(self) -> list[str]:
        return [node.name for node in self._state.links.scopes.ordered if node.name in self._names]
