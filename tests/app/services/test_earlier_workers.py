"""Processes that stay as holders of values: what they answer, how many stay, what their end means.
With real processes.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from dagscope.protocol.messages import (
    AskValue,
    Build,
    Command,
    CompareValues,
    ErrorAnswer,
    Execute,
    HandedOver,
    HandOver,
    Open,
    RunFinished,
)
from dagscope.protocol.values import LookAsk
from dagscope.records import ValueRef
from dagscope.scenario import ModuleChoice, Scenario
from dagscope.strays import owner
from dagscope_app.services import earlier_workers
from dagscope_app.services.scratch import Scratch
from dagscope_app.services.worker_process import APART, ENDED, WorkerProcess
from pytestqt.qtbot import QtBot

SCENARIO = Scenario("s", modules=(ModuleChoice("flow"),))


class Desk:
    """A worker process, asked and waited for."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.worker = WorkerProcess(keeps_spare=False)

    def start(self, text: str, shown: tuple[int, ...] = ()) -> int:
        """Load the code into a fresh worker."""
        (self.folder / "flow.py").write_text(text)
        with self.qtbot.waitSignal(self.worker.said_hello):
            generation = self.worker.start(sys.executable, shown)
        self.ask(Open(str(self.folder)))
        self.ask(Build("main", SCENARIO))
        return generation

    def ask(self, command: Command) -> Any:
        """Return the last answer to a command."""
        found: list[Any] = []
        self.worker.request(command, lambda message: found.append(message.body))
        more = ("GraphBegin", "GraphPage", "RunStarted", "Batch", "Result", "Output")
        self.qtbot.waitUntil(lambda: bool(found) and type(found[-1]).__name__ not in more)
        return found[-1]

    def run(self, name: str) -> None:
        self.run_nodes(Execute("main", name, ("a",)))

    def run_nodes(self, command: Execute) -> None:
        done: list[Any] = []
        self.worker.event_received.connect(lambda message: done.append(message.body))
        self.worker.request(command, lambda message: done.append(message.body))
        self.qtbot.waitUntil(lambda: any(isinstance(item, RunFinished) for item in done))

    def look(self, run: str) -> str:
        answer = self.ask(AskValue("main", run, "a", LookAsk()))
        return str(answer.message if isinstance(answer, ErrorAnswer) else answer.answer.preview.as_text())


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Any:
    desk = Desk(qtbot, tmp_path)
    yield desk
    with qtbot.waitSignal(desk.worker.stopped):
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


def test_the_memory_of_what_is_held_is_counted(desk: Desk) -> None:
    desk.run(f"{desk.start('def a() -> bytes:  return bytes(range(256)) * 800_000')}-1")
    desk.start("def a() -> int:\n    return 2\n")
    assert desk.worker.held_memory > 200_000_000


def test_what_takes_too_much_memory_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier_workers.system, "memory_of", lambda pid: 2_000)
    monkeypatch.setattr(earlier_workers, "memory_limit", lambda: 1_000.0)
    desk.run(f"{desk.start('def a() -> int:  return 1')}-1")
    desk.start("def a() -> int:\n    return 2\n")
    assert () == desk.worker.holders


def test_a_run_starts_from_values_that_an_earlier_process_hands_over(desk: Desk) -> None:
    code = "import os\ndef a() -> list:\n    return [os.getpid()]\ndef b(a: list) -> list:\n    return [*a, {}]\n"
    first = desk.start(code)
    desk.run(f"{first}-1")
    made_in = desk.look(f"{first}-1")
    second = desk.start(code.replace("{}", "0"))
    path = desk.worker.scratch_file()
    handed = desk.ask(HandOver("main", f"{first}-1", ("a",), 1, path, 0))
    assert HandedOver(("a",)) == handed
    desk.run_nodes(Execute("main", f"{second}-2", ("b",), handed=(path,)))
    assert made_in == desk.look(f"{second}-2"), "the value of the first process"
    assert not Path(path).exists()


def test_an_earlier_process_that_ends_is_an_answer(desk: Desk) -> None:
    first = desk.start("def a() -> int:\n    return 1\n")
    desk.run(f"{first}-1")
    desk.start("def a() -> int:\n    return 2\n")
    found: list[Any] = []
    held = desk.worker._earlier.of(first)
    assert held is not None
    os.killpg(held.pid, signal.SIGSTOP)
    command = HandOver("main", f"{first}-1", ("a",), 1, desk.worker.scratch_file(), 0)
    desk.worker.request(command, lambda message: found.append(message.body))
    held.kill("clean")
    desk.qtbot.waitUntil(lambda: bool(found))
    assert [ErrorAnswer(ENDED)] == found


def test_processes_whose_values_are_shown_stay_before_others(desk: Desk) -> None:
    generations = []
    for number in range(3):
        generations.append(desk.start(f"def a() -> int:\n    return {number}\n", tuple(generations[:1])))
        desk.run(f"{generations[-1]}-{number}")
    desk.start("def a() -> int:\n    return 9\n", tuple(generations[:1]))
    assert (generations[0], generations[2]) == desk.worker.holders


def test_the_scratch_of_a_window_that_was_killed_goes(tmp_path: Path) -> None:
    left = tmp_path / f"dagscope-values-{owner().partition('-')[0]}-999999999-abc"
    other = tmp_path / "dagscope-values-notes"
    left.mkdir()
    other.mkdir()
    os.utime(left, (1, 1))
    scratch = Scratch(str(tmp_path))
    mine = Path(scratch.new_file())
    assert not left.exists() and other.exists() and mine.parent.is_dir() and not mine.exists()
    assert 0o700 == mine.parent.stat().st_mode & 0o777
    scratch.clear()
    assert not mine.parent.exists()
