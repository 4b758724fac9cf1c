"""One run of a plan, node by node, with its events. It must not raise for anything that user code does.

The worker has its own loop instead of the driver's because here every exit is an event: `sys.exit` fails a node only,
an interrupt ends the run, and values stay for the window to look at.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import os
import time
import types
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagscope.execution.node_executors import NodeExecutor
from dagscope.execution.plan import Plan
from dagscope.node import Node, NodeType
from dagscope.protocol import messages as m
from dagscope.protocol.breadcrumb import Trail
from dagscope.records import Preview, State
from dagscope.worker.capture import Capture
from dagscope.worker.fingerprints import fingerprint
from dagscope.worker.interrupts import Interrupts
from dagscope.worker.outbox import Outbox
from dagscope.worker.run_values import RunValues
from dagscope.worker.telling import Teller

if TYPE_CHECKING:
    from dagscope.worker.run_cache import RunCache


@dataclass(slots=True)
class Run:
    """The values and errors of one run, kept until they are forgotten."""

    name: str
    slot: str
    values: RunValues = field(default_factory=RunValues)
    errors: dict[str, Preview] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    executor: NodeExecutor | None = None

    def hold(self, executor: NodeExecutor) -> None:
        """Keep an executor started on which values stay."""
        if executor.passes_handles:
            executor.start()
            self.executor = executor

    def release(self) -> None:
        """Let go of the values, wherever they are."""
        self.values.clear()
        executor, self.executor = self.executor, None
        if executor is not None:
            executor.stop()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run needs of the worker."""

    outbox: Outbox
    capture: Capture
    trail: Trail
    interrupts: Interrupts
    folder: Path
    between: Callable[[], None]


class _Cancelled(Exception):
    pass


class Runner:
    """Executes one plan."""

    def __init__(self, around: Surroundings, run: Run, plan: Plan, cache: RunCache | None = None) -> None:
        self._cache = cache
        self._around = around
        self._run = run
        self._plan = plan
        self._teller = Teller(around, run, plan, cache)
        self._process = os.getpid()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._prints: dict[str, Hashable] = {}

    def is_dynamic(self) -> bool:
        """Whether the number of nodes is only known while it runs (`Parallelizable`, `Collect`)."""
        return any(step.node.node_role in (NodeType.EXPAND, NodeType.COLLECT) for step in self._plan.steps)

    def execute(self, given: dict[str, Any]) -> m.RunFinished:
        """Run everything that can run; gives how it ended."""
        run, around = self._run, self._around
        run.values.update(given)
        self._prints.update((name, print_) for name in given if (print_ := fingerprint(given[name])) is not None)
        self._teller.start()
        around.interrupts.install()
        try:
            self._steps()
        except _Cancelled:
            return self._teller.finished("cancelled", "stopped")
        finally:
            around.capture.leave()  # not after each node: the next one's `enter` does the same
            around.trail.clear()
            if self._loop is not None:
                self._loop.close()
        return self._teller.finished("ok", "")

    def _steps(self) -> None:
        lost: set[str] = set()
        for step in self._plan.steps:
            if self._around.interrupts.is_wanted:
                raise _Cancelled
            name = step.node.name
            cause = next((each for each in step.parameters if each in lost), None)
            if cause is not None:
                lost.add(name)
                self._teller.skip(name, cause)
            elif not self._node(step.node, step.parameters):
                lost.add(name)
            self._around.between()

    def _node(self, node: Node, parameters: tuple[str, ...]) -> bool:
        """Run one node; false when it failed."""
        around, run, teller, name = self._around, self._run, self._teller, node.name
        kwargs = {each: run.values[each] for each in parameters}
        around.trail.drop(run.name, name, "node")
        around.capture.enter(run.name, name)
        teller.begin_alone(name)
        started = time.perf_counter()
        failure: BaseException | None = None
        try:
            with around.interrupts.user_code():
                value = self._call(node, kwargs)
        except KeyboardInterrupt as error:
            failure = error
        except BaseException as error:  # noqa: BLE001 - sys.exit and worse fail the node, not the worker
            failure = error
        seconds = time.perf_counter() - started
        self._end_forked_child()
        self._look_for_changes(name, parameters)
        if failure is None:
            run.values[name] = value
            self._remember(name, value)
            teller.value(name, value, seconds)
            return True
        if isinstance(failure, KeyboardInterrupt) and around.interrupts.is_wanted:
            teller.tell(name, "waiting", seconds, "stopped")
            raise _Cancelled
        teller.fail(name, failure, seconds)
        return False

    def _call(self, node: Node, kwargs: dict[str, Any]) -> Any:
        if self._cache is None:
            return self._plain_call(node, kwargs)
        if inspect.iscoroutinefunction(node.callable):  # what is kept is the value, not the promise of one
            node = node.copy_with(False, callabl=functools.partial(self._awaited, node))
        return self._cache.call(node, kwargs)

    def _awaited(self, node: Node, **kwargs: Any) -> Any:
        return self._plain_call(node, kwargs)

    def _plain_call(self, node: Node, kwargs: dict[str, Any]) -> Any:
        value = node._callable(**kwargs)  # type: ignore[misc]
        if issubclass(type(value), types.CoroutineType):  # `isinstance` would ask the value for its class
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
            value = self._loop.run_until_complete(value)
        return value

    def _end_forked_child(self) -> None:
        # `os.fork()` in user code returns twice; the second time it is not for us to go on.
        if os.getpid() != self._process:
            os._exit(0)

    def _remember(self, name: str, value: Any) -> None:
        found = fingerprint(value)
        if found is not None:
            self._prints[name] = found

    def _look_for_changes(self, name: str, parameters: tuple[str, ...]) -> None:
        """Say so when a node changed what it was given: its neighbours see the change or not, by their order."""
        for each in parameters:
            before = self._prints.get(each)
            if before is None:
                continue
            after = fingerprint(self._run.values[each])
            if after is not None and after != before:
                self._prints[each] = after
                text = (
                    f"{name} changed the value of {each} in place; every node that needs {each} gets the changed one\n"
                )
                self._around.outbox.send(m.Output(self._run.name, name, "warning", text))
