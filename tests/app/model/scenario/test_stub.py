"""Functions written for inputs that nobody computes; the template; names that do not collide."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from dagscope.scenario import Scenario
from dagscope_app.model.project.template import FILES
from dagscope_app.model.scenario.names import shown_name
from dagscope_app.model.scenario.stub import appended
from dagscope_app.services.folders import Folders
from dagscope_app.services.source_files import SourceFiles

STUB = 'def rate() -> float:\n    """Say what this is."""\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_function_is_put_at_the_end_in_the_files_own_line_ends(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(f"x = 1{newline}{newline}def a(): ...{newline}{newline}{newline}".encode())
    line = SourceFiles().append(str(path), STUB, "rate")
    text = path.read_bytes().decode()
    assert text.splitlines()[line - 1] == "def rate() -> float:" and text.startswith(f"x = 1{newline}")
    assert newline == "\n" or "\n" not in text.replace("\r\n", "")


def test_what_would_break_the_file_is_refused() -> None:
    with pytest.raises(ValueError, match="syntax error in line 1"):
        appended("def (:", STUB, "rate")
    with pytest.raises(ValueError, match="already"):
        appended("def rate(): ...", STUB, "rate")


@pytest.mark.parametrize(
    ("name", "origin", "shown"),
    [
        ("run", "run.py:11", "run.py"),
        ("run 2", "sub/run.py:31", "run.py 2"),
        ("running", "run.py:3", "running"),
        ("base", "dagscope.toml", "base"),
        ("run (copy)", "", "run (copy)"),
    ],
)
def test_a_scenario_of_a_script_is_called_like_its_file(name: str, origin: str, shown: str) -> None:
    assert shown == shown_name(Scenario(name, origin=origin))


def test_the_template_is_a_project_that_runs_and_whose_tests_pass(tmp_path: Path) -> None:
    folder = Folders().make(str(tmp_path), "my_dataflow", FILES)
    assert Folders().make(str(tmp_path), "my_dataflow", FILES).endswith("my_dataflow_2")
    ran = subprocess.run(
        [sys.executable, "-m", "dagscope.compat.hamilton", "run.py"], cwd=folder, capture_output=True, text=True
    )
    assert "152.32" in ran.stdout, ran.stderr
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=folder, capture_output=True, text=True
    )
    assert tested.returncode == 0, tested.stdout
    more = subprocess.run(
        [sys.executable, "-m", "dagscope_app.cli", "run", ".", "--scenario", "more tax", "--trust", "--json"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert more.returncode == 0 and "160.0" in more.stdout, more.stdout + more.stderr
