"""Where the commands write: the name decides, in whatever case and behind whatever link; the rest is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.folders import write_files
from tests.warm_python import run_python


def write(project: str, command: list[str], target: Path) -> tuple[int, str]:
    """Return how the command ended and what it said; in a process of its own, which it prepares for the project."""
    done = run_python("-m", "dagscope_app.cli", command[0], project, *command[1:], "-o", str(target))
    return done.returncode, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> str:
    return str(write_files(tmp_path / "project", {"flow.py": "def a(x: int) -> int:\n    return x\n"}))


COMMANDS = {
    "draw": (["draw"], ".dot"),
    "draw a picture": (["draw"], ".svg"),
    "script": (["script", "--trust"], ".py"),
}


@pytest.mark.parametrize(("command", "ending"), COMMANDS.values(), ids=COMMANDS)
def test_a_link_is_followed_and_its_name_says_the_form(
    tmp_path: Path, project: str, command: list[str], ending: str
) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / f"link{ending}").symlink_to("real")

    assert write(project, command, tmp_path / f"link{ending}")[0] == 0

    assert (tmp_path / f"link{ending}").is_symlink()
    assert (tmp_path / "real").read_text() not in ("", "old")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["project", "real", f"link{ending}"])


@pytest.mark.parametrize(("command", "ending"), COMMANDS.values(), ids=COMMANDS)
def test_an_ending_in_capitals_is_the_same_form(tmp_path: Path, project: str, command: list[str], ending: str) -> None:
    target = tmp_path / f"DAG{ending.upper()}"

    assert write(project, command, target)[0] == 0

    assert target.stat().st_size and sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["project", target.name]
    )


@pytest.mark.parametrize(("command", "ending"), COMMANDS.values(), ids=COMMANDS)
def test_a_folder_is_refused_in_one_sentence(tmp_path: Path, project: str, command: list[str], ending: str) -> None:
    (tmp_path / f"dag{ending}").mkdir()

    code, said = write(project, command, tmp_path / f"dag{ending}")

    assert code == 2 and "name a file" in said and said.count("\n") == 1
