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
from dagscope.preview import preview_of, preview_of_error, summary_of
from dagscope.preview.budget import cut, type_name
from dagscope.records import Preview, State, StateRow
from dagscope.worker import messages as m
from dagscope.worker.breadcrumb import Trail
from dagscope.worker.capture import Capture
from dagscope.worker.fingerprints import fingerprint
from dagscope.worker.interrupts import Interrupts
from dagscope.worker.outbox import Outbox
from dagscope.worker.run_values import RunValues

if TYPE_CHECKING:
    from dagscope.worker.run_cache import RunCache

EAGER_RESULTS = 500
# Of very many final variables only the last are shown at once; a window that opens tabs for them would drop the others.
SHOWN_FINALS = 100


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

    def note(
        self, name: str, state: State, seconds: float, summary: str, kind: str, begun: float
    ) -> StateRow:
        """Remember a node's state; gives the row that tells it, `begun` in seconds from the run's start."""
        self.states[name] = state
        self.seconds[name] = seconds
        return StateRow(name, state, seconds, cut(summary, 200), cut(kind, 200), begun)

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
        self._process = os.getpid()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._finals = frozenset(plan.final_vars[-SHOWN_FINALS:])
        self._is_eager = len(plan.steps) <= EAGER_RESULTS
        self._prints: dict[str, Hashable] = {}
        self._started = 0.0
        self._begun = 0.0

    def is_dynamic(self) -> bool:
        """Whether the number of nodes is only known while it runs (`Parallelizable`, `Collect`)."""
        return any(step.node.node_role in (NodeType.EXPAND, NodeType.COLLECT) for step in self._plan.steps)

    def execute(self, given: dict[str, Any]) -> m.RunFinished:
        """Run everything that can run; gives how it ended."""
        run, around = self._run, self._around
        started = self._started = time.perf_counter()
        run.values.update(given)
        self._prints.update(
            (name, print_) for name in given if (print_ := fingerprint(given[name])) is not None
        )
        around.outbox.send(m.RunStarted(run.name, run.slot, self._plan.order, len(self._plan.steps)))
        around.interrupts.install()
        status, message = "ok", ""
        try:
            self._steps()
        except _Cancelled:
            status, message = "cancelled", "stopped"
        finally:
            around.trail.clear()
            if self._loop is not None:
                self._loop.close()
        failed = [name for name, state in run.states.items() if state == "failed"]
        if failed and status == "ok":
            status, message = (
                "failed",
                f"{failed[0]} failed" + (f" and {len(failed) - 1} more" if len(failed) > 1 else ""),
            )
        error = run.errors.get(failed[0]) if failed else None
        seconds = time.perf_counter() - started
        return m.RunFinished(run.name, status, seconds, error, message)  # type: ignore[arg-type]

    def _steps(self) -> None:
        lost: set[str] = set()
        for step in self._plan.steps:
            if self._around.interrupts.is_wanted:
                raise _Cancelled
            name = step.node.name
            cause = next((each for each in step.parameters if each in lost), None)
            if cause is not None:
                lost.add(name)
                self._begun = time.perf_counter() - self._started
                self._tell(name, "skipped", 0.0, f"needs {cause}")
            elif not self._node(step.node, step.parameters):
                lost.add(name)
            self._around.between()

    def _node(self, node: Node, parameters: tuple[str, ...]) -> bool:
        """Run one node; false when it failed."""
        around, run, name = self._around, self._run, node.name
        kwargs = {each: run.values[each] for each in parameters}
        around.trail.drop(run.name, name, "node")
        around.capture.enter(run.name, name)
        self._begun = time.perf_counter() - self._started
        self._tell(name, "running")
        around.outbox.announce()
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
        around.capture.leave()
        self._look_for_changes(name, parameters)
        if failure is None:
            run.values[name] = value
            self._remember(name, value)
            self._show(name, value, seconds)
            return True
        if isinstance(failure, KeyboardInterrupt) and around.interrupts.is_wanted:
            self._tell(name, "waiting", seconds, "stopped")
            raise _Cancelled
        self._fail(name, failure, seconds)
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
                text = f"{name} changed the value of {each} in place; every node that needs {each} gets the changed one\n"
                self._around.outbox.send(m.Output(self._run.name, name, "warning", text))

    def _show(self, name: str, value: Any, seconds: float) -> None:
        around, run = self._around, self._run
        around.trail.drop(run.name, name, "preview")
        state: State = "cached" if self._cache is not None and self._cache.was_read(name) else "ok"
        if name in self._finals or self._is_eager:
            shown = preview_of(value)
            self._tell(name, state, seconds, shown.preview.summary, shown.preview.type)
            around.outbox.send(m.Result(run.name, name, shown.preview), attachment=shown.png)
        else:
            self._tell(name, state, seconds, summary_of(value), type_name(value))

    def _fail(self, name: str, error: BaseException, seconds: float) -> None:
        preview = preview_of_error(error, self._around.folder)
        self._run.errors[name] = preview
        self._tell(name, "failed", seconds, preview.summary, preview.type)
        self._around.outbox.send(m.Result(self._run.name, name, preview))

    def _tell(self, name: str, state: State, seconds: float = 0.0, summary: str = "", kind: str = "") -> None:
        row = self._run.note(name, state, seconds, summary, kind, self._begun)
        self._around.outbox.set_state(self._run.name, row)
