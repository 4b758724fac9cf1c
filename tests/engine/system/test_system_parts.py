"""What Windows is served by, as far as it needs no Windows: pipes read by threads, and time limits by a thread."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagscope.system import thread_ticks
from dagscope.system.current import system
from dagscope.system.thread_pipes import ThreadPipes
from dagscope.worker.capture import Capture
from dagscope.worker.thread_positions import report_place


class Ends:
    """Pipes on descriptors of their own instead of 1 and 2."""

    def __init__(self) -> None:
        self.pipes = ThreadPipes()
        self.writing: dict[int, int] = {}
        for number in (1, 2):
            reading, writing = os.pipe()
            self.pipes.add(number, reading, os.dup(writing))
            self.writing[number] = writing

    def write(self, number: int, data: bytes) -> None:
        os.write(self.writing[number], data)

    def read_all(self, number: int) -> bytes:
        self.pipes.settle()
        return b"".join(iter(lambda: self.pipes.read(number), b""))


@pytest.fixture
def ends() -> Iterator[Ends]:
    found = Ends()
    yield found
    for writing in found.writing.values():
        os.close(writing)


@pytest.mark.parametrize(
    "data", [b"text", b"", b"\0", b"\0dagscope-", b"a\0b\0", b"\0dagscope-0123456789abcdef-1\0", b"x" * 60_000]
)
def test_what_was_written_is_there_after_settling_and_marks_are_not(ends: Ends, data: bytes) -> None:
    for number in (1, 2):
        ends.write(number, data)

    assert bool(data) == ends.pipes.settle()
    assert [data, data] == [ends.read_all(1), ends.read_all(2)]
    assert not ends.pipes.settle() and not ends.pipes.has_bytes(1)


def test_a_flood_is_read_while_somebody_takes_it(ends: Ends) -> None:
    writer = threading.Thread(target=lambda: [ends.write(1, b"y" * 65_536) for _ in range(100)])
    writer.start()
    got = 0
    while got < 65_536 * 100:
        assert 1 in ends.pipes.wait()
        got += len(ends.pipes.read(1))
    writer.join()

    assert 65_536 * 100 == got


def test_a_closed_pipe_settles_and_has_an_end() -> None:
    reading, writing = os.pipe()
    pipes = ThreadPipes()
    pipes.add(1, reading, writing)
    os.write(writing, b"last\0")
    pipes.settle()
    os.close(writing)

    assert b"last\0" == b"".join(pipes.read(1) for _ in iter(pipes.wait, ()))
    assert not pipes.settle()


def test_output_is_given_to_the_node_that_wrote_it(ends: Ends) -> None:
    capture = Capture(ends.pipes)
    for node in ("one", "two", "three"):
        capture.enter("r", node)
        ends.write(1, f"by {node}\n".encode())
    capture.leave()

    found = {(each.node, each.text) for each in capture.finish("r")}
    assert {(node, f"by {node}\n") for node in ("one", "two", "three")} == found


class _TooLate(BaseException):
    pass


@pytest.mark.parametrize("ticking", [thread_ticks.ticking, system.ticking])
def test_a_loop_is_broken_and_afterwards_nothing_is_raised(ticking: object) -> None:
    wanted: list[type[BaseException]] = [_TooLate]

    def tick() -> type[BaseException] | None:
        return wanted.pop() if wanted else None

    with pytest.raises(_TooLate), ticking(tick, 0.01):  # type: ignore[operator]
        while True:
            pass

    for _ in range(200):
        with ticking(lambda: None, 0.001):  # type: ignore[operator]
            pass


def test_an_exception_that_comes_with_the_end_does_not_come_later() -> None:
    asked = threading.Event()

    def tick() -> type[BaseException] | None:
        asked.set()
        return _TooLate

    for _ in range(300):
        asked.clear()
        try:
            with thread_ticks.ticking(tick, 0.0005):
                asked.wait()
        except _TooLate:
            pass


def test_where_the_main_thread_is_can_be_asked_without_signals() -> None:
    reading, writing = os.pipe()
    report_place(writing)
    os.close(writing)
    with open(reading, encoding="utf-8") as file:
        lines = file.read().splitlines()

    assert lines[0].startswith("Current thread 0x")
    assert any(line.endswith("in test_where_the_main_thread_is_can_be_asked_without_signals") for line in lines)


GUARDED = """
import os, signal, sys
from dagscope.system.posix_guard import stand_guard
parent = stand_guard(int(sys.argv[1]), may_fork=False)
print(parent, os.getppid(), os.getpid(), signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, sys.argv[1], flush=True)
exec(sys.stdin.read())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="its guard is another one")
@pytest.mark.parametrize(("end", "code"), [("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", -9)])
def test_a_worker_that_is_no_fork_has_its_guard_too(tmp_path: Path, end: str, code: int) -> None:
    """On macOS the guard starts the program again: what goes on after a fork cannot use the system's libraries."""
    script = tmp_path / "started.py"
    script.write_text(GUARDED)
    command = [sys.executable, str(script), str(os.getpid())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as guard:
        said = guard.communicate(end)[0].split()

    assert [str(guard.pid)] * 2 == said[:2] and str(guard.pid) != said[2]
    assert ["True", str(os.getpid())] == said[3:]
    assert code == guard.returncode
