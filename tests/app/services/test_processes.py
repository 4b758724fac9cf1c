"""The worker and the layout process as the window drives them: spare, ladder, death, late answers, nothing left."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    AskValue,
    AskVersions,
    Build,
    Command,
    ErrorAnswer,
    Event,
    Execute,
    GraphEnd,
    Open,
    Output,
    Project,
    RunFinished,
    RunStarted,
    ValueAnswer,
    Versions,
)
from dagscope.protocol.values import LookAsk
from dagscope.scenario import ModuleChoice, Scenario
from dagscope.system.current import system
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions, LayoutRequest
from dagscope_app.model.placement import Layout
from dagscope_app.services.child import Child
from dagscope_app.services.layout_process import LayoutProcess
from dagscope_app.services.worker_process import SILENT_PINGS, WorkerProcess
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_MS

PROJECT = Path(__file__).resolve().parents[1] / "projects" / "trouble"


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rsplit(b")", 1)[1].split()[0] != b"Z"
    except OSError:
        return False


@pytest.fixture
def make_worker(qtbot: QtBot) -> Iterator[Callable[[bool], WorkerProcess]]:
    made: list[WorkerProcess] = []

    def make(keeps_spare: bool) -> WorkerProcess:
        worker = WorkerProcess(keeps_spare)
        made.append(worker)
        return worker

    yield make
    for worker in made:
        if not worker.is_empty:
            with qtbot.waitSignal(worker.stopped):
                worker.stop()


def begin(worker: WorkerProcess, qtbot: QtBot) -> None:
    with qtbot.waitSignal(worker.said_hello):
        worker.start(sys.executable)


def build(worker: WorkerProcess, qtbot: QtBot, folder: Path = PROJECT, module: str = "trouble") -> None:
    told: list[object] = []
    worker.request(Open(str(folder)), lambda message: told.append(message.body))
    qtbot.waitUntil(lambda: any(isinstance(item, Project) for item in told))
    scenario = Scenario("all", modules=(ModuleChoice(module),))
    worker.request(Build("main", scenario), lambda message: told.append(message.body))
    qtbot.waitUntil(lambda: any(isinstance(item, GraphEnd) for item in told))


def execute(worker: WorkerProcess, qtbot: QtBot, node: str) -> list[Message]:
    told: list[Message] = []
    worker.event_received.connect(told.append)
    worker.request(Execute("main", "r1", (node,)))
    qtbot.waitUntil(lambda: any(isinstance(item.body, RunStarted) for item in told))
    if node == "stubborn":  # from here on it hears nothing
        qtbot.waitUntil(lambda: any(isinstance(item.body, Output) and "deaf" in item.body.text for item in told))
    return told


def test_spare_takes_over_at_once(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dagscope_app.services.worker_process.SPARE_DELAY_MS", 0)
    worker = make_worker(True)
    begin(worker, qtbot)
    first = worker.pid
    qtbot.waitUntil(lambda: worker._spare is not None and worker._spare.hello is not None)
    spare = worker._spare.pid
    begin(worker, qtbot)

    assert spare == worker.pid
    qtbot.waitUntil(lambda: not is_running(first))
    build(worker, qtbot)


def test_interrupt_of_a_co_operative_run_keeps_the_process(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot
) -> None:
    worker = make_worker(False)
    begin(worker, qtbot)
    build(worker, qtbot)
    pid = worker.pid
    told = execute(worker, qtbot, "endless")
    worker._ladder._timer.setInterval(PATIENCE_MS)
    worker.interrupt()
    qtbot.waitUntil(lambda: any(isinstance(item.body, RunFinished) for item in told))
    worker.set_idle()

    assert "cancelled" == next(item.body.status for item in told if isinstance(item.body, RunFinished))
    assert pid == worker.pid and is_running(pid)


def test_ladder_ends_in_a_kill(make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot) -> None:
    worker = make_worker(False)
    begin(worker, qtbot)
    build(worker, qtbot)
    pid = worker.pid
    phases: list[str] = []
    worker.phase_changed.connect(phases.append)
    execute(worker, qtbot, "stubborn")
    with qtbot.waitSignal(worker.died) as death:
        worker.interrupt()

    assert ["killed-by-user", True] == [death.args[0].cause, death.args[1]]
    assert ["interrupting", "terminating", "killing"] == phases
    assert not is_running(pid)


DEAF = """import itertools, pathlib

