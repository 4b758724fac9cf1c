"""The window's start from the command line. It must not show a real window: only the order of the steps is at issue."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from dagscope_app import application, start
from dagscope_app.services.processes import Processes
from dagscope_app.services.settings import Settings
from pytestqt.qtbot import QtBot


def test_panels_are_there_before_the_window_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Mock()
    steps.settings.geometry.return_value = (SimpleNamespace(isEmpty=lambda: False), None)
    steps.exec.return_value = 0
    monkeypatch.setattr(application, "make_qt", Mock())
    monkeypatch.setattr(application, "Application", lambda settings, processes: steps)
    monkeypatch.setattr(application, "install_excepthook", Mock())
    monkeypatch.setattr(application, "Termination", Mock())
    monkeypatch.setattr(application, "calm_garbage_collection", Mock())

    assert application.show_window(steps, Mock(), Mock(), "some/folder") == 0
    names = [name for name, _, _ in steps.mock_calls if name in ("open", "window.show", "exec")]
    assert names == ["open", "window.show", "exec"]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Return what the start does, in order, without doing it."""
    steps = Mock()
    steps.show.return_value = 0
    steps.settings.return_value.preferences.return_value.interpreter = ""

    def imported(name: str) -> SimpleNamespace:
        steps.imported(name)
        return SimpleNamespace(show_window=steps.show)

    monkeypatch.setattr(start, "QApplication", steps.qt)
    monkeypatch.setattr(start, "Processes", steps.processes)
    monkeypatch.setattr(start, "Settings", steps.settings)
    monkeypatch.setattr(start, "check_pyside", lambda: "")
    monkeypatch.setattr(start, "problem_with_display", lambda: "")
    monkeypatch.setattr(start.importlib, "import_module", imported)
    return steps


def _names(steps: Mock) -> list[str]:
    return [name for name, _, _ in steps.mock_calls if not name.startswith("settings")]


def test_processes_start_before_the_window_is_imported(steps: Mock, tmp_path: Path) -> None:
    assert start.main([str(tmp_path)]) == 0

    order = ["processes().layout.start", "processes().worker.prepare", "imported", "show"]
    assert [name for name in _names(steps) if name in order] == order
    steps.imported.assert_called_once_with("dagscope_app.application")


def test_the_interpreter_of_a_folder_that_nobody_trusts_is_not_started(steps: Mock, tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").touch()
    python = tmp_path / ".venv" / "bin" / "python3"
    python.touch(0o755)

    start.main([str(tmp_path)])

    steps.processes().worker.prepare.assert_called_once_with(sys.executable)


@pytest.mark.parametrize("arguments", [[], ["nowhere"]])
def test_no_worker_starts_without_a_folder(steps: Mock, arguments: list[str]) -> None:
    start.main(arguments)

    assert "processes().worker.prepare" not in _names(steps)
    assert _names(steps)[-1] == "show"


def test_opening_a_folder_takes_the_worker_that_was_started_for_it(qtbot: QtBot, tmp_path: Path) -> None:
    processes = Processes(keeps_spare=False)
    start.prepare_worker(processes, Settings(str(tmp_path / "settings.ini")), str(tmp_path))

    with qtbot.waitSignal(processes.worker.said_hello):
        assert processes.worker.start(sys.executable) == 1

    with qtbot.waitSignal(processes.emptied):
        processes.stop()
