"""An interrupt deep inside calls: the collector does not look at every one of them while they end."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Iterator

import pytest
from dagscope.session.interrupts import Interrupts

DEEP = 20_000


@pytest.fixture
def interrupts() -> Iterator[Interrupts]:
    before, limit = signal.getsignal(signal.SIGINT), sys.getrecursionlimit()
    found = Interrupts()
    found.install()
    yield found
    sys.setrecursionlimit(limit)
    signal.signal(signal.SIGINT, before)


def _interrupted(depth: int, seen: list[bool]) -> None:
    if depth == 0:
        signal.raise_signal(signal.SIGINT)
    try:
        _interrupted(depth - 1, seen)
    finally:
        if not seen:
            seen.append(gc.isenabled())


@pytest.mark.skipif(sys.version_info < (3, 11), reason="older Pythons have no stack that is so deep")
@pytest.mark.parametrize(("depth", "collects"), [(DEEP, False), (20, True)])
def test_the_collector_rests_while_a_deep_stack_ends(interrupts: Interrupts, depth: int, collects: bool) -> None:
    sys.setrecursionlimit(10 * DEEP)
    seen: list[bool] = []

    with pytest.raises(KeyboardInterrupt), interrupts.user_code():
        _interrupted(depth, seen)

    assert [collects] == seen
    assert gc.isenabled()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="older Pythons have no stack that is so deep")
def test_a_collector_that_was_off_stays_off(interrupts: Interrupts) -> None:
    sys.setrecursionlimit(10 * DEEP)
    gc.disable()
    try:
        with pytest.raises(KeyboardInterrupt), interrupts.user_code():
            _interrupted(DEEP, [])
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.skipif(sys.platform == "win32", reason="signals cannot be blocked there")
def test_a_stop_that_was_blocked_does_not_end_the_next_run(interrupts: Interrupts) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    interrupts.install()

    assert not interrupts.is_wanted and signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
