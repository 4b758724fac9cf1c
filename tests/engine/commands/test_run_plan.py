"""`dagscope run --plan`: what would run, without running it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

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


def test_the_plan_is_told_and_nothing_runs(tmp_path: Path) -> None:
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
