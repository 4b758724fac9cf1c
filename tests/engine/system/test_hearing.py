"""A signal that comes at the worst moment, after Python's last look for one and before a wait, ends the wait."""

from __future__ import annotations

import _thread
import asyncio
import queue
import selectors
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.execution import executors
from dagscope.execution.executors import MultiThreadingExecutor
from dagscope.execution.node_executors import ThreadsExecutor
from dagscope.execution.parallel import ParallelRun
from dagscope.execution.pools import end_pool
from dagscope.execution.task_futures import TaskFutureWrappingPythonFuture
from dagscope.execution.task_run import _fetched
from dagscope.htypes import Collect, Parallelizable
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.node import Node
from dagscope.plugins.h_threadpool import FutureAdapter
from dagscope.protocol import messages as m
from dagscope.session.interrupts import Interrupts
from dagscope.system import hearing
from dagscope.worker import questions
from dagscope.worker.main import Worker


class DeafWait:
    """Waits as the system does: a signal that came just before is heard when the time is up, without one never."""

    def __init__(self) -> None:
        self.waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None, "it sleeps for ever, with the signal pending"
        self.waits += 1
        if self.waits == 2:
            _thread.interrupt_main()
        assert self.waits < 4, "the signal was not heard"
        return False

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        self.wait(timeout)
        raise queue.Empty

    def set(self) -> None: ...

    def clear(self) -> None: ...


@pytest.fixture
def deaf_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "threading", SimpleNamespace(Event=DeafWait))


def _endless(future: Future[Any]) -> Iterator[Callable[[], object]]:
    yield lambda: hearing.result_of(future)
    yield lambda: TaskFutureWrappingPythonFuture(future).get_result()
    yield lambda: ThreadsExecutor(1).fetch([future])
    yield lambda: _fetched(future)
    yield lambda: FutureAdapter().build_result(a=future)


@pytest.mark.parametrize("number", range(5))
def test_waiting_for_a_future_hears(number: int, deaf_events: None) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(_endless(Future()))[number]()


def test_a_queue_hears() -> None:
    with pytest.raises(KeyboardInterrupt):
        hearing.next_of(DeafWait())


def test_a_question_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = SimpleNamespace(send=lambda *_, **__: None)
    asked = questions.Questions(outbox, SimpleNamespace(here=lambda: ("run", "node")), bool)  # type: ignore[arg-type]
    monkeypatch.setattr(questions, "queue", SimpleNamespace(SimpleQueue=DeafWait))
    with pytest.raises(KeyboardInterrupt):
        asked.ask("?")


def test_a_run_that_is_held_hears() -> None:
    interrupts, sent = Interrupts(), list[Any]()
    worker: Any = SimpleNamespace(
        answers=SimpleNamespace(runs=SimpleNamespace(stops=SimpleNamespace(is_held=True))),
        interrupts=interrupts,
        outbox=SimpleNamespace(send=lambda event, **_: sent.append(type(event))),
        _queue=DeafWait(),
    )
    before = signal.signal(signal.SIGINT, interrupts._on_signal)
    try:
        Worker._hold(worker, "run", "node", "before")
    finally:
        signal.signal(signal.SIGINT, before)

    assert interrupts.is_wanted
    assert sent == [m.Paused, m.Resumed]


def test_a_run_of_nodes_on_threads_hears() -> None:
    executor = ThreadsExecutor(1)
    executor.start()
    run = ParallelRun(
        [Node("slow", int, callabl=lambda: 1)], {}, frozenset(["slow"]), executor, LifecycleAdapterSet(), "run"
    )
    run._done = DeafWait()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        list(run.events())
    executor.leave()


def test_a_run_of_branches_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    has_ended = threading.Event()

    def item() -> Parallelizable[int]:
        yield from range(2)

    def slow(item: int) -> int:
        has_ended.wait(300)
        return item

    def total(slow: Collect[int]) -> int:
        return sum(slow)

    monkeypatch.setattr(executors, "threading", SimpleNamespace(Event=DeafWait))
    dr = (
        driver.Builder()
        .with_modules(ad_hoc_utils.create_temporary_module(item, slow, total))
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(MultiThreadingExecutor(2))
        .build()
    )
    with pytest.raises(KeyboardInterrupt):
        dr.execute(["total"])
    has_ended.set()


def test_a_pool_that_is_waited_for_is_left_when_a_signal_comes() -> None:
    class Pool(ThreadsExecutor):
        """What of a pool is asked for."""

        calls: list[bool] = []
        is_left = threading.Event()

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            self.calls.append(wait)
            if wait:
                _thread.interrupt_main()
                self.is_left.wait(300)
            self.is_left.set()

    with pytest.raises(KeyboardInterrupt):
        end_pool(Pool())  # type: ignore[arg-type]
    assert Pool.calls == [True, False]


def test_an_event_loop_hears() -> None:
    class Deaf(selectors.DefaultSelector):
        waits = 0

        def select(self, timeout: float | None = None) -> Any:
            assert timeout is not None and timeout <= hearing.HEARING_S, "it sleeps for ever, with the signal pending"
            Deaf.waits += 1
            if Deaf.waits == 4:
                raise KeyboardInterrupt
            return super().select(timeout)

    async def endless() -> None:
        await asyncio.get_running_loop().create_future()

    loop = asyncio.SelectorEventLoop(Deaf())
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(hearing.awaited(endless()))
    for task in asyncio.all_tasks(loop):
        task.cancel()
    Deaf.waits = -1000
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def test_what_has_ended_is_not_waited_for(deaf_events: None) -> None:
    done: Future[int] = Future()
    done.set_result(3)
    failed: Future[int] = Future()
    failed.set_exception(TimeoutError("its own"))

    assert hearing.result_of(done) == 3
    with pytest.raises(TimeoutError, match="its own"):
        hearing.result_of(failed)


def test_a_future_that_fails_with_a_timeout_is_not_taken_for_a_wait_that_goes_on() -> None:
    future: Future[int] = Future()
    threading.Thread(target=future.set_exception, args=(TimeoutError("its own"),)).start()
    with pytest.raises(TimeoutError, match="its own"):
        hearing.result_of(future)


def test_a_thread_is_waited_for_to_its_end() -> None:
    ended: list[int] = []
    thread = threading.Thread(target=lambda: ended.append(1))
    thread.start()
    hearing.join(thread)
    assert ended == [1]
