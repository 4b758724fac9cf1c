"""What the soak does to a window, one method an action, chosen by chance. It must not judge."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from dagscope_app.views.dialogs.agreement import AgreementDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from tests.app.window.conftest import PROJECTS, Desk

EXAMPLES = PROJECTS.parents[2] / "examples"
THEMES = ("light", "dark", "high_contrast")
# Runs are what a window is for; what starts processes is slow and comes seldom.
WEIGHTS = {
    "run": 26, "fold": 16, "edit": 12, "show": 10, "undo": 8, "cancel": 6, "theme": 5, "export": 5, "save": 4,
    "change_file": 2, "compare": 2, "open": 2, "kill": 1, "trust": 1,
}  # fmt: skip


class Actions:
    """A window and a seed; each action leaves the window at rest."""

    def __init__(self, desk: Desk, place: Path, seed: int) -> None:
        self.desk = desk
        self.place = place
        self.chance = random.Random(seed)
        self.count = 0
        self.folder = place

    def step(self) -> str:
        """Do one action; return its name."""
        self.count += 1
        names = list(WEIGHTS)
        name = "open" if self.count == 1 else self.chance.choices(names, [WEIGHTS[name] for name in names])[0]
        action: Callable[[], None] = getattr(self, name)
        action()
        self._rest()
        return name

    def _rest(self) -> None:
        desk = self.desk
        if desk.state.active_run is not None:
            desk.application.do("run.stop")
        desk.wait(lambda: desk.state.active_run is None and not desk.state.is_building)
        desk.wait(lambda: desk.state.worker.phase in ("ready", "busy") or desk.state.phase == "broken")
        for dialog in desk.window.findChildren(QDialog):
            dialog.close()
            dialog.deleteLater()
        QTest.qWait(0)  # what is to be deleted goes when the event loop turns, as it does between a person's actions

    def _fresh(self, source: Path, room: str = "trusted") -> Path:
        """Copy a project; the one before is gone, so that the disk does not fill."""
        target = self.place / room / f"{self.count}-{source.name}"
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".hamilton_cache", "cache"))
        return target

    def _nodes(self) -> list[str]:
        graph = self.desk.state.graph
        return sorted(name for name, node in graph.nodes.items() if node.kind == "function")

    # The actions ----------------------------------------------------------------------------------------------------

    def open(self) -> None:
        source = self.chance.choice([PROJECTS / "shop", EXAMPLES / "module_overrides", EXAMPLES / "reusing_functions"])
        before, self.folder = self.folder, self._fresh(source)
        self.desk.open(self.folder)
        if before != self.place:
            shutil.rmtree(before)

    def trust(self) -> None:
        self.desk.open(self._fresh(PROJECTS / "shop", "downloads"))
        if not self.desk.state.trust.is_preview:
            raise AssertionError("a folder that nobody trusts was loaded")
        self.desk.application.do("project.trust")
        (dialog,) = self.desk.window.findChildren(AgreementDialog)
        box = dialog.findChildren(QDialogButtonBox)[0]
        role = QDialogButtonBox.ButtonRole.AcceptRole
        next(button for button in box.buttons() if box.buttonRole(button) == role).click()
        self.desk.wait(lambda: not self.desk.state.trust.is_preview and not self.desk.state.is_building)

    def run(self) -> None:
        nodes = self._nodes()
        if nodes:
            self.desk.controllers.run.run((self.chance.choice(nodes),))
            self.desk.wait(lambda: self.desk.state.active_run is None)
            self.desk.draw()

    def cancel(self) -> None:
        self.desk.application.do("run.all")
        for _ in range(self.chance.randrange(3)):
            self.desk.application.do("run.stop")

    def fold(self) -> None:
        groups = sorted(self.desk.state.grouping.group_parents)
        if groups:
            self.desk.controllers.folding.toggle_group(self.chance.choice(groups))
        else:
            self.desk.application.do("view.fold_all")
        self.desk.draw()

    def show(self) -> None:
        names = sorted(self.desk.state.graph.nodes)
        if names:
            self.desk.controllers.graph.show(self.chance.choice(names))
            self.desk.draw()

    def edit(self) -> None:
        inputs = [item.name for item in self.desk.state.graph.inputs]
        if inputs:
            self.desk.set_input(self.chance.choice(inputs), "literal", str(self.chance.randrange(100)))
        elif self.chance.random() < 0.3:
            self.desk.controllers.scenario.duplicate()

    def undo(self) -> None:
        self.desk.application.do(self.chance.choice(("edit.undo", "edit.redo")))

    def save(self) -> None:
        self.desk.application.do("scenario.save")

    def theme(self) -> None:
        self.desk.controllers.preferences.set_theme(self.chance.choice(THEMES))

    def export(self) -> None:
        target = self.place / self.chance.choice(("dag.png", "dag.svg", "dag.html"))
        self.desk.controllers.export.export(str(target), self.chance.random() < 0.5)

    def compare(self) -> None:
        self.desk.application.do("compare.open")
        self.desk.wait(lambda: not self.desk.state.is_building)
        self.desk.draw()
        self.desk.controllers.compare.close()

    def change_file(self) -> None:
        files = sorted(self.folder.glob("*.py"))
        if files:
            file = self.chance.choice(files)
            file.write_text(f"{file.read_text()}\n# {self.count}\n")
            self.desk.application.do("project.reload")
            self.desk.wait_built()

    def kill(self) -> None:
        generation, pid = self.desk.state.worker.generation, self.desk.state.worker.pid
        if not pid:
            return
        os.kill(pid, self.chance.choice((signal.SIGKILL, signal.SIGSEGV)))
        self.desk.wait(lambda: self.desk.state.worker.generation != generation or not self.desk.state.worker.is_alive)
        if not self.desk.state.worker.is_alive:
            self.open()


def write_trust_list(place: Path) -> Path:
    """Write a list in which the folder for trusted projects is all that is trusted; return the list."""
    path = place / "trusted.json"
    path.write_text(json.dumps({"folders": [{"path": os.path.realpath(place / "trusted")}]}))
    path.chmod(0o600)
    return path
