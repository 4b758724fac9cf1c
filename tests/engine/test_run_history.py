"""The runs of a project in a file: what is read is what was written, whatever ends the process, and the file stays
small.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dagscope import run_history
from dagscope.run_history import PastNode, PastRun, RunHistory

NODES = {"a": PastNode("ok", 0.25, "1", "int", 0.5, 77), "b": PastNode("failed", None, "ValueError: ä", "", 0.75)}


def ended(history: RunHistory, number: int, seconds: float = 0.25, log: str = "") -> int:
    id = history.begin(PastRun(number=number, began=1000.0 + number, scenario={"name": "us"}, finals=("b",), code="v1"))
    run = PastRun(id, number, status="failed", seconds=1.5, message="b failed")
    history.end(run, {**NODES, "a": PastNode("ok", seconds, "1", "int", 0.5, 77)}, log)
    return id


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    history = RunHistory(tmp_path / "deep" / "h.sqlite")
    id = ended(history, 3, log="line\n")
    history.close()
    again = RunHistory(tmp_path / "deep" / "h.sqlite")
    assert (PastRun(id, 3, 1003.0, {"name": "us"}, ("b",), "v1", "failed", 1.5, "b failed"),) == again.runs()
    assert NODES == again.nodes(id) and "line\n" == again.log(id)
    assert {} == again.nodes(99) and "" == again.log(99)


def test_long_texts_are_cut_whoever_writes_them(tmp_path: Path) -> None:
    history = RunHistory(tmp_path / "h.sqlite")
    id = history.begin(PastRun(number=1))
    history.end(PastRun(id, 1, status="failed", message="m" * 9_000), {"a": PastNode("ok", 0.25, "s" * 9_000)}, "")
    (run,) = history.runs()
    assert "m" * run_history.MESSAGE_LIMIT == run.message
    assert "s" * run_history.SUMMARY_LIMIT == history.nodes(id)["a"].summary


def test_what_runs_have_in_common_is_held_once(tmp_path: Path) -> None:
    history = RunHistory(tmp_path / "h.sqlite")
    for number in range(2):
        ended(history, number)
    history.begin(PastRun(number=2, scenario={"name": "uk"}))
    other, second, first = history.runs()
    assert second.scenario is first.scenario and second.finals is first.finals and second.code is first.code
    assert {"name": "uk"} == other.scenario != first.scenario


def test_the_trend_of_a_node_leaves_out_runs_that_did_not_compute_it(tmp_path: Path) -> None:
    history = RunHistory(tmp_path / "h.sqlite")
    for number, seconds in enumerate((0.5, 0.0, 0.25)):
        ended(history, number, seconds)
    assert [(0, 0.5), (2, 0.25)] == [(run.number, seconds) for run, seconds in history.trend("a")]
    assert [] == history.trend("b") == history.trend("c")


def test_no_more_than_the_limits_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_history, "MOST_RUNS", 5)
    history = RunHistory(tmp_path / "h.sqlite")
    for number in range(8):
        ended(history, number)
    assert [7, 6, 5, 4, 3] == [run.number for run in history.runs()]
    monkeypatch.setattr(run_history, "MOST_BYTES", 1)
    ended(history, 8)
    assert [8] == [run.number for run in history.runs()], "the last one is kept however large it is"


def test_a_run_whose_process_was_killed_was_cut_short_and_the_rest_is_there(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    ended(RunHistory(path), 1)
    code = (
        "import sys, time; from pathlib import Path; from dagscope.run_history import *\n"
        "RunHistory(Path(sys.argv[1])).begin(PastRun(number=2)); print('there', flush=True); time.sleep(100)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and b"there\n" == child.stdout.readline()
        history = RunHistory(path)
        assert ["running", "failed"] == [run.status for run in history.runs()]
        os.kill(child.pid, signal.SIGKILL)
    assert ["cut short", "failed"] == [run.status for run in history.runs()]
    ended(history, 3)


def test_a_full_disk_is_an_error_and_leaves_what_was_written(tmp_path: Path) -> None:
    history = RunHistory(tmp_path / "h.sqlite")
    id = ended(history, 1)
    pages = history._data.execute("PRAGMA page_count").fetchone()[0]
    history._data.execute(f"PRAGMA max_page_count={pages}")
    began = history.begin(PastRun(number=2))
    with pytest.raises(sqlite3.Error, match="full"):
        history.end(PastRun(began, 2, status="ok"), {f"n{at}": NODES["a"] for at in range(20_000)}, "")
    assert NODES == history.nodes(id)
    assert ["running", "failed"] == [run.status for run in history.runs()]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not say when processes began")
def test_a_process_that_has_the_number_of_one_that_was_killed_is_another(tmp_path: Path) -> None:
    history = RunHistory(tmp_path / "runs.sqlite")
    history.begin(PastRun(began=time.time()))
    history.begin(PastRun(began=1000.0))  # this process was not there then
    assert ["cut short", "running"] == [run.status for run in history.runs()]
    history.close()


class _Kernel:
    """Windows, as far as it answers for processes: which there are, with their exit code and start."""

    def __init__(self, processes: dict[int, tuple[int, float]]) -> None:
        self._processes = processes
        self.open: list[int] = []
        self.OpenProcess = _Function(self._open_process)

    def _open_process(self, right: int, inherits: bool, process: int) -> int | None:
        if process not in self._processes:
            return None
        self.open.append(process)
        return process

    def GetExitCodeProcess(self, handle: Any, code: Any) -> int:
        code._obj.value = self._processes[handle.value][0]
        return 1

    def GetProcessTimes(self, handle: Any, start: Any, *others: Any) -> int:
        start._obj.value = int((self._processes[handle.value][1] + 11_644_473_600) * 1e7)
        return 1

    def CloseHandle(self, handle: Any) -> None:
        self.open.remove(handle.value)


class _Function:
    """One of a library's, whose kind of result can be set."""

    restype: Any = None

    def __init__(self, call: Callable[..., int | None]) -> None:
        self._call = call

    def __call__(self, *given: Any) -> int | None:
        return self._call(*given)


def test_windows_is_asked_whether_a_process_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = _Kernel({7: (259, 1_000.0), 8: (0, 1_000.0), 9: (259, 5_000.0)})
    monkeypatch.setattr(ctypes, "WinDLL", lambda *given, **more: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 87, raising=False)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "win32")
        found = {process: run_history._is_running(process, 2_000.0) for process in (6, 7, 8, 9)}
    assert {6: False, 7: True, 8: False, 9: False} == found, "9 has the number of one that ended"
    assert [] == kernel.open
