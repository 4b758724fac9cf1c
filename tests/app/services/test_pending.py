"""Who waits for which answer, and for how long."""

from __future__ import annotations

import pytest
from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Ping, RunFinished, Saved, Shutdown
from dagscope_app.services import pending
from dagscope_app.services.pending import Pending


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(pending.time, "monotonic", lambda: now[0])
    return now


def test_an_answer_is_late_after_two_seconds_until_it_has_come(clock: list[float]) -> None:
    waiting = Pending()
    number = waiting.expect(Shutdown(), lambda message: None)
    waiting.expect(Ping(), None)  # nobody waits for that
    assert (False, None) == waiting.late()
    clock[0] += 2.0
    assert (True, None) == waiting.late()
    waiting.deliver(Message(Saved("x"), number))
    assert (False, None) == waiting.late()


def test_a_run_is_not_late_however_long_it_takes(clock: list[float]) -> None:
    from dagscope.protocol.messages import Execute

    waiting = Pending()
    waiting.expect(Execute("main", "r", ("a",)), lambda message: None)
    clock[0] += 60.0
    assert (False, None) == waiting.late()
    waiting.deliver(Message(RunFinished("r", "ok", 1.0, None, ""), 0))
    assert not waiting.has_runs


def test_after_the_process_nothing_is_late(clock: list[float]) -> None:
    waiting = Pending()
    waiting.expect(Shutdown(), lambda message: None)
    clock[0] += 2.0
    waiting.clear()
    assert (False, None) == waiting.late()
