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
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from dagscope.dag import Dag
from dagscope.execution.plan import Plan
from dagscope.node import Node
from dagscope.protocol import messages as m
from dagscope.session.fingerprints import fingerprint
from dagscope.session.run import Given, Run, RunContext
from dagscope.session.run_reporter import Outcome, RunReporter
from dagscope.system import hearing
from dagscope.system.forks import end_forked_child

if TYPE_CHECKING:
    from dagscope.session.run_cache import RunCache


class PlainRunner:
    """Executes a plan whose nodes are known, one after the other, in this process."""

    def __init__(self, context: RunContext, run: Run, plan: Plan, graph: Dag, cache: RunCache | None = None) -> None:
        self._cache = cache
        self._context = context
        self._run = run
        self._plan = plan
        self._config = graph.config
        self._report = RunReporter(context, run, plan, cache)
        self._process = os.getpid()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._prints: dict[str, Hashable] = {}

    def execute(self, given: Given) -> m.RunFinished:
        """Run everything that can run and return how it ended."""
        values = {**self._config, **given.inputs, **given.overrides}
        self._prints.update((name, print_) for name in values if (print_ := fingerprint(values[name])) is not None)
        try:
            return self._report.carry_out(values, self._attempt)
        finally:
            if self._loop is not None:
                self._loop.close()

    def _attempt(self) -> Outcome:
        lost: set[str] = set()
        stops = self._context.stops
        for step in self._plan.steps:
            name = step.node.name
            cause = next((each for each in step.parameters if each in lost), None)
            if cause is None and stops.is_armed:
                stops.before(name)
            if self._context.interrupts.is_wanted:
                return "cancelled", "stopped"
            if cause is not None:
                lost.add(name)
                self._report.skip(name, cause)
            elif not self._node(step.node, step.parameters):
                lost.add(name)
            if cause is None and stops.is_armed:
                stops.after(name)
            self._context.between()
        return "ok", ""

    def _node(self, node: Node, parameters: tuple[str, ...]) -> bool:
        """Run one node; false when it failed."""
        interrupts, run, report, name = self._context.interrupts, self._run, self._report, node.name
        kwargs = {each: run.values[each] for each in parameters}
        self._context.reporter.enter(run.name, name)  # no `leave` after each node: the next `enter` does the same
        report.begin_alone(name)
        started = time.perf_counter()
        value: Any = None
        failure: BaseException | None = None
        try:
            with interrupts.user_code():
                value = self._call(node, kwargs)
        except KeyboardInterrupt as error:
            failure = error
        except BaseException as error:  # noqa: BLE001 - sys.exit and worse fail the node, not the worker
            failure = error
        seconds = time.perf_counter() - started
        report.end_alone(name)
        end_forked_child(self._process)
        self._look_for_changes(name, parameters)
        return self._ended(name, value, failure, seconds)

    def _ended(self, name: str, value: Any, failure: BaseException | None, seconds: float) -> bool:
        """Keep and report what a node gave; false when it failed. The person's stop ends the run."""
        if failure is None:
            self._run.values[name] = value
            self._remember(name, value)
            self._report.value(name, value, seconds)
            return True
        if isinstance(failure, KeyboardInterrupt) and self._context.interrupts.is_wanted:
            self._report.stop(name)
            raise failure
        self._report.fail(name, failure, seconds)
        return False

    def _call(self, node: Node, kwargs: dict[str, Any]) -> Any:
        if self._cache is None:
            return self._plain_call(node, kwargs)
        if inspect.iscoroutinefunction(node.callable):  # what is kept is the value, not the promise of one
            node = node.copy_with(False, callabl=functools.partial(self._awaited, node))
        return self._cache.call(node, kwargs)

    def _awaited(self, node: Node, /, **kwargs: Any) -> Any:
        return self._plain_call(node, kwargs)

    def _plain_call(self, node: Node, kwargs: dict[str, Any]) -> Any:
        value = node.callable(**kwargs)
        if issubclass(type(value), types.CoroutineType):  # `isinstance` would ask the value for its class
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
            value = self._loop.run_until_complete(hearing.awaited(value))
        return value

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
                self._run.changed.add(each)
                text = (
                    f"{name} changed the value of {each} in place; every node that needs {each} gets the changed one\n"
                )
                self._context.reporter.warning(self._run.name, name, text)
