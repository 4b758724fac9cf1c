"""The toolbar: no button is pushed out of a small window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope.scenario import Scenario
from dagscope_app.drawing.theme import load_theme
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.actions import Actions
from dagscope_app.views.chrome.toolbar import ToolBar
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("name", ["run", "a_rather_long_name_of_a_scenario_that_says_what_it_is_for"])
def test_words_give_way_to_icons_before_a_button_is_pushed_out(qtbot: QtBot, name: str) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, QWidget(window))
    bar = ToolBar(load_theme("light"), actions)
    window.addToolBar(bar)
    window.resize(1270, 600)
    window.show()
    actions["run.update"].setEnabled(False)
    scenario = Scenario(name)
    bar.set_state(None, replace(AppState(), folder="/x", scenarios=(scenario,), current=name))
    QCoreApplication.processEvents()
    others = (bar.plan_button, bar.finals, bar.compare_button, bar.view_button, bar.export_button)
    before = [button.geometry() for button in others]
    actions["run.update"].setText("Update (12)")
    actions["run.update"].setEnabled(True)
    QCoreApplication.processEvents()

    if name == "run":
        assert [button.geometry() for button in others] == before, "the search gives room to what comes"
    assert bar.export_button.isVisible() and bar.export_button.geometry().right() < bar.width()
    assert bar.update_button.isVisible()
    assert bar.search.width() >= bar.search.minimumWidth()
    window.resize(1900, 600)
    QCoreApplication.processEvents()
    assert bar.plan_button.width() > 2 * bar.plan_button.height(), "the words are back where there is room"
