"""A real window with a real worker and a real layout process, offscreen, and the steps tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from dagscope.scenario import SpecKind, ValueSpec
from dagscope_app.application import Application
from dagscope_app.model.state import AppState
from dagscope_app.services.settings import Settings
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PROJECTS = Path(__file__).resolve().parents[1] / "projects"
LIMIT_MS = 20_000


class Desk:
    """The window under test, and waiting for what it is to become."""

    def __init__(self, application: Application, qtbot: QtBot, place: Path) -> None:
        self.application = application
        self.qtbot = qtbot
        self.place = place

    @property
    def state(self) -> AppState:
        return self.application.store.state

    @property
    def window(self):  # type: ignore[no-untyped-def]
        return self.application.window

    @property
    def controllers(self):  # type: ignore[no-untyped-def]
        return self.application.controllers

    def copy(self, name: str) -> Path:
        folder = self.place / name
        shutil.copytree(PROJECTS / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
        return folder

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=LIMIT_MS)

    def open(self, folder: Path) -> None:
        self.application.open(str(folder))
        self.wait(lambda: self.state.phase == "ready" and self.state.layout is not None and not self.state.is_building)
        self.draw()

    def open_copy(self, name: str) -> Path:
        folder = self.copy(name)
        self.open(folder)
        return folder

    def take_keyboard(self) -> None:
        """Keys go to the graph: shortcuts need an active window."""
        self.window.activateWindow()
        self.window.canvas.setFocus()
        self.wait(self.window.canvas.hasFocus)

    def draw(self) -> None:
        self.window.picture.draw_now()

    def set_input(self, name: str, kind: SpecKind, text: str) -> None:
        """Give an input a value, as the panel does."""
        self.controllers.scenario.set_input(name, ValueSpec(kind, text))

    def choose(self, scenario: str) -> None:
        self.controllers.scenario.choose(scenario)
        self.wait_built()

    def wait_built(self) -> None:
        self.wait(lambda: not self.state.is_building and self.state.graph.nodes)

    def run(self, *names: str) -> None:
        before = len(self.state.runs)
        if names:
            self.controllers.run.run(names)
        else:
            self.application.do("run.final")
        self.wait(lambda: len(self.state.runs) > before)
        self.wait_run()

    def wait_run(self) -> None:
        self.wait(lambda: self.state.runs and self.state.active_run is None)
        self.draw()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A fresh window; afterwards no process and no widget of it is left."""
    before = set(QApplication.topLevelWidgets())
    application = Application(Settings(str(tmp_path / "settings" / "dagscope.ini")), keeps_spare=False)
    application.controllers.preferences.set_theme("light")
    application.controllers.preferences.toggle_motion()
    window = application.window
    window.resize(1280, 800)
    window.show()
    yield Desk(application, qtbot, tmp_path)
    with qtbot.waitSignal(application.emptied, timeout=LIMIT_MS):
        application.shut_down()
    window.close()
    window.deleteLater()
    application.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(window)
    assert [] == [widget for widget in QApplication.topLevelWidgets() if widget not in before]