class Deaf:
    def __repr__(self) -> str:
        pathlib.Path(__file__).with_name("looked_at").touch()
        sum(itertools.repeat(1))

def deaf() -> Deaf:
    return Deaf()
"""


def test_a_repr_that_never_leaves_a_loop_in_c_is_located_and_ended(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "deaf_flow.py").write_text(DEAF)
    worker = make_worker(False)
    begin(worker, qtbot)
    build(worker, qtbot, tmp_path, "deaf_flow")
    pid = worker.pid
    told = execute(worker, qtbot, "deaf")
    qtbot.waitUntil((tmp_path / "looked_at").exists)
    with qtbot.waitSignal(worker.located) as located:
        worker.locate()
    assert "deaf" in located.args[0] and "deaf_flow.py" in located.args[0]

    with qtbot.waitSignal(worker.died) as ended:
        worker.interrupt()
    assert "killed-by-user" == ended.args[0].cause
    assert not is_running(pid)
    assert not any(isinstance(item.body, RunFinished) for item in told)


def test_three_crashes_end_the_restarts(make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot) -> None:
    worker = make_worker(False)
    may_restart = []
    for _ in range(3):
        begin(worker, qtbot)
        with qtbot.waitSignal(worker.died) as death:
            os.kill(worker.pid, signal.SIGKILL)
        may_restart.append(death.args[1])

    assert [True, True, False] == may_restart


def test_crashes_of_another_project_do_not_count(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot, tmp_path: Path
) -> None:
    worker = make_worker(False)
    may_restart = []
    for number in range(4):
        begin(worker, qtbot)
        worker.request(Open(str(tmp_path / str(number // 2))))
        with qtbot.waitSignal(worker.died) as death:
            os.kill(worker.pid, signal.SIGKILL)
        may_restart.append(death.args[1])

    assert [True] * 4 == may_restart


def test_interpreter_that_is_none_is_said(make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot) -> None:
    worker = make_worker(False)
    with qtbot.waitSignal(worker.died) as death:
        worker.start("/no/such/python")

    assert ("launch-failed", False) == (death.args[0].cause, death.args[1])


OLD = """#!{python}
import json, os, struct, sys
generation = int(sys.argv[sys.argv.index("--generation") + 1])
said = {{"v": 1, "gen": generation, "seq": 1, "type": "unsupported", "python": "3.8"}}
data = json.dumps(said).encode()
os.write(1, struct.pack(">IB", len(data), 74) + data)
{then}
"""


def test_interpreter_that_is_too_old_is_said_once_and_not_started_again(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot, tmp_path: Path
) -> None:
    old = tmp_path / "python"
    old.write_text(OLD.format(python=sys.executable, then="pass"))
    old.chmod(0o755)
    worker = make_worker(False)
    told: list[str] = []
    worker.died.connect(lambda ending, _: told.append(ending.cause))
    with qtbot.waitSignal(worker.unsupported) as found:
        worker.start(str(old))
    qtbot.waitUntil(lambda: worker.is_empty)

    assert (["3.8"], []) == (found.args, told)


def test_program_that_speaks_another_language_is_ended(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot, tmp_path: Path
) -> None:
    babbler = tmp_path / "python3"
    babbler.write_text("#!/bin/sh\necho this is no frame at all, only words\nsleep 30\n")
    babbler.chmod(0o755)
    worker = make_worker(False)
    with qtbot.waitSignal(worker.died) as death:
        worker.start(str(babbler))

    assert "protocol" == death.args[0].cause


HELLO = """#!{python}
import os
from dagscope.protocol.envelope import encode_event
from dagscope.protocol.messages import Hello
os.write(1, encode_event(Hello("3.11.0", "python", os.getpid(), "1", ()), generation={generation}, sequence=1))
os._exit(3)
"""


def test_a_process_that_ends_right_after_its_hello_has_nobody_else_ended(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it has ended Qt says that its number is 0, and below that are all processes of the machine."""
    asked: list[int] = []
    monkeypatch.setattr(system, "end_leftovers", lambda pid, tag, group=False: asked.append(pid))
    program = tmp_path / "python3"
    program.write_text(HELLO.format(python=sys.executable, generation=5))
    program.chmod(0o755)
    child = Child(str(program), 5)
    ends: list[str] = []
    child.ended.connect(lambda ending: ends.append(ending.cause))
    child._process.readyReadStandardOutput.disconnect()  # so that the hello is read when it has ended, and not before
    child.start()
    qtbot.waitUntil(lambda: bool(ends))

    assert ["exited(3)"] == ends
    assert child.hello is not None
    assert [] == [pid for pid in asked if pid <= 1] and asked


