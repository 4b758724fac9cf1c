"""What Windows needs and what can be decided without it: whose job may be ended, which program is Python."""

from __future__ import annotations

import os
import pathlib
import sys
from typing import Any

import pytest
from dagscope.caching.stores import writing
from dagscope.caching.stores.file import FileResultStore
from dagscope.system import windows, windows_guard, windows_job


class _Library:
    """The system's library, of which some functions fail."""

    def __init__(self, *failing: str) -> None:
        self._failing = failing

    def __getattr__(self, name: str) -> Any:
        return lambda *args: 0 if name in self._failing else 1


@pytest.mark.parametrize("failing", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_process_that_gets_no_job_of_its_own_stands_no_guard(monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    monkeypatch.setattr(windows_job, "_kernel", lambda: _Library(failing))

    assert 77 == windows_guard.stand_guard(77, 0)


def test_without_a_guard_nothing_in_the_terminals_job_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    found = [[os.getpid(), 5, 6], [os.getpid()]]
    monkeypatch.setattr(windows_job, "pids_of_own_job", lambda: found.pop(0))
    monkeypatch.setattr(windows_job, "started", lambda pid: pid)
    monkeypatch.setattr(windows_job, "kill", killed.append)

    monkeypatch.setattr(sys, "argv", ["dagscope", "run"])
    windows.end_started_since(0)
    assert [] == killed

    monkeypatch.setattr(sys, "argv", ["bootstrap.py", windows_guard.GUARDED])
    windows.end_started_since(6)
    assert [6] == killed


def test_the_worker_of_an_environment_is_python_itself() -> None:
    venv, base = r"C:\p\.venv\Scripts\python.exe", r"C:\Python312\python.exe"

    assert (base, {"__PYVENV_LAUNCHER__": venv}) == windows_guard.interpreter(venv, base)
    assert {} == windows_guard.interpreter(base, base.upper().replace("\\", "/"))[1]


def test_a_result_that_somebody_reads_is_as_good_as_a_new_one(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileResultStore(str(tmp_path))
    store.set("v", "value")

    class Os:
        name = "nt"

        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        @staticmethod
        def replace(source: str, target: object) -> None:
            raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(writing, "os", Os())
    store.set("v", "value")
    with pytest.raises(PermissionError):
        store.set("w", "value")

    assert ["v"] == os.listdir(tmp_path) and "value" == store.get("v")
