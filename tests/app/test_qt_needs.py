"""What is said where no window can be shown, before Qt would end the process."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

import pytest
from dagscope_app import cli, qt_needs


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_the_window_says_what_needs_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("dagscope: there is no display to open a window on. `dagscope draw FOLDER`")


@pytest.mark.parametrize(
    ("variables", "lacking", "packages"),
    [
        ({"DISPLAY": ":0"}, {"libGL.so.1", "libxcb-cursor.so.0"}, "libgl1 libxcb-cursor0"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, {"libGL.so.1", "libxcb-cursor.so.0"}, "libgl1"),
        ({"QT_QPA_PLATFORM": "offscreen"}, {"libEGL.so.1", "libxcb-cursor.so.0"}, "libegl1"),
        ({"DISPLAY": ":0"}, set(), ""),
        ({"QT_QPA_PLATFORM": "offscreen"}, {"libxcb-cursor.so.0"}, ""),
    ],
)
def test_missing_libraries_are_named_with_what_installs_them(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lacking: set[str], packages: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(qt_needs, "_can_load", lambda name: name not in lacking)

    problem = qt_needs.problem_with_display()

    assert problem.endswith(f"type: sudo apt-get install {packages}") if packages else problem == ""


@pytest.mark.parametrize("arguments", [["grph", "x", "--json"], ["--frobnicate", "--json"]])
def test_a_misspelt_command_is_one_json_document(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2

    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert error["exit_code"] == 2
    assert error["messages"] == [said.err.strip()]


def test_ctrl_c_while_a_command_is_loaded_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(name: str) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.importlib, "import_module", interrupted)

    assert cli.main(["run", ".", "--json"]) == 130
    printed = capsys.readouterr()
    assert printed.err == "dagscope: stopped\n"
    assert json.loads(printed.out)["error"] == {"exit_code": 130, "messages": ["dagscope: stopped"]}