def test_answers_of_an_earlier_worker_are_dropped(make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot) -> None:
    worker = make_worker(False)
    begin(worker, qtbot)
    told: list[object] = []
    worker.request(Open(str(PROJECT)), lambda message: told.append(message.body))
    begin(worker, qtbot)
    worker.request(Build("main", Scenario("none")), lambda message: told.append(message.body))
    qtbot.waitUntil(lambda: bool(told))

    assert not any(isinstance(item, Project) for item in told)
    assert isinstance(told[0], ErrorAnswer)


def test_stop_while_code_runs_leaves_nothing(make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot) -> None:
    worker = make_worker(False)
    begin(worker, qtbot)
    build(worker, qtbot)
    pid = worker.pid
    execute(worker, qtbot, "stubborn")
    with qtbot.waitSignal(worker.stopped):
        worker.stop()

    assert not is_running(pid)


def test_a_spare_that_cannot_serve_is_not_taken(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot, tmp_path: Path
) -> None:
    """Between its word that it is too old and its end it would be taken for one that crashed."""
    old = tmp_path / "python"
    old.write_text(OLD.format(python=sys.executable, then="import time; time.sleep(1000)"))
    old.chmod(0o755)
    worker = make_worker(False)
    told: list[str] = []
    worker.died.connect(lambda ending, _: told.append(ending.cause))
    worker.prepare(str(old))
    spare = worker._spare
    qtbot.waitUntil(lambda: not spare.is_usable)
    with qtbot.waitSignal(worker.unsupported) as found:
        worker.start(str(old))

    assert (["3.8"], []) == (found.args, told)
    assert worker._child is not spare


@pytest.fixture
def layout(qtbot: QtBot) -> Iterator[LayoutProcess]:
    process = LayoutProcess()
    yield process
    with qtbot.waitSignal(process.stopped):
        process.stop()


NODES = tuple(LayoutNode(name, 100, 40, "g" if name in "bc" else "") for name in "abcd")
EDGES = (LayoutEdge("a", "b"), LayoutEdge("b", "c"), LayoutEdge("c", "d"))


def ask(layout: LayoutProcess, is_folded: bool, told: list[Layout]) -> None:
    groups = (LayoutGroup("g", "", "g", is_folded, 120, 32),)
    layout.request(LayoutRequest(NODES, groups, EDGES, LayoutOptions()), told.append, anchor="g")


