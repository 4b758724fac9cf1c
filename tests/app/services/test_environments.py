"""Environments are made by real processes; what was not completed is removed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope import pythons
from dagscope.pythons import Interpreter
from dagscope_app.model.project.environment import environment_python, environment_steps
from dagscope_app.services import environments
from dagscope_app.services.environments import Environments
from pytestqt.qtbot import QtBot

# Makes the folder that its last argument names, with an interpreter that says what it is asked for.
_MAKER = """#!/bin/sh
for place; do :; done
mkdir -p "$place/bin"
printf '#!/bin/sh\\necho "asked for $*"\\nexit {code}\\n' > "$place/bin/python3"
chmod +x "$place/bin/python3"
"""


def maker(folder: Path, code: int = 0) -> str:
    path = folder / "maker"
    path.write_text(_MAKER.replace("{code}", str(code)))
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environments, "program", lambda name: None)
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def test_it_is_made_and_what_the_project_needs_is_installed(project: Path, tmp_path: Path, qtbot: QtBot) -> None:
    lines: list[str] = []
    ends: list[tuple[str, str]] = []
    made = Environments()

    made.create(str(project), maker(tmp_path), ("-e", ".", "polars"), lines.append, lambda *end: ends.append(end))
    qtbot.waitUntil(lambda: bool(ends))

    assert [(environment_python(str(project)), "")] == ends
    assert ["asked for -I -m pip install --disable-pip-version-check --no-input -e . polars"] == lines
    assert made.has_own(str(project))


def test_one_that_could_not_be_completed_says_why_and_is_removed(project: Path, tmp_path: Path, qtbot: QtBot) -> None:
    ends: list[tuple[str, str]] = []
    made = Environments()

    made.create(str(project), maker(tmp_path, 1), ("polars",), lambda line: None, lambda *end: ends.append(end))
    qtbot.waitUntil(lambda: bool(ends))
    qtbot.waitUntil(lambda: not made.has_own(str(project)))

    assert ends[0][0] == ""
    assert "asked for" in ends[0][1]


def test_an_interpreter_that_does_not_start_is_named(project: Path, tmp_path: Path, qtbot: QtBot) -> None:
    ends: list[tuple[str, str]] = []

    made = Environments()
    made.create(str(project), str(tmp_path / "none"), (), lambda line: None, lambda *end: ends.append(end))
    qtbot.waitUntil(lambda: bool(ends))

    assert str(tmp_path / "none") in ends[0][1]


def test_the_interpreters_of_this_machine_are_listed_with_the_running_one(tmp_path: Path) -> None:
    found = Environments().pythons(str(tmp_path))

    assert any(Path(each.path).resolve() == Path(sys.executable).resolve() for each in found)
    assert all(each.version[0] == "3" for each in found)


def test_uv_is_preferred(tmp_path: Path) -> None:
    make, install = environment_steps("/p", "/usr/bin/python3", ("polars",), "/usr/bin/uv")

    assert ("/usr/bin/uv", "venv", "--quiet", "--python", "/usr/bin/python3", "/p/.venv") == make
    assert ("/usr/bin/uv", "pip", "install", "--python", "/p/.venv/bin/python3", "polars") == install


def test_pythons_that_cannot_run_a_project_are_not_offered(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = [(3, 13), (3, 12), (3, 11), (3, 9), (3, 6)]
    listed = tuple(Interpreter(f"/opt/python3.{minor}", (3, minor), "pyenv") for _, minor in versions)
    monkeypatch.setattr(pythons, "installed_pythons", lambda folder: listed)

    found = [each.version for each in Environments().pythons(str(project)) if each.kind == "pyenv"]

    assert found == ["3.13", "3.12", "3.11"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[project]\nname = 'p'\nrequires-python = '>=3.12'\n", ">=3.12"),
        ("[tool.poetry.dependencies]\npython = '^3.12'\n", "^3.12"),
    ],
)
def test_pythons_that_the_project_does_not_allow_are_marked_and_stand_last(
    project: Path, monkeypatch: pytest.MonkeyPatch, text: str, wanted: str
) -> None:
    (project / "pyproject.toml").write_text(text)
    (project / "inner").mkdir()
    listed = tuple(Interpreter(f"/opt/python3.{minor}", (3, minor), "pyenv") for minor in (11, 13, 10, 12))
    monkeypatch.setattr(pythons, "installed_pythons", lambda folder: listed)

    for folder in (project, project / "inner"):
        found = [(each.version, each.asked_for) for each in Environments().pythons(str(folder)) if each.kind == "pyenv"]

        assert found == [("3.13", ""), ("3.12", ""), ("3.11", wanted), ("3.10", wanted)]
