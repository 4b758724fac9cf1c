"""A run in which several nodes are asynchronous: they wait at the same time, the others run in between.
It must not run branches.

An interrupt raises in the code of a node and while all of them wait, never in what is noted of them.
"""

from __future__ import annotations

import asyncio
import inspect
import selectors
import time
import types
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from dagscope.execution.plan import Plan, Step
from dagscope.node import Node
from dagscope.session.interrupts import Interrupts
from dagscope.session.run_reporter import Outcome
from dagscope.session.running import PlainRunner
from dagscope.system import hearing
from dagscope.system.forks import end_forked_child

_LAST_WORDS_SECONDS = 0.2


def waits_together(plan: Plan) -> bool:
    """Return whether so many nodes of a plan are asynchronous that they can wait at the same time."""
    return sum(1 for step in plan.steps if inspect.iscoroutinefunction(step.node.callable)) > 1


class TogetherRunner(PlainRunner):
    """Executes a plan whose nodes are known in this process, each node as soon as what it needs is there."""

    _lost: set[str]
    _running: set[str]
    _is_ending: bool

    def _attempt(self) -> Outcome:
        self._lost, self._running, self._is_ending = set(), set(), False
        selector = _Selector(self._context.interrupts)
        loop = self._loop = asyncio.SelectorEventLoop(selector)
        try:
            return loop.run_until_complete(self._all())
        finally:
            self._is_ending = selector.is_ending = True
            self._end_tasks(loop)

    def _end_tasks(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let what still waits hear that nobody waits for it any more."""
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks, timeout=_LAST_WORDS_SECONDS))

    async def _all(self) -> Outcome:
        tasks: dict[str, asyncio.Task[None]] = {}
        for step in self._plan.steps:
            needed = [tasks[name] for name in step.parameters if name in tasks]
            tasks[step.node.name] = asyncio.create_task(self._one(step, needed))
        await asyncio.gather(*tasks.values())
        return "ok", ""

    async def _one(self, step: Step, needed: list[asyncio.Task[None]]) -> None:
        if needed:
            await asyncio.wait(needed)
        name, stops = step.node.name, self._context.stops
        cause = next((each for each in step.parameters if each in self._lost), None)
        if cause is None and stops.is_armed:
            stops.before(name)
        if self._context.interrupts.is_wanted:
            raise KeyboardInterrupt
        if cause is not None:
            self._lost.add(name)
            self._report.skip(name, cause)
        elif not await self._ends_well(step.node, step.parameters):
            self._lost.add(name)
        if cause is None and stops.is_armed:
            stops.after(name)
        self._context.between()

    async def _ends_well(self, node: Node, parameters: tuple[str, ...]) -> bool:
        report, run, name = self._report, self._run, node.name
        kwargs = {each: run.values[each] for each in parameters}
        report.begin(name)
        self._context.reporter.flush()
        self._running.add(name)
        started = time.perf_counter()
        value: Any = None
        failure: BaseException | None = None
        try:
            value = await self._value(node, kwargs)
        except BaseException as error:  # noqa: BLE001 - sys.exit and worse fail the node, not the worker
            failure = error
        if self._is_ending and failure is not None:
            raise failure
        seconds = time.perf_counter() - started
        end_forked_child(self._process)
        self._running.discard(name)
        if not self._running:  # of several it is not known which one changed it
            self._look_for_changes(name, parameters)
        return self._ended(name, value, failure, seconds)

    async def _value(self, node: Node, kwargs: dict[str, Any]) -> Any:
        if self._cache is None:
            return await self._computed(node, kwargs)
        if inspect.iscoroutinefunction(node.callable):
            return await self._cache.call_awaited(node, kwargs, lambda: self._computed(node, kwargs))
        with self._inside(node.name):
            return self._cache.call(node, kwargs)

    async def _computed(self, node: Node, kwargs: dict[str, Any]) -> Any:
        with self._inside(node.name):
            value = node.callable(**kwargs)
        if issubclass(type(value), types.CoroutineType):  # `isinstance` would ask the value for its class
            return await _Stepped(value, lambda: self._inside(node.name))
        return value

    @contextmanager
    def _inside(self, name: str) -> Iterator[None]:
        """Give the thread to the node's code for the block: output and interrupts are its own."""
        self._context.reporter.enter(self._run.name, name)
        if self._is_ending:  # its last words, after the interrupt
            yield
            return
        with self._context.interrupts.user_code():
            yield


class _Stepped:
    """Awaits a coroutine with something around each of its steps."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], around: Callable[[], AbstractContextManager[None]]) -> None:
        self._coroutine = coroutine
        self._around = around

    def __await__(self) -> Generator[Any, Any, Any]:
        step: Callable[[Any], Any] = self._coroutine.send
        given: Any = None
        while True:
            try:
                with self._around():
                    awaited = step(given)
            except StopIteration as end:
                return end.value
            try:
                given = yield awaited
                step = self._coroutine.send
            except BaseException as error:  # noqa: BLE001 - what was awaited failed, or was cancelled: the coroutine's affair
                given, step = error, self._coroutine.throw


class _Selector(selectors.DefaultSelector):
    """Waits for what the nodes wait for; an interrupt ends the waiting."""

    def __init__(self, interrupts: Interrupts) -> None:
        super().__init__()
        self._interrupts = interrupts
        self.is_ending = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.is_ending:
            return super().select(timeout)
        timeout = hearing.HEARING_S if timeout is None else min(timeout, hearing.HEARING_S)
        with self._interrupts.user_code():
            return super().select(timeout)
