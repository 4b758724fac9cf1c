"""Who takes a press of the mouse takes its release.

Else what is around sees the end of a click that began elsewhere.
"""

from __future__ import annotations

import ast
from pathlib import Path

import dagscope_app.views
import pytest
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.views.panels.timeline import TimelinePanel
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

VIEWS = Path(dagscope_app.views.__file__).parent
FILES = [path for path in sorted(VIEWS.rglob("*.py")) if "def mousePressEvent" in path.read_text(encoding="utf-8")]


class Around(QWidget):
    """Notes the releases that reach it."""

    releases = 0

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.releases += 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(VIEWS)))
def test_presses_and_releases_are_handled_together(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            names = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            assert "mousePressEvent" not in names or "mouseReleaseEvent" in names, node.name


def test_a_click_on_a_bar_ends_there(qtbot: QtBot) -> None:
    around = Around()
    qtbot.addWidget(around)
    around.resize(600, 200)
    rows = TimelinePanel(load_theme("light"), around)
    rows.resize(600, 200)
    rows.set_run(Run("1-1", nodes={"a": NodeRun("ok", 1.0)}))
    around.show()
    found: list[str] = []
    rows.node_clicked.connect(found.append)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 32))
    assert (["a"], 0) == (found, around.releases)
