"""A panel of results, and who answers its viewers."""

from __future__ import annotations

import pytest
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.theme import load_theme
from pytestqt.qtbot import QtBot

from tests.app.views.results.shown_panel import Worker


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def panel(qtbot: QtBot, worker: Worker) -> ResultsPanel:
    made = ResultsPanel(load_theme("light"))
    made.set_actions(worker.actions)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made
