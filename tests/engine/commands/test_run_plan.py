"""`dagscope run --plan`: what would run, without running it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from dagscope.data_folder import history_path
from dagscope.run_history import PastNode, PastRun, RunHistory

from tests.warm_python import run_python

FLOW = """
from pathlib import Path

def base(n: int) -> int:
    Path("base_ran").touch()
    return n

def left(base: int) -> int:
    return base + 1

def total(left: int, base: int) -> int:
    return left + base
"""


def plan(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_python("-m", "dagscope_app.cli", "run", ".", *arguments, cwd=folder)


def test_the_plan_is_said_and_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    done = plan(tmp_path, "--plan", "--input", "n=1", "--cache")
    assert 0 == done.returncode, done.stderr
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert ["n", "given"] in lines and ["total", "runs"] in lines
    assert "3 would run" == done.stdout.splitlines()[-1]
    assert ["flow.py"] == sorted(path.name for path in tmp_path.iterdir() if path.name != "__pycache__")

    plan(tmp_path, "--input", "n=1", "--cache")
    found = json.loads(plan(tmp_path, "--plan", "--input", "n=1", "--cache", "--json").stdout)
    assert ([], ["base", "left", "total"]) == (found["runs"], found["cached"])


def test_what_is_cut_off_and_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    given = ("--override", "left=1", "--override", "base=2")
    found = json.loads(plan(tmp_path, "--plan", "--json", *given).stdout)
    assert (["total"], ["left", "base"], []) == (found["runs"], found["overridden"], found["missing"])
    lacking = plan(tmp_path, "--plan")
    assert 1 == lacking.returncode
    assert "a value is missing: n; give --input n=VALUE" in lacking.stderr
    assert ["n", "MISSING"] in [line.split(maxsplit=1) for line in lacking.stdout.splitlines()]
    assert json.loads(plan(tmp_path, "--plan", "--json").stdout)["missing"] == ["n"]


def _past(folder: Path, data: Path, *runs: dict[str, PastNode]) -> None:
    history = RunHistory(history_path(data, folder))
    for nodes in runs:
        run = PastRun(began=1.0, status="ok", seconds=1.0)
        history.end(replace(run, id=history.begin(run)), nodes, "")
    history.close()


def test_the_plan_says_how_long_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("DAGSCOPE_DATA", str(data))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "flow.py").write_text(FLOW)
    assert "3 would run" == plan(folder, "--plan", "--input", "n=1").stdout.splitlines()[-1]
    assert not data.exists(), "reading makes nothing"

    older = {"base": PastNode("ok", 100.0), "left": PastNode("ok", 2.0), "total": PastNode("cached", 0.5)}
    _past(folder, data, older, {"base": PastNode("warning", 40.0), "left": PastNode("failed", 9.0)})
    lines = plan(folder, "--plan", "--input", "n=1").stdout.splitlines()
    assert ["base", "runs", "40 s"] in [line.split(maxsplit=2) for line in lines]
    assert "3 would run; it takes at least 42 s; 1 was never timed" == lines[-1]
    found = json.loads(plan(folder, "--plan", "--input", "n=1", "--json").stdout)
    assert ({"base": 40.0, "left": 2.0}, None) == (found["seconds"], found["expected_seconds"])

    _past(folder, data, {"total": PastNode("ok", 1.0)})
    found = json.loads(plan(folder, "--plan", "--input", "n=1", "--json", "--override", "base=1").stdout)
    assert ({"left": 2.0, "total": 1.0}, 3.0) == (found["seconds"], found["expected_seconds"])
    history_path(data, folder).write_bytes(b"broken")
    assert "3 would run" == plan(folder, "--plan", "--input", "n=1").stdout.splitlines()[-1]
