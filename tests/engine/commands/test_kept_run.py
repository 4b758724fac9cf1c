"""`dagscope run` writes the project's history, and nothing about that fails a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dagscope.data_folder import history_path
from dagscope.run_history import PastNode, PastRun, RunHistory, code_mark

from tests.warm_python import run_python

BASE = "def base(n: int) -> int:\n    return n + 1\n"
FLOW = f"{BASE}\n\ndef broken(base: int) -> int:\n    raise ValueError('no \\ud800 half')\n"


def dagscope(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_python("-m", "dagscope_app.cli", "run", ".", "--input", "n=1", *arguments, cwd=folder)


def runs_of(folder: Path) -> list[tuple[PastRun, dict[str, PastNode]]]:
    path = history_path(Path(os.environ["DAGSCOPE_DATA"]), folder)
    if not path.exists():
        return []
    history = RunHistory.reading(path)
    found = [(run, history.nodes(run.id)) for run in history.runs()]
    history.close()
    return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DAGSCOPE_DATA", str(tmp_path / "data"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "flow.py").write_text(FLOW)
    return folder


def test_a_run_is_written_with_states_times_summaries_and_code(project: Path) -> None:
    assert 0 == dagscope(project, "--final-vars", "base").returncode
    ((run, nodes),) = runs_of(project)
    assert ("ok", ("base",), 0) == (run.status, run.finals, run.number) and run.began > 1e9 and run.code
    assert {"base"} == set(nodes)
    assert ("ok", "2", "int") == (nodes["base"].state, nodes["base"].summary, nodes["base"].type)
    assert code_mark(BASE) == nodes["base"].code
    assert "1" == run.scenario["inputs"]["n"]["text"]


@pytest.mark.parametrize("executor", ["sync", "threads:2", "processes:1"])
def test_a_failure_is_written(project: Path, executor: str) -> None:
    done = dagscope(project, "--final-vars", "broken", "--executor", executor)
    assert 1 == done.returncode and "Traceback" not in done.stderr, "one line with the place says it"
    ((run, nodes),) = runs_of(project)
    assert "failed" == run.status and {"base": "ok", "broken": "failed"} == {n: i.state for n, i in nodes.items()}
    assert "no" in nodes["broken"].summary
    assert "base    ok      -\n" not in done.stdout
    assert 0 <= (nodes["base"].seconds or 0) < run.seconds and nodes["base"].seconds is not None, "measured there"


def test_what_does_not_run_is_not_written(project: Path) -> None:
    dagscope(project, "--final-vars", "base", "--no-history")
    dagscope(project, "--plan")
    run_python("-m", "dagscope_app.cli", "run", ".", cwd=project)  # its input is missing
    run_python("-m", "dagscope_app.cli", "graph", ".", cwd=project)
    assert [] == runs_of(project)


def test_a_killed_run_was_cut_short(project: Path) -> None:
    (project / "flow.py").write_text("import os, signal\ndef base(n: int) -> int:\n    os._exit(3)\n")
    assert 3 == dagscope(project).returncode
    assert [("cut short", {})] == [(run.status, nodes) for run, nodes in runs_of(project)]


def test_a_history_that_cannot_be_written_is_said_and_fails_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DAGSCOPE_DATA", str(tmp_path / "file"))
    done = dagscope(project, "--final-vars", "base")
    assert 0 == done.returncode
    lines = [line for line in done.stderr.splitlines() if "history" in line]
    assert 1 == len(lines) and "--no-history" in lines[0]
    assert "" == dagscope(project, "--final-vars", "base", "--quiet").stderr


def test_a_broken_history_is_put_aside(project: Path, tmp_path: Path) -> None:
    path = history_path(tmp_path / "data", project)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 1000)
    assert 0 == dagscope(project, "--final-vars", "base").returncode
    assert ["ok"] == [run.status for run, _ in runs_of(project)]
    assert path.with_suffix(".broken").exists()


def test_a_history_that_is_held_by_another_process_is_said(project: Path, tmp_path: Path) -> None:
    import sqlite3

    dagscope(project, "--final-vars", "base")
    other = sqlite3.connect(history_path(tmp_path / "data", project), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    done = dagscope(project, "--final-vars", "base")
    other.execute("ROLLBACK")
    other.close()
    assert 0 == done.returncode and "locked" in done.stderr
    assert 1 == len(runs_of(project))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that can be ignored")
def test_a_run_whose_process_was_lost_ends_whatever_goes_on_in_another_one(project: Path) -> None:
    (project / "flow.py").write_text(
        "import multiprocessing, os, signal\n"
        "def method(n: int) -> str:\n    return type(multiprocessing.current_process()).__name__\n"
        "def stubborn(method: str) -> int:\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    open('begun', 'w').close()\n"
        "    while True:\n        signal.pause()\n"
        "def dies(method: str) -> int:\n    open('begun').read()\n    os._exit(3)\n"
    )
    os.mkfifo(project / "begun")
    done = dagscope(project, "--final-vars", "stubborn", "dies", "method", "--executor", "processes:2")
    assert 1 == done.returncode and "the process it ran in ended" in done.stderr
    if sys.platform == "linux" and sys.version_info < (3, 14):
        assert "ForkProcess" in done.stdout, "nothing may have started a thread before"
