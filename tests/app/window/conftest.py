"""A real window with a real worker and a real layout process, offscreen, and the steps tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from dagscope.scenario import SpecKind, ValueSpec
from dagscope_app.application import Application
from dagscope_app.model.graph.visibility import is_laid_out
from dagscope_app.model.state import AppState
from dagscope_app.services.settings import Settings
from dagscope_app.views.widgets.first_shown import FirstShown
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_MS
from tests.patient_bot import PatientBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PROJECTS = Path(__file__).resolve().parents[1] / "projects"


def parts_of(window: QWidget) -> list[QWidget]:
    """Return every widget of a window, those that come into it when they are first shown too."""
    found = window.findChildren(QWidget)
    for page in window.findChildren(FirstShown):
        if page.content.parent() is None:
            found += [page.content, *page.content.findChildren(QWidget)]
    return found


class Desk:
    """The window under test, and waiting for what it is to become."""

    def __init__(self, application: Application, qtbot: QtBot, scratch: Path) -> None:
        self.application = application
        self.qtbot = qtbot
        self.scratch = scratch
        self.fresh: AppState | None = None

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
        folder = self.scratch / name
        shutil.copytree(PROJECTS / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
        return folder

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()))

    def open(self, folder: Path) -> None:
        self.application.open(str(folder))
        self.wait(lambda: self.state.phase == "ready" and self.state.layout is not None and not self.state.is_building)
        self.draw()

    def open_copy(self, name: str) -> Path:
        folder = self.copy(name)
        self.open(folder)
        return folder

    def reset(self) -> None:
        """Go back to the fresh state, in the window, the layout process and the worker."""
        fresh, window = self.fresh, self.window
        assert fresh is not None
        if self.state.active_run is not None:
            self.application.do("run.stop")
            self.wait_run()
        self.wait(lambda: not self.state.is_building)
        for dialog in window.findChildren(QDialog):
            dialog.close()
        window.palette_popup.hide()
        window.toolbar.search.edit.clear()
        window.outline.filter_edit.clear()
        is_other_graph = self.state.graph is not fresh.graph
        self.application.store.update(lambda now: replace(fresh, worker=now.worker))
        if is_other_graph:
            self.controllers.project.build()
            self.wait_built()
        drawn = self.state.drawn
        self.controllers.placing.refresh(is_fresh=True)
        self.wait(lambda: self.state.drawn is not drawn)
        self.draw()
        window.canvas.fit()
        window.activateWindow()
        self.wait(window.isActiveWindow)

    def take_keyboard(self) -> None:
        """Send keys to the graph: shortcuts need an active window."""
        self.window.activateWindow()
        self.window.canvas.setFocus()
        self.wait(self.window.canvas.hasFocus)

    def draw(self) -> None:
        self.window.picture.draw_now()

    def see(self, condition: Callable[[], bool]) -> None:
        """Wait until the layout process has answered and the picture is as wanted: what is clicked must lie still."""

        def is_seen() -> bool:
            self.draw()
            return is_laid_out(self.state) and condition()

        self.wait(is_seen)

    def click(self, name: str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click a node with the mouse."""
        canvas = self.window.canvas
        self.see(lambda: name in canvas.spec.nodes)
        box = canvas.spec.nodes[name].box
        x, y = canvas.camera.to_screen(box.x + box.width / 4, box.y + box.height / 2)
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, modifiers, QPoint(round(x), round(y)))

    def click_group(self, name: str) -> None:
        """Click a group's title with the mouse."""
        canvas = self.window.canvas
        self.see(lambda: name in canvas.spec.groups)
        box = canvas.spec.groups[name].box
        x, y = canvas.camera.to_screen(box.x + box.width / 2, box.y + min(box.height / 2, 10.0))
        hit = canvas.hit(QPointF(x, y))
        assert ("group", name) == (hit.kind, hit.id)
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y)))

    def run_selected(self, name: str) -> None:
        """Click a node and press the key that runs up to it."""
        self.click(name)
        self.take_keyboard()
        QTest.keyClick(self.window.canvas, Qt.Key.Key_F5)

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

    def begin(self, name: str) -> None:
        """Begin to run a node of the project `trouble` that does not end, and wait until its code is there."""
        self.run_selected(name)
        self.wait(lambda: self.state.active_run and self.state.active_run.state_of(name) == "running")
        self.wait(lambda: name != "stubborn" or any("deaf" in line.text for line in self.state.log))

    def insist_after(self, milliseconds: int) -> None:
        """Have a Stop that is not heard go further after so long; on a busy machine any code may be slow to stop."""
        self.application.processes.worker._ladder._timer.setInterval(milliseconds)

    def wait_run(self) -> None:
        self.wait(lambda: self.state.runs and self.state.active_run is None)
        self.draw()


@contextmanager
def started(qtbot: QtBot, scratch: Path) -> Iterator[Desk]:
    """Give a fresh window; afterwards no process and no widget of it is left."""
    before = set(QApplication.topLevelWidgets())
    application = Application(Settings(str(scratch / "settings" / "dagscope.ini")), keeps_spare=False)
    application.controllers.preferences.set_theme("light")
    application.controllers.preferences.toggle_motion()
    window = application.window
    window.resize(1440, 860)
    window.show()
    desk = Desk(application, qtbot, scratch)
    desk.insist_after(PATIENCE_MS)
    yield desk
    with qtbot.waitSignal(application.emptied):
        application.shut_down()
    window.close()
    window.deleteLater()
    application.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(window)
    assert [] == [widget for widget in QApplication.topLevelWidgets() if widget not in before]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Give a window of its own, for what ends workers, writes files or opens other projects."""
    with started(qtbot, tmp_path) as desk:
        yield desk


@pytest.fixture(scope="module")
def opened_shop(
    qapp: QApplication, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Give the window that the tests of a module share, with the shop in it."""
    with started(PatientBot(request), tmp_path_factory.mktemp("shared")) as desk:
        desk.open_copy("shop")
        desk.wait(lambda: desk.state.plan is not None)
        desk.fresh = desk.state
        yield desk


@pytest.fixture
def shop(opened_shop: Desk, qtbot: QtBot) -> Desk:
    """Give the shared window as it was when the shop had been opened: nothing run, edited, folded or selected."""
    opened_shop.qtbot = qtbot
    opened_shop.reset()
    return opened_shop
