"""Processes that stay as holders of values: what they answer, how many stay, what their end means. With real processes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from dagscope.protocol.messages import AskValue, Build, Command, CompareValues, ErrorAnswer, Execute, Open, RunFinished
from dagscope.protocol.values import LookAsk
from dagscope.records import ValueRef
from dagscope.scenario import ModuleChoice, Scenario
from dagscope_app.services import earlier_workers
from dagscope_app.services.worker_process import APART, WorkerProcess
from pytestqt.qtbot import QtBot

LIMIT_MS = 20_000
SCENARIO = Scenario("s", modules=(ModuleChoice("flow"),))


class Desk:
    """A worker process, asked and waited for."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.worker = WorkerProcess(keeps_spare=False)

    def start(self, text: str) -> int:
        """Load the code into a fresh worker."""
        (self.folder / "flow.py").write_text(text)
        with self.qtbot.waitSignal(self.worker.said_hello, timeout=LIMIT_MS):
            generation = self.worker.start(sys.executable)
        self.ask(Open(str(self.folder)))
        self.ask(Build("main", SCENARIO))
        return generation

    def ask(self, command: Command) -> Any:
        """Return the last answer to a command."""
        found: list[Any] = []
        self.worker.request(command, lambda message: found.append(message.body))
        more = ("GraphBegin", "GraphPage", "RunStarted", "Batch", "Result", "Output")
        self.qtbot.waitUntil(lambda: bool(found) and type(found[-1]).__name__ not in more, timeout=LIMIT_MS)
        return found[-1]

    def run(self, name: str) -> None:
        done: list[Any] = []
        self.worker.told.connect(lambda message: done.append(message.body))
        self.worker.request(Execute("main", name, ("a",)), lambda message: done.append(message.body))
        self.qtbot.waitUntil(lambda: any(isinstance(item, RunFinished) for item in done), timeout=LIMIT_MS)

    def look(self, run: str) -> str:
        answer = self.ask(AskValue("main", run, "a", LookAsk()))
        return str(answer.message if isinstance(answer, ErrorAnswer) else answer.answer.preview.as_text())


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Any:
    desk = Desk(qtbot, tmp_path)
    yield desk
    with qtbot.waitSignal(desk.worker.stopped, timeout=LIMIT_MS):
        desk.worker.stop()


def test_a_value_is_read_from_the_process_it_was_made_in(desk: Desk) -> None:
    first = desk.start("def a() -> int:\n    return 11\n")
    desk.run(f"{first}-1")
    second = desk.start("def a() -> int:\n    return 22\n")
    assert (first,) == desk.worker.holders and desk.worker.held_memory >= 0
    desk.run(f"{second}-2")
    assert ("11", "22") == (desk.look(f"{first}-1"), desk.look(f"{second}-2"))
    both = CompareValues(ValueRef("main", f"{first}-1", "a"), ValueRef("main", f"{second}-2", "a"))
    assert ErrorAnswer(APART) == desk.ask(both)


def test_a_process_without_values_is_not_kept_and_no_more_than_two_are(desk: Desk) -> None:
    generations = []
    for number in range(3):
        generations.append(desk.start(f"def a() -> int:\n    return {number}\n"))
        desk.run(f"{generations[-1]}-{number}")
        desk.start("def a() -> int:\n    return 0\n")  # nothing is run with it
    assert tuple(generations[-2:]) == desk.worker.holders
    desk.worker.forget_values()
    assert () == desk.worker.holders


def test_what_takes_too_much_memory_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier_workers, "memory_of", lambda pid: 2_000)
    monkeypatch.setattr(earlier_workers, "memory_limit", lambda: 1_000.0)
    desk.run(f"{desk.start('def a() -> int:  return 1')}-1")
    desk.start("def a() -> int:\n    return 2\n")
    assert () == desk.worker.holders
