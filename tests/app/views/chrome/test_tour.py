"""The tour by keys alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope_app.drawing.theme import load_theme
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.tour import TourCard
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.app.controllers.bench import node


@pytest.mark.parametrize(
    ("key", "expected"), [(Qt.Key.Key_Return, "next"), (Qt.Key.Key_Space, "next"), (Qt.Key.Key_Escape, "skip")]
)
def test_enter_goes_on_and_escape_ends_it(qtbot: QtBot, key: Qt.Key, expected: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    card = TourCard(
        load_theme("light"), window, dict.fromkeys(("graph", "run", "results", "scenario"), QWidget(window))
    )
    window.show()
    heard: list[str] = []
    card.next_requested.connect(lambda: heard.append("next"))
    card.skip_requested.connect(lambda: heard.append("skip"))
    graphs = {"main": GraphSnapshot({"a": node("a")})}
    card.set_state(None, replace(AppState(), graphs=graphs, tour=1))
    QTest.keyClick(card.next, key)
    assert [expected] == heard
