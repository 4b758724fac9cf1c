"""Who waits for which answer, and for how long."""

from __future__ import annotations

import pytest
from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import ErrorAnswer, Execute, Ping, RunFinished, Saved, Shutdown
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


def test_a_run_whose_end_could_not_be_sent_is_over() -> None:
    waiting, told = Pending(), list[object]()
    number = waiting.expect(Execute("main", "r", ("a",)), lambda message: told.append(message.body))
    waiting.deliver(Message(ErrorAnswer("an answer was too large to send"), number))
    assert [ErrorAnswer("an answer was too large to send")] == told
    assert not waiting.has_runs


def test_what_was_asked_of_a_process_that_stays_is_still_answered() -> None:
    waiting, told = Pending(), list[str]()
    stays, goes = object(), object()
    numbers = {}
    for name, child in (("stays", stays), ("goes", goes), ("a build", None)):
        numbers[name] = waiting.expect(Ping(), lambda message, name=name: told.append(name))  # type: ignore[misc]
        if child is not None:
            waiting.expect_of(numbers[name], child)  # type: ignore[arg-type]
    waiting.start_over(lambda child: child is stays)
    for number in numbers.values():
        waiting.deliver_of_earlier(Message(Saved("x"), number))
    assert ["stays"] == told


def test_whoever_waits_for_a_process_that_ended_hears_of_it() -> None:
    waiting, told = Pending(), list[object]()
    child = object()
    waiting.expect_of(waiting.expect(Ping(), lambda message: told.append(message.body)), child)  # type: ignore[arg-type]
    waiting.refuse_of(child, "it ended")  # type: ignore[arg-type]
    assert [ErrorAnswer("it ended")] == told
    assert (False, None) == waiting.late()
