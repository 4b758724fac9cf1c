"""Runs independent nodes of any graph at the same time. Must not know where: that is the node executor's business."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from dagscope.execution.graph_functions import execute_lifecycle_for_node, log_failure
from dagscope.execution.node_executors import NodeExecutor
from dagscope.execution.pools import LeavablePool, ProcessLost, end_pool
from dagscope.execution.scopes import is_optional, order_nodes
from dagscope.execution.shipping import ShippingError, project_modules
from dagscope.execution.traced import Traced
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node
from dagscope.system import hearing

if TYPE_CHECKING:
    from types import ModuleType

# Points that are called around a node's function: with one of them values are brought here for it.
_NODE_HOOKS = ("pre_node_execute", "post_node_execute")
_NODE_METHODS = ("do_node_execute", "do_remote_execute")


@dataclass(frozen=True, slots=True)
class Started:
    """A node has been handed to the executor."""

    node: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A node has its value. `handle.result()` gives it; until then it stays where it was made."""

    node: str
    handle: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A node's function raised."""

    node: str
    error: BaseException
    seconds: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """A node cannot run because another one failed."""

    node: str
    because: str


Event = Started | Finished | Failed | Skipped
_Ended = tuple[str, Any, float]  # name, handle, when


@dataclass
class ParallelRun:
    """One run of a graph on a node executor.

    Args:
        nodes: What runs: the nodes upstream of what is asked for.
        given: Values of inputs, configuration and overrides, by name.
        keep: Names whose values are asked for; others are let go when their last reader has run.
        executor: Where nodes run; it must have been started.
        adapter: The adapters to call around nodes.
        run_id: The run's id.
        is_traced: Whether other processes report what nodes write there and how long they take.
    """

    nodes: list[Node]
    given: dict[str, Any]
    keep: frozenset[str]
    executor: NodeExecutor
    adapter: LifecycleAdapterSet
    run_id: str
    is_traced: bool = False
    handles: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._order = [
            node for node in order_nodes(self.nodes) if node.name not in self.given and not node.user_defined
        ]
        self._by_name = {node.name: node for node in self._order}
        self._readers: dict[str, list[str]] = {name: [] for name in self._by_name}
        self._missing: dict[str, int] = {}
        for node in self._order:
            read = [name for name in node.input_types if name in self._by_name]
            self._missing[node.name] = len(read)
            for name in read:
                self._readers[name].append(node.name)
        self._unread = {name: len(readers) for name, readers in self._readers.items()}
        self._done: queue.SimpleQueue[_Ended] = queue.SimpleQueue()
        self._running: dict[str, Any] = {}
        self._ready: deque[str] = deque()
        self._since: dict[str, float] = {}
        self._held: dict[str, _Ended] = {}
        self._called_there: list[Any] = []
        self._dropped: dict[str, str] = {}
        self._lost: ProcessLost | None = None
        self.is_watched = any(self.adapter.does_hook(name, is_async=False) for name in _NODE_HOOKS) or any(
            self.adapter.does_method(name, is_async=False) for name in _NODE_METHODS
        )
        self._modules: list[ModuleType] = []
        if not self.executor.is_local:
            functions = [node.callable for node in self._order]
            functions += [fn for node in self._order for fn in node.originating_functions or ()]
            self._modules = project_modules(functions)

    def events(self, stop_on_error: bool = True) -> Generator[Event, None, None]:
        """Run, telling each step. Closing the iterator gives up what has not ended.

        Args:
            stop_on_error: Whether nothing new is started once a node failed; else what does not depend on it goes on.
        """
        ready = [name for name, count in self._missing.items() if count == 0]
        try:
            self._ready.extend(ready)
            yield from self._submit_ready()
            while self._running:
                for name, handle, ended in self._in_order(hearing.next_of(self._done)):
                    event = self._outcome(name, handle, ended)
                    yield event
                    if isinstance(event, Finished):
                        self._ready.extend(self._after(name))
                    elif isinstance(event, Failed):
                        if stop_on_error:
                            return
                        yield from self._skip(name)
                    yield from self._submit_ready()
        finally:
            self._give_up()

    def _submit_ready(self) -> Iterator[Event]:
        """Submit what can run and has room; on an executor that passes handles at once all that follows."""
        with self.executor.gathering():
            started = list(self._submitted())
        for name in started:  # reported afterwards: whoever listens slowly does not keep workers idle
            yield Started(name)

    def _submitted(self) -> Iterator[str]:
        limit = self.executor.max_in_flight
        while self._ready and (limit is None or len(self._running) < limit):
            name = self._ready.popleft()
            if name in self._dropped:
                continue
            handle = self._submit(self._by_name[name])
            self.handles[name] = handle
            self._running[name] = handle
            handle.add_done_callback(partial(self._tell, name))
            yield name
            if self._passes_handles:
                self._ready.extend(self._count_readers(name))

    def _in_order(self, ended: _Ended) -> Iterator[_Ended]:
        """Hold back what has ended until what it reads has: a cluster tells of them in any order.

        Then the first failure reported is the node that raised, not one that waited for it.
        """
        self._held[ended[0]] = ended
        names = [ended[0]]
        for name in names:  # grows while it is read
            node = self._by_name[name]
            if name not in self._held or any(read in self._running for read in node.input_types):
                continue
            self._running.pop(name, None)
            yield self._held.pop(name)
            names += self._readers[name]

    @property
    def _passes_handles(self) -> bool:
        return self.executor.passes_handles and not self.is_watched

    @property
    def _hands_on(self) -> bool:
        return self._passes_handles or (self.executor.reads_handles and not self.is_watched)

    def _tell(self, name: str, handle: Any) -> None:
        self._done.put((name, handle, time.perf_counter()))

    def _count_readers(self, name: str) -> list[str]:
        ready = []
        for reader in self._readers[name]:
            self._missing[reader] -= 1
            if self._missing[reader] == 0:
                ready.append(reader)
        return ready

    def _after(self, name: str) -> list[str]:
        ready = [] if self._passes_handles else self._count_readers(name)
        for read in self._by_name[name].input_types:
            if read in self._unread:
                self._unread[read] -= 1
                self._let_go(read)
        self._let_go(name)
        return ready

    def _let_go(self, name: str) -> None:
        if self._unread[name] == 0 and name not in self.keep and name not in self._running:
            self.handles.pop(name, None)

    def _outcome(self, name: str, handle: Any, ended: float) -> Event:
        seconds = ended - self._since.pop(name, ended)
        if name in self._dropped:
            self.handles.pop(name, None)
            return Skipped(name, self._dropped[name])
        if handle.cancelled():
            return Failed(name, RuntimeError(f"Node {name} was cancelled."), seconds)
        error = handle.exception()
        if isinstance(error, BrokenExecutor):
            error = self._lost = self._lost or ProcessLost([name, *self._running])
        if error is not None:
            self.handles.pop(name, None)
            if not self.is_watched:  # else the node was run with its hooks, which logs it
                log_failure(self._by_name[name], self._shown_inputs(name), error)
            return Failed(name, error, seconds)
        return Finished(name, handle, seconds)

    def _skip(self, failed: str) -> Iterator[Event]:
        stack = [(reader, failed) for reader in self._readers[failed]]
        for name, because in stack:  # grows while it is read
            if name in self._dropped:
                continue
            self._dropped[name] = because
            if name not in self._running:
                yield Skipped(name, because)
            stack += [(reader, because) for reader in self._readers[name]]

    def _give_up(self) -> None:
        running = list(self._running.values())
        self._running.clear()
        if self.is_watched:
            for handle in running:
                handle.cancel()
            running = list(self._called_there)
        if running:
            self.executor.cancel(running)

    def values(self, names: list[str]) -> list[Any]:
        """Return the values of nodes that have run."""
        handles = [self.handles[name] for name in names]
        if self.is_watched:
            return [hearing.result_of(handle) for handle in handles]
        return self.executor.fetch(handles)

    def _kwargs(self, node: Node) -> dict[str, Any]:
        kwargs: dict[str, Any] = {}
        for name in node.input_types:
            if name in self.handles:
                handle = self.handles[name]
                kwargs[name] = handle if self._hands_on else hearing.result_of(handle)
            elif name in self.given:
                kwargs[name] = self.given[name]
            elif not is_optional(node, name):
                raise KeyError(f"Key {name} not found in cache")
        return kwargs

    def _shown_inputs(self, name: str) -> dict[str, Any]:
        kwargs = self._kwargs(self._by_name[name])
        return {key: _shown(each) if isinstance(each, Future) else each for key, each in kwargs.items()}

    def _submit(self, node: Node) -> Any:
        kwargs = self._kwargs(node)
        if self.is_watched:
            return self._submit_watched(node, kwargs)
        function: Callable[..., Any] = node.callable
        if self.executor.is_local:
            function = partial(self._timed, node)
        else:
            self._since[node.name] = time.perf_counter()
            function = self._traced(node)
        return self.executor.submit(node.name, self.run_id, function, kwargs, self._modules)

    def _traced(self, node: Node) -> Callable[..., Any]:
        function: Callable[..., Any] = node.callable
        return Traced(self.run_id, node.name, function, self.executor.channel()) if self.is_traced else function

    def _timed(self, node: Node, /, **kwargs: Any) -> Any:
        self._since[node.name] = time.perf_counter()
        return node.callable(**kwargs)

    def _submit_watched(self, node: Node, kwargs: dict[str, Any]) -> Any:
        """Run the hooks here, on a thread of their own, and only the function on the executor."""
        if not self.executor.is_local:
            node = node.copy_with(callabl=partial(self._call_there, node))
        self._since[node.name] = time.perf_counter()
        run = partial(execute_lifecycle_for_node, node, self.adapter, self.run_id, None)
        return self._watchers.submit(run, **kwargs)

    def _call_there(self, node: Node, /, **kwargs: Any) -> Any:
        function = self._traced(node)
        handle = self.executor.submit(node.name, self.run_id, function, kwargs, self._modules)
        self._called_there.append(handle)
        try:
            return self.executor.fetch([handle])[0]
        finally:
            self._called_there.remove(handle)

    @property
    def _watchers(self) -> Any:
        if not hasattr(self, "_watching_pool"):
            workers = getattr(self.executor, "max_workers", 32)
            self._watching_pool = LeavablePool(workers, "dagscope-hooks")
        return self._watching_pool

    def close(self) -> None:
        """Let go of the threads that ran hooks."""
        if hasattr(self, "_watching_pool"):
            end_pool(self._watching_pool)

    def leave(self) -> None:
        """Let go of them without waiting: the run was broken off."""
        if hasattr(self, "_watching_pool"):
            self._watching_pool.leave()


def _shown(handle: Any) -> Any:
    """Return a value for a message: what cannot be read here is said so."""
    try:
        return hearing.result_of(handle)
    except ShippingError as error:
        return error
