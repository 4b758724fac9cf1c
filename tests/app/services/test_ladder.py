"""The ladder that stops running code, rung by rung, with a stand-in for the process."""

from __future__ import annotations

from typing import Any

import pytest
from dagscope_app.services.ladder import Ladder
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot


class FakeChild:
    """Keeps what was done to it."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.has_unread = False

    def signal(self, what: str) -> bool:
        self.did.append(what)
        return True

    def expect_end(self, cause: str) -> None: ...

    def kill(self, cause: str) -> None:
        self.did.append(f"kill {cause}")


@pytest.fixture
def child() -> FakeChild:
    return FakeChild()


@pytest.fixture
def ladder(child: FakeChild, qtbot: QtBot) -> Ladder:
    parent = QObject()
    ladder: Any = Ladder(lambda: child, parent)  # type: ignore[arg-type, return-value]
    ladder.kept = parent
    ladder._timer.setInterval(10_000_000)  # its time comes when a test says so
    return ladder


def test_it_asks_then_insists_then_kills(ladder: Ladder, child: FakeChild) -> None:
    ladder.escalate()
    ladder._on_timeout()
    ladder._on_timeout()
    assert ["interrupt", "terminate", "kill killed-by-user"] == child.did


def test_a_process_whose_words_are_not_read_yet_is_given_one_more_step(ladder: Ladder, child: FakeChild) -> None:
    ladder.escalate()
    child.has_unread = True
    ladder._on_timeout()
    assert ["interrupt"] == child.did, "it may have said that it has stopped"
    ladder._on_timeout()
    assert ["interrupt", "terminate"] == child.did, "a flood of output is no excuse"


def test_who_asks_again_does_not_wait(ladder: Ladder, child: FakeChild) -> None:
    child.has_unread = True
    ladder.escalate()
    ladder.escalate()
    ladder.escalate()
    assert ["interrupt", "terminate", "kill killed-by-user"] == child.did


def test_nothing_more_is_done_to_code_that_has_stopped(ladder: Ladder, child: FakeChild) -> None:
    ladder.escalate()
    ladder.come_down()
    ladder._on_timeout()
    assert ["interrupt"] == child.did