def test_layout_answers_only_the_newest_request(layout: LayoutProcess, qtbot: QtBot) -> None:
    told: list[Layout] = []
    for is_folded in (False, True, False, True):
        ask(layout, is_folded, told)
    qtbot.waitUntil(lambda: bool(told))

    assert {"a", "d"} == set(told[-1].nodes)
    assert 1 == len(told)

    ask(layout, False, told)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert {"a", "b", "c", "d"} == set(told[-1].nodes)


def test_layouts_that_are_owed_are_all_answered_and_newer_requests_too(layout: LayoutProcess, qtbot: QtBot) -> None:
    told: list[tuple[str, int]] = []
    owed = LayoutRequest(NODES, (LayoutGroup("g", "", "g", True, 120, 32),), EDGES, LayoutOptions())
    newest: list[Layout] = []
    layout.request(owed, lambda found: told.append(("first", len(found.nodes))), is_owed=True)
    ask(layout, True, newest)
    layout.request(owed, lambda found: told.append(("second", len(found.nodes))), is_owed=True)
    ask(layout, False, newest)
    qtbot.waitUntil(lambda: len(told) == 2 and len(newest) == 1)

    assert [("first", 2), ("second", 2)] == told
    assert set("abcd") == set(newest[0].nodes), "of those that are not owed the newest alone"


def test_layouts_that_are_owed_survive_the_end_of_their_process(layout: LayoutProcess, qtbot: QtBot) -> None:
    told: list[Layout] = []
    owed = LayoutRequest(NODES, (), EDGES, LayoutOptions())
    layout.request(owed, told.append, is_owed=True)
    layout.request(owed, told.append, is_owed=True)
    layout._process.kill()
    qtbot.waitUntil(lambda: len(told) == 2)


def test_layout_process_that_was_killed_comes_back(layout: LayoutProcess, qtbot: QtBot) -> None:
    told: list[Layout] = []
    ask(layout, False, told)
    qtbot.waitUntil(lambda: bool(told))
    layout._process.kill()
    ask(layout, True, told)
    qtbot.waitUntil(lambda: len(told) == 2)

    assert {"a", "d"} == set(told[-1].nodes)


def test_a_layout_process_that_cannot_be_started_does_not_hold_up_the_next_request(
    layout: LayoutProcess, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Layout] = []
    with monkeypatch.context() as here:
        here.setattr(sys, "executable", "/no/such/python")
        with qtbot.waitSignal(layout.failed):
            ask(layout, False, told)
    ask(layout, True, told)
    qtbot.waitUntil(lambda: bool(told))

    assert {"a", "d"} == set(told[-1].nodes)


def test_a_worker_is_silent_only_while_the_window_itself_comes_to_ask(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot
) -> None:
    worker = make_worker(False)
    begin(worker, qtbot)
    worker._ping_timer.stop()
    told: list[bool] = []
    worker.silence_changed.connect(told.append)
    for _ in range(SILENT_PINGS):
        worker._on_ping_timeout()
    assert [] == told
    worker._on_ping_timeout()
    assert [True] == told
    qtbot.waitUntil(lambda: told == [True, False])  # the answers to those pings


@pytest.mark.parametrize(
    ("question", "kind"),
    [(AskValue("main", "1-1", "fine", LookAsk()), ValueAnswer), (AskVersions("main", ("fine",)), Versions)],
)
def test_what_is_asked_of_a_process_before_a_reload_is_answered_after_it(
    make_worker: Callable[[bool], WorkerProcess], qtbot: QtBot, question: Command, kind: type[Event]
) -> None:
    worker = make_worker(False)
    begin(worker, qtbot)
    build(worker, qtbot)
    told: list[Message] = []
    worker.event_received.connect(told.append)
    worker.request(Execute("main", "1-1", ("fine",)))
    qtbot.waitUntil(lambda: any(isinstance(item.body, RunFinished) for item in told))
    found: list[object] = []
    worker.request(question, lambda message: found.append(message.body))
    begin(worker, qtbot)
    qtbot.waitUntil(lambda: bool(found))

    assert isinstance(found[0], kind)
