"""The window held up, a process that reads nothing, mistakes of our own at every event. Real processes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from dagscope.protocol.messages import Evaluate
from dagscope.scenario import ValueSpec
from dagscope_app.application import install_excepthook
from pytestqt.qtbot import QtBot

from tests.app.window.conftest import Desk, started
from tests.engine.worker.client import gate

FLOOD = """
def flood() -> int:
    for number in range(50_000):
        print(number, "x" * 60)
    GATE
    return 50_000
"""


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with started(qtbot, tmp_path) as desk:
        open_flow(desk, FLOOD.replace("GATE", "pass"))
        yield desk


def open_flow(desk: Desk, text: str) -> None:
    folder = desk.scratch / "flow"
    folder.mkdir(exist_ok=True)
    (folder / "flow.py").write_text(text)
    desk.open(folder)


def test_f43_a_window_that_is_held_up_reads_everything_afterwards(qtbot: QtBot, tmp_path: Path) -> None:
    is_there, wait = gate(tmp_path)
    with started(qtbot, tmp_path) as desk:
        open_flow(desk, FLOOD.replace("GATE", is_there))
        before = psutil.Process().memory_info().rss
        desk.controllers.run.run(("flood",))
        desk.wait(lambda: desk.state.active_run and desk.state.active_run.status == "running")
        wait()  # nothing is read until the node has printed everything: its process fills the pipe and waits
        desk.wait_run()

        assert "ok" == desk.state.runs[-1].status
        assert "49999" in "".join(line.text for line in desk.state.log)
        assert psutil.Process().memory_info().rss - before < 100_000_000


def test_f44_writing_to_a_stopped_process_does_not_wait(desk: Desk) -> None:
    pid = desk.state.worker.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(16):
            desk.application.processes.worker.request(Evaluate("main", "x", ValueSpec("literal", "x" * 500_000)))
    finally:
        os.kill(pid, signal.SIGCONT)
    desk.run("flood")

    assert "ok" == desk.state.runs[-1].status


def test_f49_an_exception_of_ours_is_said_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_excepthook(desk.application)
    for _ in range(100):
        try:
            raise ValueError("of ours")
        except ValueError as error:
            sys.excepthook(ValueError, error, error.__traceback__)
    said = desk.state.banner
    assert said is not None and "Something went wrong in Dagscope itself (ValueError: of ours)" in said.text
    desk.controllers.frame.put_message_away()
    try:
        raise ValueError("of ours")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    assert desk.state.banner is None
    assert 2 > capsys.readouterr().err.count("Traceback")

    desk.run("flood")
    assert "ok" == desk.state.runs[-1].status
