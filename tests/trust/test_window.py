"""A window on the bait: a strip says that it is a preview, nothing runs, and a yes loads it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagscope_app.views.dialogs.agreement import AgreementDialog
from PySide6.QtWidgets import QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from tests.app.window.conftest import Desk, started
from tests.trust.bait import Bait
from tests.trust.test_bait import misdeeds, traced


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, store: Path) -> Iterator[Desk]:
    """Give a window whose user trusts nothing."""
    with started(qtbot, tmp_path) as desk:
        yield desk


def question(desk: Desk) -> AgreementDialog:
    desk.application.do("project.trust")
    (dialog,) = desk.window.findChildren(AgreementDialog)
    return dialog


def test_opening_shows_a_preview_and_springs_no_trap(desk: Desk, bait: Bait) -> None:
    before = bait.files()

    desk.open(bait.folder)
    for scenario in desk.state.scenarios:
        desk.choose(scenario.name)
        desk.draw()
    desk.set_input("x", "expression", f"__import__('os').system('touch {bait.canaries}/typed')")
    desk.application.do("project.reload")
    desk.wait_built()

    assert desk.window.trust.isVisible()
    assert "has not been run" in desk.window.trust.text.text()
    assert {"base", "total"} <= set(desk.state.graph.nodes)
    assert not desk.window.commands["run.final"].isEnabled()
    assert [] == bait.sprung()
    assert before == bait.files()


def test_the_question_says_what_would_be_loaded(desk: Desk, bait: Bait) -> None:
    desk.open(bait.folder)

    dialog = question(desk)

    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert str(bait.folder) in text
    assert f"{bait.folder}/.venv/bin/python3" in text
    assert "https://example.org/bait.git" in text
    assert "secret" not in text
    assert not dialog.option.isChecked()
    dialog.reject()
    assert [] == bait.sprung()
    assert desk.state.trust.is_preview


def test_a_yes_loads_the_folder(desk: Desk) -> None:
    folder = desk.copy("shop")
    desk.open(folder)
    assert desk.state.trust.is_preview
    dialog = question(desk)
    (box,) = dialog.findChildren(QDialogButtonBox)
    yes = next(item for item in box.buttons() if box.buttonRole(item) == QDialogButtonBox.ButtonRole.AcceptRole)
    yes.click()
    desk.wait(lambda: not desk.state.trust.is_preview and not desk.state.is_building)
    desk.wait(lambda: desk.window.commands["run.final"].isEnabled())

    assert not desk.window.trust.isVisible()
    desk.run()
    assert desk.state.run is not None and desk.state.run.status == "ok"


LOOK = """
import os, sys
from PySide6.QtCore import QTimer
from dagscope_app.application import Application, make_qt
from dagscope_app.services.settings import Settings

app = make_qt()
window = Application(Settings(sys.argv[1]), keeps_spare=True)
window.window.show()
window.open(os.environ["LOOK_AT"])
turns = []

def look():
    state = window.store.state
    if state.phase != "ready" or state.is_building or state.layout is None:
        return
    turns.append(1)
    if len(turns) == 1:
        window.do("project.reload")
    elif len(turns) == 20:
        window.emptied.connect(app.quit)
        window.shut_down()

timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
app.exec()
print("looked", len(turns))
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_system_sees_no_write_and_no_start_below_the_folder(bait: Bait, tmp_path: Path) -> None:
    before = bait.files()
    log = tmp_path / "trace"
    command = [*traced(log), sys.executable, "-c", LOOK, str(tmp_path / "dagscope.ini")]

    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LOOK_AT": str(bait.folder)},
    )

    assert "looked" in done.stdout, done.stderr
    assert [] == bait.sprung()
    assert before == bait.files()
    assert [] == misdeeds(log, bait.above)
    assert "flow.py" in log.read_text(errors="replace"), "the trace is of what read the folder"
